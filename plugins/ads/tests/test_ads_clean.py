"""The text without the blocks that go."""

import pytest

from copydesk_ads import strip


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("one\n\nAdvertisement\n\ntwo", "one\n\ntwo"),
        ("one\nAdvertisement\ntwo", "one\ntwo"),
        ("one\nAdvertisement\n\ntwo", "one\n\ntwo"),
        ("one\n\nAdvertisement\ntwo", "one\n\ntwo"),
        ("one\r\n\r\nAdvertisement\r\n\r\ntwo\r\n", "one\r\n\r\ntwo\r\n"),
        ("one\n\n\n\nAdvertisement\n\n\n\ntwo", "one\n\ntwo"),
        ("one\n\nAdvertisement\n\nStory continues below\n\ntwo", "one\n\ntwo"),
        ("Advertisement\n\n  one", "  one"),
        ("one\n\nAdvertisement\n", "one\n"),
        ("one\n\nAdvertisement", "one"),
        ("one\n\nAdvertisement\n\n    two", "one\n\n    two"),
        ("Advertisement", ""),
        ("\n\nAdvertisement\n\n", ""),
    ],
)
def test_the_gap_closes_where_a_block_goes(text, clean):
    """Of the gaps around a block the larger stays, of that two line ends at most; the rest of the text is untouched."""
    assert clean == strip(text)


def test_gaps_elsewhere_are_not_touched():
    """Blank lines that stand by no block stay as they are, however many."""
    assert "one\n\n\n\n\ntwo\n\nthree" == strip("one\n\n\n\n\ntwo\n\nAdvertisement\n\nthree")
