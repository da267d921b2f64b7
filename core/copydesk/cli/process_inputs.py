"""Which files ``process`` reads: the arguments, folders walked in order, and lists of paths. Nothing is kept."""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from copydesk.cli.here import unusable
from copydesk.errors import ConfigError

if TYPE_CHECKING:
    from copydesk.settings import InboxSettings

__all__ = ["STDIN", "Input", "Inputs", "is_folder"]

STDIN = "stdin"
"""What a record calls a document that came through standard input."""

NO_FILE = "not a regular file; give its content on standard input: copydesk process -"


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
        if not given and files_from is None and sys.stdin.isatty():
            raise ConfigError("nothing to process: name files or folders, or pipe a text in")
        self._given = list(given) or (["-"] if files_from is None else [])
        self._files_from = files_from
        self._settings = settings
        if self._given.count("-") + (files_from == "-") > 1:
            raise ConfigError("standard input can be read once only: '-' was given twice")
        self._stdin = _spooled(sys.stdin.buffer) if "-" in [*self._given, files_from] else None
        self._list = self._stdin if files_from in {None, "-"} else _spool_of_list(files_from)
        self._output: os.stat_result | None = None

    def __iter__(self) -> Iterator[Input]:
        for given in self._named():
            yield from self._expanded(given)

    def leave_out(self, output: os.stat_result) -> None:
        """Leave the file that is written out of the folders that are walked.

        Raises:
            ConfigError: it is an input by its own name.
        """
        self._output = output
        listing = [] if self._files_from is None else [self._files_from]
        for given in (*listing, *self._named()):
            found = _look("/dev/stdin" if given == "-" else given)
            if isinstance(found, os.stat_result) and os.path.samestat(found, output):
                raise ConfigError(f"{given} is both input and output; write to another file")

    def _named(self) -> Iterator[str]:
        yield from self._given
        if self._files_from is not None:
            yield from _listed(Path(self._list.name if self._list else self._files_from))

    def _expanded(self, given: str) -> Iterator[Input]:
        found = _look(given)
        if given == "-" and self._stdin:
            yield Input(STDIN, Path(self._stdin.name))
        elif isinstance(found, str):
            yield Input(given, Path(given), found)
        elif stat.S_ISDIR(found.st_mode):
            yield from self._walked(Path(given))
        else:
            yield Input(given, Path(given), "" if stat.S_ISREG(found.st_mode) else NO_FILE)

    def _walked(self, root: Path) -> Iterator[Input]:
        left = self._entries(root, "")
        while left:
            relative, entry = left.pop()
            if isinstance(entry, Input):
                yield entry
            elif entry.is_dir(follow_symlinks=False):
                left += self._entries(Path(entry.path), f"{relative}/")
            elif entry.is_file(follow_symlinks=False):
                yield Input(entry.path, Path(entry.path))

    def _entries(self, folder: Path, below: str) -> "list[tuple[str, os.DirEntry[str] | Input]]":
        """What a folder holds, the first last; a folder that cannot be listed is an input with a problem."""
        from copydesk.inbox.ready import ignored_by

        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            problem = f"this folder cannot be listed: {error.strerror}"
            return [(below, Input(str(folder), folder, problem))]
        named = [(f"{below}{entry.name}", entry) for entry in entries if not self._is_output(entry)]
        return [(name, entry) for name, entry in named if not ignored_by(name, self._settings)]

    def _is_output(self, entry: "os.DirEntry[str]") -> bool:
        output = self._output
        return (
            output is not None
            and entry.inode() == output.st_ino
            and os.path.samestat(entry.stat(follow_symlinks=False), output)
        )


def is_folder(path: str) -> bool:
    """Whether a folder can be seen there."""
    found = _look(path)
    return isinstance(found, os.stat_result) and stat.S_ISDIR(found.st_mode)


def _look(path: str) -> os.stat_result | str:
    """What is there, or why that cannot be told."""
    if not path:
        return "an empty name; leave it out, or write '.' for this folder"
    try:
        return Path(path).stat()
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)


def _listed(source: Path) -> Iterator[str]:
    """Paths one a line, or each ended by NUL where the file holds any."""
    with source.open("rb") as file:
        separator = b"\0" if b"\0" in file.peek(1 << 16) else b"\n"
        for line in _split(file, separator):
            if path := line.removesuffix(b"\r") if separator == b"\n" else line:
                yield os.fsdecode(path)


def _split(file: IO[bytes], separator: bytes) -> Iterator[bytes]:
    rest = b""
    while piece := file.read(1 << 16):
        *whole, rest = (rest + piece).split(separator)
        yield from whole
    yield rest


def _spool_of_list(name: str) -> IO[bytes] | None:
    """What comes through a pipe, kept as it is read more than once; None for a file, which stays where it is."""
    try:
        with Path(name).open("rb") as file:
            return None if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else _spooled(file)
    except OSError as error:
        raise unusable(f"--files-from {name}", error) from None


def _spooled(stream: IO[bytes]) -> IO[bytes]:
    """A stream as a file that goes away by itself; workers read files."""
    spool = tempfile.NamedTemporaryFile(prefix="copydesk-", suffix=".stdin")  # noqa: SIM115 - lives as long as the inputs
    shutil.copyfileobj(stream, spool)
    spool.flush()
    return spool
