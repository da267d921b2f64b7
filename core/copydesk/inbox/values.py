"""What the finder, the acceptors and the desk tell one another about files in the inbox."""

from typing import Final, NamedTuple

from copydesk.dropped import StatKey

__all__ = ["TAKING", "NewDrop", "Refusal", "Sighting", "Staged", "Void"]

TAKING: Final = ".copydesk"
"""The folder in the inbox where a file is compared once more before it is removed."""


class Sighting(NamedTuple):
    """A file that is ready.

    Attributes:
        path: the document's, relative to the inbox, '/'-separated.
        key: the state in which it was found ready.
        at: where its bytes are, relative to the inbox; not `path` for what was dropped while it was being taken.
        seen_by: ``event`` or ``scan``.
    """

    path: str
    key: StatKey
    at: str
    seen_by: str


class Staged(NamedTuple):
    """Bytes that are safe in ``staging/``; nothing is accepted yet.

    Attributes:
        id: the document's, of path and sha256.
        key: the state of the file they were read from.
        staged: their name in ``staging/``.
        size: in bytes.
        sha256: in hex.
    """

    id: str
    path: str
    at: str
    key: StatKey
    staged: str
    size: int
    sha256: str


class Void(NamedTuple):
    """Not now: the file is looked at again by itself, after `seconds` or else the quiet time."""

    reason: str
    seconds: float | None = None


class Refusal(NamedTuple):
    """Not in this state: too big, no regular file, or closed to us.

    Attributes:
        code: ``too-big``, ``link``, ``not-regular`` or ``permission``.
        message: for people; what would be right.
    """

    path: str
    key: StatKey
    code: str
    message: str


class NewDrop(NamedTuple):
    """Other bytes than those that were accepted: to be accepted from `at`, under the same path."""

    path: str
    key: StatKey
    at: str
