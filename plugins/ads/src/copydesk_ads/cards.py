"""Cards: a headline, a teaser and a button or a byline, repeated. Each looks like content; together they do not."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from copydesk_ads.evidence import WEAK, Verdict, Verdicts, is_prose, is_sentence, is_sure
from copydesk_ads.lines import Line

__all__ = ["last_card", "spread_cards"]

_HEADED = 0.75  # cards under a line that is promotion for sure
_ALONE = 0.6  # marked, not removed
_BUTTON = 40
_SIGNATURE = 40
_TITLE = (12, 140)
_TEASER = (40, 360)
_SHORT_TEASER = 220
_STRIDES = (2, 3)
_LEAST_BODY = 3
_FEW = 2
_MANY = 12


def spread_cards(lines: Sequence[Line], verdicts: Verdicts) -> None:
    """Let the buttons and bylines that repeat take the headlines and teasers above them.

    A document that has little text beside its cards is a page of such entries: there they are the content, unless
    promotion heads them.
    """
    found = [*_buttoned(lines, verdicts), *_signed(lines)]
    cards = {index for start, end, _ in found for index in range(start, end)}
    body = sum(is_prose(line) for line in lines if line.index not in cards) if cards else 0
    for start, end, reason in found:
        headed = start > 0 and is_sure(verdicts[start - 1])
        if not headed and body < _LEAST_BODY:
            continue
        card = Verdict("related", _HEADED if headed else _ALONE, reasons=((WEAK, reason),))
        for index in range(start, end):
            if not is_sure(verdicts[index]):
                verdicts[index] = card


def _buttoned(lines: Sequence[Line], verdicts: Verdicts) -> Iterator[tuple[int, int, str]]:
    """Yield the runs of cards that end in the same button at the same distance."""
    places: dict[str, list[int]] = {}
    for line in lines:
        held = verdicts[line.index]
        if held and held.category == "related" and line.size <= _BUTTON:
            places.setdefault(line.core, []).append(line.index)
    for core, at in places.items():
        for run in _regular(at):
            stride = run[1] - run[0]
            start = run[0] - stride + 1
            if start >= 0 and all(line.size <= _TEASER[1] for line in lines[start : run[-1]]):
                yield start, run[-1] + 1, f"cards: entries that end in “{core}”"


def _regular(places: Sequence[int]) -> Iterator[list[int]]:
    """Yield the runs of places that lie one stride apart."""
    run: list[int] = []
    for one, other in pairwise(places):
        stride = other - one
        if stride not in _STRIDES or (len(run) >= _FEW and stride != run[1] - run[0]):
            if len(run) >= _FEW:
                yield run
            run = []
        if stride in _STRIDES:
            run = [*run, other] if run else [one, other]
    if len(run) >= _FEW:
        yield run


def _signed(lines: Sequence[Line]) -> Iterator[tuple[int, int, str]]:
    """Yield the cards that close with a byline which closes others too."""
    counts = Counter(line.core for line in lines)
    signed: dict[str, list[int]] = {}
    for title, teaser, byline in zip(lines, lines[1:], lines[2:], strict=False):
        repeats = _FEW <= counts[byline.core] <= _MANY and _is_byline(byline)
        if repeats and counts[title.core] == counts[teaser.core] == 1 and _is_card(title, teaser, _TEASER[1]):
            signed.setdefault(byline.core, []).append(title.index)
    for core, starts in signed.items():
        if len(starts) >= _FEW:
            for start in starts:
                yield start, start + 3, f"cards: entries signed “{core}”"


def last_card(lines: Sequence[Line], head: int, verdicts: Verdicts) -> int:
    """Return the index of the last line of the cards under the heading ``head``; ``head`` where there are none.

    They have to be two or more, and to run up to promotion or to the end of the document.
    """
    index, cards = head + 1, 0
    while (
        index + 1 < len(lines) and _is_card(lines[index], lines[index + 1], _SHORT_TEASER) and cards < _MANY
    ):
        index += 2
        cards += 1
        if index < len(lines) and not is_sure(verdicts[index]):
            index += _is_byline(lines[index])
    ends = index == len(lines) or is_sure(verdicts[index])
    return index - 1 if cards >= _FEW and ends else head


def _is_card(title: Line, teaser: Line, longest: int) -> bool:
    least, most = _TITLE
    return (
        least <= title.size <= most
        and title.folded[-1] != "."
        and _TEASER[0] <= teaser.size <= longest
        and is_sentence(teaser)
    )


def _is_byline(line: Line) -> bool:
    """Whether a line is a name: two to four words, each with a capital."""
    words = line.cased.split() if line.size <= _SIGNATURE else []
    return _FEW <= len(words) <= _FEW * 2 and all(word[0].isupper() for word in words)
