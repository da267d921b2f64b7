"""List, show, enable, disable and use plugins. 'list' reads package metadata alone and imports none."""

import argparse
from typing import TYPE_CHECKING, NamedTuple

from copydesk.cli.here import GET_PLUGINS, add_json, quick_config
from copydesk.cli.quarantined import quarantined
from copydesk.cli.term import paint, print_json, print_table

if TYPE_CHECKING:
    pass


class _Row(NamedTuple):
    name: str
    version: str | None = None
    distribution: str | None = None
    state: str = "enabled"
    reason: str | None = None


def build(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add_json(actions.add_parser("list", help="every installed plugin, and whether it is used"))
    show = actions.add_parser("show", help="what one plugin makes, reads and can be told")
    show.add_argument("name", metavar="NAME")
    add_json(show)
    for action, about in (("enable", "use a plugin again"), ("disable", "stop using a plugin")):
        actions.add_parser(action, help=f"{about}; edits the desk's config file").add_argument(
            "name", metavar="NAME"
        )
    add_json(actions.add_parser("events", help="every event, the core's and the plugins' own"))
    use = actions.add_parser("run", help="run a command that a plugin adds")
    use.add_argument("name", metavar="NAME")
    use.add_argument("arguments", nargs=argparse.REMAINDER, metavar="COMMAND ...")


def run(args: argparse.Namespace) -> int:
    """Do what is asked.

    Raises:
        ConfigError: there is no such plugin, command or desk.
    """
    if args.action == "list":
        return _list(args)
    from copydesk.cli import plugins_edit, plugins_show

    actions = {
        "show": plugins_show.show,
        "events": plugins_show.events,
        "run": plugins_show.run_command,
        "enable": plugins_edit.enable,
        "disable": plugins_edit.disable,
    }
    return actions[args.action](args)


def _list(args: argparse.Namespace) -> int:
    from copydesk.bus.discover import discover

    config = quick_config(args)
    table = config.merged.get("plugins", {})
    folder = table.get("folder")
    found, refused = discover(config.root / folder if isinstance(folder, str) else None)
    barred = quarantined(config)
    rows = [
        _Row(each.name, each.version, each.distribution, *_state(each.name, table, barred)) for each in found
    ]
    rows += [_Row(each.name, state="refused", reason=each.reason) for each in refused]
    if args.json:
        print_json([row._asdict() for row in rows])
    elif rows:
        print_table(_Row._fields, rows)
    else:
        print(f"No plugin is installed; {paint(GET_PLUGINS, 'bold')}")
    return 0


def _state(name: str, table: dict[str, object], barred: dict[str, str]) -> tuple[str, str | None]:
    enable, disable = table.get("enable"), table.get("disable") or ()
    wanted = not isinstance(enable, list) or name in enable
    if not wanted or (isinstance(disable, list) and name in disable):
        return "disabled", None
    return ("quarantined", barred[name]) if name in barred else ("enabled", None)
