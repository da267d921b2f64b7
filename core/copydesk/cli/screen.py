"""The rich console that every coloured page and table is printed on."""

import os
import re
import sys

from rich.console import Console, RenderableType
from rich.table import Table

__all__ = ["PLAIN_WIDTH", "console", "print_trimmed", "quiet_table"]

PLAIN_WIDTH = 100
"""Columns where the output is no terminal."""


def console(*, plain: bool = False, stderr: bool = False) -> Console:
    """Return a console that shows data as it is: no markup, no guessing at what to highlight."""
    stream = sys.stderr if stderr else sys.stdout
    terminal = stream.isatty()
    return Console(
        file=stream,
        markup=False,
        highlight=False,
        emoji=False,
        no_color=plain or not terminal or bool(os.environ.get("NO_COLOR")),
        force_terminal=False if plain else None,
        width=None if terminal else PLAIN_WIDTH,
    )


def quiet_table(*headers: str, right: frozenset[int] = frozenset()) -> Table:
    """Return a table without lines, its header dim.

    Args:
        headers: of the columns.
        right: the numbers of those set to the right.
    """
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    for number, header in enumerate(headers):
        table.add_column(header, justify="right" if number in right else "left", overflow="fold")
    return table


def print_trimmed(page: Console, shown: RenderableType) -> None:
    """Print without the spaces that fill a table's lines: they would land in whatever is copied from it."""
    with page.capture() as capture:
        page.print(shown)
    page.file.write(re.sub(r" +((?:\x1b\[[0-9;]*m)*)$", r"\1", capture.get(), flags=re.MULTILINE))
