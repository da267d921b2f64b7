"""Which files ``process`` reads: the arguments, folders walked in order, and lists of paths. Nothing is kept."""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from copydesk.errors import ConfigError

if TYPE_CHECKING:
    from copydesk.settings import InboxSettings

__all__ = ["STDIN", "Input", "Inputs"]

STDIN = "stdin"
"""What a record calls a document that came through standard input."""


class Input(NamedTuple):
    """One document to be.

    Attributes:
        name: what the record calls it.
        path: the file that holds its bytes.
        problem: why it cannot be opened; empty if it can.
    """

    name: str
    path: Path
    problem: str = ""


class Inputs:
    """Can be walked more than once, as a progress bar has to count first.

    Args:
        given: files, folders and ``-``.
        files_from: a file with paths, or ``-``.
        settings: whose ignore rules hold inside folders.

    Raises:
        ConfigError: nothing was given, or standard input was given twice.
    """

    def __init__(self, given: Sequence[str], files_from: str | None, settings: "InboxSettings") -> None:
        if not given and not files_from and sys.stdin.isatty():
            raise ConfigError("nothing to process: name files or folders, or pipe a text in")
        self._given = list(given) or ([] if files_from else ["-"])
        self._files_from = files_from
        self._settings = settings
        if self._given.count("-") + (files_from == "-") > 1:
            raise ConfigError("standard input can be read once only: '-' was given twice")
        self._stdin = _spooled() if "-" in [*self._given, files_from] else None
        self.without: Path | None = None

    def __iter__(self) -> Iterator[Input]:
        for given in self._given:
            yield from self._expanded(given)
        if self._files_from:
            for path in self._listed(self._files_from):
                yield from self._expanded(path)

    def _expanded(self, given: str) -> Iterator[Input]:
        if given == "-" and self._stdin:
            yield Input(STDIN, Path(self._stdin.name))
        elif Path(given).is_dir():
            yield from self._walked(given, "")
        else:
            yield Input(given, Path(given), _problem(given))

    def _walked(self, root: str, below: str) -> Iterator[Input]:
        from copydesk.inbox.ready import ignored_by

        with os.scandir(Path(root, below)) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            relative = f"{below}/{entry.name}" if below else entry.name
            if ignored_by(relative, self._settings) or self._is_output(entry):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from self._walked(root, relative)
            elif entry.is_file(follow_symlinks=False):
                yield Input(entry.path, Path(entry.path))

    def _is_output(self, entry: "os.DirEntry[str]") -> bool:
        return self.without is not None and os.path.realpath(entry.path) == str(self.without)

    def _listed(self, name: str) -> Iterator[str]:
        """Paths one a line, or each ended by NUL where the file holds any."""
        source = Path(self._stdin.name) if name == "-" and self._stdin else Path(name)
        with source.open("rb") as file:
            separator = b"\0" if b"\0" in file.peek(1 << 16) else b"\n"
            for line in _split(file, separator):
                if path := line.removesuffix(b"\r") if separator == b"\n" else line:
                    yield os.fsdecode(path)


def _split(file: BinaryIO, separator: bytes) -> Iterator[bytes]:
    rest = b""
    while piece := file.read(1 << 16):
        *whole, rest = (rest + piece).split(separator)
        yield from whole
    yield rest


def _spooled() -> "tempfile._TemporaryFileWrapper[bytes]":
    """Standard input as a file that goes away by itself; workers read files."""
    spool = tempfile.NamedTemporaryFile(prefix="copydesk-", suffix=".stdin")  # noqa: SIM115 - lives as long as the inputs
    shutil.copyfileobj(sys.stdin.buffer, spool)
    spool.flush()
    return spool


def _problem(path: str) -> str:
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    return (
        ""
        if stat.S_ISREG(mode)
        else "not a regular file; give its content on standard input: copydesk process -"
    )
