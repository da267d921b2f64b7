"""Figures of one: "a litre", "an hour and a half", read only where they are asked for."""

from decimal import Decimal
from typing import Final

from copydesk_figures.numbers import Number
from copydesk_figures.operand import Operand
from copydesk_figures.tokens import Window
from copydesk_figures.units import read_unit
from copydesk_figures.wordlist import words

ARTICLES: Final = frozenset({"a", "an"})
_ALSO_WORDS: Final = words("second point foot bar degree in at as")


def read_article(window: Window) -> Operand | None:
    """Return the unit behind an article as one of it, or None where no unit stands there."""
    article, noun = window.at(0), window.at(1)
    found = read_unit(window.text, window.folded, article.end)
    if found is None or found[0].kind == "percent" or len(noun.text) == 1 or not noun.text.isalpha():
        return None
    if noun.text in _ALSO_WORDS and window.at(2).kind == "word":
        return None
    number = Number(article.start, article.end, 1, Decimal(1), literal="")
    operand = Operand(article.start, found[1], 2, 0, number, unit=found[0])
    while window.at(operand.next).kind != "end" and window.at(operand.next).start < operand.end:
        operand.next += 1
    return operand
