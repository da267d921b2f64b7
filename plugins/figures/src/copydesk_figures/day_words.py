"""What the readers of days share: the words that point, and how a day is made."""

from datetime import datetime
from typing import Final

from copydesk_figures.moments import DAY, Moment, midnight, stamp

WHICH: Final = {
    "this": 0, "current": 0, "next": 1, "following": 1, "upcoming": 1, "coming": 1, "last": -1, "past": -1,
    "previous": -1, "prior": -1,
}  # fmt: skip
CLOCKS: Final = frozenset({"second", "minute", "hour"})
LAST_DAY: Final = 31


def day_at(lo: datetime, end: int, *, relative: bool = True, timex: str = "") -> Moment:
    """Return the day that holds ``lo``."""
    day = midnight(lo)
    return Moment(day, day + DAY, "day", timex or stamp(day, "day"), relative=relative, end=end)
