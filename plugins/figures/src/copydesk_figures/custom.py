"""What a desk adds to the tables: units of its own, and patterns that make figures."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache

from copydesk_figures.reading import Reading
from copydesk_figures.trie import trie_pattern
from copydesk_figures.units import Unit

_PLAIN = frozenset({"count", "range", "fraction"})


def with_units(folded: str, readings: list[Reading], units: Mapping[str, str]) -> list[Reading]:
    """Turn counts into measures where one of the desk's own units stands behind them.

    Args:
        folded: the folded text.
        readings: figures in order.
        units: spelling to UCUM code, or any code in braces.
    """
    pattern, codes = _compiled(tuple(sorted(units.items())))
    for reading in readings:
        match = pattern.match(folded, reading.end) if reading.kind in _PLAIN and not reading.unit else None
        if match:
            reading.kind, reading.rule, reading.end = "measure", "own-unit", match.end()
            reading.unit = Unit(codes[match[1]], "measure")
            reading.counted = None
    return readings


@cache
def _compiled(units: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    codes = {spelling.lower(): code for spelling, code in units}
    return re.compile(rf"[ \u00a0-]?({trie_pattern(codes)})(?![^\W_])"), codes


def with_patterns(text: str, readings: list[Reading], patterns: Mapping[str, str]) -> list[Reading]:
    """Add a figure for every match of the desk's own patterns, in place of what they overlap.

    Args:
        text: the text as it is.
        readings: figures in order.
        patterns: kind to regular expression; its group ``value``, where it has one, is the figure's value.
    """
    own = [
        _reading(match, kind)
        for kind, source in patterns.items()
        for match in re.finditer(source, text)
        if match[0]
    ]
    if not own:
        return readings
    kept = [one for one in readings if not any(one.start < mine.end and mine.start < one.end for mine in own)]
    return sorted([*kept, *own], key=lambda reading: (reading.start, -reading.end))


def _reading(match: re.Match[str], kind: str) -> Reading:
    reading = Reading(match.start(), match.end(), kind, "own-pattern")
    value = match.groupdict().get("value")
    try:
        reading.value = Decimal(value.replace(",", "")) if value else None
    except InvalidOperation:
        reading.value = value
    return reading
