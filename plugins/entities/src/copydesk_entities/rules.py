"""The rules stage: repairs that hold whatever tagger ran before.

Peoples are NORP, titles do not belong to persons nor role nouns to organisations, and "the North" is a country when the
document knows exactly one that it can be.
"""

from collections.abc import Iterable, Iterator

from copydesk_entities.lexicon import Lexicon
from copydesk_entities.mentions import Mention, merge
from copydesk_entities.tokens import Sentence, sentences

_HALVES = ("North", "South", "East", "West")


def apply_rules(
    text: str, document: list[Sentence], mentions: Iterable[Mention], lexicon: Lexicon
) -> list[Mention]:
    """Return the mentions, repaired, in order."""
    repaired = [fixed for mention in mentions if (fixed := _repair(text, mention, lexicon)) is not None]
    halves = _only_halves(repaired, lexicon)
    return merge(repaired, list(_bare_halves(document, halves))) if halves else repaired


def _repair(text: str, mention: Mention, lexicon: Lexicon) -> Mention | None:
    """Return the mention as it should be, or None when nothing of it is a name."""
    if mention.source == "list":
        return mention
    if mention.label != "PER" and mention.text in lexicon.demonyms:
        return mention._replace(label="NORP", source="rule") if mention.label != "NORP" else mention
    if " " in mention.text and mention.label == "PER":
        return _trimmed(text, mention, lexicon.cues["title"], at_end=False)
    if " " in mention.text and mention.label == "ORG":
        return _trimmed(text, mention, lexicon.cues["role_tail"], at_end=True)
    return mention


def _trimmed(text: str, mention: Mention, unwanted: frozenset[str], *, at_end: bool) -> Mention | None:
    """Cut unwanted words off one side of the mention."""
    tokens = [token for sentence in sentences(mention.text) for token in sentence]
    first, last = 0, len(tokens)
    while at_end and last and tokens[last - 1].text in unwanted:
        last -= 1
    while not at_end and first < last - 1 and tokens[first].text in unwanted:
        first += 1
    if first == 0 and last == len(tokens):
        return mention
    if first == last:
        return None
    start, end = mention.start + tokens[first].start, mention.start + tokens[last - 1].end
    return mention._replace(start=start, end=end, text=text[start:end], source="rule")


def _only_halves(mentions: list[Mention], lexicon: Lexicon) -> dict[str, str]:
    """Map "North" to "North Korea" where that is the only country or people of that kind in the document."""
    countries: dict[str, set[str]] = {half: set() for half in _HALVES}
    for mention in mentions:
        half, blank, _ = mention.text.partition(" ")
        code = lexicon.country(mention.text, mention.label)
        if blank and half in countries and code:
            countries[half].add(code)
    names = {code: name for name, code in lexicon.countries.items() if name.partition(" ")[0] in countries}
    return {
        half: names[code]
        for half, codes in countries.items()
        if len(codes) == 1
        for code in codes
        if code in names
    }


def _bare_halves(document: list[Sentence], halves: dict[str, str]) -> Iterator[Mention]:
    """Yield "North" after an article where no longer name follows."""
    for sentence in document:
        for index in range(1, len(sentence)):
            token = sentence[index]
            if token.text not in halves or sentence[index - 1].text not in ("the", "The"):
                continue
            following = sentence[index + 1].text if index + 1 < len(sentence) else ""
            if following != "of" and not following[:1].isupper():
                name = halves[token.text]
                yield Mention(token.start, token.end, token.text, "LOC", 0.8, "rule", name=name)
