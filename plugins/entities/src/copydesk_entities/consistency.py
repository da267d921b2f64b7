"""The document pass: what a whole document says about a name decides what one of its mentions is.

Same form, same label; the surname of a person named before is that person; the acronym of an organisation is that
organisation; and a name found once is found wherever it stands again (`repeats`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from copydesk_entities.acronyms import acronym_table
from copydesk_entities.lexicon import Lexicon
from copydesk_entities.mentions import Label, Mention, form, merge
from copydesk_entities.repeats import known_forms, repeats
from copydesk_entities.tokens import Sentence
from copydesk_entities.wordlists import SURE_PLACE

MAJORITY = 0.6
_LOOK_BACK = 24
_WHERE = frozenset(("in", "near", "outside", "across"))
_REGION = re.compile(r", ([A-Z][\w.]+(?: [A-Z]\w+)?)")


def agree(text: str, document: list[Sentence], mentions: list[Mention], lexicon: Lexicon) -> list[Mention]:
    """Return the mentions of the document made consistent, with those added that a repeat or a surname reveals."""
    people = _name_parts(mentions, lexicon)
    acronyms = acronym_table(text, mentions)
    labelled = [_relabel(mention, text, people, acronyms, lexicon) for mention in _by_majority(mentions)]
    forms = known_forms(labelled, people, acronyms)
    return merge(labelled, list(repeats(text, document, labelled, forms, lexicon)))


def _by_majority(mentions: list[Mention]) -> Iterator[Mention]:
    """Yield the mentions, each with the label most of its form have, when most is most."""
    counts: dict[str, Counter[Label]] = defaultdict(Counter)
    for mention in mentions:
        counts[form(mention.text)][mention.label] += 1
    for mention in mentions:
        labels = counts[form(mention.text)]
        label, seen = labels.most_common(1)[0]
        decided = seen > 1 and seen >= MAJORITY * labels.total()
        if mention.label != label and decided and mention.source != "list":
            yield mention._replace(label=label, source="document")
        else:
            yield mention


def _name_parts(mentions: list[Mention], lexicon: Lexicon) -> dict[str, int]:
    """Map the first and last words of every full name of a person to the offset where it first stands."""
    parts: dict[str, int] = {}
    for mention in mentions:
        words = mention.text.split()
        if mention.label == "PER" and len(words) > 1:
            for word in (words[0], words[-1]):
                if len(word) > 1 and word not in lexicon.countries and not lexicon.facts(word).excluded:
                    parts.setdefault(word, mention.start)
    return parts


def _relabel(
    mention: Mention, text: str, people: dict[str, int], acronyms: dict[str, Mention], lexicon: Lexicon
) -> Mention:
    """Return the mention as a person or an organisation where the document says so."""
    if mention.source == "list" or mention.label in ("NORP", "EVENT"):
        return mention
    named_before = people.get(mention.text, mention.start) < mention.start
    if mention.label != "PER" and named_before and not _placed(mention, text, lexicon):
        return mention._replace(label="PER", source="document")
    if mention.label != "ORG" and mention.text in acronyms and mention.text not in lexicon.countries:
        return mention._replace(label="ORG", source="document")
    return mention


def _placed(mention: Mention, text: str, lexicon: Lexicon) -> bool:
    """Say whether a listed place stands where only places do: after "in" or its like, or before its region."""
    if mention.label != "LOC" or mention.text not in lexicon.places:
        return False
    region = _REGION.match(text, mention.end)
    if region is not None and lexicon.places.get(region[1], 0.0) >= SURE_PLACE:
        return True
    before = text[max(0, mention.start - _LOOK_BACK) : mention.start].split()
    return bool(before) and before[-1] in _WHERE
