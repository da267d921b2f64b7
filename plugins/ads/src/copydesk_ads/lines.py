"""Text to lines. Everything later speaks of lines; only here and in `clean` are there offsets.

Matching happens on a folded copy of the text: lower case, straight quotes, plain dashes and spaces. Folding
replaces one code point by one, so an offset in the folded copy is an offset in the text.
"""

import re
from dataclasses import dataclass
from itertools import islice

__all__ = ["BLANK", "BREAK", "LOOK", "Line", "fold", "plain", "split"]

LOOK = 2000
"""Code points of a line that are ever looked at: a longer line is prose, and its cost stays bounded."""

_PLAIN = {
    "'": "\u2018\u2019\u02bc",
    '"': "\u201c\u201d\u201e",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212",
    " ": "\u00a0\u202f\t",
    "I": "\u0130",  # the one capital whose lower case is two code points
}
BLANK = " \t\u00a0\u202f\u3000\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad\x1c\x1d\x1e\x1f"
_LINE = re.compile("[^\n\r\v\f\x85\u2028\u2029]+")
BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_LEAD = re.compile(r"""[^\w"'$£€@©]*""")
_TAIL = " :;,-|>»\u203a→▸▶▼*_=~#+/\\[](){}<…👇✨🔥"
_WIDEST_GAP = 3
_WORD = re.compile(r"\w+")


def plain(text: str) -> str:
    """Return ``text`` with straight quotes, plain dashes and plain spaces, at the same offsets."""
    for one, others in _PLAIN.items():
        for other in others:
            text = text.replace(other, one)  # many times faster than str.translate on wide text
    return text


def fold(text: str) -> str:
    """Return ``text`` as `plain`, in lower case, at the same offsets."""
    return plain(text).lower()


@dataclass(frozen=True, slots=True)
class Line:
    """One line with something on it, of which `LOOK` code points are looked at.

    Attributes:
        index: its number among such lines.
        start: first code point that is not blank.
        end: after the last that is not blank.
        gap: line ends between it and the line before, 3 at most; from 2 on a blank line stands between.
        folded: the line in lower case with plain signs.
        core: the folded line without bullets, arrows and emoji around it: what patterns see.
        cased: as `core`, in the capitals of the text.
        words: the words of the folded line.
    """

    index: int
    start: int
    end: int
    gap: int
    folded: str
    core: str
    cased: str
    words: frozenset[str]

    @property
    def size(self) -> int:
        """Code points from start to end."""
        return self.end - self.start


def split(text: str) -> list[Line]:
    """Return the lines of ``text`` that are not blank. Knows CR, LF, CRLF and the Unicode line ends."""
    capitals = plain(text)
    folded = capitals.lower()
    lines: list[Line] = []
    last = 0
    for piece in _LINE.finditer(text):
        found = piece[0].strip(BLANK)
        if not found:
            continue
        start = piece.start() + piece[0].index(found[0])
        end = start + len(found)
        seen = folded[start : min(end, start + LOOK)]
        core_start, core_end = _core(seen)
        lines.append(
            Line(
                index=len(lines),
                start=start,
                end=end,
                gap=sum(1 for _ in islice(BREAK.finditer(text, last, start), _WIDEST_GAP)),
                folded=seen,
                core=seen[core_start:core_end],
                cased=capitals[start + core_start : start + core_end],
                words=frozenset(_WORD.findall(seen)),
            )
        )
        last = end
    return lines


def _core(folded: str) -> tuple[int, int]:
    """Return where a line stands without what decorates it; all of it may be decoration."""
    lead = _LEAD.match(folded)
    start = lead.end() if lead else 0
    return start, max(start, len(folded.rstrip(_TAIL)))
