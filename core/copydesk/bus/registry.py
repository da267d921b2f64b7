"""The registry: the accepted set of plugins of one process, built once.

pluggy registers subscribers and checks them against the events' hookspecs; the bus delivers. A spec that was added
cannot be taken away again, so a plugin that fails is refused by building a new manager from those accepted so far.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any, TypeVar

import pluggy

from copydesk.bus.declare import Plugin, Subscriber, declared
from copydesk.bus.discover import GROUP, Found, Refusal, discover
from copydesk.bus.facts import facts_of
from copydesk.config import plain_name
from copydesk.errors import ConfigError, ContractError, PluginError, SettingsError, describe, nearest
from copydesk.events import CORE_EVENTS, Event
from copydesk.plugin import READ
from copydesk.seam import Manifest, PluginFacts
from copydesk.settings import PluginsSettings

__all__ = ["Registry", "load"]

T = TypeVar("T")
_spec = pluggy.HookspecMarker(GROUP)
_impl = pluggy.HookimplMarker(GROUP)


@dataclass(slots=True)
class Registry:
    """The plugins of this process and everything they answer for.

    Attributes:
        plugins: the accepted ones by name.
        refusals: why by name, for those that are not used.
        events: every event there is, the core's and the plugins' own.
        facts: what the manifest says about each plugin.
    """

    plugins: dict[str, Plugin]
    refusals: dict[str, str]
    events: dict[str, type[Event]]
    facts: dict[str, PluginFacts]
    manager: pluggy.PluginManager = field(default_factory=lambda: pluggy.PluginManager(GROUP))

    @property
    def import_ms(self) -> dict[str, float]:
        """How long each plugin's import took."""
        return {name: told.import_ms for name, told in self.facts.items()}

    def subscribers(self, event: str) -> list[Subscriber]:
        """Every subscriber to an event, in the order of plugin names."""
        caller = getattr(self.manager.hook, event, None)
        implementations = caller.get_hookimpls() if caller else []
        by_function = {s.function: s for plugin in self.plugins.values() for s in plugin.subscribers}
        found = [by_function[implementation.function] for implementation in implementations]
        return sorted(found, key=lambda subscriber: subscriber.name)

    def manifest(self, version: str) -> Manifest:
        """What a worker says of this registry."""
        return Manifest(copydesk=version, plugins=self.facts, refusals=self.refusals)


def load(
    settings: PluginsSettings,
    *,
    only: Collection[str] | None = None,
    without: Collection[str] = (),
    refused: Mapping[str, str] | None = None,
    importing: Callable[[str], None] = lambda _plugin: None,
) -> Registry:
    """Discover, import and accept plugins.

    Args:
        settings: which are enabled, and their own settings.
        only: load just these, such as the one a worker of its own is for.
        without: load none of these, such as those that have workers of their own.
        refused: load none of these; why, by name.
        importing: is told the name of each before its import, which may end the process.

    Raises:
        ConfigError: a plugin is enabled by name, or a settings table given, for one that is not installed.
        SettingsError: a plugin's settings do not fit it; nothing is made with settings nobody meant.
    """
    if settings.folder and not settings.folder.is_dir():
        raise ConfigError(f"[plugins] folder {settings.folder} is no folder; make it, or drop the key")
    found, refusals_found = discover(settings.folder)
    check_names(settings, found, refusals_found)
    refusals = {refusal.name: refusal.reason for refusal in refusals_found if settings.uses(refusal.name)}
    refusals |= refused or {}
    accepted, facts = dict[str, Plugin](), dict[str, PluginFacts]()
    for candidate in found:
        name = candidate.name
        wanted = name not in without if only is None else name in only
        if not (wanted and settings.uses(name)) or name in refusals:
            continue
        importing(name)
        try:
            accepted[name], facts[name] = _accept(candidate, settings)
        except SettingsError:
            raise
        except PluginError as error:
            refusals[name] = error.message
    return register(accepted, refusals, facts, reject_unknown=only is None and not without)


def register(
    plugins: Mapping[str, Plugin],
    refusals: Mapping[str, str],
    facts: Mapping[str, PluginFacts],
    *,
    reject_unknown: bool = True,
) -> Registry:
    """Build the manager: all events first, then all subscribers; a plugin that does not fit is refused whole."""
    accepted, refused = dict(plugins), dict(refusals)
    while True:
        told = {name: facts[name] for name in accepted}
        registry = Registry(accepted, refused, _events(accepted.values()), told)
        culprit = _register_all(registry, reject_unknown=reject_unknown)
        if culprit is None:
            return registry
        refused[culprit.plugin] = culprit.message
        del accepted[culprit.plugin]


def check_names(settings: PluginsSettings, found: Iterable[Found], refused: Iterable[Refusal]) -> None:
    """Refuse settings for plugins that are not there; one that was uninstalled may keep its table.

    Raises:
        ConfigError: names the plugin, the nearest installed one, and what to do.
    """
    installed = {plugin.name for plugin in found} | {refusal.name for refusal in refused}
    for name in settings.enable or ():
        if name not in installed:
            hint = nearest(name, installed)
            raise ConfigError(f"[plugins] enable names {name!r}, which is not installed{hint}")
    for name in settings.disable:
        if name not in installed and (hint := nearest(name, installed)):
            raise ConfigError(f"[plugins] disable names {name!r}, which is not installed{hint}")
    spelt = {plain_name(name) for name in (*installed, *settings.disable)}
    for name in settings.model_extra or {}:
        if plain_name(name) not in spelt and (hint := nearest(name, installed)):
            raise ConfigError(f"[plugins.{name}]: no such plugin is installed{hint}")


def _accept(candidate: Found, settings: PluginsSettings) -> tuple[Plugin, PluginFacts]:
    """Import a plugin and look at all it declares."""
    began = perf_counter()
    plugin = _declare(candidate, settings)
    import_ms = round((perf_counter() - began) * 1000, 1)
    told = _guarded(candidate, "its models have no JSON Schema", partial(facts_of, plugin))
    return plugin, told.model_copy(update={"import_ms": import_ms})


def _declare(candidate: Found, settings: PluginsSettings) -> Plugin:
    module = _guarded(candidate, f"import of {candidate.origin} failed", candidate.load)
    own = settings.own(candidate.name)
    return _guarded(candidate, "what it declares cannot be used", lambda: declared(candidate, module, own))


def _guarded(candidate: Found, what: str, action: Callable[[], T]) -> T:
    """Run a plugin's code, whose import may even exit."""
    try:
        return action()
    except (PluginError, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise ContractError(candidate.name, f"{what}: {describe(error)}") from error


def _events(plugins: Iterable[Plugin]) -> dict[str, type[Event]]:
    own = {name: event for plugin in plugins for name, event in plugin.events.items()}
    return {**CORE_EVENTS, **own}


def _register_all(registry: Registry, *, reject_unknown: bool) -> ContractError | None:
    """Register every plugin; return the first that does not fit."""
    for event in registry.events:
        registry.manager.add_hookspecs(type("Spec", (), {event: staticmethod(_hookspec(event))}))
    for plugin in registry.plugins.values():
        if objection := _objection(registry, plugin, reject_unknown=reject_unknown):
            return ContractError(plugin.name, objection)
        known = [subscriber for subscriber in plugin.subscribers if subscriber.event in registry.events]
        marked = {s.function.__name__: _impl(specname=s.event)(s.function) for s in known}
        try:
            registry.manager.register(_Marked(marked), name=plugin.name)
        except (pluggy.PluginValidationError, ValueError) as error:
            return ContractError(plugin.name, describe(error))
    return None


def _objection(registry: Registry, plugin: Plugin, *, reject_unknown: bool) -> str:
    for name, event in plugin.events.items():
        if registry.events[name] is not event:
            return f"its event {event.__name__} is called {name}, as another plugin's is; rename it"
    for subscriber in plugin.subscribers:
        if reject_unknown and subscriber.event not in registry.events:
            hint = nearest(subscriber.event, registry.events)
            return f"{subscriber.name} subscribes to {subscriber.event!r}, which no one publishes{hint}"
    return ""


class _Marked:
    """What pluggy registers for one plugin: equal to no other, even when both are empty."""

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        vars(self).update(functions)


def _hookspec(event: str) -> Callable[..., Any]:
    """A function with an event's name and the arguments offered to its subscribers: pluggy's form of an event."""
    if event == READ:

        def spec(document: Any, settings: Any, context: Any) -> Any: ...
    else:

        def spec(event: Any, record: Any, settings: Any, context: Any) -> Any: ...  # type: ignore[misc] # one name, two forms

    spec.__name__ = event
    return _spec(spec)
