"""The command line. One module per command, imported when it is given; see `copydesk.cli.parser`."""

import io
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from copydesk.errors import (
    ConfigError,
    CopydeskError,
    DeskRunning,
    ReadError,
    SettingsError,
    StorageError,
    WorkerError,
)

__all__ = ["main"]

SOME_FAILED, USAGE, RUNNING, STORAGE, BUG, INTERRUPTED, PIPE_CLOSED = 1, 2, 3, 4, 70, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line.

    Args:
        argv: without the program's name; None takes the process's own.

    Returns:
        The exit code; what it means stands below ``copydesk --help``.
    """
    try:
        return _run(sys.argv[1:] if argv is None else list(argv))
    except BrokenPipeError:
        _drop_output()
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return _complain("interrupted", INTERRUPTED)
    except CopydeskError as error:
        return _complain(str(error), _code(error))
    except OSError as error:
        return _complain(_os_words(error), STORAGE)
    except Exception as error:  # the last resort: a person gets a line, not a traceback
        if os.environ.get("COPYDESK_DEBUG"):
            raise
        bug = f"a bug in copydesk: {type(error).__name__}: {error}"
        return _complain(f"{bug}; COPYDESK_DEBUG=1 shows where it happened", BUG)


def _run(argv: list[str]) -> int:
    from copydesk.cli.parser import parse

    _replace_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # names may hold what a terminal's encoding cannot say
            stream.reconfigure(errors="backslashreplace")
    try:
        command, args = parse(argv)
        return _placed(command, args)
    finally:
        _flush()


def _replace_closed_streams() -> None:
    """Whoever closed them wants neither; left free, their numbers would go to the next files that are opened."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(nowhere, True)
            setattr(sys, name, os.fdopen(nowhere, mode, encoding="utf-8"))


def _flush() -> None:
    try:
        sys.stdout.flush()
    except OSError as error:
        _drop_output()
        raise OSError(error.errno, error.strerror, "standard output") from None


def _drop_output() -> None:
    """Nobody takes it; the interpreter's own flush at the end would complain again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _placed(command: Callable[[Namespace], int], args: Namespace) -> int:
    """Run a command; where a plugin's settings were written is known here and not where they are judged."""
    try:
        return command(args)
    except SettingsError as error:
        from copydesk.cli.here import quick_config

        raise ConfigError(f"{quick_config(args).place(error.key)}: {error.message}") from None


def _code(error: CopydeskError) -> int:
    if isinstance(error, DeskRunning):
        return RUNNING
    if isinstance(error, StorageError | WorkerError):
        return STORAGE
    return SOME_FAILED if isinstance(error, ReadError) else USAGE


def _os_words(error: OSError) -> str:
    name = f"{error.filename}: " if error.filename else ""
    return f"{name}{error.strerror or error}"


def _complain(problem: str, code: int) -> int:
    from copydesk.names import display_name

    if os.environ.get("COPYDESK_DEBUG") and code != INTERRUPTED:
        import traceback

        traceback.print_exc()
    print(f"copydesk: {display_name(problem)}", file=sys.stderr)
    return code
