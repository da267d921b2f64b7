"""Documents that ended without a record, and files that were refused, each with its reason."""

import argparse

from copydesk.cli.here import add_json, desk_settings
from copydesk.cli.journalled import iso, reading, say_not_run, when, why
from copydesk.cli.term import count, paint, print_json, print_table


def build(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """List them, oldest first."""
    from copydesk.journal import refusals, rows

    with reading(desk_settings(args).settings.desk) as reader:
        if reader is None:
            return say_not_run()
        failed = reader.ask(rows, "failed", limit=100_000)
        refused = reader.ask(refusals, limit=100_000)
    listed = [
        {
            "state": "failed",
            "path": row.path,
            "at": row.finished_at,
            "attempts": row.attempt,
            "reason": why(row.reason),
        }
        for row in failed
    ] + [
        {"state": "refused", "path": each.path, "at": each.at, "attempts": 0, "reason": each.message}
        for each in refused
    ]
    if args.json:
        print_json([{**each, "at": iso(each["at"])} for each in listed])
    elif not listed:
        print("Nothing has failed and nothing was refused.")
    else:
        _print_listed(listed)
    return 0


def _print_listed(listed: list[dict[str, object]]) -> None:
    shown = [(when(each["at"]), each["state"], each["path"], each["reason"]) for each in listed]  # type: ignore[arg-type] # times are ints
    print_table(("when", "state", "path", "reason"), shown)
    failed = sum(each["state"] == "failed" for each in listed)
    print(f"\n{count(failed, 'document')} failed, {count(len(listed) - failed, 'file')} refused")
    if failed:
        print(paint("once the cause is mended: copydesk retry PATH, or copydesk retry --all", "dim"))
