"""What plugins make, read and can be told; and the commands they add."""

import argparse
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from copydesk.cli.here import load_plugins, some_settings
from copydesk.cli.term import columns, paint, print_json, print_table
from copydesk.errors import ConfigError, nearest
from copydesk.names import display_name

if TYPE_CHECKING:
    from copydesk.bus.registry import Registry
    from copydesk.seam import PluginFacts
    from copydesk.settings import DeskSettings

__all__ = ["events", "run_command", "show"]


def show(args: argparse.Namespace) -> int:
    """Show one plugin, also a disabled one.

    Raises:
        ConfigError: no such plugin is installed.
    """
    settings = some_settings(args).settings
    registry = _just(args.name, settings)
    if args.name in registry.refusals:
        reason = display_name(registry.refusals[args.name])
        print(f"{paint(args.name, 'bold')} is {paint('refused', 'red')}: {reason}")
        return 1
    facts = _facts(registry)[args.name]
    if args.json:
        print_json(facts.model_dump(mode="json"))
        return 0
    print(f"{paint(args.name, 'bold')} {facts.producer.version}  {paint(facts.distribution, 'dim')}\n")
    print(*columns(_lines(facts)), sep="\n")
    _show_settings(args.name, facts, settings)
    return 0


def _just(name: str, settings: "DeskSettings") -> "Registry":
    """Load one plugin whatever the settings say of it."""
    from copydesk.bus.discover import discover

    found, refused = discover(settings.plugins.folder)
    installed = sorted([each.name for each in found] + [each.name for each in refused])
    if name not in installed:
        there = ", ".join(installed) or "none"
        raise ConfigError(
            f"no plugin {name!r} is installed{nearest(name, installed) or f'; there are: {there}'}"
        )
    plugins = settings.plugins.model_copy(update={"enable": (name,), "disable": ()})
    return load_plugins(settings.model_copy(update={"plugins": plugins}))


def _facts(registry: "Registry") -> "dict[str, PluginFacts]":
    from copydesk.version import VERSION

    return registry.manifest(VERSION).plugins


def _lines(facts: "PluginFacts") -> Iterator[tuple[str, str]]:
    for step in facts.steps:
        after = [*step.requires, *(f"{name}, if there" for name in step.optional)]
        yield "makes", f"the layer {step.layer}{', after ' + '; '.join(after) if after else ''}"
        if step.views:
            yield "", f"views: {', '.join(step.views)}"
    for subscriber, event in facts.subscribes.items():
        yield "hears", f"{event} ({subscriber})"
    for verb, names in {
        "reads": facts.readers,
        "writes": facts.exporters,
        "commands": facts.commands,
        "publishes": tuple(facts.events),
    }.items():
        if names:
            yield verb, ", ".join(names)
    yield "imports in", f"{facts.import_ms:.0f} ms"


def _show_settings(name: str, facts: "PluginFacts", settings: "DeskSettings") -> None:
    properties = facts.settings_schema.get("properties", {})
    if not properties:
        return
    given = settings.plugins.own(name)
    print(f"\n{paint(f'[plugins.{name}]', 'bold')}")
    rows = [
        (key, _value(key, about, given), about.get("description", "")) for key, about in properties.items()
    ]
    print(*(f"  {line}" for line in columns(rows)), sep="\n")


def _value(key: str, about: dict[str, Any], given: dict[str, Any]) -> str:
    if any(each.get("writeOnly") for each in (about, *about.get("anyOf", ()))):
        return "(secret, set)" if key in given else "(secret)"
    if key not in given and "default" not in about:
        return "(has to be set)"
    return json.dumps(given.get(key, about.get("default")), ensure_ascii=False, default=str)


def events(args: argparse.Namespace) -> int:
    """List every event: who publishes it, and its facts."""
    from copydesk.events import CORE_EVENTS

    core = [("copydesk", name, event.model_json_schema()) for name, event in CORE_EVENTS.items()]
    plugins = _facts(load_plugins(some_settings(args).settings)).items()
    own = [(plugin, name, schema) for plugin, facts in plugins for name, schema in facts.events.items()]
    rows = [
        {
            "event": name,
            "publisher": publisher,
            "facts": list(schema.get("properties", {})),
            "about": schema.get("description", "").partition("\n")[0],
        }
        for publisher, name, schema in [*core, *own]
    ]
    if args.json:
        print_json(rows)
        return 0
    shown = [(row["event"], row["publisher"], ", ".join(row["facts"]), row["about"]) for row in rows]
    print_table(list(rows[0]), shown)
    return 0


def run_command(args: argparse.Namespace) -> int:
    """Run a command that a plugin adds, with the rest of the line as its arguments.

    Raises:
        ConfigError: the plugin is refused or has no such command.
    """
    registry = _just(args.name, some_settings(args).settings)
    if args.name in registry.refusals:
        raise ConfigError(f"plugin {args.name} is refused: {registry.refusals[args.name]}")
    plugin = registry.plugins[args.name]
    name, *rest = args.arguments or [""]
    if name not in plugin.commands:
        hint = nearest(name, plugin.commands) or f"; it has: {', '.join(plugin.commands) or 'none'}"
        raise ConfigError(f"plugin {args.name} has no command {name!r}{hint}")
    code = plugin.commands[name](arguments=rest, settings=plugin.settings, context=_context(args.name))
    return code if isinstance(code, int) else 0


def _context(plugin: str) -> Any:
    from copydesk.logs import get_logger
    from copydesk.plugin import Context

    def publish(_event: object) -> None:
        raise ConfigError(f"plugin {plugin}: a command runs outside the desk, so it has no one to publish to")

    return Context(plugin=plugin, logger=get_logger(plugin=plugin), publish=publish)
