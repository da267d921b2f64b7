"""Fold a text for reading without moving a single offset: one code point becomes exactly one code point."""

import re
from functools import cache

_ZEROS = (
    "٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀႐០᠐᥆᧐᪀᪐᭐᮰᱀᱐꘠꣐꤀꧐꧰꩐꯰０"  # every decimal digit block of the basic plane
    "\U0001d7ce\U0001d7d8\U0001d7e2\U0001d7ec\U0001d7f6"  # and the mathematical ones
)
_SAME = {
    "-": "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d",  # hyphens, dashes but the em dash, minus signs
    "'": "\u2018\u2019\u02bc\u2032\uff07",  # single quotes, primes
    '"': "\u201c\u201d\u2033\uff02",  # double quotes
    " ": "\r",
    "\xa0": "\u2007\u2008\u2009\u202f",  # narrow and figure spaces
    "%": "\uff05\u066a\ufe6a",
    "$": "\uff04",
    ",": "\u066c",
    ".": "\u066b",
    "\u03bc": "\u00b5",
    "\u2126": "\u03a9",
    "i": "\u0130",
}


_FOREIGN = re.compile(r"[^\x00-\x7f]+|\r")


@cache
def _folding() -> dict[str, str]:
    """Return what each folded code point becomes."""
    table = {chr(ord(zero) + digit): str(digit) for zero in _ZEROS for digit in range(10)}
    return table | {variant: plain for plain, variants in _SAME.items() for variant in variants}


def fold(text: str) -> str:
    """Return a lower-cased copy of ``text`` with plain digits, dashes, quotes and spaces, of the same length.

    U+0130 is folded beforehand because it alone grows when lower-cased. An em dash stays: it parts sentences and is
    not a sign of a range.
    """
    table, folded = _folding(), text
    for character in table.keys() & set("".join(_FOREIGN.findall(text))):
        folded = folded.replace(character, table[character])
    return folded.lower()
