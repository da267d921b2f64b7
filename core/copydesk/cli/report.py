"""What ``run`` tells a person: a line for each document as it ends, or a table once all are done."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.cli.here import shown_path
from copydesk.cli.term import colours, count, paint
from copydesk.names import display_name

if TYPE_CHECKING:
    from rich.table import Table

    from copydesk.desk.report import DocumentLine, Summary

__all__ = ["LiveReport", "OnceReport", "say_refusals", "summary_line"]

STYLES = {"complete": "green", "partial": "yellow", "duplicate": "cyan", "failed": "red"}
KEPT = 200
"""Documents a table lists at most; those that failed or are partial before any other."""


def _say(text: str) -> None:
    """A desk goes on when nobody reads its lines any more; records and the journal tell all of it."""
    with suppress(BrokenPipeError):
        print(text, flush=True)


class LiveReport:
    """A line for each document.

    Args:
        no_plugins: called when no plugin makes a layer.
    """

    def __init__(self, no_plugins: Callable[[], None]) -> None:
        self._no_plugins = no_plugins

    def started(self, inbox: str, layers: tuple[str, ...], refusals: dict[str, str]) -> None:
        """Say what is watched, and what is not used."""
        say_refusals(refusals)
        if not layers:
            self._no_plugins()
        made = f" for {', '.join(layers)}" if layers else ""
        _say(f"watching {paint(shown_path(Path(inbox)), 'bold')}{made}; {paint('Ctrl-C stops', 'dim')}")

    def document(self, line: "DocumentLine") -> None:
        """Say how a document ended."""
        _say(_live_line(line))

    def note(self, text: str) -> None:
        """Say what a person should know."""
        _say(f"{paint('note', 'yellow')}      {display_name(text)}")

    def print_summary(self, summary: "Summary") -> None:
        """Say what it came to."""
        print(f"\nstopped; {summary_line(summary)}")


def _live_line(line: "DocumentLine") -> str:
    status = paint(f"{line.status:9}", STYLES[line.status])
    counts = "  ".join(f"{name} {number}" for name, number in line.counts.items())
    facts = f"{counts}  {line.ms:.0f} ms" if counts else ""
    reason = paint(display_name(line.reason), "yellow" if line.record else "red") if line.reason else ""
    parts = (status, display_name(line.path), paint(facts, "dim") if facts else "", reason)
    return "  ".join(part for part in parts if part)


class OnceReport:
    """Keeps what a table can show, and counts on a terminal meanwhile."""

    def __init__(self) -> None:
        self._troubled: list[DocumentLine] = []
        self._well: list[DocumentLine] = []
        self._ended = 0
        self._ticking = colours(sys.stderr)

    def started(self, inbox: str, layers: tuple[str, ...], refusals: dict[str, str]) -> None:  # noqa: ARG002 - the protocol's
        """Say what is not used."""
        say_refusals(refusals)

    def document(self, line: "DocumentLine") -> None:
        """Keep a line for the table."""
        kept = self._well if line.status in {"complete", "duplicate"} else self._troubled
        if len(kept) < KEPT:
            kept.append(line)
        self._ended += 1
        self._tick(f"{count(self._ended, 'document')} …")

    def note(self, text: str) -> None:
        """Say what a person should know."""
        self._tick("")
        print(f"copydesk: {display_name(text)}", file=sys.stderr)

    def print_summary(self, summary: "Summary") -> None:
        """Print the table, one line that sums it up, and what to do next."""
        from copydesk.cli.screen import console, print_trimmed

        self._tick("")
        lines = sorted([*self._troubled, *self._well][:KEPT], key=lambda line: line.path)
        if lines:
            print_trimmed(console(), _table(lines, summary.layers))
            if hidden := self._ended - len(lines):
                print(paint(f"… and {hidden:,} more", "dim"))
            print()
        for path, reason in summary.waiting[:KEPT]:
            print(f"{paint('waiting', 'yellow')}  {display_name(path)}: {display_name(reason)}")
        print(summary_line(summary))
        for advice in _next(lines, summary):
            print(paint(advice, "dim"))

    def _tick(self, text: str) -> None:
        if self._ticking:
            print(f"\r\x1b[2K{text}", end="", file=sys.stderr, flush=True)


def say_refusals(refusals: dict[str, str]) -> None:
    """Say on stderr which plugins are not used, and why."""
    for name, reason in refusals.items():
        print(f"copydesk: plugin {name} is not used: {display_name(reason)}", file=sys.stderr)


def _table(lines: "Sequence[DocumentLine]", layers: tuple[str, ...]) -> "Table":
    from rich.text import Text

    from copydesk.cli.screen import quiet_table

    numbers = frozenset(range(2, 3 + len(layers)))
    table = quiet_table("document", "status", *layers, "ms", "record", right=numbers)
    for line in lines:
        counts = [
            Text(str(line.counts[layer]) if layer in line.counts else "·", style="") for layer in layers
        ]
        last = Text(shown_path(Path(line.record)) if line.record else "")
        if line.reason:
            last.append("\n" if line.record else "").append(
                display_name(line.reason), style=STYLES[line.status]
            )
        status = Text(line.status, style=STYLES[line.status])
        table.add_row(Text(display_name(line.path)), status, *counts, Text(f"{line.ms:.0f}"), last)
    return table


def summary_line(summary: "Summary") -> str:
    """``5 documents: 3 complete, 1 partial, 1 failed; 2 waiting; 1 refused; 1.2 s``."""
    total = sum(summary.ended.values())
    kinds = ", ".join(f"{summary.ended[kind]:,} {kind}" for kind in STYLES if summary.ended.get(kind))
    parts = [f"{count(total, 'document')}{': ' + kinds if kinds else ''}"]
    parts += [f"{len(summary.waiting):,} waiting"] if summary.waiting else []
    parts += [f"{summary.refused:,} refused"] if summary.refused else []
    return "; ".join([*parts, f"{summary.seconds:.1f} s"])


def _next(lines: "Sequence[DocumentLine]", summary: "Summary") -> list[str]:
    """What a person would want to type now."""
    worth = (line.record for line in lines if line.record and line.status != "duplicate")
    record = next(worth, None)
    advice = [f"next: copydesk show {shown_path(Path(record))}"] if record else []
    if summary.ended.get("failed") or summary.refused:
        advice.append("what went wrong: copydesk failed")
    if not summary.ended and not summary.waiting:
        advice.append("the inbox holds nothing that is ready; drop a file into it")
    return advice
