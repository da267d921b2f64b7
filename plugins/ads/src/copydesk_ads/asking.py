"""The linear model is asked about lines that no rule is sure of."""

from collections.abc import Sequence
from dataclasses import dataclass

from copydesk_ads.categories import Category
from copydesk_ads.evidence import STRONG, WEAK, Verdict, Verdicts, doubts
from copydesk_ads.joining import DRAWN
from copydesk_ads.linear import Linear, Opinion
from copydesk_ads.lines import Line
from copydesk_ads.rules import Books
from copydesk_ads.topic import Topic

__all__ = ["Asking", "is_english"]

_AGREES = 0.6
_LOOKED_AT = 200
_SENTENCE_WORDS = 6
_ENGLISH = frozenset({"the", "and", "of", "to", "for", "you", "with", "your", "this", "that", "from"})


@dataclass(frozen=True)
class Asking:
    """What is needed to ask about the lines of one document.

    Attributes:
        model: who is asked.
        books: whose guards speak against an answer.
        topics: what the document itself speaks of, see `evidence.own_topics`.
    """

    model: Linear
    books: Books
    topics: frozenset[Category]

    def about(self, lines: Sequence[Line], topic: Topic, verdicts: Verdicts) -> None:
        """Put the model's opinion where it is surer than the rules. It knows English and keeps silent elsewhere."""
        if not is_english(lines):
            return
        opinions = self.model.opinions(lines, topic, verdicts, STRONG)
        for line, opinion in zip(lines, opinions, strict=True):
            if opinion:
                verdicts[line.index] = self._verdict(line, opinion, verdicts[line.index])

    def _verdict(self, line: Line, opinion: Opinion, held: Verdict | None) -> Verdict | None:
        """Return the surer of two verdicts. A weak sign that a rule saw and the model's opinion make a strong one."""
        confidence = opinion.confidence
        if held and held.confidence >= WEAK and confidence >= _AGREES:
            confidence = max(confidence, DRAWN)
        category = (held and held.category) or opinion.category
        quoted = line.core.startswith('"')
        for share, _ in doubts(line, category, self.books, self.topics, quoted=quoted):
            confidence *= 1 - share
        if held and (held.mark_only or held.confidence >= confidence):
            return held
        reasons, sponsor = (held.reasons, held.sponsor) if held else ((), None)
        verdict = Verdict(category, confidence, reasons=reasons, sponsor=sponsor)
        return verdict.because(confidence, f"model: {opinion.evidence}")


def is_english(lines: Sequence[Line]) -> bool:
    """Whether most longer lines hold a common English word; a document without longer lines passes for English."""
    told = [line.words for line in lines[:_LOOKED_AT] if len(line.words) >= _SENTENCE_WORDS]
    return 2 * sum(not _ENGLISH.isdisjoint(words) for words in told) >= len(told)
