"""Points in time: a day, a time of day, or both in either order."""

import re
from dataclasses import replace
from typing import Final

from copydesk_figures.clocks import at_noon_side, read_clock, read_part
from copydesk_figures.days import read_day
from copydesk_figures.moments import Moment, clock_stamp, midnight
from copydesk_figures.phrase import Phrase

_ZONE: Final = re.compile(r"(?<=[0-9])(?:Z|[+-][0-9]{2}:[0-9]{2})$")
LONG: Final = frozenset({"year", "month", "quarter", "decade", "century", "week", "weekend", "season"})


def read_point(phrase: Phrase, index: int, *, bare: bool = False) -> Moment | None:
    """Read a day, a time of day, or both in either order."""
    begin = phrase.skip(index, "on") if phrase.word(index) == "on" else index
    day = read_day(phrase, begin)
    if day:
        return _with_clock(phrase, day)
    part = read_part(phrase, begin)
    if part and (hour := read_clock(phrase, part.end, bare=phrase.word(part.end) in {"at", "@"})):
        lo = at_noon_side(hour.first, part.timex) if hour.twelve else hour.first
        part = replace(hour, lo=lo, hi=lo, timex=clock_stamp(lo, with_date=False), twelve=False, start=begin)
    clock = read_clock(phrase, begin, bare=bare) or part or _hour_before_day(phrase, begin)
    if clock is None:
        return None
    at = phrase.skip(clock.end, ",", "on", "of", "-")
    following = read_day(phrase, at)
    if following and following.relative and not phrase.known:
        return clock
    if following is None or (following.clocked and following.grain != "part") or following.grain in LONG:
        return clock
    behind = read_part(phrase, following.end) if clock.twelve and not following.clocked else None
    if behind:
        following = replace(joined_day(following, behind), end=behind.end)
    return replace(joined_day(following, clock), start=clock.start, end=following.end)


def _hour_before_day(phrase: Phrase, index: int) -> Moment | None:
    """Read a bare hour where a day or "tonight" follows: eight tonight, 9 tomorrow evening."""
    read = phrase.number(index)
    behind = read[1] if read else index
    if read and (minutes := phrase.number(behind)) and 10 <= minutes[0] < 60:  # noqa: PLR2004 -- "eight forty in the evening"
        behind = minutes[1]
    if read and read[0] <= 12 and read_part(phrase, behind) and phrase.word(behind) in {"in", "at"}:  # noqa: PLR2004 -- hours
        return read_clock(phrase, index, bare=True)
    following = read_day(phrase, read[1]) if read and phrase.word(index) not in {"a", "an", "the"} else None
    if (
        read is None
        or read[0] > 24  # noqa: PLR2004 -- hours
        or following is None
        or following.grain not in {"day", "part"}
        or following.rule != "calendar"
    ):
        return None
    return (
        read_clock(phrase, index, bare=True)
        if phrase.word(read[1]) in {"tonight", "tomorrow", "today", "this"}
        else None
    )


def _with_clock(phrase: Phrase, day: Moment) -> Moment:
    """Add the time or part of a day that follows it."""
    if day.grain in LONG or (day.clocked and day.grain != "part") or (day.relative and not phrase.known):
        return day
    at = phrase.skip(day.end, ",")
    if phrase.word(at) == "-" and not phrase.glued(at):
        at += 1
    part = read_part(phrase, at)
    if part and not day.clocked:
        day = replace(joined_day(day, part), start=day.start, end=part.end)
        at = phrase.skip(day.end, ",")
    clock = read_clock(phrase, at, bare=phrase.word(at) in {"at", "@", "around", "about"})
    if clock is None or (clock.grain == "part"):
        return day
    joined = replace(joined_day(day, clock), start=day.start, end=clock.end)
    year = (
        phrase.year(joined.end)
        if day.relative and day.timex.startswith("XXXX-") and phrase.word(joined.end).isdecimal()
        else None
    )
    if year and joined.lo:
        joined.lo, joined.relative, joined.end = joined.lo.replace(year=year[0]), False, year[1]
        joined.timex = f"{year[0]}{joined.timex[4:]}"
    return joined


def joined_day(day: Moment, clock: Moment) -> Moment:
    """Return a time of day on a day."""
    base, hour = midnight(day.first), clock.first
    if day.grain == "part" and clock.twelve:
        hour = at_noon_side(hour, "T" + day.timex.rsplit("T", 1)[-1])
    since = hour - midnight(clock.first)
    lo = base + since
    span = (clock.hi or clock.first) - clock.first
    stem = day.timex.split("T")[0] if day.timex != "PRESENT_REF" else base.date().isoformat()
    written = clock.timex if clock.grain == "part" else clock_stamp(lo, with_date=False)
    zone = _ZONE.search(clock.timex)
    stamp = stem + written + (zone[0] if zone and zone[0] not in written else "")
    twelve = clock.twelve and day.grain != "part"
    return replace(day, lo=lo, hi=lo + span, grain=clock.grain, timex=stamp, clocked=True, twelve=twelve)
