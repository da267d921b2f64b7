"""What is to be seen on a line and around it, as short names: what the linear model weighs.

A name is a word of the line (``word:subscribe``), a pair (``pair:sign up``), a shape (``title case``), a place (``near
the end``) or a relation to other lines (``above: prose``). Names are all there is: nothing is counted twice, and a
reason can show them to a person.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from copydesk_ads.evidence import is_prose
from copydesk_ads.lines import Line
from copydesk_ads.topic import Topic

__all__ = ["LONGEST", "signs"]

LONGEST = 400
"""Longer lines get no signs: of a hundred promotional lines, one is longer."""

_SIZES = (12, 25, 45, 70, 110, 160, 250)
_SHARES = (0.0, 0.2, 0.4, 0.6, 0.8)
_MOST_PAIRED = 40
_NEAR = 3
_SHORT = 110
_RUNS = (1, 2, 5)
_TITLED = 0.7
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?|\d+")
_LONG_WORD = re.compile(r"\b[^\W\d_]{4,}")
_HAS = {
    "address": re.compile(r"https?://|www\.|\b[a-z0-9-]{2,}\.(?:com|org|net|io|co|dev|fm)\b"),
    "mail address": re.compile(r"\S@\S+\.\S"),
    "handle": re.compile(r"(?:^|\s)@\w"),
    "price": re.compile(r"[$£€] ?\d"),
    "percent": re.compile(r"\d ?%|\bpercent\b"),
    "year": re.compile(r"\b(?:19|20)\d\d\b"),
    "date": re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}\b|\b\d{1,2}/\d{1,2}/\d"),
    "bar": re.compile(r" \| |\|$"),
    "shout": re.compile(r"!"),
    "quotation": re.compile(r'"'),
    "brackets": re.compile(r"[(\[]"),
    "colon inside": re.compile(r"\w: \w"),
    "a name in capitals": re.compile(r"\bby [a-z]+ [a-z]+$"),
}
_SPEAKS = {
    "to you": frozenset({"you", "your", "yours", "yourself"}),
    "as we": frozenset({"we", "our", "us", "ours"}),
    "as i": frozenset({"i", "me", "my", "mine"}),
    "of others": frozenset({"he", "she", "they", "his", "her", "their", "him", "them"}),
    "of the past": frozenset({"was", "were", "had", "did", "said", "told"}),
}
_IMPERATIVES = frozenset(
    """add ask become book browse buy call check choose claim click compare contact create discover donate download
    email enjoy enter explore find follow get give go grab head hear help hit join learn like listen look make meet miss
    order pick please pledge pre read receive register request save schedule see send share shop sign start stay stream
    submit subscribe support take tap tell text try tune unlock use view visit vote watch win""".split()
)


def signs(lines: Sequence[Line]) -> Iterator[list[str] | None]:
    """Yield the signs of each line, or None for a line that is longer than `LONGEST`."""
    around = _Around(lines)
    for line in lines:
        yield None if line.size > LONGEST else [*_of_words(line), *_of_shape(line), *around.of(line)]


def _of_words(line: Line) -> Iterator[str]:
    words = _WORD.findall(line.core)
    yield from {f"word:{word}" for word in words}
    if words and len(words) <= _MOST_PAIRED:
        yield f"first:{words[0]}"
        yield f"last:{words[-1]}"
        yield from {f"pair:{one} {other}" for one, other in zip(words, words[1:], strict=False)}
    if words and words[0] in _IMPERATIVES:
        yield "calls to act"


def _of_shape(line: Line) -> Iterator[str]:
    yield f"size up to {next((size for size in _SIZES if line.size <= size), LONGEST)}"
    end = line.folded[-1:]
    yield f"ends: {'letter' if end.isalpha() else 'digit' if end.isdigit() else end}"
    start = line.folded[:1]
    yield f"starts: {'letter' if start.isalpha() else 'digit' if start.isdigit() else 'sign'}"
    yield f"case: {_case(line.cased)}"
    yield from (f"has: {name}" for name, pattern in _HAS.items() if pattern.search(line.folded))
    spoken = [name for name, words in _SPEAKS.items() if words & line.words]
    yield f"speaks: {'+'.join(spoken) or 'of nobody'}"
    yield from (f"speaks {name}" for name in spoken)


def _case(cased: str) -> str:
    words = _LONG_WORD.findall(cased)
    if cased.isupper():
        return "capitals"
    if len(words) < _NEAR:
        return "few words"
    titled = sum(word[0].isupper() for word in words) / len(words)
    return "title" if titled >= _TITLED else "sentence" if cased[:1].isupper() else "small"


class _Around:
    """What the lines around tell of each line. Built once per document."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._topic = Topic(lines)
        self._kinds = ["prose" if is_prose(line) else "short" if line.size <= _SHORT else "other" for line in lines]
        self._runs = _runs([kind == "short" for kind in self._kinds])
        self._repeats = Counter(line.core for line in lines if line.size <= _SHORT)
        self._mood = _share_name(self._kinds.count("prose") / max(1, len(lines)))

    def of(self, line: Line) -> Iterator[str]:
        """Yield the signs of a line's place and neighbours."""
        index, kinds = line.index, self._kinds
        above = kinds[index - 1] if index else "none"
        below = kinds[index + 1] if index + 1 < len(kinds) else "none"
        mine = "short" if kinds[index] == "short" else "long"
        yield f"above: {above}"
        yield f"below: {below}"
        yield f"{mine} between {above} and {below}"
        yield f"{mine}, case {_case(line.cased)}, between {above} and {below}"
        yield f"run of short: {next((str(most) for most in _RUNS if self._runs[index] <= most), 'many')}"
        yield f"{mine} where prose is {self._mood}"
        if self._repeats[line.core] > 1:
            yield "repeated"
        yield from self._place(index)
        yield from self._overlap(line, mine)

    def _place(self, index: int) -> Iterator[str]:
        if index < _NEAR:
            yield f"near the start: {index}"
        left = len(self._lines) - 1 - index
        if left < _NEAR:
            yield f"near the end: {left}"

    def _overlap(self, line: Line, mine: str) -> Iterator[str]:
        telling = Topic.telling(line)
        if not telling:
            yield f"{mine}, no telling word"
            return
        above, below = self._topic.shared(line, line.index, line.index)
        yield f"{mine}, told above: {_share_name(above)}"
        yield f"{mine}, told below: {_share_name(below)}"
        if above == below == 0:
            yield f"{mine}, told nowhere else"
        if line.index + 1 < len(self._lines):
            taken = len(telling & self._lines[line.index + 1].words) / len(telling)
            yield f"{mine}, taken up below: {_share_name(taken)}"


def _share_name(share: float) -> str:
    return next((f"up to {most}" for most in _SHARES if share <= most), "most")


def _runs(short: Sequence[bool]) -> list[int]:
    """Return for each line the length of the run of short lines that it stands in; 0 for others."""
    lengths = [0] * len(short)
    start = 0
    for at in range(len(short) + 1):
        if at == len(short) or not short[at]:
            lengths[start:at] = [at - start] * (at - start)
            start = at + 1
    return lengths
