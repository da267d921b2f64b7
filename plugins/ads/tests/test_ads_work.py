"""Work grows with the text and no faster, whatever the text."""

import sys
from collections.abc import Callable

import pytest

from copydesk_ads import strip

HOSTILE: dict[str, Callable[[int], str]] = {
    "one long line": lambda size: "a word " * (20 * size),
    "empty lines": lambda size: "\n" * (100 * size),
    "a label repeated": lambda size: "Sponsored by Northwind\n" * size,
    "a list heading repeated": lambda size: "Related stories\n" * size,
    "lists without end": lambda size: "Related stories\n" + "A title of some length\n" * size,
    "labels and appeals": lambda size: "Northwind Sponsored\nyou must visit us\n" * size,
    "content and labels": lambda size: "".join(
        f"Line {n} of the tale\n\nAdvertisement\n\n" for n in range(size)
    ),
    "cards with buttons": lambda size: (
        "A title of some length\n\nWhat it is about, told in a sentence or two.\n\nRead more\n\n" * size
    ),
    "cards with bylines": lambda size: "".join(
        f"Headline number {n} of many\n\nTeaser {n} is a sentence that ends here, and no more.\n\nAnn Teal\n\n"
        for n in range(size)
    ),
    "codes to claim": lambda size: "Marlinbed is here for you\nUse code HARBOUR now\n" * size,
    "short lines": lambda size: "".join(f"Line {n}\n" for n in range(4 * size)),
    "sentences": lambda size: (
        ("Sign up for our newsletter today. It rains at sea. " * 30 + "\n") * (size // 10)
    ),
    "headings of cards": lambda size: (
        "Featured articles\nA title of some length\nWhat it is about, told in a sentence or two.\n" * size
    ),
    "quotation marks": lambda size: '"' * (100 * size),
    "blanks around a label": lambda size: f"x{' ' * size}\nAdvertisement\n{' ' * size}x",
}


def steps(text: str) -> int:
    """Count the calls, of Python and of C, that stripping a text takes."""
    count = 0

    def tick(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        strip(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_twice_the_text_takes_twice_the_steps(make):
    """Doubling a hostile text takes at most two and a half times the calls, plus a constant."""
    strip(make(10))
    assert steps(make(600)) <= 2.5 * steps(make(300)) + 500


def test_a_text_of_ten_million_characters_on_one_line_is_looked_at_in_part():
    """The number of calls does not depend on the length of a line."""
    strip("word " * 10)
    assert steps("word " * 2_000_000) <= steps("word " * 2_000) + 50
