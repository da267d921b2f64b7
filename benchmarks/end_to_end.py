"""From drop to record, with the three plugins: one worker beside a naive loop, two beside a queue and a pipeline."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import desk, loops, queued
from benchmarks.children import drop_all, records_in, until
from benchmarks.compare import Benchmark, Case, Options, Target
from benchmarks.documents import documents, write
from benchmarks.work import FULL

__all__ = ["benchmark", "build"]

_SLOW_SHARE = 4
"""Haystack has this part of the documents: its rate does not depend on their number."""


def benchmark(options: Options) -> Benchmark:
    """The three plugins' work."""
    return build("end_to_end", f"{options.documents} documents of 6 KB, the three plugins", FULL, options)


def build(name: str, about: str, kind: str, options: Options) -> Benchmark:
    """The contenders over one kind of work."""
    contents = documents(options.documents)
    return Benchmark(
        name,
        about,
        cases=(
            Case("desk, 1 worker", lambda root: _desk_found(root, contents, kind)),
            Case("naive loop", lambda root: _loop("naive", root, contents, kind)),
            Case("desk, 2 workers", lambda root: _desk_dropped(root, contents, kind)),
            Case("watchdog and huey", lambda root: _queue(root, contents, kind), ("huey",)),
            Case(
                "haystack", lambda root: _loop("haystack", root, contents[::_SLOW_SHARE], kind), ("haystack",)
            ),
        ),
        targets=(
            Target("desk, 1 worker [doc/s]", "naive loop [doc/s]", at_least=0.7),
            Target("desk, 2 workers [doc/s]", "watchdog and huey, 2 consumers [doc/s]", at_least=1.2),
            Target("desk, 2 workers [doc/s]", "haystack [doc/s]", at_least=5),
        ),
    )


def _desk_found(root: Path, contents: list[bytes], kind: str) -> Mapping[str, float]:
    """Documents that were there before the desk; they wait for the quiet time first, a second."""
    write(desk.inbox_of(root), contents)
    with desk.start(root, workers=1, expect=len(contents), kind=kind) as child:
        ended = child.last()
    _whole(ended, len(contents))
    return {
        "desk, 1 worker [doc/s]": len(contents) / (ended["last"] - child.started),
        "desk, 1 worker, with start and stop [doc/s]": len(contents) / (ended["exit"] - child.spawned),
    }


def _loop(contender: str, root: Path, contents: list[bytes], kind: str) -> Mapping[str, float]:
    write(root / "inbox", contents)
    name = "naive loop" if contender == "naive" else contender
    with loops.start(contender, root / "inbox", root / "out", kind) as child:
        ended = child.last()
    _complete(records_in(root / "out"), len(contents))
    return {
        f"{name} [doc/s]": len(contents) / (ended["last"] - child.started),
        f"{name}, with start and stop [doc/s]": len(contents) / (ended["exit"] - child.spawned),
    }


def _desk_dropped(root: Path, contents: list[bytes], kind: str) -> Mapping[str, float]:
    """Documents renamed into the inbox of a desk that waits for them."""
    names = write(root / "drops", contents)
    with desk.start(root, workers=2, expect=len(contents), kind=kind) as child:
        began = drop_all(root / "drops", desk.inbox_of(root), names)
        ended = child.last()
    _whole(ended, len(contents))
    return {"desk, 2 workers [doc/s]": len(contents) / (ended["last"] - began)}


def _queue(root: Path, contents: list[bytes], kind: str) -> Mapping[str, float]:
    names = write(root / "drops", contents)
    with queued.serving(root, kind, consumers=2):
        began = drop_all(root / "drops", root / "inbox", names)
        last = until(_all_there(root / "out", len(contents)))
    return {"watchdog and huey, 2 consumers [doc/s]": len(contents) / (last - began)}


def _all_there(folder: Path, count: int) -> Callable[[], bool]:
    return lambda: records_in(folder) >= count


def _whole(ended: Mapping[str, Any], wanted: int) -> None:
    if ended["statuses"] != ["complete"]:
        raise RuntimeError(f"records are {ended['statuses']}: not the same work")
    _complete(ended["ended"], wanted)


def _complete(found: int, wanted: int) -> None:
    if found != wanted:
        raise RuntimeError(f"{found} records of {wanted} documents: nothing to compare")
