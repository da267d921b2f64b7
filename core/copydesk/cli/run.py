"""Watch the inbox and write a record for every document; with --once, work off what is there and stop."""

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from copydesk.cli import INTERRUPTED, SOME_FAILED
from copydesk.cli.here import desk_settings, say_no_plugins
from copydesk.cli.report import LiveReport, OnceReport

if TYPE_CHECKING:
    from copydesk.desk import Desk
    from copydesk.settings import LoadedSettings, LogSettings


def build(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "--once", action="store_true", help="stop when nothing is left that could become ready soon"
    )
    parser.epilog = (
        "The first interrupt lets documents in work end; the second gives them back and stops at once."
    )


def run(args: argparse.Namespace) -> int:
    """Run the desk until it is done or stopped.

    Raises:
        CopydeskError: it cannot start or go on; the exit codes tell the kinds apart.
    """
    from copydesk.desk import Desk
    from copydesk.logs import configure

    loaded = desk_settings(args)
    configure(_quiet_on_a_terminal(loaded))
    report = OnceReport() if args.once else LiveReport(no_plugins=say_no_plugins)
    desk = Desk(loaded.settings, reporter=report)
    with _stopped_by_signals(desk) as signals:
        summary = desk.run(once=args.once)
    report.print_summary(summary)
    if not args.once:
        return 0
    if not summary.layers and not signals:
        say_no_plugins()
    return INTERRUPTED if signals else SOME_FAILED if summary.ended.get("failed") else 0


def _quiet_on_a_terminal(loaded: "LoadedSettings") -> "LogSettings":
    """Someone who looks on is told of each document by the report; unless they ask, the log adds only trouble."""
    logs = loaded.settings.logs
    if sys.stderr.isatty() and logs.format != "json" and loaded.origin("logs.level") == "default":
        return logs.model_copy(update={"level": "warning"})
    return logs


@contextmanager
def _stopped_by_signals(desk: "Desk") -> Iterator[list[int]]:
    """Drain at the first signal, stop at once at the second; the list tells which have come."""
    seen: list[int] = []

    def stop(number: int, _frame: object) -> None:
        seen.append(number)
        (desk.stop if len(seen) == 1 else desk.abort)()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield seen
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
