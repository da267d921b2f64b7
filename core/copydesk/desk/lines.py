"""The bounded queues between a desk's threads; tasks are taken in batches, and a line can be ended from either side."""

import queue
import sys
from typing import TypeVar

__all__ = ["Line"]

T = TypeVar("T")


class Line(queue.Queue[T]):
    """A bounded queue, until it is ended: from then on nobody waits here, neither to put nor to take.

    Args:
        most: tasks that may wait.
    """

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self._ended = False

    def take(self, most: int) -> list[T]:
        """Wait for a task, then take what else is there: 1 to ``most`` tasks, none once an ended line is empty."""
        with self.not_empty:
            while not self._qsize() and not self._ended:
                self.not_empty.wait()
            batch = [self._get() for _task in range(min(most, self._qsize()))]
            self.not_full.notify_all()
        return batch

    def end(self) -> None:
        """Say that nothing more comes, or that nobody takes any more; a second call does nothing."""
        with self.mutex:
            self._ended = True
            self.maxsize = sys.maxsize  # who waits for room to put something goes on
            self.not_full.notify_all()
            self.not_empty.notify_all()
