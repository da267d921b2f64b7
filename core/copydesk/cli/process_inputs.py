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
        ConfigError: nothing was given, standard input was given twice, or the list cannot be read.
    """

    def __init__(self, given: Sequence[str], files_from: str | None, settings: "InboxSettings") -> None:
        if not given and not files_from and sys.stdin.isatty():
            raise ConfigError("nothing to process: name files or folders, or pipe a text in")
        self._given = list(given) or ([] if files_from else ["-"])
        self._files_from = files_from
        self._settings = settings
        if self._given.count("-") + (files_from == "-") > 1:
            raise ConfigError("standard input can be read once only: '-' was given twice")
        self._stdin = _spooled(sys.stdin.buffer) if "-" in [*self._given, files_from] else None
        self._list = self._opened(files_from) if files_from else None
        self._output: os.stat_result | None = None

    def __iter__(self) -> Iterator[Input]:
        for given in self._named():
            yield from self._expanded(given)

    def leave_out(self, output: os.stat_result) -> None:
        """Leave the file that is written out of the folders that are walked.

        Raises:
            ConfigError: it is named as an input.
        """
        self._output = output
        for given in self._named():
            found = _look(given)
            if isinstance(found, os.stat_result) and os.path.samestat(found, output):
                raise ConfigError(f"{given} is both input and output; write to another file")

    def _named(self) -> Iterator[str]:
        yield from self._given
        if self._list:
            yield from _listed(self._list)

    def _opened(self, files_from: str) -> Path:
        """The list as a file that can be read twice: what comes through a pipe is kept beside."""
        if files_from == "-" and self._stdin:
            return Path(self._stdin.name)
        try:
            with Path(files_from).open("rb") as file:
                if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    return Path(files_from)
                self._piped = _spooled(file)
                return Path(self._piped.name)
        except OSError as error:
            raise unusable(f"--files-from {files_from}", error) from None

    def _expanded(self, given: str) -> Iterator[Input]:
        if given == "-" and self._stdin:
            yield Input(STDIN, Path(self._stdin.name))
        elif is_folder(given):
            yield from self._walked(given)
        else:
            yield Input(given, Path(given), _problem(_look(given)))

    def _walked(self, root: str) -> Iterator[Input]:
        """The files of a folder in order; a folder that cannot be listed stands there as one that has a problem."""
        from copydesk.inbox.ready import ignored_by

        left = [root]
        while left:
            path = left.pop()
            relative = os.path.relpath(path, root)
            if path != root and ignored_by(relative, self._settings):
                continue
            found = _look(path, follow=path == root)
            ...


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
