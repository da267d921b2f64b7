"""The patterns of dates and times, by rule; each is matched at a trigger of the folded text only."""

import re
from collections.abc import Mapping
from functools import cache

from copydesk_figures.calendar import MONTHS
from copydesk_figures.languages import language
from copydesk_figures.trie import trie_pattern

_YEAR = "(?:1[0-9]|20)[0-9]{2}"
_ZONE = r"(?:\s(?P<zone>gmt|utc|bst|est|edt|cst|pst|pt|et|ct|cet)\b)?"
_SECOND = r"(?::(?P<second>[0-5][0-9]))?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?(?![0-9:%]|[.,][0-9])"
HOURS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def _calendar(month: str) -> dict[str, str]:
    """Return the patterns of days, months and years."""
    return {
        "month-first": rf"{month}\.?[ -]{_DAY}(?:\s?(?:-|to)\s?(?P<last>[0-9]{{1,2}})(?![0-9]))?"
        rf"(?:\s?,?\s(?P<year>{_YEAR})\b)?",
        "month-year": rf"{month}\.?(?:,?\s|-|/)(?P<year>{_YEAR})\b",
        "day-first": rf"{_DAY}[ -](?:of\s)?{month}\.?(?:[ ,-]{{1,2}}(?P<year>{_YEAR})\b)?",
        "iso": r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
        r"(?P<clock>t[0-9]{2}:[0-9]{2}(?::[0-9]{2})?z?)?(?![0-9])",
        "slashed": r"(?P<first>[0-9]{1,2})(?P<mark>[/.])(?P<second>[0-9]{1,2})(?P=mark)"
        r"(?P<year>[0-9]{4}|[0-9]{2}(?!\.))(?![0-9.]?[0-9])",
        "decade": r"(?:(?P<full>(?:1[5-9]|20)[0-9]0)|(?P<short>[1-9]0))'?s\b",
        "years": rf"(?P<lo>{_YEAR})\s?-\s?(?P<hi>{_YEAR}|[0-9]{{2}})(?![0-9.,]?[0-9]|%)",
        "years-in-words": rf"(?P<lo>{_YEAR})\s(?:to|and|until|through)\s(?P<hi>{_YEAR})(?![0-9.,]?[0-9]|%)",
        "year": rf"(?P<year>{_YEAR})(?![0-9]|[.,][0-9]|[a-z%°]|-[a-z]|[/:][0-9])",
    }


def _clocks() -> dict[str, str]:
    """Return the patterns of times of day."""
    return {
        "half-day": rf"(?P<hour>[01]?[0-9])(?:[:.](?P<minute>[0-5][0-9]))?{_SECOND}"
        rf"\s?(?P<half>[ap])\s?\.?\s?m\b(?:\s?\.)?{_ZONE}",
        "clock": rf"(?P<hour>[012]?[0-9]):(?P<minute>[0-5][0-9]){_SECOND}(?![0-9:])\b{_ZONE}",
        "hundred-hours": r"(?P<hour>[0-2][0-9])(?P<minute>[0-5][0-9])(?P<second>)"
        rf"(?=\s(?:gmt|utc|bst|est|hrs|hours)\b){_ZONE}",
        "o-clock": rf"(?P<hour>[01]?[0-9]|{'|'.join(HOURS)})\s?o'clock\b",
    }


@cache
def patterns(code: str = "en") -> Mapping[str, re.Pattern[str]]:
    """Return the compiled patterns by rule, with the months of a language."""
    months = MONTHS if code == "en" else language(code).months or MONTHS
    month = rf"(?P<month>{trie_pattern(months)})\b"
    if code != "en":
        foreign = {
            "day-first": rf"{_DAY}\.?(?:\sde)?[ -]{month}\.?(?:(?:,|\sdel?)?\s(?P<year>{_YEAR})\b)?",
            "month-year": rf"{month}\.?(?:\sdel?)?\s(?P<year>{_YEAR})\b",
        }
        sources = _calendar(month) | _clocks() | foreign
        return {name: re.compile(source) for name, source in sources.items()}
    return {name: re.compile(source) for name, source in (_calendar(month) | _clocks()).items()}
