"""Publishing: finished records are written, synced and renamed into place, and only then are their documents done."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from copydesk import journal as verbs
from copydesk.clock import iso, microseconds
from copydesk.desk.lines import Line
from copydesk.desk.report import DocumentLine
from copydesk.desk.shared import Shared
from copydesk.errors import DiskFull
from copydesk.events import DocumentEnriched, DocumentFailed
from copydesk.files import publish, unlink
from copydesk.journal import Done, NewEvent, Row
from copydesk.model import DuplicateOf, Run, Source
from copydesk.names import display_name
from copydesk.reading.read import path_facts
from copydesk.records.build import duplicate
from copydesk.records.write import record_bytes
from copydesk.version import VERSION
from copydesk.workers.seam import Result, Trouble

__all__ = ["Ended", "Publisher", "Task", "Unreadable"]

BATCH = 32


@dataclass(frozen=True, slots=True)
class Ended:
    """A document whose record is finished."""

    claim: Row
    result: Result
    record: bytes


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A document that ends without a record."""

    claim: Row
    trouble: Trouble


Task = Ended | Unreadable | Row | None
"""A bare claim is a duplicate that still needs its reference record."""


class Publisher:
    """The body of the publishing thverbs."""

    def __init__(self, shared: Shared, tasks: Line[Task]) -> None:
        self._shared = shared
        self._tasks = tasks
        self._reader = shared.journal.reader()

    def run(self) -> None:
        """Publish batch after batch until told to end."""
        while batch := self._tasks.take(BATCH):
            try:
                self.publish(batch)
            except DiskFull:
                return  # only when stopping: the next start takes it from the journal

    def publish(self, batch: Sequence[Task]) -> None:
        """Write the records of one batch, then settle their documents."""
        ended = [task for task in batch if isinstance(task, Ended)]
        ended += [self._reference(task) for task in batch if isinstance(task, Row)]
        if ended:
            self._records(ended)
        for task in batch:
            if isinstance(task, Unreadable):
                self._failed(task)

    def _records(self, ended: Sequence[Ended]) -> None:
        shared, places = self._shared, self._shared.places
        shared.insist(publish, [(places.record(task.claim.name), task.record) for task in ended])
        done = [self._done(task) for task in ended]
        accepted = shared.insist(shared.journal.do, verbs.done, done, microseconds())
        for task, settled in zip(ended, done, strict=True):
            if settled.id in accepted:
                self._clear(task.claim, settled)
                shared.document_ended(self._line(task))

    def _done(self, task: Ended) -> Done:
        settings, result, claim = self._shared.settings, task.result, task.claim
        passing = any(failure.retryable for failure in result.failures)
        retry = passing and claim.retries < settings.workers.retries
        seconds = max(settings.workers.retry_after * 2**claim.retries, result.retry_after or 0.0)
        return Done(
            id=claim.id,
            attempt=claim.attempt,
            status=result.status or "duplicate",
            generation=claim.generation + 1,
            record_sha256=hashlib.sha256(task.record).hexdigest(),
            ms=int(sum(result.ms.values())),
            events=self._events(task),
            layers_missing=tuple(failure.layer for failure in result.failures),
            retry_at=microseconds() + int(seconds * 1_000_000) if retry else None,
            delete_original=settings.inbox.originals == "delete" and not retry,
        )

    def _events(self, task: Ended) -> tuple[NewEvent, ...]:
        claim = task.claim
        enriched = DocumentEnriched(
            path=display_name(claim.path),
            record=display_name(f"{claim.name}.json"),
            status=task.result.status or "duplicate",
            generation=claim.generation + 1,
        )
        own = [self._shared.published(event, claim.id) for event in task.result.events]
        return (*own, self._shared.event(enriched, claim.id))

    def _clear(self, claim: Row, settled: Done) -> None:
        """What no longer is true of a document that is done: a failed copy, an original nobody wants."""
        places, journal = self._shared.places, self._shared.journal
        if claim.shown:
            for path in places.failed(claim.name):
                unlink(path)
            journal.do(verbs.failed_cleared, [claim.id])
        if settled.delete_original and claim.original == "kept":
            unlink(places.original(claim.name))
            journal.do(verbs.original_deleted, [claim.id])

    def _line(self, task: Ended) -> DocumentLine:
        result, claim = task.result, task.claim
        reasons = [f"{failure.layer}: {failure.message}" for failure in result.failures]
        return DocumentLine(
            path=claim.path,
            status=result.status or "duplicate",
            counts=result.counts,
            ms=sum(result.ms.values()),
            record=str(self._shared.places.record(claim.name)),
            reason="; ".join(reasons) or None,
        )

    def _failed(self, task: Unreadable) -> None:
        """The row first: the copy in ``failed/`` is a picture of the journal."""
        shared, claim, trouble = self._shared, task.claim, task.trouble
        reason = {"code": trouble.code, "message": trouble.message}
        event = shared.event(DocumentFailed(path=display_name(claim.path), reason=trouble.message), claim.id)
        ended = shared.insist(
            shared.journal.do, verbs.fail, claim.id, claim.attempt, reason, microseconds(), events=(event,)
        )
        if ended == "failed":
            self.show(claim, reason)
        if ended:
            shared.document_ended(DocumentLine(claim.path, "failed", reason=trouble.message))

    def show(self, claim: Row, reason: dict[str, str]) -> None:
        """Put a copy of a failed document where people look, and the reason beside it."""
        places = self._shared.places
        copy, beside = places.failed(claim.name)
        facts = {
            "id": claim.id,
            **path_facts(claim.path),
            **reason,
            "attempts": claim.attempt,
            "sha256": claim.sha256,
        }
        error = orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        original = places.original(claim.name)
        files = [(copy, original.read_bytes())] if original.exists() else []
        self._shared.insist(publish, [*files, (beside, error)])
        self._shared.journal.do(verbs.failed_shown, [claim.id])

    def _reference(self, claim: Row) -> Ended:
        """The record of bytes seen before: it points to the first one's."""
        shared = self._shared
        first = self._reader.ask(verbs.find, str(claim.duplicate_of))[0]
        source = Source(**path_facts(claim.path), size=claim.size, sha256=claim.sha256)
        of = DuplicateOf(
            id=first.id, path=display_name(first.path), record=display_name(f"{first.name}.json")
        )
        run = Run(
            copydesk=VERSION, run_id=shared.run_id, plugins=shared.manifest.fingerprint, version=claim.version,
            accepted=iso(claim.accepted_at), finished=iso(microseconds()),
        )  # fmt: skip
        record = record_bytes(duplicate(claim.id, source, of, run), indent=shared.settings.record.indent)
        return Ended(claim, Result(ticket=0), record)
