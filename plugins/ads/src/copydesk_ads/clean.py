"""The view without the removed blocks: which pieces of the text stay, with no pile of blank lines between."""

from collections.abc import Iterable

from copydesk_ads.lines import BLANK, BREAK
from copydesk_ads.model import Ad

__all__ = ["kept"]

_MOST_BREAKS = 2


def kept(text: str, ads: Iterable[Ad]) -> list[tuple[int, int, None]]:
    """Return the segments of ``text`` that stay when the blocks to be removed go.

    With a block goes the smaller of the two gaps around it; of the larger one, two line ends at most stay.
    """
    segments: list[tuple[int, int, None]] = []
    done = 0
    for start, end in _holes(text, ads):
        if done < start:
            segments.append((done, start, None))
        done = end
    if done < len(text):
        segments.append((done, len(text), None))
    return segments


def _holes(text: str, ads: Iterable[Ad]) -> list[tuple[int, int]]:
    """Return what to cut: removed blocks with the blanks that go along; neighbours become one hole."""
    gaps: list[list[int]] = []
    for ad in ads:
        if ad.action != "remove":
            continue
        before, after = _gap_start(text, ad.start), _gap_end(text, ad.end)
        if gaps and gaps[-1][3] >= ad.start:
            gaps[-1][2:] = [ad.end, after]
        else:
            gaps.append([before, ad.start, ad.end, after])
    return [_cut(text, *gap) for gap in gaps]


def _is_blank(character: str) -> bool:
    return character.isspace() or character in BLANK


def _gap_start(text: str, start: int) -> int:
    """Return where the blanks before ``start`` begin."""
    while start > 0 and _is_blank(text[start - 1]):
        start -= 1
    return start


def _gap_end(text: str, end: int) -> int:
    """Return where the blanks after ``end`` are over."""
    while end < len(text) and _is_blank(text[end]):
        end += 1
    return end


def _cut(text: str, before: int, start: int, end: int, after: int) -> tuple[int, int]:
    """Return the hole for a block ``[start, end)`` with blanks from ``before`` and up to ``after``.

    The indentation of the line that follows stays with it.
    """
    above = [found.end() for found in BREAK.finditer(text, before, start)]
    below = [(found.start(), found.end()) for found in BREAK.finditer(text, end, after)]
    next_line = below[-1][1] if below else after
    if before == 0:
        return 0, next_line
    if after == len(text):
        return (above[0] if above and below else before), after
    if not above and not below:
        return before, end
    if len(above) >= len(below):
        return above[min(_MOST_BREAKS, len(above)) - 1], next_line
    return before, below[-min(_MOST_BREAKS, len(below))][0]
