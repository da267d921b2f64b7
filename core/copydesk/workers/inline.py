"""A pool of no processes: tasks are done in the caller's own thread, for debugging and for a handful of files.

There are no limits here: a plugin that hangs hangs the caller, one that crashes takes it along.
"""

from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection

from copydesk.enricher import Enricher
from copydesk.handout import react, work_on
from copydesk.seam import Manifest, Reaction, Work
from copydesk.workers.pool import Done, Outcome
from copydesk.workers.wire import Setup

__all__ = ["InlinePool"]


class InlinePool:
    """Does each task as it is given; `collect` returns what became of it."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._done: list[Outcome] = []
        self._enricher: Enricher | None = None

    size = 1

    def start(self, _give_up: Callable[[], bool] = lambda: False) -> Manifest:
        """Load the plugins; what is done in the caller's thread cannot be given up."""
        self._enricher = Enricher.for_worker(
            self._setup.settings, only=self._setup.only, without=self._setup.without
        )
        return self._enricher.manifest

    def waitables(self) -> list[Connection | int]:
        """Nothing: whatever was given is done already."""
        return []

    @property
    def room(self) -> int:
        """One, once the last answer was collected."""
        return 0 if self._done else 1

    @property
    def busy(self) -> bool:
        """Whether an answer has not been collected."""
        return bool(self._done)

    def give(self, task: Work | Reaction) -> None:
        """Do the task."""
        if self._enricher is None:
            raise RuntimeError("start the pool first")
        if isinstance(task, Work):
            result, record = work_on(self._enricher, task)
            self._done.append(Done(task, result, record or b""))
        else:
            self._done.append(Done(task, react(self._enricher, task), b""))

    def collect(self, _ready: Iterable[object]) -> list[Outcome]:
        """Return the answers."""
        done, self._done = self._done, []
        return done

    def next_deadline(self) -> float:
        """Never."""
        return float("inf")

    def stop(self) -> None:
        """There is nothing to stop."""
