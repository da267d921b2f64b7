"""The stages in their order, as one pure function."""

from collections.abc import Iterable, Sequence

from copydesk_entities.clusters import cluster
from copydesk_entities.consistency import agree
from copydesk_entities.lexicon import lexicon
from copydesk_entities.mentions import Label, Mention, merge
from copydesk_entities.rules import apply_rules
from copydesk_entities.tagger import Tagger, tag_rules
from copydesk_entities.tokens import sentences
from copydesk_entities.userlists import Term, TermFinder, allowed

LABELS: tuple[Label, ...] = ("PER", "ORG", "LOC", "NORP", "EVENT", "MISC")


def tag(
    text: str,
    *,
    terms: Iterable[Term] = (),
    deny: Sequence[str] = (),
    labels: Sequence[Label] = LABELS,
    minimum_confidence: float = 0.5,
    tagger: Tagger = tag_rules,
) -> list[Mention]:
    """Find the named entities of an English text.

    Args:
        text: any text; offsets in the result are its code points.
        terms: names the user knows; they win over everything else.
        deny: texts that are never entities; see `userlists.allowed`.
        labels: which labels to return.
        minimum_confidence: mentions below it are left out, before clusters are made.
        tagger: the stage that proposes mentions; everything around it stays the same.

    Returns:
        The mentions in order, none overlapping another, each with the id and longest name of its entity. The same
        arguments give the same list.
    """
    words = lexicon()
    document = sentences(text)
    listed = TermFinder(terms).find(text)
    tagged = allowed(tagger(text, document, words), deny)
    repaired = apply_rules(text, document, merge(listed, tagged), words)
    agreed = allowed(agree(text, document, repaired, words), deny)
    kept = [
        mention for mention in agreed if mention.label in labels and mention.confidence >= minimum_confidence
    ]
    return cluster(text, kept, words)
