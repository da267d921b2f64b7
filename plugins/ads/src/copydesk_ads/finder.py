"""The pure function: text in, blocks out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from copydesk_ads.blocks import judge
from copydesk_ads.categories import Action, Category
from copydesk_ads.clean import kept
from copydesk_ads.evidence import Verdict
from copydesk_ads.knowledge import Knowledge, known
from copydesk_ads.lines import Line, split
from copydesk_ads.model import Ad, AdsSettings, AdsSummary
from copydesk_ads.sentences import Sentences, may_be_mixed
from copydesk_ads.sources import Origin

__all__ = ["find", "find_by", "strip", "summarise"]

_REASONS = 4


def find(text: str, settings: AdsSettings | None = None, *, path: str = "") -> list[Ad]:
    """Return the blocks of ``text`` that advertise, in order; they never overlap.

    Args:
        text: plain text, any line ends.
        settings: what to remove, what to mark and how sure to be; the defaults when None.
        path: where the text stood, for the rules of single sources.

    Returns:
        Blocks of whole lines, or single sentences at the ends of a paragraph, without the blanks around them;
        offsets in code points.
    """
    chosen = settings or AdsSettings()
    return find_by(known(chosen.rules, model=chosen.model), text, chosen, path)


def find_by(knowledge: Knowledge, text: str, chosen: AdsSettings, path: str = "") -> list[Ad]:
    """Return what `find` does, by other rules or another model than those of this package."""
    blocks: list[_Block] = []
    for line, verdict in _judged(knowledge, text, path):
        if verdict.category is None:
            continue
        action = chosen.action(verdict.category, verdict.confidence, knowledge.thresholds)
        if action is None:
            continue
        if verdict.mark_only:
            action = "mark"
        if not blocks or not blocks[-1].takes(line, verdict, action):
            blocks.append(_Block(verdict.category, action))
        blocks[-1].add(line, verdict)
    return [block.ad() for block in blocks]


def _judged(knowledge: Knowledge, text: str, path: str) -> Iterator[tuple[Line, Verdict]]:
    """Yield lines with what is held of them, and single sentences of paragraphs that are content else."""
    lines = split(text)
    verdicts = judge(lines, knowledge.books, knowledge.model)
    kept = [rules.apply(lines, verdicts) for rules in knowledge.of(Origin.of(path, lines))]
    stays = frozenset[int]().union(*kept)
    sentences = Sentences(text, lines, knowledge.books)
    for line, verdict in zip(lines, verdicts, strict=True):
        if line.index not in stays and may_be_mixed(line):
            yield from sentences.of(line, verdict)
        elif verdict:
            yield line, verdict


def strip(text: str, settings: AdsSettings | None = None, *, path: str = "") -> str:
    """Return ``text`` without the blocks that `find` would remove."""
    return "".join(text[start:end] for start, end, _ in kept(text, find(text, settings, path=path)))


def summarise(ads: Sequence[Ad]) -> AdsSummary:
    """Return the counts for a document's blocks."""
    blocks: dict[str, int] = {}
    for ad in ads:
        blocks[ad.label] = blocks.get(ad.label, 0) + 1
    removed = sum(ad.end - ad.start for ad in ads if ad.action == "remove")
    sponsors = tuple(dict.fromkeys(ad.sponsor for ad in ads if ad.sponsor))
    return AdsSummary(blocks=dict(sorted(blocks.items())), removed=removed, sponsors=sponsors)


@dataclass
class _Block:
    """Lines that stand together and mean the same."""

    category: Category
    action: Action
    lines: list[Line] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    def takes(self, line: Line, verdict: Verdict, action: Action) -> bool:
        """Whether the line goes on with this block."""
        same = (verdict.category, action) == (self.category, self.action)
        return same and line.index == self.lines[-1].index + 1

    def add(self, line: Line, verdict: Verdict) -> None:
        """Append a line."""
        self.lines.append(line)
        self.verdicts.append(verdict)

    def ad(self) -> Ad:
        """Return the annotation."""
        return Ad(
            start=self.lines[0].start,
            end=self.lines[-1].end,
            label=self.category,
            confidence=round(max(verdict.confidence for verdict in self.verdicts), 3),
            action=self.action,
            sponsor=next((verdict.sponsor for verdict in self.verdicts if verdict.sponsor), None),
            reasons=_strongest(self.verdicts),
        )


def _strongest(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Return the strongest reasons, each once."""
    pairs = sorted((pair for verdict in verdicts for pair in verdict.reasons), key=lambda pair: -pair[0])
    return tuple(dict.fromkeys(reason for _, reason in pairs))[:_REASONS]
