"""Source to record: reading, the bus and records meet here; there is no folder and no journal.

Workers, the Python API, ``process`` and the test kit all go through one `Enricher`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from copydesk.bus.answers import Answers, check_choices
from copydesk.bus.deliver import Delivery
from copydesk.bus.plan import needed, plan
from copydesk.bus.registry import Registry, load
from copydesk.clock import iso, microseconds
from copydesk.logs import get_logger
from copydesk.model import Document, Record, Run
from copydesk.plugin import READ
from copydesk.reading.read import read, read_text
from copydesk.records.build import build
from copydesk.records.exports import BUILT_IN, export
from copydesk.seam import Manifest
from copydesk.settings import DeskSettings
from copydesk.version import VERSION

__all__ = ["Enricher", "enrich", "enrich_file"]


class Enricher:
    """Plugins loaded once, ready to enrich any number of documents in this process.

    Args:
        settings: a desk's settings; the defaults use every installed plugin.
        only: make just these layers, and those they require.
        registry: a set of plugins accepted before, instead of the installed ones.
        steps: the layers to make, in order, where someone else has made the plan.
        raise_errors: let a plugin's exception through instead of noting it in the record.

    Raises:
        PlanError: the enabled subscribers have no valid order.
        ConfigError: a layer in ``only`` has no producer, or the settings name a plugin that cannot do what they say.
    """

    def __init__(
        self,
        settings: DeskSettings | None = None,
        *,
        only: Sequence[str] | None = None,
        registry: Registry | None = None,
        steps: Sequence[str] | None = None,
        raise_errors: bool = False,
    ) -> None:
        self.settings = settings or DeskSettings()
        self.registry = registry or load(self.settings.plugins)
        self.run_id = uuid4().hex[:12]
        self._steps = tuple(steps) if steps is not None else self._planned(only)
        self._answers = Answers(self.registry, self.settings, built_in=BUILT_IN)
        self._raise_errors = raise_errors
        self._fingerprint = self.manifest.fingerprint

    @classmethod
    def for_worker(cls, settings: DeskSettings, **which: Any) -> "Enricher":
        """One that does as it is told: its plugins may be some of the desk's, so it makes no plan of its own.

        Args:
            settings: the desk's.
            which: the plugins to load, as `copydesk.bus.registry.load` takes them.
        """
        return cls(settings, registry=load(settings.plugins, **which), steps=())

    def _planned(self, only: Sequence[str] | None) -> tuple[str, ...]:
        check_choices(self.settings, self.manifest)
        return tuple(step.layer for step in needed(plan(self.registry.subscribers(READ)), only))

    @property
    def steps(self) -> tuple[str, ...]:
        """The layers that are made, in order."""
        return self._steps

    @property
    def manifest(self) -> Manifest:
        """What is loaded."""
        return self.registry.manifest(VERSION)

    def enrich(self, text: str, *, path: str = "text.txt") -> Record:
        """Enrich a text as it is: no reader is asked, so that offsets are the caller's.

        Args:
            text: any text; each lone surrogate is replaced by U+FFFD.
            path: the name the record gives its source.
        """
        return self._record(read_text(text, path))

    def enrich_file(self, file: str | Path, *, path: str | None = None) -> Record:
        """Enrich a file.

        Args:
            file: where its bytes are.
            path: the name the record gives its source; the file's name if absent.

        Raises:
            OSError: the file cannot be opened.
            ReadError: no reader makes text of it.
        """
        file = Path(file)
        return self.enrich_bytes(file.read_bytes(), path=path or file.name)

    def enrich_bytes(self, data: bytes, *, path: str) -> Record:
        """Enrich bytes found at ``path``.

        Raises:
            ReadError: no reader makes text of them.
        """
        return self._record(self.read(data, path))

    def _record(self, document: Document) -> Record:
        delivery = self.deliver(document, self._steps)
        run = Run(
            copydesk=VERSION,
            run_id=self.run_id,
            plugins=self._fingerprint,
            finished=iso(microseconds()),
            ms=delivery.ms,
        )
        return build(document, delivery.layers, delivery.views, delivery.failures.values(), run)

    def read(self, data: bytes, path: str, *, sha256: str | None = None) -> Document:
        """Make a document of bytes.

        Raises:
            ReadError: no reader makes text of them.
        """
        return read(data, path, self._answers.reader, sha256=sha256, known=self._answers.reads)

    def deliver(self, document: Document, steps: Sequence[str], **options: Any) -> Delivery:
        """Deliver a document to the subscribers that make ``steps``."""
        delivery = Delivery(self.registry, document, reraise=self._raise_errors)
        delivery.run(steps, logger=options.pop("logger", plugin_logger), **options)
        return delivery

    def export(self, record: Record, to: str) -> bytes:
        """Return the record in another format.

        Raises:
            ConfigError: no one writes this format.
        """
        return export(record, to, self._answers.exporters)

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats `export` knows."""
        return (*BUILT_IN, *self._answers.exporters)


def plugin_logger(document: str, plugin: str) -> Any:
    """A logger with a document's id and a plugin's name bound."""
    return get_logger(document=document, plugin=plugin)


def enrich(text: str, *, path: str = "text.txt") -> Record:
    """Enrich one text with every installed plugin; for more than a few, open an `Enricher` once."""
    return Enricher().enrich(text, path=path)


def enrich_file(file: str | Path) -> Record:
    """Enrich one file with every installed plugin; for more than a few, open an `Enricher` once."""
    return Enricher().enrich_file(file)
