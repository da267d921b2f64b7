"""The queue contender: watchdog sees a file, huey's SQLite queue holds the job, consumer processes do it.

A job whose consumer is killed is lost, and so is a file that watchdog was not told of; apart from that it is the usual
way to do this work in Python. huey's SQLite settings are its defaults, which sync every commit.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.children import Child, say, until
from benchmarks.work import save, worked

__all__ = ["FOLDER", "serving"]

FOLDER = "BENCHMARK_FOLDER"
"""The environment variable that names the contender's folder; huey's tasks are module-level and need it at import."""
_KIND = "BENCHMARK_KIND"


@contextmanager
def serving(root: Path, kind: str, consumers: int) -> Iterator[None]:
    """Have files of ``root/inbox`` worked on into ``root/out`` by so many processes; begins when all are ready."""
    for name in ("inbox", "out", "ready"):
        (root / name).mkdir(exist_ok=True)
    place = {FOLDER: str(root), _KIND: kind}
    command = ("benchmarks.queued.huey", "-w", consumers, "-k", "process", "-n", "-q")
    with (
        Child("huey.bin.huey_consumer", *command, ready=False, **place),
        Child("benchmarks.queued", **place),
    ):
        until(lambda: sum(1 for _ in (root / "ready").iterdir()) == consumers)
        yield


if FOLDER in os.environ:
    from huey import SqliteHuey
    from watchdog.events import FileClosedEvent, FileMovedEvent, FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    _root = Path(os.environ[FOLDER])
    huey = SqliteHuey(filename=str(_root / "huey.db"))

    @huey.task()  # type: ignore[untyped-decorator] # huey has no types
    def enrich(path: str) -> None:
        """Do one file."""
        file = Path(path)
        save(_root / "out" / f"{file.name}.json", worked(file.read_bytes(), file.name, os.environ[_KIND]))

    @huey.on_startup()  # type: ignore[untyped-decorator] # huey has no types
    def ready() -> None:
        """Say that a consumer process is there."""
        (_root / "ready" / str(os.getpid())).touch()

    class _Enqueue(FileSystemEventHandler):
        def on_closed(self, event: FileSystemEvent) -> None:
            enrich(os.fsdecode(event.src_path))

        def on_moved(self, event: FileSystemEvent) -> None:
            enrich(os.fsdecode(event.dest_path))

    def _main() -> None:
        observer = Observer(generate_full_events=True)
        kinds: list[type[FileSystemEvent]] = [FileClosedEvent, FileMovedEvent]
        observer.schedule(_Enqueue(), str(_root / "inbox"), event_filter=kinds)
        observer.start()
        say(started=time.monotonic())
        sys.stdin.read()
        observer.stop()

    if __name__ == "__main__":
        _main()
