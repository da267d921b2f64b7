"""The tables of the journal, and how its file is opened and checked.

One SQLite file in WAL mode, every commit synced. Names are bytes (BLOB); times are integer microseconds since
1970 and for display only: order is by sequence.
"""

import sqlite3
from pathlib import Path
from typing import Final

from copydesk.errors import DiskFull, JournalDamaged, JournalVersion, StorageError, SyncFailed, one_line
from copydesk.files import rename_synced, unlink
from copydesk.names import display_name

__all__ = ["APPLICATION", "VERSION", "connect", "prepare", "trouble"]

APPLICATION: Final = 0x436F7079
"""Marks the file as a journal of ours: "Copy"."""

VERSION: Final = 1
"""Of the tables below; a journal with a greater one is left alone."""

BUSY_MS: Final = 10_000
"""How long to wait for another process, which only ever adds a request."""

TABLES: Final = """
CREATE TABLE documents (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    path BLOB NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    stat_key TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('accepted', 'waiting', 'claimed', 'done', 'failed')),
    name BLOB NOT NULL,
    name_key BLOB NOT NULL UNIQUE,
    staged TEXT,
    inbox TEXT NOT NULL CHECK (inbox IN ('present', 'gone', 'left')),
    original TEXT NOT NULL CHECK (original IN ('kept', 'shared', 'deleting', 'deleted')),
    attempt INTEGER NOT NULL DEFAULT 0,
    charged INTEGER NOT NULL DEFAULT 0,
    interrupted INTEGER NOT NULL DEFAULT 0,
    generation INTEGER NOT NULL DEFAULT 0,
    status TEXT CHECK (status IN ('complete', 'partial', 'duplicate')),
    version INTEGER NOT NULL,
    duplicate_of TEXT,
    reason TEXT,
    layers_missing TEXT NOT NULL DEFAULT '[]',
    retry_at INTEGER,
    retries INTEGER NOT NULL DEFAULT 0,
    repeats INTEGER NOT NULL DEFAULT 0,
    shown INTEGER NOT NULL DEFAULT 0,
    accepted_at INTEGER NOT NULL,
    finished_at INTEGER,
    modified_at INTEGER NOT NULL,
    ms INTEGER,
    record_sha256 TEXT
) STRICT;
CREATE INDEX documents_path ON documents (path, version);
CREATE INDEX documents_sha256 ON documents (sha256, seq);
CREATE INDEX documents_state ON documents (state, seq);
CREATE INDEX documents_due ON documents (retry_at) WHERE retry_at IS NOT NULL;
CREATE INDEX documents_to_take ON documents (seq) WHERE inbox = 'present';
CREATE INDEX documents_shown ON documents (seq) WHERE shown = 1;
CREATE INDEX documents_to_delete ON documents (seq) WHERE original = 'deleting';

CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    time INTEGER NOT NULL,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL
) STRICT;

CREATE TABLE reactions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_seq INTEGER NOT NULL,
    subscriber TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL DEFAULT 0,
    reason TEXT
) STRICT;
CREATE INDEX reactions_pending ON reactions (next_at, id) WHERE state = 'pending';
CREATE INDEX reactions_event ON reactions (event_seq);

CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    verb TEXT NOT NULL,
    args TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE refusals (
    path BLOB PRIMARY KEY,
    stat_key TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """Open the file of a journal that exists; threads may share the connection one at a time.

    Raises:
        JournalDamaged: it is not there, or is no database.
        JournalVersion: a newer Copydesk wrote it.
    """
    if not path.exists():
        raise JournalDamaged(_missing(path))
    mode = "rw" if write else "ro"
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        connection.row_factory = sqlite3.Row
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        _refuse_foreign(connection, path)
        if write:
            _be_durable(connection, path)
    except sqlite3.Error as error:
        raise JournalDamaged(_damaged(path, str(error))) from error
    return connection


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION:
        raise JournalDamaged(_damaged(path, "it is no journal of Copydesk's"))
    if version > VERSION:
        shown = display_name(str(path))
        raise JournalVersion(
            f"{shown} has format {version}, known here is {VERSION}: a newer Copydesk wrote it"
        )


def _be_durable(connection: sqlite3.Connection, path: Path) -> None:
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    connection.execute("PRAGMA synchronous = FULL")
    level = connection.execute("PRAGMA synchronous").fetchone()[0]
    if (mode, level) != ("wal", 2):
        shown = display_name(str(path))
        raise StorageError(
            f"{shown} cannot be synced at every commit; the state folder must be on a local disk"
        )


def prepare(path: Path, *, create: bool) -> None:
    """Make the file of a new journal, or check every page of one that exists.

    Raises:
        JournalDamaged: pages are not what was written, or the file is missing where it should be.
    """
    if path.exists():
        _check(path)
    elif create:
        _create(path)
    else:
        raise JournalDamaged(_missing(path))


def _check(path: Path) -> None:
    connection = connect(path, write=True)
    try:
        found = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
    except sqlite3.Error as error:
        found = [str(error)]
    finally:
        connection.close()
    if found != ["ok"]:
        raise JournalDamaged(_damaged(path, "; ".join(found)))


def _create(path: Path) -> None:
    """Build the whole file under another name, so that a crash leaves no journal or a good one."""
    building = path.with_name(f"{path.name}.new")
    unlink(building)
    connection = sqlite3.connect(building, isolation_level=None)
    try:
        connection.executescript(
            f"PRAGMA synchronous = FULL; PRAGMA application_id = {APPLICATION};"
            f"PRAGMA user_version = {VERSION}; BEGIN; {TABLES} COMMIT;"
        )
    finally:
        connection.close()
    rename_synced([(building, path)])


def trouble(error: sqlite3.Error) -> StorageError:
    """Return what an error of SQLite's means to a desk."""
    # the low byte is the kind of trouble, the rest says where in SQLite it was met
    kind = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if kind in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_NOMEM}:
        return DiskFull(f"no room for the journal: {error}")
    if kind == sqlite3.SQLITE_IOERR:
        return SyncFailed(f"the journal's disk fails: {error}; check it, then start the desk again")
    if kind in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return JournalDamaged(f"the journal is damaged: {one_line(str(error))}; bring back a good copy")
    return StorageError(f"the journal cannot be used: {error}")


def _missing(path: Path) -> str:
    return (
        f"the journal {display_name(str(path))} is missing although this desk has run before; {_cure(path)}"
    )


def _damaged(path: Path, why: str) -> str:
    return f"the journal {display_name(str(path))} is damaged ({one_line(why)}); {_cure(path)}"


def _cure(path: Path) -> str:
    folder = display_name(str(path.parent))
    return f"bring back a good copy of the folder {folder}, or move that folder away to start anew"
