"""The words of time round a trigger, and how numbers are read among them."""

import re
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple

from copydesk_figures.calendar import MONTHS, WEEKDAYS
from copydesk_figures.date_patterns import HOURS
from copydesk_figures.holidays import HOLIDAYS
from copydesk_figures.lexicon import ORDINALS, SMALL
from copydesk_figures.moments import PARTS, on
from copydesk_figures.trie import trie_pattern
from copydesk_figures.wordlist import words

GRAINS: Final = {
    spelling: grain
    for grain, spellings in {
        "second": "second seconds sec secs", "minute": "minute minutes min mins", "hour": "hour hours hr hrs h",
        "day": "day days", "weekday": "weekday weekdays workday workdays workweek", "week": "week weeks wk wks",
        "weekend": "weekend weekends", "fortnight": "fortnight fortnights", "month": "month months mo",
        "quarter": "quarter quarters qtr", "year": "year years yr yrs", "decade": "decade decades",
        "century": "century centuries", "night": "nights",
    }.items()
    for spelling in spellings.split()
}  # fmt: skip
SEASONS: Final = {
    "spring": ("SP", 3),
    "summer": ("SU", 6),
    "autumn": ("FA", 9),
    "fall": ("FA", 9),
    "winter": ("WI", 12),
}
NEAR_DAYS: Final = {
    "today": 0, "tonight": 0, "tonite": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "tomorow": 1, "tmw": 1, "yesterday": -1,
    "tomorrows": 1, "todays": 0, "2day": 0,
}  # fmt: skip
MOMENTS: Final = words("now noon midnight midday noontime eod eom eoy boy bom ytd mtd asap")
SETS: Final = {
    "daily": "P1D", "weekly": "P1W", "monthly": "P1M", "yearly": "P1Y", "annually": "P1Y", "annual": "P1Y",
    "mornings": "TMO", "evenings": "TEV", "afternoons": "TAF", "nights": "TNI", "weekends": "XXXX-WXX-WE",
    "biweekly": "P2W", "quarterly": "P3M", "hourly": "PT1H", "bimonthly": "P2M", "fortnightly": "P2W",
    "semiannually": "P6M",
    "biannually": "P6M", "weekdays": "XXXX-WXX", "nightly": "P1D",
    "everyday": "P1D", "semiannual": "P6M",
}  # fmt: skip
DECADES: Final = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90,
}  # fmt: skip
ZONES: Final = {
    "gmt": 0, "utc": 0, "bst": 1, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7, "cet": 1, "cest": 2, "ist": 5.5, "jst": 9, "et": -5, "pt": -8,
}  # fmt: skip
_CORE: Final = (
    frozenset(MONTHS) | frozenset(WEEKDAYS) | frozenset(GRAINS) - {"second", "sec", "mo", "h"} | frozenset(SEASONS)
    | frozenset(NEAR_DAYS) | MOMENTS | frozenset(SETS) | frozenset(PARTS) - {"lunch", "breakfast", "dinner", "brunch"}
    | frozenset(HOLIDAYS) | frozenset(DECADES)
    | words("o'clock oclock q1 q2 q3 q4 h1 h2 sat sun mondays tuesdays wednesdays thursdays fridays"
    " saturdays sundays season")
)  # fmt: skip
_JOINING: Final = words(
    "a an the this that these next last past previous prior current coming upcoming following of in on at by from to"
    " till until til untill through thru between and before after since ago hence later earlier early late mid middle"
    " start beginning end back now every each other or within during around about for couple few half quarter past"
    " first am pm"
    " as lunch breakfast dinner brunch working fiscal financial academic commencing afternoons a.m p.m"
    " ish more than no not rest whole"
    " entire year's week's month's day's today's fiscal calendar"
    " school first second third fourth fifth last weeks' days' months' years' pair same time starting once twice times"
    " per noon straight hundred thousand sharp"
)
WEEKDAY_NAMES: Final = (
    WEEKDAYS
    | {f"{name}s": n for name, n in WEEKDAYS.items() if name.endswith("day")}
    | {f"{name}'s": n for name, n in WEEKDAYS.items() if name.endswith("day")}
    | {"sat": 6, "sun": 7}
)
_VOCABULARY: Final = (
    _CORE | _JOINING | frozenset(SMALL) | frozenset(ORDINALS) | frozenset(ZONES) | frozenset(WEEKDAY_NAMES)
)
_TOKEN: Final = re.compile(r"[0-9]+|[^\W\d_]+(?:'[^\W\d_]+)*|[^\s]")
_SCRAPS: Final = words("st nd rd th h p m s eve new school y cy fy sy t z q")
_MARKS: Final = frozenset(",-/:.@~'")
_REACH = 80
_CENTURIES = range(17, 21)
_GLANCE = 12  # code points
_TENS = range(20, 100, 10)


class Piece(NamedTuple):
    """One word, number or mark of a phrase, with its offsets in the folded text."""

    text: str
    start: int
    end: int


_UNKNOWN: Final = on(2000)  # stands in for a document's date that is not known
_NOTHING: Final = Piece("", -1, -1)


@cache
def trigger() -> re.Pattern[str]:
    """Return the scan for words and digits that a phrase of time may hold."""
    first = "".join(sorted({word[0] for word in _CORE}))
    digits = (
        r"(?<![\w$€£.,])[0-9]{1,2}(?:[:h][0-5][0-9]|\s?[ap]\s?\.?\s?m\b|[/.-][0-9]{1,2}|h\b|(?:st|nd|rd|th)\b"
        rf"|\s?(?:-\s?)?(?:of\s)?(?:{trie_pattern(MONTHS)})\b)|(?<![\w$€£.,-])(?:19|20)[0-9]{{2}}(?![\w%,])"
        r"|(?<![0-9])'?(?:1[0-9]|20)?[0-9]0s\b|\b[cfs]y\s?'?[0-9]{2,4}\b|(?<![\w.,])[0-9]{3,4}\s?[ap]\.?m\b"
        r"|\b(?:[0-9]{1,2}|five|ten|twenty)\s(?:minutes\s)?past\s|\bpm\b"
        rf"|\b(?:{trie_pattern(HOURS)})\s(?:[a-z-]+\s){{0,2}}[ap]\s?\.?\s?m\b"
        r"|\b(?:half|quarter)\s(?:past|to|after)\b|\bat\s[0-9]{1,2}\s[0-5][0-9]\b|(?<=at )[0-9]{3,4}\b"
        r"|\bin (?:nineteen|twenty|two thousand)\b"
    )
    return re.compile(rf"\b(?=[{first}])(?:{trie_pattern(_CORE)})\b|{digits}")


class Phrase:
    """The run of words of time round a trigger.

    Args:
        text: the text as it is.
        folded: the same folded.
        span: where the trigger stands.
        room: the offsets between which it may lie.
        reference: when the text was written; None where that is not known.
    """

    def __init__(
        self, text: str, folded: str, span: tuple[int, int], room: tuple[int, int], reference: datetime | None
    ) -> None:
        self.text = text
        self.folded = folded
        self.known = reference is not None
        self.reference = reference or _UNKNOWN
        self.pieces = [*_left(folded, span[0], room[0]), *_right(folded, *span, room[1])]

    def at(self, index: int) -> Piece:
        """Return a piece; beyond the run an empty one."""
        return self.pieces[index] if 0 <= index < len(self.pieces) else _NOTHING

    def word(self, index: int) -> str:
        """Return the folded spelling of a piece."""
        return self.at(index).text

    def glued(self, index: int) -> bool:
        """Whether a piece follows the one before it without a blank."""
        return index > 0 and self.at(index).start == self.at(index - 1).end

    def before(self, index: int) -> str:
        """Return the few folded characters before a piece."""
        end = self.at(index).start
        return self.folded[max(0, end - _GLANCE) : end]

    def skip(self, index: int, *choices: str) -> int:
        """Return the index behind the given words, each of which may be missing."""
        for choice in choices:
            index += self.word(index) == choice
        return index

    def number(self, index: int) -> tuple[float, int] | None:
        """Read a count: digits, words below one hundred, "a couple of", "half an", "one and a half"."""
        word = self.word(index)
        if word.isdecimal():
            return self._digits(index)
        if word in {"a", "an", "the"} and self.word(index + 1) in {"couple", "pair", "few", "half"}:
            index, word = index + 1, self.word(index + 1)
        if word in {"couple", "pair", "few"}:
            return 3.0 if word == "few" else 2.0, self.skip(index + 1, "of", "more")
        if word == "half":
            return 0.5, self.skip(index + 1, "a", "an")
        return (1.0, index + 1) if word in {"a", "an"} else self._words(index)

    def _digits(self, index: int) -> tuple[float, int] | None:
        word, mark, behind = (self.word(index + step) for step in range(3))
        if len(word) > 4:  # noqa: PLR2004 -- longer counts of days are no phrase of time
            return None
        if mark == "/" and behind in {"2", "3", "4"} and self.word(index + 3) in GRAINS:
            return float(word) / float(behind), index + 3
        if mark == "." and behind.isdecimal() and self.glued(index + 2):
            return float(f"{word}.{behind}"), index + 3
        return float(word), index + 1

    def _words(self, index: int) -> tuple[float, int] | None:
        value = SMALL.get(self.word(index))
        if value is None:
            return None
        index += 1
        if value in _TENS:
            after = index + (self.word(index) == "-")
            unit = SMALL.get(self.word(after), 0)
            if 0 < unit < 10:  # noqa: PLR2004 -- one digit
                return float(value + unit), after + 1
        return float(value), index

    def ordinal(self, index: int) -> tuple[int, int] | None:
        """Read a rank: 4th, fourth, twenty-third."""
        word = self.word(index)
        if word.isdecimal() and self.word(index + 1) in {"st", "nd", "rd", "th"} and self.glued(index + 1):
            return int(word), index + 2
        if word in ORDINALS:
            return int(ORDINALS[word]), index + 1
        tens = SMALL.get(word, 0)
        after = index + 1 + (self.word(index + 1) == "-")
        if tens in _TENS and 0 < ORDINALS.get(self.word(after), 0) < 10:  # noqa: PLR2004 -- one digit
            return tens + int(ORDINALS[self.word(after)]), after + 1
        return None

    def year(self, index: int) -> tuple[int, int] | None:
        """Read a year: 2019, '98, two thousand nineteen, nineteen eighty four."""
        word = self.word(index)
        if word.isdecimal():
            return (int(word), index + 1) if len(word) == 4 and "1000" <= word < "2200" else None  # noqa: PLR2004 -- digits of a year
        if word == "'" and len(self.word(index + 1)) == 2 and self.word(index + 1).isdecimal():  # noqa: PLR2004 -- as above
            short = int(self.word(index + 1))
            return short + (1900 if short > 40 else 2000), index + 2  # noqa: PLR2004 -- a window round today
        first = self._words(index)
        return self._spelled_year(*first) if first else None

    def _spelled_year(self, value: float, after: int) -> tuple[int, int] | None:
        if value == 2 and self.word(after) == "thousand":  # noqa: PLR2004 -- two thousand
            rest = self._words(self.skip(after + 1, "and"))
            return (2000 + int(rest[0]), rest[1]) if rest else (2000, after + 1)
        if value in _CENTURIES and self.word(after) == "hundred":
            rest = self._words(self.skip(after + 1, "and"))
            return (int(value) * 100 + int(rest[0] if rest else 0), rest[1] if rest else after + 1)
        rest = self._words(after)
        if value in _CENTURIES and rest and rest[0] >= 10:  # noqa: PLR2004 -- nineteen ten
            return int(value) * 100 + int(rest[0]), rest[1]
        return None


def _left(folded: str, start: int, floor: int) -> list[Piece]:
    begin = max(floor, start - _REACH)
    while begin and begin < start and folded[begin - 1].isalnum() and folded[begin].isalnum():
        begin += 1
    pieces = [Piece(match[0], *match.span()) for match in _TOKEN.finditer(folded, begin, start)]
    first = len(pieces)
    while (
        first and _belongs(pieces[first - 1].text) and "\n\n" not in folded[pieces[first - 1].end : start][:2]
    ):
        first -= 1
    return pieces[first:]


def _right(folded: str, start: int, sure: int, ceiling: int) -> list[Piece]:
    pieces = []
    for match in _TOKEN.finditer(folded, start, min(ceiling, start + _REACH)):
        if match.start() >= sure and not _belongs(match[0]):
            break
        pieces.append(Piece(match[0], *match.span()))
    return pieces


def _belongs(word: str) -> bool:
    return (
        word in _VOCABULARY or word.isdecimal() or word in _MARKS
        or word in _SCRAPS
    )  # fmt: skip
