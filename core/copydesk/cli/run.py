"""Watch the inbox and write a record for every document; with --once, work off what is there and stop."""

import argparse
import signal
from typing import TYPE_CHECKING

from copydesk.cli.here import desk_settings, say_no_plugins
from copydesk.cli.report import LiveReport, OnceReport

if TYPE_CHECKING:
    from copydesk.desk import Desk
    from copydesk.settings import LoadedSettings, LogSettings

SOME_FAILED, INTERRUPTED = 1, 130


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
    interrupts = _stop_on_signals(desk)
    summary = desk.run(once=args.once)
    if isinstance(report, OnceReport):
        report.print_summary(summary)
        if not summary.layers:
            say_no_plugins()
        return (
            INTERRUPTED if signal.SIGINT in interrupts else SOME_FAILED if summary.ended.get("failed") else 0
        )
    report.print_summary(summary)
    return 0


def _quiet_on_a_terminal(loaded: "LoadedSettings") -> "LogSettings":
    """Someone who looks on is told of each document by the report; unless they ask, the log adds only trouble."""
    import sys

    logs = loaded.settings.logs
    if sys.stderr.isatty() and logs.format != "json" and loaded.origin("logs.level") == "default":
        return logs.model_copy(update={"level": "warning"})
    return logs


def _stop_on_signals(desk: "Desk") -> list[int]:
    """Drain at the first signal, stop at once at the second; the list tells which have come."""
    seen: list[int] = []

    def stop(number: int, _frame: object) -> None:
        seen.append(number)
        (desk.stop if len(seen) == 1 else desk.abort)()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return seen
