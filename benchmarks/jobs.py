"""The queue contender's jobs. Where and what comes from the environment: huey wants tasks at module level."""

import os
from pathlib import Path

from huey import SqliteHuey  # type: ignore[import-untyped] # huey has no types

from benchmarks.work import save, worked

__all__ = ["FOLDER", "KIND", "enrich", "huey"]

FOLDER, KIND = "BENCHMARK_FOLDER", "BENCHMARK_KIND"

_root = Path(os.environ[FOLDER])
huey = SqliteHuey(filename=str(_root / "huey.db"))


@huey.task()  # type: ignore[untyped-decorator] # huey has no types
def enrich(path: str) -> None:
    """Do one file."""
    file = Path(path)
    save(_root / "out" / f"{file.name}.json", worked(file.read_bytes(), file.name, os.environ[KIND]))


@huey.on_startup()  # type: ignore[untyped-decorator] # huey has no types
def ready() -> None:
    """Say that a consumer process is there."""
    (_root / "ready" / str(os.getpid())).touch()
