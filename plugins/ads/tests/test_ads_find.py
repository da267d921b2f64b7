"""What is found in documents, and what is left alone."""

import pytest

from copydesk_ads import AdsSettings, find, strip

STORY = [
    "Ferry line closes its northern route for the winter",
    "The ferry company will stop sailing to the northern islands in November, its director told the council on Monday.",
    "Islanders had asked for one sailing a week. The council heard that the harbour at Skerry needs a new pier first.",
    "The pier was damaged by a storm in March. Engineers expect the repair of the harbour wall to last until spring.",
    "The director said that the company had lost four sailings in ten to the weather last winter.",
    "A smaller boat will carry post and medicine to the islands while the ferry is laid up at the harbour.",
]


def document(*parts: str) -> str:
    """Join parts with blank lines."""
    return "\n\n".join(parts)


def quotes(text: str, **settings: object) -> list[tuple[str, str, str]]:
    """Return what is found: action, category, text."""
    return [(ad.action, ad.label, text[ad.start : ad.end]) for ad in find(text, AdsSettings(**settings))]


def test_plain_news_is_left_alone():
    """A story without promotion gives no annotation."""
    assert [] == find(document(*STORY))


def test_a_newsletter_prompt_goes():
    """A sign-up box with its form and small print is one block, and the story around it stays."""
    box = "Sign up for the Tideline newsletter\nEnter your email address\nSign up\nYou can unsubscribe at any time."
    text = document(*STORY[:3], box, *STORY[3:])
    assert [("remove", "newsletter", box)] == quotes(text)
    assert document(*STORY) == strip(text)


def test_a_sponsored_block_goes_with_its_headings_and_body():
    """The label, the heading repeated around it and the appeal below are one block with its sponsor named."""
    block = (
        "A warmer home for every family\nHearth Guild Sponsored\nA warmer home for every family\n\n"
        "Draughty windows steal your money night after night. We believe that nobody should shiver indoors. "
        "Will you join the Hearth Guild and claim your free insulation guide?"
    )
    text = document(*STORY[:3], block, *STORY[3:])
    (ad,) = find(text)
    assert (block, "sponsored", "remove", "Hearth Guild") == (
        text[ad.start : ad.end],
        ad.label,
        ad.action,
        ad.sponsor,
    )


def test_a_sponsor_read_ends_where_the_talk_goes_on():
    """In a transcript the message runs from its label to its address, not into the next answer."""
    talk = [
        f"So you tie the {knot} knot with the short end first and then you pull it tight."
        for knot in "abcdefgh"
    ]
    read = (
        "This part of Rope Talk is brought to you by Marlin Bank.\nEver lost track of what a boat costs?\nRight.\n"
        "Marlin Bank keeps an account for each boat.\nOpen one today at marlinbank.example.com slash rope."
    )
    text = "\n".join([*talk[:4], *read.split("\n"), *talk[4:]])
    assert [("remove", "sponsored", read)] == quotes(text)


def test_an_author_who_speaks_to_the_reader_is_not_the_sponsor():
    """After the line that names a sponsor, what the author says in the first person stays."""
    label = "This episode is sponsored by Marlin Bank."
    host = "I am so glad to share this talk with you.\n\nYou have encouraged me to go on with the show."
    text = document(label, host, *STORY)
    assert [("remove", "sponsored", label)] == quotes(text)


def test_a_list_of_links_goes_and_the_story_after_it_stays():
    """Titles under a heading for links belong to it, up to the first line of running text."""
    links = "Related stories\nTen harbours to see in winter\nWhy the lighthouse keeper stayed\nA short history of piers"
    text = document(*STORY[:2], links, *STORY[2:])
    assert [("remove", "related", links)] == quotes(text)


def test_the_heading_after_a_list_of_links_stays():
    """The last short line before a paragraph that takes up its words is that paragraph's heading."""
    links = "Related stories\n\nTen beaches worth seeing in June\n\nWhy lighthouse keepers stayed"
    text = document(STORY[0], STORY[1], links, "The pier and the harbour wall", STORY[3], STORY[4])
    assert [("remove", "related", links)] == quotes(text)


def test_bare_labels_go_wherever_they_stand():
    """Each advertisement label is a block of its own."""
    text = document(STORY[0], "Advertisement", STORY[1], "ADVERTISEMENT", STORY[2])
    assert [("remove", "ad-marker", "Advertisement"), ("remove", "ad-marker", "ADVERTISEMENT")] == quotes(
        text
    )


def test_disclosures_and_own_products_are_marked_only():
    """Affiliate disclosures and the publisher's own offers stay in the text by default."""
    text = document(
        *STORY, "We may earn a commission when you buy through our links.", "Book a free consultation"
    )
    assert ["mark", "mark"] == [ad.action for ad in find(text)]
    assert text == strip(text)


@pytest.mark.parametrize(
    "line",
    [
        "“Sign up for our newsletter today,” the sign in the shop window said, and nobody did.",
        "The director told the council: “Donate now, or there will be no ferry.”",
        "“Subscribe to our channel” was the only line that the captain remembered.",
        "Sponsored by Rep. Ann Teal, the bill would pay for a new pier.",
        "The senator who sponsored the bill said that the state-sponsored line would sail again.",
        "Lawmakers sponsored the measure after the storm, and the council backed it.",
        "The company said it asks readers to sign up for its newsletter once a year.",
        "Advertisement spending on the ferry rose by a tenth.",
        "Read the letter twice before you answer the council.",
    ],
)
def test_quotations_reports_and_bills_stay(line):
    """What somebody is quoted as saying, what a company does, and what a lawmaker sponsors is content."""
    assert [] == find(document(*STORY[:3], line, *STORY[3:]))


def test_an_article_about_advertising_keeps_its_headings():
    """Where the document speaks of sponsors and newsletters itself, such a line alone is not removed."""
    text = document(
        "How small papers earn their living",
        "Most local papers lost their advertisers long before their readers, and sponsors did not come back.",
        "Sponsored content",
        "Some papers print sponsored content, which sponsors pay for by the month and readers often skip.",
        "Newsletters",
        "A newsletter costs little to make. Newsletters with many subscribers can pay for two reporters.",
        "Sponsored by the town bank",
        "One paper named its sponsor at the top of every newsletter, and its subscribers did not mind.",
        "Other sponsors asked for more. The newsletter then carried an advertisement in every paragraph.",
    )
    assert [] == [ad for ad in find(text) if ad.action == "remove"]


def test_settings_decide_by_category():
    """A category can be removed, marked or left out, whatever its default."""
    text = document(*STORY, "Share this article", "Get a free quote from Pier Lines")
    turned = AdsSettings(actions={"social": "mark", "affiliate": "remove"})
    assert ["mark", "remove"] == [ad.action for ad in find(text, turned)]
    assert [] == find(text, AdsSettings(actions={"social": "off", "affiliate": "off"}))


def test_a_block_less_sure_than_asked_for_is_marked_or_dropped():
    """``minimum_remove`` turns removal into a mark, ``minimum_mark`` drops the block."""
    text = document(*STORY, "Leave a comment")
    assert ["remove"] == [ad.action for ad in find(text)]
    assert ["mark"] == [ad.action for ad in find(text, AdsSettings(minimum_remove=0.99))]
    assert [] == find(text, AdsSettings(minimum_remove=0.99, minimum_mark=0.99))


def test_reasons_name_a_rule_and_what_it_saw():
    """Each reason begins with a rule id and shows a piece of the line."""
    (ad,) = find(document(*STORY, "Download our app for the latest tides"))
    assert ("app: offers an app (“Download our app for the latest tides”)",) == ad.reasons


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_line_ends_make_no_difference(end):
    """The same document gives the same blocks under any convention for line ends."""
    text = end.join([STORY[0], "", "Advertisement", "", STORY[1], ""])
    assert [("remove", "ad-marker", "Advertisement")] == quotes(text)


def test_offsets_are_code_points():
    """Emoji and right-to-left text before a block do not move its span."""
    text = "\ufeff\U0001f30a\U0001f1f3\U0001f1f4 שלום עולם\n\n\u200fAdvertisement\u200e\n"
    assert [("remove", "ad-marker", "Advertisement")] == quotes(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\ufeff", "\x00", "“", "•\n•"])
def test_almost_nothing_gives_nothing(text):
    """Empty and near-empty texts give no annotation and come back unchanged."""
    assert ([], text) == (find(text), strip(text))
