"""What the word lists say about a word or a phrase. The lists load once, on first use.

`Lexicon.facts` answers for one word and remembers it; `Lexicon.phrase` finds the longest known name of several words.
Sources and licences of the lists stand in data/NOTICE.
"""

import gzip
from dataclasses import dataclass, field
from functools import lru_cache

from copydesk_entities import wordlists
from copydesk_entities.wordlists import SURE, Phrase

_COMPANY_PRIOR = 1.8
_SHOUTED_FROM = 3  # letters; longer words in capitals are looked up as names
_LONGEST_ACRONYM, _ACRONYM_WORD = 7, 4  # the second where the letters are an English word too
_REMEMBERED_WORDS = 1 << 16


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
        lower, upper = word.lower(), word.isupper()
        shouted = upper and len(word) > _SHOUTED_FROM and word not in self.organisations
        name = word.title() if shouted else word
        common = lower in self.common and name not in self.cues["name_first"]
        return Facts(
            common=common,
            function=lower in self.cues["function_word"],
            first_name=name in self.first_names,
            last_name=name in self.last_names or name in self.cues["surname"],
            place=self.places.get(word) or self.places.get(name, 0.0),
            organisation=self.organisations.get(word, 0.0),
            demonym=name in self.demonyms or word in self.demonyms,
            excluded=word in self.cues["not_name"] or name in self.cues["calendar"],
            title=word in self.cues["title"],
            acronym=upper
            and word.isalpha()
            and 1 < len(word) <= (_ACRONYM_WORD if common else _LONGEST_ACRONYM),
        )


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the lexicon; the first call reads the package data (some tens of milliseconds), later ones share it."""
    gazetteer = wordlists.sections(gzip.decompress(wordlists.package_data("gazetteer.txt.gz")).decode())
    cues = {
        name: frozenset(wordlists.entries(block, ","))
        for name, block in wordlists.sections(wordlists.package_data("cues.txt").decode()).items()
    }
    countries = dict(row.split("\t") for row in gazetteer["country"].split("\n"))
    own_places = wordlists.entries(wordlists.package_data("places.txt").decode(), ";")
    countries |= dict(entry.split("=") for entry in own_places if "=" in entry)
    country_parts = dict(entry.split("~") for entry in own_places if "~" in entry)
    places = wordlists.place_priors(gazetteer, own_places, countries)
    organisations = dict.fromkeys(gazetteer["company"].split("\n"), _COMPANY_PRIOR)
    organisations |= dict.fromkeys(
        wordlists.entries(wordlists.package_data("organisations.txt").decode(), ";"), SURE
    )
    demonyms = wordlists.demonym_table(wordlists.package_data("demonyms.csv").decode(), places)
    phrases = wordlists.phrase_index(places, organisations, cues, demonyms)
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
        lower_places=wordlists.lower_places(places, common, first_names | last_names),
        phrases=phrases,
        phrase_lengths=wordlists.phrase_lengths(phrases),
    )
