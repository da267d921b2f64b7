"""Typed tokens round one trigger, lexed only as far as a rule asks for them."""

import re
from decimal import Decimal
from typing import Final, NamedTuple

from copydesk_figures.languages import Language, canonical, token_pattern

NUMERAL: Final = "numeral"
WORD: Final = "word"
MARK: Final = "mark"
END: Final = "end"

_GROUP = 4  # a comma and three digits
_REACH = 60  # code points of left context: room for six words and a comparator
LITERAL: Final = r"""
    [0-9]{1,3}(?:,[0-9]{3}){1,12}(?![0-9]|,[0-9])(?:\.[0-9]+)?
  | [0-9]{1,2}(?:,[0-9]{2}){1,8},[0-9]{3}(?![0-9])(?:\.[0-9]+)?
  | [0-9]{1,3}(?:[ \u00a0][0-9]{3}){1,8}(?![0-9,])(?:\.[0-9]+)?
  | [0-9]{1,3}(?:[ \u00a0][0-9]{3}){1,8},[0-9]{1,2}(?![0-9])
  | [0-9]{1,3}(?:'[0-9]{3}){1,8}(?![0-9])(?:\.[0-9]+)?
  | [0-9]{1,3}(?:\.[0-9]{3}){2,8}(?![0-9])(?:,[0-9]+)?
  | [0-9]{1,3}(?:\.[0-9]{3}){1,8},[0-9]{1,2}(?![0-9])
  | (?<![0-9],)(?<![0-9])[0-9]+,[0-9]{1,2}(?![0-9]|,[0-9])
  | [0-9]*\.?[0-9]+(?:e[+-]?[0-9]{1,3}(?![0-9a-z]))?
"""
_TOKEN = re.compile(
    rf"(\s*)(?:({LITERAL})|((?!))|([\u0904-\u0963]+|[^\W\d_]+(?:'[^\W\d_]+)*)|(\S))",
    re.VERBOSE,
)
_KINDS = (END, END, NUMERAL, NUMERAL, WORD, MARK)
_SPELLED = 3  # the group of a number in words of another language
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")


class Token(NamedTuple):
    """A piece of the folded text.

    Attributes:
        kind: numeral, word, mark or end (of the text or of a paragraph).
        start: its first code point.
        end: the one after its last.
        text: its folded spelling.
        gap: how many blanks stand before it; 0 means glued.
    """

    kind: str
    start: int
    end: int
    text: str
    gap: int


class Window:
    """The tokens of a text round position ``start``: 0 begins there, -1 is the one before it.

    Args:
        text: the text as it is.
        folded: the same folded.
        start: where token 0 begins.
        floor: nothing before this offset is read.
        foreign: the language of the text where that is not English.
    """

    __slots__ = ("_at", "_foreign", "_left", "_right", "_token", "floor", "folded", "start", "text")

    def __init__(
        self, text: str, folded: str, start: int, floor: int = 0, foreign: Language | None = None
    ) -> None:
        self._foreign = foreign
        self._token = token_pattern(foreign.code, LITERAL) if foreign else _TOKEN
        self.text = text
        self.folded = folded
        self.start = start
        self.floor = max(floor, start - _REACH)
        self._right: list[Token] = []
        self._left: list[Token] | None = None
        self._at = start

    def at(self, index: int) -> Token:
        """Return the token with this index; beyond either edge it is an empty one of kind END."""
        if index >= 0:
            right = self._right
            while len(right) <= index:
                right.append(self._next())
            return right[index]
        left = self.left
        return left[index] if -index <= len(left) else Token(END, self.floor, self.floor, "", 1)

    @property
    def left(self) -> list[Token]:
        """The tokens before position ``start`` in its paragraph, as far as the window reaches."""
        if self._left is None:
            self._left = self._before()
        return self._left

    def original(self, token: Token) -> str:
        """Return a token's spelling in the text as it is."""
        return self.text[token.start : token.end]

    def _next(self) -> Token:
        match = self._token.match(self.folded, self._at)
        previous = self._at
        if match is None or (match.end(1) - previous > 1 and _PARAGRAPH.search(match[1])):
            return Token(END, previous, previous, "", 1)
        self._at = match.end()
        group = match.lastindex or 0
        start = match.end(1)
        gap = start - previous if previous > self.start else self._blank_before()
        spelling = match[group] if self._foreign is None else self._english(match, group)
        return Token(_KINDS[group], start, self._at, spelling, gap)

    def _english(self, match: re.Match[str], group: int) -> str:
        """Return a foreign token as English writes it."""
        foreign, spelling = self._foreign, match[group]
        if foreign is None or _KINDS[group] == MARK:
            return spelling
        if group == _SPELLED:
            return str(foreign.numbers[spelling])
        return (
            canonical(spelling, foreign)
            if _KINDS[group] == NUMERAL
            else foreign.words.get(spelling, spelling)
        )

    def _blank_before(self) -> int:
        """Return the gap before token 0: whether a blank or the text's beginning stands there."""
        return int(self.start == 0 or self.folded[self.start - 1].isspace())

    def _before(self) -> list[Token]:
        start = self.floor
        if start and self.folded[start - 1].isalnum():
            while start < self.start and self.folded[start].isalnum():
                start += 1
        if self.folded.find("\n", start, self.start) >= 0:
            for paragraph in _PARAGRAPH.finditer(self.folded, start, self.start):
                start = paragraph.end()
        tokens = []
        for match in self._token.finditer(self.folded, start, self.start):
            group, start = match.lastindex or 0, match.start()
            spelling = match[group] if self._foreign is None else self._english(match, group)
            tokens.append(Token(_KINDS[group], match.end(1), match.end(), spelling, match.end(1) - start))
        return tokens


def gap_after(window: Window, index: int) -> int:
    """Return how many blanks follow the token with this index."""
    return window.at(index + 1).gap


def literal_value(literal: str) -> Decimal:
    """Return the exact value of a numeral: the last separator is a decimal one unless it groups three digits."""
    digits = literal.replace(" ", "").replace("\u00a0", "").replace("'", "")
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        group, decimal = (",", ".") if digits.rindex(".") > digits.rindex(",") else (".", ",")
        digits = digits.replace(group, "").replace(decimal, ".")
    elif commas:
        digits = digits.replace(",", "" if commas > 1 or len(digits) - digits.index(",") == _GROUP else ".")
    elif points > 1:
        digits = digits.replace(".", "")
    return Decimal(digits)
