"""What the desk has done, has still to do, and what needs a person."""

import argparse
from typing import TYPE_CHECKING, Any

from copydesk.cli.here import add_json, desk_settings, shown_path
from copydesk.cli.journalled import owner, reading, say_not_run
from copydesk.cli.term import columns, count, paint, print_json, size
from copydesk.folders import free_bytes

if TYPE_CHECKING:
    from copydesk.journal import Reader
    from copydesk.settings import DeskSettings, LoadedSettings


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
    from copydesk.journal import counts, reactions

    facts: dict[str, Any] = {
        "running": owner(settings.desk),
        "documents": reader.ask(counts),
        "reactions": {state: len(reader.ask(reactions, state)) for state in ("pending", "dead")},
        "free_bytes": {name: free_bytes(path) for name, path in settings.desk if path.exists()},
    }
    return {**facts, "needs": _needs(facts, settings)}


def _needs(facts: dict[str, Any], settings: "DeskSettings") -> list[str]:
    """What needs a person, each with what would mend it."""
    found = []
    if facts["running"] is None:
        found.append("no desk is running: copydesk run")
    if failed := facts["documents"]["failed"]:
        found.append(f"{count(failed, 'document')} failed: copydesk failed")
    if refused := facts["documents"]["refused"]:
        found.append(f"{count(refused, 'file')} refused: copydesk failed")
    if dead := facts["reactions"]["dead"]:
        found.append(f"{count(dead, 'reaction')} given up: copydesk events")
    least = settings.inbox.min_free_mb << 20
    found += [
        f"less than {settings.inbox.min_free_mb} MiB free for {name}, so accepting pauses"
        for name in ("state", "out")
        if facts["free_bytes"].get(name, least) < least
    ]
    return found


def _print_facts(facts: dict[str, Any], loaded: "LoadedSettings") -> None:
    running = f"running, process {facts['running']}" if facts["running"] else "not running"
    print(f"{paint(str(loaded.root), 'bold')}  {paint(running, 'green' if facts['running'] else 'yellow')}\n")
    print(*columns(_rows(facts, loaded)), sep="\n")
    for need in facts["needs"]:
        print(f"\n{paint('!', 'yellow')} {need}", end="")
    print("" if not facts["needs"] else "\n", end="")


def _rows(facts: dict[str, Any], loaded: "LoadedSettings") -> list[tuple[str, Any, str]]:
    documents = facts["documents"]
    done = [f"{documents[key]:,} {word}" for key, word in {"partial": "partial"}.items() if documents[key]]
    same = documents["duplicate"] + documents["repeats"]
    rows = [
        ("done", documents["done"], ", ".join([*done, *([f"{same:,} dropped again"] if same else [])])),
        ("in work", documents["claimed"], ""),
        ("waiting", documents["waiting"] + documents["accepted"], ""),
        ("failed", documents["failed"], ""),
        ("refused", documents["refused"], ""),
    ]
    if facts["reactions"]["pending"] or facts["reactions"]["dead"]:
        rows.append(("reactions", facts["reactions"]["pending"], f"{facts['reactions']['dead']} given up"))
    free = facts["free_bytes"].get("state")
    return [*rows, ("free", size(free) if free is not None else "", shown_path(loaded.settings.desk.state))]
