"""What a desk tells whoever started it, document by document."""

from dataclasses import dataclass, field
from typing import Protocol

__all__ = ["DocumentLine", "Reporter", "Silent", "Summary"]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document that has ended.

    Attributes:
        path: in the inbox.
        status: ``complete``, ``partial``, ``duplicate`` or ``failed``.
        counts: annotations by layer.
        ms: milliseconds its plugins took.
        record: the record's file; None where there is none.
        reason: why it is partial or failed.
    """

    path: str
    status: str
    counts: dict[str, int] = field(default_factory=dict)
    ms: float = 0.0
    record: str | None = None
    reason: str | None = None


@dataclass(slots=True)
class Summary:
    """What one run of a desk came to.

    Attributes:
        ended: documents by status.
        waiting: path and reason of files that are not ready yet.
        refused: how many files were refused.
        seconds: how long the run took.
        layers: the layers its plugins make, in order.
    """

    ended: dict[str, int] = field(default_factory=dict)
    waiting: list[tuple[str, str]] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0
    layers: tuple[str, ...] = ()


class Reporter(Protocol):
    """Is told what happens; called from several threads, never two at a time."""

    def started(self, inbox: str, layers: tuple[str, ...], refusals: dict[str, str]) -> None:
        """The desk is ready to accept documents."""

    def document(self, line: DocumentLine) -> None:
        """A document has ended."""

    def note(self, text: str) -> None:
        """Something a person should know: a file refused, a pause, a plugin not used."""


class Silent:
    """A reporter that says nothing."""

    def started(self, inbox: str, layers: tuple[str, ...], refusals: dict[str, str]) -> None:
        """Say nothing."""

    def document(self, line: DocumentLine) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""
