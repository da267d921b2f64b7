"""The news article that the project started from."""

import json
from pathlib import Path

import pytest

from copydesk_ads import find

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
ARTICLE = DATA / "figures" / "seed-article.txt"
LABELS = DATA / "ads" / "seed-article.json"


@pytest.mark.skipif(not (ARTICLE.exists() and LABELS.exists()), reason="the shared seed article is not there")
def test_the_sponsored_block_and_nothing_else():
    """The labelled block is found as one annotation, and not one other character is marked."""
    (block,) = json.loads(LABELS.read_text(encoding="utf-8"))["promo_blocks"]
    (ad,) = find(ARTICLE.read_bytes().decode("utf-8"))
    assert (block["start"], block["end"], block["category"], "remove") == (
        ad.start,
        ad.end,
        ad.label,
        ad.action,
    )
