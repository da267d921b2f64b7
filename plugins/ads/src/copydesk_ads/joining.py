"""Lines join what stands beside them: weak ones a strong neighbour, short ones the block that encloses them."""

from collections.abc import Sequence
from dataclasses import replace

from copydesk_ads.categories import Category
from copydesk_ads.evidence import STRONG, WEAK, Verdict, Verdicts, is_sure
from copydesk_ads.lines import Line
from copydesk_ads.topic import Topic

__all__ = ["DRAWN", "join_enclosed", "join_neighbours"]

DRAWN = 0.75
"""How sure a line is that its neighbours draw in."""

_ENCLOSED = 120
_RETOLD = 4
_FORMS: frozenset[Category] = frozenset({"newsletter", "subscribe", "sponsored", "donation", "app"})


def join_neighbours(verdicts: Verdicts) -> None:
    """Let weak lines beside a strong one become strong: forward, then backward, so that runs of them join."""
    for order in (range(1, len(verdicts)), range(len(verdicts) - 2, -1, -1)):
        for index in order:
            mine, beside = verdicts[index], verdicts[index - order.step]
            if not mine or not beside or not beside.category or not is_sure(beside):
                continue
            if WEAK <= mine.confidence < STRONG:
                joined = replace(mine, category=mine.category or beside.category, confidence=DRAWN)
                verdicts[index] = joined.because(WEAK, f"beside: next to a line of kind {beside.category}")


def join_enclosed(lines: Sequence[Line], verdicts: Verdicts) -> None:
    """Let short lines join the form or the link that they stand in."""
    for line in lines[1:-1]:
        if line.size > _ENCLOSED or is_sure(verdicts[line.index]):
            continue
        joined = _enclosed(line, verdicts) or _retold(line, lines, verdicts)
        if joined:
            verdicts[line.index] = joined


def _enclosed(line: Line, verdicts: Verdicts) -> Verdict | None:
    """Return a verdict on a line between two of one form: the name of a plan between its button and its price."""
    above, below = verdicts[line.index - 1], verdicts[line.index + 1]
    if not above or not below or above.category not in _FORMS or above.category != below.category:
        return None
    if not (is_sure(above) and is_sure(below)):
        return None
    reason = f"enclosed: stands between lines of kind {above.category}"
    return Verdict(above.category, DRAWN, reasons=((WEAK, reason),))


def _retold(line: Line, lines: Sequence[Line], verdicts: Verdicts) -> Verdict | None:
    """Return a verdict on a title that says nothing which the link beside it does not say."""
    telling = Topic.telling(line)
    if len(telling) < _RETOLD:
        return None
    for beside in (line.index - 1, line.index + 1):
        held = verdicts[beside]
        if held and is_sure(held) and held.category == "related" and telling <= lines[beside].words:
            return Verdict(
                "related", DRAWN, reasons=((WEAK, "retold: says again what the link beside it says"),)
            )
    return None
