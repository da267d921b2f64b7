"""The one thread that writes to the journal; it puts what is asked at the same time into one commit."""

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from copydesk.errors import JournalDamaged, StorageError, SyncFailed
from copydesk.journal.schema import trouble

__all__ = ["Writer"]

P = ParamSpec("P")
T = TypeVar("T")

WAITING: Final = 1000
"""Asks that may wait; the next one blocks its asker."""

TOGETHER: Final = 100
"""Asks in one commit."""


@dataclass(frozen=True, slots=True)
class _Ask:
    verb: Callable[[sqlite3.Connection], Any]
    answer: "Future[Any]"


class Writer:
    """Owns the write connection. Every answer is given after the commit that holds it is synced."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._asks: queue.Queue[_Ask | None] = queue.Queue(WAITING)
        self._open = True
        self._opening = threading.Lock()
        self._fatal: StorageError | None = None
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def ask(
        self, verb: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> "Future[T]":
        """Ask for a verb to be done; the answer comes once it is durable.

        An error of the verb's own, or a row that the tables forbid, undoes that verb alone and is its answer.

        Raises:
            StorageError: the journal is closed. As an answer: `DiskFull`, nothing was done, ask again later;
                `SyncFailed` and `JournalDamaged`, nothing more can be asked of this journal.
        """
        answer: Future[T] = Future()
        with self._opening:
            if not self._open:
                raise StorageError("the journal is closed")
            self._asks.put(_Ask(lambda connection: verb(connection, *args, **kwargs), answer))
        return answer

    def close(self) -> None:
        """Do all that was asked, then close the file; a second call does nothing."""
        with self._opening:
            if not self._open:
                return
            self._open = False
            self._asks.put(None)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while (first := self._asks.get()) is not None:
            asks = [first]
            last = self._gather(asks)
            self._commit(asks)
            if last:
                return

    def _gather(self, asks: list[_Ask]) -> bool:
        while len(asks) < TOGETHER:
            try:
                ask = self._asks.get_nowait()
            except queue.Empty:
                return False
            if ask is None:
                return True
            asks.append(ask)
        return False

    def _commit(self, asks: list[_Ask]) -> None:
        answered: list[tuple[_Ask, Any, Exception | None]] = []
        asks = [ask for ask in asks if ask.answer.set_running_or_notify_cancel()]
        try:
            if self._fatal:
                raise self._fatal
            self._connection.execute("BEGIN IMMEDIATE")
            answered = [(ask, *self._try(ask)) for ask in asks]
            self._connection.execute("COMMIT")
        except (sqlite3.Error, StorageError) as error:
            met = error if isinstance(error, StorageError) else trouble(error)
            self._undo(met)
            answered = [(ask, None, met) for ask in asks]
        for ask, value, failure in answered:
            if failure is None:
                ask.answer.set_result(value)
            else:
                ask.answer.set_exception(failure)

    def _try(self, ask: _Ask) -> tuple[Any, Exception | None]:
        self._connection.execute("SAVEPOINT ask")
        try:
            value = ask.verb(self._connection)
        except (
            Exception
        ) as error:  # whatever the verb raises is its asker's; what SQLite meets is everybody's
            if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.IntegrityError):
                raise
            self._connection.execute("ROLLBACK TO ask")
            self._connection.execute("RELEASE ask")
            return None, error
        self._connection.execute("RELEASE ask")
        return value, None

    def _undo(self, met: StorageError) -> None:
        if isinstance(met, SyncFailed | JournalDamaged):
            self._fatal = met
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
