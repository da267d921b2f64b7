"""Contenders run in processes of their own, so that none inherits another's memory, caches or threads.

A child prints one JSON object a line: first ``{"started": SECONDS}`` when it is ready, and what it found at its end.
Seconds are the monotonic clock's, which all processes of a machine share.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

__all__ = ["ROOT", "Child", "drop_all", "records_in", "say", "until"]

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 600.0


def say(**facts: Any) -> None:
    """Tell the parent."""
    print(json.dumps(facts), flush=True)


class Child:
    """A process that runs ``python -m MODULE ARGUMENTS``.

    Attributes:
        spawned: when it was asked for.
        started: when it was ready.
        told: its first words.
    """

    def __init__(
        self,
        module: str,
        *arguments: object,
        ready: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._module = module
        self.spawned = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=ROOT, env={**os.environ, **(environment or {})}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.told = self.hear() if ready else {}
        self.started = float(self.told.get("started", 0.0))

    def hear(self) -> dict[str, Any]:
        """Wait for its next line."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._module} ended without a word, exit code {self._process.wait()}")
        heard: dict[str, Any] = json.loads(line)
        return heard

    def end(self) -> dict[str, Any]:
        """Let it finish by closing its stdin, and return its last words."""
        assert self._process.stdin
        self._process.stdin.close()
        return self.last()

    def last(self) -> dict[str, Any]:
        """Return its last words once it has ended by itself."""
        heard = self.hear()
        self._process.wait()
        return heard

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()


def drop_all(source: Path, inbox: Path, names: list[str]) -> float:
    """Rename files into the inbox as fast as it goes; return when the first one went."""
    began = time.monotonic()
    for name in names:
        (source / name).rename(inbox / name)
    return began


def records_in(folder: Path) -> int:
    """How many finished JSON files there are."""
    return sum(path.suffix == ".json" for path in folder.iterdir())


def until(condition: Callable[[], bool], every: float = 0.02) -> float:
    """Wait until something is true; return when it was."""
    give_up = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > give_up:
            raise TimeoutError(f"nothing came of it within {_PATIENCE:.0f} s")
        time.sleep(every)
    return time.monotonic()
