"""Show every setting and where its value comes from, or check that they can be used."""

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from copydesk.cli.here import add_json, desk_settings, load_plugins, shown_path
from copydesk.cli.term import columns, paint, print_json
from copydesk.errors import ConfigError, SettingsError
from copydesk.names import display_name

if TYPE_CHECKING:
    from copydesk.settings import LoadedSettings

MASK = "(hidden)"
_SECRET = ("key", "passw", "secret", "token", "credential")


def build(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    actions = parser.add_subparsers(dest="action", metavar="show|check", required=True)
    show = actions.add_parser("show", help="every setting, its value and its origin")
    add_json(show)
    show.add_argument("--changed", action="store_true", help="only what is not a default")
    actions.add_parser("check", help="whether the settings, also those of the plugins, can be used")


def run(args: argparse.Namespace) -> int:
    """Show or check.

    Raises:
        ConfigError: the settings cannot be used.
    """
    loaded = desk_settings(args)
    return _check(loaded) if args.action == "check" else _show(loaded, args)


def _show(loaded: "LoadedSettings", args: argparse.Namespace) -> int:
    rows = [
        {"key": key, "value": value, "origin": loaded.origin(key)}
        for key, value in _flat(loaded.settings.model_dump(mode="json"), loaded)
        if not args.changed or loaded.origin(key) != "default"
    ]
    if args.json:
        print_json(rows)
        return 0
    lines = columns([(row["key"], json.dumps(row["value"], ensure_ascii=False)) for row in rows])
    for line, row in zip(lines, rows, strict=True):
        origin = "" if row["origin"] == "default" else f"  {display_name(row['origin'])}"
        print(f"{line}{paint(origin, 'cyan')}" if origin else paint(line, "dim"))
    return 0


def _flat(values: Mapping[str, Any], loaded: "LoadedSettings", at: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        key = f"{at}{name}"
        if isinstance(value, Mapping) and (value or not at):
            yield from _flat(value, loaded, f"{key}.")
        else:
            yield key, MASK if _hidden(key, loaded.origin(key)) else value


def _hidden(key: str, origin: str) -> bool:
    """A plugin's own keys are not known here: what looks like a secret, or came as secrets come, is hidden."""
    _section, _, own = key.partition("plugins.")
    return "." in own and (origin.startswith("environment") or any(word in own.lower() for word in _SECRET))


def _check(loaded: "LoadedSettings") -> int:
    from copydesk.bus.plan import plan
    from copydesk.plugin import READ

    try:
        registry = load_plugins(loaded.settings)
    except SettingsError as error:
        raise ConfigError(_with_place(error.message, loaded)) from None
    order = [subscriber.layer for subscriber in plan(registry.subscribers(READ))]
    print(f"{paint('ok', 'green')}    {shown_path(loaded.file) if loaded.file else 'defaults'}")
    layers = f"layers in order: {', '.join(order)}" if order else "no plugin makes a layer"
    print(f"{paint('ok', 'green')}    {layers}")
    for name, reason in registry.refusals.items():
        print(f"{paint('fail', 'red')}  plugin {name}: {display_name(reason)}")
    return 1 if registry.refusals else 0


def _with_place(problem: str, loaded: "LoadedSettings") -> str:
    """A plugin's complaint about its table begins with the key; put before it where that key was set."""
    key, _, _rest = problem.partition(":")
    return f"{loaded.origins[key]}: {problem}" if key in loaded.origins else problem
