"""Recovery: what an earlier desk left is finished before anything new is begun. Each step may be repeated safely."""

from collections.abc import Iterable, Iterator
from typing import Literal

from copydesk import journal as verbs
from copydesk.desk.publishing import Ended, Publisher, Unreadable
from copydesk.desk.shared import Shared
from copydesk.errors import CopydeskError
from copydesk.files import rename_synced, unlink
from copydesk.inbox import accept
from copydesk.inbox.find import Finder
from copydesk.inbox.values import NewDrop
from copydesk.journal import Row
from copydesk.names import display_name
from copydesk.records.write import load_record
from copydesk.seam import Result, Trouble

__all__ = ["recover"]

MOST_INTERRUPTED = 10
"""A document that was being worked on whenever the desk ended, so many times, is taken for the reason."""


def recover(shared: Shared, finder: Finder, publisher: Publisher) -> int:
    """Finish what is pending; return how many documents that touched."""
    left = shared.do(verbs.leftovers)
    _put_in_place(shared, left.staged)
    held = _take(shared, finder, left.to_take)
    _settle(shared, left.to_take, held)
    for row in left.claimed:
        _reclaim(shared, publisher, row)
    for row in left.to_show:
        publisher.show(row, _reason(row))
    _clear(shared, left.to_clear)
    _delete(shared, left.to_delete)
    return len({row.id for row in (*left.to_take, *left.claimed)})


def _put_in_place(shared: Shared, rows: list[Row]) -> None:
    places = shared.places
    rename_synced([(places.staging / str(row.staged), places.original(row.name)) for row in rows])
    for waste in places.staging.iterdir():
        unlink(waste)


def _take(shared: Shared, finder: Finder, rows: list[Row]) -> set[str]:
    """Take what should be gone by now: from where it was dropped, and from where it was set apart to be compared.

    Returns:
        The ids of those the system does not let be removed.
    """
    inbox, settings = shared.places.inbox, shared.settings.inbox
    wanted = [*_set_apart(shared), *((row, "") for row in rows if settings.originals != "keep")]
    left = set[str]()
    for row, at in wanted:
        taken = shared.insist(accept.take, inbox, row.path, row.key, row.id, at=at, marker=settings.marker)
        if isinstance(taken, NewDrop):
            finder.found(taken)
        elif taken == "left":
            left.add(row.id)
    return left


def _set_apart(shared: Shared) -> Iterator[tuple[Row, str]]:
    for at, id_ in accept.left_to_take(shared.places.inbox):
        row = shared.reader.ask(verbs.by_id, id_)
        if row:
            yield row, at
        else:
            shared.note(
                f"{at} in the inbox belongs to no document the journal knows: look at it, then move it or drop it again"
            )


def _settle(shared: Shared, rows: Iterable[Row], left: set[str]) -> None:
    keep = shared.settings.inbox.originals == "keep"
    settled: dict[Literal["gone", "left"], list[str]] = {"gone": [], "left": []}
    for row in rows:
        settled["left" if keep or row.id in left else "gone"].append(row.id)
    shared.settle(settled)


def _reclaim(shared: Shared, publisher: Publisher, row: Row) -> None:
    if _adopt(shared, publisher, row):
        return
    if row.interrupted + 1 >= MOST_INTERRUPTED:
        message = f"the desk ended {MOST_INTERRUPTED} times while this document was being worked on"
        publisher.publish(
            [Unreadable(row, Trouble(path=display_name(row.path), code="interrupted", message=message))]
        )
        return
    shared.do(verbs.interrupted, [row.id])


def _adopt(shared: Shared, publisher: Publisher, row: Row) -> bool:
    """A whole record of this very attempt is in place: its document is done. Not so where plugins publish events,
    which were lost with the desk: then the document is worked on again.
    """
    if any(facts.events for facts in shared.manifest.plugins.values()):
        return False
    path = shared.places.record(row.name)
    try:
        data = path.read_bytes()
        record = load_record(data)
    except (OSError, CopydeskError):
        return False
    if record.status == "duplicate" or (record.id, record.run.attempt) != (row.id, row.attempt):
        return False
    counts = {name: len(layer.annotations) for name, layer in record.layers.items()}
    result = Result(ticket=0, status=record.status, counts=counts, failures=record.errors, ms=record.run.ms)
    publisher.settle([Ended(row, result, data)])
    return True


def _clear(shared: Shared, rows: list[Row]) -> None:
    for row in rows:
        for path in shared.places.failed(row.name):
            unlink(path)
    shared.do(verbs.failed_cleared, [row.id for row in rows])


def _delete(shared: Shared, rows: list[Row]) -> None:
    for row in rows:
        unlink(shared.places.original(row.name))
    shared.do(verbs.original_deleted, [row.id for row in rows])


def _reason(row: Row) -> dict[str, str]:
    reason = row.reason or {}
    return {
        "code": str(reason.get("code", "failed")),
        "message": str(reason.get("message", "no reason is known")),
    }
