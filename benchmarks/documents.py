"""Documents to measure with: varied news-like texts of about 6 KB, the same ones for the same seed.

Names, figures and places are drawn from small lists; every third document carries a block of advertising.
"""

import random
from pathlib import Path

__all__ = ["SEED", "documents", "tiny", "write"]

SEED = 20_250
SIZE = 6_000

_FIRST = (
    "Anna", "Bela", "Carlos", "Dina", "Edwin", "Farah", "Goran", "Hana", "Ines", "Jonas", "Kofi", "Lena",
    "Marek", "Nadia", "Oskar", "Priya", "Rosa", "Samir", "Tilda", "Viktor",
)  # fmt: skip
_LAST = (
    "Abara", "Brandt", "Costa", "Dvorak", "Eriksen", "Fontaine", "Gupta", "Hoffman", "Ito", "Jansen",
    "Kowalski", "Lindqvist", "Mensah", "Novak", "Okafor", "Petrov",
)  # fmt: skip
_PLACES = (
    "Antwerp", "Bilbao", "Cork", "Dresden", "Esbjerg", "Florence", "Ghent", "Hull", "Izmir", "Krakow",
    "Lisbon", "Malmo", "Nantes", "Oslo", "Porto", "Rotterdam",
)  # fmt: skip
_KINDS = (
    "Port", "Rail", "Water", "Transit", "Harvest", "Energy", "Housing", "Fisheries", "Textile", "Steel",
)  # fmt: skip
_BODIES = ("Authority", "Union", "Council", "Agency", "Federation", "Holdings", "Institute", "Group")
_JOBS = ("spokeswoman", "economist", "chief engineer", "union leader", "finance director", "harbour master")
_GROUPS = (
    "workers",
    "households",
    "passengers",
    "vehicles",
    "farmers",
    "pupils",
    "homes",
    "containers",
    "patients",
)
_MONTHS = (
    "January", "March", "April", "June", "July", "September", "October", "December",
)  # fmt: skip

_SENTENCES = (
    "{person}, {job} at the {body}, said {many} {group} were affected in {place} on {date}.",
    "The {body} put the cost at ${money} million, up {percent}% on a year earlier.",
    "At least {many} {group} had registered by {date}, according to {person}.",
    "In {place}, the number of {group} fell from {many} to {few} within {small} weeks.",
    '"We expected {few} {group} and {many} came," {person} told reporters in {place}.',
    "Prices rose by {small}% to {steep}% after the {body} published its report.",
    "{person} and {other} will meet the {body} in {place} later this month.",
    "Nearly one in {small} {group} in {place} now depends on the {body}.",
    "The plan, drawn up by {other} in {year}, would move {many} {group} out of {place} by {later}.",
    "It was a long winter, and the road along the coast stayed closed for most of it.",
    "Critics doubt the numbers; the {body} has corrected them {small} times since {year}.",
    "{place} and {town} signed the agreement on {date}, {small} days before the deadline.",
    "More than EUR{money}m was set aside, the {body} said, of which {percent} per cent is still unspent.",
    "Asked what comes next, {person} shrugged and pointed at the cranes.",
)  # fmt: skip

_ADVERTS = (
    (
        "ADVERTISEMENT\n\nSubscribe to our newsletter and get the {place} briefing in your inbox every morning. "
        "Sign up now for only ${small}.99 a month."
    ),
    (
        "Sponsored content\n\nSave up to {percent}% on your next trip to {place}. Book now at www.example.com and "
        "use the code HARBOUR{small}."
    ),
    "Support our journalism: become a member today and read without limits. Click here to join {many} readers.",
)


def documents(count: int) -> list[bytes]:
    """Return so many documents."""
    source = random.Random(SEED)
    return [_document(source, advert=number % 3 == 0).encode() for number in range(count)]


def tiny(count: int) -> list[bytes]:
    """Return so many documents of 600 bytes, no two alike."""
    return [f"{number:08d} ".encode().ljust(600, b"x") for number in range(count)]


def write(folder: Path, contents: list[bytes]) -> list[str]:
    """Write documents into a new folder; return their names."""
    folder.mkdir(parents=True)
    names = [f"{number:06d}.txt" for number in range(len(contents))]
    for name, content in zip(names, contents, strict=True):
        (folder / name).write_bytes(content)
    return names


def _document(source: random.Random, *, advert: bool) -> str:
    paragraphs = [_headline(source)]
    while sum(map(len, paragraphs)) < SIZE:
        paragraphs.append(
            " ".join(_filled(source, source.choice(_SENTENCES)) for _ in range(source.randint(2, 5)))
        )
    if advert:
        paragraphs.insert(len(paragraphs) // 2, _filled(source, source.choice(_ADVERTS)))
    return "\n\n".join(paragraphs) + "\n"


def _headline(source: random.Random) -> str:
    return _filled(source, "{place}: {many} {group} wait for the {body}")


def _filled(source: random.Random, template: str) -> str:
    return template.format(
        person=_person(source), other=_person(source), job=source.choice(_JOBS),
        body=f"{source.choice(_PLACES)} {source.choice(_KINDS)} {source.choice(_BODIES)}",
        place=source.choice(_PLACES), town=source.choice(_PLACES), group=source.choice(_GROUPS),
        many=f"{source.randint(1_000, 900_000):,}", few=source.randint(40, 999), small=source.randint(2, 20),
        percent=f"{source.uniform(1, 60):.1f}", steep=source.randint(21, 70), money=f"{source.uniform(1, 900):.1f}",
        date=f"{source.randint(1, 28)} {source.choice(_MONTHS)}", year=source.randint(1990, 2023),
        later=source.randint(2027, 2050),
    )  # fmt: skip


def _person(source: random.Random) -> str:
    return f"{source.choice(_FIRST)} {source.choice(_LAST)}"
