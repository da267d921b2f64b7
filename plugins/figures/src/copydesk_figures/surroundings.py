"""What stands round a figure: comparator, qualifiers, counted thing, rise or fall."""

from typing import Final

from copydesk_figures.compare import comparator_after, comparator_before
from copydesk_figures.counted import additional, qualifier_after, qualifiers_before, read_counted
from copydesk_figures.reading import Mark, Reading
from copydesk_figures.tokens import Window
from copydesk_figures.wordlist import words

_UP: Final = words(
    "rose rise rises rising up increased increase increases grew grow gained gain climbed jumped soared surged added"
    " growth higher"
)
_DOWN: Final = words(
    "fell fall falls falling down dropped drop declined decline lost slid decreased decrease plunged slipped tumbled"
    " lower reduction"
)
_DETERMINERS: Final = words("the all its his her their our these those")
_CHANGEABLE: Final = frozenset({"percent", "measure", "money", "count", "range"})
_SHARES: Final = frozenset({"percent", "fraction", "multiplier"})
_UNSURE = 0.7  # confidence of a count that counts nothing we can name


def read_surroundings(window: Window, reading: Reading) -> Reading:
    """Read comparator, counted thing, qualifiers and change into a reading, and return it."""
    reading.comparator = comparator_before(window, reading.left)
    if (
        reading.comparator is None
        and "vague" in reading.flags
        and reading.lo is not None
        and reading.hi is None
    ):
        reading.comparator = Mark(reading.start, reading.end, "~")  # "dozens" says so itself
    index = reading.next
    if _may_be_bounded(reading.comparator) and (found := comparator_after(window, index)):
        reading.comparator, index = found
    left = reading.left
    if reading.comparator and reading.comparator.end <= reading.start:
        left = sum(token.start >= reading.comparator.start for token in window.left)
    reading.qualifiers = qualifiers_before(window, left, plain=reading.kind != "ordinal")
    _count(window, reading, index)
    reading.change = _change(window, left, reading)
    return reading


def _may_be_bounded(hedge: Mark | None) -> bool:
    """Whether a comparator behind the figure may replace the one before it: "about 500 or more" is 500 or more."""
    return hedge is None or (hedge.what == "~" and hedge.side is None)


def _count(window: Window, reading: Reading, index: int) -> None:
    """Find what a count, an ordinal or a share is of."""
    begin = _where_counted(window, reading, index)
    if begin is None:
        return
    if reading.kind != "ordinal" and (more := additional(window, begin)):
        reading.qualifiers.append(more)
        begin += 1
    found = read_counted(window, begin, one=reading.value == 1 or reading.kind == "ordinal")
    if found is None:
        reading.confidence = min(reading.confidence, _UNSURE)
        return
    reading.counted, behind = found
    if total := qualifier_after(window, behind):
        reading.qualifiers.append(total)


def _where_counted(window: Window, reading: Reading, index: int) -> int | None:
    """Return the index where a counted thing may begin, stepping over "of the"; None for kinds that count nothing."""
    of = window.at(index).text == "of"
    if reading.kind in _SHARES or (reading.kind in {"count", "measure"} and (reading.flags or reading.unit)):
        if not of and reading.kind != "fraction":
            return None
        index += of
        while window.at(index).text in _DETERMINERS:
            index += 1
        return index
    return (
        index
        if reading.kind in {"count", "ordinal"} or (reading.kind == "range" and reading.unit is None)
        else None
    )


def _change(window: Window, left: int, reading: Reading) -> str | None:
    """Return up or down where a verb or noun of change stands beside the figure."""
    if reading.kind not in _CHANGEABLE:
        return None
    near = [window.at(-left - step).text for step in range(1, 4)]
    near += [window.at(reading.next).text] if reading.kind == "percent" else []
    for word in near:
        if word in _UP or word in _DOWN:
            return "up" if word in _UP else "down"
        if word in {"to", "at", "in", ",", "."}:
            return None
    return None
