"""Cut a text into sentences of tokens that keep their offsets.

Offsets are Unicode code points of the text, half-open. Names stay whole (`Tae-yong`, `O'Brien`, `U.S.`, `Mr.`, `AT&T`,
`1,500`); the possessive `'s` is a token of its own, and so are the parts of `Rome-based` and `pro-Russian`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# A line shorter than this ends a sentence although only one line break follows: headlines and lists, not wrapped prose.
WRAPPED_LINE = 45
# Bounds keep hostile text linear: no real sentence or address is longer.
LONGEST_SENTENCE = 400

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|Rev|Fr|Sen|Rep|Gov|Gen|Col|Lt|Maj|Capt|Sgt|Cpl|Pvt|Pfc|Adm|Cmdr|Brig|Hon|Amb|Atty|Messrs|Supt|Det|"
    "St|Ste|Mt|Ft|Jr|Sr|Inc|Corp|Co|Ltd|Bros|Dept|Univ|Assn|Ave|Blvd|Rd|Hwy|No|Nos|Fig|Vol|vs|etc|approx|est|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Mon|Tues|Tue|Wed|Thurs|Thu|Fri|Sat|Esq|Ph\\.D|M\\.D|B\\.A|M\\.A"
)
_TAILS = (
    "based|led|backed|born|held|made|owned|run|controlled|occupied|trained|style|wide|area|sponsored|funded|supported|friendly|"
    "bound|only|speaking|type|era|brokered|allied|ruled|dominated|built|inspired|installed|imposed|related|listed|educated|"
    "American|Canadian|Russian|Israeli|Iraqi|Iranian|British|French|German|Chinese|Indian|Pakistani|Palestinian|Syrian"
)
_PREFIXES = "pro|anti|ex|non|pre|post|mid|inter|trans|un|then|self|co"
_TOKEN = re.compile(
    rf"""
    [a-z]+(?=[ ,\n])                                # the common case first: it doubles the speed
    | (?:https?://|www\.)[^\s<>"]{{1,300}}            # addresses, whole and never names
    | [\w.+-]{{1,64}}@[\w.-]{{1,190}}
    | (?:[^\W\d_]\.){{2,12}}                        # U.S.
    | (?:{_ABBREVIATIONS})\.(?!\w)
    | (?<!\w)[A-Z]\.(?=\s?[A-Z])                    # the J. of a name
    | \d{{1,40}}(?:[.,:/]\d{{1,40}}){{0,20}}(?:st|nd|rd|th|s)?(?!\w)
    | ['\u2019]s(?!\w)                              # possessive
    | (?:{_PREFIXES})(?=-[A-Z])
    | \w+(?:[-\u2010\u2011](?!(?:{_TAILS})(?!\w))\w+ | ['\u2019](?!s(?!\w))\w+ | &\w+)*
    | [.!?…]+ | [^\w\s]
    """,
    re.VERBOSE,
)
_SENTENCE_END = frozenset(".!?…")
_CLOSING = frozenset("\"'\u201d\u2019»)]")


class Token(NamedTuple):
    """One token: its text and where it stands."""

    text: str
    start: int
    end: int


Sentence = list[Token]


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of the text; every character that is not white space lies in exactly one token."""
    return list(_sentences(text))


def _sentences(text: str) -> Iterator[Sentence]:
    current: Sentence = []
    ended, line_start, last_end = False, 0, 0
    for found in _TOKEN.finditer(text):
        word, start = found[0], found.start()
        if start > last_end or ended:
            gap = text[last_end:start]
            broken = "\n" in gap or "\r" in gap
            if current and (
                (ended and not (word in _CLOSING and not gap)) or _breaks(gap, last_end - line_start)
            ):
                yield current
                current, ended = [], False
            if broken:
                line_start = start
        if len(current) >= LONGEST_SENTENCE:
            yield current
            current = []
        current.append(Token(word, start, found.end()))
        ended = word[0] in _SENTENCE_END or (ended and word in _CLOSING)
        last_end = found.end()
    if current:
        yield current


def _breaks(gap: str, line_length: int) -> bool:
    """Say whether the white space between two tokens ends a sentence by itself."""
    lines = gap.count("\n") or gap.count("\r")
    return lines > 1 or (lines == 1 and line_length < WRAPPED_LINE)
