"""What each line says about itself: the rules it meets, weighed, less what guards take away."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from copydesk_ads.categories import Category
from copydesk_ads.lines import Line
from copydesk_ads.rules import Books, Kind, Rule

__all__ = [
    "STRONG",
    "WEAK",
    "Verdict",
    "Verdicts",
    "doubts",
    "either",
    "is_prose",
    "is_sentence",
    "is_sure",
    "own_topics",
    "weigh",
]

STRONG = 0.7
"""From here on a line stands by itself and draws neighbours in."""
WEAK = 0.4
"""From here on a line joins a strong neighbour."""

_SHORT = 120
_SENTENCE = 80
_LABEL = 40
_QUOTED = 0.7
_OWN_TOPIC = 0.35
_REPEATED = 0.4
_REPEATABLE = 0.5

# What a document speaks of when such words fill its prose: then their mention is no sign of promotion.
_TOPICS: dict[Category, frozenset[str]] = {
    "sponsored": frozenset({"sponsor", "sponsors", "sponsored", "sponsorship", "advertiser", "advertisers"}),
    "ad-marker": frozenset({"advertising", "advertisement", "advertisements", "advertisers", "ads"}),
    "newsletter": frozenset({"newsletter", "newsletters", "subscribers", "inbox", "unsubscribe"}),
    "subscribe": frozenset({"subscription", "subscriptions", "subscribers", "paywall", "membership"}),
    "donation": frozenset({"donation", "donations", "donate", "donors", "donor", "fundraising", "charity"}),
    "affiliate": frozenset({"affiliate", "affiliates", "coupons", "discount", "discounts", "deals"}),
    "social": frozenset({"facebook", "twitter", "instagram", "followers", "tiktok", "hashtag"}),
    "app": frozenset({"app", "apps"}),
    "cookie-legal": frozenset({"cookies", "privacy", "policy", "consent", "gdpr", "terms"}),
}


_Hit = tuple[Rule, re.Match[str]]


@dataclass(frozen=True)
class Verdict:
    """What is held of one line.

    Attributes:
        category: None when only a neighbour can tell.
        confidence: from 0 to 1.
        kind: the strongest kind of rule that it met.
        reasons: weight and words of each.
        sponsor: who pays, where the line says so.
        mark_only: the line stays, however sure this is.
    """

    category: Category | None
    confidence: float
    kind: Kind = "line"
    reasons: tuple[tuple[float, str], ...] = ()
    sponsor: str | None = None
    mark_only: bool = False

    def because(self, weight: float, reason: str) -> "Verdict":
        """Return the same with one more reason."""
        return replace(self, reasons=(*self.reasons, (weight, reason)))


Verdicts = list[Verdict | None]
"""What is held of each line of a document, None for content."""


def is_sure(verdict: Verdict | None) -> bool:
    """Whether a line stands by itself, and may draw neighbours in."""
    return verdict is not None and verdict.confidence >= STRONG and not verdict.mark_only


def is_sentence(line: Line) -> bool:
    """Whether the line ends as a sentence does."""
    return line.folded.rstrip("\"') ")[-1:] in (".", "!", "?") and not line.folded.endswith("...")


def is_prose(line: Line) -> bool:
    """Whether the line is a paragraph of running text rather than a title, a button or a list item."""
    return line.size > 3 * _SENTENCE or (line.size > _SENTENCE and is_sentence(line))


def either(confidence: float, other: float) -> float:
    """Return how sure two independent signs are together."""
    return 1 - (1 - confidence) * (1 - other)


def weigh(lines: Sequence[Line], books: Books, topics: frozenset[Category]) -> list[Verdict | None]:
    """Return for each line what its own words say, or None where they say nothing.

    Args:
        lines: of the document.
        books: the rules.
        topics: what the document itself speaks of, see `own_topics`.
    """
    repeats = Counter(line.core for line in lines if line.size <= _SHORT)
    known: dict[str, Verdict | None] = {}
    for line in lines:
        if line.cased not in known:
            hits = books.judges.meets(line)
            known[line.cased] = _judge(line, hits, repeats[line.core], books, topics) if hits else None
    return [known[line.cased] for line in lines]


def _judge(
    line: Line, hits: Sequence[_Hit], repeats: int, books: Books, topics: frozenset[Category]
) -> Verdict:
    """Weigh the hits of one line: the category with the most weight wins, guards take their share."""
    sums: dict[str, float] = {}
    for rule, _ in hits:
        sums[rule.category] = either(sums.get(rule.category, 0), rule.weight)
    best = max(sums, key=lambda name: (sums[name], name != "any", name))
    mine = sorted((hit for hit in hits if hit[0].category == best), key=lambda hit: -hit[0].weight)
    confidence, reasons = sums[best], [(rule.weight, rule.reason(line, found)) for rule, found in mine]
    if repeats > 1 and line.size <= _SHORT and confidence >= _REPEATABLE:
        confidence = either(confidence, _REPEATED)
        reasons.append((_REPEATED, f"repeated: the line stands {repeats} times in the document"))
    category = _category(mine)
    quoted = all(line.core.count('"', 0, found.start() + 1) % 2 for _, found in mine)
    for share, reason in doubts(line, category, books, topics, quoted=quoted):
        confidence *= 1 - share
        reasons.append((0, reason))
    kinds = {rule.kind for rule, _ in mine}
    only = all(rule.mark_only for rule, _ in mine)
    kind: Kind = "label" if "label" in kinds else "list" if "list" in kinds else "line"
    return Verdict(category, confidence, kind, tuple(reasons), _sponsor(line, mine), only)


def _category(hits: Sequence[_Hit]) -> Category | None:
    """Return the category that hits of one kind share; None where a neighbour has to tell."""
    return next((rule.category for rule, _ in hits if rule.category != "any"), None)


def _sponsor(line: Line, hits: Sequence[_Hit]) -> str | None:
    """Return the first sponsor that the hits read on the line, in the capitals of the text."""
    for _, found in hits:
        if found.groupdict().get("sponsor"):
            return line.cased[slice(*found.span("sponsor"))].strip(" .,-")
    return None


def doubts(
    line: Line, category: Category | None, books: Books, topics: frozenset[Category], *, quoted: bool
) -> list[tuple[float, str]]:
    """Return what speaks against a verdict on a line: the share of its confidence each takes, and why."""
    against = [(rule.weight, rule.reason(line, found)) for rule, found in books.guards.meets(line)]
    if quoted:
        against.append((_QUOTED, "quoted: it stands inside quotation marks"))
    if category in topics and (line.size > _LABEL or category != "ad-marker"):
        against.append((_OWN_TOPIC, "own-topic: the document itself is about such things"))
    return against


def own_topics(lines: Sequence[Line]) -> frozenset[Category]:
    """Return the categories whose words fill the prose: in 3 paragraphs or more, and in every fifth."""
    prose = [line for line in lines if is_prose(line)]
    counts = Counter(name for line in prose for name, telling in _TOPICS.items() if telling & line.words)
    return frozenset(name for name, count in counts.items() if count >= max(3, len(prose) / 5))
