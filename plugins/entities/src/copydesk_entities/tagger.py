"""The tagger stage: from sentences to mentions. `Tagger` is the seam; `tag_rules` is the one that needs no model."""

from collections.abc import Sequence
from typing import Protocol

from copydesk_entities.evidence import Verdict, judge
from copydesk_entities.lexicon import Lexicon
from copydesk_entities.mentions import Mention
from copydesk_entities.segments import Segment, segments
from copydesk_entities.tokens import Sentence
from copydesk_entities.words import Words

_LIST_CONFIDENCE = 0.55
_SHORTEST_LISTED = 4  # letters
_LINKS = frozenset((",", "and", "or", "/", "&"))


class Tagger(Protocol):
    """Find the mentions of a document, one list of them for all its sentences, in order and without overlap."""

    def __call__(self, text: str, sentences: list[Sentence], lexicon: Lexicon, /) -> list[Mention]:
        """Return the mentions; entity, name and country stay empty."""


def tag_rules(text: str, sentences: list[Sentence], lexicon: Lexicon, /) -> list[Mention]:
    """Tag by capitals, word lists and context, in time linear in the text."""
    mentions: list[Mention] = []
    for sentence in sentences:
        words = Words(sentence, lexicon)
        found = segments(words)
        for segment, verdict in zip(
            found, _in_lists(words, found, [judge(words, segment) for segment in found]), strict=True
        ):
            if verdict is not None:
                start, end = sentence[segment.start].start, sentence[segment.end - 1].end
                mentions.append(Mention(start, end, text[start:end], verdict.label, verdict.confidence))
    return mentions


def _in_lists(words: Words, found: Sequence[Segment], verdicts: list[Verdict | None]) -> list[Verdict | None]:
    """Let a name nobody knows take the label of its neighbour in a list: "in Seoul, Hwado and Busan"."""
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        step = order.step
        for index in order:
            beside = verdicts[index - step]
            if verdicts[index] is None and beside is not None and beside.label in ("PER", "LOC", "ORG"):
                first, second = sorted((index, index - step))
                gap = words.text[found[first].end : found[second].start]
                if gap and _LINKS.issuperset(gap) and _nameless(words, found[index]):
                    verdicts[index] = Verdict(beside.label, _LIST_CONFIDENCE)
    return verdicts


def _nameless(words: Words, segment: Segment) -> bool:
    """Say whether no list knows the words of a segment as something else."""
    facts = [known for known in words.facts[segment.start : segment.end] if known is not None]
    long = all(len(word) >= _SHORTEST_LISTED for word in words.text[segment.start : segment.end])
    return long and not any(known.common or known.excluded or known.title or known.demonym for known in facts)
