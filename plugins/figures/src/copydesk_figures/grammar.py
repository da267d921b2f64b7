"""The grammar of a figure: operands, shapes and ranges become a reading, then its surroundings are read."""

from decimal import Decimal
from typing import Final

from copydesk_figures.compare import comparator_after, comparator_before
from copydesk_figures.compound import add_parts, feet_and_inches
from copydesk_figures.counted import (
    additional,
    is_plural,
    qualifier_after,
    qualifiers_before,
    read_counted,
)
from copydesk_figures.lexicon import PARTS
from copydesk_figures.numbers import EXACT
from copydesk_figures.operand import Operand, read_operand
from copydesk_figures.ranges import Range, read_range
from copydesk_figures.reading import Mark, Reading
from copydesk_figures.shapes import read_label, read_multiplier, read_shape, read_turned_percent, uncertainty
from copydesk_figures.tokens import END, MARK, WORD, Window
from copydesk_figures.units import table

_MAX_AGE = 120
_HUNDRED: Final = Decimal(100)
_FIRST_YEAR, _LAST_YEAR = 1500, 2100
_NO_ONE: Final = frozenset(
    "no any every each this that which another the some only his her their my your next last other first"
    " right wrong new old big small good bad great".split()
)
_TURNING: Final = frozenset(
    "rotate rotated rotates turn turned turns angle angles slope tilt tilted latitude longitude north south east west".split()
)
_UP: Final = frozenset("rose rise rises rising up increased increase increases grew grow gained gain climbed jumped soared surged added growth higher".split())
_DOWN: Final = frozenset("fell fall falls falling down dropped drop declined decline lost slid decreased decrease plunged slipped tumbled lower reduction".split())
_SPENDING: Final = frozenset("spent spend cost costs paid pay price worth sold buy bought fee fined raised".split())
_COUNTING: Final = frozenset({"count", "ordinal"})
_OF: Final = frozenset({"percent", "fraction", "multiplier"})


def read_figure(window: Window) -> Reading | None:
    """Return the figure whose number begins at the window's trigger, or None where there is none."""
    shape = read_shape(window)
    if shape is not None:
        return shape
    operand = read_operand(window)
    if operand is None or _is_no_figure(window, operand):
        return None
    for read in (read_label, read_multiplier, read_turned_percent):
        if found := read(window, operand):
            return _surroundings(window, found)
    span = read_range(window, operand)
    reading = _of_range(window, span) if span else _of_operand(window, operand)
    return _named_year(window, reading) if reading else None


def _is_no_figure(window: Window, operand: Operand) -> bool:
    """Pronouns, adverbs and bare parts that count nothing."""
    number, first = operand.number, window.at(0)
    after = window.at(number.next)
    if number.form == "digits" and number.literal and after.gap == 0 and after.kind == WORD and operand.end == number.end:
        return after.text not in {"x", "fold", "s"} or after.text == "s"
    if first.text in PARTS and operand.end == number.end == first.end:
        before = window.at(-1).text
        if number.start < first.start or before == "one":
            return after.text in {"-"}
        return not (first.text == "half" and after.text in {"of", "the", "their", "its", "his", "her"} and before not in _HALF_GAME)
    if first.text == "one" and number.value == 1 and operand.bare and number.end == first.end:
        return _is_pronoun(window, operand)
    return number.form == "ordinal" and first.text == "first" and window.at(-1).text == "at"


_HALF_GAME: Final = frozenset("first second other better latter former".split())


def _is_pronoun(window: Window, operand: Operand) -> bool:
    """Whether "one" stands for somebody or something rather than counting."""
    if window.at(operand.next).text in {"-", "to", "or"} and read_range(window, operand):
        return False
    before = window.at(-1)
    if before.text in _NO_ONE or (before.kind == MARK and before.text == "'"):
        return True
    if operand.next == 1 and window.at(1).kind == END and before.kind == END:
        return False
    return window.at(operand.next).gap == 0 or read_counted(window, operand.next, one=True) is None


def _of_operand(window: Window, operand: Operand) -> Reading | None:
    """Make a reading of a figure with one operand."""
    number = operand.number
    if number.form == "ordinal":
        return _surroundings(window, Reading(
            operand.start, operand.end, "ordinal", "ordinal", operand.next, operand.left, value=number.value, numbers=[number]
        ))  # fmt: skip
    spread = uncertainty(window, operand)
    if spread:
        operand.unit, operand.end, operand.next = spread[2].unit or operand.unit, spread[2].end, spread[1]
    operand = add_parts(window, feet_and_inches(window, operand))
    reading = Reading(operand.start, operand.end, _kind(window, operand), "number", operand.next, operand.left)
    reading.value, reading.numbers = number.value, [number]
    if number.form == "loose" and number.high is None and number.value != 2:  # noqa: PLR2004 -- a couple is two
        reading.value, reading.lo, reading.flags = None, number.value, ("vague",)
    elif number.high is not None:
        reading.value, reading.lo, reading.hi, reading.flags = None, number.value, number.high, ("vague",)
    reading.uncertainty = spread[0] if spread else None
    _dress(window, reading, operand)
    return _surroundings(window, _aged(window, reading))


def _of_range(window: Window, span: Range) -> Reading:
    """Make a reading of a range; its ends are kept in the order of their size."""
    low, high = span.low, span.high
    kind = low.unit.kind if low.unit else "money" if low.currency else "range"
    if low.number.form == "ordinal":
        kind = "range"
    reading = Reading(span.start, span.end, kind, "range", high.next, low.left + (span.start < low.start))
    reading.lo, reading.hi = sorted((low.number.value, high.number.value))
    reading.lo_incl = reading.hi_incl = True
    reading.numbers = [low.number, high.number]
    _dress(window, reading, low)
    reading = _aged(window, reading)
    return _surroundings(window, reading)


def _kind(window: Window, operand: Operand) -> str:
    if operand.currency:
        return "money"
    if operand.unit:
        return operand.unit.kind
    return "fraction" if operand.number.form == "fraction" and abs(operand.number.value) < 1 else "count"


def _dress(window: Window, reading: Reading, operand: Operand) -> None:
    """Copy unit, currency and rate; pounds and degrees are told apart here."""
    reading.unit, reading.per = operand.unit, operand.per
    if operand.unit and operand.unit.code == "[lb_av]" and _spends(window, operand):
        reading.kind, reading.unit, reading.currency = "money", None, "GBP"
    if operand.unit and operand.unit.code == "deg" and not _is_angle(window):
        reading.kind = "temperature"
    currency = operand.currency
    if currency is None:
        return
    reading.currency, reading.ambiguous, reading.minor = currency.code, currency.ambiguous, currency.minor
    if currency.minor:
        for number in reading.numbers:
            number.value = EXACT.divide(number.value, _HUNDRED)
        values = [EXACT.divide(value, _HUNDRED) if isinstance(value, Decimal) else None for value in (reading.value, reading.lo, reading.hi)]
        reading.value, reading.lo, reading.hi = values


def _spends(window: Window, operand: Operand) -> bool:
    words = {window.at(-step).text for step in range(1, 5)}
    return operand.number.scale > 1 or bool(words & _SPENDING)


def _is_angle(window: Window) -> bool:
    """Whether bare degrees measure an angle; in news they are mostly warmth."""
    words = {window.at(-step).text for step in range(1, 6)} | {window.at(step).text for step in range(2, 4)}
    return bool(words & _TURNING)


def _aged(window: Window, reading: Reading) -> Reading:
    """Turn "34 years old", "two-year-old", "aged 34" and "Jo Bell, 34," into ages."""
    index = reading.next
    if reading.unit and reading.unit.code in {"a", "mo", "wk", "d"}:
        index += window.at(index).text == "-"
        word = window.at(index)
        if word.text in {"old", "olds"}:
            return _as_age(reading, word.end, index + 1)
        if word.text == "of" and window.at(index + 1).text == "age":
            return _as_age(reading, window.at(index + 1).end, index + 2)
    number = reading.numbers[0]
    if reading.kind == "count" and number.literal and number.value <= _MAX_AGE and _age_context(window, reading):
        reading.unit = table().folded["year"]
        return _as_age(reading, reading.end, reading.next)
    return reading


def _as_age(reading: Reading, end: int, following: int) -> Reading:
    reading.kind, reading.rule, reading.end, reading.next = "age", "age", end, following
    return reading


def _age_context(window: Window, reading: Reading) -> bool:
    before = window.at(-reading.left - 1)
    if before.text in {"aged", "age", "ages"}:
        return True
    name = window.at(-reading.left - 2)
    named = before.text == "," and name.kind == WORD and window.text[name.start].isupper() and len(name.text) > 1
    return named and window.at(reading.next).text == "," and window.at(reading.next).gap == 0 and reading.value != 0


def _surroundings(window: Window, reading: Reading) -> Reading:
    """Read comparator, counted thing, qualifiers and change round a figure."""
    reading.comparator = comparator_before(window, reading.left)
    index = reading.next
    if reading.comparator is None and (found := comparator_after(window, index)):
        reading.comparator, index = found
    left = reading.left
    if reading.comparator and reading.comparator.end <= reading.start:
        left += sum(token.start >= reading.comparator.start for token in window.left) - left
    reading.qualifiers = qualifiers_before(window, left, plain=reading.kind != "ordinal")
    _count(window, reading, index)
    reading.change = _change(window, left, reading)
    return reading


def _count(window: Window, reading: Reading, index: int) -> None:
    """Find what a count, an ordinal or a share is of."""
    if reading.kind in _OF or (reading.kind in {"count", "measure"} and (reading.flags or reading.unit)):
        if window.at(index).text != "of" and reading.kind != "fraction":
            return
        index += window.at(index).text == "of"
        while window.at(index).text in {"the", "all", "its", "his", "her", "their", "our", "these", "those"}:
            index += 1
    elif reading.kind not in _COUNTING and not (reading.kind == "range" and reading.unit is None):
        return
    if reading.kind != "ordinal" and (more := additional(window, index)):
        reading.qualifiers.append(more)
        index += 1
    found = read_counted(window, index, one=reading.value == 1 or reading.kind == "ordinal")
    if found is None:
        reading.confidence = min(reading.confidence, 0.7)
        return
    reading.counted, behind = found
    if total := qualifier_after(window, behind):
        reading.qualifiers.append(total)


def _change(window: Window, left: int, reading: Reading) -> str | None:
    """Return up or down where a verb or noun of change stands beside the figure."""
    if reading.kind not in {"percent", "measure", "money", "count", "range"}:
        return None
    near = [window.at(-left - step).text for step in range(1, 4)]
    near += [window.at(reading.next).text] if reading.kind == "percent" else []
    for word in near:
        if word in _UP or word in _DOWN:
            return "up" if word in _UP else "down"
        if word in {"to", "at", "in", ",", "."}:
            return None
    return None


def _named_year(window: Window, reading: Reading) -> Reading | None:
    """Tell years and names from counts: the 2012 Games is a year, "1776 Something" at a line's start is a name."""
    number = reading.numbers[0] if reading.numbers else None
    if reading.kind != "count" or number is None or len(number.literal) != 4 or not number.literal.isdecimal():  # noqa: PLR2004 -- digits of a year
        return reading
    if not _FIRST_YEAR <= number.value < _LAST_YEAR or reading.comparator or reading.counted is None:
        return reading
    head = reading.counted.what
    if is_plural(head.lower()) and window.at(-1).text not in {"the", "a", "its", "their", "this"}:
        return reading
    named = head[0].isupper() and (window.at(-1).kind != WORD or "\n" in window.folded[window.start - 2 : window.start])
    kind, timex = ("identifier", None) if named else ("date", number.literal)
    return Reading(
        reading.start, reading.end, kind, "year-or-name", reading.next, reading.left, 0.6,
        value=timex, timex=timex, counted=reading.counted, numbers=[],
    )  # fmt: skip


__all__ = ["Mark", "read_figure"]
