"""Publishing: finished records are written, synced and renamed into place, and only then are their documents done."""

import errno
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import orjson

from copydesk import journal as verbs
from copydesk.clock import iso, microseconds
from copydesk.desk.lines import Line
from copydesk.desk.report import DocumentLine
from copydesk.desk.shared import Shared
from copydesk.errors import CopydeskError, DiskFull, JournalDamaged
from copydesk.events import DocumentEnriched, DocumentFailed
from copydesk.files import publish, unlink
from copydesk.journal import Done, NewEvent, Row
from copydesk.model import DuplicateOf, Run, Source
from copydesk.names import display_name
from copydesk.reading.read import path_facts
from copydesk.records.build import duplicate
from copydesk.records.write import load_record, record_bytes
from copydesk.seam import Result, Trouble
from copydesk.version import VERSION

__all__ = ["Ended", "Publisher", "Task", "Unreadable"]

BATCH = 32
LONGEST_WAIT = 24 * 3600 * 1_000_000
"""Microseconds until a layer is tried again, at most; a time set further ahead comes from a clock that ran wrong."""


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


Task = Ended | Unreadable | Row
"""A bare row is the claim of a duplicate, which needs its reference record."""
_BLOCKED = frozenset({errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP})
"""Something stands where the record should: it will not go away by itself."""
_UNWRITABLE_SECONDS = 30


class Publisher:
    """The body of the publishing threads."""

    def __init__(self, shared: Shared, tasks: Line[Task]) -> None:
        self._shared = shared
        self._tasks = tasks

    def run(self) -> None:
        """Publish batch after batch until the line ends."""
        try:
            while batch := self._tasks.take(BATCH):
                with suppress(DiskFull):  # only when stopping: the next start takes it from the journal
                    self.publish(batch)
        finally:
            self._tasks.end()  # a publisher that failed must leave nobody waiting

    def publish(self, batch: Sequence[Task]) -> None:
        """Write the records of one batch, then settle their documents."""
        ended = [task for task in batch if isinstance(task, Ended)]
        references = [self._reference(task) for task in batch if isinstance(task, Row)]
        if ended or references:
            self.settle(self._written([*ended, *references]))
        for task in batch:
            if isinstance(task, Unreadable):
                self._failed(task)
        if references:
            self._shared.wake()  # there may be more

    def settle(self, ended: Sequence[Ended]) -> None:
        """Note that the documents of these records, which are in place, are done."""
        shared = self._shared
        done = [self._done(task) for task in ended]
        accepted = shared.do(verbs.done, done, microseconds())
        for task, settled in zip(ended, done, strict=True):
            if settled.id in accepted:
                self._clear(task.claim, settled)
                shared.document_ended(self._line(task))

    def _written(self, ended: Sequence[Ended]) -> Sequence[Ended]:
        """Write the records; where that cannot be done for one, the others are written all the same."""
        ended = [task for task in ended if not self._is_taken(task.claim)]
        records = [(self._shared.places.record(task.claim.name), task.record) for task in ended]
        try:
            self._shared.insist(publish, records)
        except OSError as error:
            if len(ended) > 1:
                return [task for each in ended for task in self._written([each])]
            self._unwritable(ended[0].claim, error)
            return []
        return ended

    def _is_taken(self, claim: Row) -> bool:
        """A record that is there before the first one of this document is somebody's: it is not written over."""
        path = self._shared.places.record(claim.name)
        if claim.generation > 0 or not path.is_file():
            return False
        with suppress(CopydeskError, OSError):
            if load_record(path).id == claim.id:
                return False  # left by a crash before its document was done
        name = display_name(f"{claim.name}.json")
        message = f"{name} in the output folder is not this document's: move it away, then copydesk retry"
        self._failed(
            Unreadable(claim, Trouble(path=display_name(claim.path), code="blocked", message=message))
        )
        return True

    def _unwritable(self, claim: Row, error: OSError) -> None:
        """Where something stands in its way, a document has failed; where writing is forbidden, it waits a while."""
        message = (
            f"cannot write {display_name(f'{claim.name}.json')} into the output folder: {error.strerror}"
        )
        if error.errno in _BLOCKED:
            self._failed(
                Unreadable(claim, Trouble(path=display_name(claim.path), code="blocked", message=message))
            )
            return
        self._shared.note(message)
        self._shared.do(
            verbs.release, claim.id, claim.attempt, charged=False,
            reason={"code": "unwritable", "message": message},
            retry_at=microseconds() + _UNWRITABLE_SECONDS * 1_000_000,
        )  # fmt: skip

    def _done(self, task: Ended) -> Done:
        settings, result, claim = self._shared.settings, task.result, task.claim
        passing = any(failure.retryable for failure in result.failures)
        retry = passing and claim.retries < settings.workers.retries
        seconds = max(settings.workers.retry_after * 2**claim.retries, result.retry_after or 0.0)
        wait = min(int(seconds * 1_000_000), LONGEST_WAIT)
        return Done(
            id=claim.id,
            attempt=claim.attempt,
            status=result.status or "duplicate",
            generation=claim.generation + 1,
            record_sha256=hashlib.sha256(task.record).hexdigest(),
            ms=int(sum(result.ms.values())),
            events=self._events(task),
            layers_missing=tuple(failure.layer for failure in result.failures),
            retry_at=microseconds() + wait if retry else None,
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
        places = self._shared.places
        if claim.shown:
            for path in places.failed(claim.name):
                unlink(path)
            self._shared.do(verbs.failed_cleared, [claim.id])
        if settled.delete_original and claim.original == "kept":
            unlink(places.original(claim.name))
            self._shared.do(verbs.original_deleted, [claim.id])

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
        ended = shared.do(verbs.fail, claim.id, claim.attempt, reason, microseconds(), events=(event,))
        if ended == "failed":
            self.show(claim, reason)
        if ended:
            shared.document_ended(DocumentLine(claim.path, "failed", reason=trouble.message))

    def show(self, claim: Row, reason: dict[str, str]) -> None:
        """Put a copy of a failed document where people look, and the reason beside it.

        The journal holds the same: where something stands in the way here, that is said and nothing else stops.
        """
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
        try:
            self._shared.insist(publish, [*files, (beside, error)])
        except OSError as problem:
            self._shared.note(
                f"cannot show {display_name(claim.name)} in the failed folder: {problem.strerror}"
            )
            return
        self._shared.do(verbs.failed_shown, [claim.id])

    def _reference(self, claim: Row) -> Ended:
        """The record of bytes seen before: it points to the first one's."""
        shared = self._shared
        first = shared.reader.ask(verbs.by_id, str(claim.duplicate_of))
        if first is None:
            raise JournalDamaged(
                f"the journal has {claim.id} refer to {claim.duplicate_of}, but not that document"
            )
        source = Source(**path_facts(claim.path), size=claim.size, sha256=claim.sha256)
        of = DuplicateOf(
            id=first.id, path=display_name(first.path), record=display_name(f"{first.name}.json")
        )
        run = Run(
            copydesk=VERSION, run_id=shared.run_id, attempt=claim.attempt, generation=claim.generation + 1,
            version=claim.version, plugins=shared.manifest.fingerprint,
            accepted=iso(claim.accepted_at), finished=iso(microseconds()),
        )  # fmt: skip
        record = record_bytes(duplicate(claim.id, source, of, run), indent=shared.settings.record.indent)
        return Ended(claim, Result(ticket=0), record)
