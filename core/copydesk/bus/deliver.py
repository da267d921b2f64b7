"""Deliver: one guarded, timed call per subscriber; what came back is checked by its neighbour, ``check``.

Nothing a subscriber does here costs another's layer: it raises, it exits, it returns nonsense, and the outcome is one
`Failure` that names it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic, perf_counter
from typing import Any

from copydesk.bus.check import check_json, made_views, recorded, summarised
from copydesk.bus.declare import Plugin, Subscriber
from copydesk.bus.registry import Registry
from copydesk.errors import LayerError, TryLater, describe, one_line
from copydesk.events import Event
from copydesk.model import Document, Failure, Layer, RecordedLayer
from copydesk.plugin import READ, Context
from copydesk.seam import Published
from copydesk.views import View

__all__ = ["MOST_EVENTS", "Delivery", "LoggerFor"]

MOST_EVENTS = 1_000
"""A plugin may publish so many events about one document."""

LoggerFor = Callable[[str, str], Any]
"""Gives a logger bound to a document's id and a plugin's name."""


@dataclass(slots=True)
class Delivery:
    """One document on its way through its subscribers, in the order of the plan.

    Attributes:
        registry: the plugins of this process.
        document: text and facts; what a subscriber sees of it is cut to what it requires.
        layers: every layer made so far.
        views: every view made so far.
        failures: every layer that is missing, by layer.
        events: what plugins published, by layer.
        ms: milliseconds by layer.
        retry_after: seconds a plugin asked to be left alone for, by layer.
        reraise: let the first failure through, for debugging.
    """

    registry: Registry
    document: Document
    layers: dict[str, RecordedLayer] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    events: dict[str, tuple[Published, ...]] = field(default_factory=dict)
    ms: dict[str, float] = field(default_factory=dict)
    retry_after: dict[str, float] = field(default_factory=dict)
    reraise: bool = False
    _text_key: str = ""

    def run(
        self,
        layers: Sequence[str],
        *,
        logger: LoggerFor,
        seconds: Callable[[str], float] | None = None,
        calling: Callable[[Subscriber], None] = lambda _subscriber: None,
    ) -> None:
        """Deliver to the subscribers that make ``layers``, in that order.

        Args:
            layers: what to make.
            logger: gives each subscriber its logger.
            seconds: the time limit by plugin; the process around us enforces it.
            calling: is told before each call.
        """
        by_layer = {subscriber.layer: subscriber for subscriber in self.registry.subscribers(READ)}
        for layer in layers:
            subscriber = by_layer[layer]
            missing = [name for name in subscriber.requires if name not in self.layers]
            if missing:
                self._missing(subscriber, missing)
                continue
            calling(subscriber)
            deadline = monotonic() + seconds(subscriber.plugin) if seconds else None
            self._deliver(subscriber, logger(self.document.id, subscriber.plugin), deadline)

    def _missing(self, subscriber: Subscriber, names: Sequence[str]) -> None:
        again = any(self.failures[name].retryable for name in names if name in self.failures)
        message = f"requires the layer {names[0]!r}, which this document has not"
        self.failures[subscriber.layer] = _failure(subscriber, "missing", message, retryable=again)

    def _deliver(self, subscriber: Subscriber, logger: Any, deadline: float | None) -> None:
        plugin = self.registry.plugins[subscriber.plugin]
        outbox = _Outbox(plugin)
        began = perf_counter()
        try:
            context = Context(plugin.name, logger, outbox.publish, deadline)
            layer, views = self._call(subscriber, plugin, context)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if self.reraise:
                raise
            self.failures[subscriber.layer] = _blame(subscriber, error)
            if isinstance(error, TryLater) and error.after is not None:
                self.retry_after[subscriber.layer] = error.after
        else:
            self.failures.pop(subscriber.layer, None)
            self.layers[subscriber.layer] = layer
            self.views.update(views)
            self.events[subscriber.layer] = tuple(outbox.events)
        self.ms[subscriber.layer] = round((perf_counter() - began) * 1000, 3)

    def _call(
        self, subscriber: Subscriber, plugin: Plugin, context: Context
    ) -> tuple[RecordedLayer, dict[str, View]]:
        seen = {
            name: self.layers[name]
            for name in (*subscriber.requires, *subscriber.optional)
            if name in self.layers
        }
        offered = {"document": self._shown(seen), "settings": plugin.settings, "context": context}
        answer = subscriber.function(**{name: offered[name] for name in subscriber.takes})
        layer = answer if isinstance(answer, Layer) else Layer(answer if answer is not None else ())
        saw = {name: made.key for name, made in seen.items()}
        made = RecordedLayer.model_construct(
            key=self._key(plugin, subscriber, saw),
            producer=plugin.producer,
            saw=saw,
            annotations=tuple(recorded(subscriber, layer.annotations, self.document.text)),
            summary=summarised(subscriber, layer.summary),
        )
        said = [(a.label, a.flags) for a in made.annotations]
        check_json(plugin.name, [made.summary, said, *(a.data for a in made.annotations)])
        return made, made_views(subscriber, layer.views, self.document.text)

    def _shown(self, seen: Mapping[str, RecordedLayer]) -> Document:
        views = {name: view for name, view in self.views.items() if view.layer in seen}
        source = self.document
        return Document.model_construct(
            id=source.id,
            text=source.text,
            source=source.source,
            metadata=source.metadata,
            layers=dict(seen),
            views=views,
        )

    def _key(self, plugin: Plugin, subscriber: Subscriber, saw: Mapping[str, str]) -> str:
        """Hash of all that shapes a layer: text, reader, plugin, settings, and the keys of the layers it could see."""
        if not self._text_key:
            reader = self.document.source.reader
            facts = self.document.text + "\0" + (reader.model_dump_json() if reader else "")
            self._text_key = hashlib.sha256(facts.encode()).hexdigest()
        parts = [
            self._text_key,
            plugin.producer.model_dump_json(),
            subscriber.layer,
            *(f"{k}={v}" for k, v in sorted(saw.items())),
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


class _Outbox:
    """Takes what a plugin publishes during one delivery; kept only when the delivery succeeds."""

    def __init__(self, plugin: Plugin) -> None:
        self.plugin = plugin
        self.events: list[Published] = []

    @cached_property
    def _names(self) -> dict[type[Event], str]:
        return {event: name for name, event in self.plugin.events.items()}

    def publish(self, event: Event) -> None:
        """Take an event of the plugin's own.

        Raises:
            LayerError: it is not declared in the plugin's module, JSON cannot carry it, or there are too many.
        """
        name = self._names.get(type(event))
        if name is None:
            own = ", ".join(sorted(self.plugin.events)) or "none"
            raise LayerError(
                self.plugin.name, f"published a {type(event).__name__}; its own events are: {own}"
            )
        if len(self.events) >= MOST_EVENTS:
            raise LayerError(self.plugin.name, f"published more than {MOST_EVENTS} events about one document")
        data = event.model_dump(mode="json")
        check_json(self.plugin.name, data)
        self.events.append(Published(name=name, version=event.event_version, data=data))


def _blame(subscriber: Subscriber, error: BaseException) -> Failure:
    if isinstance(error, TryLater):
        return _failure(subscriber, "later", str(error), retryable=True)
    if isinstance(error, LayerError):
        return _failure(subscriber, "invalid", error.message)
    if isinstance(error, MemoryError):
        message = "ran out of memory; raise memory_mb, or split the document"
        return _failure(subscriber, "memory", message, retryable=True)
    return _failure(subscriber, "error", describe(error))


def _failure(subscriber: Subscriber, code: Any, message: str, *, retryable: bool = False) -> Failure:
    return Failure(
        plugin=subscriber.plugin,
        layer=subscriber.layer,
        code=code,
        message=one_line(message),
        retryable=retryable,
    )
