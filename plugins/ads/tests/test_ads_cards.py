"""Entries that repeat, pitches without a label, and sentences inside a paragraph."""

import pytest

from copydesk_ads import AdsSettings, find, strip

STORY = [
    "The ferry company will stop sailing to the northern islands in November, its director told the council.",
    "Islanders had asked for one sailing a week. The council heard that the harbour at Skerry needs a new pier.",
    "The pier was damaged by a storm in March. Engineers expect the repair of the harbour wall to last a year.",
    "A smaller boat will carry post and medicine to the islands while the ferry is laid up at the harbour.",
]
RULES = AdsSettings(model=False)


def document(*parts: str) -> str:
    """Join parts with blank lines."""
    return "\n\n".join(parts)


def quotes(text: str) -> list[tuple[str, str, str]]:
    """Return action, category and text of what rules find."""
    return [(ad.action, ad.label, text[ad.start : ad.end]) for ad in find(text, RULES)]


def entries(close: str) -> list[str]:
    """Return three cards that close in the same way."""
    titles = ["Ten lighthouses of the west", "A keeper remembers the winter", "Rope and the art of knots"]
    return [
        part
        for title in titles
        for part in (title, f"{title}: a long look at what was, and who was there.", close)
    ]


def test_cards_that_end_in_the_same_button_are_found_after_a_story():
    """Headline and teaser go with the button under them, where the button repeats at the same distance."""
    cards = document(*entries("Read more"))
    found = quotes(document(*STORY, cards))
    assert cards == "\n\n".join(quote for *_, quote in found)
    assert {"related"} == {label for _, label, _ in found}


def test_cards_signed_by_the_same_name_are_marked():
    """A byline that closes several cards takes them; without promotion above they are marked, not removed."""
    (one, *_rest) = quotes(
        document(*STORY[:2], *entries("Ann Teal")[:3], *STORY[2:], *entries("Ann Teal")[3:])
    )
    assert ("mark", "related", document(*entries("Ann Teal")[:3])) == one


def test_a_page_of_entries_keeps_them():
    """Where there is nothing but cards, they are the content, and only the buttons go."""
    text = document(*entries("Read more"))
    assert {"Read more"} == {quote for *_, quote in quotes(text)}


def test_a_conversation_is_no_row_of_cards():
    """Names that repeat before what is said leave it alone."""
    talk = [
        part for at in range(4) for part in ("Ann Teal", f"And then the {at} boats came home, one by one.")
    ]
    assert [] == quotes(document(*STORY, *talk))


def test_cards_under_a_heading_for_links_are_marked_to_the_end():
    """Headlines with teasers under such a heading belong to it when they run to the end of the document."""
    cards = [part for part in entries("-") if part != "-"]
    found = quotes(document(*STORY, "Featured articles", *cards))
    assert document("Featured articles", *cards) == "\n\n".join(quote for *_, quote in found)


def test_a_pitch_without_a_label_is_known_by_its_code_and_its_own_name():
    """Lines above a code to claim belong to it when they share a name that stands nowhere else."""
    pitch = [
        "Sleep better on every crossing with Marlinbed",
        "Few things cost so much as a bad night. Marlinbed is made for bunks, and comes rolled in a box.",
        "Use code HARBOUR now",
    ]
    text = document(*STORY[:2], *pitch, *STORY[2:])
    assert [("remove", "sponsored", document(*pitch))] == quotes(text)


def test_a_code_for_a_name_that_the_document_speaks_of_takes_nothing():
    """Where the name stands elsewhere too, the document is about it."""
    text = document(
        "Marlinbed opens on the pier.", *STORY, "Marlinbed is a shop.", "Use code HARBOUR now", "Marlinbed!"
    )
    assert not [quote for *_, quote in quotes(text) if "Marlinbed" in quote]


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        (f"{STORY[1]} Sign up for our weekly newsletter.", STORY[1]),
        (f"Sign up for our weekly newsletter. {STORY[1]}", STORY[1]),
        (f"{STORY[1]} Sign up for our weekly newsletter. {STORY[2]}", None),
        (f"{STORY[1]} The newsletter of the company said so.", None),
        (f"{STORY[1]} “Sign up for our newsletter,” said a sign.", None),
    ],
)
def test_a_sentence_of_promotion_goes_from_the_end_or_the_start_of_a_paragraph(line, clean):
    """The rest of the paragraph stays; a sentence in its midst, or one that is quoted, stays too."""
    told = "At the council the islanders asked for another sailing a week, and a pier at Skerry harbour."
    assert document(told, *STORY[2:], clean or line) == strip(document(told, *STORY[2:], line), RULES)


def test_a_source_that_keeps_a_paragraph_keeps_its_sentences(tmp_path):
    """``keep`` holds for sentences too."""
    (tmp_path / "ads.yaml").write_text("sources: [{folder: ., keep: ['/^islanders had/']}]")
    line = f"{STORY[1]} Sign up for our weekly newsletter."
    settings = AdsSettings(model=False, rules=tmp_path / "ads.yaml")
    assert line == strip(line, settings, path="a.txt")
    assert line != strip(document(line, STORY[2]), RULES)
