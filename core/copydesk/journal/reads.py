"""Questions to the journal. Each is a function of a connection and changes nothing."""

import json
import os
import sqlite3
from collections.abc import Sequence
from typing import Final

from copydesk.dropped import StatKey
from copydesk.journal.notes import read_event, read_reaction
from copydesk.journal.rows import EventRow, Reaction, Refused, Row, pack_key

__all__ = [
    "by_id",
    "counts",
    "events",
    "find",
    "get_meta",
    "has_requests",
    "known",
    "missing",
    "pending_work",
    "reactions",
    "reactions_due",
    "refusals",
    "rows",
]

PASSING: Final = "permission"
"""The refusal that a change elsewhere lifts: its file is looked at again at every scan."""

KNOWN: Final = """
SELECT 1 FROM documents WHERE path = ?1 AND stat_key = ?2 AND inbox <> 'gone'
UNION ALL SELECT 1 FROM refusals WHERE path = ?1 AND stat_key = ?2 AND code <> ?3
"""


def known(connection: sqlite3.Connection, path: str, key: StatKey) -> bool:
    """Whether the file now at `path` was accepted or refused already, in exactly this state."""
    found = connection.execute(KNOWN, (os.fsencode(path), pack_key(key), PASSING)).fetchone()
    return found is not None


def find(connection: sqlite3.Connection, wanted: str) -> list[Row]:
    """Return the documents with this path, newest first, or with an id that begins so (8 digits at least)."""
    found = connection.execute(
        "SELECT * FROM documents WHERE path = ? ORDER BY seq DESC", (os.fsencode(wanted),)
    ).fetchall()
    if not found and len(wanted) >= 8 and wanted.isalnum() and wanted.isascii():  # noqa: PLR2004 - as said above
        found = connection.execute(
            "SELECT * FROM documents WHERE id >= ? AND id < ? ORDER BY seq DESC", (wanted, f"{wanted}~")
        ).fetchall()
    return [Row.of(row) for row in found]


def by_id(connection: sqlite3.Connection, id_: str) -> Row | None:
    """Return the document with this whole id. For code: `find` is for people, and prefers a path that looks so."""
    found = connection.execute("SELECT * FROM documents WHERE id = ?", (id_,)).fetchone()
    return found and Row.of(found)


def rows(
    connection: sqlite3.Connection, state: str | None = None, *, limit: int = 1000, after: int = 0
) -> list[Row]:
    """Return documents in a state, or in any, oldest first; `after` is the last `seq` of the page before."""
    chosen = "" if state is None else "AND state = :state"
    found = connection.execute(
        f"SELECT * FROM documents WHERE seq > :after {chosen} ORDER BY seq LIMIT :limit",
        {"state": state, "after": after, "limit": limit},
    )
    return [Row.of(row) for row in found]


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many documents are in each state, and ``refused``, ``partial``, ``duplicate`` and ``repeats``."""
    states = dict.fromkeys(("accepted", "waiting", "claimed", "done", "failed"), 0)
    found = connection.execute("SELECT state, count(*) FROM documents GROUP BY state").fetchall()
    partial, duplicate, repeats = connection.execute(
        """SELECT count(*) FILTER (WHERE status = 'partial'), count(*) FILTER (WHERE status = 'duplicate'),
            total(repeats) FROM documents"""
    ).fetchone()
    refused = connection.execute("SELECT count(*) FROM refusals").fetchone()[0]
    return (
        states
        | {row[0]: row[1] for row in found}
        | {"partial": partial, "duplicate": duplicate, "repeats": int(repeats), "refused": refused}
    )


def events(
    connection: sqlite3.Connection, *, since: int = 0, types: Sequence[str] = (), limit: int = 1000
) -> list[EventRow]:
    """Return the events after sequence `since`, oldest first, all or those of some types."""
    chosen = f"AND type IN ({', '.join('?' * len(types))})" if types else ""
    found = connection.execute(
        f"SELECT * FROM events WHERE seq > ? {chosen} ORDER BY seq LIMIT ?", (since, *types, limit)
    )
    return [read_event(row) for row in found]


def reactions(connection: sqlite3.Connection, state: str, *, limit: int = 1000) -> list[Reaction]:
    """Return reactions that are ``pending``, ``done`` or ``dead``, oldest first."""
    found = connection.execute(
        """SELECT reactions.id AS reaction, subscriber, attempts, state, reason, events.*
        FROM reactions JOIN events ON events.seq = event_seq WHERE state = ? ORDER BY reactions.id LIMIT ?""",
        (state, limit),
    )
    return [read_reaction(row) for row in found]


def reactions_due(connection: sqlite3.Connection, now: int) -> bool:
    """Whether a reaction's time has come, for the first time or again."""
    found = connection.execute(
        "SELECT 1 FROM reactions WHERE state = 'pending' AND next_at <= ? LIMIT 1", (now,)
    ).fetchone()
    return found is not None


def missing(connection: sqlite3.Connection, layers: Sequence[str]) -> list[str]:
    """Return the ids of done documents whose records miss one of these layers and whose originals are kept."""
    found = connection.execute(
        """SELECT id FROM documents WHERE state = 'done' AND original = 'kept' AND layers_missing <> '[]'
        AND EXISTS (SELECT 1 FROM json_each(layers_missing) WHERE value IN (SELECT value FROM json_each(?)))""",
        (json.dumps(layers),),
    )
    return [str(row["id"]) for row in found]


def refusals(connection: sqlite3.Connection, *, limit: int = 1000) -> list[Refused]:
    """Return the files that are not taken, by path."""
    found = connection.execute("SELECT path, code, message, at FROM refusals ORDER BY path LIMIT ?", (limit,))
    return [Refused(os.fsdecode(row["path"]), row["code"], row["message"], row["at"]) for row in found]


def pending_work(connection: sqlite3.Connection) -> bool:
    """Whether a document has yet to reach done or failed without waiting for a set time."""
    found = connection.execute(
        """SELECT 1 FROM documents WHERE state IN ('accepted', 'claimed')
            OR (state = 'waiting' AND retry_at IS NULL) LIMIT 1"""
    ).fetchone()
    return found is not None


def get_meta(connection: sqlite3.Connection, key: str) -> str | None:
    """Return a value that `set_meta` remembered."""
    found = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if found is None else str(found[0])


def has_requests(connection: sqlite3.Connection) -> bool:
    """Whether another process has left a request."""
    return connection.execute("SELECT 1 FROM requests LIMIT 1").fetchone() is not None
