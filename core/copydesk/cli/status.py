"""What the desk has done, has still to do, and what needs a person."""

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from copydesk.cli.here import add_json, desk_settings
from copydesk.cli.journalled import all_events, owner, reading, say_not_run
from copydesk.cli.term import columns, count, paint, print_json, size
from copydesk.folders import free_bytes
from copydesk.names import display_name

if TYPE_CHECKING:
    from copydesk.journal import Reader
    from copydesk.settings import DeskSettings, LoadedSettings

MOST_COUNTED = 1000
"""Files of the inbox that are counted one by one."""


def build(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add_json(parser)
    parser.add_argument(
        "--check", action="store_true", help="for monitoring: exit code 1 if something needs a person"
    )


def run(args: argparse.Namespace) -> int:
    """Print the status; the exit code is 1 with ``--check`` when something needs a person."""
    loaded = desk_settings(args)
    with reading(loaded.settings.desk) as reader:
        if reader is None:
            say_not_run()
            return 1 if args.check else 0
        facts = _facts(reader, loaded.settings)
    if args.json:
        print_json(facts)
    else:
        _print_facts(facts, loaded)
    return 1 if args.check and facts["needs"] else 0


def _facts(reader: "Reader", settings: "DeskSettings") -> dict[str, Any]:
    from copydesk.journal import counts, get_meta, reactions

    manifest = json.loads(reader.ask(get_meta, "manifest") or "{}")
    facts: dict[str, Any] = {
        "running": owner(settings.desk),
        "stopped": _was_stopped(reader),
        "paused": reader.ask(get_meta, "paused") or None,
        "documents": reader.ask(counts),
        "in_inbox": _untaken(reader, settings),
        "reactions": {state: len(reader.ask(reactions, state)) for state in ("pending", "dead")},
        "free_bytes": {name: free_bytes(path) for name, path in settings.desk if path.exists()},
        "plugins": {name: each["producer"]["version"] for name, each in manifest.get("plugins", {}).items()},
        "plugins_refused": manifest.get("refusals", {}),
    }
    return {**facts, "needs": list(_needs(facts, settings))}


def _was_stopped(reader: "Reader") -> bool:
    """Whether the desk that ran last has ended in order."""
    last = [event.type for event in all_events(reader, ("desk_started", "desk_stopped"))]
    return not last or last[-1] == "desk_stopped"


def _untaken(reader: "Reader", settings: "DeskSettings") -> int:
    """How many files of the inbox the desk has neither taken nor refused, counted up to a limit."""
    from copydesk.dropped import stat_key
    from copydesk.inbox.ready import ignored_by
    from copydesk.journal import known

    found, inbox = 0, settings.desk.inbox
    for folder, folders, names in os.walk(inbox):
        below = os.path.relpath(folder, inbox).removeprefix(".").removeprefix("/")
        folders[:] = [
            name for name in folders if settings.inbox.recursive and not ignored_by(name, settings.inbox)
        ]
        for name in names:
            path = f"{below}/{name}" if below else name
            with suppress(OSError):
                key = stat_key((inbox / path).lstat())
                found += not (ignored_by(path, settings.inbox) or reader.ask(known, path, key))
            if found >= MOST_COUNTED:
                return found
    return found


def _needs(facts: dict[str, Any], settings: "DeskSettings") -> Iterator[str]:
    """What needs a person, each with what would mend it."""
    documents = facts["documents"]
    if facts["running"] is None and not facts["stopped"]:
        yield "the desk ended without being stopped; start it again: copydesk run"
    elif facts["running"] is None and (facts["in_inbox"] or documents["waiting"] + documents["accepted"]):
        yield "documents wait and no desk is running: copydesk run"
    if facts["running"] and facts["paused"]:
        yield f"paused: {facts['paused']}"
    if documents["failed"]:
        yield f"{count(documents['failed'], 'document')} failed: copydesk failed"
    if documents["refused"]:
        yield f"{count(documents['refused'], 'file')} refused: copydesk failed"
    if facts["reactions"]["dead"]:
        yield f"{count(facts['reactions']['dead'], 'reaction')} given up"
    for name, reason in facts["plugins_refused"].items():
        yield f"plugin {name} is not used: {reason}"
    least = settings.inbox.min_free_mb << 20
    for name in ("state", "out"):
        if facts["free_bytes"].get(name, least) < least:
            yield f"less than {settings.inbox.min_free_mb} MiB free for {name}, so accepting pauses"


def _print_facts(facts: dict[str, Any], loaded: "LoadedSettings") -> None:
    running = f"running, process {facts['running']}" if facts["running"] else "not running"
    print(
        f"{paint(display_name(str(loaded.root)), 'bold')}  {paint(running, 'green' if facts['running'] else 'dim')}\n"
    )
    print(*columns(_rows(facts)), sep="\n")
    if facts["needs"]:
        print()
    for need in facts["needs"]:
        print(f"{paint('!', 'yellow')} {display_name(need)}")


def _rows(facts: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
    documents, reactions = facts["documents"], facts["reactions"]
    same = documents["duplicate"] + documents["repeats"]
    notes = [f"{documents['partial']:,} partial"] if documents["partial"] else []
    notes += [f"{same:,} dropped again"] if same else []
    yield "done", documents["done"], ", ".join(notes)
    yield "in work", documents["claimed"], ""
    yield (
        "waiting",
        documents["waiting"] + documents["accepted"],
        f"and {facts['in_inbox']:,} in the inbox" if facts["in_inbox"] else "",
    )
    yield "failed", documents["failed"], ""
    yield "refused", documents["refused"], ""
    if reactions["pending"] or reactions["dead"]:
        yield "reactions", reactions["pending"], "to be told"
    if "state" in facts["free_bytes"]:
        yield "free", size(facts["free_bytes"]["state"]), "where the desk keeps its state"
    yield (
        "plugins",
        len(facts["plugins"]),
        ", ".join(f"{name} {version}" for name, version in facts["plugins"].items()),
    )
