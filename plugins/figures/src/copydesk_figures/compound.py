"""Sums written in parts: 6ft 2in, 2 years 3 months, 3 dollars 50 cents, one hour and a half."""

from decimal import Decimal

from copydesk_figures.money import Currency
from copydesk_figures.operand import Operand, read_operand, reads_number
from copydesk_figures.reading import Part
from copydesk_figures.sums import EXACT
from copydesk_figures.tokens import END, MARK, NUMERAL, Window
from copydesk_figures.units import Unit, table

_HUNDRED = Decimal(100)
_MINUTES = Decimal(60)
_MAX_PARTS = 4
_HALVES = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}


def add_parts(window: Window, operand: Operand) -> Operand:
    """Return the operand with every smaller part behind it added, in the unit of the smallest."""
    for _ in range(_MAX_PARTS):
        if not any(add(window, operand) for add in (_add_half, _add_measure, _add_minutes, _add_cents)):
            break
    return operand


def _next_part(window: Window, operand: Operand) -> int:
    """Return the index of the token behind an optional comma and "and"."""
    index = operand.next
    index += window.at(index).text == ","
    return index + (window.at(index).text == "and")


def _add_half(window: Window, operand: Operand) -> bool:
    """Add "and a half" behind a unit of time or length."""
    if operand.unit is None or not operand.unit.dimension or window.at(operand.next).text != "and":
        return False
    index = operand.next + 1
    index += window.at(index).text in {"a", "one"}
    part = _HALVES.get(window.at(index).text)
    if part is None:
        return False
    operand.number.value += part
    operand.end, operand.next = window.at(index).end, index + 1
    return True


def _add_measure(window: Window, operand: Operand) -> bool:
    """Add a smaller unit of the same dimension: feet and inches, hours and minutes."""
    unit, index = operand.unit, _next_part(window, operand)
    if unit is None or not unit.dimension or not reads_number(window, index):
        return False
    part = read_operand(window, index, floor=operand.end)
    if part is None or part.number.value < 0:
        return False
    smaller = part.unit
    if smaller is None or smaller.dimension != unit.dimension or smaller.factor >= unit.factor:
        return False
    operand.parts = operand.parts or [Part(operand.start, operand.end, operand.number.value, unit.code)]
    operand.parts.append(Part(part.start, part.end, part.number.value, smaller.code))
    ratio = EXACT.divide(unit.factor, smaller.factor)
    operand.number.value = _tidy(EXACT.multiply(operand.number.value, ratio) + part.number.value)
    operand.unit, operand.end, operand.next = smaller, part.end, part.next
    return True


def _add_minutes(window: Window, operand: Operand) -> bool:
    """Add the bare minutes of "1 hour thirty" where nothing is counted behind them."""
    index = operand.next + (window.at(operand.next).text == "and")
    if operand.unit is None or operand.unit.code != "h" or not reads_number(window, index):
        return False
    part = read_operand(window, index, floor=operand.end)
    if part is None or not part.bare or not 0 < part.number.value < _MINUTES or part.number.form == "ordinal":
        return False
    if window.at(part.next).kind not in {END, MARK} or window.at(part.next).text in {"-", "%"}:
        return False
    operand.number.value = EXACT.multiply(operand.number.value, _MINUTES) + part.number.value
    operand.unit, operand.end, operand.next = table().folded["minute"], part.end, part.next
    return True


def _tidy(value: Decimal) -> Decimal:
    """Drop the dust of a division: a sum of feet and inches is exact to a thousandth."""
    return round(value, 6).normalize() if value != int(value) else Decimal(int(value))


def _add_cents(window: Window, operand: Operand) -> bool:
    """Add hundredth parts: three dollars 50 cents, $20 and 43c, thirteen dollars forty five."""
    currency = operand.currency
    if currency is None or currency.minor or operand.number.value != int(operand.number.value):
        return False
    index = _next_part(window, operand)
    if not reads_number(window, index) or window.at(operand.next).text == ",":
        return False
    part = read_operand(window, index, floor=operand.end)
    if part is None or not 0 < part.number.value < _HUNDRED or part.number.form not in {"digits", "words"}:
        return False
    if not _are_cents(window, operand, part, currency):
        return False
    operand.number.value += EXACT.divide(part.number.value, _HUNDRED)
    operand.end, operand.next = part.end, part.next
    return True


def _are_cents(window: Window, operand: Operand, part: Operand, currency: Currency) -> bool:
    if part.currency:
        return part.currency.minor and not part.leading
    after = window.at(part.next)
    return (
        part.bare
        and not operand.leading
        and currency.code != ""
        and after.kind != "word"
        and part.number.scale == 1
    )


def feet_and_inches(window: Window, operand: Operand) -> Operand:
    """Read the bare inches of 5'11 as inches."""
    if operand.unit and operand.unit.code == "[ft_i]" and window.folded[operand.end - 1] == "'":
        inches = window.at(operand.next)
        if inches.kind == NUMERAL and inches.gap == 0 and inches.text.isdecimal() and len(inches.text) <= 2:  # noqa: PLR2004 -- below twelve
            unit: Unit = table().folded["inch"]
            operand.number.value = operand.number.value * 12 + int(inches.text)
            operand.unit, operand.end, operand.next = unit, inches.end, operand.next + 1
            if window.at(operand.next).text == '"':
                operand.end, operand.next = window.at(operand.next).end, operand.next + 1
    return operand
