"""Where settings come from: the config file and the environment, as raw values with their origins.

Commands that must start at once read the few keys they need from here, without pydantic.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from copydesk.errors import ConfigError, nearest

__all__ = ["CONFIG_NAME", "RawConfig", "find_config", "plain_name", "read_config"]

CONFIG_NAME = "copydesk.toml"
PREFIX = "COPYDESK_"
SECTIONS = ("desk", "inbox", "record", "workers", "plugins", "readers", "exporters", "events", "logs")

_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


class RawConfig(NamedTuple):
    """Values as they were written.

    Attributes:
        written: the file's own tables.
        merged: the same with the environment on top.
        origins: by dotted key: ``FILE:LINE`` or ``environment NAME``.
        root: the folder relative paths count from.
        file: the config file, if there is one.
    """

    written: dict[str, Any]
    merged: dict[str, Any]
    origins: dict[str, str]
    root: Path
    file: Path | None

    def place(self, key: str) -> str:
        """Where to look for a dotted key: its own origin, its table's, or the file."""
        parts = key.split(".")
        for size in range(len(parts), 0, -1):
            if found := self.origins.get(".".join(parts[:size])):
                return found
        return str(self.file or "settings")


def plain_name(name: str) -> str:
    """A plugin's name as an environment variable can spell it: '-' and '_' are one."""
    return name.replace("-", "_").lower()


def find_config(desk: str | None, environ: Mapping[str, str], here: Path) -> Path | None:
    """Find the config file of the desk that is meant.

    Args:
        desk: a config file or a desk's folder, given on the command line; else ``COPYDESK_DESK`` is asked.
        environ: the environment.
        here: where the search upward begins when neither is given.

    Returns:
        The file, or None when nothing was named and no folder upward holds one.

    Raises:
        ConfigError: a desk was named and is not there.
    """
    named = desk or environ.get("COPYDESK_DESK")
    if not named:
        return next((found for folder in (here, *here.parents) if (found := _config_in(folder))), None)
    given = here / Path(named).expanduser()
    if found := given if given.is_file() else _config_in(given):
        return found
    source = "--desk" if desk else "COPYDESK_DESK"
    raise ConfigError(
        f"{source}: no {CONFIG_NAME} in {given}; name a desk's folder, or make one: copydesk init {named}"
    )


def _config_in(folder: Path) -> Path | None:
    candidates = (folder / CONFIG_NAME, folder / "config" / CONFIG_NAME)
    return next((path for path in candidates if path.is_file()), None)


def read_config(path: Path | None, environ: Mapping[str, str]) -> RawConfig:
    """Read the file and the environment; nothing is judged but the syntax and the names of sections.

    Raises:
        ConfigError: the file cannot be read or is not TOML, or an environment name fits no section.
    """
    written: dict[str, Any] = {}
    origins: dict[str, str] = {}
    if path is not None:
        text = _text(path)
        written = _parsed(text, path)
        origins = {key: f"{path}:{line}" for key, line in _lines(text, written).items()}
    merged = {name: dict(table) if isinstance(table, dict) else table for name, table in written.items()}
    for name, value in sorted(environ.items()):
        if name.startswith(PREFIX) and "__" in name:
            origins[_override(merged, name, value)] = f"environment {name}"
    return RawConfig(written, merged, origins, _root(path), path)


def _root(path: Path | None) -> Path:
    """A config in a folder named ``config`` belongs to the folder around it."""
    if path is None:
        return Path.cwd()
    folder = path.absolute().parent
    return folder.parent if folder.name == "config" else folder


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}; the config file has to be readable") from None


def _parsed(text: str, path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - only where there is a file

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        at = re.search(r" \(at (?:line (\d+)|end of document).*\)$", said)
        line = (at and at[1]) or len(text.splitlines()) or 1
        problem = said[: at.start()] if at else said
        raise ConfigError(f"{path}:{line}: not TOML: {problem[:1].lower()}{problem[1:]}") from None


def _lines(text: str, data: Mapping[str, Any]) -> dict[str, int]:
    """The line of each key and table header, looked for line by line since tomllib does not tell."""
    found: dict[str, int] = {}
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if header := _TABLE.match(line):
            table = [part.strip("\"'") for part in _PART.findall(header[1])]
            found.setdefault(".".join(table), number)
        elif key := _KEY.match(line):
            parts = table + [part.strip("\"'") for part in _PART.findall(key[1])]
            if _has(data, parts):
                found.setdefault(".".join(parts), number)
    return found


def _has(data: Any, parts: list[str]) -> bool:
    for part in parts:
        if not isinstance(data, Mapping) or part not in data:
            return False
        data = data[part]
    return True


def _override(merged: dict[str, Any], name: str, value: str) -> str:
    """Put one environment value in its place and return its dotted key."""
    section, *keys = name.removeprefix(PREFIX).lower().split("__")
    if section not in SECTIONS:
        raise ConfigError(f"environment {name}: there is no section {section!r}{nearest(section, SECTIONS)}")
    if not all(keys) or len(keys) > (2 if section == "plugins" else 1):
        raise ConfigError(f"environment {name}: should be {PREFIX}SECTION__KEY or {PREFIX}PLUGINS__NAME__KEY")
    table, parts = merged, [section, *keys]
    for index, part in enumerate(parts[:-1]):
        parts[index] = next((known for known in table if plain_name(known) == part), part)
        below = table.get(parts[index])
        table[parts[index]] = dict(below) if isinstance(below, dict) else {}
        table = table[parts[index]]
    table[parts[-1]] = _value(name, value)
    return ".".join(parts)


def _value(name: str, text: str) -> Any:
    """Lists, tables and quoted text are TOML; anything else stays text: a token may be all digits."""
    if text[:1] not in {"[", "{", '"', "'"}:
        return text
    import tomllib  # noqa: PLC0415 - rarely needed

    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"environment {name}: not TOML: {error}") from None


def desk_not_found(here: Path | None = None) -> ConfigError:
    """The error for a command that needs a desk where none was found."""
    return ConfigError(
        f"no desk here: no {CONFIG_NAME} in {here or Path(os.curdir).absolute()} or above; "
        "make one with 'copydesk init DIR', or name one with --desk"
    )
