"""Views: text derived from the document's, with a map back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.views import View, without


@st.composite
def texts_and_segments(draw):
    """A text and segments that fit it."""
    text = draw(st.text(max_size=40))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return text, [(start, end, draw(st.none() | st.text(max_size=4))) for start, end in pairs]


@given(texts_and_segments())
def test_a_views_text_is_the_concatenation_of_its_segments(case):
    """None keeps the document's text, anything else replaces it."""
    text, segments = case

    view = View.of(text, segments, layer="x")

    assert "".join(text[a:b] if new is None else new for a, b, new in segments) == view.text


@given(texts_and_segments())
def test_kept_text_maps_there_and_back(case):
    """Every code point that was kept has one place in the view, and that place leads back to it."""
    text, segments = case
    view = View.of(text, segments, layer="x")

    for start, end, new in segments:
        for offset in range(start, end) if new is None else ():
            at = view.from_document(offset)
            assert text[offset] == view.text[at]
            assert offset == view.to_document(at)


def test_what_a_view_leaves_out_has_no_place_in_it():
    """A removed or replaced place maps to None."""
    view = View.of("one two three", [(0, 4, None), (4, 7, "2"), (8, 13, None)], layer="x")

    assert "one 2three" == view.text
    assert [0, None, None, 5] == [view.from_document(at) for at in (0, 5, 7, 8)]


def test_inside_a_replacement_every_offset_is_the_start_of_what_was_replaced():
    """A replacement has no finer map than its own beginning."""
    view = View.of("abcdef", [(0, 2, None), (2, 4, "XYZ"), (4, 6, None)], layer="x")

    assert [0, 1, 2, 2, 2, 4, 5, 6] == [view.to_document(at) for at in range(len(view.text) + 1)]


def test_an_offset_outside_a_view_is_an_error():
    """Nothing is clamped in silence."""
    view = View.of("abc", [(0, 3, None)], layer="x")

    for offset in (-1, 4):
        with pytest.raises(IndexError, match="outside a view of 3"):
            view.to_document(offset)


def test_an_empty_view_has_one_place():
    """A view of nothing maps its only offset to the document's beginning."""
    assert 0 == View.of("abc", [], layer="x").to_document(0)


@pytest.mark.parametrize(
    "segments",
    [
        [(2, 1, None)],
        [(0, 4, None)],
        [(-1, 1, None)],
        [(1, 2, None), (0, 1, None)],
        [(0, 2, None), (1, 3, None)],
    ],
)
def test_segments_that_do_not_fit_are_refused(segments):
    """Backwards, outside, out of order, overlapping."""
    with pytest.raises(ValueError, match="in order and do not overlap"):
        View.of("abc", segments, layer="x")


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6))
def test_without_keeps_exactly_what_no_span_covers(text, pairs):
    """Spans may touch, overlap and come in any order."""
    spans = [(min(pair), min(max(pair), len(text))) for pair in pairs if min(pair) <= len(text)]
    covered = {at for start, end in spans for at in range(start, end)}

    view = View.of(text, without(text, spans), layer="x")

    assert "".join(char for at, char in enumerate(text) if at not in covered) == view.text


def test_offsets_count_code_points_not_bytes_or_graphemes():
    """An astral character is one, a letter with a combining mark two."""
    text = "😀e\u0301x"

    view = View.of(text, without(text, [(0, 1)]), layer="x")

    assert "e\u0301x" == view.text
    assert 3 == view.to_document(2)
