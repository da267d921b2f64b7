"""Lines to blocks: openers reach out, and weak lines join strong neighbours."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from copydesk_ads.asking import Asking
from copydesk_ads.cards import last_card, spread_cards
from copydesk_ads.evidence import (
    STRONG,
    WEAK,
    Verdict,
    Verdicts,
    is_prose,
    is_sentence,
    is_sure,
    own_topics,
    weigh,
)
from copydesk_ads.joining import DRAWN, join_enclosed, join_neighbours
from copydesk_ads.linear import Linear
from copydesk_ads.lines import Line
from copydesk_ads.listing import last_link
from copydesk_ads.message import Messages
from copydesk_ads.pitch import spread_pitches
from copydesk_ads.rules import Books, Kind
from copydesk_ads.topic import Topic

__all__ = ["judge"]

_LISTED = 0.8
_CARD = 0.6  # marked, not removed: sections of a text can look alike
_HEADING = 60
_HEADING_KEEPS = 0.5


def judge(lines: Sequence[Line], books: Books, model: Linear | None = None) -> Verdicts:
    """Return for each line what is held of it within its surroundings, or None for content.

    Args:
        lines: of the document.
        books: the rules.
        model: asked about lines that no rule is sure of.
    """
    topics = own_topics(lines)
    topic = Topic(lines)
    verdicts = weigh(lines, books, topics)
    _spare_headings(lines, verdicts)
    _spread_messages(lines, verdicts, topic, books)
    _spread_lists(lines, verdicts)
    spread_cards(lines, verdicts)
    spread_pitches(lines, topic, verdicts)
    join_neighbours(verdicts)
    if model:
        Asking(model, books, topics).about(lines, topic, verdicts)
    join_enclosed(lines, verdicts)
    return verdicts


def _spare_headings(lines: Sequence[Line], verdicts: Verdicts) -> None:
    """Take weight from a short line over a paragraph about the same: “Paid posts” over what those are."""
    for line, below in pairwise(lines):
        found = verdicts[line.index]
        if found is None or verdicts[below.index] or line.size > _HEADING or is_sentence(line):
            continue
        telling = Topic.telling(line)
        if telling and is_prose(below) and telling <= below.words:
            verdicts[line.index] = replace(found, confidence=found.confidence * _HEADING_KEEPS)


def _openers(verdicts: Verdicts, kind: Kind, least: float) -> list[tuple[int, Verdict]]:
    """Return the lines that open something, with their indices."""
    return [(at, it) for at, it in enumerate(verdicts) if it and it.kind == kind and it.confidence >= least]


def _spread_messages(lines: Sequence[Line], verdicts: Verdicts, topic: Topic, books: Books) -> None:
    """Let each label of a paid message take the lines that belong to it."""
    labels = _openers(verdicts, "label", STRONG)
    if not labels:
        return
    stops = frozenset(at for at, it in enumerate(verdicts) if it and it.category and it.confidence >= STRONG)
    messages = Messages(lines, stops, topic, books)
    for index, label in labels:
        reasons = messages.around(index, label.sponsor).reasons
        for at, reason in reasons.items():
            verdicts[at] = Verdict("sponsored", label.confidence, "line", ((DRAWN, reason),), label.sponsor)
        if reasons:
            verdicts[index] = replace(label, category="sponsored")


def _spread_lists(lines: Sequence[Line], verdicts: Verdicts) -> None:
    """Let each heading over a list of links take the titles under it."""
    for index, head in _openers(verdicts, "list", WEAK):
        last = last_link(lines, index, verdicts, STRONG)
        title = Verdict(head.category, _LISTED, reasons=((WEAK, "listed: a title under such a heading"),))
        for at in range(index + 1, last + 1):
            before = verdicts[at]
            if before is None or before.confidence < STRONG:
                verdicts[at] = title
        for at in range(max(index, last) + 1, last_card(lines, index, verdicts) + 1):
            if not is_sure(verdicts[at]):
                verdicts[at] = replace(title, confidence=_CARD)
        if last > index:
            verdicts[index] = replace(head, confidence=max(head.confidence, _LISTED))
