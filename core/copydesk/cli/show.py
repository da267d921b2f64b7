"""Show a record in colour: the text with its annotations, a table for each layer, what is missing and who made it."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.cli.here import some_settings
from copydesk.cli.term import print_json
from copydesk.errors import ConfigError, nearest

if TYPE_CHECKING:
    from copydesk.model import Record
    from copydesk.settings import DeskPaths

ROWS = 20


def build(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "what", metavar="RECORD|PATH|-", help="a record's file, a document's path or id, or '-'"
    )
    parser.add_argument("--layer", action="append", metavar="NAME", help="only this layer; may be repeated")
    parser.add_argument("--view", metavar="NAME", help="show the text of this view instead of the document's")
    parser.add_argument(
        "--all", action="store_true", help=f"every annotation, not the first {ROWS} of a layer"
    )
    parser.add_argument("--json", action="store_true", help="the record as it is, for programs")
    parser.add_argument("--no-color", "--no-colour", action="store_true", help="plain text")


def run(args: argparse.Namespace) -> int:
    """Show the record.

    Raises:
        ConfigError: there is no such record, layer or view.
    """
    record = _only(_record(args), args.layer)
    if args.view and args.view not in record.views:
        there = ", ".join(record.views) or "none"
        raise ConfigError(
            f"no view {args.view!r} in this record{nearest(args.view, record.views)}; it has: {there}"
        )
    if args.json:
        print_json(record.model_dump(mode="json", exclude_none=False))
        return 0
    from copydesk.cli.screen import console
    from copydesk.cli.show_record import print_record

    print_record(
        console(plain=args.no_color), _printable(record), view=args.view, rows=None if args.all else ROWS
    )
    return 0


def _printable(record: "Record") -> "Record":
    """The same record, with nothing in it that acts on a terminal; texts are escaped where they are shown."""
    from copydesk.model import Record

    facts = {key: _escaped(value) for key, value in record.model_dump(exclude={"text", "views"}).items()}
    return Record.model_validate({**facts, "text": record.text, "views": record.views})


def _escaped(value: object) -> object:
    from copydesk.names import display_name

    if isinstance(value, str):
        return display_name(value)
    if isinstance(value, dict):
        return {_escaped(key): _escaped(each) for key, each in value.items()}
    return [_escaped(each) for each in value] if isinstance(value, list | tuple) else value


def _only(record: "Record", layers: list[str] | None) -> "Record":
    if layers is None:
        return record
    for name in layers:
        if name not in record.layers:
            there = ", ".join(record.layers) or "none"
            raise ConfigError(
                f"no layer {name!r} in this record{nearest(name, record.layers)}; it has: {there}"
            )
    return record.model_copy(update={"layers": {name: record.layers[name] for name in layers}})


def _record(args: argparse.Namespace) -> "Record":
    from copydesk.records.write import load_record

    if args.what == "-":
        return load_record(sys.stdin.buffer.read())
    given = Path(args.what)
    if given.is_file() and given.suffix == ".json":
        return load_record(given)
    desk = some_settings(args).settings.desk
    found = next((path for path in _places(args.what, desk) if path.is_file()), None) or _journalled(
        args.what, desk
    )
    if found is None:
        raise ConfigError(f"there is no record of {args.what!r}; 'copydesk explain {args.what}' tells why")
    return load_record(found)


def _places(what: str, desk: "DeskPaths") -> list[Path]:
    """Where a record may lie when nothing was renamed."""
    relative = in_inbox(what, desk.inbox)
    return [desk.out / what, desk.out / f"{what}.json", desk.out / f"{relative}.json"]


def _journalled(what: str, desk: "DeskPaths") -> Path | None:
    """Where the journal says it lies: names may have been changed, and ids are known there alone."""
    from copydesk.cli.journalled import rows_of

    rows = rows_of(desk, in_inbox(what, desk.inbox)) or rows_of(desk, what)
    records = [desk.out / f"{row.name}.json" for row in rows]
    return next((record for record in records if record.is_file()), None)


def in_inbox(what: str, inbox: Path) -> str:
    """A path as the desk names it: relative to the inbox, wherever it was typed."""
    absolute, root = Path.cwd() / what, Path.cwd() / inbox
    return str(absolute.relative_to(root)) if absolute.is_relative_to(root) else what
