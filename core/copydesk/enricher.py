"""Source to record: reading, the bus and records meet here; there is no folder and no journal.

Workers, the Python API, ``process`` and the test kit all go through one `Enricher`.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from copydesk.bus.declare import Plugin
from copydesk.bus.deliver import Delivery
from copydesk.bus.plan import needed, plan
from copydesk.bus.registry import Registry, load
from copydesk.clock import iso, microseconds
from copydesk.errors import ConfigError
from copydesk.logs import get_logger
from copydesk.model import Document, Producer, Record, Run
from copydesk.plugin import READ
from copydesk.reading.read import read
from copydesk.records.build import build
from copydesk.records.exports import BUILT_IN, export
from copydesk.settings import DeskSettings
from copydesk.version import VERSION
from copydesk.workers.seam import Manifest

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
        ConfigError: a layer in ``only`` has no producer, or a plugin's settings name is unknown.
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
        self._answers = _Answers(self.registry, self.settings)
        self._raise_errors = raise_errors

    @classmethod
    def for_worker(
        cls, settings: DeskSettings, *, only: Collection[str] | None, without: Collection[str]
    ) -> "Enricher":
        """One that does as it is told: its plugins may be some of the desk's, so it makes no plan of its own."""
        return cls(settings, registry=load(settings.plugins, only=only, without=without), steps=())

    def _planned(self, only: Sequence[str] | None) -> tuple[str, ...]:
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
        """Enrich a text.

        Args:
            text: any text; lone surrogates are replaced by U+FFFD.
            path: the name the record gives its source.
        """
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return self.enrich_bytes(whole.encode(), path=path)

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
        document = self.read(data, path)
        delivery = self.deliver(document, self._steps)
        run = Run(
            copydesk=VERSION,
            run_id=self.run_id,
            plugins=self.manifest_fingerprint,
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

    @property
    def manifest_fingerprint(self) -> str:
        """Hash of the loaded set, computed once."""
        if not hasattr(self, "_fingerprint"):
            self._fingerprint = self.manifest.fingerprint
        return self._fingerprint


class _Answers:
    """Who answers for a media type or a format: the one that claims it, or the one the settings choose."""

    def __init__(self, registry: Registry, settings: DeskSettings) -> None:
        plugins = registry.plugins.values()
        self._readers = _chosen("readers", plugins, lambda plugin: plugin.readers, settings.readers)
        self.exporters = {
            key: made
            for key, (_producer, made) in _chosen(
                "exporters", plugins, lambda plugin: plugin.exporters, settings.exporters
            ).items()
        }

    @property
    def reads(self) -> dict[str, str]:
        """Plugin by media type."""
        return {key: producer.plugin for key, (producer, _function) in self._readers.items()}

    def reader(self, media_type: str) -> tuple[Producer, Callable[..., Any]] | None:
        """The reader of a media type, or of its family (``text/*``)."""
        return self._readers.get(media_type) or self._readers.get(f"{media_type.partition('/')[0]}/*")


def _chosen(
    kind: str,
    plugins: Iterable[Plugin],
    offers: Callable[[Plugin], Any],
    choice: dict[str, str],
) -> dict[str, tuple[Producer, Callable[..., Any]]]:
    chosen: dict[str, tuple[Producer, Callable[..., Any]]] = {}
    for plugin in plugins:
        for key, function in offers(plugin).items():
            if choice.get(key, plugin.name) != plugin.name:
                continue
            if key in chosen:
                raise ConfigError(
                    f"plugins {chosen[key][0].plugin!r} and {plugin.name!r} both answer for {key!r}; "
                    f'choose one in [{kind}]: "{key}" = "{plugin.name}"'
                )
            call = partial(function, settings=plugin.settings, context=None)
            chosen[key] = (plugin.producer, call)
    return chosen


def plugin_logger(document: str, plugin: str) -> Any:
    """A logger with a document's id and a plugin's name bound."""
    return get_logger(document=document, plugin=plugin)


def enrich(text: str, *, path: str = "text.txt") -> Record:
    """Enrich one text with every installed plugin; for more than a few, open an `Enricher` once."""
    return Enricher().enrich(text, path=path)


def enrich_file(file: str | Path) -> Record:
    """Enrich one file with every installed plugin; for more than a few, open an `Enricher` once."""
    return Enricher().enrich_file(file)
