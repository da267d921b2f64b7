"""Every state of every document, in one SQLite file with one writer.

A verb is a function of the journal's connection, to be given to `Journal.ask`; a question is one to be given
to `Reader.ask`::

    with Journal.open(path, create=True) as journal:
        claimed = journal.do(claim, 10, now)
"""

import sqlite3
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from copydesk.journal.accepting import accept, settled
from copydesk.journal.notes import (
    due_reactions,
    forget_refusals,
    prune_events,
    reaction_failed,
    reactions_succeeded,
    refuse,
    request,
    set_meta,
    write_event,
)
from copydesk.journal.reads import (
    by_id,
    counts,
    events,
    find,
    get_meta,
    has_requests,
    known,
    missing,
    pending_work,
    reactions,
    reactions_due,
    refusals,
    rows,
)
from copydesk.journal.recover import leftovers, settle_clock
from copydesk.journal.rows import (
    Done,
    EventRow,
    Leftovers,
    NewEvent,
    Outcome,
    Reaction,
    Refused,
    Request,
    Row,
)
from copydesk.journal.schema import connect, prepare, trouble
from copydesk.journal.states import (
    claim,
    done,
    fail,
    failed_cleared,
    failed_shown,
    interrupted,
    obey,
    original_deleted,
    release,
    reprocess,
    retry,
)
from copydesk.journal.writer import Writer

__all__ = [
    "Done",
    "EventRow",
    "Journal",
    "Leftovers",
    "NewEvent",
    "Outcome",
    "Reaction",
    "Reader",
    "Refused",
    "Request",
    "Row",
    "accept",
    "by_id",
    "claim",
    "counts",
    "done",
    "due_reactions",
    "events",
    "fail",
    "failed_cleared",
    "failed_shown",
    "find",
    "forget_refusals",
    "get_meta",
    "has_requests",
    "interrupted",
    "known",
    "leftovers",
    "missing",
    "obey",
    "original_deleted",
    "pending_work",
    "prune_events",
    "reaction_failed",
    "reactions",
    "reactions_due",
    "reactions_succeeded",
    "refusals",
    "refuse",
    "release",
    "reprocess",
    "request",
    "retry",
    "rows",
    "send_request",
    "set_meta",
    "settle_clock",
    "settled",
    "write_event",
]

P = ParamSpec("P")
T = TypeVar("T")


class Reader:
    """A view of the journal that cannot change it; threads may share it."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path, write=False)
        self._one_at_a_time = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the journal in the file `path`, whether or not a desk runs.

        Raises:
            JournalDamaged: it is missing or no journal.
            JournalVersion: a newer Copydesk wrote it.
        """
        return cls(path)

    def ask(
        self, question: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Answer a question from what is committed.

        Raises:
            StorageError: the journal cannot be read; `JournalDamaged` where its pages are at fault.
        """
        try:
            with self._one_at_a_time:
                return question(self._connection, *args, **kwargs)
        except sqlite3.Error as error:
            raise trouble(error) from error

    def close(self) -> None:
        """Close the file."""
        with self._one_at_a_time:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Journal:
    """The desk's journal: the only one that writes to it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._readers: list[Reader] = []
        self._writer = Writer(connect(path, write=True))

    @classmethod
    def open(cls, path: Path, *, create: bool) -> Self:
        """Check every page of the journal in the file `path` and open it; make it first if it may be made.

        Args:
            path: the file, on a local disk, in a folder that exists.
            create: whether the desk is new, so that a missing file is no loss.

        Raises:
            JournalDamaged: pages are not what was written, or the file is missing.
            JournalVersion: a newer Copydesk wrote it.
        """
        prepare(path, create=create)
        return cls(path)

    def ask(
        self, verb: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """Ask for a verb to be done; the answer comes once it is durable. See `Writer.ask` for its errors."""
        return self._writer.ask(verb, *args, **kwargs)

    def do(
        self, verb: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a verb and wait until it is durable; raises what `ask` answers."""
        return self.ask(verb, *args, **kwargs).result()

    def reader(self) -> Reader:
        """Open a view of this journal, which threads may share; it is closed with the journal."""
        self._readers.append(Reader.open(self._path))
        return self._readers[-1]

    def close(self) -> None:
        """Do all that was asked, then close the file and every view of it: the last to close merges the WAL."""
        for reader in self._readers:
            reader.close()
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def send_request(path: Path, verb: str, args: Mapping[str, Any], now: int) -> int:
    """Leave a request for the desk whose journal is the file `path`, from any process; return its number."""
    connection = connect(path, write=True)
    try:
        return request(connection, verb, args, now)
    except sqlite3.Error as error:
        raise trouble(error) from error
    finally:
        connection.close()
