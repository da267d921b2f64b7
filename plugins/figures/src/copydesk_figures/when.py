"""Phrases of time in a text: points, ranges, limits and sets become readings."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from copydesk_figures.clocks import read_clock, read_part
from copydesk_figures.moments import Moment, length, midnight
from copydesk_figures.phrase import GRAINS, SETS, WEEKDAY_NAMES, Phrase, trigger
from copydesk_figures.points import LONG, joined_day, read_point
from copydesk_figures.reading import Mark, Reading
from copydesk_figures.time_ranges import read_range_of_time

_LIMITS: Final = {
    "before": "<", "after": ">", "since": ">=", "by": "<=", "until": "<=", "till": "<=", "til": "<=", "untill": "<=",
    "prior": "<", "starting": ">=", "through": "<=",
}  # fmt: skip
_BEHIND: Final = {
    "later": ">=",
    "after": ">=",
    "onwards": ">=",
    "onward": ">=",
    "earlier": "<=",
    "before": "<=",
}
_TURNED: Final = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
_BARE_DAY: Final = re.compile(r"XXXX-[0-9]{2}-[0-9]{2}$")
_OPEN: Final = frozenset({"SP", "SU", "FA", "WI"})


def find_times(
    text: str, folded: str, reference: datetime | None, settled: list[tuple[int, int]]
) -> Iterator[Reading]:
    """Yield the phrases of time of a text in order.

    Args:
        text: the text as it is.
        folded: the same folded.
        reference: when the text was written; what depends on it stays open without it, but a day without a year takes
            that of the date before it.
        settled: spans that hold no time, in order.
    """
    at, year, blocks = 0, 0, deque([*settled, (len(folded), len(folded))])
    while match := trigger().search(folded, at):
        while blocks[0][1] <= match.start() and len(blocks) > 1:
            at = max(at, blocks.popleft()[1])
        if blocks[0][0] <= match.start() < blocks[0][1]:
            at = blocks[0][1]
            continue
        phrase = Phrase(text, folded, match.span(), (at, blocks[0][0]), reference)
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
        try:
            read = read_when(phrase, index)
        except (ValueError, OverflowError):
            continue  # a day that no calendar has, such as 31 April
        if read and phrase.at(read[0].end - 1).end > trigger_at:
            return read
    return None


def read_when(phrase: Phrase, index: int) -> tuple[Moment, Mark | None] | None:
    """Read the longest phrase of time that begins at a piece, with the word that limits it."""
    if found := _set(phrase, index):
        return found, None
    if found := read_range_of_time(phrase, index):
        return found, None
    limit = _limit(phrase, index)
    if limit:
        op, after = limit
        inner = read_point(phrase, after, bare=op in {"<", ">", "<=", ">="})
        if inner:
            piece = phrase.at(index)
            if (
                inner.rule.startswith("shift")
                and phrase.word(after - 1) == "than"
                and inner.first < phrase.reference
            ):
                op = _TURNED[op]  # more than two weeks ago is before that day
            return replace(inner, start=index), Mark(piece.start, phrase.at(after - 1).end, op)
    point = read_point(phrase, index)
    return (_limited(phrase, point) or _open_ended(phrase, point) or (point, None)) if point else None


def _open_ended(phrase: Phrase, point: Moment) -> tuple[Moment, Mark] | None:
    """Read "2012 or later" and "1/1/2016 and after"."""
    joiner, word = phrase.at(point.end), phrase.at(point.end + 1)
    op = _BEHIND.get(word.text) if joiner.text in {"or", "and"} else None
    following = phrase.word(point.end + 2)
    if op is None or following.isdecimal() or following in WEEKDAY_NAMES:
        return None
    return replace(point, end=point.end + 2), Mark(joiner.start, word.end, op)


def _limited(phrase: Phrase, day: Moment) -> tuple[Moment, Mark] | None:
    """Read "tomorrow before 5pm": a limit between a day and a time of day."""
    limit = _limit(phrase, day.end) if day.grain == "day" else None
    clock = read_clock(phrase, limit[1], bare=True) if limit else None
    if limit is None or clock is None:
        return None
    piece = phrase.at(day.end)
    mark = Mark(piece.start, phrase.at(limit[1] - 1).end, limit[0])
    return replace(joined_day(day, clock), start=day.start, end=clock.end), mark


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


def _set(phrase: Phrase, index: int) -> Moment | None:
    """Read "every Monday", "each three weeks", "daily", "twice a month"."""
    word, day = phrase.word(index), midnight(phrase.reference)
    timex, end = SETS.get(word), index + 1
    if timex and word.endswith("s") and phrase.number(index - 1):
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
    begin = phrase.at(found.start).start
    if limit and limit.start <= begin:
        begin = limit.end + 1
        while begin < len(phrase.folded) and phrase.folded[begin].isspace():
            begin += 1
    reading = Reading(begin, phrase.at(found.end - 1).end, _kind(found), found.rule, timex=found.timex)
    reading.comparator, reading.ambiguous = limit, found.twelve and not found.ranged
    if found.grain == "set" or (found.grain == "season" and found.timex in _OPEN):
        return reading
    if found.relative and not known:
        reading.timex = found.timex if found.timex.startswith(("XXXX", "T")) else None
        return reading
    if found.ranged or found.grain in LONG or found.grain.startswith("part"):
        reading.lo, reading.hi = (_iso(bound, found) for bound in (found.lo, found.hi))
    else:
        reading.value = _iso(found.lo, found)
    return reading


def _kind(found: Moment) -> str:
    if found.clocked and not found.dated:
        return "time"
    long = found.ranged or found.grain in LONG or found.grain.startswith("part-")
    return "date-range" if long else "date"


def _iso(moment: datetime | None, found: Moment) -> str | None:
    if moment is None:
        return None
    if not found.dated:
        return f"T{moment:%H:%M:%S}"
    return moment.isoformat() if found.clocked else moment.date().isoformat()
