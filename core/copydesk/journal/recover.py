"""What a desk finds when it starts: whatever the one before it could not finish.

The journal says what is pending; the desk does the disk part of each and notes it with the usual verbs.
"""

import sqlite3

from copydesk.journal.rows import Leftovers, Row

__all__ = ["leftovers", "settle_clock"]


def leftovers(connection: sqlite3.Connection) -> Leftovers:
    """Return all that is pending; nothing is changed."""
    to_take = _rows(connection, "inbox = 'present'")
    return Leftovers(
        staged=[row for row in to_take if row.staged],
        to_take=to_take,
        claimed=_rows(connection, "state = 'claimed'"),
        to_show=_rows(connection, "state = 'failed' AND shown = 0"),
        # the plus keeps SQLite from walking through all that is done
        to_clear=_rows(connection, "+state = 'done' AND shown = 1"),
        to_delete=_rows(connection, "original = 'deleting'"),
    )


def _rows(connection: sqlite3.Connection, which: str) -> list[Row]:
    return [Row.of(row) for row in connection.execute(f"SELECT * FROM documents WHERE {which} ORDER BY seq")]


def settle_clock(connection: sqlite3.Connection, now: int, longest: int) -> None:
    """Cut set times that lie more than `longest` microseconds ahead: a clock that ran wrong has set them."""
    latest = now + longest
    connection.execute("UPDATE documents SET retry_at = ? WHERE retry_at > ?", (latest, latest))
    connection.execute(
        "UPDATE reactions SET next_at = ? WHERE state = 'pending' AND next_at > ?", (latest, latest)
    )
