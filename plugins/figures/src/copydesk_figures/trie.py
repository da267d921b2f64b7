"""Words as one regular expression, shaped as a trie so that no prefix is tried twice."""

import re
from collections.abc import Iterable
from typing import Any


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
