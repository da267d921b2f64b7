"""The scan that finds where a figure may stand: one trie-shaped regular expression over the folded text."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from copydesk_figures.calendar import MONTHS, WEEKDAYS
from copydesk_figures.lexicon import TRIGGERS, VAGUE

_SYMBOLS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"


def trie_pattern(words: Iterable[str]) -> str:
    """Return a pattern that matches the longest of ``words``, shaped as a trie so that no prefix is tried twice."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _pattern(root)


def _pattern(node: dict[str, Any]) -> str:
    """Return the pattern of one trie node; the empty key says that a word may end here."""
    branches = [
        re.escape(character) + _pattern(child) for character, child in sorted(node.items()) if character
    ]
    if not branches:
        return ""
    if len(branches) == 1 and "" not in node:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if "" in node else "")


@cache
def scanner(*, vague: bool = False, articles: bool = False) -> re.Pattern[str]:
    """Return the compiled scan: digits, vulgar fractions, number words and months (vague words and articles where asked).

    The look-ahead names every first letter, so that most positions fail on one set test.
    """
    words = TRIGGERS | frozenset(MONTHS) | frozenset(WEEKDAYS) | (VAGUE if vague else frozenset())
    words |= frozenset({"a", "an"}) if articles else frozenset()
    first = "".join(sorted({word[0] for word in words}))
    return re.compile(rf"[0-9{_SYMBOLS}]|\b(?=[{first}])(?:{trie_pattern(words)})\b")
