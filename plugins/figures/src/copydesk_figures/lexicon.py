"""English number words: what each is worth, and how it may be joined to its neighbours."""

from decimal import Decimal
from typing import Final

ZERO_WORDS: Final = ("zero", "nought", "naught", "nil")
_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

SMALL: Final[dict[str, int]] = (
    dict.fromkeys(ZERO_WORDS, 0)
    | {word: value for value, word in enumerate(_UNITS + _TEENS, 1)}
    | {word: value * 10 for value, word in enumerate(_TENS, 2)}
    | {tens + unit: 10 * t + u for t, tens in enumerate(_TENS, 2) for u, unit in enumerate(_UNITS, 1)}
    | {"fourty": 40, "fourtyfour": 44}
)
"""Words below one hundred, spellings without a hyphen and the commonest slip included."""

SCALES: Final[dict[str, Decimal]] = {
    "thousand": Decimal(10) ** 3,
    "lakh": Decimal(10) ** 5,
    "lac": Decimal(10) ** 5,
    "million": Decimal(10) ** 6,
    "crore": Decimal(10) ** 7,
    "billion": Decimal(10) ** 9,
    "milliard": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12,
    "quadrillion": Decimal(10) ** 15,
    "quintillion": Decimal(10) ** 18,
    "sextillion": Decimal(10) ** 21,
    "septillion": Decimal(10) ** 24,
    "octillion": Decimal(10) ** 27,
    "nonillion": Decimal(10) ** 30,
    "decillion": Decimal(10) ** 33,
    "हजार": Decimal(10) ** 3,
    "लाख": Decimal(10) ** 5,
}

SHORT_SCALES: Final[dict[str, Decimal]] = {
    "mn": SCALES["million"],
    "mln": SCALES["million"],
    "mio": SCALES["million"],
    "bn": SCALES["billion"],
    "bln": SCALES["billion"],
    "tn": SCALES["trillion"],
    "tln": SCALES["trillion"],
    "trn": SCALES["trillion"],
    "cr": SCALES["crore"],
    "lkh": SCALES["lakh"],
    "lkhs": SCALES["lakh"],
    "lacs": SCALES["lakh"],
}
"""Abbreviations that follow a numeral, glued or after a space."""

GLUED_SCALES: Final[dict[str, Decimal]] = {"k": SCALES["thousand"], "MM": SCALES["million"]}
"""Abbreviations that count only when glued to a numeral; `MM` in capitals, for `mm` is a millimetre."""

MONEY_SCALES: Final[dict[str, Decimal]] = {
    "m": SCALES["million"],
    "b": SCALES["billion"],
    "t": SCALES["trillion"],
    "mm": SCALES["million"],
}
"""Abbreviations that are a scale only beside a currency; elsewhere they are units of measure."""

DOZENS: Final = frozenset({"dozen", "dozens", "doz", "dozs"})
PLURAL_SCALES: Final[dict[str, Decimal]] = {"hundreds": Decimal(100)} | {
    word + "s": value for word, value in SCALES.items()
}
LOOSE_PLURALS: Final[dict[str, Decimal]] = {"tens": Decimal(10), "dozens": Decimal(12)} | PLURAL_SCALES
"""Plurals that count nothing exactly: dozens of people, tens of thousands of euros."""

_ORDINAL_STEMS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip


def _ordinal(word: str) -> str:
    """Return the ordinal of a number word: twenty becomes twentieth, sixtytwo becomes sixtysecond."""
    for stem, ordinal in _ORDINAL_STEMS.items():
        if word == stem or (word.endswith(stem) and word[: -len(stem)] in _TENS):
            return word.removesuffix(stem) + ordinal
    return word[:-1] + "ieth" if word.endswith("y") else word + "th"


ORDINALS: Final[dict[str, Decimal]] = (
    {_ordinal(word): Decimal(value) for word, value in SMALL.items() if word not in ZERO_WORDS}
    | {"zeroth": Decimal(0), "nineth": Decimal(9), "twelvth": Decimal(12), "hundredth": Decimal(100)}
    | {word + "th": value for word, value in SCALES.items() if word != "lac" and word.isascii()}
)

PARTS: Final[dict[str, Decimal]] = {
    "half": Decimal(2),
    "halves": Decimal(2),
    "quarter": Decimal(4),
    "quarters": Decimal(4),
}
"""Words that name a part and are no ordinals."""

CARDINALS: Final = frozenset(SMALL) | {"hundred"} | frozenset(SCALES) | DOZENS | frozenset(PLURAL_SCALES)
TRIGGERS: Final = CARDINALS | frozenset(LOOSE_PLURALS) | frozenset(ORDINALS) | frozenset(PARTS) | {"couple"}
VAGUE: Final = frozenset({"several", "few", "many", "numerous", "countless", "both"})
