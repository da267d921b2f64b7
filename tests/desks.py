"""Build a desk in a temporary folder, with single-file plugins, and run it."""

import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

from copydesk.desk import Desk, DocumentLine, Summary
from copydesk.settings import DeskSettings

WORDS = """
import re
from copydesk import Annotation, Document, subscribe

@subscribe("document_read", produces="words")
def words(document: Document):
    for word in re.finditer(r"[A-Z]{2,}", document.text):
        yield Annotation(start=word.start(), end=word.end(), label="loud")
"""


class Notes:
    """A reporter that keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[DocumentLine] = []
        self.notes: list[str] = []

    def started(self, inbox: str, layers: tuple[str, ...], refusals: dict[str, str]) -> None:
        """Keep it."""
        self.layers, self.refusals = layers, refusals

    def document(self, line: DocumentLine) -> None:
        """Keep it."""
        self.lines.append(line)

    def note(self, text: str) -> None:
        """Keep it."""
        self.notes.append(text)


class Scratch:
    """A desk's folders and settings in one temporary folder.

    Args:
        root: the temporary folder.
        sources: single-file plugins by name.
        settings: sections that differ from small, quick defaults.
    """

    def __init__(self, root: Path, sources: dict[str, str] | None = None, **settings: dict[str, Any]) -> None:
        self.root = root
        self.inbox, self.out, self.failed, self.state = (
            root / name for name in ("inbox", "out", "failed", "state")
        )
        self.inbox.mkdir(parents=True, exist_ok=True)
        self.folder = root / "plugins"
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.sections = settings
        self.plugin(**({"words": WORDS} if sources is None else sources))

    def plugin(self, **sources: str) -> None:
        """Write single-file plugins; only they are enabled."""
        for name, source in sources.items():
            file = self.folder / f"{name}.py"
            file.write_text(textwrap.dedent(source))
            file.chmod(0o600)

    @property
    def settings(self) -> DeskSettings:
        """As a config file would give them."""
        given = self.sections
        names = [file.stem.replace("_", "-") for file in self.folder.glob("*.py")]
        return DeskSettings(
            desk={name: self.root / name for name in ("inbox", "out", "failed", "state")},
            inbox={"quiet": 0.05, "scan_every": 0.5, **given.get("inbox", {})},
            workers={"count": 1, "seconds": 5.0, **given.get("workers", {})},
            plugins={"enable": names, "folder": self.folder, **given.get("plugins", {})},
        )

    def drop(self, name: str | bytes, content: str | bytes = "HELLO there") -> Path:
        """Put a file into the inbox."""
        path = Path(os.fsdecode(os.path.join(os.fsencode(self.inbox), os.fsencode(name))))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def once(self) -> tuple[Summary, Notes]:
        """Run until everything that is ready has ended."""
        notes = Notes()
        return Desk(self.settings, reporter=notes).run(once=True), notes

    def record(self, name: str) -> dict[str, Any]:
        """A record as its consumer reads it."""
        found: dict[str, Any] = json.loads((self.out / f"{name}.json").read_bytes())
        return found

    def records(self) -> list[str]:
        """The names of all records."""
        return sorted(str(path.relative_to(self.out)) for path in self.out.rglob("*.json"))

    def originals(self) -> list[str]:
        """The names of all originals."""
        folder = self.state / "originals"
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

    def write_config(self) -> Path:
        """Write the settings as a config file, for the command line."""
        lines = []
        for section, values in json.loads(self.settings.model_dump_json(exclude_unset=True)).items():
            lines.append(f"[{section}]")
            lines += [
                f"{key} = {json.dumps(value)}" for key, value in values.items() if not isinstance(value, dict)
            ]
            for key, value in values.items():
                if isinstance(value, dict):
                    lines.append(f"[{section}.{key}]")
                    lines += [f"{name} = {json.dumps(each)}" for name, each in value.items()]
        path = self.root / "copydesk.toml"
        path.write_text("\n".join(lines) + "\n")
        return path

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start the command line in this desk's folder."""
        self.write_config()
        return subprocess.Popen(
            [sys.executable, "-m", "copydesk.cli", *(arguments or ("run",))],
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


def until(condition: Any, seconds: float = 20.0) -> None:
    """Wait until something is true."""
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "this did not become true in time"
        time.sleep(0.01)
