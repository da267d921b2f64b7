"""Events: named for what happened, facts and ids only."""

import re

import pytest
from pydantic import ValidationError

from copydesk.events import CORE_EVENTS, DocumentEnriched, Event


class HeadlineFound(Event):
    """An event of a plugin's own."""

    headline: str


def test_the_cores_events_are_those_of_the_design():
    """Their names, in the order of a document's life."""
    assert [
        "desk_started", "document_accepted", "document_read", "document_enriched", "document_failed",
        "document_refused", "desk_paused", "desk_resumed", "plugin_quarantined", "desk_stopped",
    ] == list(CORE_EVENTS)  # fmt: skip


def test_a_plugins_event_carries_the_plugins_name():
    """Two plugins cannot clash, and a dash is no part of a Python name."""
    assert "headline_found" == HeadlineFound.event_name()
    assert "word_count_headline_found" == HeadlineFound.event_name("word-count")
    assert "http_failed" == type("HTTPFailed", (Event,), {}).event_name()


def test_no_core_event_can_carry_text():
    """The journal keeps ids and facts: no field is called for the document's words."""
    fields = {name for event in CORE_EVENTS.values() for name in event.model_fields}

    assert not [name for name in fields if re.search("text|quote|body|content", name)]


def test_an_event_is_frozen_and_refuses_unknown_fields():
    """What was published does not change, and a misspelt field is an error."""
    event = DocumentEnriched(path="a.txt", record="a.txt.json", status="complete")

    with pytest.raises(ValidationError):
        event.path = "b.txt"
    with pytest.raises(ValidationError):
        DocumentEnriched(path="a.txt", record="a.txt.json", status="complete", pth="")


def test_every_event_survives_the_journal():
    """JSON there and back is the same event."""
    event = DocumentEnriched(path="a.txt", record="a.txt.json", status="partial", generation=3)

    assert event == DocumentEnriched.model_validate_json(event.model_dump_json())
