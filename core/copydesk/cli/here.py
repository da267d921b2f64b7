"""Which desk is meant, with which settings and plugins."""

import argparse
import errno
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.config import RawConfig, desk_not_found, find_config, read_config
from copydesk.errors import ConfigError

if TYPE_CHECKING:
    from copydesk.bus.registry import Registry
    from copydesk.settings import DeskSettings, LoadedSettings

__all__ = [
    "add_json",
    "desk_settings",
    "is_file",
    "load_plugins",
    "quick_config",
    "say_no_plugins",
    "shown_path",
    "some_settings",
    "unusable",
]

GET_PLUGINS = "get the first three with: pip install 'copydesk[standard]'"


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add ``--json`` to a listing."""
    parser.add_argument("--json", action="store_true", help="for programs")


def desk_settings(args: argparse.Namespace) -> "LoadedSettings":
    """The settings of the desk that is meant.

    Raises:
        ConfigError: there is none, or its settings cannot be used.
    """
    path = find_config(args.desk, os.environ, Path.cwd())
    if path is None:
        raise desk_not_found()
    return _load(path)


def some_settings(args: argparse.Namespace) -> "LoadedSettings":
    """The settings of the desk that is meant, or the defaults where there is none.

    Raises:
        ConfigError: a desk was named that is not there, or settings cannot be used.
    """
    return _load(find_config(args.desk, os.environ, Path.cwd()))


def quick_config(args: argparse.Namespace) -> RawConfig:
    """The same unjudged, for commands that must start at once."""
    return read_config(find_config(args.desk, os.environ, Path.cwd()), os.environ)


def load_plugins(settings: "DeskSettings") -> "Registry":
    """Import the enabled plugins into this process; what they print goes to stderr, as stdout is data."""
    from copydesk.bus.registry import load

    with redirect_stdout(sys.stderr):
        return load(settings.plugins)


def say_no_plugins() -> None:
    """Tell that nothing will be found, and what would change that."""
    print(
        f"copydesk: no plugin is enabled, so records will hold the text alone; {GET_PLUGINS}", file=sys.stderr
    )


def shown_path(path: Path) -> str:
    """A path as short as it can be typed from here, escaped."""
    from copydesk.names import display_name

    return display_name(str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path))


def is_file(path: Path) -> bool:
    """Whether a regular file is there; under a name that no file can have there is none.

    Raises:
        OSError: it may not be looked at.
    """
    try:
        return path.is_file()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise


def unusable(given: str, error: OSError) -> ConfigError:
    """What to raise where a path that was given, or one it stands for, cannot be used."""
    return ConfigError(f"{error.filename or given}: {error.strerror or error}")


def _load(path: Path | None) -> "LoadedSettings":
    from copydesk.settings import load

    return load(path)
