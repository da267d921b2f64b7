"""A whole news article, advertisement included: every name in it, written down by a reader."""

from pathlib import Path

import pytest

from copydesk_entities import Entity, entities_of, tag

ARTICLE = Path(__file__).parents[4] / "shared" / "data" / "figures" / "seed-article.txt"
pytestmark = pytest.mark.skipif(
    not ARTICLE.exists(), reason="the shared sample article is not beside this checkout"
)

PEOPLE = {
    "Lloyd Austin": 3,
    "John Kirby": 5,
    "Menken": 1,
    "Kim Jong Un": 1,
    "Volodymyr Zelenskyy": 1,
    "Park Sunwon": 4,
    "Cho Tae-yong": 6,
    "Lee Seong Kweun": 4,
    "Mark Rutte": 1,
    "Kyrylo Budanov": 1,
}
ORGANISATIONS = {
    "White House": 3,
    "State House": 2,
    "Coalition for Jewish Values": 1,
    "Russian Navy": 1,
    "National Intelligence Service": 6,
    "NATO": 2,
    "Military Intelligence Directorate": 1,
    "The War Zone": 1,
}
PLACES = {
    "America": 7,
    "North Korea": 14,
    "South Korea": 7,
    "Russia": 24,
    "Ukraine": 10,
    "Moscow": 1,
    "Pyongyang": 3,
    "Vladivostok": 1,
    "Pacific": 1,
    "Rome": 1,
    "Europe": 1,
    "Indo-Pacific": 1,
    "Brussels": 1,
    "Kursk Region": 1,
}
PEOPLES = {"North Koreans": 13, "South Korean": 3, "Russian": 7, "Ukrainian": 2, "Americans": 1}


@pytest.fixture(scope="module")
def found() -> list[Entity]:
    """The entities of the article."""
    return entities_of(tag(ARTICLE.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("PER", PEOPLE),
        ("ORG", ORGANISATIONS),
        ("LOC", PLACES),
        ("NORP", PEOPLES),
        ("EVENT", {"Korean War": 1}),
        ("MISC", {}),
    ],
)
def test_every_name_of_the_article_is_found(
    found: list[Entity], label: str, expected: dict[str, int]
) -> None:
    """Each kind of name is complete and clean: the right entities, as often as they stand there."""
    assert expected == {entity.name: entity.count for entity in found if entity.label == label}


def test_surnames_that_are_cities_are_the_persons(found: list[Entity]) -> None:
    """Surnames alone are tied to the full names, although lists know them as cities or plain words."""
    aliases = {entity.name: entity.aliases for entity in found if entity.label == "PER"}
    surnames = {"Lloyd Austin": "Austin", "John Kirby": "Kirby", "Park Sunwon": "Park", "Cho Tae-yong": "Cho"}
    assert {name: (short,) for name, short in surnames.items()} == {name: aliases[name] for name in surnames}


def test_the_north_is_north_korea(found: list[Entity]) -> None:
    """The bare compass word is an alias of the one country it can mean."""
    assert {"North"} == {
        alias for entity in found if entity.name == "North Korea" for alias in entity.aliases
    }
