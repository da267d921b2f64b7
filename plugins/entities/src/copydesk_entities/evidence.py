"""Weigh what speaks for and against a segment being a person, a place, an organisation, or no name at all.

Weights are hand-set log-odds-like points, tuned on development texts; a segment takes the label with most points, if that
beats the points against any name. Each function returns points for one reading.
"""

from math import exp
from typing import NamedTuple

from copydesk_entities.lexicon import Facts
from copydesk_entities.mentions import Label
from copydesk_entities.segments import Segment
from copydesk_entities.words import Words


_SURE_PLACE = 3.0
_CARELESS_CONFIDENCE = 0.6
_JOINERS = frozenset(("of", "for", "and", "&"))


class Verdict(NamedTuple):
    """What a segment names, and how sure that is, from 0 to 1."""

    label: Label
    confidence: float


def judge(words: Words, segment: Segment) -> Verdict | None:
    """Return the label of a segment and a confidence between 0 and 1, or None when it is no name."""
    facts = [known for known in words.facts[segment.start : segment.end] if known is not None]
    if not facts:
        return Verdict(segment.phrase.label, _CARELESS_CONFIDENCE) if segment.phrase else None
    if len(facts) == 1 and facts[0].excluded and not segment.titled:
        return None
    scores: dict[Label, float] = {
        "PER": person(words, segment, facts),
        "LOC": place(words, segment, facts),
        "ORG": organisation(words, segment, facts),
        "EVENT": happening(words, segment, facts),
        "MISC": work(words, segment, facts),
    }
    if segment.phrase is not None:
        scores[segment.phrase.label] = scores.get(segment.phrase.label, 0.0) + segment.phrase.prior
    best = max(scores, key=lambda label: scores[label])
    margin = scores[best] - nothing(words, segment, facts)
    return Verdict(best, round(1 / (1 + exp(-margin)), 3)) if margin > 0 else None


def person(words: Words, segment: Segment, facts: list[Facts]) -> float:
    """Points for a person: names, titles, initials, and people's verbs and roles beside them."""
    points = 3.5 if segment.titled else 0.0
    points += _person_alone(facts[0]) if len(facts) == 1 else _full_name(words, segment, facts)
    points -= 1.5 * max(0, len(facts) - 4)
    if words.cue("org_head", segment.end - 1) or words.cue("place_head", segment.end - 1):
        points -= 3.0
    if words.cue("speech", segment.end) or (
        words.at(segment.end) == "," and words.cue("speech", segment.end + 1)
    ):
        points += 1.3
    if words.cue("role", segment.start - 1):
        points += 1.8
    if facts[0].place and words.cue("place_prep", segment.start - 1):
        points -= 0.8
    if (
        words.at(segment.end) == ","
        and words.at(segment.end + 1).isdigit()
        and words.at(segment.end + 2) == ","
    ):
        points += 2.0
    return points


def _person_alone(facts: Facts) -> float:
    """Points for one word: a listed name counts once, and less where it is an English word too."""
    if facts.first_name or facts.last_name:
        return 0.9 if facts.common else (2.2 if facts.first_name else 1.5)
    return 0.0 if facts.common or facts.acronym else 0.5


def _full_name(words: Words, segment: Segment, facts: list[Facts]) -> float:
    """Points for several words: a given name first, a surname last, initials and suffixes."""
    first, last = facts[0], facts[-1]
    points = 0.9
    if last.common:
        points = 0.4 if first.first_name and last.last_name else -0.5
    if first.first_name:
        points += 1.0 if first.common else 2.0
    elif not first.common:
        points += 1.0
    if not _JOINERS.isdisjoint(words.text[segment.start : segment.end]):
        points -= 4.0
    if last.last_name:
        points += 0.6 if last.common else 1.2
    if any(word.endswith(".") and word[:-1].isupper() for word in words.text[segment.start : segment.end]):
        points += 1.5
    return points + 2.0 * words.cue("person_suffix", segment.end - 1)


def place(words: Words, segment: Segment, facts: list[Facts]) -> float:
    """Points for a place: the gazetteer, heads such as River, and the prepositions of place."""
    before = segment.start - 1
    points = facts[0].place if segment.end - segment.start == 1 else _long_place(words, segment, facts)
    if words.cue("place_prep", before):
        points += 1.0
    if words.cue("place_strong", before):
        points += 0.7 if words.cue("place_prep", before) else 1.0
    if words.at(before) == "of" and words.cue("place_noun", before - 1):
        points += 2.0
    region = words.known(segment.end + 1) if words.at(segment.end) == "," else None
    if region is not None and region.place >= _SURE_PLACE:
        points += 2.0
    return points - 2.0 * segment.titled


def _long_place(words: Words, segment: Segment, facts: list[Facts]) -> float:
    """Points for a place of several words: its last word, its first, and an "of" between."""
    last = facts[-1]
    points = 3.0 if words.cue("place_head", segment.end - 1) else 0.0
    if words.cue("place_of", segment.start) and words.at(segment.start + 1) == "of":
        points += 3.0
    if words.cue("org_head", segment.end - 1):
        return points
    if words.cue("place_lead", segment.start) and (last.place or not last.common):
        points += 1.6
    if words.cue("direction", segment.start) and last.place:
        points += 3.0
    return points


def organisation(words: Words, segment: Segment, facts: list[Facts]) -> float:
    """Points for an organisation: known ones, heads such as Ministry, acronyms, and nouns of office after them."""
    single = segment.end - segment.start == 1
    points = facts[0].organisation if single else 0.0
    if single and facts[0].acronym and not words.shouting and not facts[0].place:
        points += 1.4
        points += 0.5 * (words.at(segment.start - 1) in ("the", "The", "by", "at", "from", "with"))
    if not single:
        if words.cue("org_head", segment.end - 1):
            points += 3.6
        if _led_by_body(words, segment):
            points += 4.0
        if "&" in words.text[segment.start : segment.end]:
            points += 2.0
        points += 0.8 * any(known.acronym for known in facts)
        points += 0.6 * all(known.common for known in facts)
    if words.cue("org_noun", segment.end):
        points += 1.0
    if words.cue("org_action", segment.end):
        points += 0.5
    if words.at(segment.start - 1) in ("the", "The"):
        points += 0.5
    if (
        words.at(segment.end) == "("
        and words.at(segment.end + 1).isupper()
        and len(words.at(segment.end + 1)) > 1
    ):
        points += 1.5
    return points - 2.0 * segment.titled


def _led_by_body(words: Words, segment: Segment) -> bool:
    """Say whether "of" or "for" follows a word like Ministry or Party inside the segment."""
    return any(
        words.text[index] in ("of", "for") and words.cue("org_lead", index - 1)
        for index in range(segment.start + 1, segment.end)
    )


def happening(words: Words, segment: Segment, facts: list[Facts]) -> float:
    """Points for an event: several words that end in War, Cup, Games and the like."""
    return 3.0 if len(facts) > 1 and words.cue("event_head", segment.end - 1) else 0.0


def work(words: Words, segment: Segment, facts: list[Facts]) -> float:
    """Points for another name: an award, a law, a treaty."""
    return 3.0 if len(facts) > 1 and words.cue("misc_head", segment.end - 1) else 0.0


def nothing(words: Words, segment: Segment, facts: list[Facts]) -> float:
    """Points against any name: common words, a sentence's first word, a headline."""
    points = 1.5
    if all(known.common for known in facts) and not (len(facts) > 1 and facts[0].first_name and facts[-1].last_name):
        points += 1.0
        if len(facts) == 1 and words.begins(segment.start):
            points += 1.5
    elif len(facts) == 1 and words.begins(segment.start):
        points += 0.4
    if len(facts) == 1 and facts[0].title and not facts[0].last_name:
        points += 2.0
    if words.headline and not segment.phrase:
        points += 0.8
    return points
