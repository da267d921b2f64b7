"""Ranges: between 5 and 10 percent, $3-4 million, 10 to 15 minutes. Scale, unit and currency are shared out."""

from dataclasses import dataclass
from decimal import Decimal

from copydesk_figures.lexicon import ORDINALS
from copydesk_figures.operand import Operand, read_operand
from copydesk_figures.sums import EXACT
from copydesk_figures.tokens import MARK, NUMERAL, WORD, Window
from copydesk_figures.wordlist import words

_CHANGES = words(
    "rose rise rises rising fell fall falls falling up down increased increase grew grow gained climbed jumped dropped"
    " declined slid decreased cut slipped soared surged plunged went moved changed"
)
_JOINERS = frozenset({"to", "through", "thru"})
_HEDGES = words("about around approximately roughly nearly almost maybe perhaps")
_MAX_MANTISSA = 1000  # "$5 to $10 million" shares its scale, "$5,000 to $10 million" does not
_OPENED_BY_FROM = _JOINERS | {"-"}
_PREFIXES = frozenset("$€£¥₹~-+")


@dataclass(slots=True)
class Range:
    """Two operands and the words that join them.

    Attributes:
        start: first code point, "between" or "from" included.
        end: the one after the last.
        low: the operand written first.
        high: the operand written second.
    """

    start: int
    end: int
    low: Operand
    high: Operand


def read_range(window: Window, low: Operand) -> Range | None:
    """Return the range whose first operand has been read, or None where it stands alone."""
    lead = window.at(-low.left - 1)
    if lead.text == "the" and low.number.form == "ordinal":
        lead = window.at(-low.left - 2)
    index = _joined(window, low, lead.text)
    if index is None:
        return None
    high = _second(window, index, low.end)
    if high is None or (
        high.number.form != low.number.form and "ordinal" in {high.number.form, low.number.form}
    ):
        return None
    if not _alike(low, high):
        return None
    moved = _is_change(window, low, lead.text)
    _share(low, high)
    if moved:
        return None
    opened = lead.text == ("from" if window.at(low.next).text in _OPENED_BY_FROM else "between") or (
        lead.text == "from" and window.at(low.next).text == "and"
    )
    return Range(lead.start if opened else low.start, high.end, low, high)


def _joined(window: Window, low: Operand, lead: str) -> int | None:
    """Return the index of the token behind the joiner, None where nothing joins."""
    joiner = window.at(low.next)
    index = low.next + 1
    if joiner.text == "-" and window.at(index).text == "to":
        return index + 1
    if joiner.text == "-" and low.number.form != "ordinal":
        tight = joiner.gap == 0 or window.at(index).gap > 0 or window.at(index).kind == NUMERAL
        return index if tight and joiner.gap <= 1 else None
    if (
        joiner.text in _JOINERS
        or (joiner.text == "~" and joiner.gap == 0)
        or (joiner.text == "and" and lead in {"between", "from"})
    ):
        return index
    if joiner.text == "or" and low.number.scale == 1 and low.bare:
        following = read_operand(window, index) if window.at(index).kind in {WORD, NUMERAL} else None
        return index if following and following.number.value - low.number.value == 1 else None
    return None


def _second(window: Window, index: int, floor: int) -> Operand | None:
    """Read the second operand, stepping over a sign of currency or "the"."""
    for _ in range(3):
        token = window.at(index)
        skipped = (
            token.text in _PREFIXES
            or token.text in _HEDGES
            or (token.text == "the" and window.at(index + 1).text in ORDINALS)
        )
        if not (skipped and token.kind in {MARK, WORD}):
            break
        index += 1
    return read_operand(window, index, floor=floor)


def _alike(low: Operand, high: Operand) -> bool:
    """Whether two operands may be the ends of one range."""
    if low.currency and high.currency:
        return low.currency.code == high.currency.code
    if low.unit and high.unit:
        return low.unit.code == high.unit.code
    if low.bare or high.bare:
        return low.bare or (low.leading and high.number.value > low.number.value)
    return False


def _is_change(window: Window, low: Operand, lead: str) -> bool:
    """Whether "rose from 5 to 7 metres" or "fell 5% to 90%" tells a movement: two figures, not a range."""
    if lead != "from" and (low.bare or window.at(low.next).text != "to"):
        return False
    return any(window.at(-low.left - step).text in _CHANGES for step in range(1, 5))


def _share(low: Operand, high: Operand) -> None:
    """Give each operand what only the other says: scale, unit, currency, rate."""
    first, second = low.number, high.number
    if first.scale == 1 and second.scale > 1 and first.form == "digits" and low.number.value < _MAX_MANTISSA:
        mantissa = EXACT.divide(second.value, second.scale)
        if first.value <= mantissa or low.leading or low.number.value < Decimal(100):
            first.value, first.scale = EXACT.multiply(first.value, second.scale), second.scale
    if low.bare:
        low.unit, low.currency = high.unit, high.currency
    elif high.bare:
        high.unit, high.currency = low.unit, low.currency
    low.per = high.per = low.per or high.per
