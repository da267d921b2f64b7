"""The running sum of a number in words: what fits behind what has been read, and what it is worth."""

from decimal import Context, Decimal
from typing import Final

EXACT: Final = Context(prec=60)
"""Sixty digits: more than any number a text spells out; longer runs of digits are identifiers."""

ONE: Final = Decimal(1)
HUNDRED: Final = Decimal(100)
TENS: Final = frozenset(Decimal(tens) for tens in range(20, 100, 10))


class Sum:
    """A running sum of number words.

    Attributes:
        total: the groups closed by a scale word.
        group: the group being read, None where a new one may begin.
        room: the place value still free in the group: ten behind twenty, one hundred behind a hundred.
        limit: the last scale word's value; what follows stays below it.
        scale: the same, 1 without one.
    """

    __slots__ = ("group", "limit", "room", "scale", "total")

    def __init__(self) -> None:
        self.total = Decimal(0)
        self.group: Decimal | None = None
        self.room = Decimal(0)
        self.limit: Decimal | None = None
        self.scale = ONE

    @property
    def value(self) -> Decimal:
        """All that has been added so far."""
        return self.total + (self.group or 0)

    def add(self, value: Decimal) -> bool:
        """Add a numeral or a word below one hundred."""
        if self.group is None:
            if self.limit is not None and value >= self.limit:
                return False
            self.group = value
        elif 0 < value < self.room:
            self.group += value
        else:
            return False
        self.room = Decimal(10) if value in TENS else Decimal(0)
        return True

    def times(self, factor: Decimal) -> bool:
        """Multiply the current group by one hundred or twelve."""
        if self.group is not None and (self.group >= HUNDRED or self.group == 0):
            return False
        self.group = EXACT.multiply(ONE if self.group is None else self.group, factor)
        self.room = HUNDRED if factor == HUNDRED else Decimal(0)
        return True

    def raise_to(self, scale: Decimal) -> bool:
        """Close the current group with a scale word; scales must fall from left to right."""
        if self.limit is not None and (scale >= self.limit or self.group is None):
            return False
        self.total += EXACT.multiply(ONE if self.group is None else self.group, scale)
        self.group, self.room, self.limit, self.scale = None, Decimal(0), scale, scale
        return True
