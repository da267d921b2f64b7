"""Make a desk: a commented config file and the folders it names. Nothing that is there already is touched."""

import argparse
import shlex
from pathlib import Path

from copydesk.cli.term import columns, paint
from copydesk.config import CONFIG_NAME
from copydesk.errors import ConfigError
from copydesk.names import display_name

FOLDERS = {
    "inbox": "drop documents here",
    "out": "records appear here, one JSON file a document",
    "failed": "documents that could not be read, with the reason",
    "state": "the journal and the originals; leave it to the desk",
}


def build(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "folder", nargs="?", default=".", metavar="DIR", help="where; this folder if left out"
    )


def run(args: argparse.Namespace) -> int:
    """Make the desk and say what comes next.

    Raises:
        ConfigError: there is a desk already.
    """
    from copydesk.cli.template import config_text

    root = Path(args.folder).expanduser()
    config = root / CONFIG_NAME
    for taken in (config, root / "config" / CONFIG_NAME):
        if taken.exists():
            raise ConfigError(
                f"{taken} is there already; 'copydesk config show --desk {root}' tells what it says"
            )
    for name in FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "state").chmod(0o700)  # originals may be confidential
    config.write_text(config_text(), encoding="utf-8")
    _say_next(root)
    return 0


def _say_next(root: Path) -> None:
    print(f"A desk is ready in {paint(display_name(str(root.resolve())), 'bold')}\n")
    rows = [
        (CONFIG_NAME, "every setting, with its default"),
        *((f"{name}/", about) for name, about in FOLDERS.items()),
    ]
    print(*(f"  {line}" for line in columns(rows)), sep="\n")
    print("\nNext:")
    if root.resolve() != Path.cwd():
        print(f"  cd {display_name(shlex.quote(str(root)))}")
    print("  copydesk doctor   checks this machine")
    print("  copydesk run      then drop a file into inbox/")
