"""Plain words on a terminal: aligned columns, a few quiet colours, sizes and times. Imports nothing heavy."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from copydesk.names import display_name

__all__ = ["colours", "columns", "count", "paint", "print_json", "print_table", "size"]

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_UNITS = ("B", "kB", "MB", "GB", "TB")
_STEP = 1000


def colours(stream: TextIO) -> bool:
    """Whether the stream is a terminal that shows colours; ``NO_COLOR`` is heeded."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, style: str, stream: TextIO | None = None) -> str:
    """Return the text in a style (``bold``, ``dim``, ``red`` ...), or plain where colours are not shown."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if colours(stream or sys.stdout) else text


def count(number: int, noun: str) -> str:
    """``1 document``, ``1,204 documents``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def size(number: float) -> str:
    """Bytes for people: ``5.3 kB``."""
    for unit in _UNITS:
        if number < _STEP or unit == _UNITS[-1]:
            break
        number /= _STEP
    return f"{number:.0f} {unit}" if unit == "B" else f"{number:.1f} {unit}"


def columns(rows: Iterable[Sequence[Any]], gap: int = 2) -> list[str]:
    """Align rows into lines: numbers to the right, the last column as long as it likes. Names are escaped."""
    table = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    right = [all(_is_number(cell) for cell in column[1:]) for column in zip(*table, strict=True)]
    return [(" " * gap).join(map(_pad, line, widths, right)).rstrip() for line in table]


def print_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print aligned rows below a quiet header."""
    first, *rest = columns([header, *rows])
    print(paint(first, "dim"))
    print(*rest, sep="\n")


def print_json(value: Any) -> None:
    """Print JSON for programs: indented, UTF-8, nothing raw in it that could act on a terminal."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    print("".join(char if char.isprintable() or char == "\n" else _json_escape(char) for char in text))


def _json_escape(char: str) -> str:
    return json.dumps(char)[1:-1]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return (
        f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else display_name(str(value))
    )


def _is_number(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").isdigit() or not cell


def _pad(cell: str, width: int, right: bool) -> str:
    space = " " * (width - _width(cell))
    return space + cell if right else cell + space


def _width(text: str) -> int:
    """Columns on a terminal: East Asian wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
