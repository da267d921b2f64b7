"""What stands round a figure: comparators, counted things, qualifiers, change, rates, sources."""

import pytest

from copydesk_figures import Figure, extract


def first(text: str) -> Figure:
    """The first figure of a text."""
    return extract(text)[0]


@pytest.mark.parametrize(
    ("text", "op", "words"),
    [
        ("at least 40 goats", ">=", "at least"),
        ("no fewer than 40 goats", ">=", "no fewer than"),
        ("over 40 goats", ">", "over"),
        ("more than forty goats", ">", "more than"),
        ("in excess of 40 goats", ">", "in excess of"),
        (">= 40 goats", ">=", ">="),
        ("up to 40 goats", "<=", "up to"),
        ("less than or equal to 40", "<=", "less than or equal to"),
        ("under £40", "<", "under"),
        ("about 40 goats", "~", "about"),
        ("nearly 40 goats", "~", "nearly"),
        ("40 or more goats", ">=", "or more"),
        ("40-plus goats", ">=", "-plus"),
        ("a 40-strong herd", "~", "-strong"),
        ("since 1964", ">=", "since"),
        ("for almost two years", "~", "almost"),
    ],
)
def test_comparator_has_its_own_span(text, op, words):
    """A comparator is never part of the figure; it has an operator and a span of its own."""
    comparator = first(text).comparator
    assert comparator is not None
    assert (op, words) == (comparator.op, text[comparator.start : comparator.end])


def test_nearly_says_on_which_side():
    """The word nearly is approximate from below."""
    comparator = first("nearly 40 goats").comparator
    assert comparator is not None
    assert comparator.side == "<"


@pytest.mark.parametrize(
    ("text", "counted", "head"),
    [
        ("40 goats climbed the hill", "goats", "goats"),
        ("12 retired Scottish fishermen were there", "retired Scottish fishermen", "fishermen"),
        ("300 new weapons systems for the army", "new weapons systems", "systems"),
        ("19% of island households agree", "island households", "households"),
        ("two-thirds of voters", "voters", "voters"),
        ("80 more lifeboat volunteers arrived", "lifeboat volunteers", "volunteers"),
        ("the first public warning that winter", "public warning", "warning"),
        ("a 9,000-strong crowd", "crowd", "crowd"),
        ("one witness was heard", ["witness", "heard it"][0], "witness"),
    ],
)
def test_counted_thing_and_its_head(text, counted, head):
    """The counted noun phrase ends at its head, the first plural where there is one."""
    found = first(text).counted
    assert found is not None
    assert (counted, head) == (found.text, found.head)
    assert found.text == text[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("40 more goats", ["additional"]),
        ("another 40 goats", ["additional"]),
        ("40 goats in total", ["total"]),
        ("the 40 goats", ["definite"]),
        ("an estimated 40 goats", ["estimate"]),
        ("over the last two years", ["before-now"]),
        ("40 goats", []),
    ],
)
def test_qualifiers(text, types):
    """Words that qualify a figure are named by type."""
    assert types == [qualifier.type for qualifier in first(text).qualifiers or ()]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("Rents rose 5%", "up"),
        ("Sales fell by 12 points", "down"),
        ("a 7% increase", "up"),
        ("It is 5%", None),
    ],
)
def test_change(text, change):
    """A verb or noun of change beside a figure says up or down."""
    assert change == first(text).change


def test_rates_of_money():
    """A period is a UCUM code inside the span; another noun is noted beside it."""
    text = "$18.50/hour, $90 a barrel"
    assert [(text[figure.start : figure.end], figure.per) for figure in extract(text)] == [
        ("$18.50/hour", "h"),
        ("$90", "barrel"),
    ]


def test_bare_dollar_is_ambiguous():
    """A bare $ is given as USD and marked; US$ is not."""
    assert (first("$5").ambiguous, first("US$5").ambiguous) == (True, None)


def test_bounds_say_whether_they_belong():
    """Two comparators joined make one range whose ends know whether they belong to it."""
    figure = first("at least 20 and less than 50")
    assert (figure.lo, figure.lo_incl, figure.hi, figure.hi_incl) == ("20", True, "50", False)


@pytest.mark.parametrize(
    ("text", "who", "cue", "via"),
    [
        ("The harbour master said that 40 boats had sunk.", "The harbour master", "said", None),
        ("Mia Holt, a vet, told reporters that 40 goats had died.", "Mia Holt", "told", None),
        ("According to the Coast Guard, 40 boats sank.", "the Coast Guard", "According to", None),
        ("Some 40 boats sank, officials said.", "officials", "said", None),
        ("Holt said that the Coast Guard had reported 40 wrecks.", "the Coast Guard", "reported", "Holt"),
        ("Holt quoted Reed as saying that 40 boats sank.", "Reed", "saying", "Holt"),
        ("Storms sank 40 boats.", None, None, None),
        ("He said 40 boats sank.", None, None, None),
    ],
)
def test_source_and_messenger(text, who, cue, via):
    """The nearest saying verb gives the source; the one before it gives who passed it on."""
    source = first(text).source
    found = (
        (source.text, source.cue, source.via.text if source.via else None) if source else (None, None, None)
    )
    assert (who, cue, via) == found


def test_source_stays_in_its_sentence():
    """A saying verb of one sentence is no source for the next."""
    text = "The mayor said so. Later, 30 boats left."
    assert first(text).source is None


def test_attribution_is_optional():
    """Without attribution no figure has a source."""
    assert extract("The mayor said 40 boats left.", attribution=False)[0].source is None
