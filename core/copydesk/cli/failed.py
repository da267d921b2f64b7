"""Documents that ended without a record, and files that were refused, each with its reason."""

import argparse
from typing import NamedTuple

from copydesk.cli.here import add_json, desk_settings
from copydesk.cli.journalled import iso, reading, say_not_run, when, why
from copydesk.cli.term import count, paint, print_json, print_table


class _Listed(NamedTuple):
    state: str
    path: str
    at: int | None
    attempts: int
    reason: str


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
    listed = [_Listed("failed", row.path, row.finished_at, row.attempt, why(row.reason)) for row in failed]
    listed += [_Listed("refused", each.path, each.at, 0, each.message) for each in refused]
    if args.json:
        print_json([{**each._asdict(), "at": iso(each.at)} for each in listed])
    elif not listed:
        print("Nothing has failed and nothing was refused.")
    else:
        _print_listed(listed)
    return 0


def _print_listed(listed: list[_Listed]) -> None:
    print_table(
        ("when", "state", "path", "reason"),
        [(when(each.at), each.state, each.path, each.reason) for each in listed],
    )
    failed = sum(each.state == "failed" for each in listed)
    print(f"\n{count(failed, 'document')} failed, {count(len(listed) - failed, 'file')} refused")
    if failed:
        print(paint("once the cause is mended: copydesk retry PATH, or copydesk retry --all", "dim"))
