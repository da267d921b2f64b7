"""Where ``process`` writes: standard output or a file that can be gone on with."""

import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import IO, TYPE_CHECKING, Self

import orjson

from copydesk.cli.here import unusable
from copydesk.cli.process_inputs import Input, Inputs
from copydesk.cli.term import count
from copydesk.errors import ConfigError, CopydeskError
from copydesk.files import is_transient
from copydesk.names import display_name
from copydesk.reading.read import path_facts

if TYPE_CHECKING:
    from copydesk.many import Enriched

__all__ = ["Output", "failure_line"]


class Output:
    """Writes one object a document and counts how they ended.

    Args:
        name: the file; None writes to standard output.
        resume: keep what stands in the file, cut off a torn last line, and skip the inputs it holds.
        inputs: told which file is the output, so that a folder's walk leaves it out.

    Attributes:
        ended: documents by status: complete, partial, failed; and skipped.

    Raises:
        ConfigError: the file cannot be written, is an input too, or holds what cannot be gone on with.
    """

    def __init__(self, name: str | None, *, resume: bool, inputs: Inputs) -> None:
        self.ended: Counter[str] = Counter()
        self.say: Callable[[str], None] = lambda text: print(text, file=sys.stderr)
        self._known: set[str] = set()
        self._began = monotonic()
        self._stdout = name is None
        self._name = name or "standard output"
        self._keep: int | None = None
        self._file: IO[bytes] = sys.stdout.buffer
        if name is not None:
            self._keep = self._known_in(Path(name)) if resume else 0
            self._file = _opened(name, inputs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._stdout:
            return
        if kind is None:
            self._cut()
        with _named(self._name) if kind is None else suppress(OSError):
            self._file.close()
        if kind is KeyboardInterrupt:
            self.say("what is done is kept; the same command with --resume goes on from there")

    def _known_in(self, path: Path) -> int:
        """Note the inputs that whole lines of the file stand for; return how many bytes those lines have."""
        try:
            lines = path.open("rb")
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise unusable(str(path), error) from None
        whole = 0
        with lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                self._known.add(_name_in(line, path))
                whole += len(line)
        return whole

    def _cut(self) -> None:
        """Drop what the file held beyond the lines that are kept; not before there is something to put there."""
        keep, self._keep = self._keep, None
        if keep is not None and stat.S_ISREG(os.fstat(self._file.fileno()).st_mode):
            self._file.truncate(keep)
            self._file.seek(keep)

    def missing(self, inputs: Iterable[Input]) -> Iterator[Input]:
        """The inputs that the file does not hold yet."""
        for each in inputs:
            if self._known and _key(**path_facts(each.name)) in self._known:
                self.ended["skipped"] += 1
            else:
                yield each

    def write(self, done: "Enriched", make: Callable[[bytes], bytes]) -> str:
        """Write what became of one document, and return how it ended: complete, partial or failed."""
        status, line = self._line(done, make)
        with _named(self._name):
            self._cut()
            self._file.write(line)
            self._file.flush()
        self.ended[status] += 1
        return status

    def _line(self, done: "Enriched", make: Callable[[bytes], bytes]) -> tuple[str, bytes]:
        if done.trouble is not None:
            return self._failed(done.name, done.trouble.code, done.trouble.message)
        try:
            return orjson.loads(done.record)["status"], make(done.record)
        except ConfigError:
            raise
        except CopydeskError as error:
            return self._failed(done.name, "export", str(error))

    def _failed(self, name: str, code: str, message: str) -> tuple[str, bytes]:
        self.say(f"{display_name(name)}: {display_name(message)}")
        return "failed", failure_line(name, code, message)

    def sum_up(self) -> None:
        """Say what it came to, where there was more than one document."""
        kinds = ", ".join(f"{number:,} {kind}" for kind, number in self.ended.items())
        total = sum(self.ended.values())
        if total > 1:
            self.say(f"{count(total, 'document')}: {kinds}; {monotonic() - self._began:.1f} s")


@contextmanager
def _named(name: str) -> Iterator[None]:
    """The system does not say of what it could not write more."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from None


def _opened(name: str, inputs: Inputs) -> IO[bytes]:
    """Open the output, which is not cut before there is something to put there."""
    try:
        file = os.fdopen(os.open(name, os.O_WRONLY | os.O_CREAT, 0o666), "wb")
    except OSError as error:
        if is_transient(error):
            raise
        raise unusable(name, error) from None
    found = os.fstat(file.fileno())
    try:
        if stat.S_ISREG(found.st_mode):
            inputs.leave_out(found)
    except ConfigError:
        file.close()
        raise
    return file


def failure_line(name: str, code: str, message: str) -> bytes:
    """The object that stands in the place of a record that could not be made."""
    facts = {
        "status": "failed",
        "source": {key: value for key, value in path_facts(name).items() if value is not None},
        "error": {"code": code, "message": display_name(message)},
    }
    return orjson.dumps(facts, option=orjson.OPT_APPEND_NEWLINE)


def _name_in(line: bytes, path: Path) -> str:
    with suppress(orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        found = orjson.loads(line)
        name = _key(found["source"]["path"], found["source"].get("path_base64"))
        if found["status"] and name and isinstance(name, str):
            return name
    raise ConfigError(f"{path} holds a line that is no record, so it cannot be gone on with; name another")


def _key(path: str | None, path_base64: str | None) -> str:
    return path_base64 or path or ""
