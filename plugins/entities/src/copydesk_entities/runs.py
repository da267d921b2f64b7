"""Find capitalised runs: words in capitals that follow one another, with the small words that stand inside names.

"University of Maine", "Food and Drug Administration", "Osama bin Laden" and "Acme, Inc." are one run each.
"""

from collections.abc import Iterator

from copydesk_entities.words import Words

LONGEST_RUN = 14
"""Tokens; no name of the development texts is longer, and a bound keeps hostile text linear."""

_BREAKERS = frozenset(("I", "The", "And", "But", "A", "In", "If", "We", "He", "She", "It", "They"))
_INNER = frozenset(("of", "for", "on"))
_SUFFIXES = frozenset(("Inc", "Inc.", "LLC", "Ltd", "Ltd.", "LLP", "L.P.", "Jr", "Jr.", "Sr.", "Sr"))


def runs(words: Words) -> Iterator[tuple[int, int]]:
    """Yield the runs of a sentence as token ranges, from left to right."""
    start = 0
    while start < len(words):
        if words.facts[start] is None:
            start += 1
            continue
        end = _end(words, start)
        yield start, end
        start = end


def _end(words: Words, start: int) -> int:
    index = start + 1
    while index < len(words) and index - start < LONGEST_RUN:
        if words.facts[index] is not None and words.text[index] not in _BREAKERS:
            index += 1
            continue
        step = _bridge(words, start, index)
        if not step:
            break
        index += step
    return index


def _bridge(words: Words, start: int, index: int) -> int:
    """Return how many words from `index` on belong to the name together with the capitalised one they lead to, or 0."""
    word = words.text[index]
    if word in ("of", "for") or (word == "on" and words.cue("body", index - 1)):
        return _of(words, index)
    if word == "&":
        return 2 * (words.known(index + 1) is not None)
    if word == "and":
        return 2 * _joined_by_and(words, start, index)
    if word == ",":
        return 2 * (words.at(index + 1) in _SUFFIXES)
    if word in words.lexicon.cues["particle"] and may_be_given_name(words, index - 1):
        length = 2 if words.cue("particle", index + 1) else 1
        return (length + 1) * (words.known(index + length) is not None)
    return 0


def _of(words: Words, index: int) -> int:
    """Bridge "of", "for" and "on" after a word that names go on from: Ministry of Health, Battle of Ypres."""
    sections = ("org_lead", "place_of", "event_lead") if words.text[index] == "of" else ("org_lead",)
    led = any(words.cue(section, index - 1) for section in sections)
    length = 2 if words.at(index + 1) == "the" else 1
    return (length + 1) * (led and words.known(index + length) is not None)


def _joined_by_and(words: Words, start: int, index: int) -> bool:
    """Say whether "and" stands inside one name: Centers for Disease Control and Prevention."""
    left, right = words.known(index - 1), words.known(index + 1)
    if left is None or right is None or not (left.common and right.common) or left.title or right.title:
        return False
    if not _INNER.isdisjoint(words.text[start:index]):
        return True
    end = index + 1
    while end < len(words) and end - start < LONGEST_RUN and words.facts[end] is not None:
        end += 1
    return end > index + 2 and words.cue("org_head", end - 1)


def may_be_given_name(words: Words, index: int) -> bool:
    """Say whether the word may be a given name: no plain English word, demonym or known organisation."""
    facts = words.known(index)
    if facts is None or facts.demonym or facts.organisation:
        return False
    return facts.first_name or not facts.common
