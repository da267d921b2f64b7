"""Weigh what speaks for and against a segment being a person, a place, an organisation, or no name at all.

Every reading is a table of points and conditions, set by hand on development texts and meant like log-odds. A segment
takes the label with most points where they beat the points against any name; the margin gives the confidence.
"""

from dataclasses import dataclass
from math import exp
from typing import NamedTuple

from copydesk_entities.lexicon import Facts
from copydesk_entities.mentions import Label
from copydesk_entities.segments import Segment
from copydesk_entities.wordlists import SURE_PLACE
from copydesk_entities.words import Words

_JOINERS = frozenset(("of", "for", "on", "and", "&"))
_AUXILIARIES = frozenset(("was", "is", "has", "had", "'s", "did", "would", "will"))
_SOURCES = frozenset(("the", "The", "by", "at", "from", "with"))
_ARTICLES = frozenset(("the", "The"))
_CARELESS_CONFIDENCE = 0.6
_LISTED = 1.0  # what being on a list adds to the list's own prior
_USUAL_WORDS = 4


class Verdict(NamedTuple):
    """What a segment names, and how sure that is, from 0 to 1."""

    label: Label
    confidence: float


@dataclass(slots=True)
class Case:
    """A segment before the judge: the sentence, its range, and the facts of its capitalised words."""

    words: Words
    start: int
    end: int
    facts: list[Facts]
    titled: bool

    @property
    def single(self) -> bool:
        """Whether the segment is one word."""
        return self.end - self.start == 1

    @property
    def before(self) -> str:
        """The word before the segment, or ''."""
        return self.words.at(self.start - 1)

    @property
    def after(self) -> str:
        """The word after the segment, or ''."""
        return self.words.at(self.end)

    def inside(self) -> list[str]:
        """Return the words of the segment."""
        return self.words.text[self.start : self.end]

    def led_by(self, section: str, joiners: frozenset[str]) -> bool:
        """Say whether a joiner inside the segment follows a word of a cue section."""
        at = range(self.start + 1, self.end)
        return any(self.words.text[index] in joiners and self.words.cue(section, index - 1) for index in at)


def judge(words: Words, segment: Segment) -> Verdict | None:
    """Return the label of a segment and a confidence, or None when it is no name."""
    facts = [known for known in words.facts[segment.start : segment.end] if known is not None]
    case = Case(words, segment.start, segment.end, facts, segment.titled)
    if not facts:
        return Verdict(segment.phrase.label, _CARELESS_CONFIDENCE) if segment.phrase else None
    if case.single and ((facts[0].excluded and not case.titled) or case.after == "$"):
        return None
    scores: dict[Label, float] = {
        "PER": person(case),
        "LOC": place(case),
        "ORG": organisation(case),
        "EVENT": 3.5 * (len(facts) > 1 and _happens(case)),
        "MISC": 3.0 * (len(facts) > 1 and words.cue("misc_head", case.end - 1)),
    }
    if segment.phrase is not None:
        scores[segment.phrase.label] = scores.get(segment.phrase.label, 0.0) + segment.phrase.prior + _LISTED
    best = max(scores, key=lambda label: scores[label])
    margin = scores[best] - nothing(case, listed=segment.phrase is not None)
    return Verdict(best, round(1 / (1 + exp(-margin)), 3)) if margin > 0 else None


def person(case: Case) -> float:
    """Points for a person: names, titles, initials, and people's verbs and roles beside them."""
    words, end = case.words, case.end
    spoke = words.cue("speech", end) or (case.after == "," and words.cue("speech", end + 1))
    aged = case.after == "," and words.at(end + 1).isdigit() and words.at(end + 2) == ","
    return (_lone_name(case.facts[0]) if len(case.facts) == 1 else _full_name(case)) + _sum(
        (3.5, case.titled),
        (-3.0, words.cue("org_head", end - 1) or words.cue("place_head", end - 1)),
        (1.3, spoke),
        (0.6, not spoke and case.after in _AUXILIARIES),
        (1.8, words.cue("role", case.start - 1)),
        (-0.8, case.facts[0].place > 0 and words.cue("place_prep", case.start - 1)),
        (-1.5, case.before in _ARTICLES and not case.titled),
        (2.5, case.before in _ARTICLES and case.single and words.cue("of_person", end)),
        (2.0, aged),
    )


def _lone_name(facts: Facts) -> float:
    """Points for one word: a listed name counts once, and less where it is an English word too."""
    if facts.first_name or facts.last_name:
        return 0.9 if facts.common else (2.2 if facts.first_name else 1.5)
    return 0.0 if facts.common or facts.acronym else 0.5


def _full_name(case: Case) -> float:
    """Points for several words: a given name first, a surname last, initials and suffixes."""
    first, last, inside = case.facts[0], case.facts[-1], case.inside()
    listed = first.first_name and last.last_name
    return _sum(
        (0.9, not last.common),
        (0.4 if listed else -0.5, last.common),
        (1.0 if first.common else 2.0, first.first_name),
        (1.0, not (first.first_name or first.common)),
        (-4.0, not _JOINERS.isdisjoint(inside)),
        (0.6 if last.common else 1.2, last.last_name),
        (1.5, any(word.endswith(".") and word[:-1].isupper() for word in inside)),
        (-1.5, (last.acronym or first.organisation > 0) and not case.words.shouting),
        (2.0, case.words.cue("person_suffix", case.end - 1)),
        (-1.5 * (len(case.facts) - _USUAL_WORDS), len(case.facts) > _USUAL_WORDS),
    )


def place(case: Case) -> float:
    """Points for a place: the gazetteer, heads such as River, and the prepositions of place."""
    words, before = case.words, case.start - 1
    region = words.known(case.end + 1) if case.after == "," else None
    prepared, strong = words.cue("place_prep", before), words.cue("place_strong", before)
    return (case.facts[0].place if case.single else _long_place(case)) + _sum(
        (1.0, prepared),
        (0.7 if prepared else 1.0, strong),
        (2.0, case.before == "of" and words.cue("place_noun", before - 1)),
        (4.0, words.cue("state_code", case.start) and (case.before == "," or case.after.isdigit())),
        (2.0, region is not None and region.place >= SURE_PLACE),
        (-2.0, case.titled),
    )


def _long_place(case: Case) -> float:
    """Points for a place of several words: its last word, its first, and an "of" between."""
    words, last = case.words, case.facts[-1]
    open_end = not words.cue("org_head", case.end - 1)
    return _sum(
        (3.0, words.cue("place_head", case.end - 1)),
        (3.0, case.led_by("place_of", frozenset(("of",)))),
        (1.6, open_end and words.cue("place_lead", case.start) and (last.place > 0 or not last.common)),
        (3.0, open_end and words.cue("direction", case.start) and last.place > 0),
    )


def organisation(case: Case) -> float:
    """Points for an organisation: known ones, bodies, acronyms, and nouns of office after them."""
    words = case.words
    bracketed = words.at(case.end + 1) if case.after == "(" else ""
    return (_lone_organisation(case) if case.single else _long_organisation(case)) + _sum(
        (1.0, words.cue("org_noun", case.end)),
        (0.5, words.cue("org_action", case.end)),
        (0.5, case.before in _ARTICLES),
        (1.5, len(bracketed) > 1 and bracketed.isupper()),
        (-2.0, case.titled),
    )


def _lone_organisation(case: Case) -> float:
    facts = case.facts[0]
    place = facts.place > 0 or case.words.cue("state_code", case.start)
    acronym = facts.acronym and not (case.words.shouting or place)
    return facts.organisation + _sum(
        (1.4, acronym),
        (0.5, acronym and case.before in _SOURCES),
        (2.5, case.before == "the" and case.words.cue("body", case.start)),
    )


def _long_organisation(case: Case) -> float:
    return _sum(
        (3.6, case.words.cue("org_head", case.end - 1)),
        (4.0, case.led_by("org_lead", frozenset(("of", "for", "on")))),
        (2.0, "&" in case.inside()),
        (0.8, any(known.acronym for known in case.facts)),
        (0.6, all(known.common for known in case.facts)),
    )


def _happens(case: Case) -> bool:
    """Say whether the first or the last word makes the segment an event: Operation, Cup."""
    return case.words.cue("event_head", case.end - 1) or case.words.cue("event_lead", case.start)


def nothing(case: Case, *, listed: bool) -> float:
    """Points against any name: common words, a sentence's first word, a headline."""
    first, last = case.facts[0], case.facts[-1]
    alone = len(case.facts) == 1
    opening = alone and case.words.begins(case.start)
    plain = all(known.common for known in case.facts) and (alone or not (first.first_name and last.last_name))
    return 1.5 + _sum(
        (1.0, plain),
        (1.5 if plain else 0.4, opening),
        (2.0, alone and first.title and not first.last_name),
        (0.8, case.words.headline and not listed),
    )


def _sum(*evidence: tuple[float, bool]) -> float:
    """Add up the points of the conditions that hold."""
    return sum(points for points, holds in evidence if holds)
