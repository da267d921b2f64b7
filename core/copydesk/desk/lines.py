"""The bounded queues between a desk's threads; tasks are taken in batches, and a line is ended from its giving side."""

import queue
from typing import Any, TypeVar, cast

__all__ = ["Line"]

T = TypeVar("T")
_END: Any = object()


class Line(queue.Queue[T]):
    """A bounded queue."""

    def take(self, most: int) -> list[T]:
        """Wait for a task, then take what else is there: 1 to ``most`` tasks, none once the line has ended."""
        batch: list[T] = []
        while len(batch) < most:
            try:
                task = self.get(block=not batch)
            except queue.Empty:
                break
            if task is _END:
                if batch:
                    self.end(1)  # for the next call
                break
            batch.append(task)
        return batch

    def end(self, takers: int) -> None:
        """Say that nothing more comes, once to each thread that takes from here."""
        for _taker in range(takers):
            self.put(cast("T", _END))
