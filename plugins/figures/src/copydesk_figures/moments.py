"""What a phrase of time means: a span of the calendar, how fine it is, and its TIMEX3 value."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
MONTHS_OF: Final = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
SPANS: Final = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": DAY,
    "weekday": DAY,
    "night": DAY,
    "week": WEEK,
    "weekend": WEEK,
    "fortnight": 2 * WEEK,
}
_LETTERS: Final = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "weekday": "D", "night": "D", "week": "W", "weekend": "WE",
    "fortnight": "W", "month": "M", "quarter": "M", "year": "Y", "decade": "Y", "century": "Y",
}  # fmt: skip
_TIMES: Final = {"fortnight": 2, "quarter": 3, "decade": 10, "century": 100}
_CLOCKS: Final = frozenset({"second", "minute", "hour"})
PARTS: Final = {
    "morning": ("MO", 8, 12), "afternoon": ("AF", 12, 16), "evening": ("EV", 16, 20), "night": ("NI", 20, 24),
    "lunchtime": ("MEL", 11, 13), "lunch": ("MEL", 11, 13), "breakfast": ("MEB", 7, 9), "dinner": ("MED", 16, 20),
    "daytime": ("DT", 8, 18), "mornings": ("MO", 8, 12), "evenings": ("EV", 16, 20), "nights": ("NI", 20, 24),
    "afternoons": ("AF", 12, 16), "nighttime": ("NI", 20, 24), "mealtime": ("MEL", 11, 13),
    "dinnertime": ("MED", 16, 20),
    "brunch": ("MEL", 11, 13),
}  # fmt: skip
"""Parts of a day: TIMEX3 code, first hour, hour behind the last."""


@dataclass(slots=True)
class Moment:
    """A phrase of time as read.

    Attributes:
        lo: where it begins; None where only its end is told.
        hi: the first moment behind it.
        grain: the finest thing it names: second to century, ``part`` of a day, ``weekend``, ``season``, ``set``.
        timex: TIMEX3 value.
        dated: whether it says a day or something longer.
        clocked: whether it says a time of day.
        relative: whether it can be resolved only from the day the text was written.
        twelve: whether a bare hour could be before or after noon.
        rule: which rule read it.
        start: index of its first token.
        end: index behind its last token.
    """

    lo: datetime | None
    hi: datetime | None
    grain: str
    timex: str
    dated: bool = True
    clocked: bool = False
    relative: bool = False
    twelve: bool = False
    rule: str = "calendar"
    start: int = 0
    end: int = 0
    ranged: bool = False

    def ending(self, end: int) -> "Moment":
        """Return the moment with the index behind its last token set, and known without a document's date."""
        self.end, self.relative = end, False
        return self

    @property
    def first(self) -> datetime:
        """Where it begins, or where it ends if only that is known."""
        found = self.lo or self.hi
        if found is None:
            message = f"the moment {self.timex!r} has neither beginning nor end"
            raise ValueError(message)
        return found


def on(year: int, month: int = 1, day: int = 1) -> datetime:
    """Return the beginning of a day. Raises ValueError where the calendar has none."""
    return datetime(year, month, day)  # noqa: DTZ001 -- a day as a text names it, without a zone


def midnight(moment: datetime) -> datetime:
    """Return the beginning of a moment's day."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def shifted(moment: datetime, grain: str, count: float) -> datetime:
    """Return the moment ``count`` grains later; months keep the day where the month has it."""
    if grain in SPANS:
        return moment + SPANS[grain] * count
    months = round(MONTHS_OF[grain] * count)
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, days_in(year, month + 1)))


def days_in(year: int, month: int) -> int:
    """Return how many days a month has."""
    following = on(year + month // 12, month % 12 + 1, 1)
    return (following - on(year, month, 1)).days


def floor_to(moment: datetime, grain: str) -> datetime:
    """Return the beginning of the day, week, month, quarter, year, decade or century that holds a moment."""
    if grain in _CLOCKS:
        moment = moment.replace(microsecond=0, second=moment.second if grain == "second" else 0)
        return moment.replace(minute=0) if grain == "hour" else moment
    day = midnight(moment)
    if grain in {"week", "fortnight"}:
        return day - DAY * day.weekday()
    if grain == "weekend":
        return day - DAY * day.weekday() + 5 * DAY
    if grain in {"day", "weekday", "night"}:
        return day
    months = MONTHS_OF[grain]
    index = day.year * 12 + (day.month - 1 if months < 12 else 0)  # noqa: PLR2004 -- months of a year
    year, month = divmod(index - index % months, 12)
    return on(max(year, 1), month + 1, 1)


def period(moment: datetime, grain: str, count: int = 0) -> Moment:
    """Return the ``count``-th period of a grain, seen from the one that holds ``moment``."""
    lo = shifted(floor_to(moment, grain), grain, count)
    hi = lo + 2 * DAY if grain == "weekend" else shifted(lo, grain, 1)
    return Moment(lo, hi, grain, stamp(lo, grain), relative=True)


def stamp(lo: datetime, grain: str) -> str:
    """Return the TIMEX3 value of the period that begins at ``lo``."""
    if grain in {"week", "weekend", "fortnight"}:
        year, week, _ = lo.isocalendar()
        return f"{year}-W{week:02}" + ("-WE" if grain == "weekend" else "")
    forms = {"century": lo.strftime("%Y")[:2], "decade": lo.strftime("%Y")[:3], "year": f"{lo.year:04}"}
    if grain == "quarter":
        return f"{lo.year:04}-Q{(lo.month + 2) // 3}"
    if grain in forms:
        return forms[grain]
    if grain == "month":
        return f"{lo.year:04}-{lo.month:02}"
    return lo.date().isoformat() if grain in {"day", "weekday", "night"} else clock_stamp(lo, with_date=True)


def clock_stamp(lo: datetime, *, with_date: bool, grain: str = "minute") -> str:
    """Return a time of day as TIMEX3: T08:00, with seconds only where there are any."""
    time = f"T{lo:%H:%M}" + (f":{lo:%S}" if lo.second or grain == "second" else "")
    return (lo.date().isoformat() if with_date else "") + time


def length(grain: str, count: float) -> str:
    """Return a duration as TIMEX3: P3D, PT2H."""
    times = count * _TIMES.get(grain, 1)
    number = f"{times:g}"
    return f"P{'T' if grain in _CLOCKS else ''}{number}{_LETTERS[grain]}"
