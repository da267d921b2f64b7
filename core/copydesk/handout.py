"""What a worker does with one hand-out.

Work becomes a result and, at its end, a record's bytes; a reaction becomes a call.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from copydesk.bus.declare import Subscriber
from copydesk.bus.deliver import Delivery, LoggerFor
from copydesk.clock import iso, microseconds
from copydesk.enricher import Enricher, plugin_logger
from copydesk.errors import LayerError, ReadError, TryLater, describe, one_line
from copydesk.events import Event
from copydesk.files import is_transient
from copydesk.model import Document, Failure, Record
from copydesk.names import display_name
from copydesk.plugin import Context
from copydesk.records.build import build
from copydesk.records.write import load_record, record_bytes
from copydesk.seam import Calling, Published, Reaction, Result, Trouble, Work

__all__ = ["COSTLY_MS", "react", "work_on"]

COSTLY_MS = 50.0
"""A layer that took longer travels home before the next call, so that a crash does not cost it again."""


def work_on(
    enricher: Enricher,
    work: Work,
    *,
    calling: Callable[[Calling], None] | None = None,
    logger: LoggerFor = plugin_logger,
    seconds: Callable[[str], float] | None = None,
) -> tuple[Result, bytes | None]:
    """Do one hand-out: read if need be, make the asked layers, and finish the record if asked.

    Args:
        enricher: the plugins to do it with.
        work: what to do.
        calling: is told before each call, with the costly layers made since it was last told.
        logger: gives each subscriber its logger.
        seconds: the time limit by plugin.

    Returns:
        What became of it, and the record's bytes when it was finished.
    """
    try:
        document = work.document or _read_work(enricher, work)
    except (ReadError, OSError, MemoryError) as error:
        if isinstance(error, OSError) and is_transient(error):
            raise  # no fault of the document's: this process ends, and another one tries
        return Result(ticket=work.ticket, trouble=_trouble(work.path, error)), None
    bare = document.model_copy(update={"views": {}})
    delivery = Delivery(enricher.registry, bare, dict(work.layers), {**document.views, **work.views})
    delivery.failures.update({failure.layer: failure for failure in work.failures})
    delivery.ms.update(work.run.ms)
    steps = enricher.steps if work.steps is None else work.steps
    delivery.run(steps, logger=logger, seconds=seconds, calling=_teller(work, delivery, calling))
    return _finished(work, delivery) if work.finish else (_handed_on(work, delivery), None)


def _trouble(path: str, error: Exception) -> Trouble:
    code, message = "unreadable", str(error)
    if isinstance(error, ReadError):
        code = error.code
    elif isinstance(error, MemoryError):
        code, message = "memory", "reading it took more memory than a worker may use; raise workers.memory_mb"
    return Trouble(path=display_name(path), code=code, message=one_line(message))


def _teller(
    work: Work, delivery: Delivery, calling: Callable[[Calling], None] | None
) -> Callable[[Subscriber], None]:
    told = set(work.layers)

    def tell(subscriber: Subscriber) -> None:
        costly = [
            name for name in delivery.layers if name not in told and delivery.ms.get(name, 0.0) >= COSTLY_MS
        ]
        told.update(costly)
        if calling:
            calling(
                Calling(
                    ticket=work.ticket,
                    layer=subscriber.layer,
                    plugin=subscriber.plugin,
                    **_taken(delivery, costly),
                )
            )

    return tell


def _taken(delivery: Delivery, layers: Sequence[str]) -> dict[str, Any]:
    """All there is to keep of some layers."""
    return {
        "layers": {name: delivery.layers[name] for name in layers},
        "views": {name: view for name, view in delivery.views.items() if view.layer in layers},
        "events": _published(delivery, layers),
        "ms": {name: delivery.ms[name] for name in layers},
    }


def _published(delivery: Delivery, layers: Iterable[str]) -> tuple[Published, ...]:
    return tuple(event for name in layers for event in delivery.events.get(name, ()))


def _read_work(enricher: Enricher, work: Work) -> Document:
    return enricher.read(Path(work.original).read_bytes(), work.path, sha256=work.sha256)


def _outcome(work: Work, delivery: Delivery) -> dict[str, Any]:
    return {
        "ticket": work.ticket,
        "counts": {name: len(layer.annotations) for name, layer in delivery.layers.items()},
        "failures": tuple(delivery.failures.values()),
        "events": _published(delivery, delivery.layers),
        "ms": delivery.ms,
        "retry_after": max(delivery.retry_after.values(), default=None),
    }


def _finished(work: Work, delivery: Delivery) -> tuple[Result, bytes]:
    run = work.run.model_copy(update={"finished": iso(microseconds()), "ms": delivery.ms})
    record = build(delivery.document, delivery.layers, delivery.views, delivery.failures.values(), run)
    return Result(status=record.status, **_outcome(work, delivery)), record_bytes(record, indent=work.indent)


def _handed_on(work: Work, delivery: Delivery) -> Result:
    document = delivery.document.model_copy(update={"views": delivery.views})
    return Result(document=document, layers=delivery.layers, **_outcome(work, delivery))


def react(enricher: Enricher, reaction: Reaction, logger: LoggerFor = plugin_logger) -> Result:
    """Deliver one journalled event to one subscriber; the result carries a failure when that did not succeed."""
    try:
        _call(enricher, reaction, logger)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever a plugin raises costs this reaction only
        later = isinstance(error, TryLater)
        failure = Failure(
            plugin=reaction.subscriber.partition(".")[0],
            layer="",
            code="later" if later else "error",
            message=one_line(str(error)) if later else describe(error),
            retryable=True,
        )
        return Result(ticket=reaction.ticket, failures=(failure,))
    return Result(ticket=reaction.ticket)


def _call(enricher: Enricher, reaction: Reaction, logger: LoggerFor) -> None:
    registry = enricher.registry
    subscriber = {s.name: s for s in registry.subscribers(reaction.event)}[reaction.subscriber]
    plugin = registry.plugins[subscriber.plugin]
    offered: dict[str, Any] = {
        "event": registry.events[reaction.event].model_validate(reaction.data),
        "record": _record(reaction) if "record" in subscriber.takes else None,
        "settings": plugin.settings,
        "context": Context(
            plugin.name, logger(reaction.key, plugin.name), partial(_no_events, plugin.name), key=reaction.key
        ),
    }
    subscriber.function(**{name: offered[name] for name in subscriber.takes})


def _record(reaction: Reaction) -> Record | None:
    """The record as it is now; None where its consumer has taken it away, or the event is about none."""
    path = Path(reaction.record) if reaction.record else None
    return load_record(path) if path is not None and path.exists() else None


def _no_events(plugin: str, event: Event) -> None:
    raise LayerError(
        plugin, f"published a {type(event).__name__} in a reaction; publish it while a document is read"
    )
