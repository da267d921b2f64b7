"""The word lists of the plugin: loaded once, on first use, from package data.

`Lexicon.facts(word)` answers what the lists say about one word, remembered per word form; `Lexicon.phrase` finds the longest
known name of several words. Sources and licences of the lists stand in data/NOTICE.
"""

import gzip
import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from copydesk_entities.mentions import Label
from copydesk_entities.tokens import sentences

LONGEST_PHRASE = 6
_SURE_PLACE = 3.0
_SHORTEST_LOWER = 5
_REMEMBERED_WORDS = 1 << 16
_CITY_PRIORS = {"city_1m": 3.0, "city_300k": 2.1, "city_100k": 1.6, "city_15k": 0.9}
_PLACE_PRIORS = {"subdivision": 3.0, "places": 4.0, "country": 4.5}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the lists say about one capitalised word. `place` and `organisation` are priors, 0 when not listed."""

    common: bool
    function: bool
    first_name: bool
    last_name: bool
    place: float
    organisation: float
    demonym: bool
    excluded: bool
    title: bool
    acronym: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A known name of several words: its label and how sure the list is of it."""

    label: Label
    prior: float


@dataclass(frozen=True)
class Lexicon:
    """All lists, ready to ask."""

    cues: dict[str, frozenset[str]]
    common: frozenset[str]
    first_names: frozenset[str]
    last_names: frozenset[str]
    places: dict[str, float]
    organisations: dict[str, float]
    demonyms: dict[str, str]
    countries: dict[str, str]
    country_parts: dict[str, str]
    lower_places: frozenset[str]
    phrases: dict[str, Phrase]
    phrase_lengths: dict[str, int]
    _known: dict[str, Facts] = field(default_factory=dict)

    def facts(self, word: str) -> Facts:
        """Return what is known about a capitalised word; a word in capitals is also looked up as a name."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _REMEMBERED_WORDS:
                self._known.clear()
            known = self._known[word] = self._look_up(word)
        return known

    def phrase(self, words: list[str], at: int) -> tuple[int, Phrase] | None:
        """Return the number of words and the entry of the longest known name that begins at word `at`."""
        longest = self.phrase_lengths.get(words[at], 0)
        for length in range(min(longest, len(words) - at), 1, -1):
            phrase = self.phrases.get(" ".join(words[at : at + length]))
            if phrase is not None:
                return length, phrase
        return None

    def country(self, name: str, label: str) -> str:
        """Return the ISO 3166 alpha-2 code of a place or a people, '' where it has none or none is known."""
        if label == "NORP":
            return self.demonyms.get(name, "")
        return (self.countries.get(name) or self.country_parts.get(name, "")) if label == "LOC" else ""

    def _look_up(self, word: str) -> Facts:
        lower, name = word.lower(), word
        upper = word.isupper()
        if upper and len(word) > 3 and word not in self.organisations:
            name = word.title()
        common = lower in self.common
        return Facts(
            common=common,
            function=lower in self.cues["function_word"],
            first_name=name in self.first_names,
            last_name=name in self.last_names or name in self.cues["surname"],
            place=self.places.get(word) or self.places.get(name, 0.0),
            organisation=self.organisations.get(word, 0.0),
            demonym=name in self.demonyms or word in self.demonyms,
            excluded=word in self.cues["calendar"]
            or word in self.cues["not_name"]
            or name in self.cues["calendar"],
            title=word in self.cues["title"],
            acronym=upper and 2 <= len(word) <= 7 and word.isalpha() and not (common and len(word) > 4),
        )


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the lexicon; the first call reads the package data (some tens of milliseconds), later ones share it."""
    gazetteer = _sections(gzip.decompress(_data("gazetteer.txt.gz")).decode())
    cues = {
        name: frozenset(_entries(block, ",")) for name, block in _sections(_data("cues.txt").decode()).items()
    }
    countries = dict(row.split("\t") for row in gazetteer["country"].split("\n"))
    own_places = _entries(_data("places.txt").decode(), ";")
    countries |= dict(entry.split("=") for entry in own_places if "=" in entry)
    country_parts = dict(entry.split("~") for entry in own_places if "~" in entry)
    places = _place_priors(gazetteer, own_places, countries)
    organisations = dict.fromkeys(gazetteer["company"].split("\n"), 1.8)
    organisations |= dict.fromkeys(_entries(_data("organisations.txt").decode(), ";"), 4.0)
    demonyms = _demonyms(_data("demonyms.csv").decode())
    phrases = _phrases(places, organisations, cues["event"], demonyms)
    common, first_names, last_names = (
        frozenset(gazetteer[section].split("\n")) for section in ("common_word", "first_name", "last_name")
    )
    return Lexicon(
        cues=cues,
        common=common,
        first_names=first_names,
        last_names=last_names,
        places=places,
        organisations=organisations,
        demonyms=demonyms,
        countries=countries,
        country_parts=country_parts,
        lower_places=_lower_places(places, common, first_names | last_names),
        phrases=phrases,
        phrase_lengths=_lengths(phrases),
    )


def _data(name: str) -> bytes:
    return (resources.files("copydesk_entities") / "data" / name).read_bytes()


def _sections(text: str) -> dict[str, str]:
    """Split `[name]` sections; what stands before the first one is comment."""
    blocks = ("\n" + text).split("\n[")[1:]
    return {name: block.strip("\n") for name, block in (block.split("]\n", 1) for block in blocks)}


def _entries(block: str, separator: str) -> list[str]:
    lines = (line for line in block.split("\n") if not line.startswith("#"))
    return [entry for line in lines for piece in line.split(separator) if (entry := piece.strip())]


def _place_priors(gazetteer: dict[str, str], own: list[str], countries: dict[str, str]) -> dict[str, float]:
    places: dict[str, float] = {}
    for section, prior in reversed(_CITY_PRIORS.items()):
        places |= dict.fromkeys(gazetteer[section].split("\n"), prior)
    places |= dict.fromkeys(gazetteer["subdivision"].split("\n"), _PLACE_PRIORS["subdivision"])
    places |= dict.fromkeys((re.split("[=~]", entry)[0] for entry in own), _PLACE_PRIORS["places"])
    return places | dict.fromkeys(countries, _PLACE_PRIORS["country"])


def _lower_places(places: dict[str, float], common: frozenset[str], names: frozenset[str]) -> frozenset[str]:
    """Return the places that can hardly be anything else when careless writing leaves out the capital."""
    sure = {name.lower() for name, prior in places.items() if prior >= _SURE_PLACE and name not in names}
    return frozenset(name for name in sure if len(name) >= _SHORTEST_LOWER and name not in common and name.isalpha())


def _phrases(
    places: dict[str, float],
    organisations: dict[str, float],
    events: frozenset[str],
    demonyms: dict[str, str],
) -> dict[str, Phrase]:
    """Index the names of several words by their tokens, joined with blanks; later kinds win over earlier ones."""
    shared: dict[tuple[Label, float], Phrase] = {}
    phrases: dict[str, Phrase] = {}
    kinds: tuple[tuple[Label, dict[str, float]], ...] = (
        ("LOC", places),
        ("ORG", organisations),
        ("EVENT", dict.fromkeys(events, 4.0)),
        ("NORP", dict.fromkeys(demonyms, 4.0)),
    )
    for label, names in kinds:
        for name, prior in names.items():
            key = _token_key(name)
            if " " in key:
                phrases[key] = shared.setdefault((label, prior), Phrase(label, prior))
    return phrases


def _token_key(name: str) -> str:
    if name.replace(" ", "").isalpha():
        return name
    return " ".join(token.text for sentence in sentences(name) for token in sentence)


def _lengths(phrases: dict[str, Phrase]) -> dict[str, int]:
    lengths: dict[str, int] = {}
    for key in phrases:
        first = key[: key.index(" ")]
        length = key.count(" ") + 1
        if length > lengths.get(first, 0):
            lengths[first] = min(length, LONGEST_PHRASE)
    return lengths


def _demonyms(table: str) -> dict[str, str]:
    """Read the demonym table: adjective and noun forms to a country code ('' for peoples of no one country), plurals added."""
    demonyms: dict[str, str] = {}
    for row in table.splitlines()[1:]:
        code, _, words = row.partition(",")
        for word in words.split():
            name = word.replace("-", " ") if word[0].isupper() and code and "-" in word else word
            demonyms[name] = code
            if not name.endswith(("s", "ese", "ish", "ch", "men")):
                demonyms[f"{name}s"] = code
    return demonyms
