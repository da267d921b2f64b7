"""Our contender: a desk in a process of its own, with everything on that makes it safe."""

import resource
import shutil
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.children import Child, say
from benchmarks.work import FULL, LIGHT
from copydesk.desk import Desk, DocumentLine
from copydesk.settings import DeskSettings

__all__ = ["NOTHING", "inbox_of", "out_of", "start"]

_FIRST_SCANS = 1.0
"""Seconds after which its notifications have begun and an empty inbox was scanned."""
NOTHING = "nothing"
"""No plugin at all."""


def inbox_of(root: Path) -> Path:
    """Where its documents are dropped."""
    return root / "inbox"


def out_of(root: Path) -> Path:
    """Where its records appear."""
    return root / "out"


def start(root: Path, *, workers: int, expect: int, kind: str = FULL) -> Child:
    """Start a desk and wait until it accepts documents; without documents in its inbox, until it is idle as well.

    Args:
        root: its folder.
        workers: processes.
        expect: it ends after so many documents.
        kind: `FULL`, `LIGHT` or `NOTHING`.
    """
    inbox_of(root).mkdir(exist_ok=True)
    empty = not any(inbox_of(root).iterdir())
    child = Child("benchmarks.desk", root, workers, expect, kind)
    if empty:
        time.sleep(_FIRST_SCANS)
    return child


class _Watch:
    """Notes when documents end, and stops the desk after the last."""

    def __init__(self, expect: int) -> None:
        self.ended: dict[str, float] = {}
        self.statuses: set[str] = set()
        self.desk: Desk | None = None
        self._expect = expect

    def started(self, inbox: str, layers: tuple[str, ...], refusals: dict[str, str]) -> None:
        """Tell the parent; a refused plugin would make the comparison worthless."""
        if refusals:
            raise RuntimeError(f"{inbox}: layers {layers}, refused {refusals}")
        say(started=time.monotonic(), cpu=_spent(resource.RUSAGE_SELF))

    def document(self, line: DocumentLine) -> None:
        """Note it."""
        self.ended[line.path] = time.monotonic()
        self.statuses.add(line.status)
        if len(self.ended) >= self._expect and self.desk:
            self.desk.stop()

    def note(self, text: str) -> None:
        """Show it: nothing should have to be said."""
        print(text, file=sys.stderr)


def _settings(root: Path, workers: int, kind: str) -> DeskSettings:
    plugins: dict[str, Any] = {} if kind == FULL else {"enable": []}
    if kind == LIGHT:
        folder = root / "plugins"
        folder.mkdir(mode=0o700)
        shutil.copyfile(Path(__file__).with_name("marks.py"), folder / "marks.py")
        (folder / "marks.py").chmod(0o600)
        plugins = {"enable": ["marks"], "folder": folder}
    return DeskSettings.model_validate(
        {
            "desk": {name: root / name for name in ("inbox", "out", "failed", "state")},
            "workers": {"count": workers},
            "plugins": plugins,
        }
    )


def _main(root: Path, workers: int, expect: int, kind: str) -> None:
    watch = _Watch(expect)
    watch.desk = desk = Desk(_settings(root, workers, kind), reporter=watch)

    def stop_at_end() -> None:
        sys.stdin.read()
        desk.stop()

    signal.signal(signal.SIGTERM, lambda *_: desk.stop())
    threading.Thread(target=stop_at_end, daemon=True).start()
    desk.run()
    times = sorted(watch.ended.values())
    say(
        ended=len(times), first=times[0] if times else None, last=times[-1] if times else None,
        statuses=sorted(watch.statuses), cpu=_spent(resource.RUSAGE_SELF),
        workers_cpu=_spent(resource.RUSAGE_CHILDREN), exit=time.monotonic(),
    )  # fmt: skip


def _spent(whose: int) -> float:
    spent = resource.getrusage(whose)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
