"""One operand of a figure: sign, currency, number, unit, rate. A range has two of them."""

from dataclasses import dataclass, field
from decimal import Decimal

from copydesk_figures.fractions import read_with_fraction
from copydesk_figures.lexicon import DOZENS, PARTS, SCALES
from copydesk_figures.money import Currency, currency_after, currency_before, scaled_code
from copydesk_figures.numbers import Number, is_number_word
from copydesk_figures.reading import Part
from copydesk_figures.sums import EXACT
from copydesk_figures.tokens import END, NUMERAL, WORD, Token, Window
from copydesk_figures.units import Unit, per_unit, read_unit, table

_ARTICLED = frozenset({"hundred", "couple"}) | DOZENS | frozenset(SCALES) | frozenset(PARTS)
_SIGN_WORDS = frozenset({"minus", "negative"})
_NO_SPACED_UNITS = frozenset("dshtK")
_MOMENTS = ("ago", "earlier", "later", "before", "after", "from")
_MILLION = SCALES["million"]
_HUNDRED = Decimal(100)


@dataclass(slots=True)
class Operand:
    """A number with all that is written round it.

    Attributes:
        start: its first code point.
        end: the one after its last.
        next: index of the token behind it.
        left: how many tokens before the trigger it has taken.
        number: the number itself.
        unit: its unit of measure.
        currency: its currency.
        leading: whether the currency stands before it.
        per: UCUM code or noun that a sum of money is per.
        parts: the addends of a sum of units.
    """

    start: int
    end: int
    next: int
    left: int
    number: Number
    unit: Unit | None = None
    currency: Currency | None = None
    leading: bool = False
    per: str | None = None
    parts: list[Part] = field(default_factory=list)

    @property
    def bare(self) -> bool:
        """Whether it has neither unit nor currency."""
        return self.unit is None and self.currency is None


def read_operand(window: Window, index: int = 0, *, floor: int = 0) -> Operand | None:
    """Read the operand whose number begins at token ``index``, with what stands before it from ``floor`` on."""
    first = window.at(index)
    if first.kind == END:
        return None
    begin = first.start if index else _article(window, first)
    lead = currency_before(window, begin, floor) if begin > max(window.floor, floor) else None
    number = _read_couple(window, index) or read_with_fraction(window, index, money=lead is not None)
    if number is None:
        return None
    whole = number.form != "ordinal" or first.text in _ARTICLED
    start = lead[1] if lead else begin if whole else number.start
    start, negative = _sign(window, start)
    if negative:
        number.value = -number.value
        number.start = start if lead is None else number.start
    elif begin < number.start and whole and lead is None:
        number.start = begin
    operand = Operand(
        start, number.end, number.next, _taken(window, start), number, currency=lead[0] if lead else None
    )
    operand.leading = lead is not None
    return operand if number.form == "ordinal" else _with_unit(window, operand)


def _article(window: Window, first: Token) -> int:
    """Return where "a dozen" or "a hundredth" begins, article included."""
    before = window.at(-1)
    if before.text in {"a", "an"} and (
        first.text in _ARTICLED or (first.text.endswith("th") and first.kind == WORD)
    ):
        return before.start
    return first.start


def _read_couple(window: Window, index: int) -> Number | None:
    token = window.at(index)
    if token.text != "couple" or window.at(-1).text not in {"a", "an"}:
        return None
    after = window.at(index + 1)
    if after.text != "of" and after.kind != END:
        return None
    return Number(token.start, token.end, index + 1, Decimal(2), "loose", high=None)


def _sign(window: Window, start: int) -> tuple[int, bool]:
    """Return where a figure begins with its sign, and whether that is a minus."""
    folded = window.folded
    if start - 1 >= window.floor and folded[start - 1] in "-+":
        before = folded[start - 2] if start > 1 else " "
        if (before.isspace() or before in "(~>=<[") and not _numeral_ends(folded, start - 2):
            return start - 1, folded[start - 1] == "-"
    taken = _taken(window, start)
    token = window.at(-taken - 1)
    if token.text in _SIGN_WORDS and window.at(-taken - 2).text != "or":
        return token.start, True
    return start, False


def _numeral_ends(folded: str, at: int) -> bool:
    """Whether the last thing before a sign and a blank is a digit, so that the sign is a dash."""
    while at > 0 and folded[at] in " \u00a0" and folded[at - 1] in " \u00a0":
        at -= 1
    return at > 0 and folded[at].isspace() and folded[at - 1].isdigit()


def _taken(window: Window, start: int) -> int:
    """Return how many tokens left of the trigger begin at or behind ``start``."""
    if start >= window.start:
        return 0
    return sum(token.start >= start for token in window.left)


def _with_unit(window: Window, operand: Operand) -> Operand:
    """Attach the currency or unit behind the number, and what it is per."""
    end = operand.number.end
    if operand.currency is None and (scaled := scaled_code(window, end)):
        operand.number.value = EXACT.multiply(operand.number.value, _MILLION)
        operand.number.scale = _MILLION
        return _until(window, operand, scaled[1], currency=scaled[0])
    if operand.currency is None and (named := currency_after(window, end, operand.number.value)):
        _until(window, operand, named[1], currency=named[0])
    if operand.currency is not None:
        return _with_per(window, operand)
    measured = _unit_behind(window, operand)
    if measured:
        _until(window, operand, measured[1], unit=measured[0])
        if measured[0].code == "{magnitude}":
            operand.end = operand.number.end  # "a 7.8-magnitude quake": the noun names the scale
    return operand


def _unit_behind(window: Window, operand: Operand) -> tuple[Unit, int] | None:
    """Return the unit behind a number; "more" and, after a fraction, "of" or an article may stand between."""
    number = operand.number
    found = read_unit(window.text, window.folded, number.end)
    if found:
        return found if _is_unit_here(window, number, found) else None
    between, article = window.at(number.next), window.at(number.next + 1)
    if between.text == "more":
        found = read_unit(window.text, window.folded, between.end)
        return found if found and found[0].kind == "duration" else None
    if number.form == "fraction" and between.text in {"of", "a", "an"}:
        of_a = between.text == "of" and article.text in {"a", "an"}
        return read_unit(window.text, window.folded, article.end if of_a else between.end)
    return None


def _is_unit_here(window: Window, number: Number, found: tuple[Unit, int]) -> bool:
    """Refuse spellings that are no unit here: a spaced single letter that is a name or an initial, "three quarters"."""
    unit, end = found
    if unit.code == "qtr":
        return bool(number.literal)
    written = window.text[number.end : end].strip(" -\u00a0")
    if len(written) != 1 or not written.isalpha():
        return True
    if end - number.end > 1 and written in _NO_SPACED_UNITS:
        return False
    return not written.isupper() or written in table().exact


def _with_per(window: Window, operand: Operand) -> Operand:
    """Read "a year", "/hour" into the figure, and note "a share" or "per barrel" beside it."""
    below = per_unit(window.text, window.folded, operand.end)
    if below and window.folded[below[1] : below[1] + 9].lstrip().startswith(_MOMENTS):
        return operand
    if below and below[0].kind == "duration":
        operand.per = below[0].code
        return _until(window, operand, below[1])
    joiner, noun = window.at(operand.next), window.at(operand.next + 1)
    if joiner.text == "-" and noun.text in {"a", "an"}:
        joiner, noun = noun, window.at(operand.next + 3)
    if joiner.text in {"a", "an", "per", "each"} and noun.kind == WORD:
        operand.per = noun.text
    return operand


def _until(
    window: Window, operand: Operand, end: int, *, unit: Unit | None = None, currency: Currency | None = None
) -> Operand:
    """Stretch an operand to ``end``."""
    operand.end = end
    operand.unit = unit or operand.unit
    operand.currency = currency or operand.currency
    while window.at(operand.next).kind != END and window.at(operand.next).start < end:
        operand.next += 1
    return operand


def reads_number(window: Window, index: int) -> bool:
    """Whether a number may begin at a token; cheap, for those who look ahead."""
    token = window.at(index)
    return is_number_word(token) or token.kind == NUMERAL or token.text in PARTS
