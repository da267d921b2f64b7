"""Ranges of time: from 3 to 5 pm, 5-7 May, Monday 8-9am, for three days from Monday."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from copydesk_figures.clocks import at_noon_side, read_clock, read_part
from copydesk_figures.days import read_day
from copydesk_figures.moments import DAY, Moment, clock_stamp, length, midnight, shifted, stamp
from copydesk_figures.phrase import GRAINS, Phrase
from copydesk_figures.points import LONG, read_point

_JOINERS: Final = frozenset({"to", "-", "until", "till", "til", "untill", "through", "thru", "~"})
_HALF_DAY = timedelta(hours=12)


def read_range_of_time(phrase: Phrase, index: int) -> Moment | None:
    """Read "from X to Y", "between X and Y", "X - Y"; a lone hour takes day and half of day from the other side."""
    lead = phrase.word(index)
    opened = lead in {"from", "between"}
    at = phrase.skip(index + opened, "in") if opened else index
    at = phrase.skip(at, "between") if opened else at
    begin = phrase.skip(at, "on")
    whole = read_day(phrase, begin)
    if whole and (hours := _day_hours(phrase, whole)):
        return hours
    if lasting := _lasting(phrase, index):
        return lasting
    for low in (read_point(phrase, at, bare=opened), _lone(phrase, at)):
        if low and (found := _from(phrase, low, index, at)):
            return found
    return None


def _lasting(phrase: Phrase, index: int) -> Moment | None:
    """Read "for 10 days from 18 December", "3 days starting next Monday": how long, and from when."""
    at = phrase.skip(index, "for")
    read = phrase.number(at)
    grain = GRAINS.get(phrase.word(read[1])) if read else None
    if read is None or grain not in {"day", "week", "night", "hour"}:
        return None
    begin = phrase.skip(read[1] + 1, "starting", "beginning")
    begin = phrase.skip(begin, "from", "on")
    if begin == read[1] + 1 or (phrase.word(read[1] + 1) == "from" and at == index):
        return None
    day = read_point(phrase, begin)
    if day is None or day.lo is None or not day.dated:
        return None
    hi = shifted(day.lo, grain, read[0])
    timex = f"({day.timex},{stamp(hi, 'day')},{length(grain, read[0])})"
    return replace(day, hi=hi, timex=timex, start=at, end=day.end, ranged=True)


def _from(phrase: Phrase, low: Moment, index: int, at: int) -> Moment | None:
    """Read the second end of a range whose first has been read."""
    lead = phrase.word(index)
    opened = at > index
    joiner = phrase.word(low.end)
    if not (
        joiner in _JOINERS or (joiner == "and" and (lead == "between" or phrase.word(at - 1) == "between"))
    ):
        return _for_long(phrase, low, index)
    after = (
        phrase.skip(low.end + 1, "the")
        if phrase.word(low.end + 1) == "the" and phrase.ordinal(low.end + 2)
        else low.end + 1
    )
    high = read_point(phrase, after, bare=low.clocked or low.rule == "lone") or _lone(phrase, after)
    if high is None or (low.rule == "lone" and high.rule == "lone"):
        return _for_long(phrase, low, index) if low.rule != "lone" else None
    return _on_day(phrase, _bounded(low, high, index if opened else at))


def _on_day(phrase: Phrase, hours: Moment | None) -> Moment | None:
    """Put a range of hours on the day behind it: "between 7 and 9:30 last night"."""
    if hours is None or not hours.clocked or hours.dated or hours.lo is None or hours.hi is None:
        return hours
    part = read_part(phrase, hours.end)
    if part:
        hours.end = part.end
    late = part.timex if part else ""
    day = read_day(phrase, phrase.skip(hours.end, ",", "on"))
    if day and (day.grain in LONG or (day.clocked and day.grain != "part")):
        day = None
    if day:
        late = late or ("T" + day.timex.rsplit("T", 1)[-1] if day.clocked else "")
        hours.end, hours.dated, hours.relative = day.end, True, day.relative
    base = midnight(day.first) if day else midnight(hours.lo)
    bounds = [at_noon_side(bound, late) if hours.twelve else bound for bound in (hours.lo, hours.hi)]
    hours.lo, hours.hi = (base + (bound - midnight(bound)) for bound in bounds)
    return hours


def _day_hours(phrase: Phrase, day: Moment) -> Moment | None:
    """Read the hours behind a day: Monday 8-9am, Monday 12-4, tomorrow from 3 to 5."""
    if day.grain != "day" and not (day.grain == "part" and day.dated):
        return None
    at = phrase.skip(day.end, ",")
    part = read_part(phrase, at)
    at = part.end if part else at
    opened = phrase.word(at) in {"from", "between"}
    first = at + opened
    low = read_clock(phrase, first, bare=opened) or _lone(phrase, first)
    if low is None or not (phrase.word(low.end) in _JOINERS or (opened and phrase.word(low.end) == "and")):
        return None
    high = read_clock(phrase, low.end + 1, bare=low.rule != "lone") or _lone(phrase, low.end + 1)
    if high is None or low.grain == "part":
        return None
    if low.rule == high.rule == "lone":
        low, high = (read_clock(phrase, side.start, bare=True) or side for side in (low, high))
    hours = _bounded(low, high, first) if low.clocked or high.clocked else None
    if hours is None or hours.lo is None or hours.hi is None:
        return None
    base = midnight(day.first)
    late = "T" + day.timex.rsplit("T", 1)[-1] if day.clocked and hours.twelve else ""
    lo, hi = (base + (at_noon_side(bound, late) - midnight(bound)) for bound in (hours.lo, hours.hi))
    return replace(hours, lo=lo, hi=hi, dated=True, relative=day.relative, start=day.start)


def _for_long(phrase: Phrase, low: Moment, index: int) -> Moment | None:
    """Read "from 10 am for 3 hours": a beginning and how long."""
    if phrase.word(low.end) != "for" or low.lo is None or low.rule == "lone":
        return None
    read = phrase.number(low.end + 1)
    grain = GRAINS.get(phrase.word(read[1])) if read else None
    if read is None or grain not in {"hour", "minute", "day"} or (grain != "day") is not low.clocked:
        return None
    hi = low.lo + timedelta(**{f"{grain}s": read[0]})
    timex = f"({low.timex},{clock_stamp(hi, with_date=low.dated)},{length(grain, read[0])})"
    return replace(low, hi=hi, timex=timex, start=index, end=read[1] + 1, ranged=True)


def _lone(phrase: Phrase, index: int) -> Moment | None:
    """Read a bare number that only the other end of a range can explain: 8-9am, July 13-15, 13 to 15 July."""
    at = phrase.skip(index, "the")
    read = phrase.ordinal(at) or phrase.number(at)
    if read is None or phrase.word(at) in {"a", "an", "couple", "half", "few"} or not 0 <= read[0] <= 31:  # noqa: PLR2004 -- days
        return None
    day = midnight(phrase.reference)
    return Moment(day, day, "lone", str(int(read[0])), rule="lone", start=index, end=read[1])


def _bounded(low: Moment, high: Moment, start: int) -> Moment | None:
    """Return a range of two ends, each lending the other what it lacks."""
    end = high.end
    if high.rule == "lone":
        number = int(high.timex)
        if low.clocked and number <= 24:  # noqa: PLR2004 -- hours
            high = _hour_of(low, number)
        elif low.grain == "day" and low.dated and low.lo and number > low.lo.day:
            high = replace(low, lo=low.lo.replace(day=number), hi=None)
            high.hi = high.first + DAY
        else:
            return None
    if low.rule == "lone":
        number = int(low.timex)
        if high.clocked and number <= 24:  # noqa: PLR2004 -- hours
            low = _hour_of(high, number)
            if low.first >= high.first and low.first.hour >= 12:  # noqa: PLR2004 -- noon
                low.lo = low.first - _HALF_DAY
        elif high.grain == "day" and high.lo and number < high.lo.day:
            low = replace(high, lo=high.lo.replace(day=max(1, number)))
        else:
            return None
    if low.clocked is not high.clocked and "second" not in {low.grain, high.grain}:
        return None
    return _span(_same_side(low, high), high, start, end)


def _hour_of(other: Moment, hour: int) -> Moment:
    """Return an hour on the other end's day, on its side of noon."""
    first = other.first
    late = first.hour >= 12 and hour < 12  # noqa: PLR2004 -- noon
    lo = midnight(first) + timedelta(hours=hour + 12 * late)
    stem = other.timex.split("T")[0]
    return replace(
        other,
        lo=lo,
        hi=lo + timedelta(minutes=1),
        timex=stem + clock_stamp(lo, with_date=False),
        twelve=other.twelve,
    )


def _same_side(low: Moment, high: Moment) -> Moment:
    """Move a bare hour to the afternoon where the other end is there, and onto the other end's day."""
    if low.lo is None or high.lo is None:
        return low
    if low.clocked and not low.dated and high.dated:
        lo = midnight(high.lo) + (low.lo - midnight(low.lo))
        low = replace(low, lo=lo, dated=True, relative=high.relative)
    if low.clocked and low.twelve and not high.twelve and low.first.hour < 12 <= high.lo.hour:  # noqa: PLR2004 -- noon
        moved = low.first + _HALF_DAY
        if moved.time() < high.lo.time():
            low = replace(low, lo=moved)
    return low if low.clocked else _in_order(low, high)


def _in_order(low: Moment, high: Moment) -> Moment:
    """Give a first day or month without a year the one that puts it before the second."""
    first, last = low.first, high.first
    if not low.timex.startswith("XXXX-") or low.grain not in {"day", "month"}:
        return low
    if high.relative and first <= last:
        return low
    year = last.year - ((first.month, first.day) > (last.month, last.day))
    return replace(low, lo=first.replace(year=year), relative=high.relative)


def _span(low: Moment, high: Moment, start: int, end: int) -> Moment:
    lo, hi = low.first, high.first
    if high.clocked and not high.dated and low.dated:
        hi = midnight(lo) + (hi - midnight(hi))
    begin, finish = low.timex, high.timex
    grain = low.grain
    if low.grain in {"year", "month"} and low.grain == high.grain:
        begin, finish = lo.date().isoformat(), hi.date().isoformat()
    return Moment(
        lo, hi, grain, f"({begin},{finish})", dated=low.dated or high.dated, clocked=low.clocked,
        relative=low.relative or high.relative, rule="time-range", start=start, end=end, ranged=True,
        twelve=low.twelve and high.twelve,
    )  # fmt: skip
