"""Dates, times of day, years, decades: patterns anchored at a trigger, values as TIMEX3."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from copydesk_figures.calendar import ALSO_WORDS, MONTHS, WEEKDAYS
from copydesk_figures.triggers import trie_pattern

_FIRST_YEAR, _LAST_YEAR = 1500, 2099
_YEAR = "(?:1[5-9]|20)[0-9]{2}"
_ZONES = {"gmt": "Z", "utc": "Z", "z": "Z"}
_YEAR_LEADS = frozenset(
    "in since by from until till after before during of year early late mid spring summer autumn fall winter"
    " circa c for between around through mid- ended".split()
)
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


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """Return the patterns by rule, compiled once; each is matched at a trigger only."""
    month = rf"(?P<month>{trie_pattern(MONTHS)})\b\.?"
    day = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?![0-9:%]|[.,][0-9])"
    zone = r"(?:\s(?P<zone>gmt|utc|bst|est|edt|cst|pst|pt|et|ct|cet)\b)?"
    sources = {
        "month-first": rf"{month}[ -]{day}(?:\s?(?:-|to)\s?(?P<last>[0-9]{{1,2}})(?![0-9]))?(?:\s?,?\s(?P<year>{_YEAR})\b)?",
        "month-year": rf"{month}(?:,?\s|-|/)(?P<year>{_YEAR})\b",
        "day-first": rf"{day}[ -](?:of\s)?(?P<month>{trie_pattern(MONTHS)})\b\.?(?:[ ,-]{{1,2}}(?P<year>{_YEAR})\b)?",
        "iso": r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?P<clock>t[0-9]{2}:[0-9]{2}(?::[0-9]{2})?z?)?(?![0-9])",
        "slashed": r"(?P<first>[0-9]{1,2})(?P<mark>[/.])(?P<second>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2}(?!\.))(?![0-9.]?[0-9])",
        "decade": rf"(?:(?P<full>{_YEAR[:-6]}[0-9]0)|(?P<short>[1-9]0))'?s\b",
        "years": rf"(?P<lo>{_YEAR})\s?-\s?(?P<hi>{_YEAR}|[0-9]{{2}})(?![0-9.,]?[0-9]|%)",
        "half-day": rf"(?P<hour>[01]?[0-9])(?:[:.](?P<minute>[0-5][0-9]))?(?::(?P<second>[0-5][0-9]))?\s?(?P<half>[ap])\s?\.?\s?m\b(?:\s?\.)?{zone}",
        "clock": rf"(?P<hour>[012]?[0-9]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?(?![0-9:])\b{zone}",
        "o-clock": r"(?P<hour>[01]?[0-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s?o'clock\b",
        "year": rf"(?P<year>{_YEAR})(?![0-9]|[.,][0-9]|[a-z%°]|-[a-z]|[/:][0-9])",
    }
    return {name: re.compile(source) for name, source in sources.items()}


def read_date(text: str, folded: str, at: int, *, floor: int = 0, day_first: bool = False) -> Dated | None:
    """Read the date or time that begins at ``at``.

    Args:
        text: the text as it is; names of months that are also words count only with a capital.
        folded: the same folded.
        at: where a trigger stands.
        floor: nothing before this offset belongs to the date.
        day_first: read 03/04/2024 as the third of April.
    """
    if not folded[at].isdigit():
        return _read_month(text, folded, at, floor) or _read_words_clock(folded, at)
    if at > floor and (folded[at - 1].isalnum() or folded[at - 1] in "$€£¥#"):
        return None
    patterns = _patterns()
    for name, build in _DIGIT_RULES.items():
        if (match := patterns[name].match(folded, at)) and (found := build(folded, match, floor)):
            return found
    if match := patterns["slashed"].match(folded, at):
        return _slashed(match, day_first=day_first)
    return None


def _read_month(text: str, folded: str, at: int, floor: int) -> Dated | None:
    patterns = _patterns()
    match = patterns["month-first"].match(folded, at)
    if match and match["last"] and int(match["last"]) > int(match["day"]):
        return _day_range(match)
    if match and (found := _full_date(match, "month-first")):
        return found
    if match := patterns["month-year"].match(folded, at):
        return Dated(at, match.end(), "date", "month-year", f"{match['year']}-{MONTHS[match['month']]:02}")
    return _calendar_word(text, folded, at, floor)


def _day_range(match: re.Match[str]) -> Dated:
    month, year = MONTHS[match["month"]], match["year"] or "XXXX"
    days = (f"{year}-{month:02}-{int(match[name]):02}" for name in ("day", "last"))
    lo, hi = days
    known = match["year"] is not None
    return Dated(match.start(), match.end(), "date-range", "day-range", f"{lo}/{hi}", lo=lo if known else None, hi=hi if known else None)


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
    timex = f"XXXX-{MONTHS[name]:02}" if name in MONTHS else f"XXXX-WXX-{WEEKDAYS[name]}" if name in WEEKDAYS else ""
    return Dated(start, end, "date", "calendar-word", timex, calendar=True) if timex else None


def _full_date(match: re.Match[str], rule: str) -> Dated | None:
    month = match["month"]
    return _dated(match, rule, match["year"], MONTHS.get(month) or int(month), int(match["day"]))


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
    if match["month"] in {"mar", "may", "march", "second", "sec"} and not match["year"] and match.end() < 0:
        return None
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
    return Dated(begin, match.end(), "date-range", "decade", f"{century}{first // 10}", lo=f"{century}{first}", hi=f"{century}{first + 9}")


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
    if half and match[0].endswith(".") and ". m" not in match[0] and match[0][-2] == "m" and "." not in match[0][:-1]:
        end -= 1
    return Dated(match.start(), end, "time", "clock", timex + _ZONES.get(parts["zone"] or "", ""))


def _o_clock(_folded: str, match: re.Match[str], _floor: int) -> Dated | None:
    names = "one two three four five six seven eight nine ten eleven twelve".split()
    hour = int(match["hour"]) if match["hour"].isdigit() else names.index(match["hour"]) + 1
    return Dated(match.start(), match.end(), "time", "o-clock", f"T{hour:02}:00")


def _read_words_clock(folded: str, at: int) -> Dated | None:
    match = _patterns()["o-clock"].match(folded, at)
    return _o_clock(folded, match, at) if match else None


def _year(folded: str, match: re.Match[str], floor: int) -> Dated | None:
    """Read a year behind a word that leads one; "of 2,000" and "in 2000 houses" are no years."""
    lead = folded[max(floor, match.start() - 12) : match.start()].replace("(", " ").split()
    if not lead or lead[-1] not in _YEAR_LEADS:
        return None
    after = folded[match.end() : match.end() + 24].split(None, 1)
    if after and folded[match.end()] in " \u00a0" and _looks_counted(after[0]):
        return None
    return Dated(match.start(), match.end(), "date", "year", match["year"], value=match["year"])


def _looks_counted(word: str) -> bool:
    """Whether the word behind a four-digit number is more likely what it counts."""
    return word in {"people", "men", "women", "euros", "dollars", "years", "percent", "per", "miles", "million"}


_DIGIT_RULES: Mapping[str, Callable[[str, re.Match[str], int], Dated | None]] = {
    "iso": _iso,
    "half-day": _clock,
    "clock": _clock,
    "o-clock": _o_clock,
    "day-first": _day_first,
    "decade": _decade,
    "years": _years,
    "year": _year,
}
