"""A sentence of promotion at the end or at the start of a paragraph that is content else."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from copydesk_ads.categories import Category
from copydesk_ads.evidence import Verdict, own_topics, weigh
from copydesk_ads.lines import LOOK, Line, split
from copydesk_ads.rules import Books
from copydesk_ads.topic import Topic

__all__ = ["Sentences", "may_be_mixed"]

_APART = -2
_SHORTEST = 120
_SURE = 0.8
_ON_TOPIC = 0.4
_PROVES = 4
_LONG = 8
_SPEAKING = frozenset({"you", "your", "we", "our", "us", "i", "my", "me"})
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


class Sentences:
    """Parts the paragraphs of one document in which content and promotion are mixed.

    Args:
        text: of the document.
        lines: of the text.
        books: the rules.
    """

    def __init__(self, text: str, lines: Sequence[Line], books: Books) -> None:
        self._text = text
        self._lines = lines
        self._books = books

    @cached_property
    def _topics(self) -> frozenset[Category]:
        return own_topics(self._lines)

    @cached_property
    def _topic(self) -> Topic:
        return Topic(self._lines)

    def of(self, line: Line, held: Verdict | None) -> list[tuple[Line, Verdict]]:
        """Return what is promotion of a line: itself, the sentences at its ends that rules are sure of, or nothing.

        A sentence comes as a line that joins no block. A paragraph that is held for promotion is mixed when another of
        its sentences speaks to nobody, and of what the document speaks of.
        """
        whole = [(line, held)] if held else []
        sentences = self._cut(line)
        verdicts = [_sure(weigh([sentence], self._books, self._topics)[0]) for sentence in sentences]
        others = [sentence for sentence, verdict in zip(sentences, verdicts, strict=True) if not verdict]
        if not others or len(others) == len(sentences):
            return whole
        if held and not any(_reports(other) and self._is_on_topic(other, line.index) for other in others):
            return whole
        first, last = sentences.index(others[0]), sentences.index(others[-1])
        return [
            (sentence, verdict)
            for at, (sentence, verdict) in enumerate(zip(sentences, verdicts, strict=True))
            if verdict and not first < at < last
        ]

    def _cut(self, line: Line) -> list[Line]:
        """Return the sentences of a line as lines, their offsets those of the document."""
        ends = [*_END.finditer(self._text, line.start, line.end)]
        starts = [line.start, *(found.end() for found in ends)]
        stops = [*(found.start() for found in ends), line.end]
        return [
            replace(sentence, index=_APART, start=start + sentence.start, end=start + sentence.end)
            for start, stop in zip(starts, stops, strict=True)
            for sentence in split(self._text[start:stop])
        ]

    def _is_on_topic(self, sentence: Line, index: int) -> bool:
        telling = Topic.telling(sentence)
        return len(telling) >= _PROVES and max(self._topic.around(telling, index, index)) >= _ON_TOPIC


def _reports(sentence: Line) -> bool:
    """Whether a sentence of some length speaks neither to the reader nor of those who write."""
    return (
        len(sentence.words) >= _LONG and sentence.words.isdisjoint(_SPEAKING) and sentence.folded[-1] == "."
    )


def _sure(verdict: Verdict | None) -> Verdict | None:
    return verdict if verdict and verdict.category and verdict.confidence >= _SURE else None
