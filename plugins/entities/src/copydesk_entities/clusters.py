"""Tie the mentions of one entity together, inside one document and without a knowledge base.

A surname joins the person last named with it, an acronym its organisation, another name of a country that country. Every
entity gets an id, its longest name and its aliases.
"""

import re
from collections import Counter

from copydesk_entities.consistency import acronym_table
from copydesk_entities.lexicon import Lexicon
from copydesk_entities.mentions import Entity, Mention

_COMPANY_TAIL = re.compile(r",? (?:Inc|Corp|Co|Ltd|LLC|PLC|plc|AG|Corporation|Company|Limited|Group)\.?$")
_SPACE = re.compile(r"\s+")


def cluster(text: str, mentions: list[Mention], lexicon: Lexicon) -> list[Mention]:
    """Return the mentions with `entity`, `name` and `country` filled in; ids count up by first mention."""
    acronyms = acronym_table(text, mentions)
    people = _full_names(mentions)
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
        form for form in dict.fromkeys(_form(mention.text) for mention in group) if form != first.name
    )
    label = Counter(mention.label for mention in group).most_common(1)[0][0]
    return Entity(first.entity, label, first.name, aliases, len(group), first.start, first.country)


def _full_names(mentions: list[Mention]) -> dict[str, str]:
    """Map the first and last word of every full name to the first full name they belong to, for surnames that come early."""
    people: dict[str, str] = {}
    for mention in mentions:
        words = mention.text.split()
        if mention.label == "PER" and len(words) > 1:
            for word in (words[0], words[-1]):
                people.setdefault(word, _form(mention.text))
    return people


def _key(mention: Mention, people: dict[str, str], acronyms: dict[str, Mention], lexicon: Lexicon) -> str:
    """Return a key that is the same for all mentions of one entity."""
    form = _form(mention.text)
    if mention.source == "list" and mention.entity:
        return f"id:{mention.entity}"
    if mention.label == "PER":
        return f"PER:{_person(form, people)}"
    if mention.label == "ORG":
        full = acronyms.get(form)
        return f"ORG:{_bare(_form(full.text) if full else form)}"
    if mention.label == "LOC":
        code = lexicon.countries.get(mention.name or form)
        return f"LOC:={code}" if code else f"LOC:{_bare(form)}"
    if mention.label == "NORP":
        return f"NORP:{form.removesuffix('s').lower()}"
    return f"{mention.label}:{_bare(form)}"


def _person(form: str, people: dict[str, str]) -> str:
    """Return the full name a form stands for; the ends of a full name stand for it from here on."""
    words = form.split(" ")
    if len(words) == 1:
        return people.get(form, form)
    people[words[0]] = people[words[-1]] = form
    return form


def _form(text: str) -> str:
    """Return a mention's text on one line, without what only the sentence adds."""
    return _SPACE.sub(" ", text)


def _bare(form: str) -> str:
    """Return what two forms of one organisation or place share: no article, no legal form, no dots, no capitals."""
    return _COMPANY_TAIL.sub("", form.removeprefix("The ").removeprefix("the ")).replace(".", "").lower()


def _longest_names(mentions: list[Mention], keys: list[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for mention, key in zip(mentions, keys, strict=True):
        form = mention.name or _form(mention.text)
        if len(form) > len(names.get(key, "")):
            names[key] = form
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
    return lexicon.country(mention.name or _form(mention.text), mention.label)
