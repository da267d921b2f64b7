"""The values that pass between a desk and its workers, as JSON: the unit of work is always a document, the subscribers
to run, and the layers already there. A worker on another machine would speak the same.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from os import fsdecode, fsencode
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from copydesk.model import Document, Failure, Producer, RecordedLayer, Run, Value
from copydesk.views import View

__all__ = [
    "Calling",
    "Importing",
    "Manifest",
    "PluginFacts",
    "Published",
    "Reaction",
    "Result",
    "Step",
    "Trouble",
    "Work",
]


def _unpacked(value: Any) -> Any:
    return fsdecode(b64decode(value["base64"])) if isinstance(value, dict) else value


def _packed(value: str) -> str | dict[str, str]:
    raw = fsencode(value)
    return value if raw.decode("utf-8", "replace") == value else {"base64": b64encode(raw).decode()}


AnyPath = Annotated[str, BeforeValidator(_unpacked), PlainSerializer(_packed)]
"""A path as Python knows it; in JSON a string, or ``{"base64": ...}`` of its bytes where they are not UTF-8."""


class Step(Value):
    """One subscriber to ``document_read``, as the plan sees it."""

    plugin: str
    layer: str
    views: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    deterministic: bool = True


class PluginFacts(Value):
    """What a desk needs to know about a plugin it never imports.

    Attributes:
        producer: name, version and settings hash, as they stand in records.
        distribution: the installed distribution, or ``file``.
        steps: its subscribers to ``document_read``.
        subscribes: its other subscribers, as event by subscriber name.
        events: JSON Schema of each event of its own.
        readers: the media types it reads.
        exporters: the formats it writes.
        commands: the commands it adds.
        schemas: JSON Schemas of annotation and summary by layer.
        settings_schema: JSON Schema of its settings.
        import_ms: how long its import took.
    """

    producer: Producer
    distribution: str
    steps: tuple[Step, ...] = ()
    subscribes: dict[str, str] = Field(default_factory=dict)
    events: dict[str, dict[str, Any]] = Field(default_factory=dict)
    readers: tuple[str, ...] = ()
    exporters: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    schemas: dict[str, dict[str, Any]] = Field(default_factory=dict)
    settings_schema: dict[str, Any] = Field(default_factory=dict)
    import_ms: float = 0.0


class Manifest(Value):
    """What a worker says it has loaded: its first message.

    Attributes:
        copydesk: the core's version.
        plugins: facts by plugin name.
        refusals: why by plugin name, for those that are not used.
    """

    copydesk: str
    plugins: dict[str, PluginFacts] = Field(default_factory=dict)
    refusals: dict[str, str] = Field(default_factory=dict)

    @property
    def steps(self) -> list[Step]:
        """All subscribers to ``document_read``."""
        return [step for facts in self.plugins.values() for step in facts.steps]

    @property
    def fingerprint(self) -> str:
        """Hash of what can shape a record: names, versions, settings. Import times and refusals do not count."""
        producers = sorted(facts.producer.model_dump_json() for facts in self.plugins.values())
        return hashlib.sha256("\n".join([self.copydesk, *producers]).encode()).hexdigest()[:16]

    @classmethod
    def merge(cls, manifests: Iterable["Manifest"]) -> "Manifest":
        """One manifest of several workers that load different plugins."""
        parts = list(manifests)
        return cls(
            copydesk=parts[0].copydesk,
            plugins={name: facts for part in parts for name, facts in sorted(part.plugins.items())},
            refusals={name: why for part in parts for name, why in sorted(part.refusals.items())},
        )


class Published(Value):
    """An event a plugin published while it worked."""

    name: str
    version: int = 1
    data: dict[str, Any]


class Work(Value):
    """One hand-out of a document.

    Attributes:
        ticket: the sender's own number for this hand-out.
        id: the document's id.
        path: the document's path in the inbox.
        original: the file that holds the bytes.
        document: the text and facts, where an earlier worker has read them already; then ``original`` is not opened.
        steps: the layers to make, in order; None means the whole plan.
        layers: the layers already there.
        views: the views already there, beside those of ``document``.
        failures: layers given up before.
        finish: whether this hand-out ends with the record's bytes.
        indent: whether the record is written for people.
        run: what the record says about this run; the worker fills in times.
    """

    ticket: int
    path: AnyPath
    original: AnyPath
    sha256: str | None = None
    document: Document | None = None
    steps: tuple[str, ...] | None = None
    layers: dict[str, RecordedLayer] = Field(default_factory=dict)
    views: dict[str, View] = Field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
    finish: bool = True
    indent: bool = True
    run: Run


class Trouble(Value):
    """Why a document cannot be read at all, or a path cannot be used."""

    path: str
    code: str
    message: str


class Result(Value):
    """What became of one hand-out. A finished record's bytes travel beside it, not in it.

    Attributes:
        ticket: the hand-out.
        status: of the finished record.
        document: text and facts, sent when the work goes on elsewhere.
        layers: every layer there is now; empty when the record is finished, which holds them.
        counts: annotations by layer.
        failures: every layer that is missing, and why.
        events: what plugins published.
        ms: milliseconds by layer.
        retry_after: the most seconds a plugin asked to be left alone for; None where none did.
        trouble: the document could not be read.
        last: the worker ends after this answer; what it was given besides, it never began.
    """

    ticket: int
    status: Literal["complete", "partial"] | None = None
    document: Document | None = None
    layers: dict[str, RecordedLayer] = Field(default_factory=dict)
    counts: dict[str, int] = Field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
    events: tuple[Published, ...] = ()
    ms: dict[str, float] = Field(default_factory=dict)
    retry_after: float | None = None
    trouble: Trouble | None = None
    last: bool = False


class Calling(Value):
    """Said before each delivery, so that the desk knows the culprit.

    Attributes:
        layer: the one that is to be made.
        plugin: whose subscriber is called.
        layers: costly layers made since the last word: a crash does not cost them again.
        views: the views of those.
        events: what was published while they were made.
        ms: their milliseconds.
    """

    ticket: int
    layer: str
    plugin: str
    layers: dict[str, RecordedLayer] = Field(default_factory=dict)
    views: dict[str, View] = Field(default_factory=dict)
    events: tuple[Published, ...] = ()
    ms: dict[str, float] = Field(default_factory=dict)


class Importing(Value):
    """Said before each plugin's import, so that the desk can name the one that ended the process."""

    plugin: str


class Reaction(Value):
    """One delivery of a journalled event to one subscriber, after the record is safe.

    Attributes:
        key: the same for every attempt, so that a receiver can tell a repeat.
        subscriber: ``plugin.function``.
        event: the event's name.
        data: its facts.
        record: the file of the record, where the event is about one.
    """

    ticket: int
    key: str
    subscriber: str
    event: str
    data: dict[str, Any]
    record: AnyPath | None = None
