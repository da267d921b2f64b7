"""All files in the inbox that the desk knows of and has not finished: what each waits for, and when to look again."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from copydesk.dropped import StatKey

__all__ = ["Candidate", "Table"]

MOST: Final = 20_000
"""Files known at once; a scan pauses there and goes on when some are through."""

RESTLESS: Final = 5
"""Changes seen after which a file is no longer expected to come to rest soon."""


@dataclass(slots=True, eq=False)
class Candidate:
    """A file that may become a document. Times are the finder's clock.

    Attributes:
        path: the document's; `at` is where its bytes are.
        key: its state when it was last looked at.
        changed: when the last change was seen.
        closed: whether a close or a rename was seen since.
        look: when to look again.
        reason: what it waits for.
        soon: whether waiting alone makes it ready.
        changes: how many were seen.
        handed: whether an acceptor has it.
        touched: whether something was heard of it meanwhile, and whether that was a close or rename.
    """

    path: str
    at: str
    key: StatKey
    changed: float
    closed: bool
    seen_by: str
    look: float = 0.0
    reason: str = "it was just found"
    soon: bool = True
    changes: int = 0
    handed: bool = False
    touched: bool | None = None

    def change(self, key: StatKey, now: float, *, closed: bool) -> None:
        """Note that it is not what it was."""
        self.changes += self.key != key
        self.key, self.changed, self.closed = key, now, closed

    @property
    def expected(self) -> bool:
        """Whether it is worth waiting for: an acceptor has it, or it should be ready soon."""
        return self.handed or (self.soon and self.changes < RESTLESS)


class Table:
    """Candidates by where they are, and in the order in which they are to be looked at."""

    def __init__(self) -> None:
        self._all: dict[str, Candidate] = {}
        self._due: list[tuple[float, int, Candidate]] = []
        self._count = 0

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(list(self._all.values()))

    def __contains__(self, at: str) -> bool:
        return at in self._all

    @property
    def full(self) -> bool:
        """Whether there is no room for another."""
        return len(self._all) >= MOST

    @property
    def crowded(self) -> bool:
        """Whether those that wait for something other than time should not hold a place."""
        return len(self._all) > MOST // 2

    def get(self, at: str) -> Candidate | None:
        """Return the one that is there, if any."""
        return self._all.get(at)

    def put(self, candidate: Candidate, look: float) -> None:
        """Add one, or move it to another time."""
        candidate.look = look
        self._all[candidate.at] = candidate
        self._count += 1
        heapq.heappush(self._due, (look, self._count, candidate))

    def forget(self, candidate: Candidate) -> None:
        """Remove one."""
        self._all.pop(candidate.at, None)

    def next_look(self) -> float | None:
        """Return when the next one is to be looked at."""
        while self._due and not self._stands(self._due[0]):
            heapq.heappop(self._due)
        return self._due[0][0] if self._due else None

    def due(self, now: float) -> Candidate | None:
        """Return one whose time has come, and no longer remind of it."""
        look = self.next_look()
        if look is None or look > now:
            return None
        return heapq.heappop(self._due)[2]

    def _stands(self, entry: tuple[float, int, Candidate]) -> bool:
        look, _, candidate = entry
        return candidate.look == look and not candidate.handed and self._all.get(candidate.at) is candidate
