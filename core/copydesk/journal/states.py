"""The life of a document after it is accepted. Each verb is a function of the journal's connection.

A verb that ends an attempt names it; what another attempt says is dropped.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from copydesk.journal.notes import take_requests, write_events
from copydesk.journal.rows import Done, NewEvent, Request, Row

__all__ = [
    "claim",
    "done",
    "fail",
    "failed_cleared",
    "failed_shown",
    "interrupted",
    "obey",
    "original_deleted",
    "release",
    "reprocess",
    "retry",
]

DUE = """
SELECT seq FROM (SELECT seq FROM documents WHERE state = 'waiting' AND coalesce(retry_at, 0) <= :now
    ORDER BY seq LIMIT :limit)
UNION ALL
SELECT seq FROM (SELECT seq FROM documents WHERE retry_at <= :now AND state = 'done'
    ORDER BY retry_at LIMIT :limit)
ORDER BY seq LIMIT :limit
"""


def claim(connection: sqlite3.Connection, limit: int, now: int) -> list[Row]:
    """Begin an attempt of the oldest documents that wait, or whose missing layers are due; at most `limit`.

    The attempt is counted in the same transaction, so no crash lets it run uncounted. A document with
    `duplicate_of` needs nothing but a record that refers to that one.
    """
    rows = connection.execute(
        f"""UPDATE documents SET state = 'claimed', attempt = attempt + 1, retry_at = NULL
        WHERE seq IN ({DUE}) RETURNING *""",
        {"now": now, "limit": limit},
    ).fetchall()
    return sorted(map(Row.of, rows))


def release(
    connection: sqlite3.Connection,
    id_: str,
    attempt: int,
    *,
    charged: bool,
    reason: Mapping[str, Any],
    retry_at: int | None = None,
) -> bool:
    """Give a claim back: the document waits again, until `retry_at` where that is given.

    Args:
        connection: the journal's.
        id_: the document's.
        attempt: the one that ended.
        charged: whether it counts against the limit.
        reason: why, for people.
        retry_at: microseconds since 1970.

    Returns:
        Whether the claim was that attempt's.
    """
    changed = connection.execute(
        """UPDATE documents SET state = 'waiting', charged = charged + ?, reason = ?, retry_at = ?
        WHERE id = ? AND attempt = ? AND state = 'claimed'""",
        (charged, json.dumps(dict(reason)), retry_at, id_, attempt),
    ).rowcount
    return changed == 1


def done(connection: sqlite3.Connection, ended: Sequence[Done], now: int) -> set[str]:
    """Note that records are safe in ``out/``, with the events and reactions that follow.

    Returns:
        The ids whose present attempt this was; the others are dropped without a trace.
    """
    return {one.id for one in ended if _done(connection, one, now)}


def _done(connection: sqlite3.Connection, one: Done, now: int) -> bool:
    changed = connection.execute(
        """UPDATE documents SET state = 'done', status = ?, generation = ?, record_sha256 = ?, ms = ?,
            finished_at = ?, layers_missing = ?, retry_at = ?, retries = retries + ?, charged = 0,
            interrupted = 0, reason = NULL,
            original = CASE WHEN ? AND original = 'kept' THEN 'deleting' ELSE original END
        WHERE id = ? AND attempt = ? AND state = 'claimed'""",
        (
            one.status, one.generation, one.record_sha256, one.ms, now, json.dumps(list(one.layers_missing)),
            one.retry_at, one.retry_at is not None, one.delete_original, one.id, one.attempt,
        ),
    ).rowcount  # fmt: skip
    if changed:
        write_events(connection, one.events, now)
    return changed == 1


def fail(
    connection: sqlite3.Connection,
    id_: str,
    attempt: int,
    reason: Mapping[str, Any],
    now: int,
    *,
    events: Sequence[NewEvent] = (),
) -> str | None:
    """End a document's attempts for good.

    Returns:
        ``failed``; or ``done`` where an earlier record stands: it stays the document's, the reason is noted
        and no event written; or None if the claim was not that attempt's.
    """
    row = connection.execute(
        "SELECT seq, generation FROM documents WHERE id = ? AND attempt = ? AND state = 'claimed'",
        (id_, attempt),
    ).fetchone()
    if row is None:
        return None
    state = "done" if row["generation"] else "failed"
    connection.execute(
        """UPDATE documents SET state = ?, reason = ?, finished_at = ?, retry_at = NULL, shown = 0
        WHERE seq = ?""",
        (state, json.dumps(dict(reason)), now, row["seq"]),
    )
    if state == "failed":
        write_events(connection, events, now)
    return state


def failed_shown(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Note that ``failed/`` shows these documents."""
    connection.executemany("UPDATE documents SET shown = 1 WHERE id = ?", [(id_,) for id_ in ids])


def failed_cleared(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Note that ``failed/`` shows these documents no more."""
    connection.executemany("UPDATE documents SET shown = 0 WHERE id = ?", [(id_,) for id_ in ids])


def original_deleted(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Note that the originals of these documents are gone, by the user's rule."""
    connection.executemany("UPDATE documents SET original = 'deleted' WHERE id = ?", [(id_,) for id_ in ids])


def retry(connection: sqlite3.Connection, ids: Sequence[str] | None, now: int) -> list[str]:
    """Give failed documents all their attempts again, and let missing layers run now; None stands for all.

    Returns:
        The ids that will run.
    """
    chosen = "" if ids is None else "AND id IN (SELECT value FROM json_each(:ids))"
    values = {"ids": json.dumps(ids), "now": now}
    again = "charged = 0, interrupted = 0, retries = 0"
    rows = connection.execute(
        f"""UPDATE documents SET state = 'waiting', retry_at = NULL, {again}
        WHERE state = 'failed' {chosen} RETURNING id""",
        values,
    ).fetchall()
    rows += connection.execute(
        f"""UPDATE documents SET retry_at = :now, {again}
        WHERE state = 'done' AND layers_missing <> '[]' {chosen} RETURNING id""",
        values,
    ).fetchall()
    return [row["id"] for row in rows]


def obey(connection: sqlite3.Connection, now: int) -> list[Request]:
    """Take what other processes ask for, and do the part that is the journal's in the same transaction.

    Returns:
        The requests, oldest first; a ``retry`` is done, its ``ids`` are those that will run.
    """
    return [_obey(connection, each, now) for each in take_requests(connection)]


def _obey(connection: sqlite3.Connection, wanted: Request, now: int) -> Request:
    if wanted.verb != "retry":
        return wanted
    return wanted._replace(args={"ids": retry(connection, wanted.args.get("ids"), now)})


def reprocess(connection: sqlite3.Connection, ids: Sequence[str]) -> list[str]:
    """Let done documents run again from their originals; return the ids of those that have one and will."""
    rows = connection.execute(
        """UPDATE documents SET state = 'waiting', retry_at = NULL, retries = 0, layers_missing = '[]'
        WHERE state = 'done' AND original = 'kept' AND id IN (SELECT value FROM json_each(?)) RETURNING id""",
        (json.dumps(ids),),
    ).fetchall()
    return [row["id"] for row in rows]


def interrupted(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Give back the claims of a desk that ended; they do not count as attempts, only as interruptions."""
    connection.executemany(
        """UPDATE documents SET state = 'waiting', interrupted = interrupted + 1
        WHERE id = ? AND state = 'claimed'""",
        [(id_,) for id_ in ids],
    )
