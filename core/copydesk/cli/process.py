"""Enrich files, folders or standard input: a Unix filter, with no desk and no journal.

One JSON object a line, in the order of the input; a file that fails is an error object on its line, never a stop.
"""

import argparse
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.cli import SOME_FAILED
from copydesk.cli.here import say_no_plugins, some_settings
from copydesk.cli.process_inputs import Input, Inputs, is_folder
from copydesk.errors import ConfigError, nearest

if TYPE_CHECKING:
    from copydesk.many import Enriched
    from copydesk.seam import Manifest
    from copydesk.settings import DeskSettings


def build(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "inputs", nargs="*", metavar="FILE|DIR|-", help="folders are walked in order; '-' is stdin"
    )
    parser.add_argument(
        "--files-from", metavar="FILE", help="read paths from FILE or '-', one a line or NUL-separated"
    )
    parser.add_argument(
        "--to", default="jsonl", metavar="FORMAT", help="jsonl (default), json, or a plugin's format"
    )
    parser.add_argument("--only", metavar="LAYERS", help="make just these layers (a,b) and those they read")
    parser.add_argument(
        "-j", "--jobs", type=int, metavar="N", help="worker processes; 0 runs plugins in this one"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write there instead of standard output")
    parser.add_argument(
        "--resume", action="store_true", help="go on with FILE: skip inputs that stand in it already"
    )


def run(args: argparse.Namespace) -> int:
    """Enrich every input; the exit code is 1 if some failed.

    Raises:
        ConfigError: the arguments contradict each other, or name a layer or format that does not exist.
    """
    from copydesk.cli.process_output import Output
    from copydesk.cli.progress import progress

    settings = _settings(args)
    if not _any_plugin(settings):
        say_no_plugins()
    inputs = Inputs(args.inputs, args.files_from, settings.inbox)
    write = _writer(args.to, settings)
    with Output(args.output, resume=_resume(args), inputs=inputs) as output, progress(inputs, output) as tell:
        only = args.only.split(",") if args.only else None
        ended = outcomes(output.missing(inputs), settings, only, indent=args.to == "json")
        with closing(ended), redirect_stdout(sys.stderr):  # what plugins print must not mix with the data
            for done in ended:
                tell(output.write(done, write))
    output.sum_up()
    return SOME_FAILED if output.ended["failed"] else 0


def _resume(args: argparse.Namespace) -> bool:
    if args.resume and (args.output is None or args.to != "jsonl"):
        raise ConfigError("--resume needs -o FILE, and lines to count: leave out --to, or make it jsonl")
    return bool(args.resume)


def _settings(args: argparse.Namespace) -> "DeskSettings":
    """The desk's settings where one is near; as many workers as asked for, and no more than there are files."""
    settings = some_settings(args).settings
    jobs = settings.workers.count if args.jobs is None else args.jobs
    if jobs < 0:
        raise ConfigError(f"--jobs {jobs}: it should be 0 or more")
    if args.files_from is None and not any(map(is_folder, args.inputs)):
        jobs = min(jobs, max(1, len(args.inputs)))
    return settings.model_copy(update={"workers": settings.workers.model_copy(update={"count": jobs})})


def _any_plugin(settings: "DeskSettings") -> bool:
    from copydesk.bus.discover import discover

    plugins = settings.plugins
    found, _refused = discover(plugins.folder)
    return any(plugins.uses(each.name) for each in found)


def _writer(to: str, settings: "DeskSettings") -> "Callable[[bytes], bytes]":
    """What makes a record's JSON into the format that is asked for."""
    from copydesk.records.exports import BUILT_IN

    if to in BUILT_IN:
        return bytes
    from copydesk.enricher import Enricher
    from copydesk.records.write import load_record

    with redirect_stdout(sys.stderr):
        enricher = Enricher(settings)
    known = [*BUILT_IN, *(name for plugin in enricher.registry.plugins.values() for name in plugin.exporters)]
    if to not in known:
        raise ConfigError(
            f"no plugin writes {to!r}{nearest(to, known) or '; there are: ' + ', '.join(known)}"
        )
    return lambda record: enricher.export(load_record(record), to)


def outcomes(
    inputs: "Iterator[Input]", settings: "DeskSettings", only: list[str] | None, *, indent: bool = False
) -> "Generator[Enriched, None, None]":
    """Enrich what can be opened; put what cannot back into its place in the order."""
    from copydesk.many import Enriched, records_of
    from copydesk.seam import Trouble

    order: deque[Input] = deque()

    def usable() -> Iterator[tuple[str, Path]]:
        for each in inputs:
            order.append(each)
            if not each.problem:
                yield each.name, each.path

    def refused() -> "Iterator[Enriched]":
        while order and order[0].problem:
            each = order.popleft()
            yield Enriched(
                each.name, trouble=Trouble(path=each.name, code="unreadable", message=each.problem)
            )

    def started(manifest: "Manifest") -> None:
        from copydesk.cli.report import say_refusals

        say_refusals(manifest.refusals)

    for done in records_of(usable(), settings, only=only, indent=indent, on_start=started):
        yield from refused()
        order.popleft()
        yield done
    yield from refused()
