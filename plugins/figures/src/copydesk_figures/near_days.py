"""Days seen from the text's own day: tomorrow, next week, last Monday, this winter, holidays."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from copydesk_figures.calendar import MONTHS
from copydesk_figures.day_words import CLOCKS, LAST_DAY, WHICH, day_at
from copydesk_figures.holidays import HOLIDAYS
from copydesk_figures.moments import (
    DAY,
    PARTS,
    WEEK,
    Moment,
    floor_to,
    length,
    midnight,
    on,
    period,
    shifted,
    stamp,
)
from copydesk_figures.phrase import GRAINS, NEAR_DAYS, SEASONS, WEEKDAY_NAMES, Phrase
from copydesk_figures.written_days import day_first, digit_date, is_word, month_first

_VERB = re.compile(r"(?:\bwill|n't|\bto|\bcan|\bcould|\bmay|\bmight|\bmust|\bwould|\bshould|\bnot|\bonly)\s$")
_MONTHS_TO_TRY = 60


def near_day(phrase: Phrase, index: int) -> Moment | None:
    """Read today, tomorrow, "the day after tomorrow", now."""
    word, day = phrase.word(index), midnight(phrase.reference)
    if word in {"now", "asap"}:
        now = phrase.reference
        return Moment(now, now, "second", "PRESENT_REF", clocked=True, relative=True, end=index + 1)
    offset, end = NEAR_DAYS.get(word), index + 1
    if (
        word == "day"
        and phrase.word(index + 1) in {"after", "before"}
        and phrase.word(index + 2) in NEAR_DAYS
    ):
        offset = NEAR_DAYS[phrase.word(index + 2)] + (1 if phrase.word(index + 1) == "after" else -1)
        end = index + 3
    if offset is None:
        return None
    found = period(day, "day", offset)
    found.end = end
    if word in {"tonight", "tonite"}:
        found.lo = day + timedelta(hours=20)
        found.timex, found.grain, found.clocked = found.timex + "TNI", "part", True
    return found


def which_period(phrase: Phrase, index: int) -> Moment | None:
    """Read "next week", "last Monday", "this winter", "the past three days", "this coming May"."""
    count = WHICH.get(phrase.word(index))
    if count is None:
        return None
    at = index + 1
    if phrase.word(at) in {"coming", "past", "upcoming"}:
        at += 1
    verb = phrase.word(index) == "last" and _VERB.search(phrase.before(index))
    several = phrase.number(at) if phrase.word(at) not in {"a", "an"} else None
    if verb:
        return None
    if several and phrase.word(several[1]) in GRAINS and several[0] > (1 if count else 0):
        return _several(phrase, int(several[0]), several[1], count)
    return _named_period(phrase, at, count) or _dated_or_plain(phrase, at, count)


def _named_period(phrase: Phrase, at: int, count: int) -> Moment | None:
    """Return a part of a day, a weekday, a month or a season that is pointed at."""
    word, found = phrase.word(at), None
    if word in PARTS:
        found = _part_seen(phrase, word, count, at + 1)
    elif word in WEEKDAY_NAMES:
        dated = digit_date(phrase, at + 1) or month_first(phrase, at + 1)
        found = (
            dated
            if dated and dated.grain == "day"
            else _weekday_seen(phrase, WEEKDAY_NAMES[word] - 1, count, at)
        )
    elif (
        word in MONTHS
        and not is_word(phrase, at)
        and not (phrase.word(at + 1).isdecimal() or phrase.ordinal(at + 1))
    ):
        found = _month_seen(phrase, MONTHS[word], count, at + 1)
    elif word in SEASONS or word == "season":
        found = _season(phrase, word, count, at + 1)
    return found


def _weekday_seen(phrase: Phrase, weekday: int, count: int, at: int) -> Moment:
    """Return "next Monday", that of the next week; "past Monday" is the latest one."""
    if phrase.word(at - 1) == "past":
        today = midnight(phrase.reference)
        return day_at(today - DAY * ((today.weekday() - weekday - 1) % 7 + 1), at + 1)
    return day_at(floor_to(phrase.reference, "week") + WEEK * count + DAY * weekday, at + 1)


def _dated_or_plain(phrase: Phrase, at: int, count: int) -> Moment | None:
    """Return "next May 4" or "next week"."""
    if dated := month_first(phrase, at) or day_first(phrase, at) or digit_date(phrase, at):
        return _next_year(phrase, dated, count)
    at = phrase.skip(at, "calendar", "business", "working")
    grain = GRAINS.get(phrase.word(at))
    if grain is None or (grain == "second" and count):
        return None
    found = period(phrase.reference, "week" if grain == "weekday" else grain, count)
    found.end = at + 1
    found.clocked = grain in CLOCKS
    if found.grain == "week" and (weekday_behind := WEEKDAY_NAMES.get(phrase.word(at + 1))):
        return day_at(found.first + DAY * (weekday_behind - 1), at + 2)
    return found


def _part_seen(phrase: Phrase, word: str, count: int, end: int) -> Moment:
    """Return "this morning" or "last night"."""
    code, first, last = PARTS[word]
    day = period(phrase.reference, "day", count)
    base = day.first
    lo, hi = base + timedelta(hours=first), base + timedelta(hours=last)
    return Moment(lo, hi, "part", f"{day.timex}T{code}", clocked=True, relative=True, end=end)


def _next_year(phrase: Phrase, dated: Moment, count: int) -> Moment | None:
    """Return "next May 4" a year on where this year's is still to come."""
    if dated.grain != "day" or not dated.relative or dated.lo is None:
        return None
    if count > 0 and dated.lo.year == phrase.reference.year:
        dated.lo = shifted(dated.lo, "year", 1)
        dated.hi = dated.lo + DAY
    return dated


def _several(phrase: Phrase, count: int, at: int, side: int) -> Moment:
    """Read "next three weeks": whole periods before or behind the present one."""
    grain = GRAINS[phrase.word(at)]
    here = phrase.reference if grain in CLOCKS else floor_to(phrase.reference, grain)
    if side > 0:
        lo = here if grain in CLOCKS else shifted(here, grain, 1)
        hi = shifted(lo, grain, count)
    else:
        lo, hi = shifted(here, grain, -count), here
    found = Moment(
        lo, hi, grain, length(grain, count), clocked=grain in CLOCKS, relative=True, rule="several"
    )
    found.end, found.ranged = at + 1, True
    return found


def counted_periods(phrase: Phrase, index: int) -> Moment | None:
    """Read "two upcoming weeks" and "the 3 next months"."""
    read = phrase.number(index) if phrase.word(index) not in {"a", "an"} else None
    side = WHICH.get(phrase.word(read[1])) if read else None
    if read is None or not side or phrase.word(read[1] + 1) not in GRAINS:
        return None
    return _several(phrase, int(read[0]), read[1] + 1, side)


def _month_seen(phrase: Phrase, month: int, count: int, end: int) -> Moment:
    """Return "next May" and "last May": the one of the year behind or before the present one."""
    year = phrase.reference.year + count
    lo = on(year, month, 1)
    return Moment(lo, shifted(lo, "month", 1), "month", stamp(lo, "month"), relative=True, end=end)


def _season(phrase: Phrase, word: str, count: int, end: int) -> Moment:
    code, month = SEASONS.get(word, ("SP", 3 + 3 * (((phrase.reference.month - 3) % 12) // 3 + count)))
    year = phrase.reference.year + (count if word != "season" else 0)
    lo = shifted(on(year, 1, 21), "month", month - 1)
    if word == "winter" and phrase.reference.month <= 3:  # noqa: PLR2004 -- a winter begins the year before
        lo = shifted(lo, "year", -1)
    return Moment(lo, shifted(lo, "month", 3), "season", f"{year}-{code}", relative=True, end=end)


def weekday(phrase: Phrase, index: int) -> Moment | None:
    """Read a weekday, alone or before "next week", "the 11th" or a date that says which."""
    number = WEEKDAY_NAMES.get(phrase.word(index))
    if number is None or _is_plain_word(phrase, index):
        return None
    at = index + 1 + (phrase.word(index + 1) == "." and len(phrase.word(index)) <= 5)  # noqa: PLR2004 -- abbreviated
    inner = phrase.skip(at, ",", "of", "in", "on")
    inner = phrase.skip(inner, "the")
    which = which_period(phrase, inner)
    if which and which.grain == "week" and which.lo:
        return day_at(which.lo + DAY * (number - 1), which.end)
    if phrase.word(inner) == "week" and phrase.word(inner + 1) in {"after", "before"}:
        return None
    if numbered := _numbered(phrase, number - 1, at, inner):
        return numbered
    dated = digit_date(phrase, inner) or month_first(phrase, inner) or day_first(phrase, inner)
    if dated and dated.grain == "day":
        return dated
    today = midnight(phrase.reference)
    lo = today + DAY * ((number - 1 - today.weekday()) % 7)
    if phrase.word(at) == "after" and phrase.word(at + 1) == "next":
        lo, at = lo + WEEK, at + 2
    return day_at(lo, at, timex=f"XXXX-WXX-{number}")


def _numbered(phrase: Phrase, weekday: int, at: int, inner: int) -> Moment | None:
    """Read the day's number behind a weekday: Thursday the 15th, Sunday 31."""
    ordinal = phrase.ordinal(inner)
    if ordinal and phrase.word(ordinal[1]) not in MONTHS and phrase.word(ordinal[1]) != "of":
        return _matching_day(phrase, weekday, ordinal[0], ordinal[1])
    day = phrase.word(at)
    if day.isdecimal() and phrase.word(at + 1) in {"", ".", ","} and 1 <= int(day) <= LAST_DAY:
        return _matching_day(phrase, weekday, int(day), at + 1)
    return None


def _is_plain_word(phrase: Phrase, index: int) -> bool:
    """Whether "sat", "sun" or "wed" is no weekday: no capital and nothing of time beside it."""
    if (
        phrase.word(index) not in {"sat", "sun", "mon", "wed"}
        or phrase.text[phrase.at(index).start].isupper()
    ):
        return False
    beside = phrase.word(index - 1) in {"on", "this", "next", "last"} or phrase.word(index + 1)[:1].isdigit()
    return not beside and phrase.at(index).start > 0


def _matching_day(phrase: Phrase, weekday: int, day: int, end: int) -> Moment | None:
    """Return the next day of this number that falls on the weekday: Thursday the 15th."""
    month = floor_to(phrase.reference, "month")
    for step in range(_MONTHS_TO_TRY):
        try:
            lo = shifted(month, "month", step).replace(day=day)
        except ValueError:
            continue
        if lo.weekday() == weekday and lo >= midnight(phrase.reference):
            return day_at(lo, end)
    return None


def holiday(phrase: Phrase, index: int) -> Moment | None:
    """Read a holiday, this year's or the next one, or that of the year behind it."""
    at, count = index, None
    if phrase.word(at) in WHICH:
        count, at = WHICH[phrase.word(at)], at + 1
    for size in (6, 5, 4, 3, 2, 1):
        pieces = phrase.pieces[at : at + size]
        name = phrase.folded[pieces[0].start : pieces[-1].end] if len(pieces) == size else ""
        if rule := HOLIDAYS.get(name):
            end = at + size
            year = phrase.year(phrase.skip(end, "of", "in", ","))
            if (
                year is None
                and (away := which_period(phrase, phrase.skip(end, "of", "in")))
                and away.grain == "year"
                and away.lo
            ):
                year = (away.lo.year, away.end)
            day = rule(year[0] if year else phrase.reference.year)
            lo = on(day.year, day.month, day.day)
            if year is None and (lo < midnight(phrase.reference) or count == 1):
                lo = _again(rule, lo.year + (1 if count != -1 else 0), phrase.reference, count)
            return day_at(lo, year[1] if year else end, relative=year is None)
    return None


def _again(rule: Callable[[int], object], year: int, reference: datetime, count: int | None) -> datetime:
    """Return the holiday of the year asked for: the next one that has not passed."""
    this = datetime.fromisoformat(str(rule(reference.year)))
    if count == -1:
        return this if this < midnight(reference) else datetime.fromisoformat(str(rule(reference.year - 1)))
    return this if this >= midnight(reference) else datetime.fromisoformat(str(rule(year)))
