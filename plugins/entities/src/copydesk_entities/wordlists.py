"""Read the word lists from package data and put them into the shapes the lexicon asks in."""

import re
from dataclasses import dataclass
from importlib import resources

from copydesk_entities.mentions import Label
from copydesk_entities.tokens import sentences

LONGEST_PHRASE = 6  # tokens
SURE = 4.0  # the prior of names written down by hand
SURE_PLACE = 3.0
_SHORTEST_LOWER = 5  # letters
_CITY_PRIORS = {"city_1m": 3.0, "city_300k": 2.1, "city_100k": 1.6, "city_15k": 0.9}
_STATE, _COUNTRY = 3.0, 4.5
_CUTTING = re.compile("[^\\w -]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A known name of several words: its label and how sure the list is of it."""

    label: Label
    prior: float


def package_data(name: str) -> bytes:
    """Return a file of the data folder."""
    return (resources.files("copydesk_entities") / "data" / name).read_bytes()


def sections(text: str) -> dict[str, str]:
    """Split `[name]` sections; what stands before the first one is comment."""
    blocks = ("\n" + text).split("\n[")[1:]
    return {name: block.strip("\n") for name, block in (block.split("]\n", 1) for block in blocks)}


def entries(block: str, separator: str) -> list[str]:
    """Return the entries of a list, without lines of comment."""
    lines = (line for line in block.split("\n") if not line.startswith("#"))
    return [entry for line in lines for piece in line.split(separator) if (entry := piece.strip())]


def place_priors(gazetteer: dict[str, str], own: list[str], countries: dict[str, str]) -> dict[str, float]:
    """Map every place to its prior; larger places and countries win over smaller ones of the same name."""
    places: dict[str, float] = {}
    for section, prior in reversed(_CITY_PRIORS.items()):
        places |= dict.fromkeys(gazetteer[section].split("\n"), prior)
    places |= dict.fromkeys(gazetteer["state"].split("\n"), _STATE)
    places |= dict.fromkeys((re.split("[=~]", entry)[0] for entry in own), SURE)
    return places | dict.fromkeys(countries, _COUNTRY)


def lower_places(places: dict[str, float], common: frozenset[str], names: frozenset[str]) -> frozenset[str]:
    """Return the places that can hardly be anything else when careless writing leaves out the capital."""
    sure = {name.lower() for name, prior in places.items() if prior >= SURE_PLACE and name not in names}
    return frozenset(
        name for name in sure if len(name) >= _SHORTEST_LOWER and name not in common and name.isalpha()
    )


def phrase_index(
    places: dict[str, float],
    organisations: dict[str, float],
    cues: dict[str, frozenset[str]],
    demonyms: dict[str, str],
) -> dict[str, Phrase]:
    """Index the names of several words by their tokens, joined with blanks; later kinds win over earlier ones."""
    shared: dict[tuple[Label, float], Phrase] = {}
    phrases: dict[str, Phrase] = {}
    kinds: tuple[tuple[Label, dict[str, float]], ...] = (
        ("LOC", places),
        ("ORG", organisations),
        ("EVENT", dict.fromkeys(cues["event"], SURE)),
        ("PER", dict.fromkeys(cues["person"], SURE)),
        ("NORP", dict.fromkeys(demonyms, SURE)),
    )
    for label, names in kinds:
        for name, prior in names.items():
            key = _token_key(name)
            if " " in key:
                phrases[key] = shared.setdefault((label, prior), Phrase(label, prior))
    return phrases


def _token_key(name: str) -> str:
    """Return the tokens of a name joined with blanks; only names with such characters come apart differently."""
    if not _CUTTING.search(name):
        return name
    return " ".join(token.text for sentence in sentences(name) for token in sentence)


def phrase_lengths(phrases: dict[str, Phrase]) -> dict[str, int]:
    """Map the first token of every phrase to the number of tokens of the longest that begins so."""
    lengths: dict[str, int] = {}
    for key in phrases:
        first = key[: key.index(" ")]
        length = key.count(" ") + 1
        if length > lengths.get(first, 0):
            lengths[first] = min(length, LONGEST_PHRASE)
    return lengths


def demonym_table(table: str, places: dict[str, float]) -> dict[str, str]:
    """Map adjective and noun forms, plurals included, to a country code, '' for peoples of no one country."""
    demonyms: dict[str, str] = {}
    for row in table.splitlines()[1:]:
        code, _, words = row.partition(",")
        for word in words.split():
            name = word.replace("-", " ") if word[0].isupper() and code and "-" in word else word
            demonyms[name] = code
            if not name.endswith(("s", "ese", "ish", "ch", "men")) and f"{name}s" not in places:
                demonyms[f"{name}s"] = code
    return demonyms
