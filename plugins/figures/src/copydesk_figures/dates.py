"""Dates, times of day, years, decades: patterns anchored at a trigger, values as TIMEX3."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from copydesk_figures.calendar import ALSO_WORDS, MONTHS, WEEKDAYS
from copydesk_figures.counted import is_plural
from copydesk_figures.date_patterns import HOURS, patterns
from copydesk_figures.languages import month_number
from copydesk_figures.wordlist import words

_ZONES = {"gmt": "Z", "utc": "Z", "z": "Z"}
_YEAR_LEADS = words(
    "in since by from until till after before during of year early late mid spring summer autumn fall winter"
    " circa c for between around through mid- ended"
)
_PLAIN_YEARS = "1500"
_COUNTED_IN_THOUSANDS = words("people men women euros dollars years percent per miles million")
_LEAD_OF_YEARS = re.compile(r"\b(?:from|between)\s$")
_AGE_OWNERS = frozenset({"his", "her", "their", "my", "your", "our"})
_DECADE_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9), "": (0, 9)}
_MOD = {"early": "START", "mid": "MID", "late": "END", "early-mid": "MID", "mid-late": "MID"}


@dataclass(slots=True)
class Dated:
    """A date, time or range of dates as read.

    Attributes:
        start: its first code point.
        end: the one after its last.
        kind: ``date``, ``time``, ``date-range`` or ``age`` (his mid-fifties).
        rule: which rule read it.
        timex: the TIMEX3 value, X for what is unknown; empty for an age.
        value: an ISO date where all of it is known.
        lo: the first year or age of a range.
        hi: the last one.
        calendar: whether it is a name without any digit.
    """

    start: int
    end: int
    kind: str
    rule: str
    timex: str = ""
    value: str | None = None
    lo: str | None = None
    hi: str | None = None
    calendar: bool = False


def read_date(
    text: str, folded: str, at: int, *, floor: int = 0, day_first: bool = False, code: str = "en"
) -> Dated | None:
    """Read the date or time that begins at ``at``.

    Args:
        text: the text as it is; names of months that are also words count only with a capital.
        folded: the same folded.
        at: where a trigger stands.
        floor: nothing before this offset belongs to the date.
        day_first: read 03/04/2024 as the third of April.
        code: the language of the months.
    """
    if not folded[at].isdigit():
        return _read_month(text, folded, at, floor, code) or _read_words_clock(folded, at)
    if at > floor and (folded[at - 1].isalnum() or folded[at - 1] in "$€£¥#"):
        return None
    known = patterns(code)
    for name, build in _DIGIT_RULES.items():
        if (match := known[name].match(folded, at)) and (found := build(folded, match, floor)):
            return found
    if match := known["slashed"].match(folded, at):
        return _slashed(match, day_first=day_first or code != "en")
    return None


def _read_month(text: str, folded: str, at: int, floor: int, code: str) -> Dated | None:
    match = patterns(code)["month-first"].match(folded, at)
    if match and match["last"] and int(match["last"]) > int(match["day"]):
        return _day_range(match)
    if match and (found := _full_date(match, "month-first")):
        return found
    if match := patterns(code)["month-year"].match(folded, at):
        return Dated(
            at, match.end(), "date", "month-year", f"{match['year']}-{month_number(match['month']):02}"
        )
    return _calendar_word(text, folded, at, floor) if code == "en" else None


def _day_range(match: re.Match[str]) -> Dated:
    month, year = month_number(match["month"]), match["year"] or "XXXX"
    days = (f"{year}-{month:02}-{int(match[name]):02}" for name in ("day", "last"))
    lo, hi = days
    known = match["year"] is not None
    return Dated(
        match.start(),
        match.end(),
        "date-range",
        "day-range",
        f"{lo}/{hi}",
        lo=lo if known else None,
        hi=hi if known else None,
    )


def _calendar_word(text: str, folded: str, at: int, floor: int) -> Dated | None:
    """Read a month or weekday without a number; May and March need a preposition to be one."""
    end = at
    while end < len(folded) and folded[end].isalpha():
        end += 1
    name = folded[at:end]
    if not text[at].isupper():
        return None
    lead = folded[max(floor, at - 12) : at].split()
    before = lead[-1] if lead else ""
    if name in ALSO_WORDS and before not in {"in", "since", "by", "until", "last", "next", "this", "on"}:
        return None
    part = next((mod for mod in _MOD if before == mod or before == mod + "-"), "")
    start = at - len(before) - 1 if part else at
    timex = (
        f"XXXX-{MONTHS[name]:02}"
        if name in MONTHS
        else f"XXXX-WXX-{WEEKDAYS[name]}"
        if name in WEEKDAYS
        else ""
    )
    return Dated(start, end, "date", "calendar-word", timex, calendar=True) if timex else None


def _full_date(match: re.Match[str], rule: str) -> Dated | None:
    month = match["month"]
    return _dated(
        match, rule, match["year"], int(month) if month.isdigit() else month_number(month), int(match["day"])
    )


def _dated(match: re.Match[str], rule: str, year: str | None, month: int, day: int) -> Dated | None:
    """Return a date whose month and day exist, else None."""
    try:
        known = date(int(year) if year else 2000, month, day)
    except ValueError:
        return None
    if not year:
        return Dated(match.start(), match.end(), "date", rule, f"XXXX-{month:02}-{day:02}")
    iso = known.isoformat()
    clock = (match.groupdict().get("clock") or "").upper()
    return Dated(match.start(), match.end(), "date", rule, iso + clock, value=iso + clock)


def _day_first(_folded: str, match: re.Match[str], _floor: int) -> Dated | None:
    return _full_date(match, "day-first")


def _iso(_folded: str, match: re.Match[str], _floor: int) -> Dated | None:
    return _full_date(match, "iso")


def _slashed(match: re.Match[str], *, day_first: bool) -> Dated | None:
    """Read 20/08/2023 and 20.08.2023: dots put the day first, a part above twelve can only be the day."""
    first, second = int(match["first"]), int(match["second"])
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"  # noqa: PLR2004 -- digits of a full year
    day_leads = first > 12 or (second <= 12 and (day_first or match["mark"] == "."))  # noqa: PLR2004 -- months
    if match["mark"] == "." and len(match["year"]) != 4:  # noqa: PLR2004 -- as above
        return None
    day, month = (first, second) if day_leads else (second, first)
    return _dated(match, "slashed", year, month, day)


def _decade(folded: str, match: re.Match[str], floor: int) -> Dated | None:
    """Read the 1990s, the '90s, his mid-50s."""
    start, lead = match.start(), folded[max(floor, match.start() - 14) : match.start()]
    quoted = lead.endswith("'")
    words = lead.rstrip("'- ").replace("-", " ").split()
    part = words.pop() if words and words[-1] in _DECADE_PARTS and not quoted else ""
    owner = words[-1] if words else ""
    begin = folded.rindex(part, floor, start) if part else start - quoted
    if match["full"]:
        first, mod = int(match["full"]), _DECADE_PARTS[part]
        span = (str(first + mod[0]), str(first + mod[1])) if part else (str(first), str(first + 9))
        return Dated(begin, match.end(), "date-range", "decade", match["full"][:3], lo=span[0], hi=span[1])
    first = int(match["short"])
    if not quoted and (owner in _AGE_OWNERS or (part and first >= 20 and owner != "the")):  # noqa: PLR2004 -- nobody is in his mid-10s
        low, high = _DECADE_PARTS[part]
        return Dated(begin, match.end(), "age", "age-decade", lo=str(first + low), hi=str(first + high))
    if not quoted and owner != "the":
        return None
    century = 19 if first >= 20 else 20  # noqa: PLR2004 -- the '10s are this century's
    return Dated(
        begin,
        match.end(),
        "date-range",
        "decade",
        f"{century}{first // 10}",
        lo=f"{century}{first}",
        hi=f"{century}{first + 9}",
    )


def _years(_folded: str, match: re.Match[str], _floor: int) -> Dated | None:
    lo, hi = match["lo"], match["hi"]
    if len(hi) == 2 and hi[0] == "0" and hi != "00" and int(lo) % 100 > int(hi):  # noqa: PLR2004 -- 1995-01 is a month
        return Dated(match.start(), match.end(), "date", "year-month", f"{lo}-{hi}")
    full = hi if len(hi) == 4 else lo[:2] + hi  # noqa: PLR2004 -- digits of a full year
    if int(full) <= int(lo) or (len(hi) == 2 and int(full) - int(lo) > 30):  # noqa: PLR2004 -- a short second year is near
        return None
    return Dated(match.start(), match.end(), "date-range", "years", f"{lo}/{full}", lo=lo, hi=full)


def _clock(_folded: str, match: re.Match[str], _floor: int) -> Dated | None:
    """Read 9 a.m., 10.30pm GMT, 22:30."""
    parts = match.groupdict()
    hour, half = int(parts["hour"]), parts.get("half")
    if hour > (12 if half else 24) or (half and hour == 0):
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    timex = f"T{hour:02}:{parts['minute'] or '00'}" + (f":{parts['second']}" if parts["second"] else "")
    end = match.end()
    if (
        half
        and match[0].endswith(".")
        and ". m" not in match[0]
        and match[0][-2] == "m"
        and "." not in match[0][:-1]
    ):
        end -= 1
    return Dated(match.start(), end, "time", "clock", timex + _ZONES.get(parts["zone"] or "", ""))


def _o_clock(_folded: str, match: re.Match[str], _floor: int) -> Dated | None:
    hour = int(match["hour"]) if match["hour"].isdigit() else HOURS.index(match["hour"]) + 1
    return Dated(match.start(), match.end(), "time", "o-clock", f"T{hour:02}:00")


def _read_words_clock(folded: str, at: int) -> Dated | None:
    match = patterns()["o-clock"].match(folded, at)
    return _o_clock(folded, match, at) if match else None


def _years_in_words(folded: str, match: re.Match[str], floor: int) -> Dated | None:
    """Read "from 1980 to 1990" and "between 1980 and 1990"; the first word belongs to the range."""
    lead = _LEAD_OF_YEARS.search(folded, max(floor, match.start() - 10), match.start())
    if lead is None or int(match["lo"]) >= int(match["hi"]):
        return None
    found = _years(folded, match, floor)
    return None if found is None else replace(found, start=lead.start())


def _year(folded: str, match: re.Match[str], floor: int) -> Dated | None:
    """Read a year behind a word that leads one or alone in brackets; "in 2000 houses" is none."""
    lead = folded[max(floor, match.start() - 12) : match.start()].replace("(", " ( ").split()
    bracketed = lead[-1:] == ["("] and folded[match.end() : match.end() + 1] == ")"
    if not bracketed and (not lead or lead[-1] not in _YEAR_LEADS):
        return None
    after = folded[match.end() : match.end() + 24].split(None, 1)
    if after and folded[match.end()] in " \u00a0" and _looks_counted(after[0], match["year"]):
        return None
    return Dated(match.start(), match.end(), "date", "year", match["year"], value=match["year"])


def _looks_counted(word: str, year: str) -> bool:
    """Whether the word behind a four-digit number is more likely what it counts; before 1500 any plural is."""
    return word in _COUNTED_IN_THOUSANDS or (year < _PLAIN_YEARS and is_plural(word))


_DIGIT_RULES: Mapping[str, Callable[[str, re.Match[str], int], Dated | None]] = {
    "iso": _iso,
    "half-day": _clock,
    "clock": _clock,
    "hundred-hours": _clock,
    "o-clock": _o_clock,
    "day-first": _day_first,
    "decade": _decade,
    "years": _years,
    "years-in-words": _years_in_words,
    "year": _year,
}
