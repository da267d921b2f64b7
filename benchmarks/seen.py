"""Two ways to notice a file, each alone in a process: a bare watchdog handler, and our finder.

Run as a child: ``python -m benchmarks.seen handler|finder FOLDER``; it ends when its stdin does and says when it saw
which path.
"""

import os
import sys
import threading
import time
from pathlib import Path

from watchdog.events import FileClosedEvent, FileMovedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers.inotify import InotifyObserver

from benchmarks.children import Child, say
from copydesk.desk.lines import Line
from copydesk.dropped import ignore_lease_breaks
from copydesk.inbox.find import Finder
from copydesk.inbox.values import Sighting
from copydesk.settings import InboxSettings

__all__ = ["SETTLE", "start"]

SETTLE = InboxSettings().settle
_BATCH = 32


def start(contender: str, folder: Path) -> Child:
    """Start one of the two over a folder."""
    folder.mkdir(exist_ok=True)
    return Child("benchmarks.seen", contender, folder)


class _Note(FileSystemEventHandler):
    def __init__(self) -> None:
        self.seen: dict[str, float] = {}

    def on_closed(self, event: FileSystemEvent) -> None:
        self.seen[os.path.basename(os.fsdecode(event.src_path))] = time.monotonic()  # noqa: PTH119 - as bare as can be

    def on_moved(self, event: FileSystemEvent) -> None:
        self.seen[os.path.basename(os.fsdecode(event.dest_path))] = time.monotonic()  # noqa: PTH119 - as above


def _handler(folder: Path) -> dict[str, float]:
    note, observer = _Note(), InotifyObserver(generate_full_events=True)
    kinds: list[type[FileSystemEvent]] = [FileClosedEvent, FileMovedEvent]
    observer.schedule(note, str(folder), event_filter=kinds)
    observer.start()
    say(started=time.monotonic())
    sys.stdin.read()
    observer.stop()
    return note.seen


def _finder(folder: Path) -> dict[str, float]:
    """The desk's own finder and line; what it finds is finished at once."""
    ignore_lease_breaks()
    ready: Line[Sighting] = Line(256)
    finder = Finder(folder, InboxSettings(), known=lambda _path, _key: False, out=ready, refuse=print)
    seen: dict[str, float] = {}

    def take() -> None:
        while batch := ready.take(_BATCH):
            now = time.monotonic()
            for sighting in batch:
                seen[sighting.path] = now
                finder.finish(sighting)

    stopping = threading.Event()
    for body in (take, lambda: finder.run(stopping)):
        threading.Thread(target=body, daemon=True).start()
    time.sleep(1.5)  # its first scans are through
    say(started=time.monotonic())
    sys.stdin.read()
    stopping.set()
    return seen


if __name__ == "__main__":
    watch = {"handler": _handler, "finder": _finder}[sys.argv[1]]
    found = watch(Path(sys.argv[2]))
    say(seen=found)
    os._exit(0)
