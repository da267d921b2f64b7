"""Days and longer: tomorrow, next week, May 4, the first Monday in June, early 2016, three weeks ago."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from copydesk_figures.calendar import ALSO_WORDS, MONTHS
from copydesk_figures.holidays import HOLIDAYS, nth_weekday
from copydesk_figures.moments import DAY, MONTHS_OF, SPANS, WEEK, Moment, clock_stamp, floor_to, midnight, period, shifted, stamp
from copydesk_figures.phrase import DECADES, GRAINS, NEAR_DAYS, SEASONS, WEEKDAY_NAMES, Phrase

_WHICH: Final = {
    "this": 0, "current": 0, "next": 1, "following": 1, "upcoming": 1, "coming": 1, "last": -1, "past": -1,
    "previous": -1, "prior": -1,
}  # fmt: skip
_EDGES: Final = {
    "early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2, "later": 2, "earlier": 0,
    "rest": 2,
}  # fmt: skip
_SHORT_EDGES: Final = {
    "eod": ("day", 2), "eom": ("month", 2), "eoy": ("year", 2), "bom": ("month", 0), "boy": ("year", 0),
    "ytd": ("year", 0), "mtd": ("month", 0),
}  # fmt: skip
_CLOCKS: Final = frozenset({"second", "minute", "hour"})
_LAST_DAY = 31
_MONTHS_TO_TRY = 60


def read_day(phrase: Phrase, index: int) -> Moment | None:
    """Read a day or a longer period that begins at a piece."""
    at = phrase.skip(index, "the")
    for read in _READERS:
        found = read(phrase, at)
        if found is not None and found.end > at:
            found.start = index if read in _WITH_ARTICLE else at
            return found
    return None


def _near(phrase: Phrase, index: int) -> Moment | None:
    """Read today, tomorrow, "the day after tomorrow", now."""
    word, day = phrase.word(index), midnight(phrase.reference)
    if word in {"now", "asap"}:
        now = phrase.reference
        return Moment(now, now, "second", "PRESENT_REF", clocked=True, relative=True, end=index + 1)
    offset, end = NEAR_DAYS.get(word), index + 1
    if word == "day" and phrase.word(index + 1) in {"after", "before"} and phrase.word(index + 2) in NEAR_DAYS:
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


def _which(phrase: Phrase, index: int) -> Moment | None:
    """Read "next week", "last Monday", "this winter", "the past three days", "this coming May"."""
    count = _WHICH.get(phrase.word(index))
    if count is None:
        return None
    at = index + 1
    if phrase.word(at) in {"coming", "past", "upcoming"}:
        at += 1
    several = phrase.number(at) if phrase.word(at) not in {"a", "an"} else None
    if several and phrase.word(several[1]) in GRAINS and several[0] > (1 if count else 0):
        return _several(phrase, int(several[0]), several[1], count)
    word = phrase.word(at)
    if word in WEEKDAY_NAMES and phrase.word(at - 1) == "past":
        today = midnight(phrase.reference)
        return _day(today - DAY * ((today.weekday() - WEEKDAY_NAMES[word]) % 7 + 1), at + 1)
    if word in WEEKDAY_NAMES:
        monday = floor_to(phrase.reference, "week") + WEEK * count
        return _day(monday + DAY * (WEEKDAY_NAMES[word] - 1), at + 1)
    if word in MONTHS and not (phrase.word(at + 1).isdecimal() or phrase.ordinal(at + 1)):
        return _month_seen(phrase, MONTHS[word], count, at + 1)
    if word in SEASONS or word == "season":
        return _season(phrase, word, count, at + 1)
    if dated := _month_first(phrase, at) or _day_first(phrase, at) or _digits(phrase, at):
        return _next_year(phrase, dated, count)
    at = phrase.skip(at, "calendar", "business", "working")
    grain = GRAINS.get(phrase.word(at))
    if grain is None or (grain == "second" and count):
        return None
    found = period(phrase.reference, "week" if grain == "weekday" else grain, count)
    found.end = at + 1
    return found


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
    here = phrase.reference if grain in _CLOCKS else floor_to(phrase.reference, grain)
    if side > 0:
        lo = here if grain in _CLOCKS else shifted(here, grain, 1)
        hi = shifted(lo, grain, count)
    else:
        lo, hi = shifted(here, grain, -count), here
    begin, end = lo.date().isoformat(), hi.date().isoformat()
    return Moment(
        lo, hi, grain, f"({begin},{end})", relative=True, rule="several", end=at + 1, ranged=True, clocked=grain in _CLOCKS
    )


def _day(lo: datetime, end: int, *, relative: bool = True, timex: str = "") -> Moment:
    day = midnight(lo)
    return Moment(day, day + DAY, "day", timex or stamp(day, "day"), relative=relative, end=end)


def _month_seen(phrase: Phrase, month: int, count: int, end: int) -> Moment:
    """Return "next May" and "last May": the one of the year behind or before the present one."""
    year = phrase.reference.year + count
    lo = datetime(year, month, 1)
    return Moment(lo, shifted(lo, "month", 1), "month", stamp(lo, "month"), relative=True, end=end)


def _season(phrase: Phrase, word: str, count: int, end: int) -> Moment:
    code, month = SEASONS.get(word, ("SP", 3 + 3 * (((phrase.reference.month - 3) % 12) // 3 + count)))
    year = phrase.reference.year + (count if word != "season" else 0)
    lo = shifted(datetime(year, 1, 21), "month", month - 1)
    if word == "winter" and phrase.reference.month <= 3:  # noqa: PLR2004 -- a winter begins the year before
        lo = shifted(lo, "year", -1)
    return Moment(lo, shifted(lo, "month", 3), "season", f"{year}-{code}", relative=True, end=end)


def _month_first(phrase: Phrase, index: int) -> Moment | None:
    """Read "May 4, 2016", "May 4th", "March third 2015", "Dec/2018", "October 2014", a bare month."""
    month = MONTHS.get(phrase.word(index))
    if month is None or _is_word(phrase, index):
        return None
    at = phrase.skip(index + 1, ".", ",")
    at = phrase.skip(at, "-") if phrase.glued(at) else at
    at = phrase.skip(at, "/", "the", "of")
    year = phrase.year(at) if phrase.word(at - 1) != "the" else None
    if year and not (phrase.word(year[1]) in {"st", "nd", "rd", "th"}):
        lo = datetime(year[0], month, 1)
        return Moment(lo, shifted(lo, "month", 1), "month", stamp(lo, "month"), end=year[1])
    day = phrase.ordinal(at) or phrase.number(at)
    if day and 1 <= day[0] <= _LAST_DAY and not _is_time(phrase, day[1]) and phrase.word(at) not in {"a", "an", "half"}:
        return _dated(phrase, month, int(day[0]), day[1])
    return _bare_month(phrase, month, index)


def _is_time(phrase: Phrase, index: int) -> bool:
    """Whether a number is an hour: a colon or am and pm follow."""
    return (phrase.word(index) == ":" and phrase.glued(index)) or phrase.word(index) in {"am", "pm", "a.m", "p.m", "%"}


def _is_word(phrase: Phrase, index: int) -> bool:
    """Whether "may" or "march" is a verb here: no capital and no number beside it."""
    piece = phrase.at(index)
    if piece.text not in ALSO_WORDS:
        return False
    beside = (phrase.word(index - 1), phrase.word(index + 1))
    if any(word.isdecimal() or word in {"st", "nd", "rd", "th", "of"} for word in beside):
        return False
    return not phrase.text[piece.start].isupper() or beside == ("", "") or (index == 0 and not phrase.ordinal(index + 1))


def _bare_month(phrase: Phrase, month: int, index: int) -> Moment | None:
    reference = phrase.reference
    year = reference.year + (month < reference.month)
    lo = datetime(year, month, 1)
    end = index + 1 + (phrase.word(index + 1) == "." and len(phrase.word(index)) <= 4)  # noqa: PLR2004 -- abbreviated
    if phrase.word(end) == "after" and phrase.word(end + 1) == "next":
        lo, end = shifted(lo, "year", 1), end + 2
    return Moment(lo, shifted(lo, "month", 1), "month", f"XXXX-{month:02}", relative=True, end=end)


def _dated(phrase: Phrase, month: int, day: int, end: int) -> Moment | None:
    """Return a month's day with the year behind it, or the next one of that name."""
    at = phrase.skip(end, ",", ".") if phrase.word(end) in {",", "."} else phrase.skip(end, "of", "in")
    at = phrase.skip(at, "-", "/", ",")
    year = phrase.year(at)
    if year and phrase.word(at).isdecimal() and _is_time(phrase, year[1]):
        year = None
    return _known_day(phrase, year[0] if year else None, month, day, year[1] if year else end)


def _known_day(phrase: Phrase, year: int | None, month: int, day: int, end: int) -> Moment | None:
    try:
        if year is not None:
            return _day(datetime(year, month, day), end, relative=False)
        lo = datetime(phrase.reference.year, month, day)
        if lo < midnight(phrase.reference):
            lo = datetime(phrase.reference.year + 1, month, day)
    except ValueError:
        return None
    return _day(lo, end, timex=f"XXXX-{month:02}-{day:02}")


def _day_first(phrase: Phrase, index: int) -> Moment | None:
    """Read "4 May 2016", "the 4th of May", "15th of this month", "the 4th"."""
    ordinal = phrase.ordinal(index)
    day = ordinal or (phrase.number(index) if phrase.word(index).isdecimal() else None)
    if day is None or not 1 <= day[0] <= _LAST_DAY:
        return None
    at = phrase.skip(day[1], "day") if ordinal else day[1]
    at = phrase.skip(at, "of") if phrase.word(at) == "of" else phrase.skip(at, "-", "/")
    at = phrase.skip(at, "the") if phrase.word(at - 1) == "of" else at
    month = MONTHS.get(phrase.word(at))
    if month and not (phrase.word(at) in ALSO_WORDS and not ordinal and phrase.word(at - 1) not in {"of", "-", "/"} and not phrase.text[phrase.at(at).start].isupper()):
        return _dated(phrase, month, int(day[0]), at + 1)
    count = _WHICH.get(phrase.word(at))
    if ordinal and count is not None and phrase.word(at + 1) == "month":
        month_lo = shifted(floor_to(phrase.reference, "month"), "month", count)
        return _day(month_lo + DAY * (ordinal[0] - 1), at + 2)
    if ordinal and phrase.word(index - 1) in {"the", "on"} and phrase.word(day[1]) in {"", ",", ".", "at", "from", "between", "to", "-", "and", "for", "by"}:
        return _of_this_month(phrase, ordinal[0], day[1])
    return None


def _of_this_month(phrase: Phrase, day: int, end: int) -> Moment | None:
    try:
        lo = phrase.reference.replace(day=day)
    except ValueError:
        return None
    if midnight(lo) < midnight(phrase.reference):
        lo = shifted(lo, "month", 1)
    return _day(lo, end, timex=f"XXXX-XX-{day:02}")


def _digits(phrase: Phrase, index: int) -> Moment | None:
    """Read 2016-05-04, 5/4/2016, 4.5.2016, 5/4, 12-2015, 2015/12."""
    first, mark, second = (phrase.word(index + step) for step in range(3))
    if mark not in {"/", "-", "."} or not (first.isdecimal() and second.isdecimal()):
        return None
    if not (phrase.glued(index + 1) and phrase.glued(index + 2)) or (phrase.glued(index) and phrase.word(index - 1) == mark and phrase.word(index - 2).isdecimal()):
        return None
    third = phrase.word(index + 4) if phrase.word(index + 3) == mark and phrase.glued(index + 3) else ""
    if third.isdecimal() and phrase.glued(index + 4):
        return _three(phrase, first, second, third, index + 5)
    if len(first) == 4 and len(second) <= 2 and "1500" < first < "2100" and 1 <= int(second) <= 12 and mark != ".":  # noqa: PLR2004 -- a year and a month
        return _month_of(int(first), int(second), index + 3)
    if len(second) == 4 and 1 <= int(first) <= 12 and "1500" < second < "2100" and mark != ".":  # noqa: PLR2004 -- as above
        return _month_of(int(second), int(first), index + 3)
    if mark != "/" or len(first) > 2 or len(second) > 2:  # noqa: PLR2004 -- days and months
        return None
    month, day = (int(first), int(second)) if int(first) <= 12 else (int(second), int(first))  # noqa: PLR2004 -- months
    return _known_day(phrase, None, month, day, index + 3) if 1 <= month <= 12 else None  # noqa: PLR2004 -- months


def _three(phrase: Phrase, first: str, second: str, third: str, end: int) -> Moment | None:
    if len(first) == 4:  # noqa: PLR2004 -- digits of a year
        year, month, day = int(first), int(second), int(third)
    elif len(third) in {2, 4} and len(first) <= 2 and len(second) <= 2:  # noqa: PLR2004 -- days and months
        year = int(third) if len(third) == 4 else int(third) + (2000 if int(third) < 50 else 1900)  # noqa: PLR2004 -- a window
        month, day = int(first), int(second)
        if month > 12:  # noqa: PLR2004 -- months
            month, day = day, month
    else:
        return None
    return _known_day(phrase, year, month, day, end)


def _month_of(year: int, month: int, end: int) -> Moment:
    lo = datetime(year, month, 1)
    return Moment(lo, shifted(lo, "month", 1), "month", stamp(lo, "month"), end=end)


def _weekday(phrase: Phrase, index: int) -> Moment | None:
    """Read a weekday, alone or before "next week", "the 11th" or a date that says which."""
    number = WEEKDAY_NAMES.get(phrase.word(index))
    if number is None or (phrase.word(index) in {"sat", "sun", "mon", "wed"} and not phrase.text[phrase.at(index).start].isupper() and len(phrase.pieces) == 1 and phrase.folded.strip(" .") != phrase.word(index)):
        return None
    at = index + 1 + (phrase.word(index + 1) == "." and len(phrase.word(index)) <= 5)  # noqa: PLR2004 -- abbreviated
    inner = phrase.skip(at, ",", "of", "in", "on")
    inner = phrase.skip(inner, "the")
    which = _which(phrase, inner)
    if which and which.grain == "week" and which.lo:
        return _day(which.lo + DAY * (number - 1), which.end)
    if phrase.word(inner) == "week" and phrase.word(inner + 1) in {"after", "before"}:
        return None
    if (ordinal := phrase.ordinal(inner)) and phrase.word(ordinal[1]) not in MONTHS and phrase.word(ordinal[1]) != "of":
        return _matching_day(phrase, number - 1, ordinal[0], ordinal[1])
    dated = _digits(phrase, inner) or _month_first(phrase, inner) or _day_first(phrase, inner)
    if dated and dated.grain == "day":
        return dated
    today = midnight(phrase.reference)
    lo = today + DAY * ((number - 1 - today.weekday()) % 7)
    if phrase.word(at) == "after" and phrase.word(at + 1) == "next":
        lo, at = lo + WEEK, at + 2
    return _day(lo, at, timex=f"XXXX-WXX-{number}")


def _matching_day(phrase: Phrase, weekday: int, day: int, end: int) -> Moment | None:
    """Return the next day of this number that falls on the weekday: Thursday the 15th."""
    month = floor_to(phrase.reference, "month")
    for step in range(_MONTHS_TO_TRY):
        try:
            lo = shifted(month, "month", step).replace(day=day)
        except ValueError:
            continue
        if lo.weekday() == weekday and lo >= midnight(phrase.reference):
            return _day(lo, end)
    return None


def _week_of(phrase: Phrase, index: int) -> Moment | None:
    """Read "the week of March 4", "week commencing 5/6", "the week after next"."""
    if phrase.word(index) not in GRAINS or phrase.word(index + 1) not in {"of", "commencing", "starting", "beginning", "after"}:
        return None
    if phrase.word(index + 1) == "after" and phrase.word(index + 2) == "next":
        found = period(phrase.reference, GRAINS[phrase.word(index)], 2)
        found.end = index + 3
        return found
    day = read_day(phrase, index + 2) if phrase.word(index) == "week" and phrase.word(index + 1) != "after" else None
    if day is None or day.grain != "day" or day.lo is None:
        return None
    found = period(day.lo, "week")
    found.relative, found.end = day.relative, day.end
    return found


def _year_first(phrase: Phrase, index: int) -> Moment | None:
    """Read 2019-aug-1 and "2019 August"."""
    year = phrase.year(index) if phrase.word(index).isdecimal() else None
    at = phrase.skip(year[1], "-", "/", ",") if year else index
    month = MONTHS.get(phrase.word(at))
    if year is None or month is None:
        return None
    at = phrase.skip(at + 1, "-", "/")
    day = phrase.ordinal(at) or phrase.number(at)
    if day and 1 <= day[0] <= _LAST_DAY:
        return _known_day(phrase, year[0], month, int(day[0]), day[1])
    return _month_of(year[0], month, at)


def _unsettled(phrase: Phrase, index: int) -> Moment | None:
    """Read fiscal and school years, whose bounds differ from place to place."""
    count = _WHICH.get(phrase.word(index))
    at = index + (count is not None)
    kind = {"fiscal": "FY", "financial": "FY", "school": "SY", "fy": "FY", "sy": "SY", "academic": "SY"}.get(phrase.word(at))
    if kind is None:
        return None
    at = phrase.skip(at + 1, "year", "'")
    year = phrase.year(at)
    short = phrase.word(at) if phrase.glued(at) and phrase.word(at).isdecimal() else ""
    if year is None and count is None and len(short) != 2:  # noqa: PLR2004 -- fy18
        return None
    number = year[0] if year else 2000 + int(short) if short else phrase.reference.year + (count or 0)
    day = midnight(phrase.reference)
    end = year[1] if year else at + bool(short)
    return Moment(day, None, "set", f"{kind}{number}", relative=year is None, end=end, rule="unsettled")


def _year(phrase: Phrase, index: int) -> Moment | None:
    """Read a year, "year 2008", "FY19" aside."""
    at = phrase.skip(index, "calendar", "year", "of") if phrase.word(index) in {"year", "calendar"} else index
    read = phrase.year(at)
    if read is None or (phrase.at(at).text == "'" and at == index) or not _is_year(phrase, at, read[1], named=at > index):
        return None
    lo = datetime(read[0], 1, 1)
    return Moment(lo, datetime(read[0] + 1, 1, 1), "year", f"{read[0]:04}", end=read[1])


def _is_year(phrase: Phrase, index: int, end: int, *, named: bool) -> bool:
    """Whether four digits are a year: a word of time leads them, or nothing else stands in the phrase."""
    before, word = phrase.word(index - 1), phrase.word(index)
    after = phrase.folded[phrase.at(end - 1).end : phrase.at(end - 1).end + 12].split()
    counted = bool(after) and after[0].isalpha() and after[0].endswith("s") and len(after[0]) > 3 and after[0] not in {"was", "has", "is"}  # noqa: PLR2004 -- a plural
    if named:
        return True
    if not word.isdecimal():
        return word in {"two", "nineteen", "twenty"} and end - index > 1 and before in {"in", "of", "since", "by", "until", ",", "before", "after"}
    return not counted and (before in {"in", "since", "by", "from", "until", "till", "of", "before", "after", "to", "-", "and", "during", "the", "between", "through", "than", "early", "late", "mid", "end", "start", "beginning", "on"} or before == "")


def _ranked(phrase: Phrase, index: int) -> Moment | None:
    """Read "the first Monday in June", "last day of October 2015", "3rd week of 2018", "second quarter of 2016"."""
    rank = (-1, index + 1) if phrase.word(index) == "last" else phrase.ordinal(index)
    if rank is None:
        return None
    nth, at = rank
    if phrase.word(at) == "last":
        nth, at = -nth, at + 1
    word = phrase.word(at)
    of = phrase.skip(at + 1, "of", "in", ",")
    whole = read_day(phrase, of) if of > at + 1 or phrase.year(of) or phrase.word(of) in _WHICH else None
    if word in WEEKDAY_NAMES and whole and whole.lo and whole.grain == "month":
        return _nth_day(whole, WEEKDAY_NAMES[word] - 1, nth)
    grain = GRAINS.get(word)
    if grain == "quarter" and nth in range(1, 5):
        return _quarter(phrase, nth, at + 1)
    if grain not in {"day", "week", "month", "weekend"} or whole is None or whole.lo is None or whole.hi is None:
        return None
    return _nth_period(whole, grain, nth)


def _nth_day(whole: Moment, weekday: int, nth: int) -> Moment | None:
    lo = whole.first
    try:
        day = nth_weekday(lo.year, lo.month, weekday, nth)
    except ValueError:
        return None
    return _day(datetime(day.year, day.month, day.day), whole.end, relative=whole.relative)


def _nth_period(whole: Moment, grain: str, nth: int) -> Moment | None:
    if whole.lo is None or whole.hi is None:
        return None
    if grain == "week":
        first = floor_to(whole.lo + 3 * DAY, "week")
        last = floor_to(whole.hi - 4 * DAY, "week")
        lo = shifted(first, "week", nth - 1) if nth > 0 else shifted(last, "week", nth + 1)
    else:
        lo = shifted(whole.lo, grain, nth - 1) if nth > 0 else shifted(whole.hi, grain, nth)
    lo = floor_to(lo, grain)
    return Moment(lo, shifted(lo, grain, 1), grain, stamp(lo, grain), relative=whole.relative, end=whole.end)


def _quarter(phrase: Phrase, nth: int, at: int) -> Moment:
    """Return a quarter of the year behind it, or of this one."""
    inner = phrase.skip(at, "of", "in", ",", "the")
    which = _which(phrase, inner)
    year = (which.lo.year, which.end) if which and which.lo and which.grain == "year" else phrase.year(inner)
    lo = datetime(year[0] if year else phrase.reference.year, 3 * nth - 2, 1)
    end = year[1] if year else at
    return Moment(lo, shifted(lo, "quarter", 1), "quarter", stamp(lo, "quarter"), relative=year is None, end=end)


def _short_quarter(phrase: Phrase, index: int) -> Moment | None:
    """Read Q3 2016, 2016 Q3, H1 2019."""
    year = phrase.year(index)
    at = phrase.skip(year[1], "-", "/", ",") if year else index
    letter, digit = phrase.word(at), phrase.word(at + 1)
    if letter not in {"q", "h"} or digit not in {"1", "2", "3", "4"} or not phrase.glued(at + 1):
        return None
    found = _quarter(phrase, int(digit), at + 2) if letter == "q" else None
    if letter == "h" and digit in {"1", "2"}:
        behind = year or phrase.year(phrase.skip(at + 2, "of", ","))
        lo = datetime(behind[0] if behind else phrase.reference.year, 6 * int(digit) - 5, 1)
        return Moment(lo, shifted(lo, "month", 6), "quarter", f"{lo.year}-H{digit}", end=max(at + 2, behind[1] if behind else 0))
    if found and year and found.lo:
        found.lo = found.lo.replace(year=year[0])
        found.hi, found.timex = shifted(found.lo, "quarter", 1), stamp(found.lo, "quarter")
    return found


def _seasonal(phrase: Phrase, index: int) -> Moment | None:
    """Read "summer 2016", "the winter of 1998"; a bare season stays open."""
    season = SEASONS.get(phrase.word(index))
    if season is None or (phrase.word(index) in {"fall", "spring"} and phrase.word(index - 1) not in {"the", "in", "", "this"}):
        return None
    year = phrase.year(phrase.skip(index + 1, "of", "in", ","))
    if year is None and phrase.word(index) in {"fall", "spring"} and phrase.word(index - 1) == "":
        return None
    lo = datetime(year[0] if year else phrase.reference.year, season[1], 21)
    timex = f"{year[0]}-{season[0]}" if year else season[0]
    return Moment(lo, shifted(lo, "month", 3), "season", timex, relative=year is None, end=year[1] if year else index + 1)


def _holiday(phrase: Phrase, index: int) -> Moment | None:
    """Read a holiday, this year's or the next one, or that of the year behind it."""
    at, count = index, None
    if phrase.word(at) in _WHICH:
        count, at = _WHICH[phrase.word(at)], at + 1
    for size in (6, 5, 4, 3, 2, 1):
        pieces = phrase.pieces[at : at + size]
        name = phrase.folded[pieces[0].start : pieces[-1].end] if len(pieces) == size else ""
        if rule := HOLIDAYS.get(name):
            end = at + size
            year = phrase.year(phrase.skip(end, "of", "in", ","))
            if year is None and (away := _which(phrase, phrase.skip(end, "of", "in"))) and away.grain == "year" and away.lo:
                year = (away.lo.year, away.end)
            day = rule(year[0] if year else phrase.reference.year)
            lo = datetime(day.year, day.month, day.day)
            if year is None and (lo < midnight(phrase.reference) or count == 1):
                lo = _again(rule, lo.year + (1 if count != -1 else 0), phrase.reference, count)
            return _day(lo, year[1] if year else end, relative=year is None)
    return None


def _again(rule: Callable[[int], object], year: int, reference: datetime, count: int | None) -> datetime:
    """Return the holiday of the year asked for: the next one that has not passed."""
    this = datetime.fromisoformat(str(rule(reference.year)))
    if count == -1:
        return this if this < midnight(reference) else datetime.fromisoformat(str(rule(reference.year - 1)))
    return this if this >= midnight(reference) else datetime.fromisoformat(str(rule(year)))


def _edge(phrase: Phrase, index: int) -> Moment | None:
    """Read "early March", "the end of next month", "later this week", "mid-2016", EOM."""
    word = phrase.word(index)
    if word in _SHORT_EDGES:
        grain, third = _SHORT_EDGES[word]
        return _third(period(phrase.reference, grain), third, index + 1, phrase.reference)
    third_of = _EDGES.get(word)
    if third_of is None:
        return None
    at = phrase.skip(index + 1, "-", "of", "in", "on", "around", "about")
    whole = read_day(phrase, at)
    if whole is None and phrase.word(phrase.skip(at, "the")) in GRAINS and phrase.word(at - 1) in {"of", "in"}:
        at = phrase.skip(at, "the")
        whole = period(phrase.reference, GRAINS[phrase.word(at)])
        whole.end = at + 1
    return None if whole is None or whole.grain in _CLOCKS or whole.clocked else _third(whole, third_of, whole.end, phrase.reference, word)


def _third(whole: Moment, third: int, end: int, reference: datetime, told: str = "") -> Moment:
    """Return the beginning, middle or end of a period: of a day its last moment, else about a third."""
    lo, hi = whole.first, whole.hi or whole.first
    timex, grain = whole.timex, whole.grain
    cut = _cuts(lo, hi, grain)
    if grain == "day" and third == 2:  # noqa: PLR2004 -- the last third
        late = hi - timedelta(seconds=1)
        return Moment(late, hi, "second", f"{timex}T23:59:59", clocked=True, relative=whole.relative, end=end)
    bounds = ((lo, cut[0]), cut, (cut[1], hi))[third]
    if told in {"later", "rest"} and whole.relative and lo <= reference < hi:
        bounds = (midnight(reference), hi)
    return Moment(*bounds, f"part-{grain}", timex, relative=whole.relative, rule="edge", end=end)


def _cuts(lo: datetime, hi: datetime, grain: str) -> tuple[datetime, datetime]:
    """Return where the middle of a period begins and ends."""
    if grain == "year":
        return shifted(lo, "month", 4), shifted(lo, "month", 8)
    if grain == "week":
        return lo + 2 * DAY, lo + 3 * DAY
    if grain == "month":
        return lo + 10 * DAY, lo + 20 * DAY
    length = (hi - lo) / 3
    return lo + length, lo + 2 * length


def _shift(phrase: Phrase, index: int) -> Moment | None:
    """Read "in two months", "three weeks ago", "2 days from tomorrow", "an hour later", "a week after May 4"."""
    led = phrase.word(index) in {"in", "within", "after"}
    at = phrase.skip(index + led, "about", "around", "less", "than", "the", "next") if led else index
    total = _amounts(phrase, at)
    if total is None:
        return None
    amounts, end = total
    word = phrase.word(end)
    if phrase.word(end - 1) in WEEKDAY_NAMES:
        return _weekdays_away(phrase, WEEKDAY_NAMES[phrase.word(end - 1)] - 1, int(amounts[0][1]), end)
    origin, sign, after = phrase.reference, 0, end
    if word in {"ago", "back", "earlier"}:
        sign, after = -1, end + 1
    elif word in {"hence", "later"}:
        sign, after = 1, end + 1
    elif word in {"from", "after", "before", "since"}:
        sign = -1 if word == "before" else 1
        base = read_day(phrase, end + 1)
        if base is None:
            return None
        origin, after = base.first, base.end
    elif led:
        sign = 1
    if not sign:
        return None
    moved = _moved(origin, amounts, sign, after)
    if moved and phrase.word(index) == "within":
        moved.lo, moved.hi, moved.ranged = phrase.reference, moved.lo, True
    return moved


def _weekdays_away(phrase: Phrase, weekday: int, count: int, end: int) -> Moment | None:
    """Read "two Sundays from now" and "three Mondays ago"."""
    today = midnight(phrase.reference)
    words = [phrase.word(end), phrase.word(end + 1)]
    if words[0] in {"ago", "back"}:
        back = (today.weekday() - weekday - 1) % 7 + 1
        return _day(today - DAY * back - WEEK * (count - 1), end + 1)
    if words != ["from", "now"] and words[0] != "hence":
        return None
    ahead = (weekday - today.weekday() - 1) % 7 + 1
    return _day(today + DAY * ahead + WEEK * (count - 1), end + (1 if words[0] == "hence" else 2))


def _amounts(phrase: Phrase, index: int) -> tuple[list[tuple[str, float]], int] | None:
    """Read "2 years and 3 months" as grains and counts."""
    amounts: list[tuple[str, float]] = []
    at = end = index
    while read := phrase.number(at):
        after = phrase.skip(read[1], "more", "of")
        if phrase.word(read[1]) in WEEKDAY_NAMES and not amounts:
            return [("week", read[0])], read[1] + 1
        grain = GRAINS.get(phrase.word(after))
        if grain is None:
            break
        count = read[0] + (0.5 if (half := _and_a_half(phrase, after + 1)) else 0)
        amounts.append((grain, count))
        end = half or after + 1
        at = phrase.skip(end, ",", "and")
    return (amounts, end) if amounts else None


def _and_a_half(phrase: Phrase, index: int) -> int:
    words = [phrase.word(index + step) for step in range(3)]
    return index + 3 if words == ["and", "a", "half"] else 0


def _moved(origin: datetime, amounts: list[tuple[str, float]], sign: int, end: int) -> Moment | None:
    lo = origin
    for grain, count in amounts:
        whole = grain in SPANS or count == int(count)
        try:
            lo = shifted(lo, grain, sign * count) if whole else shifted(lo, "month", sign * round(MONTHS_OF[grain] * count))
        except (ValueError, OverflowError):
            return None
    finest = amounts[-1][0]
    if finest in _CLOCKS:
        timex = clock_stamp(lo, with_date=True, grain="second")
        return Moment(lo, lo, finest, timex, clocked=True, relative=True, rule=f"shift-{finest}", end=end)
    day = midnight(lo)
    return Moment(day, day + DAY, "day", stamp(day, "day"), relative=True, rule=f"shift-{finest}", end=end)


def _week_number(phrase: Phrase, index: int) -> Moment | None:
    """Read "week 31" and "week 31 of 2018"."""
    if phrase.word(index) != "week" or not phrase.word(index + 1).isdecimal() or not 1 <= int(phrase.word(index + 1)) <= 53:  # noqa: PLR2004 -- weeks of a year
        return None
    year = phrase.year(phrase.skip(index + 2, "of", "in", ","))
    number = int(phrase.word(index + 1))
    lo = datetime.fromisocalendar(year[0] if year else phrase.reference.year, min(number, 52), 1)
    return Moment(lo, lo + WEEK, "week", stamp(lo, "week"), relative=year is None, end=year[1] if year else index + 2)


def _decade(phrase: Phrase, index: int) -> Moment | None:
    """Read the 1990s and the '90s."""
    at = phrase.skip(index, "'")
    word = phrase.word(at)
    if word in DECADES and phrase.word(index - 1) in {"the", "in", "early", "late", "mid"}:
        lo = datetime(1900 + DECADES[word], 1, 1)
        return Moment(lo, shifted(lo, "decade", 1), "decade", str(lo.year)[:3], end=at + 1)
    end = phrase.skip(at + 1, "'")
    if not word.isdecimal() or not word.endswith("0") or phrase.word(end) != "s" or not phrase.glued(end):
        return None
    year = int(word) if len(word) == 4 else int(word) + (1900 if int(word) >= 20 else 2000)  # noqa: PLR2004 -- digits of a year
    if not 1000 <= year < 2200:  # noqa: PLR2004 -- years
        return None
    lo = datetime(year, 1, 1)
    return Moment(lo, shifted(lo, "decade", 1), "decade", str(year)[:3], end=end + 1)


_WITH_ARTICLE: Final = frozenset({_near, _day_first, _ranked, _week_of})
_READERS: Final = (
    _near, _shift, _holiday, _ranked, _which, _digits, _month_first, _day_first, _weekday, _edge, _week_of, _week_number,
    _year_first, _unsettled,
    _short_quarter, _decade, _seasonal, _year,
)  # fmt: skip
