"""What happened at the desk, in order. Events hold ids and facts, never text."""

import argparse
import json
import time
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from copydesk.cli.here import add_json, desk_settings
from copydesk.cli.journalled import all_events, iso, reading, say_not_run, when
from copydesk.cli.term import paint
from copydesk.names import display_name

if TYPE_CHECKING:
    from copydesk.journal import EventRow, Reader
    from copydesk.settings import LoadedSettings

LATEST = 30
POLL_SECONDS = 0.5
_NOT_FOR_PEOPLE = {"path", "sha256", "run_id", "plugins"}
USUAL = (None, "", 1)
"""Values not worth a word: a first version, a first generation."""
_STYLE = {
    "document_failed": "red",
    "document_refused": "yellow",
    "desk_paused": "yellow",
    "plugin_quarantined": "red",
}


def build(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--type", action="append", default=[], metavar="NAME", help="only this event; may be repeated"
    )
    parser.add_argument("--since", type=int, metavar="N", help="everything after this sequence number")
    parser.add_argument(
        "--limit", type=int, default=LATEST, metavar="N", help=f"the latest N; {LATEST} if left out"
    )
    parser.add_argument(
        "--follow", action="store_true", help="go on with what happens next, until interrupted"
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print events, oldest first; as CloudEvents 1.0, one a line, with ``--json``."""
    loaded = desk_settings(args)
    with reading(loaded.settings.desk) as reader:
        if reader is None:
            return say_not_run()
        for event in _wanted(reader, args):
            print(json.dumps(cloud_event(event, loaded)) if args.json else _line(event), flush=args.follow)
    return 0


def _wanted(reader: "Reader", args: argparse.Namespace) -> "Iterator[EventRow]":
    found = all_events(reader, args.type, args.since or 0)
    last = args.since or 0
    for event in found if args.since is not None else deque(found, maxlen=args.limit):
        last = event.seq
        yield event
    while args.follow:
        time.sleep(POLL_SECONDS)
        for event in all_events(reader, args.type, last):
            last = event.seq
            yield event


def cloud_event(event: "EventRow", loaded: "LoadedSettings") -> dict[str, Any]:
    """An event in the JSON form of CloudEvents 1.0; ``sequence`` is its published extension."""
    return {
        "specversion": "1.0",
        "id": event.id,
        "source": f"/copydesk/{display_name(loaded.root.name)}",
        "type": f"copydesk.{event.type}",
        **({"subject": event.subject} if event.subject else {}),
        "time": iso(event.time),
        "sequence": f"{event.seq:012}",
        "datacontenttype": "application/json",
        "data": event.data,
    }


def _line(event: "EventRow") -> str:
    told = {
        key: value for key, value in event.data.items() if key not in _NOT_FOR_PEOPLE and value not in USUAL
    }
    facts = " ".join(f"{key}={value}" for key, value in told.items())
    name = f"{event.type:18}"
    style = _STYLE.get(event.type)
    path = display_name(str(event.data.get("path", "")))
    said = "  ".join(part for part in (path, paint(display_name(facts), "dim") if facts else "") if part)
    return f"{paint(when(event.time), 'dim')}  {paint(name, style) if style else name}  {said}".rstrip()
