"""The plugin on a desk: settings, the layer it makes, and the flag inside advertisements."""

import pytest
from pydantic import ValidationError

from copydesk import Document, Source
from copydesk.model import Producer, RecordedAnnotation, RecordedLayer
from copydesk_entities import EntitiesSettings, entities

TEXT = "Governor Ann Olsen flew to Peru.\nVisit Peru now!"


def document(**layers: RecordedLayer) -> Document:
    """The text as the bus hands it over, with layers."""
    return Document(id="d", text=TEXT, source=Source(path="a.txt", size=len(TEXT), sha256="0"), layers=layers)


def advertisement(start: int, end: int) -> RecordedLayer:
    """An ads layer that marks one span."""
    mark = RecordedAnnotation(
        id="ads/0", start=start, end=end, quote=TEXT[start:end], label="ad", confidence=1.0
    )
    return RecordedLayer(
        key="k", producer=Producer(plugin="ads", version="1", settings="s"), annotations=(mark,)
    )


def test_the_layer_holds_every_mention_with_its_entity() -> None:
    """Annotations carry label, entity, longest name and country; without ads nothing is flagged."""
    marks = list(entities(document(), EntitiesSettings()).annotations)
    assert [("PER", "e1", "Ann Olsen", ""), ("LOC", "e2", "Peru", "PE"), ("LOC", "e2", "Peru", "PE")] == [
        (mark.label, mark.entity, mark.name, mark.country) for mark in marks
    ]
    assert {()} == {mark.flags for mark in marks}


def test_mentions_in_an_advertisement_are_flagged() -> None:
    """A mention inside an annotation of the ads layer carries `in_ad`; the same name outside does not."""
    layer = entities(document(ads=advertisement(TEXT.index("Visit"), len(TEXT))), EntitiesSettings())
    assert [(), (), ("in_ad",)] == [mark.flags for mark in layer.annotations]


def test_the_summary_lists_entities_and_counts() -> None:
    """The summary has each entity once, in order of first mention, and counts mentions by label."""
    summary = entities(document(), EntitiesSettings()).summary
    assert summary is not None
    assert [("e1", "Ann Olsen", 1, 9), ("e2", "Peru", 2, 27)] == [
        (e.id, e.name, e.count, e.first) for e in summary.entities
    ]
    assert {"LOC": 2, "PER": 1} == summary.counts


def test_settings_choose_labels_terms_and_confidence() -> None:
    """Only chosen labels appear, listed terms do, and mentions below the confidence do not."""
    settings = EntitiesSettings.model_validate(
        {"labels": ["LOC", "MISC"], "terms": [{"term": "flew", "label": "MISC"}], "minimum_confidence": 0.5}
    )
    assert ["flew", "Peru", "Peru"] == [
        TEXT[m.start : m.end] for m in entities(document(), settings).annotations
    ]
    assert [] == list(entities(document(), EntitiesSettings(minimum_confidence=1.0)).annotations)


@pytest.mark.parametrize(
    "bad", [{"labels": ["DATE"]}, {"minimum_confidence": 2}, {"deny": "Peru"}, {"denied": []}]
)
def test_wrong_settings_are_refused(bad: dict[str, object]) -> None:
    """Unknown keys, labels and values out of range are errors."""
    with pytest.raises(ValidationError):
        EntitiesSettings.model_validate(bad)


def test_the_declaration_names_event_layer_and_order() -> None:
    """The subscriber makes the layer `entities` when a document was read, after the ads where there are any."""
    declared = entities.__copydesk__  # type: ignore[attr-defined] # the decorator leaves it there
    assert ("document_read", "entities", ("ads",)) == (declared.event, declared.produces, declared.optional)
