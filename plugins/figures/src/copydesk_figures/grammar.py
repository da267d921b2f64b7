"""The grammar of a figure: operands, shapes and ranges become a reading, then its surroundings are read."""

from decimal import Decimal
from typing import Final

from copydesk_figures.ages import as_age
from copydesk_figures.articles import ARTICLES, read_article
from copydesk_figures.compound import add_parts, feet_and_inches
from copydesk_figures.numbers import Number
from copydesk_figures.operand import Operand, read_operand
from copydesk_figures.ranges import Range, read_range
from copydesk_figures.reading import Reading
from copydesk_figures.refusals import as_year, is_name, is_no_figure
from copydesk_figures.shapes import (
    read_label,
    read_multiplier,
    read_shape,
    read_turned_percent,
    read_uncertainty,
    read_vague,
)
from copydesk_figures.sums import EXACT
from copydesk_figures.surroundings import read_surroundings
from copydesk_figures.tokens import Window
from copydesk_figures.wordlist import words

_HUNDRED: Final = Decimal(100)
_COUPLE: Final = Decimal(2)
_TURNING: Final = words(
    "rotate rotated rotates turn turned turns angle angles slope tilt tilted latitude longitude north south east west"
)
_POINTS: Final = frozenset("nsew")
_SPENDING: Final = words("spent spend cost costs paid pay price worth sold buy bought fee fined raised")


def read_figure(window: Window) -> Reading | None:
    """Return the figure whose number begins at the window's trigger, or None where there is none."""
    shape = read_shape(window) or read_vague(window)
    if shape is not None:
        return shape
    if window.at(0).text in ARTICLES:
        one = read_article(window)
        return _of_operand(window, one) if one else None
    operand = read_operand(window)
    if operand is None or is_no_figure(window, operand):
        return None
    for read in (read_label, read_multiplier, read_turned_percent):
        if found := read(window, operand):
            return read_surroundings(window, found)
    span = read_range(window, operand)
    reading = _of_range(window, span) if span else _of_operand(window, operand)
    return None if is_name(window, reading) else as_year(window, reading)


def _of_operand(window: Window, operand: Operand) -> Reading:
    """Make a reading of a figure with one operand."""
    number = operand.number
    if number.form == "ordinal":
        reading = Reading(operand.start, operand.end, "ordinal", "ordinal", operand.next, operand.left)
        reading.value, reading.numbers = number.value, [number]
        return read_surroundings(window, reading)
    width = read_uncertainty(window, operand)
    operand = add_parts(window, feet_and_inches(window, operand))
    reading = Reading(operand.start, operand.end, _kind(operand), "number", operand.next, operand.left)
    reading.numbers, reading.parts, reading.uncertainty = [number], operand.parts, width
    _set_value(reading, number)
    _dress(window, reading, operand)
    return read_surroundings(window, as_age(window, reading))


def _set_value(reading: Reading, number: Number) -> None:
    """Set the value; dozens and tens of thousands have bounds instead."""
    if number.form != "loose" or (number.value == _COUPLE and number.high is None):
        reading.value = number.value
    else:
        reading.lo, reading.hi, reading.flags = number.value, number.high, ("vague",)


def _of_range(window: Window, span: Range) -> Reading:
    """Make a reading of a range; its ends are kept in the order of their size."""
    low, high = span.low, span.high
    kind = low.unit.kind if low.unit else "money" if low.currency else "range"
    reading = Reading(span.start, span.end, kind, "range", high.next, low.left + (span.start < low.start))
    reading.lo, reading.hi = sorted((low.number.value, high.number.value))
    reading.lo_incl = reading.hi_incl = True
    reading.numbers = [low.number, high.number]
    if kind == "range" and high.number.value == 1 < low.number.value:
        reading.kind, reading.lo, reading.hi = "ratio", low.number.value, high.number.value
        reading.lo_incl = reading.hi_incl = None
    _dress(window, reading, low)
    return read_surroundings(window, as_age(window, reading))


def _kind(operand: Operand) -> str:
    if operand.currency:
        return "money"
    if operand.unit:
        return operand.unit.kind
    return "fraction" if operand.number.form == "fraction" and abs(operand.number.value) < 1 else "count"


def _dress(window: Window, reading: Reading, operand: Operand) -> None:
    """Copy unit, currency and rate; pounds and degrees are told apart here."""
    reading.unit, reading.per = operand.unit, operand.per
    if (
        operand.unit
        and operand.unit.code == "[lb_av]"
        and not _is_hyphened(window, operand)
        and _spends(window, operand)
    ):
        reading.kind, reading.unit, reading.currency = "money", None, "GBP"
    if operand.unit and operand.unit.code == "deg" and not _is_angle(window):
        reading.kind = "temperature"
    currency = operand.currency
    if currency is None:
        return
    reading.currency, reading.ambiguous, reading.minor = currency.code, currency.ambiguous, currency.minor
    if currency.minor:
        _to_major(reading)


def _to_major(reading: Reading) -> None:
    """Turn pence into pounds: values are always in the major unit."""
    for number in reading.numbers:
        number.value = EXACT.divide(number.value, _HUNDRED)
    reading.value, reading.lo, reading.hi = (
        EXACT.divide(value, _HUNDRED) if isinstance(value, Decimal) else None
        for value in (reading.value, reading.lo, reading.hi)
    )


def _spends(window: Window, operand: Operand) -> bool:
    """Whether pounds are money: a scaled number, or a word of spending before it."""
    near = {window.at(-step).text for step in range(1, 5)}
    return operand.number.scale > 1 or bool(near & _SPENDING)


def _is_hyphened(window: Window, operand: Operand) -> bool:
    return window.folded[operand.number.end : operand.number.end + 1] == "-"


def _is_angle(window: Window) -> bool:
    """Whether bare degrees measure an angle; in news they are mostly warmth."""
    near = {window.at(-step).text for step in range(1, 6)} | {window.at(step).text for step in range(2, 4)}
    return bool(near & _TURNING) or (bool(near & _POINTS) and window.at(1).text == "°")
