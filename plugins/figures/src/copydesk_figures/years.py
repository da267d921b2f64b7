"""Years, decades, quarters, seasons and numbered weeks."""

from datetime import datetime

from copydesk_figures.day_words import WHICH
from copydesk_figures.moments import WEEK, Moment, midnight, on, period, shifted, stamp
from copydesk_figures.near_days import which_period
from copydesk_figures.phrase import DECADES, SEASONS, Phrase

_SHORT = 3  # letters of a word that ends in s and is no plural
_WEEKS = 53


def unsettled_year(phrase: Phrase, index: int) -> Moment | None:
    """Read fiscal and school years, whose bounds differ from place to place."""
    count = WHICH.get(phrase.word(index))
    at = index + (count is not None)
    if phrase.word(at) == "cy" and (full := phrase.year(at + 1)):
        return period(on(full[0]), "year").ending(full[1])
    if phrase.word(at) == "cy" and phrase.glued(at + 1) and len(phrase.word(at + 1)) == 2:  # noqa: PLR2004 -- cy18
        return period(on(2000 + int(phrase.word(at + 1)), 1, 1), "year").ending(at + 2)
    kind = {"fiscal": "FY", "financial": "FY", "school": "SY", "fy": "FY", "sy": "SY", "academic": "SY"}.get(
        phrase.word(at)
    )
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


def year_alone(phrase: Phrase, index: int) -> Moment | None:
    """Read a year, "year 2008", "FY19" aside."""
    at = phrase.skip(index, "calendar", "year", "of") if phrase.word(index) in {"year", "calendar"} else index
    read = phrase.year(at)
    if (
        read is None
        or (phrase.at(at).text == "'" and at == index)
        or not _is_year(phrase, at, read[1], named=at > index)
    ):
        return None
    lo = on(read[0], 1, 1)
    return Moment(lo, on(read[0] + 1, 1, 1), "year", f"{read[0]:04}", end=read[1])


def _is_year(phrase: Phrase, index: int, end: int, *, named: bool) -> bool:
    """Whether four digits are a year: a word of time leads them, or nothing else stands in the phrase."""
    before, word = phrase.word(index - 1), phrase.word(index)
    after = phrase.folded[phrase.at(end - 1).end : phrase.at(end - 1).end + 12].split()
    counted = (
        bool(after)
        and after[0].isalpha()
        and after[0].endswith("s")
        and len(after[0]) > _SHORT
        and after[0] not in {"was", "has", "is"}
    )
    if named:
        return True
    if not word.isdecimal():
        return (
            word in {"two", "nineteen", "twenty"}
            and end - index > 1
            and before in {"in", "of", "since", "by", "until", ",", "before", "after"}
        )
    return not counted and (
        before
        in {
            "in",
            "since",
            "by",
            "from",
            "until",
            "till",
            "of",
            "before",
            "after",
            "to",
            "-",
            "and",
            "during",
            "the",
            "between",
            "through",
            "than",
            "early",
            "late",
            "mid",
            "end",
            "start",
            "beginning",
            "on",
        }
        or before == ""
    )


def decade(phrase: Phrase, index: int) -> Moment | None:
    """Read the 1990s and the '90s."""
    at = phrase.skip(index, "'")
    word = phrase.word(at)
    if word in DECADES and phrase.word(index - 1) in {"the", "in", "early", "late", "mid"}:
        lo = on(1900 + DECADES[word], 1, 1)
        return Moment(lo, shifted(lo, "decade", 1), "decade", str(lo.year)[:3], end=at + 1)
    end = phrase.skip(at + 1, "'")
    if not word.isdecimal() or not word.endswith("0") or phrase.word(end) != "s" or not phrase.glued(end):
        return None
    year = int(word) if len(word) == 4 else int(word) + (1900 if int(word) >= 20 else 2000)  # noqa: PLR2004 -- digits of a year
    if not 1000 <= year < 2200:  # noqa: PLR2004 -- years
        return None
    lo = on(year, 1, 1)
    return Moment(lo, shifted(lo, "decade", 1), "decade", str(year)[:3], end=end + 1)


def season_of_year(phrase: Phrase, index: int) -> Moment | None:
    """Read "summer 2016", "the winter of 1998"; a bare season stays open."""
    season = SEASONS.get(phrase.word(index))
    if season is None or (
        phrase.word(index) in {"fall", "spring"} and phrase.word(index - 1) not in {"the", "in", "", "this"}
    ):
        return None
    year = phrase.year(phrase.skip(index + 1, "of", "in", ","))
    if year is None and phrase.word(index) in {"fall", "spring"} and phrase.word(index - 1) == "":
        return None
    lo = on(year[0] if year else phrase.reference.year, season[1], 21)
    timex = f"{year[0]}-{season[0]}" if year else season[0]
    return Moment(
        lo,
        shifted(lo, "month", 3),
        "season",
        timex,
        relative=year is None,
        end=year[1] if year else index + 1,
    )


def week_number(phrase: Phrase, index: int) -> Moment | None:
    """Read "week 31" and "week 31 of 2018"."""
    if (
        phrase.word(index) != "week"
        or not phrase.word(index + 1).isdecimal()
        or not 1 <= int(phrase.word(index + 1)) <= _WEEKS
    ):
        return None
    year = phrase.year(phrase.skip(index + 2, "of", "in", ","))
    number = int(phrase.word(index + 1))
    lo = datetime.fromisocalendar(year[0] if year else phrase.reference.year, min(number, 52), 1)
    return Moment(
        lo, lo + WEEK, "week", stamp(lo, "week"), relative=year is None, end=year[1] if year else index + 2
    )


def quarter_of(phrase: Phrase, nth: int, at: int) -> Moment:
    """Return a quarter of the year behind it, or of this one."""
    inner = phrase.skip(at, "of", "in", ",", "the")
    which = which_period(phrase, inner)
    year = (which.lo.year, which.end) if which and which.lo and which.grain == "year" else phrase.year(inner)
    lo = on(year[0] if year else phrase.reference.year, 3 * nth - 2, 1)
    end = year[1] if year else at
    return Moment(
        lo, shifted(lo, "quarter", 1), "quarter", stamp(lo, "quarter"), relative=year is None, end=end
    )


def short_quarter(phrase: Phrase, index: int) -> Moment | None:
    """Read Q3 2016, 2016 Q3, H1 2019."""
    year = phrase.year(index)
    at = phrase.skip(year[1], "-", "/", ",") if year else index
    letter, digit = phrase.word(at), phrase.word(at + 1)
    if letter not in {"q", "h"} or digit not in {"1", "2", "3", "4"} or not phrase.glued(at + 1):
        return None
    found = quarter_of(phrase, int(digit), at + 2) if letter == "q" else None
    if letter == "h" and digit in {"1", "2"}:
        behind = year or phrase.year(phrase.skip(at + 2, "of", ","))
        lo = on(behind[0] if behind else phrase.reference.year, 6 * int(digit) - 5, 1)
        return Moment(
            lo,
            shifted(lo, "month", 6),
            "quarter",
            f"{lo.year}-H{digit}",
            end=max(at + 2, behind[1] if behind else 0),
        )
    if found and year and found.lo:
        found.lo = found.lo.replace(year=year[0])
        found.hi, found.timex = shifted(found.lo, "quarter", 1), stamp(found.lo, "quarter")
    return found
