"""A small linear model for lines that no rule knows: weights of words and signs, and what stands around the line.

A line's score is the sum of the weights of its words and `signs`. Then the best score beside it and the share of the
document that rules hold for promotion are weighed in, and a table turns the sum into a confidence. The weights come
from ``tools/train_model.py``; ``data/model.json`` says what they were made from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from pydantic import BaseModel, ConfigDict, Field

from copydesk_ads.categories import Category
from copydesk_ads.evidence import Verdict
from copydesk_ads.lines import Line
from copydesk_ads.signs import signs
from copydesk_ads.topic import Topic

__all__ = ["Context", "Linear", "Opinion", "load"]

_NOTHING = -4.0
_CLIPPED = 4.0
_SHOWN = 3


class Context(BaseModel):
    """Weights of what stands around a line.

    Attributes:
        bias: added to every line.
        own: of the line's own score.
        near: of the better score of the lines above and below.
        rules: of the share of lines that rules hold for promotion.
        most: no greater share counts; a short document holds little else.
        floor: a line that scores less by itself is content, whatever stands around it.
    """

    model_config = ConfigDict(frozen=True)

    bias: float
    own: float
    near: float
    rules: float
    most: float
    floor: float


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model holds of one line: category, confidence and the strongest evidence."""

    category: Category
    confidence: float
    evidence: str


class Linear(BaseModel):
    """The model.

    Attributes:
        card: what it was made from, how, and how good it is.
        bias: the score of a line that shows nothing.
        words: weights of words.
        signs: weights of signs.
        context: weights of what stands around.
        scale: points (sum, confidence), rising, between which confidence is drawn straight.
        categories: for each category the weights of words and signs; ``""`` is its bias.
    """

    model_config = ConfigDict(frozen=True)

    card: dict[str, object] = Field(default_factory=dict)
    bias: float
    words: dict[str, float]
    signs: dict[str, float]
    context: Context
    scale: tuple[tuple[float, float], ...] = Field(min_length=2)
    categories: dict[Category, dict[str, float]] = Field(min_length=1)

    def opinions(
        self, lines: Sequence[Line], topic: Topic, verdicts: Sequence[Verdict | None], strong: float
    ) -> list[Opinion | None]:
        """Return what the model holds of the lines that no rule is sure of; None for the others.

        Args:
            lines: of the document.
            topic: of the same lines.
            verdicts: what rules hold of each.
            strong: from this confidence on a rule's verdict counts as promotion.
        """
        sure = [verdict is not None and verdict.confidence >= strong for verdict in verdicts]
        seen = list(signs(lines, topic))
        scores = [
            _NOTHING if names is None else self._score(line, names)
            for line, names in zip(lines, seen, strict=True)
        ]
        sums = self.in_context(scores, sum(sure) / max(1, len(lines)))
        least = self.scale[0][0]
        return [
            self._opinion(line, names, total)
            if names is not None and not known and total >= least and score >= self.context.floor
            else None
            for line, names, score, total, known in zip(lines, seen, scores, sums, sure, strict=True)
        ]

    def in_context(self, scores: Sequence[float], rules: float) -> list[float]:
        """Return for each score its sum with what stands around: its neighbours' and the rules' share."""
        context = self.context
        base = context.bias + context.rules * min(rules, context.most)
        clipped = [min(max(score, _NOTHING), _CLIPPED) for score in scores]
        around = [_NOTHING, *clipped, _NOTHING]
        return [
            base + context.own * score + context.near * max(around[at], around[at + 2])
            for at, score in enumerate(clipped)
        ]

    def confidence(self, total: float) -> float:
        """Return how sure a sum is, 0 below the scale."""
        if total < self.scale[0][0]:
            return 0.0
        for (low, least), (high, most) in pairwise(self.scale):
            if total <= high:
                return least + (most - least) * (total - low) / (high - low)
        return self.scale[-1][1]

    def _score(self, line: Line, names: Sequence[str]) -> float:
        words, weight = self.words, self.signs.get
        known = sum([words[word] for word in line.words if word in words])
        return self.bias + known + sum([weight(name, 0.0) for name in names])

    def _opinion(self, line: Line, names: Sequence[str], total: float) -> Opinion:
        shown = [*(f"word: {word}" for word in sorted(line.words)), *names]
        category = max(self.categories, key=lambda name: _sum(self.categories[name], shown))
        weights = {f"word: {word}": self.words.get(word, 0.0) for word in line.words}
        weights |= {name: self.signs.get(name, 0.0) for name in names}
        strongest = sorted(weights, key=lambda name: (-weights[name], name))[:_SHOWN]
        return Opinion(category, self.confidence(total), "; ".join(strongest))


def _sum(weights: dict[str, float], names: Sequence[str]) -> float:
    return weights.get("", 0.0) + sum([weights.get(name, 0.0) for name in names])


@cache
def load() -> Linear:
    """Return the model of this package, read once per process."""
    return Linear.model_validate_json((files(__package__) / "data" / "model.json").read_bytes())
