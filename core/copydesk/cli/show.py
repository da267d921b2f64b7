"""Show a record in colour: the text with its annotations, a table for each layer, what is missing and who made it."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.cli.here import is_file, shown_path, some_settings, unusable
from copydesk.cli.term import print_json
from copydesk.errors import ConfigError, nearest

if TYPE_CHECKING:
    from copydesk.journal import Row
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
    try:
        if given.suffix == ".json" and is_file(given):
            return load_record(given)
        return load_record(_of_document(args))
    except OSError as error:
        raise unusable(args.what, error) from None


def _of_document(args: argparse.Namespace) -> Path:
    """Where the record of a document lies: the journal knows, as names may have been changed; else by its name."""
    from copydesk.cli.journalled import rows_of

    desk = some_settings(args).settings.desk
    path = in_inbox(args.what, desk.inbox)
    if rows := rows_of(desk, path) or rows_of(desk, args.what):
        return _newest(rows, desk, args.what)
    places = (desk.out / args.what, desk.out / f"{args.what}.json", desk.out / f"{path}.json")
    found: Path | None = next(filter(is_file, places), None)
    if found is None:
        raise ConfigError(f"there is no record of {args.what!r}; 'copydesk explain {args.what}' tells why")
    return found


def _newest(rows: "list[Row]", desk: "DeskPaths", what: str) -> Path:
    """The record of the newest version; never an older one's in its place."""
    records: list[Path] = [desk.out / f"{row.name}.json" for row in rows]
    if is_file(records[0]):
        return records[0]
    newest = f"version {rows[0].version} is {rows[0].state}"
    if rows[0].generation:
        newest += ", but its record was taken away"
    older = next(filter(is_file, records[1:]), None)
    hint = f"; an older version's is {shown_path(older)}" if older else ""
    raise ConfigError(f"there is no record of {what!r}: {newest}{hint}; 'copydesk explain {what}' tells more")


def in_inbox(what: str, inbox: Path) -> str:
    """A path as the desk names it: relative to the inbox, wherever it was typed; as it is where it lies outside."""
    typed = Path(os.path.normpath(Path.cwd() / what))
    root = next((root for root in (inbox, inbox.resolve()) if what and typed.is_relative_to(root)), None)
    return str(typed.relative_to(root)) if root else what
