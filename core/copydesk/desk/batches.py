"""Take work in batches: wait for one task, then take what else is there."""

import queue
from typing import TypeVar

__all__ = ["next_batch"]

T = TypeVar("T")


def next_batch(tasks: "queue.Queue[T | None]", most: int) -> list[T]:
    """Return 1 to ``most`` tasks; an empty list for a None, of which each thread that takes from here is given one."""
    first = tasks.get()
    batch = [first] if first is not None else []
    while batch and len(batch) < most:
        try:
            following = tasks.get_nowait()
        except queue.Empty:
            break
        if following is None:
            tasks.put(None)  # for after this batch
            break
        batch.append(following)
    return batch
