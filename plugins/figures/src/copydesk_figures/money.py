"""Currencies: signs and codes before a number, names and signs behind it, hundredth parts."""

import re
from dataclasses import dataclass
from functools import cache

from copydesk_figures.tokens import Window
from copydesk_figures.triggers import trie_pattern
from copydesk_figures.units import read_table

_SIGNS = frozenset("$€£¥₹₽₴₩₺₪₱₾฿₫₮₦৳₡₿¢元円")
_REACH = 18  # code points: no sign or name that stands before a number is longer
_BLANK = re.compile(r"-(?=[^\W\d_])|[^\S\n]?")
_SCALED_CODE = re.compile(r"\s?([mk])(usd|eur|gbp|chf|sek|nok|dkk)\b")


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency as written.

    Attributes:
        code: ISO 4217.
        ambiguous: whether the spelling fits several currencies, as a bare $ does.
        minor: whether it names the hundredth part.
    """

    code: str
    ambiguous: bool = False
    minor: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    before: dict[str, Currency]
    after: dict[str, Currency]
    before_pattern: re.Pattern[str]
    after_pattern: re.Pattern[str]


@cache
def _table() -> _Table:
    """Return what may stand before and behind a number, read once."""
    before: dict[str, Currency] = {}
    after: dict[str, Currency] = {}
    for row in read_table("currencies.txt"):
        code, signs, names, minors = (*row, "", "")[:4]
        before |= _spellings(code, signs) | {code.lower(): Currency(code)}
        after |= _spellings(code, names) | _spellings(code, signs) | {code.lower(): Currency(code)}
        after |= _spellings(code, minors, minor=True)
    for code, name in (("USD", "dollar"), ("MYR", "ringgit"), ("MYR", "malaysian ringgit"), ("MYR", "malaysia ringgits"), ("EUR", "euro")):
        before[name] = Currency(code, ambiguous=name == "dollar")
    for word in ("re", "fr.", "sfr", "rs", "rs.", "le", "rm", "all"):
        if word != "le":
            after.pop(word, None)
    before.pop("le", None)
    return _Table(
        before,
        after,
        re.compile(rf"(?<![a-z0-9])(?:{trie_pattern(before)})[\s]?-?$"),
        re.compile(rf"{trie_pattern(after)}(?:(?<=\W)|(?![^\W_]))"),
    )


def _spellings(code: str, listed: str, *, minor: bool = False) -> dict[str, Currency]:
    spellings = [spelling for spelling in listed.split(", ") if spelling]
    return {s.rstrip("?"): Currency(code, ambiguous=s.endswith("?"), minor=minor) for s in spellings}


def currency_before(window: Window, at: int, floor: int = 0) -> tuple[Currency, int] | None:
    """Return the currency whose sign, code or name ends at ``at`` (a blank may follow it), and where it begins.

    Nothing before ``floor`` is looked at.
    """
    floor = max(window.floor, floor, at - _REACH)
    tail = window.folded[floor:at].rstrip(" \u00a0-")
    if not tail or not (tail[-1] in _SIGNS or tail[-1].isalpha() or tail[-1] == "."):
        return None
    match = _table().before_pattern.search(window.folded, floor, at)
    if match is None:
        return _bare_sign(window, floor, at)
    spelling = match[0].rstrip(" \u00a0-")
    start = match.start()
    found = _table().before.get(spelling)
    if found is None or (len(spelling) <= 3 and spelling.isalpha() and not _is_code(window, start, spelling)):  # noqa: PLR2004 -- length of a code
        return None
    return found, start


def _is_code(window: Window, start: int, spelling: str) -> bool:
    """Whether letters are written as a code: all capitals, or an abbreviation that is no word."""
    written = window.text[start : start + len(spelling)]
    return written.isupper() or spelling in {"rs", "usd", "eur", "gbp", "rmb", "inr", "jpy", "cny", "chf", "cad", "aud"}


def _bare_sign(window: Window, floor: int, at: int) -> tuple[Currency, int] | None:
    """Return the sign glued to other letters, where those belong to another word."""
    start = at - 1
    while start > floor and window.folded[start] in " \u00a0-":
        start -= 1
    found = _table().before.get(window.folded[start])
    return None if found is None else (found, start)


def currency_after(window: Window, at: int) -> tuple[Currency, int] | None:
    """Return the currency whose name, code or sign follows a number ending at ``at``, and where it ends."""
    gap = _BLANK.match(window.folded, at)
    start = gap.end() if gap else at
    match = _table().after_pattern.match(window.folded, start)
    if match is None:
        return None
    found = _table().after[match[0]]
    if len(match[0]) == 1 and match[0].isalpha() and (start - at > (match[0] == "c") or window.text[start].isupper()):
        return None
    if match[0].upper() == found.code and not _is_code(window, start, match[0]):
        return None
    if match[0] in {"won", "real", "sol", "soles", "colon", "lev"} and not window.text[start - 1].isspace():
        return None
    return found, match.end()


def scaled_code(window: Window, at: int) -> tuple[Currency, int] | None:
    """Return the currency of "30 MUSD", where the code carries a million, and where it ends."""
    match = _SCALED_CODE.match(window.folded, at)
    if match is None or match[1] != "m" or not window.text[match.start(2) : match.end()].isupper():
        return None
    return Currency(match[2].upper()), match.end()


def is_prefix(letters: str) -> bool:
    """Whether letters glued to a digit are a currency: USD115, Rs20."""
    return letters.lower() in _table().before and (letters.isupper() or letters in {"Rs", "usd", "eur", "gbp"})
