"""Messages between a desk and a worker: one letter, JSON, and for a result the record's bytes behind it.

JSON and not pickle, because a desk must be able to read what a worker says without running anything of it.
"""

from multiprocessing.connection import Connection
from typing import TypeVar

from pydantic import BaseModel, Field

from copydesk.model import Value
from copydesk.seam import Calling, Importing, Manifest, Reaction, Result, Work
from copydesk.settings import DeskSettings

__all__ = ["Broken", "Message", "Setup", "Unfit", "receive", "send"]

M = TypeVar("M", bound=BaseModel)


class Setup(Value):
    """What a worker is told first.

    Attributes:
        settings: the desk's.
        only: load just these plugins.
        without: load none of these plugins.
        refused: load none of these either, and say why: their import ended a process.
        memory_mb: how much it may use.
        run_id: bound to its logs.
    """

    settings: DeskSettings
    only: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    refused: dict[str, str] = Field(default_factory=dict)
    memory_mb: int = 2048
    run_id: str = ""


class Unfit(Value):
    """A worker could not be made ready; the message is a person's.

    Attributes:
        usage: what a person configured is at fault, not the system.
        plugin: whose settings do not fit.
        key: which of them.
    """

    message: str
    usage: bool = False
    plugin: str = ""
    key: str = ""


class Broken(Exception):
    """The other side is gone or speaks another language."""


Message = Setup | Work | Reaction | Manifest | Importing | Calling | Result | Unfit

_LETTERS: dict[type[BaseModel], bytes] = {
    Setup: b"S", Work: b"W", Reaction: b"A", Manifest: b"M", Importing: b"I", Calling: b"C", Result: b"R", Unfit: b"U",
}  # fmt: skip
_KINDS = {letter[0]: kind for kind, letter in _LETTERS.items()}
_SIZE = 4
MOST_BYTES = 1 << 30
"""A longer message is a worker gone wild, not a record."""


def encode(message: Message, payload: bytes = b"") -> bytes:
    """Return one message's bytes."""
    body = message.model_dump_json().encode()
    return b"".join((_LETTERS[type(message)], len(body).to_bytes(_SIZE, "big"), body, payload))


def send(wire: Connection, message: Message, payload: bytes = b"") -> None:
    """Send a message.

    Raises:
        Broken: the other side is gone.
    """
    encoded = encode(message, payload)
    try:
        wire.send_bytes(encoded)
    except (OSError, ValueError) as error:
        raise Broken(str(error)) from None


def receive(wire: Connection) -> tuple[Message, bytes]:
    """Wait for a message.

    Raises:
        Broken: the other side is gone, or what it says is no message.
    """
    try:
        raw = wire.recv_bytes(MOST_BYTES)
        end = 1 + _SIZE + int.from_bytes(raw[1 : 1 + _SIZE], "big")
        message: Message = _KINDS[raw[0]].model_validate_json(raw[1 + _SIZE : end])  # type: ignore[assignment] # the table's values
    except (EOFError, OSError, LookupError, ValueError) as error:
        raise Broken(str(error) or type(error).__name__) from None
    return message, raw[end:]
