"""From safe bytes to a waiting document: who it is, what it is called, whether it was here before."""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Literal

from copydesk.journal.naming import RECORD, SHOWN, candidates, name_key, owners_of_folders
from copydesk.journal.notes import write_event
from copydesk.journal.rows import Copy, NewEvent, Outcome, pack_key

__all__ = ["accept", "settled"]

FRESH = """
    UPDATE documents SET staged = ?, inbox = 'present', stat_key = ?, state = 'accepted', original = 'kept',
        duplicate_of = NULL, charged = 0, interrupted = 0, retries = 0, reason = NULL,
        retry_at = NULL, layers_missing = '[]'
    WHERE seq = ?"""

CLASHES = """
    SELECT 1 FROM documents WHERE name_key = ?1
    UNION ALL SELECT 1 FROM documents WHERE name_key > ?2 AND name_key < ?3
    UNION ALL SELECT 1 FROM documents WHERE name_key > ?4 AND name_key < ?5
    UNION ALL SELECT 1 FROM documents WHERE name_key > ?6 AND name_key < ?7
    LIMIT 1"""
"""Whether a name is a document's, or the name itself, its record or its reason is a folder of some.

The bounds of what lies in a folder are its name with "/" and with "0", the byte that follows.
"""


def accept(
    connection: sqlite3.Connection,
    copies: Sequence[Copy],
    now: int,
    *,
    duplicates: str = "reference",
    reactions: Sequence[str] = (),
) -> list[Outcome]:
    """Write copies down as documents: row, reserved name and event, or what they repeat.

    Args:
        connection: the journal's.
        copies: synced, in the order they were found.
        now: microseconds since 1970.
        duplicates: ``reference``, ``skip`` or ``process``, as in the settings.
        reactions: the subscribers of ``document_accepted`` that react.

    Returns:
        What became of each, in order.
    """
    connection.executemany(
        "DELETE FROM refusals WHERE path = ?", [(os.fsencode(copy.path),) for copy in copies]
    )
    return [_accept(connection, copy, now, duplicates, reactions) for copy in copies]


def _accept(
    connection: sqlite3.Connection, copy: Copy, now: int, duplicates: str, reactions: Sequence[str]
) -> Outcome:
    known = connection.execute("SELECT * FROM documents WHERE id = ?", (copy.id,)).fetchone()
    if known is None:
        outcome = _insert(connection, copy, now, duplicates)
    elif known["state"] == "failed":
        outcome = _start_over(connection, known, copy, "retry")
    elif known["state"] == "done" and duplicates == "process":
        outcome = _start_over(connection, known, copy, "again")
    else:
        return _repeat(connection, known, copy)
    facts = {"path": copy.path, "size": copy.size, "sha256": copy.sha256, "version": outcome.version}
    write_event(connection, NewEvent("document_accepted", copy.id, facts, reactions), now)
    return outcome


def _insert(connection: sqlite3.Connection, copy: Copy, now: int, duplicates: str) -> Outcome:
    path = os.fsencode(copy.path)
    first = None if duplicates == "process" else _first_with_bytes(connection, copy.sha256)
    version = 1 + _latest_version(connection, path)
    name = _reserve(connection, copy)
    finished = first is not None and duplicates == "skip"
    staged = copy.staged if first is None else None
    connection.execute(
        """INSERT INTO documents (id, path, sha256, size, stat_key, state, name, name_key, staged, inbox,
            original, status, version, duplicate_of, accepted_at, finished_at, modified_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'present', ?, ?, ?, ?, ?, ?, ?)""",
        (
            copy.id, path, copy.sha256, copy.size, pack_key(copy.key), "done" if finished else "accepted",
            os.fsencode(name),
            os.fsencode(name_key(name)), staged, "kept" if first is None else "shared",
            "duplicate" if finished else None, version, first, now, now if finished else None,
            copy.key.mtime_ns // 1000,
        ),
    )  # fmt: skip
    kind = "copy" if first else "version" if version > 1 else "accepted"
    return Outcome(kind, copy.id, copy.path, name, version, staged, first)


def _first_with_bytes(connection: sqlite3.Connection, sha256: str) -> str | None:
    found = connection.execute(
        # the plus keeps SQLite from walking through all that is done
        """SELECT id FROM documents
        WHERE sha256 = ? AND +state = 'done' AND status IN ('complete', 'partial')
        ORDER BY seq LIMIT 1""",
        (sha256,),
    ).fetchone()
    return found and str(found[0])


def _latest_version(connection: sqlite3.Connection, path: bytes) -> int:
    found = connection.execute("SELECT max(version) FROM documents WHERE path = ?", (path,)).fetchone()[0]
    return int(found or 0)


def _reserve(connection: sqlite3.Connection, copy: Copy) -> str:
    return next(name for name in candidates(copy.path, copy.id) if _free(connection, name_key(name)))


def _free(connection: sqlite3.Connection, key: str) -> bool:
    """Whether nobody has this name, or a file where it needs a folder, or a folder where it has a file."""
    folders = [os.fsencode(key + ending) for ending in ("", RECORD, SHOWN)]
    bounds = [folder + end for folder in folders for end in (b"/", b"0")]
    if connection.execute(CLASHES, [folders[0], *bounds]).fetchone():
        return False
    owners = [os.fsencode(owner) for owner in owners_of_folders(key)]
    found = (
        connection.execute("SELECT 1 FROM documents WHERE name_key = ?", (owner,)).fetchone()
        for owner in owners
    )
    return not any(found)


def _start_over(connection: sqlite3.Connection, known: sqlite3.Row, copy: Copy, kind: str) -> Outcome:
    connection.execute(FRESH, (copy.staged, pack_key(copy.key), known["seq"]))
    return _outcome(kind, known, copy, copy.staged)


def _repeat(connection: sqlite3.Connection, known: sqlite3.Row, copy: Copy) -> Outcome:
    """Let the copy replace the original by the same bytes: that mends an original lost by accident."""
    wanted = copy.staged if known["original"] == "kept" else None
    connection.execute(
        """UPDATE documents SET staged = coalesce(?, staged), inbox = 'present', stat_key = ?,
            repeats = repeats + 1
        WHERE seq = ?""",
        (wanted, pack_key(copy.key), known["seq"]),
    )
    return _outcome("duplicate", known, copy, wanted)


def _outcome(kind: str, known: sqlite3.Row, copy: Copy, staged: str | None) -> Outcome:
    name = os.fsdecode(known["name"])
    return Outcome(kind, copy.id, copy.path, name, known["version"], staged, known["duplicate_of"])


def settled(connection: sqlite3.Connection, ids: Iterable[str], inbox: Literal["gone", "left"]) -> None:
    """Note that these originals are in place and their files taken from the inbox, or left there for good.

    Accepted documents are waiting from now on.
    """
    connection.executemany(
        """UPDATE documents SET staged = NULL, inbox = ?,
            state = CASE state WHEN 'accepted' THEN 'waiting' ELSE state END
        WHERE id = ?""",
        [(inbox, id_) for id_ in ids],
    )
