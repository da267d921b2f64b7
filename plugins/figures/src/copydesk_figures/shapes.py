"""Figures with a shape of their own: idioms, ratios, scores, multipliers, labels, uncertainties."""

import re
from decimal import Decimal

from copydesk_figures.counted import is_plural, read_counted
from copydesk_figures.lexicon import VAGUE
from copydesk_figures.operand import Operand, read_operand
from copydesk_figures.reading import Reading
from copydesk_figures.tokens import NUMERAL, Window, literal_value
from copydesk_figures.units import table
from copydesk_figures.wordlist import words

_IDIOM = re.compile(
    r"(?:24/7|9/11|7/7|50[-/]50|fifty-fifty|20/20 (?:vision|hindsight)|one-on-one|one-way|one-time|one-off)\b"
)
_CONTEST = words(
    "won win wins beat beats lost lose loses drew draw victory defeat lead leads led score scored scoreline vote voted"
    " votes game match set final halftime tie tied margin ruling ruled record sets passed approved rejected defeated"
)
_CONTEST_REACH = 7
_MAX_SCORE = 250
_CLOSING = frozenset(".,;:)") | {""}
_TIMES_AFTER = words("as more less the larger higher bigger greater smaller lower faster slower better its")


def read_shape(window: Window) -> Reading | None:
    """Return the figure of a fixed shape that begins at the trigger, or None."""
    if match := _IDIOM.match(window.folded, window.start):
        return Reading(match.start(), match.end(), "idiom", "idiom", confidence=0.8)
    first = window.at(0)
    if first.kind != NUMERAL:
        return None
    return _ratio(window) or _score(window)


def read_vague(window: Window) -> Reading | None:
    """Return "several boats", "a few boats" as a vague figure; only a plural makes one."""
    word, article = window.at(0), window.at(-1)
    found = read_counted(window, 1) if word.text in VAGUE else None
    if found is None or not is_plural(found[0].what.lower()):
        return None
    start = article.start if article.text == "a" and word.text == "few" else word.start
    reading = Reading(start, word.end, "vague", "vague", next=1, left=start < word.start, confidence=0.5)
    reading.counted = found[0]
    return reading


def _ratio(window: Window) -> Reading | None:
    """Read 16:9 and 3-to-1."""
    first, mark, second = window.at(0), window.at(1), window.at(2)
    end = 3
    if mark.text == "-" and second.text == "to" and window.at(3).text == "-":
        second, end = window.at(4), 5
    elif mark.text != ":" or mark.gap:
        return None
    if second.kind != NUMERAL or second.gap or window.at(end).text == ":":
        return None
    if window.at(end).text == "-" and mark.text == "-":
        return None
    reading = Reading(first.start, second.end, "ratio", "ratio", next=end)
    reading.lo, reading.hi = literal_value(first.text), literal_value(second.text)
    return reading


def _score(window: Window) -> Reading | None:
    """Read 3-0 and 52-48 beside a word of contests."""
    first, mark, second, after = (window.at(step) for step in range(4))
    if mark.text != "-" or mark.gap or second.gap or not (first.text.isdecimal() and second.text.isdecimal()):
        return None
    if (after.gap == 0 and after.text not in _CLOSING) or window.folded[
        window.start - 1 : window.start
    ] == "-":
        return None
    ours, theirs = Decimal(first.text), Decimal(second.text)
    near = {window.at(-step).text for step in range(1, _CONTEST_REACH)} | {
        window.at(3).text,
        window.at(4).text,
    }
    if max(ours, theirs) > _MAX_SCORE or not near & _CONTEST:
        return None
    reading = Reading(first.start, second.end, "score", "score", next=3, confidence=0.8)
    reading.lo, reading.hi = ours, theirs
    return reading


def read_multiplier(window: Window, operand: Operand) -> Reading | None:
    """Read "five times as many", 5x, tenfold."""
    if not operand.bare or operand.number.form not in {"digits", "words"}:
        return None
    index = operand.next
    word, after = window.at(index), window.at(index + 1)
    if word.text == "-" and after.text == "fold":
        word, index = after, index + 1
    elif not (
        (word.text == "x" and word.gap == 0 and after.kind != NUMERAL)
        or (word.text == "fold" and word.gap == 0)
        or (word.text == "times" and after.text in _TIMES_AFTER)
    ):
        return None
    reading = Reading(operand.start, word.end, "multiplier", "multiplier", next=index + 1, left=operand.left)
    reading.value, reading.numbers = operand.number.value, [operand.number]
    return reading


def read_turned_percent(window: Window, operand: Operand) -> Reading | None:
    """Read "per cent of twenty", as forms and recipes put it."""
    words = [window.at(-step).text for step in (1, 2, 3)]
    if words[0] != "of" or not operand.bare or operand.left:
        return None
    if words[1] in {"percent", "percents"} or words[1:] == ["cent", "per"]:
        start = window.at(-3 if words[1] == "cent" else -2).start
        reading = Reading(start, operand.end, "percent", "turned-percent", operand.next)
        reading.value, reading.numbers, reading.unit = (
            operand.number.value,
            [operand.number],
            table().folded["%"],
        )
        return reading
    return None


def read_label(window: Window, operand: Operand) -> Reading | None:
    """Read "No. 3" and "#3" as a rank."""
    if not operand.number.literal:
        return None
    dot, word = window.at(-1), window.at(-2)
    start = None
    if dot.text == "." and word.text in {"no", "nr", "nos"} and dot.gap == 0:
        start = word.start
    elif dot.text == "#" and dot.end == operand.start:
        start = dot.start
    if start is None or word.text == "nos":
        return None
    reading = Reading(
        start, operand.number.end, "ordinal", "label", next=operand.number.next, flags=("label",)
    )
    reading.value, reading.numbers = operand.number.value, [operand.number]
    return reading


def read_uncertainty(window: Window, operand: Operand) -> Decimal | None:
    """Read ± or +/- and a half-width into the operand, which takes the unit behind it; return the half-width."""
    index = operand.next
    if window.at(index).text == "±":
        index += 1
    elif [window.at(index + step).text for step in range(3)] == ["+", "/", "-"]:
        index += 3
    else:
        return None
    width = read_operand(window, index, floor=operand.end) if window.at(index).kind == NUMERAL else None
    if width is None:
        return None
    operand.unit, operand.end, operand.next = width.unit or operand.unit, width.end, width.next
    return abs(width.number.value)
