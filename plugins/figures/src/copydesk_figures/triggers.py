"""The scan that finds where a figure may stand: one trie-shaped regular expression over the folded text."""

import re
from functools import cache

from copydesk_figures.calendar import MONTHS, WEEKDAYS
from copydesk_figures.languages import language
from copydesk_figures.lexicon import TRIGGERS, VAGUE
from copydesk_figures.trie import trie_pattern

_SYMBOLS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"


@cache
def scanner(*, vague: bool = False, articles: bool = False, code: str = "en") -> re.Pattern[str]:
    """Return the compiled scan: digits, vulgar fractions, number words and months of a language.

    Vague words and articles are added where they are asked for. The look-ahead names every first letter, so that most
    positions fail on one set test.
    """
    words = TRIGGERS | frozenset(MONTHS) | frozenset(WEEKDAYS) | (VAGUE if vague else frozenset())
    words |= frozenset({"a", "an"}) if articles else frozenset()
    if code != "en":
        words = language(code).triggers | frozenset(language(code).months) or words
    first = "".join(sorted({word[0] for word in words}))
    return re.compile(rf"[0-9{_SYMBOLS}]|\b(?=[{first}])(?:{trie_pattern(words)})\b")
