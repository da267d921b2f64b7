"""Deliver: one guarded, timed call per subscriber, and the check of what came back.

Nothing a subscriber does here costs another's layer: it raises, it exits, it returns nonsense, and the outcome is one
`Failure` that names it.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from time import monotonic, perf_counter
from typing import Any

import orjson
from pydantic import TypeAdapter

from copydesk.bus.declare import Plugin, Subscriber
from copydesk.bus.registry import Registry
from copydesk.errors import LayerError, TryLater, describe, one_line
from copydesk.events import Event
from copydesk.model import Annotation, Document, Failure, Layer, RecordedAnnotation, RecordedLayer
from copydesk.plugin import READ, Context
from copydesk.seam import Published
from copydesk.views import Segment, View

__all__ = ["MOST_ANNOTATIONS", "MOST_EVENTS", "Delivery", "LoggerFor"]

MOST_ANNOTATIONS = 1_000_000
"""A layer with more is refused: no person or program downstream could use it."""
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
        recorded = RecordedLayer.model_construct(
            key=self._key(plugin, subscriber, saw),
            producer=plugin.producer,
            saw=saw,
            annotations=tuple(_recorded(subscriber, layer.annotations, self.document.text)),
            summary=_summary(subscriber, layer.summary),
        )
        said = [(a.label, a.flags) for a in recorded.annotations]
        _check_json(plugin.name, [recorded.summary, said, *(a.data for a in recorded.annotations)])
        return recorded, _made_views(subscriber, layer.views, self.document.text)

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
        _check_json(self.plugin.name, data)
        self.events.append(Published(name=name, version=event.event_version, data=data))


_RECORDED = TypeAdapter(list[RecordedAnnotation])


def _recorded(subscriber: Subscriber, annotations: Iterable[Any], text: str) -> list[RecordedAnnotation]:
    """Check, sort and number a subscriber's annotations; a generator is run here, inside the guard."""
    checked: list[Annotation] = []
    for annotation in annotations:
        if len(checked) >= MOST_ANNOTATIONS:
            raise LayerError(subscriber.plugin, f"made more than {MOST_ANNOTATIONS:,} annotations")
        checked.append(_checked(subscriber, annotation, len(text)))
    checked.sort(key=lambda a: (a.start, -a.end, a.label))
    own = subscriber.annotation.model_fields.keys() - Annotation.core_fields
    facts = [
        {
            "id": f"{subscriber.layer}/{number}",
            "start": a.start,
            "end": a.end,
            "quote": text[a.start : a.end],
            "label": a.label,
            "confidence": a.confidence,
            "flags": a.flags,
            "data": a.model_dump(mode="json", include=own, exclude_none=True) if own else {},
        }
        for number, a in enumerate(checked)
    ]
    return _RECORDED.validate_python(facts)  # one call for all costs less than constructing each


def _checked(subscriber: Subscriber, annotation: Any, size: int) -> Annotation:
    if not isinstance(annotation, subscriber.annotation):
        raise LayerError(
            subscriber.plugin,
            f"gave a {type(annotation).__name__} where {subscriber.annotation.__name__} was declared; "
            "return annotations of the model in the return annotation",
        )
    if type(annotation.start) is not int or type(annotation.end) is not int:
        raise LayerError(
            subscriber.plugin,
            f"gave the span [{annotation.start!r}, {annotation.end!r}); offsets are whole numbers",
        )
    if not 0 <= annotation.start <= annotation.end <= size:
        raise LayerError(
            subscriber.plugin,
            f"gave the span [{annotation.start}, {annotation.end}) of a text of {size} code points; "
            "spans are half-open and lie inside document.text",
        )
    if not (isinstance(annotation.flags, tuple) and all(isinstance(flag, str) for flag in annotation.flags)):
        raise LayerError(
            subscriber.plugin, f"gave the flags {annotation.flags!r}; flags are a tuple of words"
        )
    if not (isinstance(annotation.label, str) and 0.0 <= annotation.confidence <= 1.0):
        raise LayerError(
            subscriber.plugin,
            f"gave the label {annotation.label!r} with confidence {annotation.confidence!r}; "
            "a label is text, a confidence a number from 0 to 1",
        )
    return annotation


def _summary(subscriber: Subscriber, summary: Any) -> dict[str, Any]:
    if summary is None:
        return {}
    if not isinstance(summary, subscriber.summary):
        raise LayerError(
            subscriber.plugin,
            f"gave a summary of {type(summary).__name__} where {subscriber.summary.__name__} was declared",
        )
    dumped: dict[str, Any] = summary.model_dump(mode="json", exclude_none=True)
    return dumped


def _check_json(plugin: str, data: Any) -> None:
    """Refuse what JSON cannot carry: NaN, infinities, lone surrogates."""
    try:
        written = orjson.dumps(data)
    except TypeError as error:
        raise LayerError(plugin, f"gave data that JSON cannot carry: {error}") from None
    if b"null" in written and not all(map(isfinite, _floats(data))):  # orjson writes them as null
        raise LayerError(plugin, "gave a number that is not finite; JSON has no NaN and no infinity")


def _floats(value: Any) -> Iterable[float]:
    if type(value) is float:
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            if type(item) not in _PLAIN:
                yield from _floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            if type(item) not in _PLAIN:
                yield from _floats(item)


_PLAIN = frozenset({str, int, bool, type(None)})


def _made_views(subscriber: Subscriber, views: Mapping[str, Iterable[Segment]], text: str) -> dict[str, View]:
    unknown = views.keys() - set(subscriber.views)
    if unknown:
        raise LayerError(
            subscriber.plugin, f"made the view {min(unknown)!r} undeclared; add views=[...] to subscribe"
        )
    try:
        made = {name: View.of(text, segments, layer=subscriber.layer) for name, segments in views.items()}
    except (TypeError, ValueError) as error:
        raise LayerError(subscriber.plugin, f"made a view that does not fit: {error}") from None
    _check_json(subscriber.plugin, [view.text for view in made.values()])
    return made


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
