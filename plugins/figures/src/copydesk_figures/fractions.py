"""Fractions: two-thirds, 3/4, 10 1/2, ½, five and a half, half a million, one in ten, two out of three."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from copydesk_figures.lexicon import ORDINALS, PARTS, SCALES, SMALL
from copydesk_figures.numbers import Number, is_number_word, read_number
from copydesk_figures.sums import EXACT
from copydesk_figures.tokens import END, MARK, NUMERAL, WORD, Window, literal_value
from copydesk_figures.wordlist import words

VULGAR: Final[dict[str, Decimal]] = {
    symbol: EXACT.divide(Decimal(top), Decimal(bottom))
    for symbol, top, bottom in (
        ("½", 1, 2), ("⅓", 1, 3), ("⅔", 2, 3), ("¼", 1, 4), ("¾", 3, 4), ("⅕", 1, 5), ("⅖", 2, 5), ("⅗", 3, 5),
        ("⅘", 4, 5), ("⅙", 1, 6), ("⅚", 5, 6), ("⅛", 1, 8), ("⅜", 3, 8), ("⅝", 5, 8), ("⅞", 7, 8),
    )
}  # fmt: skip
DENOMINATORS: Final[dict[str, Decimal]] = PARTS | {
    word + "s": value for word, value in ORDINALS.items() if word not in {"first", "second", "zeroth"}
}
_ROUND: Final = frozenset(
    Decimal(n) for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 50, 100, 1000, 10_000, 100_000)
)
_TENS: Final = {word: Decimal(value) for word, value in SMALL.items() if value in range(20, 100, 10)}
_UNIT_PARTS: Final = {word + "s": rank for word, rank in ORDINALS.items() if 0 < rank < 10}  # noqa: PLR2004 -- one digit
_THIRD, _TEN, _HUNDRED = Decimal(3), Decimal(10), Decimal(100)
_TIMES: Final = words("seconds minutes hours days weeks months years")
_ONE_HYPHEN_FIFTH = 3  # tokens
_MAX_DENOMINATOR = 4  # digits


def read_with_fraction(window: Window, index: int, *, money: bool = False) -> Number | None:
    """Read a number together with any fraction it belongs to; see `read_number` for the arguments."""
    token = window.at(index)
    if token.text in VULGAR:
        return _scaled(window, Number(token.start, token.end, index + 1, VULGAR[token.text], "fraction"))
    if token.text in PARTS:
        return _scaled(window, _bare_part(window, index))
    number = read_number(window, index, money=money)
    if number is None or number.form == "loose":
        return number
    if number.form == "ordinal":
        return _unit_fraction(window, number) or number
    return (
        _slashed(window, number)
        or _named(window, number)
        or _mixed(window, number)
        or _chance(window, number)
        or number
    )


def _divide(number: Number, bottom: Decimal, end: int, following: int) -> Number:
    """Return the number divided."""
    value = EXACT.divide(number.value, bottom)
    return replace(number, end=end, next=following, value=value, form="fraction", literal="", split=None)


def _slashed(window: Window, number: Number) -> Number | None:
    """Read "3/4" and "10 1/2"."""
    if not number.literal:
        return None
    whole, top_index = Decimal(0), number.next - 1
    if window.at(number.next).kind == NUMERAL and _is_slashed(window, number.next):
        whole, top_index = number.value, number.next
    elif not _is_slashed(window, top_index):
        return None
    top, bottom = (literal_value(window.at(i).text) for i in (top_index, top_index + 2))
    if bottom == 0 or (whole and (top >= bottom or whole != int(whole))):
        return None
    value = whole + EXACT.divide(top, bottom)
    found = replace(
        number, end=window.at(top_index + 2).end, next=top_index + 3, value=value, form="fraction", literal=""
    )
    return _scaled(window, found)


def _is_slashed(window: Window, index: int) -> bool:
    """Whether a numeral, a slash and a numeral stand here, and no further slash makes a date of them."""
    top, slash, bottom, after = (window.at(index + step) for step in range(4))
    if slash.text not in {"/", "\u2044"} or slash.gap > 1 or bottom.kind != NUMERAL or after.text == "/":
        return False
    return top.text.isdecimal() and bottom.text.isdecimal() and len(bottom.text) <= _MAX_DENOMINATOR


def _named(window: Window, number: Number) -> Number | None:
    """Read "two-thirds", "five eighths", "three quarters billion"."""
    index = number.next + (window.at(number.next).text == "-")
    word = window.at(index)
    if tens := _TENS.get(word.text):
        index += 1 + (window.at(index + 1).text == "-")
        word = window.at(index)
        bottom = _UNIT_PARTS.get(word.text)
        return None if bottom is None else _divide(number, tens + bottom, word.end, index + 1)
    bottom = DENOMINATORS.get(word.text)
    if (
        bottom is None
        and number.value == 1
        and word.text in ORDINALS
        and word.text not in {"first", "second"}
    ):
        bottom = ORDINALS[word.text]
    if bottom is None or (number.literal and word.text == "quarters"):
        return None
    if number.split and number.split[1] < bottom:
        return _mixed_with(window, number, bottom, index)
    return _scaled(window, _divide(number, bottom, word.end, index + 1))


def _mixed_with(window: Window, number: Number, bottom: Decimal, index: int) -> Number:
    """Read "one hundred and three quarters", "two million and one half", "one billion and three quarters million"."""
    whole, top = number.split or (Decimal(0), number.value)
    word = window.at(index)
    part = _scaled(window, Number(number.start, word.end, index + 1, EXACT.divide(top, bottom), "fraction"))
    if part.scale == 1:
        part.value = EXACT.multiply(part.value, number.scale)
    return replace(part, value=whole + part.value)


def _unit_fraction(window: Window, number: Number) -> Number | None:
    """Read "a fifth of", "one fifth", "a hundredth": an ordinal after "a" or "one" where no noun follows."""
    if number.start != window.at(0).start:
        return None
    rank = ORDINALS.get(window.at(number.next - 1).text, Decimal(0))
    after = window.at(number.next)
    ends = after.text == "of" or (after.kind in {MARK, END} and after.text != "-")
    one = (
        window.at(0).text == "one"
        and number.next <= _ONE_HYPHEN_FIFTH
        and (rank < _HUNDRED or after.text == "of")
    )
    article = window.at(-1).text in {"a", "an"} and number.value == rank and ends
    if rank < _THIRD or not (one or article):
        return None
    return replace(number, value=EXACT.divide(Decimal(1), rank), form="fraction")


def _bare_part(window: Window, index: int) -> Number:
    word = window.at(index)
    return Number(word.start, word.end, index + 1, EXACT.divide(Decimal(1), PARTS[word.text]), "fraction")


def _scaled(window: Window, number: Number) -> Number:
    """Multiply a fraction by a scale behind it: half a million, half a dozen, 3/4 billion."""
    index = number.next
    index += window.at(index).text == "of" and window.at(index + 1).text == "a"
    if window.at(index).text in {"a", "an"}:
        index += 1
    word = window.at(index).text
    scale = SCALES.get(word) or (Decimal(12) if word == "dozen" else None)
    if scale is None:
        return number
    value = EXACT.multiply(number.value, scale)
    return replace(number, end=window.at(index).end, next=index + 1, value=value, scale=scale, form="words")


def _mixed(window: Window, number: Number) -> Number | None:
    """Read what follows "and": five and a half, 3 million and a half, one billion and three quarters million, 1½."""
    vulgar = window.at(number.next)
    if vulgar.text in VULGAR and vulgar.gap <= 1:
        value = number.value + VULGAR[vulgar.text]
        return _scaled(window, replace(number, end=vulgar.end, next=number.next + 1, value=value, literal=""))
    if vulgar.text not in {"and", "&"}:
        return None
    part = _part_after_and(window, number.next + 1)
    if part is None:
        return None
    if part.scale != 1:
        same = number.scale == 1
        value = EXACT.multiply(number.value, part.scale) + part.value if same else number.value + part.value
        return replace(part, start=number.start, value=value, literal="")
    value = number.value + EXACT.multiply(part.value, number.scale)
    return replace(part, start=number.start, value=value, literal="", scale=number.scale)


def _part_after_and(window: Window, index: int) -> Number | None:
    """Read "a half", "half", "three quarters", "a quarter million"; None where no part stands here."""
    article = window.at(index).text in {"a", "an"}
    first = window.at(index + article)
    if first.text in PARTS:
        return _scaled(window, _bare_part(window, index + article))
    if article and first.text in ORDINALS:
        bottom = ORDINALS[first.text]
        return Number(first.start, first.end, index + 2, EXACT.divide(Decimal(1), bottom), "fraction")
    if not is_number_word(first):
        return None
    top = read_number(window, index)
    if top is None or top.form == "ordinal":
        return None
    return _slashed(window, top) or _named(window, top)


def _chance(window: Window, number: Number) -> Number | None:
    """Read "1 in 5", "two out of three", and "1 over 3" where nothing is counted behind it."""
    joiner = window.at(number.next)
    index = number.next + 1
    if joiner.text == "out" and window.at(index).text == "of":
        index += 1
    elif joiner.text not in {"in", "over"}:
        return None
    bottom = read_number(window, index) if is_number_word(window.at(index)) else None
    if bottom is None or bottom.value <= 0 or bottom.form not in {"digits", "words"}:
        return None
    if not _is_chance(window, joiner.text, number, bottom):
        return None
    return replace(_divide(number, bottom.value, bottom.end, bottom.next), split=None)


def _is_chance(window: Window, joiner: str, number: Number, bottom: Number) -> bool:
    """Whether two numbers are a chance: a small one in a round one, with a noun or nothing behind them."""
    after = window.at(bottom.next)
    if joiner == "over":
        return after.kind in {MARK, END} and after.text not in {"%", "\u00b0"}
    if number.value >= bottom.value or number.scale != 1:
        return False
    if joiner == "out":
        return True
    small = number.value == 1 or (number.value < _TEN and after.kind == WORD)
    return small and bottom.value in _ROUND and after.text not in _TIMES
