"""Qualifiers farther off in a figure's sentence: an estimate before it, a deadline or a beginning behind it."""

import re
from functools import cache
from typing import Final

from copydesk_figures.calendar import MONTHS, WEEKDAYS
from copydesk_figures.reading import Mark, Reading
from copydesk_figures.trie import trie_pattern

_LINKED: Final = frozenset({"count", "percent", "money", "measure", "range"})
_BEFORE, _BEHIND = 50, 100  # code points
_ESTIMATE: Final = re.compile(r"\b(?:an? )?(?:estimated|estimates|estimate|projected|forecast)\b(?!.*[.;])")


@cache
def _dated() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the patterns of a deadline and of a beginning, each a preposition and a date."""
    names = trie_pattern({*MONTHS, *WEEKDAYS})
    date = (
        rf"(?:(?:the )?(?:end|start|middle|beginning) of (?:the )?)?(?:(?:next|last|this) )?"
        rf"(?:(?:{names})\b\.?(?: [0-9]{{1,2}})?(?:,? [0-9]{{4}})?|[0-9]{{4}}\b|week\b|month\b|year\b)"
    )
    return (
        ("deadline", re.compile(rf"\b(?:by|before|until|no later than) {date}")),
        ("since", re.compile(rf"\bsince {date}")),
    )


def link(folded: str, sentence: tuple[int, int], reading: Reading, following: int) -> None:
    """Add what the sentence says about a figure to its qualifiers.

    Args:
        folded: the folded text.
        sentence: its bounds.
        reading: the figure.
        following: where the next figure that could own a qualifier begins.
    """
    if reading.kind not in _LINKED:
        return
    known = {mark.what for mark in reading.qualifiers}
    begin = max(sentence[0], reading.start - _BEFORE)
    if "estimate" not in known and (found := _ESTIMATE.search(folded, begin, reading.start)):
        reading.qualifiers.append(Mark(found.start(), found.end(), "estimate"))
    end = min(sentence[1], reading.end + _BEHIND, following)
    for what, pattern in _dated():
        if match := pattern.search(folded, reading.end, end):
            reading.qualifiers.append(Mark(match.start(), match.end(), what))
