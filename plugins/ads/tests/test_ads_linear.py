"""The linear model: what it adds, and what it may not."""

import hashlib
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from copydesk_ads import CATEGORIES, AdsSettings, find
from copydesk_ads.asking import is_english
from copydesk_ads.linear import load
from copydesk_ads.lines import split
from copydesk_ads.signs import LONGEST, signs
from copydesk_ads.topic import Topic

STORY = [
    "The ferry company will stop sailing to the northern islands in November, its director told the council.",
    "Islanders had asked for one sailing a week. The council heard that the harbour at Skerry needs a new pier.",
    "The pier was damaged by a storm in March. Engineers expect the repair of the harbour wall to last a year.",
]
GERMAN = "Die Fähre fährt im November nicht mehr zu den Inseln, sagte der Direktor am Montag dem Rat."
UNRULED = "Get the harbour report delivered straight to your phone each Friday, free, from our team"


def seen(*lines: str) -> list[list[str] | None]:
    """Return the signs of lines."""
    cut = split("\n\n".join(lines))
    return list(signs(cut, Topic(cut)))


def test_the_model_speaks_where_no_rule_does():
    """A line that no rule finds is found with the model, with its evidence among the reasons, and not without it."""
    text = "\n\n".join([*STORY, UNRULED, *STORY])
    assert [] == find(text, AdsSettings(model=False))
    (ad,) = find(text)
    assert UNRULED == text[ad.start : ad.end]
    assert [reason for reason in ad.reasons if reason.startswith("model: ")]


def test_the_model_is_silent_where_it_does_not_know_the_language():
    """A document without English words is judged by rules alone."""
    assert not is_english(split(f"{GERMAN}\n\n{GERMAN}"))
    assert is_english(split("\n\n".join(STORY)))
    assert is_english(split("Ahoy"))


def test_marks_in_other_languages_only_mark():
    """However sure, and however often repeated, such a line stays in the text."""
    labels = ["Anzeige", "Anzeige", "Newsletter abonnieren"]
    text = "\n\n".join(f"{GERMAN}\n\n{label}" for label in labels)
    assert {"mark"} == {ad.action for ad in find(text)}
    assert 3 == len(find(text))
    assert [] == find(text, AdsSettings(actions={"ad-marker": "off", "newsletter": "off"}))


def test_signs_are_names_of_what_is_seen():
    """Shape, subject, speech and place of a line are told in words."""
    first, *_ = seen("Sign up for OUR newsletter at pier.example.com!", *STORY)
    told = {
        "about: mail", "calls to act", "ends: !", "has an address", "has a shout", "near the start: 0", "below: prose",
        "first: sign", "speaks as we",
    }  # fmt: skip
    assert told <= set(first or ())


def test_no_sign_counts_twice():
    """Each name stands once for a line, so that a weight is added once."""
    assert all(len(names) == len(set(names)) for names in seen(UNRULED, *STORY, "A B", "1776") if names)


def test_long_lines_get_no_signs():
    """A line beyond the longest is never asked about."""
    assert [True, False] == [names is None for names in seen("word " * LONGEST, "word")]


def test_the_model_in_the_package_is_small_and_says_what_it_is():
    """Under 200 kB, with data, what was left out, figures and licence in its card."""
    model = load()
    assert (files("copydesk_ads") / "data" / "model.json").stat().st_size < 200_000  # type: ignore[attr-defined]
    assert {"data", "data_sha256", "figures", "left_out", "licence", "trained_with", "what"} == set(
        model.card
    )
    assert set(model.categories) <= set(CATEGORIES)


def test_confidence_rises_with_the_sum():
    """More evidence is never less sure, below the scale there is none, and no sum is certain."""
    model = load()
    values = [model.confidence(total / 10) for total in range(-50, 100)]
    assert all(low <= high for low, high in pairwise(values))
    assert (0.0, True) == (values[0], values[-1] < 1)


def test_what_stands_around_is_weighed_in():
    """The same score counts for more beside another, and where rules find promotion."""
    model = load()
    alone, beside = model.in_context([1.0, -4.0], 0.0)[0], model.in_context([1.0, 2.0], 0.0)[0]
    assert alone < beside < model.in_context([1.0, 2.0], 0.5)[0]


def test_the_page_about_the_data_names_this_model():
    """DATA.md gives the hash of the shipped file and of what it was made from."""
    page = (Path(__file__).parents[1] / "DATA.md").read_text(encoding="utf-8")
    shipped = (files("copydesk_ads") / "data" / "model.json").read_bytes()
    assert hashlib.sha256(shipped).hexdigest() in page
    assert str(load().card["data_sha256"]) in page
