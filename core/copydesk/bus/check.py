"""The check of what a subscriber gave back: what passes it can be published as it is.

Each check raises a `LayerError` that says what was given and what would be right.
"""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

import orjson
from pydantic import TypeAdapter

from copydesk.bus.declare import Subscriber
from copydesk.errors import LayerError
from copydesk.model import Annotation, RecordedAnnotation
from copydesk.views import Segment, View

__all__ = ["MOST_ANNOTATIONS", "check_json", "made_views", "recorded", "summarised"]

MOST_ANNOTATIONS = 1_000_000
"""A layer with more is refused: no person or program downstream could use it."""
_RECORDED = TypeAdapter(list[RecordedAnnotation])
_PLAIN = frozenset({str, int, bool, type(None)})


def recorded(subscriber: Subscriber, annotations: Iterable[Any], text: str) -> list[RecordedAnnotation]:
    """Check, sort and number a subscriber's annotations; a generator is run here, inside the guard.

    Raises:
        LayerError: one is not of the declared model, or its span is not in the text; or there are too many.
    """
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


def summarised(subscriber: Subscriber, summary: Any) -> dict[str, Any]:
    """Return a layer's summary as JSON; empty where there is none.

    Raises:
        LayerError: it is not of the declared model.
    """
    if summary is None:
        return {}
    if not isinstance(summary, subscriber.summary):
        raise LayerError(
            subscriber.plugin,
            f"gave a summary of {type(summary).__name__} where {subscriber.summary.__name__} was declared",
        )
    dumped: dict[str, Any] = summary.model_dump(mode="json", exclude_none=True)
    return dumped


def check_json(plugin: str, data: Any) -> None:
    """Refuse what JSON cannot carry.

    Raises:
        LayerError: there is a NaN, an infinity or a lone surrogate, or no JSON at all.
    """
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


def made_views(subscriber: Subscriber, views: Mapping[str, Iterable[Segment]], text: str) -> dict[str, View]:
    """Return a layer's views over the text.

    Raises:
        LayerError: one is not declared, or its segments do not fit the text.
    """
    unknown = views.keys() - set(subscriber.views)
    if unknown:
        raise LayerError(
            subscriber.plugin, f"made the view {min(unknown)!r} undeclared; add views=[...] to subscribe"
        )
    try:
        made = {name: View.of(text, segments, layer=subscriber.layer) for name, segments in views.items()}
    except (TypeError, ValueError) as error:
        raise LayerError(subscriber.plugin, f"made a view that does not fit: {error}") from None
    check_json(subscriber.plugin, [view.text for view in made.values()])
    return made
