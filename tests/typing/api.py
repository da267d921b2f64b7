"""What an author and a caller touch, only type-checked: a change that would break their editor breaks this file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, assert_type

from pydantic import BaseModel, SecretStr

import copydesk
from copydesk import (
    Annotation,
    Context,
    DeskSettings,
    Document,
    Enricher,
    Event,
    Layer,
    Metadata,
    NoSummary,
    Reading,
    Record,
    Segment,
    Settings,
    Source,
    Trouble,
    TryLater,
    View,
    command,
    enrich,
    enrich_file,
    enrich_many,
    exporter,
    operational,
    reader,
    subscribe,
    without,
)


class OwnSettings(Settings):
    """Defaults, a secret, and one that shapes no layer."""

    minimum: int = 4
    token: SecretStr | None = None
    timeout: float = operational(2.0, gt=0)


class Shout(Annotation):
    """A flat subclass."""

    label: Literal["shout"] = "shout"
    loud: bool = False


class Count(BaseModel):
    """A summary."""

    count: int


class HeadlineFound(Event):
    """An event of the plugin's own."""

    headline: str


@subscribe("document_read", produces="shout", requires=["ads?"])
def shout(document: Document, settings: OwnSettings) -> Iterator[Shout]:
    """The shortest form: an iterator of annotations."""
    for start in range(0, len(document.text), settings.minimum):
        if not document.covered(start, start + 1, by="ads"):
            yield Shout(start=start, end=start + 1, loud=document.source.size > 0)


@subscribe("document_read", produces="count", requires=["shout"], views=["quiet"], deterministic=False)
def count(document: Document, context: Context) -> Layer[Annotation, Count]:
    """The long form: annotations, summary and views."""
    context.publish(HeadlineFound(headline=document.metadata.title or ""))
    if context.remaining() == 0.0:
        raise TryLater("no time left", after=60)
    layer = document.layer("shout")
    spans = [(mark.start, mark.end) for mark in layer.annotations if mark.data.get("loud")]
    quiet: list[Segment] = without(document.text, spans)
    return Layer(summary=Count(count=len(layer.annotations)), views={"quiet": quiet})


@subscribe("document_read", produces="plain")
def plain(document: Document) -> Layer[Shout, NoSummary]:
    """A layer without a summary."""
    assert_type(document.has("ads"), bool)
    return Layer([Shout(start=0, end=1)])


@subscribe(HeadlineFound)
def told(event: HeadlineFound, record: Record | None) -> None:
    """A reaction."""
    assert_type(event.headline, str)
    if record:
        assert_type(record.rows("shout"), list[dict[str, Any]])


@reader("text/html", "application/xhtml+xml")
def html(data: bytes, source: Source) -> Reading:
    """A reader."""
    return Reading(data.decode(), metadata=Metadata(title=source.path), warnings=("as it is",))


@exporter("csv")
def csv(record: Record, settings: OwnSettings) -> str:
    """An exporter."""
    return ",".join([record.id, str(settings.minimum)])


@command("report")
def report(arguments: list[str]) -> int:
    """A command."""
    return len(arguments)


assert_type(
    shout(Document(id="0", text="", source=Source(path="a", size=0, sha256="0")), OwnSettings()),
    Iterator[Shout],
)


def use() -> None:
    """What a caller does."""
    assert_type(enrich("text"), Record)
    assert_type(enrich_file(Path("a.txt")), Record)
    for made in enrich_many(["a.txt", Path("b.txt")], workers=2, only=["shout"]):
        if isinstance(made, Trouble):
            assert_type(made.message, str)
            continue
        assert_type(made.views["quiet"], View)
        assert_type(made.views["quiet"].to_document(0), int)
    enricher = Enricher(DeskSettings(), only=["shout"])
    try:
        assert_type(enricher.enrich("text", path="a.txt"), Record)
        assert_type(enricher.export(enricher.enrich_bytes(b"", path="a"), "csv"), bytes)
    except copydesk.ReadError as error:
        raise copydesk.ConfigError(str(error)) from error
