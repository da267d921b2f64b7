"""The values everything speaks in."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from copydesk.model import (
    Annotation,
    Document,
    Producer,
    RecordedAnnotation,
    RecordedLayer,
    Source,
    document_id,
)

PRODUCER = Producer(plugin="x", version="1", settings="0")
SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted), max_size=8)


def layer_of(spans):
    """A layer with these spans."""
    marks = [
        RecordedAnnotation(id=f"x/{n}", start=start, end=end, quote="", label="x", confidence=1)
        for n, (start, end) in enumerate(sorted(spans, key=lambda span: (span[0], -span[1])))
    ]
    return RecordedLayer(key="0", producer=PRODUCER, annotations=tuple(marks))


def document_with(**layers):
    """A document that shows these layers."""
    return Document(id="0", text="HELLO there", source=Source(path="a", size=0, sha256="0"), layers=layers)


@given(SPANS, st.integers(0, 30), st.integers(0, 30))
def test_a_span_is_covered_when_one_annotation_holds_all_of_it(spans, first, second):
    """Two annotations that hold it only together do not."""
    start, end = sorted((first, second))

    assert any(a <= start and end <= b for a, b in spans) == layer_of(spans).covers(start, end)


def test_asking_a_layer_changes_nothing_of_what_it_writes():
    """What is remembered to answer quickly is no part of the value."""
    layer = layer_of([(0, 4), (2, 9)])
    before = layer.model_dump_json()

    layer.covers(3, 5)

    assert before == layer.model_dump_json()
    assert layer_of([(0, 4), (2, 9)]) == layer


def test_an_absent_layer_covers_nothing():
    """A subscriber with ``requires=["ads?"]`` may ask without looking first."""
    assert document_with().covered(0, 1, by="ads") is False
    assert document_with(ads=layer_of([(0, 5)])).covered(0, 5, by="ads") is True


def test_reading_a_layer_that_was_not_required_says_what_to_write():
    """The message is the line that is missing."""
    with pytest.raises(KeyError, match=r"add requires=\['ads'\]"):
        document_with().layer("ads")
    with pytest.raises(KeyError, match="require the layer that makes it"):
        document_with().view("clean")


def test_a_document_cannot_be_changed():
    """It is the same for every subscriber."""
    document = document_with()

    for field in ("text", "id", "source", "metadata"):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(document, field, "other")


def test_a_document_has_the_same_id_on_every_machine():
    """Path and bytes decide; a path that is not UTF-8 counts as its bytes."""
    digest = hashlib.sha256(b"x").hexdigest()

    assert hashlib.sha256(b"caf\xe9\0" + digest.encode()).hexdigest()[:32] == document_id("caf\udce9", digest)
    assert document_id("a", digest) != document_id("b", digest)


@pytest.mark.parametrize(
    "wrong",
    [{"start": -1}, {"confidence": 1.1}, {"confidence": float("nan")}, {"labl": "x"}, {"start": "one"}],
)
def test_an_annotation_refuses_what_no_record_could_hold(wrong):
    """At the author's own line, not later."""
    with pytest.raises(ValidationError):
        Annotation(**{"start": 0, "end": 1, "label": "x", **wrong})
