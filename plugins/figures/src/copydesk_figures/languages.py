"""Languages other than English: number words, months, separators and joining words, read from generated tables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final
from unicodedata import combining, normalize

from copydesk_figures.calendar import MONTHS
from copydesk_figures.lexicon import SCALES
from copydesk_figures.trie import trie_pattern

KNOWN: Final = ("en", "de", "es", "fr", "it", "nl", "pt")
"""Languages there is a table for; any other is read as English with free separators."""
_FREE = "und"


@dataclass(frozen=True, slots=True)
class Language:
    """How a language writes numbers and dates.

    Attributes:
        code: ISO 639.
        comma: whether the comma is the decimal mark.
        words: what its joining words and scales mean in English.
        numbers: the value of spelled numbers.
        months: the number of each month's name.
        free: whether separators follow no rule, as in prices from anywhere.
    """

    code: str
    comma: bool
    words: Mapping[str, str]
    numbers: Mapping[str, int]
    months: Mapping[str, int]
    free: bool = False

    @property
    def triggers(self) -> frozenset[str]:
        """Words at which a figure may begin."""
        scales = {word for word, english in self.words.items() if english in SCALES or english == "dozen"}
        return frozenset(self.numbers) | scales


@cache
def language(code: str) -> Language:
    """Return a language by its code; tags such as ``de-AT`` count as ``de``."""
    base = code.lower().split("-")[0].split("_")[0]
    if base not in KNOWN[1:]:
        return Language(base, comma=False, words={}, numbers={}, months={}, free=base != KNOWN[0])
    fields: dict[str, dict[str, str]] = {"word": {}, "number": {}, "month": {}}
    comma = False
    for kind, rest in read_lines(base):
        if kind == "decimal":
            comma = rest == ","
        elif kind in fields:
            name, _, value = rest.partition("=")
            fields[kind].setdefault(name, value)
            fields[kind].setdefault(_without_accents(name), value)
    numbers = {name: int(value) for name, value in fields["number"].items() if name not in fields["word"]}
    months = {name: int(value) for name, value in fields["month"].items()}
    return Language(base, comma=comma, words=fields["word"], numbers=numbers, months=months)


def _without_accents(word: str) -> str:
    return "".join(letter for letter in normalize("NFD", word) if not combining(letter))


def read_lines(code: str) -> list[tuple[str, str]]:
    """Return the lines of a language's table as kind and rest."""
    lines = (files("copydesk_figures") / "data" / "languages" / f"{code}.txt").read_text("utf-8").splitlines()
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines if line and line[0] != "#"]


_COMMA_LITERAL = r"""
    [0-9]{1,3}(?:[.' \u00a0][0-9]{3}){1,8}(?![0-9])(?:,[0-9]+)?
  | [0-9]+,[0-9]+
  | [0-9]+\.[0-9]{1,2}(?![0-9])
  | [0-9]+
"""
_FREE_LITERAL = r"""
    [0-9]{1,3}(?:[.][0-9]{3}){1,8}(?![0-9.])(?:,\s?[0-9]{1,2}(?![0-9]))?
  | [0-9]{1,3}(?:[' \u00a0][0-9]{3}){1,8}(?![0-9])(?:[.,][0-9]{1,2}(?![0-9]))?
  | [0-9]+[.,]\s[0-9]{2}(?![0-9])
  | [0-9]+,[0-9]{1,2}(?![0-9])
"""


@cache
def token_pattern(code: str, english_literal: str) -> re.Pattern[str]:
    """Return the lexer of a language: blanks, then a numeral, a spelled number, a word or a mark, a group each."""
    chosen = language(code)
    literal = _COMMA_LITERAL if chosen.comma else english_literal
    literal = f"{_FREE_LITERAL}|{literal}" if chosen.free else literal
    spelled = f"(?:{trie_pattern(chosen.numbers)})(?![^\\W\\d_])" if chosen.numbers else "(?!)"
    return re.compile(
        rf"(\s*)(?:({literal})|({spelled})|([\u0904-\u0963]+|[^\W\d_]+(?:'[^\W\d_]+)*)|(\S))", re.VERBOSE
    )


def canonical(numeral: str, chosen: Language) -> str:
    """Return a numeral as English writes it, without grouping."""
    digits = re.sub(r"[\s'\u00a0]", "", numeral)
    if chosen.comma:
        plain = re.fullmatch(r"[0-9]+\.[0-9]{1,2}", digits)
        return digits if plain else digits.replace(".", "").replace(",", ".")
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?", digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[0-9]+,[0-9]{1,2}", digits):
        digits = digits.replace(",", ".")
    return digits


@cache
def _all_months() -> dict[str, int]:
    return {name: number for code in KNOWN[1:] for name, number in language(code).months.items()} | MONTHS


def month_number(name: str) -> int:
    """Return the number of a month by its folded name in any language there is a table for."""
    return MONTHS.get(name) or _all_months()[name]


def foreign_spellings(kind: str) -> dict[str, str]:
    """Return what all languages call units or currencies: folded spelling to code, the first language first."""
    found: dict[str, str] = {}
    for code in KNOWN[1:]:
        for name, rest in read_lines(code):
            if name == kind:
                value, _, spellings = rest.partition("=")
                for spelling in spellings.split("; "):
                    found.setdefault(spelling, value)
    return found
