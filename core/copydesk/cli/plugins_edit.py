"""Enable and disable plugins by editing the desk's config file; all else in it stays as it is."""

import argparse
import json
import os
import re
import tomllib
from pathlib import Path

from copydesk.cli.here import quick_config, shown_path
from copydesk.cli.quarantined import quarantined
from copydesk.config import RawConfig, desk_not_found
from copydesk.errors import ConfigError, nearest

__all__ = ["disable", "edited", "enable"]


def enable(args: argparse.Namespace) -> int:
    """Use a plugin again.

    Raises:
        ConfigError: no such plugin is installed, there is no desk, or its file cannot be edited.
    """
    config = _config(args)
    table = config.merged.get("plugins", {})
    disabled = [name for name in table.get("disable", ()) if name != args.name]
    changes = {"disable": disabled} if args.name in table.get("disable", ()) else {}
    if args.name not in table.get("enable", [args.name]):
        changes["enable"] = [*table["enable"], args.name]
    _save(config, changes, f"{args.name} is enabled")
    if args.name in quarantined(config):
        _release(args)
        print(f"{args.name} leaves its quarantine; the desk calls it again for the documents to come")
    return 0


def _release(args: argparse.Namespace) -> None:
    """Ask the desk to take it out of quarantine: enabling is a person's word."""
    import time

    from copydesk.cli.here import desk_settings
    from copydesk.journal import send_request

    journal = desk_settings(args).settings.desk.state / "journal.db"
    if journal.exists():
        send_request(journal, "release", {"plugin": args.name}, time.time_ns() // 1000)


def disable(args: argparse.Namespace) -> int:
    """Stop using a plugin.

    Raises:
        ConfigError: no such plugin is installed, there is no desk, or its file cannot be edited.
    """
    config = _config(args)
    disabled = list(config.merged.get("plugins", {}).get("disable", ()))
    changes = {} if args.name in disabled else {"disable": [*disabled, args.name]}
    return _save(config, changes, f"{args.name} is disabled")


def edited(text: str, key: str, names: list[str]) -> str:
    """Set ``key`` of ``[plugins]`` in a config's text: in place of its line, or of its commented default.

    Raises:
        ConfigError: the file is written in a way this cannot edit.
    """
    line = f"{key} = {json.dumps(names)}"
    lines = text.splitlines()
    header = next(
        (at for at, each in enumerate(lines) if re.fullmatch(r"\s*\[plugins\]\s*(#.*)?", each)), None
    )
    if header is None:
        lines += ["", "[plugins]", line]
    else:
        rest = lines[header + 1 :]
        size = next((at for at, each in enumerate(rest) if re.match(r"\s*\[", each)), len(rest))
        found = [at for at in range(size) if re.match(rf"\s*#?\s*{key}\s*=", rest[at])]
        at = min(found, key=lambda each: rest[each].lstrip().startswith("#"), default=None)
        tail = re.search(r"\]\s*(#.*)?$", rest[at]) if at is not None else None
        comment = f"  {tail[1]}" if tail and tail[1] else ""
        lines[header + 1 + (at or 0) : header + 1 + (0 if at is None else at + 1)] = [line + comment]
    made = "\n".join(lines) + "\n"
    if not _says(made, text, key, names):
        raise ConfigError(f"the table [plugins] is written in a way that cannot be edited; set there: {line}")
    return made


def _says(made: str, before: str, key: str, names: list[str]) -> bool:
    """Whether the new text says what is wanted and nothing else has changed."""
    try:
        now, then = tomllib.loads(made), tomllib.loads(before)
    except tomllib.TOMLDecodeError:
        return False
    then.setdefault("plugins", {})[key] = names
    return now == then


def _config(args: argparse.Namespace) -> RawConfig:
    from copydesk.bus.discover import discover

    config = quick_config(args)
    if config.file is None:
        raise desk_not_found()
    table = config.merged.get("plugins", {})
    folder = table.get("folder")
    found, refused = discover(config.root / folder if folder else None)
    installed = (
        {each.name for each in found} | {each.name for each in refused} | set(table.get("disable", ()))
    )
    if args.name not in installed:
        there = ", ".join(sorted(installed)) or "none"
        raise ConfigError(
            f"no plugin {args.name!r} is installed{nearest(args.name, installed) or f'; there are: {there}'}"
        )
    return config


def _save(config: RawConfig, changes: dict[str, list[str]], said: str) -> int:
    from copydesk.files import publish

    file = Path(os.path.realpath(config.file or ""))
    text = file.read_text("utf-8")
    for key, names in changes.items():
        origin = config.origins.get(f"plugins.{key}", "")
        if origin.startswith("environment"):
            raise ConfigError(f"plugins.{key} comes from the {origin}, which the config file cannot override")
        text = edited(text, key, names)
    if changes:
        mode = file.stat().st_mode
        publish([(file, text.encode())])
        file.chmod(mode)
    after = "; a running desk takes it up when it is started again" if changes else " already"
    print(f"{said}{after}  ({shown_path(file)})")
    return 0
