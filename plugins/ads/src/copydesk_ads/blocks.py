"""Lines to blocks: openers reach out, and weak lines join strong neighbours."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from copydesk_ads.evidence import Verdict, doubts, is_prose, is_sentence, own_topics, weigh
from copydesk_ads.linear import Linear
from copydesk_ads.lines import Line
from copydesk_ads.listing import last_link
from copydesk_ads.message import Messages
from copydesk_ads.model import Category
from copydesk_ads.rules import Books, Kind
from copydesk_ads.topic import Topic

__all__ = ["judge"]

_STRONG = 0.7  # from here on a line stands by itself and draws neighbours in
_WEAK = 0.4
_DRAWN = 0.75
_LISTED = 0.8
_HEADING = 60
_HEADING_KEEPS = 0.5
_ENCLOSED = 120
_RETOLD = 4
_FORMS: frozenset[Category] = frozenset({"newsletter", "subscribe", "sponsored", "donation", "app", "affiliate"})

Verdicts = list[Verdict | None]


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
    _join_neighbours(verdicts)
    _join_enclosed(lines, verdicts)
    if model:
        _ask(model, lines, topic, verdicts, books, topics)
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
    labels = _openers(verdicts, "label", _STRONG)
    if not labels:
        return
    stops = frozenset(at for at, it in enumerate(verdicts) if it and it.category and it.confidence >= _STRONG)
    messages = Messages(lines, stops, topic, books)
    for index, label in labels:
        reasons = messages.around(index, label.sponsor).reasons
        for at, reason in reasons.items():
            verdicts[at] = Verdict("sponsored", label.confidence, "line", ((_DRAWN, reason),), label.sponsor)
        if reasons:
            verdicts[index] = replace(label, category="sponsored")


def _spread_lists(lines: Sequence[Line], verdicts: Verdicts) -> None:
    """Let each heading over a list of links take the titles under it."""
    for index, head in _openers(verdicts, "list", _WEAK):
        last = last_link(lines, index, verdicts, _STRONG)
        title = Verdict(head.category, _LISTED, reasons=((_WEAK, "listed: a title under such a heading"),))
        for at in range(index + 1, last + 1):
            before = verdicts[at]
            if before is None or before.confidence < _STRONG:
                verdicts[at] = title
        if last > index:
            verdicts[index] = replace(head, confidence=max(head.confidence, _LISTED))


def _join_neighbours(verdicts: Verdicts) -> None:
    """Let weak lines beside a strong one become strong: forward, then backward, so that runs of them join."""
    for order in (range(1, len(verdicts)), range(len(verdicts) - 2, -1, -1)):
        for index in order:
            mine, beside = verdicts[index], verdicts[index - order.step]
            if not mine or not beside or not beside.category:
                continue
            if _WEAK <= mine.confidence < _STRONG <= beside.confidence:
                joined = replace(mine, category=mine.category or beside.category, confidence=_DRAWN)
                verdicts[index] = joined.because(_WEAK, f"beside: next to a line of kind {beside.category}")


def _join_enclosed(lines: Sequence[Line], verdicts: Verdicts) -> None:
    """Give a short line between two of one kind, or one that says again what a link beside it says, to its neighbour."""
    for line in lines[1:-1]:
        above, below = verdicts[line.index - 1], verdicts[line.index + 1]
        if line.size > _ENCLOSED or _is_sure(verdicts[line.index]):
            continue
        if above and below and _is_sure(above) and _is_sure(below) and above.category == below.category:
            if above.category in _FORMS:
                reason = f"enclosed: stands between lines of kind {above.category}"
                verdicts[line.index] = Verdict(above.category, _DRAWN, reasons=((_WEAK, reason),))
                continue
        telling = Topic.telling(line)
        for beside in (line.index - 1, line.index + 1):
            held = verdicts[beside]
            if held and _is_sure(held) and held.category == "related" and len(telling) >= _RETOLD and telling <= lines[beside].words:
                verdicts[line.index] = Verdict("related", _DRAWN, reasons=((_WEAK, "retold: says again what the link beside it says"),))
                break


def _is_sure(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.confidence >= _STRONG


def _ask(
    model: Linear,
    lines: Sequence[Line],
    topic: Topic,
    verdicts: Verdicts,
    books: Books,
    topics: frozenset[Category],
) -> None:
    """Let the model speak of lines that no rule is sure of; guards speak against it too."""
    opinions = model.opinions(lines, topic, verdicts, _STRONG)
    for line, opinion in zip(lines, opinions, strict=True):
        held = verdicts[line.index]
        if opinion is None:
            continue
        quoted = line.core.startswith('"')
        confidence = opinion.confidence
        if held and held.confidence >= _WEAK:
            confidence = max(confidence, _DRAWN)
        category = (held and held.category) or opinion.category
        for share, _ in doubts(line, category, books, topics, quoted=quoted):
            confidence *= 1 - share
        if held and held.confidence >= confidence:
            continue
        reasons = held.reasons if held else ()
        verdict = Verdict(category, confidence, reasons=reasons, sponsor=held.sponsor if held else None)
        verdicts[line.index] = verdict.because(confidence, f"model: {opinion.evidence}")
