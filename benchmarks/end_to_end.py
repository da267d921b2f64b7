"""From drop to record, with the three plugins: one worker beside a naive loop, two beside a queue and a pipeline."""

import resource
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import desk, loops, queued
from benchmarks.children import drop_all, records_in, until
from benchmarks.compare import Benchmark, Case, Options, Target
from benchmarks.documents import documents, write
from benchmarks.work import FULL

__all__ = ["benchmark", "build"]

Contender = Callable[[str, Path, list[bytes], str], Mapping[str, float]]

_ONE, _TWO, _QUEUE = "desk, 1 worker", "desk, 2 workers", "watchdog and huey, 2 consumers"
_NAIVE, _HAYSTACK = "naive loop", "haystack"
_PRICE = "processor time a document [ms]"
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
            Case(_ONE, partial(_priced, _ONE, _desk_found, contents, kind)),
            Case(_NAIVE, partial(_priced, _NAIVE, _loop, contents, kind)),
            Case(_TWO, partial(_priced, _TWO, _desk_dropped, contents, kind)),
            Case(_QUEUE, partial(_priced, _QUEUE, _queue, contents, kind), ("huey",)),
            Case(_HAYSTACK, partial(_priced, _HAYSTACK, _loop, contents[::_SLOW_SHARE], kind), ("haystack",)),
        ),
        targets=(
            Target(f"{_ONE} [doc/s]", f"{_NAIVE} [doc/s]", at_least=0.7),
            Target(f"{_TWO} [doc/s]", f"{_QUEUE} [doc/s]", at_least=1.2),
            Target(f"{_TWO} [doc/s]", f"{_HAYSTACK} [doc/s]", at_least=5),
            Target(f"{_ONE}, {_PRICE}", f"{_NAIVE}, {_PRICE}"),
            Target(f"{_TWO}, {_PRICE}", f"{_QUEUE}, {_PRICE}"),
        ),
    )


def _priced(name: str, run: Contender, contents: list[bytes], kind: str, root: Path) -> Mapping[str, float]:
    """Add the processor time of all its processes, start-up included: a busy neighbour changes that least."""
    before = _spent()
    figures = run(name, root, contents, kind)
    return {**figures, f"{name}, {_PRICE}": (_spent() - before) / len(contents) * 1000}


def _spent() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _desk_found(name: str, root: Path, contents: list[bytes], kind: str) -> Mapping[str, float]:
    """Documents that were there before the desk; they wait for the quiet time first, a second."""
    write(desk.inbox_of(root), contents)
    with desk.start(root, workers=1, expect=len(contents), kind=kind) as child:
        ended = child.last()
    _whole(ended, len(contents))
    return {
        f"{name} [doc/s]": len(contents) / (ended["last"] - child.started),
        f"{name}, with start and stop [doc/s]": len(contents) / (ended["exit"] - child.spawned),
    }


def _loop(name: str, root: Path, contents: list[bytes], kind: str) -> Mapping[str, float]:
    write(root / "inbox", contents)
    with loops.start(name, root / "inbox", root / "out", kind) as child:
        ended = child.last()
    _complete(records_in(root / "out"), len(contents))
    return {
        f"{name} [doc/s]": len(contents) / (ended["last"] - child.started),
        f"{name}, with start and stop [doc/s]": len(contents) / (ended["exit"] - child.spawned),
    }


def _desk_dropped(name: str, root: Path, contents: list[bytes], kind: str) -> Mapping[str, float]:
    """Documents renamed into the inbox of a desk that waits for them."""
    names = write(root / "drops", contents)
    with desk.start(root, workers=2, expect=len(contents), kind=kind) as child:
        began = drop_all(root / "drops", desk.inbox_of(root), names)
        ended = child.last()
    _whole(ended, len(contents))
    return {f"{name} [doc/s]": len(contents) / (ended["last"] - began)}


def _queue(name: str, root: Path, contents: list[bytes], kind: str) -> Mapping[str, float]:
    names = write(root / "drops", contents)
    with queued.serving(root, kind, consumers=2):
        began = drop_all(root / "drops", root / "inbox", names)
        last = until(_all_there(root / "out", len(contents)))
    return {f"{name} [doc/s]": len(contents) / (last - began)}


def _all_there(folder: Path, count: int) -> Callable[[], bool]:
    return lambda: records_in(folder) >= count


def _whole(ended: Mapping[str, Any], wanted: int) -> None:
    if ended["statuses"] != ["complete"]:
        raise RuntimeError(f"records are {ended['statuses']}: not the same work")
    _complete(ended["ended"], wanted)


def _complete(found: int, wanted: int) -> None:
    if found != wanted:
        raise RuntimeError(f"{found} records of {wanted} documents: nothing to compare")
