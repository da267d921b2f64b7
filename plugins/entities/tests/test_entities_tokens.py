"""Laws of the tokens: what stays whole, what is cut, where sentences end, and that offsets are code points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk_entities.tokens import sentences


def words(text: str) -> list[str]:
    """All tokens of the text."""
    return [token.text for sentence in sentences(text) for token in sentence]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kang Min-ho waved.", ["Kang", "Min-ho", "waved", "."]),
        ("about 1,500 at 3.5%", ["about", "1,500", "at", "3.5", "%"]),
        ("the U.S. envoy", ["the", "U.S.", "envoy"]),
        ("Mr. Ode and Dr. Ito", ["Mr.", "Ode", "and", "Dr.", "Ito"]),
        ("Peru's and Chile\u2019s", ["Peru", "'s", "and", "Chile", "\u2019s"]),
        ("O'Hara of AT&T", ["O'Hara", "of", "AT&T"]),
        ("Oslo-based pro-Kurdish", ["Oslo", "-", "based", "pro", "-", "Kurdish"]),
        ("J. R. Ewing", ["J.", "R.", "Ewing"]),
        ("see https://example.org/A_B now", ["see", "https://example.org/A_B", "now"]),
        ("ann@example.org wrote", ["ann@example.org", "wrote"]),
        ("", []),
        (" \r\n\t ", []),
    ],
)
def test_names_numbers_and_abbreviations_stay_whole(text: str, expected: list[str]) -> None:
    """A name, a number and an abbreviation are one token each; the possessive and a joined adjective are cut off."""
    assert expected == words(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Ito left. He is ill.", 2),
        ("She met Mr. Ode in the U.S. in May.", 1),
        ("“Stop!” he said. “Go.”", 3),
        ("A headline\nA second line follows here", 2),
        ("one long line that was wrapped by an editor at some\nwidth goes on", 1),
        ("one paragraph\n\nanother one", 2),
        ("one paragraph\r\n\r\nanother one", 2),
    ],
)
def test_sentences_end_where_readers_end_them(text: str, expected: int) -> None:
    """Full stops, blank lines and short lines end a sentence; abbreviations and wrapped lines do not."""
    assert expected == len(sentences(text))


@given(st.text(max_size=400))
def test_every_visible_character_lies_in_one_token(text: str) -> None:
    """Tokens are in order, do not overlap, hold their text, and leave out white space only."""
    end = 0
    for token in (token for sentence in sentences(text) for token in sentence):
        assert token.start >= end
        assert not text[end : token.start].strip()
        assert text[token.start : token.end] == token.text
        end = token.end
    assert not text[end:].strip()
