"""Properties that hold for any text, and time that grows no faster than the text."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk_entities import LABELS, tag
from copydesk_entities.lexicon import lexicon

WORDS = st.sampled_from(
    [
        "Mary",
        "Ode",
        "said",
        "the",
        "North",
        "Korea",
        "Korean",
        "Dr.",
        "of",
        "in",
        "Paris",
        "U.N.",
        "(NFC)",
        "National",
        "Fisheries",
        "Council",
        ",",
        ".",
        "and",
        "'s",
        "“",
        "”",
        "😀",
        "שלום",
        "\r\n\r\n",
        "Austin",
        "Lloyd",
        "MINISTER",
        "&",
        "1,500",
        "May",
        "I",
        "a",
        "B.",
        "van",
        "der",
        "Houston's",
        "é",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map(" ".join))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_mentions_are_sound_for_any_text(text: str) -> None:
    """Mentions lie in the text, hold their quote, are in order, do not overlap, and a second run gives the same."""
    mentions = tag(text)
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert mention.text.strip() == mention.text
        assert 0.5 <= mention.confidence <= 1
        assert mention.label in LABELS
        assert mention.entity
        assert mention.name
        end = mention.end
    assert mentions == tag(text)


@given(TEXTS)
@settings(deadline=None)
def test_one_entity_has_one_name(text: str) -> None:
    """All mentions of an entity carry the same name, and ids are numbered in order of first mention."""
    names: dict[str, set[str]] = {}
    for mention in tag(text):
        names.setdefault(mention.entity, set()).add(mention.name)
    assert all(len(found) == 1 for found in names.values())
    assert [f"e{number}" for number in range(1, len(names) + 1)] == list(names)


HOSTILE = {
    "capitalised words in one line": lambda size: "Abcd " * size,
    "different capitalised words": lambda size: " ".join(
        f"Ab{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}x" for n in range(size)
    ),
    "repeats of one name": lambda size: "Mr. Ode left. " * (size // 3),
    "many people of one surname": lambda size: " ".join(
        f"Mr. A{chr(97 + n % 26)}{'b' * (n % 9)} Ode left." for n in range(size // 5)
    ),
    "forms that begin alike": lambda size: " ".join(
        f"the Abxy {'C' * (1 + n % 50)}d Corp. said," for n in range(size // 6)
    ),
    "bridges": lambda size: "Ministry of " * (size // 2),
    "particles": lambda size: "Abcd van der " * (size // 3),
    "acronyms in brackets": lambda size: "Fisheries Council (FC) " * (size // 5),
    "dots": lambda size: "A." * size,
    "hyphens": lambda size: "a-" * size,
    "no blank": lambda size: "A" * size * 5,
    "at signs": lambda size: "a@" * size,
    "quotes": lambda size: "“" * size,
    "the North": lambda size: "North Korea. The North " * (size // 5),
}


def seconds(text: str) -> float:
    """The least of three runs, in processor seconds."""
    best = float("inf")
    for _ in range(3):
        start = process_time()
        tag(text)
        best = min(best, process_time() - start)
    return best


@pytest.mark.parametrize("kind", HOSTILE)
def test_time_grows_with_the_text_and_not_faster(kind: str) -> None:
    """Eight times the text takes at most about eight times the time; quadratic work would take sixty-four times."""
    lexicon()
    small, large = HOSTILE[kind](2_000), HOSTILE[kind](16_000)
    assert seconds(large) <= 24 * seconds(small) + 0.05


def test_a_megabyte_of_capitalised_words_is_tagged() -> None:
    """One line of a megabyte without an end of sentence comes back like any other text."""
    text = "Abcdefghi " * 100_000
    assert all(mention.end <= len(text) for mention in tag(text))
