"""Days and longer, and what is told from them: the first Monday in June, early 2016, three weeks ago."""

from datetime import datetime, timedelta
from typing import Final

from copydesk_figures.day_words import CLOCKS, WHICH, day_at
from copydesk_figures.holidays import nth_weekday
from copydesk_figures.moments import (
    DAY,
    MONTHS_OF,
    SPANS,
    WEEK,
    Moment,
    clock_stamp,
    floor_to,
    midnight,
    on,
    period,
    shifted,
    stamp,
)
from copydesk_figures.near_days import counted_periods, holiday, near_day, weekday, which_period
from copydesk_figures.phrase import GRAINS, WEEKDAY_NAMES, Phrase
from copydesk_figures.written_days import day_first, digit_date, month_first, year_first
from copydesk_figures.years import (
    decade,
    quarter_of,
    season_of_year,
    short_quarter,
    unsettled_year,
    week_number,
    year_alone,
)

_BACK: Final = frozenset({"ago", "back", "earlier"})
_AHEAD: Final = frozenset({"hence", "later"})
_EDGES: Final = {
    "early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2, "later": 2, "earlier": 0,
    "rest": 2,
}  # fmt: skip
_SHORT_EDGES: Final = {
    "eod": ("day", 2), "eom": ("month", 2), "eoy": ("year", 2), "bom": ("month", 0), "boy": ("year", 0),
    "ytd": ("year", 0), "mtd": ("month", 0),
}  # fmt: skip


def read_day(phrase: Phrase, index: int) -> Moment | None:
    """Read a day or a longer period that begins at a piece."""
    at = phrase.skip(index, "the")
    for read in _READERS:
        found = read(phrase, at)
        if found is not None and found.end > at:
            found.start = index if read in _WITH_ARTICLE else at
            return found
    return None


def _week_of(phrase: Phrase, index: int) -> Moment | None:
    """Read "the week of March 4", "week commencing 5/6", "the week after next"."""
    if phrase.word(index) not in GRAINS or phrase.word(index + 1) not in {
        "of",
        "commencing",
        "starting",
        "beginning",
        "after",
    }:
        return None
    if phrase.word(index + 1) == "after" and phrase.word(index + 2) == "next":
        found = period(phrase.reference, GRAINS[phrase.word(index)], 2)
        found.end = index + 3
        return found
    day = (
        read_day(phrase, index + 2)
        if phrase.word(index) == "week" and phrase.word(index + 1) != "after"
        else None
    )
    if day is None or day.grain != "day" or day.lo is None:
        return None
    found = period(day.lo, "week")
    found.relative, found.end = day.relative, day.end
    return found


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
    plain = phrase.word(phrase.skip(of, "the"))
    if of > at + 1 and plain in {"month", "year", "week"}:
        whole: Moment | None = period(phrase.reference, plain).ending(phrase.skip(of, "the") + 1)
    else:
        whole = read_day(phrase, of) if of > at + 1 or phrase.year(of) or phrase.word(of) in WHICH else None
    if word in WEEKDAY_NAMES and whole and whole.lo and whole.grain == "month":
        return _nth_day(whole, WEEKDAY_NAMES[word] - 1, nth)
    grain = GRAINS.get(word)
    if grain == "century" and nth > 1:
        return period(on(100 * nth - 100), "century").ending(at + 1)
    if grain == "quarter" and nth in range(1, 5):
        return quarter_of(phrase, nth, at + 1)
    if (
        grain not in {"day", "week", "month", "weekend"}
        or whole is None
        or whole.lo is None
        or whole.hi is None
    ):
        return None
    return _nth_period(whole, grain, nth)


def _nth_day(whole: Moment, weekday: int, nth: int) -> Moment | None:
    lo = whole.first
    try:
        day = nth_weekday(lo.year, lo.month, weekday, nth)
    except ValueError:
        return None
    return day_at(on(day.year, day.month, day.day), whole.end, relative=whole.relative)


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


def _edge(phrase: Phrase, index: int) -> Moment | None:
    """Read "early March", "the end of next month", "later this week", "mid-2016", EOM."""
    word = phrase.word(index)
    if word in _SHORT_EDGES:
        grain, third = _SHORT_EDGES[word]
        return _third(period(phrase.reference, grain), third, index + 1, phrase.reference)
    third_of = _EDGES.get(word)
    if third_of is None:
        return None
    at = phrase.skip(index + 1, "-", "of")
    at = phrase.skip(at, *(() if word in {"start", "end", "rest"} else ("in", "on")), "around", "about")
    whole = read_day(phrase, at)
    if (
        whole is None
        and phrase.word(phrase.skip(at, "the")) in GRAINS
        and phrase.word(at - 1) in {"of", "in"}
    ):
        at = phrase.skip(at, "the")
        whole = period(phrase.reference, GRAINS[phrase.word(at)])
        whole.end = at + 1
    return (
        None
        if whole is None or whole.grain in CLOCKS or whole.clocked
        else _third(whole, third_of, whole.end, phrase.reference, word)
    )


def _third(whole: Moment, third: int, end: int, reference: datetime, told: str = "") -> Moment:
    """Return the beginning, middle or end of a period: of a day its last moment, else about a third."""
    lo, hi = whole.first, whole.hi or whole.first
    timex, grain = whole.timex, whole.grain
    cut = _cuts(lo, hi, grain)
    if grain == "day" and third == 2 and told != "later":  # noqa: PLR2004 -- the last third
        late = hi - timedelta(seconds=1)
        return Moment(late, hi, "second", f"{timex}T23:59:59", clocked=True, relative=whole.relative, end=end)
    bounds = ((lo, cut[0]), cut, (cut[1], hi))[third]
    half = lo + (hi - lo) / 2 if grain == "day" else shifted(lo, "month", 6) if grain == "year" else cut[1]
    if told in {"later", "earlier"} or (told == "end" and whole.relative and grain == "year"):
        bounds = (lo, half) if third == 0 else (half, hi)
    if told == "rest" and lo <= reference < hi:
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
    at = phrase.skip(index + led, "about", "around", "less", "than", "the") if led else index
    total = _amounts(phrase, at)
    if total is None:
        return None
    amounts, end = total
    word = phrase.word(end)
    if phrase.word(end - 1) in WEEKDAY_NAMES:
        return _weekdays_away(phrase, WEEKDAY_NAMES[phrase.word(end - 1)] - 1, int(amounts[0][1]), end)
    if word in {"later", "earlier"} and phrase.word(end + 1) in {"this", "in", "next", "today", "than"}:
        return None
    if word in {"from", "after", "before", "since"}:
        base = read_day(phrase, end + 1)
        return _moved(base.first, amounts, -1 if word == "before" else 1, base.end) if base else None
    sign = -1 if word in _BACK else 1 if word in _AHEAD or led else 0
    moved = _moved(phrase.reference, amounts, sign, end + (word in _BACK or word in _AHEAD)) if sign else None
    if moved and phrase.word(index) == "within":
        moved.lo, moved.hi, moved.ranged = phrase.reference, moved.lo, True
    return moved


def _weekdays_away(phrase: Phrase, weekday: int, count: int, end: int) -> Moment | None:
    """Read "two Sundays from now" and "three Mondays ago"."""
    today = midnight(phrase.reference)
    words = [phrase.word(end), phrase.word(end + 1)]
    if words[0] in {"ago", "back"}:
        back = (today.weekday() - weekday - 1) % 7 + 1
        return day_at(today - DAY * back - WEEK * (count - 1), end + 1)
    if words != ["from", "now"] and words[0] != "hence":
        return None
    ahead = (weekday - today.weekday() - 1) % 7 + 1
    return day_at(today + DAY * ahead + WEEK * (count - 1), end + (1 if words[0] == "hence" else 2))


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
            lo = (
                shifted(lo, grain, sign * count)
                if whole
                else shifted(lo, "month", sign * round(MONTHS_OF[grain] * count))
            )
        except (ValueError, OverflowError):
            return None
    finest = amounts[-1][0]
    if finest in CLOCKS:
        timex = clock_stamp(lo, with_date=True, grain="second")
        return Moment(lo, lo, finest, timex, clocked=True, relative=True, rule=f"shift-{finest}", end=end)
    day = midnight(lo)
    return Moment(day, day + DAY, "day", stamp(day, "day"), relative=True, rule=f"shift-{finest}", end=end)


_WITH_ARTICLE: Final = frozenset({near_day, day_first, _ranked, _week_of})
_READERS: Final = (
    near_day, counted_periods, _shift, holiday, _ranked, which_period, digit_date, month_first, day_first, weekday,
    _edge, _week_of, week_number, year_first, unsettled_year, short_quarter, decade, season_of_year, year_alone,
)  # fmt: skip
