"""Tie the mentions of one entity together, inside one document and without a knowledge base.

A surname joins the person last named with it, an acronym its organisation, another name of a country that country.
Every entity gets an id, its longest name and its aliases.
"""

import re
from collections import Counter

from copydesk_entities.acronyms import acronym_table
from copydesk_entities.lexicon import Lexicon
from copydesk_entities.mentions import Entity, Mention, form

_COMPANY_TAIL = re.compile(r",? (?:Inc|Corp|Co|Ltd|LLC|PLC|plc|AG|Corporation|Company|Limited|Group)\.?$")


def cluster(text: str, mentions: list[Mention], lexicon: Lexicon) -> list[Mention]:
    """Return the mentions with `entity`, `name` and `country` filled in; ids count up by first mention."""
    acronyms = acronym_table(text, mentions)
    people = _full_names(mentions, lexicon)
    keys = [_key(mention, people, acronyms, lexicon) for mention in mentions]
    names = _longest_names(mentions, keys)
    ids = _ids(mentions, keys)
    return [
        mention._replace(entity=ids[key], name=names[key], country=_country(mention, lexicon))
        for mention, key in zip(mentions, keys, strict=True)
    ]


def entities_of(mentions: list[Mention]) -> list[Entity]:
    """Return the entities of clustered mentions, in order of first mention."""
    grouped: dict[str, list[Mention]] = {}
    for mention in mentions:
        grouped.setdefault(mention.entity, []).append(mention)
    return [_entity(group) for group in grouped.values()]


def _entity(group: list[Mention]) -> Entity:
    first = group[0]
    aliases = tuple(
        alias for alias in dict.fromkeys(form(mention.text) for mention in group) if alias != first.name
    )
    label = Counter(mention.label for mention in group).most_common(1)[0][0]
    return Entity(first.entity, label, first.name, aliases, len(group), first.start, first.country)


def _full_names(mentions: list[Mention], lexicon: Lexicon) -> dict[str, str]:
    """Map the ends of every full name to the first person who has them, for surnames that come before the full name."""
    people: dict[str, str] = {}
    for mention in mentions:
        first, last = _ends(form(mention.text), lexicon)
        if mention.label == "PER" and first != last:
            for end in (last, first):
                people.setdefault(end, f"{first} {last}")
    return people


def _ends(name: str, lexicon: Lexicon) -> tuple[str, str]:
    """Return the first and last word of a name, a suffix such as Jr. left out: what all its longer forms share."""
    words = [word for word in name.split(" ") if word not in lexicon.cues["person_suffix"]] or [name]
    return words[0], words[-1]


def _key(mention: Mention, people: dict[str, str], acronyms: dict[str, Mention], lexicon: Lexicon) -> str:
    """Return a key that is the same for all mentions of one entity."""
    name = form(mention.text)
    if mention.source == "list" and mention.entity:
        return f"id:{mention.entity}"
    if mention.label == "PER":
        return f"PER:{_person(name, people, lexicon)}"
    if mention.label == "ORG":
        full = acronyms.get(name)
        return f"ORG:{_bare(form(full.text) if full else name)}"
    if mention.label == "LOC":
        code = lexicon.countries.get(mention.name or name)
        return f"LOC:={code}" if code else f"LOC:{_bare(name)}"
    if mention.label == "NORP":
        return f"NORP:{name.removesuffix('s').lower()}"
    return f"{mention.label}:{_bare(name)}"


def _person(name: str, people: dict[str, str], lexicon: Lexicon) -> str:
    """Return the person a name stands for; from a full name on, its surname is that person's."""
    first, last = _ends(name, lexicon)
    if first == last:
        return people.get(name, name)
    people[last] = f"{first} {last}"
    return people[last]


def _bare(name: str) -> str:
    """Return what the forms of one organisation or place share: no article, legal form, dots or capitals."""
    return _COMPANY_TAIL.sub("", name.removeprefix("The ").removeprefix("the ")).replace(".", "").lower()


def _longest_names(mentions: list[Mention], keys: list[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for mention, key in zip(mentions, keys, strict=True):
        name = mention.name or form(mention.text)
        if len(name) > len(names.get(key, "")):
            names[key] = name
    return names


def _ids(mentions: list[Mention], keys: list[str]) -> dict[str, str]:
    """Number the entities; an id the user gave stays, and no number takes it."""
    given = {mention.entity for mention in mentions if mention.entity}
    ids: dict[str, str] = {}
    number = 0
    for mention, key in zip(mentions, keys, strict=True):
        if key in ids:
            continue
        if mention.entity:
            ids[key] = mention.entity
            continue
        number += 1
        while f"e{number}" in given:
            number += 1
        ids[key] = f"e{number}"
    return ids


def _country(mention: Mention, lexicon: Lexicon) -> str:
    return lexicon.country(mention.name or form(mention.text), mention.label)
