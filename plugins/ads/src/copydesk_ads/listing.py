"""How far a list of links reaches from its heading."""

import re
from collections.abc import Sequence

from copydesk_ads.evidence import Verdict, is_prose
from copydesk_ads.lines import Line
from copydesk_ads.topic import Topic

__all__ = ["last_link"]

_MOST_LINES = 12
_LONGEST_TITLE = 180
_HEADING_WORDS = 3
_TAKEN_UP = 0.3
_NO_TITLE = re.compile(
    r"^(?:photo(?:graph)?s?|image|credit|source|illustration|by)(?: ?:| by| credit| courtesy|$)|https?://|pic\.twitter"
    r"|\(@\w+\)|\b(?:getty images|reuters|shutterstock|istock|afp|flickr|unsplash)\b|/ap\b"
)


def last_link(lines: Sequence[Line], head: int, verdicts: Sequence[Verdict | None], strong: float) -> int:
    """Return the index of the last title in the list under the line ``head``; ``head`` where there is none.

    Lines that are promotion by themselves neither end a list nor lengthen it. A blank line ends a list whose
    titles stand close together.

    Args:
        lines: of the document.
        head: the index of the heading.
        verdicts: what is held of each line so far.
        strong: from this confidence on a line is promotion by itself.
    """
    titles: list[Line] = []
    gap = lines[head + 1].gap if head + 1 < len(lines) else 0
    for line in lines[head + 1 : head + 1 + _MOST_LINES]:
        verdict = verdicts[line.index]
        if verdict and verdict.confidence >= strong:
            if verdict.kind != "line":
                break
            continue
        if line.gap > max(gap, 1) or not _can_be_title(line):
            break
        titles.append(line)
    if titles and _heads_what_follows(lines, titles):
        titles.pop()
    return titles[-1].index if titles else head


def _can_be_title(line: Line) -> bool:
    return (
        line.size <= _LONGEST_TITLE
        and not line.folded.startswith('"')
        and not line.folded.endswith(".")
        and not _NO_TITLE.search(line.core)
    )


def _heads_what_follows(lines: Sequence[Line], titles: Sequence[Line]) -> bool:
    """Whether the last title heads the text below: that takes up its words more than the others'."""
    last = titles[-1]
    below = [line.words for line in lines[last.index + 1 : last.index + 5] if is_prose(line)][:2]
    if not below:
        return False
    taken_up = frozenset().union(*below)
    *others, mine = (_share(title, taken_up) for title in titles)
    if others and len(last.words) <= _HEADING_WORDS:
        return mine >= max(others)
    return mine >= _TAKEN_UP + max(others, default=0)


def _share(title: Line, taken_up: frozenset[str]) -> float:
    telling = Topic.telling(title)
    return len(telling & taken_up) / max(1, len(telling))
