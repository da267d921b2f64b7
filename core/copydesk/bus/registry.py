"""The registry: the accepted set of plugins of one process, built once.

pluggy registers subscribers and checks them against the events' hookspecs; the bus delivers. A spec that was added
cannot be taken away again, so a plugin that fails is refused by building a new manager from those accepted so far.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import pluggy

from copydesk.bus.declare import Plugin, Subscriber, declared
from copydesk.bus.discover import GROUP, Found, Refusal, discover
from copydesk.errors import ConfigError, ContractError, PluginError, describe, nearest
from copydesk.events import CORE_EVENTS, Event
from copydesk.plugin import READ
from copydesk.settings import PluginsSettings
from copydesk.workers.seam import Manifest, PluginFacts, Step

__all__ = ["Registry", "load"]

_spec = pluggy.HookspecMarker(GROUP)
_impl = pluggy.HookimplMarker(GROUP)


@dataclass(slots=True)
class Registry:
    """The plugins of this process and everything they answer for.

    Attributes:
        plugins: the accepted ones by name.
        refusals: why by name, for those that are not used.
        events: every event there is, the core's and the plugins' own.
        import_ms: how long each plugin's import took.
    """

    plugins: dict[str, Plugin]
    refusals: dict[str, str]
    events: dict[str, type[Event]]
    import_ms: dict[str, float] = field(default_factory=dict)
    manager: pluggy.PluginManager = field(default_factory=lambda: pluggy.PluginManager(GROUP))

    def subscribers(self, event: str) -> list[Subscriber]:
        """Every subscriber to an event, in the order of plugin names."""
        caller = getattr(self.manager.hook, event, None)
        implementations = caller.get_hookimpls() if caller else []
        by_function = {s.function: s for plugin in self.plugins.values() for s in plugin.subscribers}
        found = [by_function[implementation.function] for implementation in implementations]
        return sorted(found, key=lambda subscriber: subscriber.name)

    def manifest(self, version: str) -> Manifest:
        """What a worker says of this registry."""
        facts = {name: _facts(plugin, self.import_ms.get(name, 0.0)) for name, plugin in self.plugins.items()}
        return Manifest(copydesk=version, plugins=facts, refusals=self.refusals)


def load(
    settings: PluginsSettings, *, only: Collection[str] | None = None, without: Collection[str] = ()
) -> Registry:
    """Discover, import and accept plugins.

    Args:
        settings: which are enabled, and their own settings.
        only: load just these, such as the one a worker of its own is for.
        without: load none of these, such as those that have workers of their own.

    Raises:
        ConfigError: a plugin is enabled by name, or a settings table given, for one that is not installed.
    """
    found, refused = discover(settings.folder)
    check_names(settings, found, refused)
    refusals = {refusal.name: refusal.reason for refusal in refused if _enabled(refusal.name, settings)}
    accepted, import_ms = dict[str, Plugin](), dict[str, float]()
    for candidate in found:
        wanted = candidate.name not in without if only is None else candidate.name in only
        if not (wanted and _enabled(candidate.name, settings)):
            continue
        began = perf_counter()
        try:
            accepted[candidate.name] = _declare(candidate, settings)
        except PluginError as error:
            refusals[candidate.name] = error.message
        import_ms[candidate.name] = (perf_counter() - began) * 1000
    return register(accepted, refusals, import_ms, reject_unknown=only is None and not without)


def register(
    plugins: Mapping[str, Plugin],
    refusals: Mapping[str, str],
    import_ms: Mapping[str, float],
    *,
    reject_unknown: bool = True,
) -> Registry:
    """Build the manager: all events first, then all subscribers; a plugin that does not fit is refused whole."""
    accepted, refused = dict(plugins), dict(refusals)
    while True:
        registry = Registry(accepted, refused, _events(accepted.values()), dict(import_ms))
        culprit = _register_all(registry, reject_unknown=reject_unknown)
        if culprit is None:
            return registry
        refused[culprit.plugin] = culprit.message
        del accepted[culprit.plugin]


def check_names(settings: PluginsSettings, found: Iterable[Found], refused: Iterable[Refusal]) -> None:
    """Refuse settings for plugins that are not there.

    Raises:
        ConfigError: names the plugin, the nearest installed one, and what to do.
    """
    installed = {plugin.name for plugin in found} | {refusal.name for refusal in refused}
    for key, names in (("enable", settings.enable or ()), ("disable", settings.disable)):
        for name in names:
            if name not in installed and key == "enable":
                raise ConfigError(
                    f"[plugins] enable names {name!r}, which is not installed{nearest(name, installed)}"
                )
    for name in settings.model_extra or {}:
        if name not in installed and name not in settings.disable and nearest(name, installed):
            raise ConfigError(f"[plugins.{name}]: no such plugin is installed{nearest(name, installed)}")


def _enabled(name: str, settings: PluginsSettings) -> bool:
    return (settings.enable is None or name in settings.enable) and name not in settings.disable


def _declare(candidate: Found, settings: PluginsSettings) -> Plugin:
    try:
        module = candidate.load()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise ContractError(
            candidate.name, f"import of {candidate.origin} failed: {describe(error)}"
        ) from error
    return declared(candidate, module, settings.own(candidate.name))


def _events(plugins: Iterable[Plugin]) -> dict[str, type[Event]]:
    own = {name: event for plugin in plugins for name, event in plugin.events.items()}
    return {**CORE_EVENTS, **own}


def _register_all(registry: Registry, *, reject_unknown: bool) -> PluginError | None:
    """Register every plugin; return the first that does not fit."""
    for event in registry.events:
        registry.manager.add_hookspecs(type("Spec", (), {event: staticmethod(_hookspec(event))}))
    for plugin in registry.plugins.values():
        known = {s.function.__name__: s for s in plugin.subscribers if s.event in registry.events}
        for subscriber in plugin.subscribers:
            if subscriber.event not in registry.events and reject_unknown:
                hint = nearest(subscriber.event, registry.events)
                return ContractError(
                    plugin.name,
                    f"{subscriber.name} subscribes to {subscriber.event!r}, which no one publishes{hint}",
                )
        try:
            marked = {name: _impl(specname=s.event)(s.function) for name, s in known.items()}
            registry.manager.register(SimpleNamespace(**marked), name=plugin.name)
        except (pluggy.PluginValidationError, ValueError) as error:
            return ContractError(plugin.name, describe(error))
    return None


def _hookspec(event: str) -> Callable[..., Any]:
    """A function with an event's name and the arguments offered to its subscribers: pluggy's form of an event."""
    if event == READ:

        def spec(document: Any, settings: Any, context: Any) -> Any: ...
    else:

        def spec(event: Any, record: Any, settings: Any, context: Any) -> Any: ...  # type: ignore[misc] # one name, two forms

    spec.__name__ = event
    return _spec(spec)


def _facts(plugin: Plugin, import_ms: float) -> PluginFacts:
    steps = [s for s in plugin.subscribers if s.event == READ]
    return PluginFacts(
        producer=plugin.producer,
        distribution=plugin.found.distribution,
        steps=tuple(
            Step(
                plugin=s.plugin,
                layer=s.layer,
                views=s.views,
                requires=s.requires,
                optional=s.optional,
                deterministic=s.deterministic,
            )
            for s in steps
        ),
        subscribes={s.name: s.event for s in plugin.subscribers if s.event != READ},
        events={name: event.model_json_schema() for name, event in plugin.events.items()},
        readers=tuple(plugin.readers),
        exporters=tuple(plugin.exporters),
        commands=tuple(plugin.commands),
        schemas={
            s.layer: {
                "annotation": s.annotation.model_json_schema(),
                "summary": s.summary.model_json_schema(),
            }
            for s in steps
        },
        settings_schema=type(plugin.settings).model_json_schema(),
        import_ms=round(import_ms, 1),
    )
