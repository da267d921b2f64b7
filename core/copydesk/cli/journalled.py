"""Reading a desk's journal from the command line, whether or not the desk is running."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from copydesk import clock
from copydesk.folders import lock_owner

if TYPE_CHECKING:
    from copydesk.journal import EventRow, Reader, Row
    from copydesk.settings import DeskPaths

__all__ = ["all_events", "ask_desk", "iso", "owner", "reading", "rows_of", "say_not_run", "when", "why"]

PAGE = 1000
MICROSECONDS = 1_000_000
NOT_RUN = "this desk has not run yet; start it with: copydesk run"


@contextmanager
def reading(desk: "DeskPaths") -> "Iterator[Reader | None]":
    """Open the journal for questions; None where the desk has never run.

    Raises:
        StorageError: it cannot be read, or is missing where the desk has run: it has a folder of originals.
    """
    from copydesk.journal import Reader

    journal = desk.state / "journal.db"
    if not (journal.exists() or (desk.state / "originals").exists()):
        yield None
        return
    with Reader.open(journal) as reader:
        yield reader


def rows_of(desk: "DeskPaths", what: str) -> "list[Row]":
    """Every version of a document, newest first, by its path in the inbox or its id."""
    from copydesk.journal import find

    with reading(desk) as reader:
        return reader.ask(find, what) if reader else []


def all_events(reader: "Reader", types: Sequence[str] = (), since: int = 0) -> "Iterator[EventRow]":
    """Every event after a sequence number, oldest first, page by page."""
    from copydesk.journal import events

    while page := reader.ask(events, since=since, types=types, limit=PAGE):
        yield from page
        since = page[-1].seq


def ask_desk(desk: "DeskPaths", verb: str, args: dict[str, Any]) -> str:
    """Leave a request with the desk, and say when it will be heard."""
    from copydesk.journal import send_request

    send_request(desk.state / "journal.db", verb, args, clock.microseconds())
    return "the running desk sees to it now" if owner(desk) else "once the desk runs: copydesk run"


def owner(desk: "DeskPaths") -> int | None:
    """The process id of the running desk, if there is one."""
    return lock_owner(desk.state)


def when(time: int | None) -> str:
    """A journal's time for people: the clock for today, else with the date."""
    if time is None:
        return ""
    local = datetime.fromtimestamp(time / MICROSECONDS, UTC).astimezone()
    today = local.date() == datetime.now(UTC).astimezone().date()
    return local.strftime("%H:%M:%S" if today else "%Y-%m-%d %H:%M")


def iso(time: int | None) -> str | None:
    """A journal's time for programs: ISO 8601 in UTC."""
    return None if time is None else clock.iso(time)


def why(reason: dict[str, Any] | None) -> str:
    """A journalled reason in words."""
    if not reason:
        return ""
    code, message = reason.get("code"), reason.get("message")
    return ": ".join(str(part) for part in (code, message) if part) or str(reason)


def say_not_run() -> int:
    """Tell that there is no journal yet."""
    print(f"copydesk: {NOT_RUN}", file=sys.stderr)
    return 0
