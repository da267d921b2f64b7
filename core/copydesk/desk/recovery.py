"""Recovery: what an earlier desk left is finished before anything new is begun. Each step may be repeated safely."""

from typing import Literal

from copydesk import journal as verbs
from copydesk.clock import microseconds
from copydesk.desk.publishing import Publisher, Unreadable
from copydesk.desk.shared import Shared
from copydesk.errors import CopydeskError
from copydesk.events import DocumentEnriched
from copydesk.files import rename_synced, unlink
from copydesk.inbox import accept
from copydesk.inbox.find import Finder
from copydesk.inbox.values import NewDrop
from copydesk.journal import Done, Row
from copydesk.names import display_name
from copydesk.records.write import load_record
from copydesk.workers.seam import Trouble

__all__ = ["recover"]

MOST_INTERRUPTED = 10
"""A document that was being worked on whenever the desk ended, so many times, is taken for the reason."""


def recover(shared: Shared, finder: Finder, publisher: Publisher) -> int:
    """Finish what is pending; return how many documents that touched."""
    left = shared.journal.do(verbs.leftovers)
    _put_in_place(shared, left.staged)
    _take(shared, finder, left.to_take)
    _settle(shared, {row.id: row for row in (*left.staged, *left.to_take, *left.unsettled)})
    for row in left.claimed:
        _reclaim(shared, publisher, row)
    for row in left.to_show:
        publisher.show(row, _reason(row))
    _clear(shared, left.to_clear)
    _delete(shared, left.to_delete)
    shared.journal.do(verbs.settle_clock, microseconds(), _longest_wait(shared))
    touched = {row.id for group in (left.staged, left.to_take, left.unsettled, left.claimed) for row in group}
    return len(touched)


def _put_in_place(shared: Shared, rows: list[Row]) -> None:
    places = shared.places
    rename_synced([(places.staging / str(row.staged), places.original(row.name)) for row in rows])
    for waste in places.staging.iterdir():
        unlink(waste)


def _take(shared: Shared, finder: Finder, rows: list[Row]) -> None:
    """Take what should be gone by now: from where it was dropped, and from where it was set apart to be compared."""
    inbox, settings = shared.places.inbox, shared.settings.inbox
    present = {} if settings.originals == "keep" else {row.id: row for row in rows}
    apart = [
        (row, at) for at, id_ in accept.left_to_take(inbox) for row in shared.journal.do(verbs.find, id_)
    ]
    for at, id_ in accept.left_to_take(inbox):
        if not any(row.id == id_ for row, _at in apart):
            shared.note(
                f"{at} in the inbox belongs to no document the journal knows: look at it, then move it or drop it again"
            )
    for row, at in [*apart, *((row, "") for row in present.values())]:
        taken = accept.take(inbox, row.path, row.key, row.id, at=at, marker=settings.marker)
        if isinstance(taken, NewDrop):
            finder.found(taken)


def _settle(shared: Shared, rows: dict[str, Row]) -> None:
    keep = shared.settings.inbox.originals == "keep"
    present = [row.id for row in rows.values() if row.inbox == "present"]
    settled = {row.id: row.inbox for row in rows.values() if row.inbox != "present"}
    others: dict[Literal["gone", "left"], list[str]] = {
        "gone": [id_ for id_, where in settled.items() if where == "gone"],
        "left": [id_ for id_, where in settled.items() if where == "left"],
    }
    others["left" if keep else "gone"] += present
    for where, ids in others.items():
        if ids:
            shared.journal.do(verbs.settled, ids, where)


def _reclaim(shared: Shared, publisher: Publisher, row: Row) -> None:
    if _adopt(shared, row):
        return
    if row.interrupted + 1 >= MOST_INTERRUPTED:
        message = f"the desk ended {MOST_INTERRUPTED} times while this document was being worked on"
        publisher.publish(
            [Unreadable(row, Trouble(path=display_name(row.path), code="interrupted", message=message))]
        )
        return
    shared.journal.do(verbs.interrupted, [row.id])


def _adopt(shared: Shared, row: Row) -> bool:
    """A whole record of this very attempt is in place: its document is done. Not so where plugins publish events,
    which were lost with the desk: then the document is worked on again.
    """
    if any(facts.events for facts in shared.manifest.plugins.values()):
        return False
    path = shared.places.record(row.name)
    try:
        record = load_record(path) if path.exists() else None
    except CopydeskError:
        return False
    if record is None or record.id != row.id or record.run.attempt != row.attempt:
        return False
    event = DocumentEnriched(
        path=display_name(row.path),
        record=display_name(f"{row.name}.json"),
        status=record.status,
        generation=row.generation + 1,
    )
    missing = tuple(failure.layer for failure in record.errors)
    again = any(failure.retryable for failure in record.errors)
    ended = Done(
        row.id, row.attempt, record.status, row.generation + 1, ms=int(sum(record.run.ms.values())),
        events=(shared.event(event, row.id),), layers_missing=missing, retry_at=microseconds() if again else None,
        delete_original=shared.settings.inbox.originals == "delete" and not again,
    )  # fmt: skip
    return bool(shared.journal.do(verbs.done, [ended], microseconds()))


def _clear(shared: Shared, rows: list[Row]) -> None:
    for row in rows:
        for path in shared.places.failed(row.name):
            unlink(path)
    shared.journal.do(verbs.failed_cleared, [row.id for row in rows])


def _delete(shared: Shared, rows: list[Row]) -> None:
    for row in rows:
        unlink(shared.places.original(row.name))
    shared.journal.do(verbs.original_deleted, [row.id for row in rows])


def _reason(row: Row) -> dict[str, str]:
    reason = row.reason or {}
    return {
        "code": str(reason.get("code", "failed")),
        "message": str(reason.get("message", "no reason is known")),
    }


def _longest_wait(shared: Shared) -> int:
    workers = shared.settings.workers
    return int(workers.retry_after * 2**workers.retries * 1_000_000)
