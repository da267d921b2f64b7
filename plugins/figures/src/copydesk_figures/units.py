"""Units of measure: which one stands behind a number, as a UCUM code."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from copydesk_figures.languages import foreign_spellings
from copydesk_figures.trie import trie_pattern

_SPACE_BEFORE = re.compile(r"-(?=[^\W\d_])|[^\S\n]?[\[{<]?")
_FACTOR = re.compile(r"(\^|\*\*)?([-+]?[1-9]|[\u00b2\u00b3])(?![0-9])")
_TIMES = re.compile(
    r"\s?(?P<over>/)\s?(?=[^\W\d_])|\s?[\u00b7*\u22c5]\s?(?=[^\W\d_])|[ \u00a0](?=[^\W\d_]{1,3}(?:\^?-[1-9]|\u207b))"
)
_PER_SECOND = re.compile(r"s(?=\^?-[1-9](?![0-9]))")
_SYMBOL_SECOND = re.compile(r"s(?=\^?-?[1-9](?![0-9])|\u00b2|(?![^\W_]))")
_FEET = re.compile(r"(?:ft\.?|feet|foot|'),?\s?(?:and\s)?[0-9]{1,2}$")
_REACH = 12  # code points looked back for feet
_SHORT = 2  # letters of a spelling that is too short to be told from a word
_ENGLISH = frozenset({"pies", "are", "once", "miles", "per", "main"})
_MAX_FACTORS = 4
_PER = re.compile(r"(?:\s?/\s?|-per-|\s(?:per|an?|each)\s|-an?-)")
_BEFORE_INCH = re.compile(r"\s*(?:$|[.,;:)\]\"'-]|(?:tall|long|wide|high|deep|thick|by|x)\b)")
_CLOSING = {"[": "]", "{": "}", "<": ">"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure.

    Attributes:
        code: UCUM, annotations in braces where UCUM has none.
        kind: the kind of figure it makes.
        dimension: what may be added up with it; empty where nothing may.
        factor: to the dimension's base unit.
    """

    code: str
    kind: str
    dimension: str = ""
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Table:
    """Spellings of units: those that count as written, those that count in any case, and a pattern of both."""

    exact: dict[str, Unit]
    folded: dict[str, Unit]
    pattern: re.Pattern[str]


def read_table(name: str) -> list[list[str]]:
    """Return the lines of a data file as lists of fields; comment lines begin with a hash and a space."""
    lines = (files("copydesk_figures") / "data" / name).read_text("utf-8").splitlines()
    return [
        [field.strip() for field in line.split("|")] for line in lines if line and not line.startswith("# ")
    ]


@cache
def table() -> Table:
    """Return the table of units, read once."""
    exact: dict[str, Unit] = {}
    folded: dict[str, Unit] = {}
    for code, kind, scale, spellings in read_table("units.txt"):
        dimension, _, factor = scale.partition(" ")
        unit = Unit(code, kind, dimension, Decimal(factor or 1))
        for spelling in spellings.split(", "):
            (folded if spelling == spelling.lower() else exact)[spelling] = unit
    _add_generated(exact, folded)
    spellings_folded = set(folded) | {spelling.lower() for spelling in exact}
    pattern = re.compile(
        rf"{trie_pattern(spellings_folded)}(?:(?<=\W)|(?![^\W_])|(?<=[²³])|(?=[1-9](?![0-9a-z])))"
    )
    return Table(exact, folded, pattern)


def _add_generated(exact: dict[str, Unit], folded: dict[str, Unit]) -> None:
    """Add prefixed SI units and what other languages call theirs; the curated spellings keep their meaning."""
    known = {unit.code: unit for unit in (*exact.values(), *folded.values())}
    for code, kind, _, spellings in read_table("units-si.txt"):
        unit = known.setdefault(code, Unit(code, kind))
        for spelling in spellings.split(", "):
            (folded if spelling == spelling.lower() else exact).setdefault(spelling, unit)
    for spelling, code in foreign_spellings("unit").items():
        if code in known and len(spelling) > _SHORT and spelling not in _ENGLISH:
            folded.setdefault(spelling, known[code])


def read_unit(text: str, folded: str, at: int) -> tuple[Unit, int] | None:
    """Return the unit that follows a number ending at ``at`` and where it ends, or None.

    One blank, a hyphen or an opening bracket may stand between; a rate such as "miles an hour" is one unit.
    """
    gap = _SPACE_BEFORE.match(folded, at)
    start = gap.end() if gap else at
    found = _named(text, folded, start) or _second(folded, start, _PER_SECOND)
    if found is None:
        return None
    unit, end = found
    if folded[start:end] == "in" and start > at and not _is_inch(folded, at, end):
        return None
    if gap and (closing := _CLOSING.get(gap[0][-1:])):
        return (unit, end + 1) if folded.startswith(closing, end) else None
    return _rate(text, folded, *_product(text, folded, unit, end))


def _is_inch(folded: str, at: int, end: int) -> bool:
    """Whether a spaced "in" is the inch: what follows ends the phrase, or feet stand before it."""
    return bool(_BEFORE_INCH.match(folded, end) or _FEET.search(folded, max(0, at - _REACH), at))


def _product(text: str, folded: str, unit: Unit, end: int) -> tuple[Unit, int]:
    """Extend a symbol by exponents and further factors: s-1, km/s2, W/m^2, kg m-3."""
    code, grown = _powered(folded, unit.code, end)
    if folded[grown - 1].isspace() or (unit.kind in {"percent", "duration"} and grown == end):
        return unit, end
    for _ in range(_MAX_FACTORS):
        joiner = _TIMES.match(folded, grown)
        factor = _factor(text, folded, joiner.end()) if joiner else None
        if joiner is None or factor is None or factor[0].kind == "percent":
            break
        written, behind = _powered(folded, factor[0].code, factor[1])
        if joiner["over"] and behind == factor[1] and code == unit.code:
            break  # a plain rate: km/h
        code, grown = f"{code}{'/' if joiner['over'] else '.'}{written}", behind
    return (unit, end) if grown == end else (Unit(code, "measure"), grown)


def _factor(text: str, folded: str, start: int) -> tuple[Unit, int] | None:
    return _named(text, folded, start) or _second(folded, start, _SYMBOL_SECOND)


def _second(folded: str, start: int, pattern: re.Pattern[str]) -> tuple[Unit, int] | None:
    """Return the second written as a bare s, which counts in products of units only."""
    match = pattern.match(folded, start)
    return (table().folded["second"], match.end()) if match else None


def _powered(folded: str, code: str, end: int) -> tuple[str, int]:
    """Return a unit's code with the exponent written behind its symbol, and where that ends."""
    match = _FACTOR.match(folded, end)
    if match is None or not folded[end - 1].isalpha():
        return code, end
    return code + {"\u00b2": "2", "\u00b3": "3"}.get(match[2], match[2]), match.end()


def _named(text: str, folded: str, start: int) -> tuple[Unit, int] | None:
    match = table().pattern.match(folded, start)
    if match is None:
        return None
    unit = table().exact.get(text[start : match.end()]) or table().folded.get(match[0])
    return None if unit is None else (unit, match.end())


def _rate(text: str, folded: str, unit: Unit, end: int) -> tuple[Unit, int]:
    """Extend a unit by what it is per: hour, day, gram, second; percentages stay alone."""
    if unit.kind in {"percent", "duration"}:
        return unit, end
    below = per_unit(text, folded, end)
    if below is None or below[0].kind == "percent":
        return unit, end
    return Unit(f"{unit.code}/{below[0].code}", "measure"), below[1]


def per_unit(text: str, folded: str, at: int) -> tuple[Unit, int] | None:
    """Return the unit behind "a", "an", "per", "each" or a slash at ``at``, and where it ends."""
    joiner = _PER.match(folded, at)
    if joiner is None:
        return None
    found = _named(text, folded, joiner.end())
    if found is None or (joiner[0].strip() in {"a", "an", "each", "-a-"} and found[0].kind != "duration"):
        return None
    return found
