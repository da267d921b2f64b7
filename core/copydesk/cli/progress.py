"""How far ``process`` is: a bar with the time that is left on a terminal, a quiet line now and then elsewhere."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from copydesk.cli.term import count

if TYPE_CHECKING:
    from copydesk.cli.process_output import Output

__all__ = ["progress"]

QUIET_SECONDS = 30.0
WORTH_A_BAR = 2


@contextmanager
def progress(inputs: Iterable[object], output: "Output") -> Iterator[Callable[[str], None]]:
    """Give a function to be told how each document ended.

    Args:
        inputs: are counted first where there is a bar.
        output: its complaints are printed above the bar.
    """
    total = sum(1 for _ in inputs) if sys.stderr.isatty() else 0
    if total >= WORTH_A_BAR:
        with _bar(total, output) as tell:
            yield tell
    else:
        yield _quiet_lines()


@contextmanager
def _bar(total: int, output: "Output") -> Iterator[Callable[[str], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.text import Text

    from copydesk.cli.screen import console

    failed = TextColumn("{task.fields[failed]}", style="red")
    layout = (BarColumn(bar_width=30), MofNCompleteColumn(), TimeRemainingColumn(), failed)
    with Progress(*layout, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, failed="")
        say, output.say = output.say, lambda text: bar.console.print(Text(text))

        def tell(_status: str) -> None:
            problems = output.ended["failed"]
            done = sum(output.ended.values())
            bar.update(task, completed=done, failed=f"{problems:,} failed" if problems else "")

        try:
            yield tell
        finally:
            output.say = say


def _quiet_lines() -> Callable[[str], None]:
    done, last = 0, monotonic()

    def tell(_status: str) -> None:
        nonlocal done, last
        done += 1
        if monotonic() - last >= QUIET_SECONDS:
            last = monotonic()
            print(f"{count(done, 'document')} so far", file=sys.stderr)

    return tell
