"""Phrases of time, put together: days with times of day, ranges, limits, sets."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from copydesk_figures.clocks import at_noon_side, read_clock, read_part
from copydesk_figures.days import read_day
from copydesk_figures.moments import DAY, Moment, clock_stamp, length, midnight, shifted, stamp
from copydesk_figures.phrase import GRAINS, SETS, WEEKDAY_NAMES, Phrase, trigger
from copydesk_figures.reading import Mark, Reading

_UNKNOWN: Final = datetime(2000, 1, 1)  # noqa: DTZ001 -- what stands in for a document's date that is not known
_LIMITS: Final = {
    "before": "<", "after": ">", "since": ">=", "by": "<=", "until": "<=", "till": "<=", "til": "<=", "untill": "<=",
    "prior": "<", "starting": ">=", "through": "<=",
}  # fmt: skip
_JOINERS: Final = frozenset({"to", "-", "until", "till", "til", "untill", "through", "thru", "~"})
_BARE_DAY: Final = re.compile(r"XXXX-[0-9]{2}-[0-9]{2}$")
_OPEN: Final = frozenset({"SP", "SU", "FA", "WI"})
_HALF_DAY = timedelta(hours=12)
_LONG: Final = frozenset({"year", "month", "quarter", "decade", "century", "week", "weekend", "season"})


def find_times(text: str, folded: str, reference: datetime | None) -> Iterator[Reading]:
    """Yield the phrases of time of a text in order.

    Args:
        text: the text as it is.
        folded: the same folded.
        reference: when the text was written; what depends on it stays open without it, but a day without a year takes
            that of the date before it.
    """
    at, year = 0, 0
    while match := trigger().search(folded, at):
        phrase = Phrase(text, folded, match.start(), at, reference or _UNKNOWN)
        found = _first(phrase, match.start())
        if found is None:
            at = match.end()
            continue
        moment = found[0]
        if reference is None and year and moment.relative and _BARE_DAY.match(moment.timex) and moment.lo:
            moment.lo, moment.relative = moment.lo.replace(year=year), False
            moment.timex = f"{year:04}{moment.timex[4:]}"
        year = moment.lo.year if moment.lo and moment.grain == "day" and not moment.relative else year
        yield _reading(phrase, moment, found[1], known=reference is not None)
        at = max(match.end(), phrase.at(found[0].end - 1).end)


def _first(phrase: Phrase, trigger_at: int) -> tuple[Moment, Mark | None] | None:
    """Return the first phrase of time that covers the trigger."""
    for index in range(len(phrase.pieces)):
        if phrase.at(index).start > trigger_at:
            return None
        read = read_when(phrase, index)
        if read and phrase.at(read[0].end - 1).end > trigger_at:
            return read
    return None


def read_when(phrase: Phrase, index: int) -> tuple[Moment, Mark | None] | None:
    """Read the longest phrase of time that begins at a piece, with the word that limits it."""
    if found := _set(phrase, index):
        return found, None
    if found := _range(phrase, index):
        return found, None
    limit = _limit(phrase, index)
    if limit:
        op, after = limit
        inner = read_point(phrase, after, bare=op in {"<", ">", "<=", ">="})
        if inner:
            piece = phrase.at(index)
            return replace(inner, start=index), Mark(piece.start, phrase.at(after - 1).end, op)
    point = read_point(phrase, index)
    return (_limited(phrase, point) or (point, None)) if point else None


def _limited(phrase: Phrase, day: Moment) -> tuple[Moment, Mark] | None:
    """Read "tomorrow before 5pm": a limit between a day and a time of day."""
    limit = _limit(phrase, day.end) if day.grain == "day" else None
    clock = read_clock(phrase, limit[1], bare=True) if limit else None
    if limit is None or clock is None:
        return None
    piece = phrase.at(day.end)
    mark = Mark(piece.start, phrase.at(limit[1] - 1).end, limit[0])
    return replace(_joined(day, clock), start=day.start, end=clock.end), mark


def _limit(phrase: Phrase, index: int) -> tuple[str, int] | None:
    words = [phrase.word(index + step) for step in range(3)]
    if words in (["as", "early", "as"], ["no", "earlier", "than"]):
        return ">=", index + 3
    if words in (["as", "late", "as"], ["no", "later", "than"]):
        return "<=", index + 3
    if words[:2] in (["later", "than"], ["more", "than"]):
        return ">", index + 2
    if words[:2] in (["earlier", "than"], ["less", "than"]):
        return "<", index + 2
    op = _LIMITS.get(words[0])
    return (op, phrase.skip(index + 1, "to", "from")) if op else None


def read_point(phrase: Phrase, index: int, *, bare: bool = False) -> Moment | None:
    """Read a day, a time of day, or both in either order."""
    begin = phrase.skip(index, "on") if phrase.word(index) == "on" else index
    day = read_day(phrase, begin)
    if day:
        day.start = begin
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
    if following is None or following.clocked and following.grain != "part" or following.grain in _LONG:
        return clock
    behind = read_part(phrase, following.end) if clock.twelve and not following.clocked else None
    if behind:
        following = replace(_joined(following, behind), end=behind.end)
    return replace(_joined(following, clock), start=begin, end=following.end)


def _hour_before_day(phrase: Phrase, index: int) -> Moment | None:
    """Read a bare hour where a day or "tonight" follows: eight tonight, 9 tomorrow evening."""
    read = phrase.number(index)
    following = read_day(phrase, read[1]) if read and phrase.word(index) not in {"a", "an", "the"} else None
    if read is None or following is None or following.grain not in {"day", "part"} or following.rule != "calendar":
        return None
    return read_clock(phrase, index, bare=True) if phrase.word(read[1]) in {"tonight", "tomorrow", "today", "this"} else None


def _with_clock(phrase: Phrase, day: Moment) -> Moment:
    """Add the time or part of a day that follows it."""
    if day.grain in _LONG or (day.clocked and day.grain != "part"):
        return day
    at = phrase.skip(day.end, ",")
    if phrase.word(at) == "-" and not phrase.glued(at):
        at += 1
    part = read_part(phrase, at)
    if part and not day.clocked:
        day = replace(_joined(day, part), start=day.start, end=part.end)
        at = phrase.skip(day.end, ",")
    clock = read_clock(phrase, at, bare=phrase.word(at) in {"at", "@"})
    if clock is None or (clock.grain == "part"):
        return day
    return replace(_joined(day, clock), start=day.start, end=clock.end)


def _joined(day: Moment, clock: Moment) -> Moment:
    """Return a time of day on a day."""
    base, hour = midnight(day.first), clock.first
    if day.grain == "part" and clock.twelve:
        hour = at_noon_side(hour, "T" + day.timex.rsplit("T", 1)[-1])
    since = hour - midnight(clock.first)
    lo = base + since
    span = (clock.hi or clock.first) - clock.first
    stem = day.timex.split("T")[0] if day.timex != "PRESENT_REF" else base.date().isoformat()
    written = clock.timex if clock.grain == "part" else clock_stamp(lo, with_date=False)
    return replace(
        day, lo=lo, hi=lo + span, grain=clock.grain, timex=stem + written, clocked=True,
        twelve=clock.twelve and day.grain != "part",
    )  # fmt: skip


def _range(phrase: Phrase, index: int) -> Moment | None:
    """Read "from X to Y", "between X and Y", "X - Y"; a lone hour takes day and half of day from the other side."""
    lead = phrase.word(index)
    opened = lead in {"from", "between"}
    at = phrase.skip(index + opened, "in") if opened else index
    at = phrase.skip(at, "between") if opened else at
    begin = phrase.skip(at, "on")
    whole = read_day(phrase, begin)
    if whole and (hours := _day_hours(phrase, replace(whole, start=begin))):
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
    return replace(day, hi=hi, timex=timex, start=index, end=day.end, ranged=True)


def _from(phrase: Phrase, low: Moment, index: int, at: int) -> Moment | None:
    """Read the second end of a range whose first has been read."""
    lead = phrase.word(index)
    opened = at > index
    joiner = phrase.word(low.end)
    if not (joiner in _JOINERS or (joiner == "and" and (lead == "between" or phrase.word(at - 1) == "between"))):
        return _for_long(phrase, low, index)
    after = phrase.skip(low.end + 1, "the") if phrase.word(low.end + 1) == "the" and phrase.ordinal(low.end + 2) else low.end + 1
    high = read_point(phrase, after, bare=low.clocked or low.rule == "lone") or _lone(phrase, after)
    if high is None or (low.rule == "lone" and high.rule == "lone"):
        return _for_long(phrase, low, index) if low.rule != "lone" else None
    return _on_day(phrase, _bounded(phrase, low, high, index if opened else at))


def _on_day(phrase: Phrase, hours: Moment | None) -> Moment | None:
    """Put a range of hours on the day behind it: "between 7 and 9:30 last night"."""
    if hours is None or not hours.clocked or hours.dated or hours.lo is None or hours.hi is None:
        return hours
    part = read_part(phrase, hours.end)
    if part:
        hours.end = part.end
    late = part.timex if part else ""
    day = read_day(phrase, phrase.skip(hours.end, ",", "on"))
    if day and (day.grain in _LONG or (day.clocked and day.grain != "part")):
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
    if day.grain != "day" or day.clocked:
        return None
    at = phrase.skip(day.end, ",")
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
    hours = _bounded(phrase, low, high, first) if low.clocked or high.clocked else None
    if hours is None or hours.lo is None or hours.hi is None:
        return None
    base = midnight(day.first)
    lo, hi = (base + (bound - midnight(bound)) for bound in (hours.lo, hours.hi))
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


def _bounded(phrase: Phrase, low: Moment, high: Moment, start: int) -> Moment | None:
    """Return a range of two ends, each lending the other what it lacks."""
    end = high.end
    if high.rule == "lone":
        number = int(high.timex)
        if low.clocked and number <= 24:  # noqa: PLR2004 -- hours
            high = _hour_of(low, number)
        elif low.grain == "day" and low.dated and low.lo and number > low.lo.day:
            high = replace(low, lo=low.lo.replace(day=min(number, 28) if number > 28 and low.lo.month == 2 else number), hi=None)  # noqa: PLR2004 -- February
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
    return replace(other, lo=lo, hi=lo + timedelta(minutes=1), timex=stem + clock_stamp(lo, with_date=False), twelve=other.twelve)


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
    if low.grain == high.grain == "month" and low.relative and low.lo > high.lo:
        low = replace(low, lo=low.lo.replace(year=high.lo.year - (low.lo.month > high.lo.month)))
    if not low.clocked and not high.relative and low.relative and low.lo and low.grain in {"day", "month"}:
        year = high.lo.year - ((low.lo.month, low.lo.day) > (high.lo.month, high.lo.day))
        low = replace(low, lo=low.lo.replace(year=year), relative=False)
    return low


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


def _set(phrase: Phrase, index: int) -> Moment | None:
    """Read "every Monday", "each three weeks", "daily", "twice a month"."""
    word, day = phrase.word(index), midnight(phrase.reference)
    timex, end = SETS.get(word), index + 1
    if timex and word == "weekdays":
        return None
    if word in {"every", "each"}:
        timex, end = _repeated(phrase, index + 1)
    elif word in {"once", "twice"} and phrase.word(index + 1) in {"a", "an", "per", "every", "each"}:
        grain = GRAINS.get(phrase.word(index + 2))
        timex, end = (length(grain, 1), index + 3) if grain else (None, index)
    elif word in WEEKDAY_NAMES and word.endswith("days") and not timex:
        timex = f"XXXX-WXX-{WEEKDAY_NAMES[word]}"
    if timex is None:
        return None
    clock = read_clock(phrase, end, bare=phrase.word(end) in {"at", "@"}) or read_part(phrase, end)
    if clock:
        timex, end = timex + clock.timex, clock.end
    return Moment(day, None, "set", timex, start=index, end=end, rule="set")


def _repeated(phrase: Phrase, index: int) -> tuple[str | None, int]:
    other = phrase.word(index) == "other"
    index += other
    read = phrase.number(index) if phrase.word(index) not in {"a", "an"} else None
    count, at = read or (2.0 if other else 1.0, index)
    word = phrase.word(at)
    if grain := GRAINS.get(word):
        return length(grain, count), at + 1
    if word in WEEKDAY_NAMES:
        return f"XXXX-WXX-{WEEKDAY_NAMES[word]}", at + 1
    part = read_part(phrase, at)
    return (part.timex, part.end) if part else (None, index)


def _reading(phrase: Phrase, found: Moment, limit: Mark | None, *, known: bool) -> Reading:
    """Make a reading; what only the document's date could settle stays open without it."""
    begin = phrase.at(found.start).start if limit is None else limit.end + 1
    if limit:
        while begin < len(phrase.folded) and phrase.folded[begin].isspace():
            begin += 1
    reading = Reading(begin, phrase.at(found.end - 1).end, _kind(found), found.rule, timex=found.timex)
    reading.comparator, reading.ambiguous = limit, found.twelve and not found.ranged
    if found.grain == "set" or (found.grain == "season" and found.timex in _OPEN):
        return reading
    if found.relative and not known:
        reading.timex = found.timex if found.timex.startswith(("XXXX", "T")) else None
        return reading
    if found.ranged or found.grain in _LONG or found.grain.startswith("part"):
        reading.lo, reading.hi = (_iso(bound, found) for bound in (found.lo, found.hi))
    else:
        reading.value = _iso(found.lo, found)
    return reading


def _kind(found: Moment) -> str:
    if found.clocked and not found.dated:
        return "time"
    long = found.ranged or found.grain in _LONG or found.grain.startswith("part-")
    return "date-range" if long else "date"


def _iso(moment: datetime | None, found: Moment) -> str | None:
    if moment is None:
        return None
    if not found.dated:
        return f"T{moment:%H:%M:%S}"
    return moment.isoformat() if found.clocked else moment.date().isoformat()
