"""What goes into the journal and comes out of it: plain values, with no tie to a connection."""

import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from copydesk.dropped import StatKey

__all__ = [
    "Copy",
    "Done",
    "EventRow",
    "Leftovers",
    "NewEvent",
    "Outcome",
    "Reaction",
    "Refused",
    "Request",
    "Row",
    "pack_key",
    "unpack_key",
]


def pack_key(key: StatKey) -> str:
    """Return a stat key as the journal stores it; text, since an inode may not fit SQLite's integers."""
    return ":".join(map(str, key))


def unpack_key(packed: str) -> StatKey:
    """Return the stat key that `pack_key` stored."""
    return StatKey(*map(int, packed.split(":")))


class Copy(Protocol):
    """Bytes that are safe in ``staging/`` and not yet in the journal."""

    @property
    def id(self) -> str:
        """The document's id, of path and sha256."""

    @property
    def path(self) -> str:
        """Where it was found, relative to the inbox."""

    @property
    def key(self) -> StatKey:
        """The state of the file it was read from."""

    @property
    def staged(self) -> str:
        """Its name in ``staging/``."""

    @property
    def size(self) -> int:
        """In bytes."""

    @property
    def sha256(self) -> str:
        """In hex."""


class Outcome(NamedTuple):
    """What the journal made of one copy.

    Attributes:
        kind: ``accepted`` (new), ``version`` (its path is known with other bytes), ``retry`` (it had failed),
            ``again`` (done, and the settings want repeats processed), ``copy`` (other path, bytes of a done
            document), ``duplicate`` (known; all there is to do is to take it).
        name: the reserved name below ``out/``, ``originals/`` and ``failed/``.
        version: counts the contents seen at this path.
        staged: what to rename to ``originals/<name>``; None where the copy is not wanted.
        duplicate_of: the id of the first document with these bytes, for ``copy``.
    """

    kind: str
    id: str
    path: str
    name: str
    version: int
    staged: str | None
    duplicate_of: str | None = None


class NewEvent(NamedTuple):
    """An event to be written: facts and ids, never text.

    Attributes:
        reactions: the subscribers to be told once the transaction is committed.
    """

    type: str
    subject: str
    data: Mapping[str, Any]
    reactions: Sequence[str] = ()


class Done(NamedTuple):
    """The end of an attempt whose record is safe in ``out/``.

    Attributes:
        retry_at: when to run the missing layers again (microseconds), None for never.
        delete_original: the user's rule; the original may be removed once this is committed.
    """

    id: str
    attempt: int
    status: str
    generation: int
    record_sha256: str | None = None
    ms: int = 0
    events: Sequence[NewEvent] = ()
    layers_missing: Sequence[str] = ()
    retry_at: int | None = None
    delete_original: bool = False


class Row(NamedTuple):
    """One document as the journal knows it. Times are microseconds since 1970.

    Attributes:
        seq: the order of acceptance.
        key: the state its file in the inbox had.
        staged: its copy's name in ``staging/`` while that is not yet in ``originals/``.
        inbox: ``present`` (not yet taken), ``gone`` or ``left`` there.
        original: ``kept``, ``shared`` (see `duplicate_of`), ``deleting`` or ``deleted``.
        attempt: hand-outs so far; the present one's number while claimed.
        charged: attempts that count against the limit.
        interrupted: attempts that ended with the desk.
        generation: the record last published, 0 for none.
        retry_at: when it may be claimed again, None for at once.
        retries: runs again for missing layers.
        repeats: times the same bytes were dropped again.
        shown: whether ``failed/`` shows it.
    """

    seq: int
    id: str
    path: str
    sha256: str
    size: int
    key: StatKey
    state: str
    name: str
    staged: str | None
    inbox: str
    original: str
    attempt: int
    charged: int
    interrupted: int
    generation: int
    status: str | None
    version: int
    duplicate_of: str | None
    reason: dict[str, Any] | None
    layers_missing: tuple[str, ...]
    retry_at: int | None
    retries: int
    repeats: int
    shown: bool
    accepted_at: int
    finished_at: int | None
    modified_at: int
    ms: int | None
    record_sha256: str | None

    @classmethod
    def of(cls, row: sqlite3.Row) -> "Row":
        """Read a row of ``documents``, every column of it."""
        facts = dict(row)
        del facts["name_key"]
        return cls(
            **facts
            | {
                "key": unpack_key(facts.pop("stat_key")),
                "path": os.fsdecode(facts["path"]),
                "name": os.fsdecode(facts["name"]),
                "reason": json.loads(facts["reason"]) if facts["reason"] else None,
                "layers_missing": _words(facts["layers_missing"]),
                "shown": bool(facts["shown"]),
            }
        )


def _words(packed: str) -> tuple[str, ...]:
    return () if packed == "[]" else tuple(json.loads(packed))


class EventRow(NamedTuple):
    """One event as it was written; `seq` is the order, `id` is its own for ever."""

    seq: int
    id: str
    time: int
    type: str
    subject: str
    data: dict[str, Any]


class Reaction(NamedTuple):
    """One subscriber to be told of one event; `id` is the idempotency key's tail."""

    id: int
    subscriber: str
    attempts: int
    state: str
    reason: str | None
    event: EventRow


class Refused(NamedTuple):
    """A file the desk does not take, and why."""

    path: str
    code: str
    message: str
    at: int


class Request(NamedTuple):
    """What another process asks of the desk."""

    id: int
    verb: str
    args: dict[str, Any]


class Leftovers(NamedTuple):
    """What a desk that ended, in whatever way, left to be finished; oldest first.

    Attributes:
        staged: rename ``staging/<row.staged>`` to ``originals/<row.name>``; every other file there is waste.
        to_take: the file may still be in the inbox; waiting, if accepted, once both of the above are through.
        claimed: publish by adoption, or release as interrupted.
        to_show: write ``failed/``.
        to_clear: remove what ``failed/`` still shows.
        to_delete: remove the original, by the user's rule.
    """

    staged: list[Row]
    to_take: list[Row]
    claimed: list[Row]
    to_show: list[Row]
    to_clear: list[Row]
    to_delete: list[Row]
