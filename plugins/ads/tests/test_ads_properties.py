"""Laws that hold for any text."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk import View
from copydesk_ads import find, strip
from copydesk_ads.clean import kept
from copydesk_ads.lines import BLANK
from copydesk_ads.rules import load

EXAMPLES = [example for rule in load().rules for example in (*rule.finds, *rule.spares)]
LINES = st.one_of(
    st.sampled_from(EXAMPLES),
    st.text(max_size=40),
    st.sampled_from(["", " ", "\ufeff", "The ferry sails at noon."]),
)
ENDS = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\n \n\n", "\u2028"])
TEXTS = st.lists(st.tuples(LINES, ENDS), max_size=25).map(
    lambda parts: "".join(line + end for line, end in parts)
)
BLANKS = BLANK + "\r\n\f\v\u2028\u2029\x85"


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_spans_lie_in_the_text_in_order_without_touching(text):
    """Spans are inside the text, not empty, trimmed, sorted and disjoint."""
    ads = find(text)
    assert all(0 <= ad.start < ad.end <= len(text) for ad in ads)
    assert all(text[ad.start : ad.end] == text[ad.start : ad.end].strip(BLANKS) for ad in ads)
    assert all(one.end < other.start for one, other in pairwise(ads))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_the_view_is_the_text_without_its_removed_blocks(text):
    """Every kept character maps back to its own place, no removed one is kept, and only blanks go besides."""
    ads = find(text)
    view = View.of(text, kept(text, ads), layer="ads")
    removed = [(ad.start, ad.end) for ad in ads if ad.action == "remove"]
    assert strip(text) == view.text
    assert list(view.text) == [text[view.to_document(at)] for at in range(len(view.text))]
    assert not [
        at for start, end in removed for at in range(start, end) if view.from_document(at) is not None
    ]
    gone = set(range(len(text))) - {view.to_document(at) for at in range(len(view.text))}
    inside = {at for start, end in removed for at in range(start, end)}
    assert not [at for at in gone - inside if text[at].strip(BLANKS)]


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_removal_piles_up_no_blank_lines(text):
    """Where the text has no three line feeds in a row, its clean view has none."""
    calm = text.replace("\r", "\n").replace("\n \n", "\n").replace("\n\n\n", "\n\n").replace("\n\n\n", "\n\n")
    if "\n\n\n" not in calm:
        assert "\n\n\n" not in strip(calm)


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_the_same_text_gives_the_same_blocks(text):
    """Nothing is remembered from one call to the next."""
    assert find(text) == find(text)
