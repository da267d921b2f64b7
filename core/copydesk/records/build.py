"""Make one record of a document and its layers."""

from collections.abc import Iterable, Mapping

from copydesk.model import Document, DuplicateOf, Failure, Record, RecordedLayer, Run, Source
from copydesk.views import View

__all__ = ["build", "duplicate"]


def build(
    document: Document,
    layers: Mapping[str, RecordedLayer],
    views: Mapping[str, View],
    failures: Iterable[Failure],
    run: Run,
) -> Record:
    """Return the record; it is partial when any layer is missing. Layers stand in the order of their names."""
    errors = tuple(sorted(failures, key=lambda failure: failure.layer))
    return Record.model_construct(
        id=document.id,
        status="partial" if errors else "complete",
        source=document.source,
        metadata=document.metadata,
        text=document.text,
        views=dict(sorted(views.items())),
        layers=dict(sorted(layers.items())),
        errors=errors,
        run=run,
    )


def duplicate(document_id: str, source: Source, first: DuplicateOf, run: Run) -> Record:
    """Return the record of bytes that were seen before under another name: it points to the first one's."""
    return Record.model_construct(
        id=document_id, status="duplicate", source=source, text=None, duplicate_of=first, run=run
    )
