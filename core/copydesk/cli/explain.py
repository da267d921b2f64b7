"""Everything the desk knows about one path, and why it is where it is."""

import argparse
import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.cli.events import USUAL
from copydesk.cli.here import add_json, desk_settings, shown_path
from copydesk.cli.journalled import all_events, iso, owner, reading, when, why
from copydesk.cli.show import in_inbox
from copydesk.cli.term import columns, count, paint, print_json, size
from copydesk.names import display_name

if TYPE_CHECKING:
    from copydesk.journal import Reader, Refused, Row
    from copydesk.settings import DeskSettings

STYLES = {"done": "green", "failed": "red", "refused": "yellow", "waiting": "yellow"}

ORIGINALS = {
    "kept": "gone from where it was kept",
    "shared": "the one of the first document with these bytes",
    "deleting": "deleted, as inbox.originals asks",
    "deleted": "deleted, as inbox.originals asks",
}
TimeShown = Callable[[int | None], str | None]


def build(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "path", metavar="PATH", help="in the inbox, as typed from here or from there; or a document's id"
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Tell about the path; the exit code is 1 if the desk knows nothing of it."""
    settings = desk_settings(args).settings
    path = in_inbox(args.path, settings.desk.inbox)
    with reading(settings.desk) as reader:
        facts = _facts(reader, path, settings, iso if args.json else when)
    if args.json:
        print_json(facts)
    else:
        _print(facts, settings.desk.inbox)
    return 0 if facts["inbox"] or facts["refused"] or facts["documents"] else 1


def _facts(reader: "Reader | None", path: str, settings: "DeskSettings", at: TimeShown) -> dict[str, Any]:
    from copydesk.journal import find, refusals

    rows = reader.ask(find, path) if reader else []
    path = rows[0].path if rows else path
    refused = [each for each in reader.ask(refusals, limit=1_000_000) if each.path == path] if reader else []
    ids = {row.id for row in rows}
    return {
        "path": path,
        "inbox": _in_the_inbox(path, settings, rows, refused),
        "refused": [{"at": at(each.at), "code": each.code, "reason": each.message} for each in refused],
        "documents": [_document(row, settings, at) for row in rows],
        "events": [
            {"at": at(event.time), "event": event.type, **event.data}
            for event in (all_events(reader) if reader and (ids or refused) else ())
            if event.subject in ids or (not event.subject and event.data.get("path") == display_name(path))
        ],
    }


def _in_the_inbox(path: str, settings: "DeskSettings", rows: "list[Row]", refused: "list[Refused]") -> str:
    """What lies in the inbox under this path, and why it is not taken; empty if nothing does."""
    if path.startswith("/") or ".." in Path(path).parts or not Path(path).parts:
        return ""
    try:
        found = (settings.desk.inbox / path).lstat()
    except OSError as error:
        hidden = error.errno == errno.EACCES
        return f"it may not be looked at: {error.strerror}" if hidden else ""
    if not stat.S_ISREG(found.st_mode):
        return _no_file(found.st_mode, recursive=settings.inbox.recursive)
    return f"a file of {size(found.st_size)}, {_fate(path, found, settings, rows, refused)}"


def _fate(
    path: str, found: os.stat_result, settings: "DeskSettings", rows: "list[Row]", refused: "list[Refused]"
) -> str:
    from copydesk.inbox.ready import ignored_by

    if settings.inbox.marker and path.endswith(settings.inbox.marker):
        return f"a marker, taken with {path.removesuffix(settings.inbox.marker)}"
    if rule := ignored_by(path, settings.inbox):
        return f'left alone: it fits "{rule}" of inbox.ignore'
    if found.st_size > settings.inbox.max_bytes:
        return f"refused: larger than inbox.max_bytes, {size(settings.inbox.max_bytes)}"
    if any((row.key.inode, row.key.mtime_ns) == (found.st_ino, found.st_mtime_ns) for row in rows):
        return "known: it is the document below"
    if any(found.st_ctime_ns < each.at * 1000 for each in refused):
        return "refused"
    return _not_taken_yet(path, settings)


def _no_file(mode: int, *, recursive: bool) -> str:
    if stat.S_ISLNK(mode):
        return "a link: links are not followed, so it is refused; drop the file itself"
    if stat.S_ISDIR(mode):
        return "a folder" if recursive else "a folder, left alone: inbox.recursive is false"
    return "not a regular file, so it is refused"


def _not_taken_yet(path: str, settings: "DeskSettings") -> str:
    marker = settings.desk.inbox / f"{path}{settings.inbox.marker}"
    if settings.inbox.marker and not marker.exists():
        return f"waiting for its marker, {marker.name}"
    if _is_being_written(settings.desk.inbox, path):
        return "waiting: a program has it open for writing"
    return (
        "waiting to be taken by the running desk" if owner(settings.desk) else "waiting: no desk is running"
    )


def _is_being_written(inbox: Path, path: str) -> bool:
    from copydesk.dropped import ignore_lease_breaks, open_regular, writer_holds

    root = os.open(inbox, os.O_RDONLY | os.O_DIRECTORY)
    try:
        file = open_regular(root, path)
        if not isinstance(file, int):
            return False
        try:
            ignore_lease_breaks()
            return writer_holds(file) is True
        finally:
            os.close(file)
    finally:
        os.close(root)


def _document(row: "Row", settings: "DeskSettings", at: TimeShown) -> dict[str, Any]:
    record = settings.desk.out / f"{row.name}.json"
    original = settings.desk.state / "originals" / row.name
    return {
        "id": row.id,
        "version": row.version,
        "state": row.state,
        "status": row.status,
        "reason": why(row.reason),
        "accepted": at(row.accepted_at),
        "finished": at(row.finished_at),
        "attempts": row.attempt,
        "retry_at": at(row.retry_at),
        "missing": _missing(record) if row.status == "partial" else [],
        "dropped_again": row.repeats,
        "duplicate_of": row.duplicate_of,
        "generation": row.generation,
        "record": shown_path(record) if record.exists() else None,
        "original": shown_path(original) if original.exists() else row.original,
    }


def _missing(record: Path) -> list[dict[str, Any]]:
    """The layers a record lacks and why, as it says itself; nothing where it was taken away."""
    from copydesk.records.write import load_record

    return [failure.model_dump() for failure in load_record(record).errors] if record.exists() else []


def _print(facts: dict[str, Any], inbox: Path) -> None:
    print(paint(display_name(facts["path"]), "bold"))
    if facts["inbox"]:
        print(f"  in the inbox: {facts['inbox']}")
    for each in facts["refused"]:
        print(f"  {paint('refused', 'yellow')}: {display_name(each['reason'])}")
    for document in facts["documents"]:
        _print_document(document)
    if not (facts["inbox"] or facts["refused"] or facts["documents"]):
        print(f"  the desk knows nothing of it, and it is not in its inbox, {shown_path(inbox)}")
    if facts["events"]:
        print(f"\n{paint('what happened', 'bold')}")
        for event in facts["events"]:
            said = paint(display_name(_said(event)), "dim")
            print(f"  {paint(event['at'], 'dim')}  {event['event']:18}  {said}")


def _print_document(document: dict[str, Any]) -> None:
    state = paint(document["state"], STYLES.get(document["state"], "bold"))
    print(f"\nversion {document['version']}: {state}{_outcome(document)}")
    print(*(f"  {line}" for line in columns(list(_rows(document)))), sep="\n")


def _outcome(document: dict[str, Any]) -> str:
    status = f", {document['status']}" if document["status"] else ""
    return f"{status}{': ' + display_name(document['reason']) if document['reason'] else ''}"


def _rows(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    attempts = f", {count(document['attempts'], 'attempt')}" if document["attempts"] else ""
    yield "accepted", document["accepted"]
    if document["finished"]:
        yield "finished", f"{document['finished']}{attempts}"
    for failure in document["missing"]:
        yield "missing", f"{failure['layer']}: {failure['code']}: {failure['message']}"
    if document["retry_at"]:
        yield "next try", document["retry_at"]
    if document["duplicate_of"]:
        yield "same as", document["duplicate_of"]
    if document["dropped_again"]:
        yield "dropped again", count(document["dropped_again"], "time")
    if document["generation"]:
        yield "record", document["record"] or "taken away by whoever uses it"
    yield "original", ORIGINALS.get(document["original"], document["original"])
    yield "id", document["id"]


def _said(event: dict[str, Any]) -> str:
    hidden = {"at", "event", "path", "sha256"}
    return " ".join(
        f"{key}={value}" for key, value in event.items() if key not in hidden and value not in USUAL
    )
