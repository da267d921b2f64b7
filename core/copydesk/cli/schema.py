"""Print a JSON Schema: of records, of a layer, of an event, or of the settings."""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from copydesk.cli.here import load_plugins, some_settings
from copydesk.cli.term import print_json
from copydesk.errors import ConfigError, nearest

if TYPE_CHECKING:
    from copydesk.seam import Manifest


def build(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    kinds = parser.add_subparsers(dest="kind", metavar="WHAT", required=True)
    record = kinds.add_parser("record", help="the record, with the layers of the enabled plugins")
    record.add_argument("--envelope", action="store_true", help="the core's part alone; it accepts any layer")
    for kind in ("layer", "event"):
        kinds.add_parser(kind, help=f"one {kind}").add_argument("name", metavar="NAME")
    kinds.add_parser("config", help="the settings, with those of the enabled plugins")


def run(args: argparse.Namespace) -> int:
    """Print the schema.

    Raises:
        ConfigError: there is no such layer or event.
    """
    print_json(_schema(args))
    return 0


def _schema(args: argparse.Namespace) -> dict[str, Any]:
    from copydesk.records.schema import record_schema

    if args.kind == "record" and args.envelope:
        return record_schema()
    manifest = _manifest(args)
    layers = {layer: schema for facts in manifest.plugins.values() for layer, schema in facts.schemas.items()}
    if args.kind == "record":
        return record_schema(layers)
    if args.kind == "layer":
        return _named("layer", args.name, layers)
    return (
        _config_schema(manifest) if args.kind == "config" else _named("event", args.name, _events(manifest))
    )


def _manifest(args: argparse.Namespace) -> "Manifest":
    from copydesk.version import VERSION

    return load_plugins(some_settings(args).settings).manifest(VERSION)


def _events(manifest: "Manifest") -> dict[str, dict[str, Any]]:
    from copydesk.events import CORE_EVENTS

    core = {name: event.model_json_schema() for name, event in CORE_EVENTS.items()}
    return core | {
        name: schema for facts in manifest.plugins.values() for name, schema in facts.events.items()
    }


def _config_schema(manifest: "Manifest") -> dict[str, Any]:
    from copydesk.settings import DeskSettings

    schema = DeskSettings.model_json_schema()
    tables = {name: facts.settings_schema for name, facts in manifest.plugins.items()}
    schema["$defs"]["PluginsSettings"]["properties"] |= {
        name: _with_limits(table) for name, table in tables.items()
    }
    return schema


def _with_limits(table: Mapping[str, Any]) -> dict[str, Any]:
    """A plugin's table also holds the desk's own keys."""
    from copydesk.settings import PluginLimits

    limits = PluginLimits.model_json_schema()["properties"]
    return {**table, "properties": {**table.get("properties", {}), **limits}}


def _named(kind: str, name: str, known: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    if name not in known:
        there = ", ".join(known) or "none, as no plugin is enabled"
        raise ConfigError(f"there is no {kind} {name!r}{nearest(name, known) or f'; there are: {there}'}")
    return dict(known[name])
