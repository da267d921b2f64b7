"""A private folder of single-file plugins, and what can be opened on it."""

import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from copydesk.bus.registry import Registry, load
from copydesk.enricher import Enricher
from copydesk.model import Run
from copydesk.seam import Work
from copydesk.settings import DeskSettings
from copydesk.workers.crew import Crew, Finished, Lost

HEADER = """
import os, sys
from collections.abc import Iterator
from pydantic import BaseModel
import copydesk
from copydesk import *
"""
"""Stands before every plugin's source, so that a test shows only what it is about."""


class PluginFiles:
    """Single-file plugins in one folder that only its owner may write to.

    Args:
        root: a temporary folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "plugins"
        self.folder.mkdir(mode=0o700)

    def write(self, name: str, source: str, *, header: str = HEADER) -> Path:
        """Write one plugin."""
        file = self.folder / f"{name}.py"
        file.write_text(header + textwrap.dedent(source))
        file.chmod(0o600)
        return file

    @property
    def names(self) -> list[str]:
        """The plugins' names."""
        return [file.stem.replace("_", "-") for file in sorted(self.folder.glob("*.py"))]

    def settings(self, *, plugins: dict[str, Any] | None = None, **sections: Any) -> DeskSettings:
        """Settings that enable these plugins only; one worker and a second for each delivery."""
        workers = {"count": 1, "seconds": 1.0, **sections.pop("workers", {})}
        enabled = {"folder": self.folder, "enable": self.names, **(plugins or {})}
        return DeskSettings(plugins=enabled, workers=workers, **sections)

    def load(self, **plugins: Any) -> Registry:
        """The registry they give."""
        return load(self.settings(plugins=plugins).plugins)

    def refusal(self, name: str, **plugins: Any) -> str:
        """Why a plugin is not used; fails where it is."""
        registry = self.load(**plugins)
        assert name not in registry.plugins, "accepted"
        assert not any(subscriber.plugin == name for subscriber in registry.subscribers("document_read"))
        return registry.refusals[name]

    def enricher(self, *, only: Iterable[str] | None = None, **sections: Any) -> Enricher:
        """An enricher in this process."""
        return Enricher(self.settings(**sections), only=None if only is None else list(only))

    def file(self, name: str, content: str | bytes) -> Path:
        """A file outside the folder of plugins."""
        path = self.root / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def work(self, ticket: int, content: str | bytes = "HELLO there", **facts: Any) -> Work:
        """A hand-out of a new file."""
        name = f"{ticket}.txt"
        run = Run(copydesk="0", run_id="test")
        return Work(ticket=ticket, path=name, original=str(self.file(name, content)), run=run, **facts)


def all_ends(crew: Crew, works: Iterable[Work]) -> dict[int, Finished | Lost]:
    """Give a crew all works and wait for every end."""
    waiting, ends = list(works), {}
    count = len(waiting)
    while len(ends) < count:
        while waiting and crew.room:
            crew.give(waiting.pop(0))
        ends |= {end.work.ticket: end for end in crew.wait(10.0)}
    return ends
