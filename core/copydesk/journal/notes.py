"""Events, reactions, refusals, requests and single values: everything in the journal that is no document."""

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from os import urandom
from typing import Any

from copydesk.dropped import StatKey
from copydesk.journal.rows import EventRow, NewEvent, Reaction, Refused, Request, pack_key

__all__ = [
    "due_reactions",
    "forget_refusals",
    "prune_events",
    "reaction_failed",
    "reactions_succeeded",
    "refuse",
    "request",
    "set_meta",
    "take_requests",
    "write_event",
    "write_events",
]


def write_event(connection: sqlite3.Connection, event: NewEvent, now: int) -> str:
    """Write an event, and one pending reaction for each of its subscribers; return the event's id."""
    id_ = urandom(16).hex()
    seq = connection.execute(
        "INSERT INTO events (id, time, type, subject, data) VALUES (?, ?, ?, ?, ?)",
        (id_, now, event.type, event.subject, json.dumps(dict(event.data))),
    ).lastrowid
    for subscriber in event.reactions:
        connection.execute("INSERT INTO reactions (event_seq, subscriber) VALUES (?, ?)", (seq, subscriber))
    return id_


def write_events(connection: sqlite3.Connection, events: Iterable[NewEvent], now: int) -> None:
    """Write several events in order."""
    for event in events:
        write_event(connection, event, now)


def due_reactions(connection: sqlite3.Connection, limit: int, now: int) -> list[Reaction]:
    """Hand out reactions whose time has come, oldest first; those without an answer stay due.

    The attempt is counted in the same transaction.
    """
    due = connection.execute(
        "SELECT id FROM reactions WHERE state = 'pending' AND next_at <= ? ORDER BY next_at, id LIMIT ?",
        (now, limit),
    ).fetchall()
    connection.executemany(
        "UPDATE reactions SET attempts = attempts + 1 WHERE id = ?", [(row["id"],) for row in due]
    )
    return [_reaction(connection, row["id"]) for row in due]


def _reaction(connection: sqlite3.Connection, id_: int) -> Reaction:
    row = connection.execute(
        """SELECT reactions.id AS reaction, subscriber, attempts, state, reason, events.*
        FROM reactions JOIN events ON events.seq = event_seq WHERE reactions.id = ?""",
        (id_,),
    ).fetchone()
    return read_reaction(row)


def read_reaction(row: sqlite3.Row) -> Reaction:
    """Read a row of reactions joined with their events."""
    return Reaction(
        row["reaction"], row["subscriber"], row["attempts"], row["state"], row["reason"], read_event(row)
    )


def read_event(row: sqlite3.Row) -> EventRow:
    """Read a row of ``events``."""
    return EventRow(row["seq"], row["id"], row["time"], row["type"], row["subject"], json.loads(row["data"]))


def reactions_succeeded(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Note that these subscribers were told."""
    connection.executemany(
        "UPDATE reactions SET state = 'done', reason = NULL WHERE id = ?", [(id_,) for id_ in ids]
    )


def reaction_failed(connection: sqlite3.Connection, id_: int, reason: str, next_at: int | None) -> None:
    """Note why a subscriber could not be told; it is told again at `next_at`, or never for None."""
    connection.execute(
        "UPDATE reactions SET state = ?, reason = ?, next_at = ? WHERE id = ?",
        ("dead" if next_at is None else "pending", reason, next_at or 0, id_),
    )


def refuse(
    connection: sqlite3.Connection,
    path: str,
    key: StatKey,
    now: int,
    *,
    code: str,
    message: str,
    reactions: Sequence[str] = (),
) -> bool:
    """Write down that a file is not taken, and an event; False if it was refused for that reason already."""
    place = os.fsencode(path)
    before = connection.execute("SELECT code FROM refusals WHERE path = ?", (place,)).fetchone()
    connection.execute(
        "INSERT OR REPLACE INTO refusals VALUES (?, ?, ?, ?, ?)", (place, pack_key(key), code, message, now)
    )
    if before is not None and before["code"] == code:
        return False
    facts = {"path": path, "reason": message}
    write_event(connection, NewEvent("document_refused", "", facts, reactions), now)
    return True


def forget_refusals(connection: sqlite3.Connection, refused: Iterable[Refused]) -> None:
    """Forget refusals whose files are gone, unless they were refused anew meanwhile."""
    connection.executemany(
        "DELETE FROM refusals WHERE path = ? AND at = ?", [(os.fsencode(one.path), one.at) for one in refused]
    )


def request(connection: sqlite3.Connection, verb: str, args: Mapping[str, Any], now: int) -> int:
    """Leave a request for the desk; return its number."""
    row = connection.execute(
        "INSERT INTO requests (verb, args, at) VALUES (?, ?, ?) RETURNING id",
        (verb, json.dumps(dict(args)), now),
    ).fetchone()
    return int(row[0])


def take_requests(connection: sqlite3.Connection) -> list[Request]:
    """Take the requests that other processes have left, oldest first; see `obey`."""
    rows = connection.execute("DELETE FROM requests RETURNING id, verb, args").fetchall()
    return sorted(Request(row["id"], row["verb"], json.loads(row["args"])) for row in rows)


def prune_events(connection: sqlite3.Connection, before: int) -> int:
    """Forget events older than `before` (microseconds) that nobody waits for; return how many."""
    old = "SELECT seq FROM events WHERE time < ?"
    pending = "SELECT event_seq FROM reactions WHERE state = 'pending'"
    connection.execute(
        f"DELETE FROM reactions WHERE event_seq IN ({old}) AND event_seq NOT IN ({pending})", (before,)
    )
    return connection.execute(
        f"DELETE FROM events WHERE seq IN ({old}) AND seq NOT IN ({pending})", (before,)
    ).rowcount


def set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Remember one value, such as the desk's last manifest."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
