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

from watchdog.events import FileClosedEvent, FileMovedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers.inotify import InotifyObserver

from benchmarks.children import Child, say, until

__all__ = ["serving"]


@contextmanager
def serving(root: Path, kind: str, consumers: int) -> Iterator[None]:
    """Have files of ``root/inbox`` worked on into ``root/out`` by so many processes; begins when all are ready."""
    for name in ("inbox", "out", "ready"):
        (root / name).mkdir(exist_ok=True)
    place = {"BENCHMARK_FOLDER": str(root), "BENCHMARK_KIND": kind}
    command = ("benchmarks.jobs.huey", "-w", consumers, "-k", "process", "-n", "-q")
    with (
        Child("huey.bin.huey_consumer", *command, ready=False, environment=place),
        Child("benchmarks.queued", root / "inbox", environment=place),
    ):
        until(lambda: sum(1 for _ in (root / "ready").iterdir()) == consumers)
        yield


def _main(inbox: Path) -> None:
    from benchmarks.jobs import enrich  # noqa: PLC0415 - needs huey, and the environment of a child

    class Enqueue(FileSystemEventHandler):
        def on_closed(self, event: FileSystemEvent) -> None:
            enrich(os.fsdecode(event.src_path))

        def on_moved(self, event: FileSystemEvent) -> None:
            enrich(os.fsdecode(event.dest_path))

    observer = InotifyObserver(generate_full_events=True)
    kinds: list[type[FileSystemEvent]] = [FileClosedEvent, FileMovedEvent]
    observer.schedule(Enqueue(), str(inbox), event_filter=kinds)
    observer.start()
    say(started=time.monotonic())
    sys.stdin.read()
    observer.stop()


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
