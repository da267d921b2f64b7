"""Accepting: ready files become durable documents.

Bytes and journal row are synced before anything leaves the inbox.
"""

from collections.abc import Sequence
from typing import Literal

from copydesk import journal as verbs
from copydesk.clock import microseconds
from copydesk.desk.lines import Line
from copydesk.desk.report import DocumentLine
from copydesk.desk.shared import Shared
from copydesk.errors import DiskFull
from copydesk.events import DocumentAccepted, DocumentRefused
from copydesk.files import rename_synced, unlink
from copydesk.inbox import accept
from copydesk.inbox.find import Finder
from copydesk.inbox.values import NewDrop, Refusal, Sighting, Staged, Void
from copydesk.journal import Outcome
from copydesk.names import display_name

__all__ = ["Acceptor", "note_refusal"]

BATCH = 32
"""Files staged together: one sync of the folder and one commit serve them all."""
_NO_SPACE_SECONDS = 5.0


class Acceptor:
    """The body of the accepting threads.

    Args:
        shared: the desk's.
        finder: is told what became of each sighting.
        ready: where the finder puts files that are ready.
    """

    def __init__(self, shared: Shared, finder: Finder, ready: Line[Sighting]) -> None:
        self._shared = shared
        self._finder = finder
        self._ready = ready
        self._settings = shared.settings.inbox

    def run(self) -> None:
        """Accept batch after batch until the line ends; once the desk stops, what was only found stays where it is."""
        try:
            while batch := self._ready.take(BATCH):
                if not self._shared.stopping.is_set():
                    self.accept(batch)
        finally:
            self._ready.end()  # an acceptor that failed must leave nobody waiting

    def accept(self, batch: Sequence[Sighting]) -> None:
        """Accept one batch, or give every file of it back to the finder."""
        if reason := self._shared.short_of_space():
            self._shared.pause(reason)
            self._give_back(batch)
            return
        self._shared.resume()
        try:
            places, stopping = self._shared.places, self._shared.stopping
            staged = accept.stage(places.inbox, batch, places.staging, self._settings, stopping.is_set)
            self._journal(batch, staged)
        except DiskFull as error:
            self._shared.pause(f"disk full: {error}")
            self._give_back(batch)

    def _give_back(self, batch: Sequence[Sighting]) -> None:
        for sighting in batch:
            self._finder.finish(sighting, Void("no space", seconds=_NO_SPACE_SECONDS))

    def _journal(self, batch: Sequence[Sighting], staged: Sequence[Staged | Void | Refusal]) -> None:
        copies: list[tuple[Sighting, Staged]] = []
        for sighting, outcome in zip(batch, staged, strict=True):
            if isinstance(outcome, Staged):
                copies.append((sighting, outcome))
                continue
            if isinstance(outcome, Refusal):
                note_refusal(self._shared, outcome)
            self._finder.finish(sighting, outcome)
        if copies:
            self._accept_copies(copies)

    def _accept_copies(self, copies: Sequence[tuple[Sighting, Staged]]) -> None:
        """From here on a full disk is waited out: copies given back would fill it further."""
        shared = self._shared
        outcomes = shared.do(
            verbs.accept,
            [copy for _sighting, copy in copies],
            microseconds(),
            duplicates=self._settings.duplicates,
            reactions=shared.subscribers(DocumentAccepted),
        )
        shared.insist(self._put_in_place, outcomes, [copy for _sighting, copy in copies])
        self._take(list(zip(copies, outcomes, strict=True)))
        shared.wake()

    def _put_in_place(self, outcomes: Sequence[Outcome], copies: Sequence[Staged]) -> None:
        places = self._shared.places
        kept = [outcome for outcome in outcomes if outcome.staged]
        rename_synced(
            [(places.staging / str(outcome.staged), places.original(outcome.name)) for outcome in kept]
        )
        for outcome, copy in zip(outcomes, copies, strict=True):
            if not outcome.staged:
                unlink(places.staging / copy.staged)

    def _take(self, accepted: Sequence[tuple[tuple[Sighting, Staged], Outcome]]) -> None:
        """Take the files out of the inbox, then say so in one transaction and tell the finder."""
        verdicts: list[tuple[Sighting, NewDrop | None]] = []
        gone, left = list[str](), list[str]()
        for (sighting, copy), outcome in accepted:
            taken = self._take_one(copy)
            (left if taken == "left" else gone).append(outcome.id)
            verdicts.append((sighting, taken if isinstance(taken, NewDrop) else None))
        self._shared.settle({"gone": gone, "left": left})
        for sighting, verdict in verdicts:
            self._finder.finish(sighting, verdict)
        skipped = {"duplicate", "copy"} if self._settings.duplicates == "skip" else {"duplicate"}
        for _pair, outcome in accepted:
            if outcome.kind in skipped:
                self._say_duplicate(outcome)

    def _say_duplicate(self, outcome: Outcome) -> None:
        record = self._shared.places.record(outcome.name)
        reason = "the same bytes were dropped here before"
        line = DocumentLine(
            outcome.path, "duplicate", record=str(record) if record.exists() else None, reason=reason
        )
        self._shared.document_ended(line)

    def _take_one(self, copy: Staged) -> Literal["gone", "left"] | NewDrop:
        if self._settings.originals == "keep":
            return "left"
        inbox, marker = self._shared.places.inbox, self._settings.marker
        taken = self._shared.insist(
            accept.take, inbox, copy.path, copy.key, copy.id, at=copy.at, marker=marker
        )
        if taken == "left":
            self._shared.note(
                f"{display_name(copy.path)} is accepted, but the system forbids taking it out of the inbox"
            )
        return taken


def note_refusal(shared: Shared, refusal: Refusal) -> None:
    """Journal a refusal, and tell it once."""
    told = shared.do(
        verbs.refuse, refusal.path, refusal.key, microseconds(), code=refusal.code, message=refusal.message,
        reactions=shared.subscribers(DocumentRefused),
    )  # fmt: skip
    if told:
        shared.document_refused(f"refused {display_name(refusal.path)}: {refusal.message}")
        shared.log.warning("document refused", path=refusal.path, reason=refusal.message)
