"""Currencies: signs and codes before a number, names and signs behind it, hundredth parts."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from copydesk_figures.languages import foreign_spellings
from copydesk_figures.tokens import Window
from copydesk_figures.trie import trie_pattern
from copydesk_figures.units import read_table
from copydesk_figures.wordlist import words

_SIGNS = frozenset("$€£¥₹₽₴₩₺₪₱₾฿₫₮₦৳₡₿¢元円")
_REACH = 18  # code points: no sign or name that stands before a number is longer
_MARKS, _SIGN, _MINOR = "?>*!", 0, 2
_CODE_LENGTH = 3
_THOUSAND = Decimal(1000)
_NO_WORDS = words("rs usd eur gbp rmb inr jpy cny chf cad aud")
_BLANK = re.compile(r"-(?=[^\W\d_])|[^\S\n]?(?:d(?:[ei]\s|'))?")
_SCALED_CODE = re.compile(r"\s?([mk])(usd|eur|gbp|chf|sek|nok|dkk)\b")


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency as written.

    Attributes:
        code: ISO 4217.
        ambiguous: whether the spelling fits several currencies, as a bare $ does.
        minor: whether it names the hundredth part.
        wordlike: whether the spelling is also a common word, as "won" is.
    """

    code: str
    ambiguous: bool = False
    minor: bool = False
    wordlike: bool = False


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
    for code, *columns in read_table("currencies.txt"):
        before[code.lower()] = after[code.lower()] = Currency(code)
        for column, listed in enumerate(columns):
            for marked in filter(None, listed.split(", ")):
                spelling, marks = marked.rstrip(_MARKS), marked[len(marked.rstrip(_MARKS)) :]
                currency = Currency(code, "?" in marks, column == _MINOR, "!" in marks)
                if column == _SIGN or "*" in marks:
                    before[spelling] = currency
                if ">" not in marks:
                    after[spelling] = currency
    for spelling, code in foreign_spellings("currency").items():
        after.setdefault(spelling, Currency(code))
    return _Table(
        before,
        after,
        re.compile(rf"(?<![a-z0-9])(?:{trie_pattern(before)})[\s]?-?$"),
        re.compile(rf"{trie_pattern(after)}(?:(?<=\W)|(?![^\W_]))"),
    )


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
    if len(spelling) <= _CODE_LENGTH and spelling.isalpha() and not _is_code(window, match.start(), spelling):
        return None
    return _table().before[spelling], match.start()


def _is_code(window: Window, start: int, spelling: str) -> bool:
    """Whether letters are written as a code: all capitals, or an abbreviation that is no word."""
    return window.text[start : start + len(spelling)].isupper() or spelling in _NO_WORDS


def _bare_sign(window: Window, floor: int, at: int) -> tuple[Currency, int] | None:
    """Return the sign glued to letters that belong to another word."""
    start = at - 1
    while start > floor and window.folded[start] in " \u00a0-":
        start -= 1
    found = _table().before.get(window.folded[start])
    return None if found is None else (found, start)


def currency_after(window: Window, at: int, value: Decimal) -> tuple[Currency, int] | None:
    """Return the currency whose name, code or sign follows a number ending at ``at``, and where it ends.

    A name that is also a common word counts only behind a ``value`` of a thousand or more.
    """
    gap = _BLANK.match(window.folded, at)
    start = gap.end() if gap else at
    match = _table().after_pattern.match(window.folded, start)
    if match is None:
        return None
    found, spelling = _table().after[match[0]], match[0]
    if len(spelling) == 1 and spelling.isalpha() and not _is_glued_minor(window, at, start, spelling):
        return None
    if spelling.upper() == found.code and not _is_code(window, start, spelling):
        return None
    return None if found.wordlike and value < _THOUSAND else (found, match.end())


def _is_glued_minor(window: Window, at: int, start: int, letter: str) -> bool:
    """Whether one small letter means pence or cents: 99p, 43c, 43 c."""
    return window.text[start] == letter and start - at <= (letter == "c")


def scaled_code(window: Window, at: int) -> tuple[Currency, int] | None:
    """Return the currency of "30 MUSD", where the code carries a million, and where it ends."""
    match = _SCALED_CODE.match(window.folded, at)
    if match is None or match[1] != "m" or not window.text[match.start(2) : match.end()].isupper():
        return None
    return Currency(match[2].upper()), match.end()


def is_prefix(letters: str) -> bool:
    """Whether letters glued to a digit are a currency: USD115, Rs20."""
    return letters.lower() in _table().before and (
        letters.isupper() or letters in {"Rs", "usd", "eur", "gbp"}
    )
