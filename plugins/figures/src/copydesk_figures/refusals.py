"""What looks like a figure and is none, or another kind: pronouns, bare halves, names, years."""

from typing import Final

from copydesk_figures.counted import is_plural, read_counted
from copydesk_figures.lexicon import CARDINALS, PARTS
from copydesk_figures.numbers import Number
from copydesk_figures.operand import Operand
from copydesk_figures.ranges import read_range
from copydesk_figures.reading import Reading
from copydesk_figures.tokens import END, MARK, WORD, Window
from copydesk_figures.wordlist import words

_FIRST_YEAR, _LAST_YEAR, _YEAR_DIGITS = 1500, 2100, 4
_MAX_NAME_DIGITS = 3
_BEFORE_PRONOUN: Final = words(
    "no any every each this that which another the some only his her their my your next last other first"
    " right wrong new old big small good bad great"
)
_BEHIND_NAME: Final = words("is was has and or of in on at for to with by from will can that which")
_OF_A_GAME: Final = words("first second other better latter former")
_AFTER_HALF: Final = words("of the their its his her")


def is_no_figure(window: Window, operand: Operand) -> bool:
    """Whether an operand counts nothing: a code such as 5G, a bare half, the pronoun "one", "at first"."""
    number, first = operand.number, window.at(0)
    alone = operand.end == number.end == first.end
    if number.literal and operand.end == number.end and _letters_follow(window, number):
        return True
    if first.text in PARTS and alone:
        return _is_idle_part(window, number)
    if first.text == "one" and number.value == 1 and operand.bare and number.end == first.end:
        return _is_pronoun(window, operand)
    return number.form == "ordinal" and first.text == "first" and window.at(-1).text == "at"


def _letters_follow(window: Window, number: Number) -> bool:
    after = window.at(number.next)
    return after.gap == 0 and after.kind == WORD and after.text not in {"x", "fold"}


def _is_idle_part(window: Window, number: Number) -> bool:
    """Whether "half" or "quarter" is a part of a game or of a year rather than a fraction."""
    first, before, after = window.at(0), window.at(-1).text, window.at(number.next).text
    if number.start < first.start or before == "one":
        return after == "-"
    return first.text != "half" or after not in _AFTER_HALF or before in _OF_A_GAME


def _is_pronoun(window: Window, operand: Operand) -> bool:
    """Whether "one" stands for somebody or something rather than counting."""
    if window.at(operand.next).text in {"-", "to", "or"} and read_range(window, operand):
        return False
    before = window.at(-1)
    if before.text in _BEFORE_PRONOUN or (before.kind == MARK and before.text == "'"):
        return True
    if operand.next == 1 and window.at(1).kind == END and before.kind == END:
        return False
    return window.at(operand.next).gap == 0 or read_counted(window, operand.next, one=True) is None


def is_name(window: Window, reading: Reading) -> bool:
    """Whether a bare numeral belongs to a name before it: a Category 5 storm, the iPhone 15 Pro."""
    if not _is_plain_count(reading, _MAX_NAME_DIGITS) or reading.left or reading.comparator:
        return False
    before, after = window.at(-1), window.at(reading.next)
    if before.kind != WORD or window.folded[window.start - 1] not in " \u00a0" or not _is_capitalised(window):
        return False
    if reading.counted is None:
        return after.kind != WORD or after.text in _BEHIND_NAME | CARDINALS
    titled = window.original(after).istitle() and not is_plural(after.text)
    return titled or not is_plural(reading.counted.what.lower())


def _is_plain_count(reading: Reading, digits: int) -> bool:
    literal = reading.numbers[0].literal if reading.numbers else ""
    return reading.kind == "count" and literal.isdecimal() and len(literal) <= digits


def _is_capitalised(window: Window) -> bool:
    """Whether the word before the trigger has a capital that no sentence's beginning explains."""
    before = window.at(-1)
    written = window.original(before)
    inside = window.at(-2).kind == WORD and window.text[before.start - 1] != "\n"
    return (inside and written[0].isupper() and len(written) > 1) or any(
        letter.isupper() for letter in written[1:]
    )


def as_year(window: Window, reading: Reading) -> Reading:
    """Tell years and names from counts: "the 2012 Games" is a year, "1776 Something" where a line begins is a name."""
    if not _is_plain_count(reading, _YEAR_DIGITS) or reading.comparator or reading.counted is None:
        return reading
    number, head = reading.numbers[0], reading.counted.what
    if not _FIRST_YEAR <= number.value < _LAST_YEAR:
        return reading
    titled = head[0].isupper() and reading.counted.end - reading.counted.start > len(head)
    if (
        is_plural(head.lower())
        and not titled
        and window.at(-1).text not in {"the", "a", "its", "their", "this"}
    ):
        return reading
    begins = window.at(-1).kind != WORD or "\n" in window.folded[max(0, window.start - 2) : window.start]
    kind, timex = ("identifier", None) if head[0].isupper() and begins else ("date", number.literal)
    year = Reading(
        reading.start, reading.end, kind, "year-or-name", reading.next, reading.left, confidence=0.6
    )
    year.value = year.timex = timex
    year.counted = reading.counted
    return year
