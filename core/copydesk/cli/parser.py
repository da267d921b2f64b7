"""From words to a command. The names and their help stand here, so that ``--help`` imports no command."""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from copydesk.errors import ConfigError, nearest

TYPE_CHECKING = False  # typing itself would cost a third of what --help may
if TYPE_CHECKING:
    from typing import Any, NoReturn

__all__ = ["COMMANDS", "Parser", "parse"]

Command = Callable[[argparse.Namespace], int]

COMMANDS = {
    "init": ("start", "make a desk: a commented config and its folders"),
    "run": ("start", "watch the inbox and write a record for every document"),
    "process": ("start", "enrich files or standard input, without a desk"),
    "show": ("look", "a record in colour"),
    "status": ("look", "what the desk has done and has still to do"),
    "events": ("look", "what happened, in order"),
    "explain": ("look", "everything the desk knows about one path, and why"),
    "failed": ("mend", "documents that ended without a record, and why"),
    "retry": ("mend", "try failed documents again"),
    "doctor": ("mend", "check this machine, the folders and the plugins"),
    "plugins": ("extend", "list, show, enable, disable and use plugins"),
    "schema": ("extend", "the JSON Schema of records, layers, events and settings"),
    "config": ("extend", "show the settings and where each comes from"),
}
"""Every command: its group and its help, in the order in which they are shown."""

EXIT_CODES = """\
exit codes:
  0  all went well
  1  some documents failed, or a check found something
  2  a command, path, setting or plugin cannot be used
  3  a desk is already running here
  4  trouble with the disk, the journal or worker processes
  70 a bug in copydesk    130 interrupted    141 the reader of the output went away"""


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one line, with the nearest right name."""

    def __init__(self, *args: "Any", **options: "Any") -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        options["allow_abbrev"] = False
        super().__init__(*args, **options)

    def error(self, message: str) -> "NoReturn":
        """Raise the complaint.

        Raises:
            ConfigError: always.
        """
        raise ConfigError(f"{message}; see '{self.prog} --help'")

    def _check_value(self, action: argparse.Action, value: "Any") -> None:
        if action.choices is not None and value not in action.choices:
            known = [str(choice) for choice in action.choices]
            hint = nearest(str(value), known) or f"; there are {', '.join(known)}"
            raise argparse.ArgumentError(
                None, f"{action.metavar or action.dest}: there is no {value!r}{hint}"
            )


def parse(argv: Sequence[str]) -> tuple[Command, argparse.Namespace]:
    """Find the command and read its arguments.

    Raises:
        ConfigError: a name or value that cannot be used.
        SystemExit: after ``--help`` and ``--version``.
    """
    top = _top_parser()
    given = top.parse_args(argv)
    if given.command is None:
        top.print_help()
        sys.exit(0)
    if given.command not in COMMANDS:
        raise ConfigError(
            f"there is no command {given.command!r}{nearest(given.command, COMMANDS)}; see 'copydesk --help'"
        )
    module = import_module(f"copydesk.cli.{given.command}")
    parser = Parser(prog=f"copydesk {given.command}", description=_description(module.__doc__))
    parser.add_argument("--desk", metavar="DIR", default=given.desk, help=argparse.SUPPRESS)
    module.build(parser)
    return module.run, parser.parse_args(given.arguments)


def _top_parser() -> Parser:
    parser = Parser(
        prog="copydesk",
        usage="copydesk [--desk DIR] COMMAND ...",
        description="Drop a document into a folder; get enriched JSON out.",
        epilog=f"{_commands_help()}\n\n{EXIT_CODES}",
    )
    parser.add_argument(
        "--desk", metavar="DIR", help="the desk that is meant; else COPYDESK_DESK, or upward from here"
    )
    parser.add_argument("--version", action="version", version=_version())
    parser.add_argument("command", nargs="?", help=argparse.SUPPRESS)
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _version() -> str:
    from copydesk.version import VERSION

    return f"copydesk {VERSION}"


def _commands_help() -> str:
    lines, shown = ["commands ('copydesk COMMAND --help' tells more):"], ""
    for name, (group, text) in COMMANDS.items():
        lines.append(f"  {'' if group == shown else group:8}{name:10}{text}")
        shown = group
    return "\n".join(lines)


def _description(doc: str | None) -> str:
    """A command's module docstring is its help."""
    return (doc or "").strip()
