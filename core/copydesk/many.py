"""Many files through supervised workers, in input order, with bounded memory: no journal and no desk."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from copydesk.model import Record, Run
from copydesk.records.write import load_record
from copydesk.seam import Manifest, Trouble, Work
from copydesk.settings import DeskSettings
from copydesk.version import VERSION
from copydesk.workers.crew import Crew, Finished, Lost

__all__ = ["Enriched", "enrich_many", "records_of"]

WINDOW = 256
"""Documents that may be finished or on their way before the first of them is taken: what one slow document holds up."""
WINDOW_BYTES = 256 << 20
"""Finished records that may wait for an earlier one; beyond it no document is begun."""


@dataclass(slots=True)
class Enriched:
    """What became of one file.

    Attributes:
        name: as it was given.
        record: the record's JSON; empty where there is trouble.
        trouble: why there is no record.
    """

    name: str
    record: bytes = b""
    trouble: Trouble | None = None

    @property
    def ended(self) -> bool:
        """Whether it is known what became of it."""
        return bool(self.record) or self.trouble is not None


def enrich_many(
    paths: Iterable[str | Path],
    *,
    workers: int | None = None,
    settings: DeskSettings | None = None,
    only: Sequence[str] | None = None,
) -> Iterator[Record | Trouble]:
    """Enrich files with all plugins, in worker processes that cost their own document only when they die.

    Args:
        paths: files; any iterable, read as far as needed.
        workers: processes; the settings' count if absent, 0 for none.
        settings: a desk's; the defaults use every installed plugin.
        only: make just these layers, and those they read.

    Yields:
        For each path, in order, its record, or the trouble that kept it from having one.
    """
    given = settings or DeskSettings()
    if workers is not None:
        given = given.model_copy(update={"workers": given.workers.model_copy(update={"count": workers})})
    for done in records_of(((str(path), Path(path)) for path in paths), given, only=only):
        yield done.trouble or load_record(done.record)


def records_of(
    files: Iterable[tuple[str, Path]],
    settings: DeskSettings,
    *,
    only: Sequence[str] | None = None,
    indent: bool = False,
    on_start: Callable[[Manifest], None] | None = None,
) -> Iterator[Enriched]:
    """Like `enrich_many`, in JSON.

    Args:
        files: name in the record and file, for each document.
        settings: a desk's.
        only: make just these layers, and those they read.
        indent: whether the JSON is for people.
        on_start: is told what the workers have loaded, and which plugins are not used.
    """
    crew = Crew(settings, run_id=uuid4().hex[:12], only=only)
    try:
        manifest = crew.start()
        if on_start:
            on_start(manifest)
        yield from _Line(crew, indent=indent).run(iter(files))
    finally:
        crew.stop()


class _Line:
    """Documents in input order: those on their way, and those that wait for an earlier one to end."""

    def __init__(self, crew: Crew, *, indent: bool) -> None:
        self._crew = crew
        self._indent = indent
        self._run = Run(copydesk=VERSION, run_id=uuid4().hex[:12], plugins=crew.manifest.fingerprint)
        self._window: deque[Enriched] = deque()
        self._on_way: dict[int, Enriched] = {}
        self._ticket = 0
        self._held_bytes = 0

    def run(self, files: Iterator[tuple[str, Path]]) -> Iterator[Enriched]:
        """Feed the crew as far as there is room, and give out what has ended, first come first."""
        more = True
        while more or self._window:
            while more and self._crew.room and not self._full:
                more = self._begin(next(files, None))
            for end in self._crew.wait(1.0) if self._on_way else ():
                ended = self._on_way.pop(end.work.ticket)
                _settle(ended, end)
                self._held_bytes += len(ended.record)
            while self._window and self._window[0].ended:
                first = self._window.popleft()
                self._held_bytes -= len(first.record)
                yield first

    @property
    def _full(self) -> bool:
        return len(self._window) >= WINDOW or self._held_bytes >= WINDOW_BYTES

    def _begin(self, file: tuple[str, Path] | None) -> bool:
        if file is None:
            return False
        name, path = file
        document = Enriched(name)
        self._window.append(document)
        self._ticket += 1
        self._on_way[self._ticket] = document
        self._crew.give(
            Work(
                ticket=self._ticket, path=name, original=str(path.absolute()),
                indent=self._indent, run=self._run,
            )
        )  # fmt: skip
        return True


def _settle(document: Enriched, end: Finished | Lost) -> None:
    if isinstance(end, Lost):
        document.trouble = Trouble(
            path=document.name, code="crash", message=f"{end.message} while reading it"
        )
        return
    document.trouble, document.record = end.result.trouble, end.record
