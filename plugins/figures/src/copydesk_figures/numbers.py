"""The grammar of one number: numerals and number words, scales, decimals, ordinals and plurals.

Longest reading wins; a word is taken only when the running sum has room for it, so nothing is ever undone.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from copydesk_figures.lexicon import (
    CARDINALS,
    DOZENS,
    GLUED_SCALES,
    LOOSE_PLURALS,
    MONEY_SCALES,
    ORDINALS,
    PLURAL_SCALES,
    SCALES,
    SHORT_SCALES,
    SMALL,
)
from copydesk_figures.sums import EXACT, HUNDRED, ONE, TENS, Sum
from copydesk_figures.tokens import NUMERAL, WORD, Token, Window, literal_value

_DEGREES_REACH = 30  # code points
_MAX_ELEMENTS = 40
_SHORTEST_PLURAL = 4
_SCIENTIFIC = re.compile(r"\s?[x\u00d7*\u00b7]\s?(10|2)\s?(?:\^|\*\*)\s?([+-]?[0-9]{1,2})(?![0-9])")
_POWER = re.compile(r"\^([+-]?[0-9]{1,2})(?![0-9])")
_ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})


@dataclass(slots=True)
class Number:
    """One number as read.

    Attributes:
        start: its first code point, sign and article included.
        end: the one after its last.
        next: index of the token after it.
        value: exact; the lower end of a loose plural.
        form: ``digits``, ``words``, ``fraction``, ``ordinal`` or ``loose``.
        scale: what a scale word multiplied it by; 1 without one.
        literal: the numeral as folded where the number is nothing else.
        high: the upper end of a loose plural that has one.
        split: the values before and after the last "and", for fractions to take apart.
    """

    start: int
    end: int
    next: int
    value: Decimal
    form: str = "words"
    scale: Decimal = ONE
    literal: str = ""
    high: Decimal | None = None
    split: tuple[Decimal, Decimal] | None = None


def is_number_word(token: Token) -> bool:
    """Whether a token may begin a cardinal."""
    return token.kind == NUMERAL or (token.kind == WORD and token.text in CARDINALS)


def read_number(window: Window, index: int, *, money: bool = False) -> Number | None:
    """Read the longest number that begins at a token.

    Args:
        window: the tokens.
        index: the first token.
        money: whether a currency stands before it, so that ``m``, ``b`` and ``t`` are scales.
    """
    token = window.at(index)
    if token.kind == WORD and token.text in LOOSE_PLURALS:
        return _read_loose(window, index)
    if token.kind == WORD and token.text in ORDINALS:
        return Number(token.start, token.end, index + 1, ORDINALS[token.text], "ordinal")
    if not is_number_word(token):
        return None
    number = _read_sum(window, index, money=money)
    return _as_ordinal(window, number) or _with_power(window, number)


def _read_sum(window: Window, index: int, *, money: bool) -> Number:
    first = window.at(index)
    total, at, end = Sum(), index, index
    whole: Decimal | None = None
    for _ in range(_MAX_ELEMENTS):
        candidate, joiner = _candidate(window, at, total)
        token, before = window.at(candidate), total.value
        if token.kind == NUMERAL and at > index and not _numeral_may_follow(window, candidate, joiner, total):
            break
        if not _take(window, candidate, token, total, money=money):
            break
        whole = before if joiner in {"and", "&"} else whole
        at = end = candidate + 1
        at = end = _take_decimals(window, at, total)
    last = window.at(end - 1)
    literal = first.text if end == index + 1 and first.kind == NUMERAL else ""
    form = "digits" if first.kind == NUMERAL else "words"
    split = None if whole is None else (whole, total.value - whole)
    return Number(first.start, last.end, end, total.value, form, total.scale, literal, split=split)


def _numeral_may_follow(window: Window, index: int, joiner: str, total: Sum) -> bool:
    """Whether a numeral goes on with a sum: 3 hundred and 21, 1 million 200 thousand, but not 3 million and 20."""
    if total.room == HUNDRED:
        return joiner in {"", "and"} and window.at(index).text.isdecimal()
    spelled = window.folded[window.at(index).start].isalpha()  # a number word of another language
    return total.group is None and (spelled or (not joiner and window.at(index + 1).text in SCALES))


def _candidate(window: Window, at: int, total: Sum) -> tuple[int, str]:
    """Return the index of the next element and what joins it: a hyphen, "and" or a comma are stepped over."""
    token = window.at(at)
    if total.value == 0 or not token.text:
        return at, ""
    following = window.at(at + 1)
    if token.text == "-" and following.kind == WORD:
        return at + 1, "-"
    if token.text in {"and", "&"} and (total.room == HUNDRED or total.group is None):
        return (
            (at, "")
            if window.at(at + 2).text == "hundred" and total.room == HUNDRED
            else (at + 1, token.text)
        )
    if token.text == "and" and total.value in TENS and window.at(at + 2).text == "and":
        return at + 1, token.text
    if token.text == "," and total.group is None and _big_group_follows(window, at + 1):
        return at + 1, ","
    return at, ""


def _big_group_follows(window: Window, at: int) -> bool:
    """Whether hundreds or thousands follow a comma: "three million, two hundred" is one number, "ten, two" is not."""
    ahead = [window.at(at + step).text for step in range(3)]
    return ahead[0] in SMALL and any(word == "hundred" or word in SCALES for word in ahead[1:])


def _take(window: Window, index: int, token: Token, total: Sum, *, money: bool) -> bool:
    """Add one element to the sum if it has room for it."""
    if token.kind == NUMERAL:
        return (total.group is None or total.room == HUNDRED) and total.add(literal_value(token.text))
    if token.kind != WORD:
        return False
    word = token.text
    if word in SMALL:
        return not _is_glued(window, index, token) and total.add(Decimal(SMALL[word]))
    factor = _factor(word, total)
    if factor is not None:
        return total.times(factor)
    scale = _scale(window, index, token, total, money=money)
    return scale is not None and total.raise_to(scale)


def _factor(word: str, total: Sum) -> Decimal | None:
    """Return what "hundred" and "dozen" multiply by; the plural only behind a number."""
    if word == "hundred" or (word == "hundreds" and total.group is not None):
        return HUNDRED
    return Decimal(12) if word in DOZENS else None


def _is_glued(window: Window, index: int, token: Token) -> bool:
    return token.gap == 0 and window.at(index - 1).kind == NUMERAL


def _scale(window: Window, index: int, token: Token, total: Sum, *, money: bool) -> Decimal | None:
    """Return what a scale word or abbreviation multiplies by, None where it is neither here."""
    word = token.text
    if word in SCALES or total.group is None:
        return SCALES.get(word)
    spelled = PLURAL_SCALES.get(word) or SHORT_SCALES.get(word)
    if spelled is None and money and token.gap <= 1:
        spelled = MONEY_SCALES.get(word)
    if spelled is not None or not _is_glued(window, index, token):
        return spelled
    if window.original(token) == "K" and _is_kelvin(window, token):
        return None
    if word == "m" and _counts_people_or_things(window, index + 1):
        return SCALES["million"]
    return GLUED_SCALES.get(word) or GLUED_SCALES.get(window.original(token))


def _is_kelvin(window: Window, token: Token) -> bool:
    """Whether a glued K is a temperature rather than a thousand: other degrees stand just before it."""
    return "\u00b0" in window.folded[max(0, token.start - _DEGREES_REACH) : token.start]


def _counts_people_or_things(window: Window, index: int) -> bool:
    """Whether a plural follows "5m", which makes the letter a million rather than a metre."""
    word = window.at(index)
    plural = word.text.endswith("s") and len(word.text) >= _SHORTEST_PLURAL
    return word.kind == WORD and (word.text == "people" or plural)


def _take_decimals(window: Window, at: int, total: Sum) -> int:
    """Read "point two five" after a group; returns the index behind it, or ``at`` where there is none."""
    if window.at(at).text != "point" or total.group is None:
        return at
    digits, index = "", at + 1
    while (token := window.at(index)).text in SMALL or (token.kind == NUMERAL and token.text.isdecimal()):
        digits += str(SMALL.get(token.text, token.text))
        index += 1
        if len(digits) > _MAX_ELEMENTS:
            return at
    if not digits:
        return at
    total.group += Decimal(f"0.{digits}")
    total.room = Decimal(0)
    return index


def _as_ordinal(window: Window, number: Number) -> Number | None:
    """Turn a cardinal into an ordinal where its last word says so: 21st, twenty-first, two hundredth."""
    token = window.at(number.next)
    if (
        number.literal
        and token.gap == 0
        and token.text in _ORDINAL_ENDINGS
        and number.value == int(number.value)
    ):
        return replace(number, end=token.end, next=number.next + 1, form="ordinal")
    index = number.next + (1 if token.text in {"-", "and"} and token.gap <= 1 else 0)
    last = window.at(index)
    rank = ORDINALS.get(last.text)
    if rank is None or number.form == "digits":
        return None
    value = _ordinal_value(number.value, rank)
    return (
        None if value is None else replace(number, end=last.end, next=index + 1, value=value, form="ordinal")
    )


def _ordinal_value(value: Decimal, rank: Decimal) -> Decimal | None:
    """Return what a cardinal followed by an ordinal makes, None where the two cannot be joined."""
    if rank >= HUNDRED:
        return EXACT.multiply(value, rank)
    place = Decimal(10) if value % 100 in TENS else HUNDRED if value % 100 == 0 else Decimal(0)
    return value + rank if 0 < rank < place else None


def _with_power(window: Window, number: Number) -> Number:
    """Apply a power of ten or a caret: 6.02*10^23, 1.1^23."""
    if not number.literal:
        return number
    if found := _SCIENTIFIC.match(window.folded, number.end):
        value = EXACT.multiply(number.value, EXACT.power(Decimal(found[1]), int(found[2])))
    elif found := _POWER.match(window.folded, number.end):
        value = EXACT.power(number.value, int(found[1]))
    else:
        return number
    following = number.next
    while window.at(following).kind != "end" and window.at(following).start < found.end():
        following += 1
    return replace(number, end=found.end(), next=following, value=value, literal="")


def _read_loose(window: Window, index: int) -> Number | None:
    """Read "dozens", "tens of thousands": a value of at least two of them, or the span of one place."""
    first = window.at(index)
    value, end, at, high = LOOSE_PLURALS[first.text], first.end, index + 1, None
    while window.at(at).text == "of" and (word := window.at(at + 1)).text in PLURAL_SCALES:
        value, end, at = value * PLURAL_SCALES[word.text], word.end, at + 2
        high = value * 10 - 1
    if first.text == "tens" and high is None:
        return None
    return Number(first.start, end, at, value if high else value * 2, "loose", high=high)
