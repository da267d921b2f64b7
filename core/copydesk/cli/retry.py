"""Try documents again: failed ones, and partial ones whose missing layers may succeed now."""

import argparse
from typing import TYPE_CHECKING

from copydesk.cli.here import desk_settings
from copydesk.cli.journalled import NOT_RUN, ask_desk, reading
from copydesk.cli.show import in_inbox
from copydesk.cli.term import count
from copydesk.errors import ConfigError, nearest

if TYPE_CHECKING:
    from copydesk.journal import Reader, Row
    from copydesk.settings import DeskPaths


_MOST = 1_000_000


def build(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a document's path in the inbox, or its id")
    parser.add_argument("--all", action="store_true", help="every failed document, and every partial one")


def run(args: argparse.Namespace) -> int:
    """Leave the request with the desk.

    Raises:
        ConfigError: nothing was named, or what was named is not to be retried.
    """
    desk = desk_settings(args).settings.desk
    if bool(args.paths) == args.all:
        raise ConfigError("name the documents to try again, or give --all; 'copydesk failed' lists them")
    with reading(desk) as reader:
        if reader is None:
            raise ConfigError(NOT_RUN)
        ids = _all_missing(reader) if args.all else [_named(reader, desk, path).id for path in args.paths]
    if not ids:
        print("Nothing has failed, and no record misses a layer.")
        return 0
    print(f"{count(len(ids), 'document')} will be tried again; {ask_desk(desk, 'retry', {'ids': ids})}")
    return 0


def _all_missing(reader: "Reader") -> list[str]:
    """Every failed document, and every one whose record misses a layer."""
    from copydesk.journal import rows

    failed = reader.ask(rows, "failed", limit=_MOST)
    partial = [row for row in reader.ask(rows, "done", limit=_MOST) if row.layers_missing]
    return [row.id for row in (*failed, *partial)]


def _named(reader: "Reader", desk: "DeskPaths", path: str) -> "Row":
    from copydesk.journal import find, rows

    found = reader.ask(find, in_inbox(path, desk.inbox)) or reader.ask(find, path)
    if not found:
        hint = nearest(path, [row.path for row in reader.ask(rows, "failed")])
        raise ConfigError(
            f"the desk knows no document {path!r}{hint}; 'copydesk failed' lists what can be tried again"
        )
    row = found[0]
    if row.state == "failed" or (row.state == "done" and row.layers_missing):
        return row
    state = "partial, for a reason that does not pass by itself" if row.status == "partial" else row.state
    raise ConfigError(f"{path!r} is {state}, so it is not tried again; 'copydesk explain {path}' tells more")
