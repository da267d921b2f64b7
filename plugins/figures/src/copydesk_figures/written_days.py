"""Days as they are written out: May 4, 2016, the 4th of May, 5/4/2016, 2019-aug-1."""

from copydesk_figures.calendar import ALSO_WORDS, MONTHS
from copydesk_figures.day_words import LAST_DAY, WHICH, day_at
from copydesk_figures.moments import DAY, Moment, floor_to, midnight, on, shifted, stamp
from copydesk_figures.phrase import Phrase
from copydesk_figures.wordlist import words

_ABBREVIATED = words("jan feb mar apr jun jul aug sept sep oct nov dec")
_NO_LEADS = frozenset({"", ".", ",", "-"})
_MONTHS, _YEAR_DIGITS, _CENTURY = 12, 4, 100
_LEAP = 9  # years to look ahead for a 29 February


def month_first(phrase: Phrase, index: int) -> Moment | None:
    """Read "May 4, 2016", "May 4th", "March third 2015", "Dec/2018", "October 2014", a bare month."""
    month = MONTHS.get(phrase.word(index))
    if month is None or is_word(phrase, index):
        return None
    at = phrase.skip(index + 1, ".", ",")
    at = phrase.skip(at, "-") if phrase.glued(at) else at
    at = phrase.skip(at, "/", "the", "of")
    year = (phrase.year(at) or _short_year(phrase, at)) if phrase.word(at - 1) != "the" else None
    if year and phrase.word(year[1]) not in {"st", "nd", "rd", "th"}:
        lo = on(year[0], month, 1)
        return Moment(lo, shifted(lo, "month", 1), "month", stamp(lo, "month"), end=year[1])
    day = phrase.ordinal(at) or phrase.number(at)
    if (
        day
        and 1 <= day[0] <= LAST_DAY
        and not _is_time(phrase, day[1])
        and phrase.word(at) not in {"a", "an", "half"}
    ):
        return _dated(phrase, month, int(day[0]), day[1])
    return _bare_month(phrase, month, index)


def _is_time(phrase: Phrase, index: int) -> bool:
    """Whether a number is an hour: a colon or am and pm follow."""
    return (phrase.word(index) == ":" and phrase.glued(index)) or phrase.word(index) in {
        "am",
        "pm",
        "a.m",
        "p.m",
        "%",
    }


def is_word(phrase: Phrase, index: int) -> bool:
    """Whether "may" or "march" is a verb here: no capital and no number beside it, or alone where a sentence begins."""
    piece = phrase.at(index)
    if piece.text not in ALSO_WORDS or phrase.ordinal(index + 1) or phrase.number(index + 1):
        return False
    before, behind = phrase.word(index - 1), phrase.word(index + 1)
    if before.isdecimal() or before in {"st", "nd", "rd", "th", "of"} or phrase.ordinal(index - 1):
        return False
    if not phrase.text[piece.start].isupper():
        return before != "in" and len(phrase.folded.strip()) > len(
            phrase.folded[piece.start : phrase.pieces[-1].end]
        )
    return before in _NO_LEADS and behind in {"", ","} and len(phrase.folded.strip(" .")) > len(piece.text)


def _bare_month(phrase: Phrase, month: int, index: int) -> Moment | None:
    reference = phrase.reference
    year = reference.year + (month < reference.month)
    lo = on(year, month, 1)
    end = index + 1 + (phrase.word(index + 1) == "." and phrase.word(index) in _ABBREVIATED)
    if phrase.word(end) == "after" and phrase.word(end + 1) == "next":
        lo, end = shifted(lo, "year", 1), end + 2
    return Moment(lo, shifted(lo, "month", 1), "month", f"XXXX-{month:02}", relative=True, end=end)


def _short_year(phrase: Phrase, index: int) -> tuple[int, int] | None:
    """Read the year of "April of 87"."""
    word = phrase.word(index)
    if phrase.word(index - 1) != "of" or not word.isdecimal() or not LAST_DAY < int(word) < _CENTURY:
        return None
    return 1900 + int(word), index + 1


def _dated(phrase: Phrase, month: int, day: int, end: int) -> Moment | None:
    """Return a month's day with the year behind it, or the next one of that name."""
    at = phrase.skip(end, ",", ".") if phrase.word(end) in {",", "."} else phrase.skip(end, "of", "in")
    at = phrase.skip(at, "-", "/", ",")
    year = phrase.year(at) or _short_year(phrase, at)
    if year and phrase.word(at).isdecimal() and _is_time(phrase, year[1]):
        year = None
    return known_day(phrase, year[0] if year else None, month, day, year[1] if year else end)


def known_day(phrase: Phrase, year: int | None, month: int, day: int, end: int) -> Moment | None:
    """Return a day of the calendar; without a year the next one of that name, None where there is none."""
    first = phrase.reference.year if year is None else year
    for tried in range(first, first + (_LEAP if year is None else 1)):
        try:
            lo = on(tried, month, day)
        except ValueError:
            continue
        if year is not None:
            return day_at(lo, end, relative=False)
        if lo >= midnight(phrase.reference):
            return day_at(lo, end, timex=f"XXXX-{month:02}-{day:02}")
    return None


def day_first(phrase: Phrase, index: int) -> Moment | None:
    """Read "4 May 2016", "the 4th of May", "15th of this month", "the 4th"."""
    ordinal = phrase.ordinal(index)
    spelled = phrase.number(index) if phrase.word(index) not in {"a", "an", "half", "couple", "few"} else None
    plain = spelled and (phrase.word(index).isdecimal() or phrase.word(spelled[1]) in MONTHS)
    day = ordinal or (spelled if plain else None)
    if day is None or not 1 <= day[0] <= LAST_DAY:
        return None
    at = phrase.skip(day[1], "day") if ordinal else day[1]
    at = phrase.skip(at, "of") if phrase.word(at) == "of" else phrase.skip(at, "-", "/")
    at = phrase.skip(at, "the") if phrase.word(at - 1) == "of" else at
    month = MONTHS.get(phrase.word(at))
    if month and not (
        phrase.word(at) in ALSO_WORDS
        and not ordinal
        and phrase.word(at - 1) not in {"of", "-", "/"}
        and not phrase.text[phrase.at(at).start].isupper()
    ):
        return _dated(phrase, month, int(day[0]), at + 1)
    count = WHICH.get(phrase.word(at))
    if ordinal and count is not None and phrase.word(at + 1) == "month":
        month_lo = shifted(floor_to(phrase.reference, "month"), "month", count)
        return day_at(month_lo + DAY * (ordinal[0] - 1), at + 2)
    if (
        ordinal
        and phrase.word(index - 1) in {"the", "on"}
        and phrase.word(day[1]) in {"", ",", ".", "at", "from", "between", "to", "-", "and", "for", "by"}
    ):
        return _of_this_month(phrase, ordinal[0], day[1])
    return None


def _of_this_month(phrase: Phrase, day: int, end: int) -> Moment | None:
    try:
        lo = phrase.reference.replace(day=day)
    except ValueError:
        return None
    if midnight(lo) < midnight(phrase.reference):
        lo = shifted(lo, "month", 1)
    return day_at(lo, end, timex=f"XXXX-XX-{day:02}")


def digit_date(phrase: Phrase, index: int) -> Moment | None:
    """Read 2016-05-04, 5/4/2016, 4.5.2016, 5/4, 12-2015, 2015/12."""
    first, mark, second = (phrase.word(index + step) for step in range(3))
    if mark not in {"/", "-", "."} or not (first.isdecimal() and second.isdecimal()):
        return None
    if not (phrase.glued(index + 1) and phrase.glued(index + 2)) or (
        phrase.glued(index) and phrase.word(index - 1) == mark and phrase.word(index - 2).isdecimal()
    ):
        return None
    third = phrase.word(index + 4) if phrase.word(index + 3) == mark and phrase.glued(index + 3) else ""
    if third.isdecimal() and phrase.glued(index + 4):
        return _three(phrase, first, second, third, index + 5)
    return _month_and_year(first, mark, second, index + 3) or _month_and_day(
        phrase, first, mark, second, index
    )


def _month_and_year(first: str, mark: str, second: str, end: int) -> Moment | None:
    """Read 12-2015 and 2015/12."""
    year, month = (first, second) if len(first) == _YEAR_DIGITS else (second, first)
    if mark == "." or len(year) != _YEAR_DIGITS or len(month) > 2 or not "1500" < year < "2100":  # noqa: PLR2004 -- months
        return None
    return month_of(int(year), int(month), end) if 1 <= int(month) <= _MONTHS else None


def _month_and_day(phrase: Phrase, first: str, mark: str, second: str, index: int) -> Moment | None:
    """Read 5/4, with a year behind a comma."""
    if mark != "/" or max(len(first), len(second)) > 2:  # noqa: PLR2004 -- days and months
        return None
    month, day = sorted((int(first), int(second))) if int(first) > _MONTHS else (int(first), int(second))
    year = phrase.year(phrase.skip(index + 3, ",")) if phrase.word(index + 3) == "," else None
    end = year[1] if year else index + 3
    return known_day(phrase, year[0] if year else None, month, day, end) if 1 <= month <= _MONTHS else None


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
    return known_day(phrase, year, month, day, end)


def month_of(year: int, month: int, end: int) -> Moment:
    """Return a month of a year."""
    lo = on(year, month, 1)
    return Moment(lo, shifted(lo, "month", 1), "month", stamp(lo, "month"), end=end)


def year_first(phrase: Phrase, index: int) -> Moment | None:
    """Read 2019-aug-1 and "2019 August"."""
    year = phrase.year(index) if phrase.word(index).isdecimal() else None
    at = phrase.skip(year[1], "-", "/", ",") if year else index
    month = MONTHS.get(phrase.word(at))
    if year is None or month is None:
        return None
    at = phrase.skip(at + 1, "-", "/")
    day = phrase.ordinal(at) or phrase.number(at)
    if day and 1 <= day[0] <= LAST_DAY:
        return known_day(phrase, year[0], month, int(day[0]), day[1])
    return month_of(year[0], month, at)
