"""Events: something that happened, in the past tense. Facts and ids, never text."""

import re
from typing import ClassVar

from copydesk.model import Value

__all__ = [
    "CORE_EVENTS",
    "DeskPaused",
    "DeskResumed",
    "DeskStarted",
    "DeskStopped",
    "DocumentAccepted",
    "DocumentEnriched",
    "DocumentFailed",
    "DocumentRead",
    "DocumentRefused",
    "Event",
    "PluginQuarantined",
]


class Event(Value):
    """Base of every event. A plugin defines its own by subclassing; the name follows from the class's.

    ``HeadlineFound`` of plugin ``shout`` is published as ``shout_headline_found``. The core's own carry no prefix.
    Id, sequence, time and subject are added when the event is journalled.

    Attributes:
        event_version: raise it when the fields change in a way that breaks readers.
    """

    event_version: ClassVar[int] = 1

    @classmethod
    def event_name(cls, plugin: str | None = None) -> str:
        """The name subscribers use."""
        own = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.__name__).lower()
        return f"{plugin.replace('-', '_')}_{own}" if plugin else own


class DeskStarted(Event):
    """A desk is ready to accept documents."""

    run_id: str
    plugins: str


class DeskStopped(Event):
    """A desk has drained and is about to end."""

    run_id: str


class DeskPaused(Event):
    """Accepting has stopped for a reason that passes by itself."""

    reason: str


class DeskResumed(Event):
    """Accepting goes on after a pause."""

    reason: str


class DocumentAccepted(Event):
    """A document's bytes and journal row are safe."""

    path: str
    size: int
    sha256: str
    version: int = 1


class DocumentRead(Event):
    """A document's text is known. Subscribers of this one make the layers; it is delivered in workers only."""

    path: str


class DocumentEnriched(Event):
    """A record is safe in the output folder."""

    path: str
    record: str
    status: str
    generation: int = 1


class DocumentFailed(Event):
    """A document ended without a record."""

    path: str
    reason: str


class DocumentRefused(Event):
    """A file in the inbox was not accepted, and why."""

    path: str
    reason: str


class PluginQuarantined(Event):
    """The desk no longer uses a plugin, and why."""

    plugin: str
    reason: str


CORE_EVENTS: dict[str, type[Event]] = {
    event.event_name(): event
    for event in (
        DeskStarted, DocumentAccepted, DocumentRead, DocumentEnriched, DocumentFailed, DocumentRefused,
        DeskPaused, DeskResumed, PluginQuarantined, DeskStopped,
    )
}  # fmt: skip
"""Every event of the core by name, in the order of a document's life."""
