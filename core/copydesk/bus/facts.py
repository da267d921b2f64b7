"""What a worker tells about one plugin, so that its desk need not import it."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from copydesk.bus.declare import Plugin, Subscriber
from copydesk.plugin import READ
from copydesk.seam import PluginFacts, Step

__all__ = ["facts_of"]


def facts_of(plugin: Plugin) -> PluginFacts:
    """Return the facts; pydantic raises what it likes where a model of the plugin has no JSON Schema."""
    steps = [subscriber for subscriber in plugin.subscribers if subscriber.event == READ]
    return PluginFacts(
        producer=plugin.producer,
        distribution=plugin.found.distribution,
        steps=tuple(map(_step, steps)),
        subscribes=_others(plugin.subscribers),
        events={name: _written(event) for name, event in plugin.events.items()},
        readers=tuple(plugin.readers),
        exporters=tuple(plugin.exporters),
        commands=tuple(plugin.commands),
        schemas={
            step.layer: {"annotation": _written(step.annotation), "summary": _written(step.summary)}
            for step in steps
        },
        settings_schema=type(plugin.settings).model_json_schema(),
    )


def _step(subscriber: Subscriber) -> Step:
    return Step(**{name: getattr(subscriber, name) for name in Step.model_fields})


def _others(subscribers: Iterable[Subscriber]) -> dict[str, str]:
    return {each.name: each.event for each in subscribers if each.event != READ}


def _written(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of what the model writes, under the names it writes."""
    return model.model_json_schema(by_alias=False, mode="serialization")
