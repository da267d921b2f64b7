"""A sentence of promotion at the end or at the start of a paragraph that is content else."""

import re
from collections.abc import Iterator
from dataclasses import replace

from copydesk_ads.categories import Category
from copydesk_ads.evidence import Verdict, weigh
from copydesk_ads.lines import LOOK, Line, split
from copydesk_ads.rules import Books

__all__ = ["may_be_mixed", "mixed"]

_APART = -2
_SHORTEST = 120
_SURE = 0.8
_LEAST_SENTENCES = 2
_END = re.compile(r"""(?<=[.!?])["')\]]* +(?=["'(]?[A-Z])""")
# Without one of these words there is nothing to look for, and few paragraphs have one.
_TELLING = frozenset(
    {
        "newsletter",
        "newsletters",
        "inbox",
        "subscribe",
        "affiliate",
        "commission",
        "sponsored",
        "donate",
        "patreon",
    }
    | {"donation", "podcast", "app", "discount"}
)


def may_be_mixed(line: Line) -> bool:
    """Whether a line is worth cutting into sentences: a paragraph with a telling word and nobody quoted."""
    return _SHORTEST <= line.size <= LOOK and not line.words.isdisjoint(_TELLING) and '"' not in line.folded


def mixed(text: str, line: Line, books: Books, topics: frozenset[Category]) -> Iterator[tuple[Line, Verdict]]:
    """Yield the sentences at both ends of a paragraph that rules are sure of, as lines that join no block.

    Args:
        text: of the document.
        line: one that is content as a whole.
        books: the rules.
        topics: what the document itself speaks of.
    """
    sentences = _sentences(text, line)
    if len(sentences) < _LEAST_SENTENCES:
        return
    verdicts = [_sure(weigh([sentence], books, topics)[0]) for sentence in sentences]
    if all(verdicts):
        return
    first = next(at for at, verdict in enumerate(verdicts) if verdict is None)
    last = next(at for at in reversed(range(len(verdicts))) if verdicts[at] is None)
    for at, (sentence, verdict) in enumerate(zip(sentences, verdicts, strict=True)):
        if verdict and not first < at < last:
            yield sentence, verdict


def _sentences(text: str, line: Line) -> list[Line]:
    """Return the sentences of a line as lines, their offsets those of the document."""
    ends = [*_END.finditer(text, line.start, line.end)]
    starts = [line.start, *(found.end() for found in ends)]
    stops = [*(found.start() for found in ends), line.end]
    return [
        replace(sentence, index=_APART, start=start + sentence.start, end=start + sentence.end)
        for start, stop in zip(starts, stops, strict=True)
        for sentence in split(text[start:stop])
    ]


def _sure(verdict: Verdict | None) -> Verdict | None:
    return verdict if verdict and verdict.category and verdict.confidence >= _SURE else None
