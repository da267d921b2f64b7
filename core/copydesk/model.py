"""The values everything speaks in: documents, annotations, layers, records. All are frozen.

Two forms of a claim exist. An author writes an `Annotation` (or a flat subclass) and returns a `Layer`. The bus checks
it, fills in id and quote, and from then on it is a `RecordedAnnotation` in a `RecordedLayer`: what other subscribers,
the record and every consumer see. Offsets are Unicode code points of ``Document.text``, half-open.
"""

import hashlib
import os
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from copydesk.marked import marked_html
from copydesk.views import Segment, View

__all__ = [
    "Annotation",
    "Document",
    "DuplicateOf",
    "Failure",
    "Layer",
    "Metadata",
    "NoSummary",
    "Producer",
    "Record",
    "RecordedAnnotation",
    "RecordedLayer",
    "Run",
    "Source",
    "document_id",
]

SCHEMA_VERSION = "1.0"


class Value(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")


class Recorded(Value):
    """A value that stands in records. Unknown keys are kept: additions are 1.x, and a reader may be older."""

    model_config = ConfigDict(extra="allow")


class Producer(Recorded):
    """Who made something.

    Attributes:
        plugin: the plugin's name.
        version: its distribution's version.
        settings: a short hash of the settings that shape its output; secrets and operational ones are left out.
    """

    plugin: str
    version: str
    settings: str


class Source(Recorded):
    """Facts about what was found.

    Attributes:
        path: where it stood, relative to the inbox, '/'-separated; undecodable bytes are escaped.
        path_base64: the path's raw bytes where they are not UTF-8, else None.
        size: bytes.
        sha256: of the bytes, in hex.
        media_type: such as ``text/plain``.
        encoding: how the bytes were decoded; None for text given as text.
        reader: which reader made the text.
        part_of: the id of the document this one was a part of.
        warnings: what a person should know about the reading.
    """

    path: str
    path_base64: str | None = None
    size: int = Field(ge=0)
    sha256: str
    media_type: str = "text/plain"
    encoding: str | None = None
    reader: Producer | None = None
    part_of: str | None = None
    warnings: tuple[str, ...] = ()


def document_id(path: str, sha256: str) -> str:
    """The id of the document with these bytes under this path: the same on every machine."""
    return hashlib.sha256(os.fsencode(path) + b"\0" + sha256.encode()).hexdigest()[:32]


class Metadata(Recorded):
    """What the reader found out about the document as a whole."""

    language: str | None = None
    title: str | None = None


class Annotation(Value):
    """A claim about a span. Subclass it flat to add fields of your own; they stand under ``data`` in the record.

    Attributes:
        start: first code point of the span in ``document.text``.
        end: the code point after the last.
        label: what is claimed, in the layer's own vocabulary.
        confidence: from 0 to 1.
        flags: short words such as ``in_ad``.
    """

    core_fields: ClassVar[frozenset[str]] = frozenset({"start", "end", "label", "confidence", "flags"})

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    label: str
    confidence: float = Field(default=1.0, ge=0.0, le=1.0)
    flags: tuple[str, ...] = ()


class NoSummary(Value):
    """The summary of a layer that makes no claim about the whole document."""


A_co = TypeVar("A_co", bound=Annotation, covariant=True)
S_co = TypeVar("S_co", bound=BaseModel, covariant=True)


class Layer(Generic[A_co, S_co]):
    """All that one subscriber says about one document.

    Args:
        annotations: claims about spans, in any order.
        summary: a model with claims about the document as a whole.
        views: segments by view name, over the document's text; see `copydesk.View`.
    """

    __slots__ = ("annotations", "summary", "views")

    def __init__(
        self,
        annotations: Iterable[A_co] = (),
        summary: S_co | None = None,
        views: Mapping[str, Iterable[Segment]] | None = None,
    ) -> None:
        self.annotations = annotations
        self.summary = summary
        self.views = dict(views or {})


class RecordedAnnotation(Recorded):
    """An annotation as it stands in a record.

    Attributes:
        id: ``layer/number``, in the order of (start, -end, label).
        quote: exactly ``text[start:end]``.
        data: the fields of the author's own model.
    """

    id: str
    start: int
    end: int
    quote: str
    label: str
    confidence: float
    flags: tuple[str, ...] = ()
    data: dict[str, Any] = Field(default_factory=dict)


class RecordedLayer(Recorded):
    """A layer as it stands in a record.

    Attributes:
        key: hash of everything the layer was made from; another key means it would come out differently.
        producer: the plugin that made it.
        saw: the keys of the layers its subscriber could read.
        annotations: in the order of their ids.
        summary: claims about the document as a whole.
    """

    key: str
    producer: Producer
    saw: dict[str, str] = Field(default_factory=dict)
    annotations: tuple[RecordedAnnotation, ...] = ()
    summary: dict[str, Any] = Field(default_factory=dict)

    @cached_property
    def _cover(self) -> tuple[list[int], list[int]]:
        """Starts, and the furthest end reached up to each: enough to answer `covers` by bisection."""
        starts, ends, furthest = [], [], 0
        for annotation in self.annotations:
            furthest = max(furthest, annotation.end)
            starts.append(annotation.start)
            ends.append(furthest)
        return starts, ends

    def covers(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` lies wholly inside one annotation of this layer."""
        starts, ends = self._cover
        index = bisect_right(starts, start)
        return index > 0 and ends[index - 1] >= end


class Document(BaseModel):
    """Immutable text plus facts about its source, and the layers its reader asked to see.

    Attributes:
        id: the same for the same path and bytes.
        text: what all offsets count in.
        source: facts about the bytes.
        metadata: language and title where known.
        layers: the recorded layers a subscriber requires, by name; nothing else is shown.
        views: the views those layers made, by name.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    source: Source
    metadata: Metadata = Metadata()
    layers: dict[str, RecordedLayer] = Field(default_factory=dict)
    views: dict[str, View] = Field(default_factory=dict)

    def has(self, layer: str) -> bool:
        """Whether the layer was required, was made, and may be read here."""
        return layer in self.layers

    def layer(self, name: str) -> RecordedLayer:
        """Return a required layer.

        Raises:
            KeyError: it was not made, or the subscriber does not require it.
        """
        if name not in self.layers:
            raise KeyError(
                f"layer {name!r} cannot be read here; add requires=[{name!r}] and check has({name!r})"
            )
        return self.layers[name]

    def covered(self, start: int, end: int, *, by: str) -> bool:
        """Whether ``[start, end)`` lies inside one annotation of layer ``by``; False when that layer is absent."""
        return by in self.layers and self.layers[by].covers(start, end)

    def view(self, name: str) -> View:
        """Return a view made by a required layer.

        Raises:
            KeyError: no layer that may be read here made it.
        """
        if name not in self.views:
            raise KeyError(f"view {name!r} cannot be read here; require the layer that makes it")
        return self.views[name]


class Failure(Recorded):
    """Why a layer is missing from a record.

    Attributes:
        plugin: whose subscriber it was.
        layer: the layer that is missing.
        code: ``error``, ``timeout``, ``crash``, ``memory``, ``invalid``, ``later``, ``missing`` or ``quarantined``.
        message: what happened, where, in one line.
        retryable: whether the desk tries again by itself.
    """

    plugin: str
    layer: str
    code: Literal["error", "timeout", "crash", "memory", "invalid", "later", "missing", "quarantined"]
    message: str
    retryable: bool = False


class DuplicateOf(Recorded):
    """The document whose record holds what these bytes gave."""

    id: str
    path: str
    record: str


class Run(Recorded):
    """Everything about a record that differs between two runs over the same bytes. Times are ISO 8601 in UTC.

    Attributes:
        copydesk: the core's version.
        run_id: one life of a desk.
        attempt: which hand-out of the document made this record.
        generation: 1 for the first record of a document; reprocessing makes the next.
        version: 1 for the first bytes seen under this path; other bytes make the next.
        plugins: hash of the set of plugins that were loaded.
        modified: when the file was last changed.
        accepted: when its bytes were safe.
        finished: when the record was made.
        ms: milliseconds by layer.
    """

    copydesk: str
    run_id: str
    attempt: int = 1
    generation: int = 1
    version: int = 1
    plugins: str = ""
    modified: str | None = None
    accepted: str | None = None
    finished: str | None = None
    ms: dict[str, float] = Field(default_factory=dict)


class Record(Recorded):
    """The JSON written for one document."""

    schema_version: str = SCHEMA_VERSION
    id: str
    status: Literal["complete", "partial", "duplicate"]
    source: Source
    metadata: Metadata = Metadata()
    offset_unit: Literal["codepoint"] = "codepoint"
    text: str | None
    views: dict[str, View] = Field(default_factory=dict)
    layers: dict[str, RecordedLayer] = Field(default_factory=dict)
    errors: tuple[Failure, ...] = ()
    duplicate_of: DuplicateOf | None = None
    run: Run

    def rows(self, layer: str) -> list[dict[str, Any]]:
        """One flat dict an annotation, ready for a data frame; the author's own fields stand beside the core's.

        Raises:
            KeyError: the record has no such layer.
        """
        if layer not in self.layers:
            raise KeyError(f"no layer {layer!r} in this record; it has {', '.join(self.layers) or 'none'}")
        own = {"id", "start", "end", "quote", "label", "confidence", "flags"}
        return [
            {
                **{f"data.{key}" if key in own else key: value for key, value in mark.data.items()},
                **mark.model_dump(exclude={"data"}),
            }
            for mark in self.layers[layer].annotations
        ]

    def _repr_html_(self) -> str:
        """Show the annotated text in a notebook."""
        marks = {name: layer.annotations for name, layer in self.layers.items()}
        return marked_html(f"{self.source.path} · {self.status}", self.text or "", marks)
