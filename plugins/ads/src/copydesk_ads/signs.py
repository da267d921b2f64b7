"""What is to be seen on a line and around it, as short names: what the linear model weighs.

A name is a shape (``case: title``), a subject (``about: mail``), a place (``near the end: 0``) or a relation to other
lines (``short between prose and prose``). Beside its names, a line has its words. Each counts once, and all can be
shown to a person.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from copydesk_ads.evidence import is_prose
from copydesk_ads.lines import Line
from copydesk_ads.subjects import CALLS, SUBJECTS
from copydesk_ads.topic import Topic

__all__ = ["LONGEST", "signs"]

LONGEST = 250
"""Longer lines get no signs: of a hundred promotional lines, two are longer."""

_SHORT = 110
_PATTERNED = 60
_PIECES = 8
_SIZES = (12, 25, 45, 70, 110, 160, LONGEST)
_SHARES = (0.0, 0.2, 0.4, 0.6, 0.8)
_SHARE_NAMES = (*(f"up to {most}" for most in _SHARES), "most")
_RUNS = (1, 2, 5)
_RUN_NAMES = ("1", "2", "5", "many")
_NEAR = 3
_TITLED = 0.7
_MOST_SUBJECTS = 4
_PLAIN_SUBJECTS = frozenset({"zeal", "speech"})
_SUBJECTS_OF = {
    word: [subject for subject, words in SUBJECTS.items() if word in words]
    for word in frozenset().union(*SUBJECTS.values())
}
_SUBJECT_WORDS = frozenset(_SUBJECTS_OF)
_WORTH = frozenset({"you", "your", "we", "our", "us"}).union(
    *(words for subject, words in SUBJECTS.items() if subject not in _PLAIN_SUBJECTS)
)
_WORD = re.compile(r"\w+")
_LONG_WORD = re.compile(r"\b[^\W\d_]{4,}")
_PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
# Beside each pattern stands what must be there for it to be tried: most lines have none of these.
_HAS = {
    "an address": (".", re.compile(r"https?://|www\.|[a-z0-9]\.(?:com|org|net|io|co|dev|fm)\b")),
    "a mail address": ("@", re.compile(r"\S@\w+\.\w")),
    "a handle": ("@", re.compile(r"(?<!\S)@\w")),
    "percent": ("%", re.compile(r"\d ?%")),
    "a bar": ("|", re.compile(r" \| |\|$")),
    "a colon inside": (": ", re.compile(r"\w: \w")),
    "a byline": ("by ", re.compile(r"\bby [a-z]+ [a-z]+$")),
}
_DIGIT = re.compile(r"\d")
_HAS_DIGITS = {
    "a price": re.compile(r"[$£€] ?\d"),
    "a year": re.compile(r"\b(?:19|20)\d\d\b"),
    "a date": re.compile(
        r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|\b\d{1,2}/\d{1,2}/\d"
    ),
}
_HAS_SIGN = {"a shout": "!", "a quotation": '"', "brackets": "("}
_SPEAKS = {
    "to you": frozenset({"you", "your", "yours", "yourself"}),
    "as we": frozenset({"we", "our", "us", "ours"}),
    "as i": frozenset({"i", "me", "my", "mine"}),
    "of others": frozenset({"he", "she", "they", "his", "her", "their", "him", "them"}),
    "of the past": frozenset({"was", "were", "had", "did", "said", "told"}),
}


def signs(lines: Sequence[Line], topic: Topic) -> Iterator[list[str] | None]:
    """Yield the signs of each line beside its words.

    None stands for a line that is not worth it: longer than `LONGEST`, or a sentence that speaks neither to the reader
    nor of any subject of promotion.
    """
    around = _Around(lines, topic)
    for line in lines:
        if line.size > LONGEST or (line.size > _SHORT and line.words.isdisjoint(_WORTH)):
            yield None
            continue
        case = _case(line.cased)
        yield [*_of_words(line), *_of_shape(line, case), *around.of(line, case)]


def _of_words(line: Line) -> list[str]:
    found: list[str] = []
    first = _WORD.search(line.core)
    if first:
        found += (f"first: {first[0]}", f"last: {line.core.rpartition(' ')[2]}")
        if first[0] in CALLS:
            found.append("calls to act")
    return found + _of_subjects(line)


def _of_subjects(line: Line) -> list[str]:
    counts = Counter(subject for word in line.words & _SUBJECT_WORDS for subject in _SUBJECTS_OF[word])
    found = [f"about: {subject}" for subject in counts]
    found += [f"about: {subject}, twice" for subject, count in counts.items() if count > 1]
    if line.size <= _SHORT:
        found += [f"short, about: {subject}" for subject in counts]
    telling = len(counts.keys() - _PLAIN_SUBJECTS)
    if telling > 1:
        found.append(f"about so many subjects: {min(telling, _MOST_SUBJECTS)}")
    return found


def _of_shape(line: Line, case: str) -> list[str]:
    folded = line.folded
    found = [
        f"size up to {_SIZES[bisect_left(_SIZES, line.size)]}",
        f"ends: {_kind(folded[-1], folded[-1])}",
        f"starts: {_kind(folded[0], 'sign')}",
        f"case: {case}",
    ]
    found += [
        f"has {name}" for name, (sign, pattern) in _HAS.items() if sign in folded and pattern.search(folded)
    ]
    if _DIGIT.search(folded):
        found += [f"has {name}" for name, pattern in _HAS_DIGITS.items() if pattern.search(folded)]
    found += [f"has {name}" for name, sign in _HAS_SIGN.items() if sign in folded]
    spoken = [name for name, words in _SPEAKS.items() if words & line.words]
    found.append(f"speaks {' and '.join(spoken) or 'of nobody'}")
    found += [f"speaks {name}" for name in spoken[: len(spoken) > 1 and len(spoken)]]
    if line.size <= _PATTERNED:
        found.append(
            f"pattern: {' '.join(_pattern(piece) for piece in _PIECE.findall(line.cased)[:_PIECES])}"
        )
    return found


def _kind(character: str, sign: str) -> str:
    return "letter" if character.isalpha() else "digit" if character.isdigit() else sign


def _pattern(piece: str) -> str:
    """Return how a word is written: ``Aa``, ``aa``, ``AA``, ``0``; a sign as it is."""
    if piece[0].isdigit():
        return "0"
    if not piece[0].isalpha():
        return piece
    return "AA" if piece.isupper() and len(piece) > 1 else "Aa" if piece[0].isupper() else "aa"


def _case(cased: str) -> str:
    if cased.isupper():
        return "capitals"
    words = _LONG_WORD.findall(cased)
    if len(words) < _NEAR:
        return "few words"
    if sum(word[0].isupper() for word in words) >= _TITLED * len(words):
        return "title"
    return "sentence" if cased[0].isupper() else "small"


class _Around:
    """What the lines around tell of each line. Built once per document, in time linear in the text."""

    def __init__(self, lines: Sequence[Line], topic: Topic) -> None:
        self._lines = lines
        self._topic = topic
        self._kinds = [
            "short" if line.size <= _SHORT and not is_prose(line) else "prose" if is_prose(line) else "other"
            for line in lines
        ]
        self._runs = _runs([kind == "short" for kind in self._kinds])
        self._repeats = Counter(line.core for line in lines if line.size <= _SHORT)
        self._mood = _share_name(self._kinds.count("prose") / max(1, len(lines)))

    def of(self, line: Line, case: str) -> list[str]:
        """Return the signs of a line's place and neighbours."""
        index, kinds = line.index, self._kinds
        left = len(kinds) - 1 - index
        above = kinds[index - 1] if index else "none"
        below = kinds[index + 1] if left else "none"
        mine = "short" if kinds[index] == "short" else "long"
        found = [
            f"above: {above}",
            f"below: {below}",
            f"{mine} between {above} and {below}",
            f"{mine}, case {case}, between {above} and {below}",
            f"short lines together: {_RUN_NAMES[bisect_left(_RUNS, self._runs[index])]}",
            f"{mine} where prose is {self._mood}",
        ]
        if self._repeats[line.core] > 1:
            found.append("repeated")
        if index < _NEAR:
            found.append(f"near the start: {index}")
        if left < _NEAR:
            found.append(f"near the end: {left}")
        return found + self._overlap(line, mine)

    def _overlap(self, line: Line, mine: str) -> list[str]:
        """Return how far the words of a line occur elsewhere."""
        telling = Topic.telling(line)
        if not telling:
            return [f"{mine}, no telling word"]
        above, below = self._topic.around(telling, line.index, line.index)
        found = [f"{mine}, told above: {_share_name(above)}", f"{mine}, told below: {_share_name(below)}"]
        if above == below == 0:
            found.append(f"{mine}, told nowhere else")
        if line.index + 1 < len(self._lines):
            taken = len(telling & self._lines[line.index + 1].words) / len(telling)
            found.append(f"{mine}, taken up below: {_share_name(taken)}")
        return found


def _share_name(share: float) -> str:
    return _SHARE_NAMES[bisect_left(_SHARES, share)]


def _runs(short: Sequence[bool]) -> list[int]:
    """Return for each line the length of the run of short lines that it stands in; 0 for others."""
    lengths = [0] * len(short)
    start = 0
    for at in range(len(short) + 1):
        if at == len(short) or not short[at]:
            lengths[start:at] = [at - start] * (at - start)
            start = at + 1
    return lengths
