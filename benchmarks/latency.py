"""One document at a time into an idle desk: how long until it is noticed, and until its record is there."""

import random
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from benchmarks import desk, queued, seen
from benchmarks.children import until
from benchmarks.compare import Benchmark, Case, Options, Target
from benchmarks.documents import SEED, documents
from benchmarks.work import FULL, LIGHT

__all__ = ["benchmark"]

_MOST = 200
_POLL = 0.0005


def benchmark(options: Options) -> Benchmark:
    """At most 200 documents."""
    contents = documents(min(options.documents, _MOST))
    desks = [Case(f"desk, {kind} work", partial(_desk, contents, kind)) for kind in (LIGHT, FULL)]
    queues = [
        Case(f"queue, {kind} work", partial(_queue, contents, kind), ("huey",)) for kind in (LIGHT, FULL)
    ]
    return Benchmark(
        "latency",
        f"{len(contents)} single documents of 6 KB into an idle desk",
        cases=(
            *desks,
            *queues,
            Case("watchdog handler", lambda root: _noticed("handler", root, contents)),
            Case("finder", lambda root: _noticed("finder", root, contents)),
        ),
        targets=(
            Target("desk, light work, p50 [ms]", at_most=50),
            Target("desk, light work, p99 [ms]", at_most=150),
            Target("desk, full work, p50 [ms]", at_most=50),
            Target("desk, full work, p99 [ms]", at_most=150),
            Target("finder less settle, p50 [ms]", "watchdog handler, p50 [ms]", at_most=2),
        ),
    )


def _desk(contents: list[bytes], kind: str, root: Path) -> Mapping[str, float]:
    with desk.start(root, workers=1, expect=len(contents) + 1, kind=kind):
        return _waited(f"desk, {kind} work", desk.inbox_of(root), desk.out_of(root), contents)


def _queue(contents: list[bytes], kind: str, root: Path) -> Mapping[str, float]:
    with queued.serving(root, kind, consumers=1):
        return _waited(f"watchdog and huey, {kind} work", root / "inbox", root / "out", contents)


def _waited(name: str, inbox: Path, out: Path, contents: list[bytes]) -> Mapping[str, float]:
    """From each close to the moment its record can be opened; the first one loads the plugins and does not count."""
    waits = []
    for number, content in enumerate([contents[-1] + b"\n", *contents]):
        record = out / f"{number}.txt.json"
        closed = _drop(inbox / f"{number}.txt", content)
        waits.append(until(record.exists, every=_POLL) - closed)
        time.sleep(0.03)
    return _percentiles(name, waits[1:])


def _noticed(contender: str, root: Path, contents: list[bytes]) -> Mapping[str, float]:
    """From each close to the moment its path is out of the handler, or of the finder."""
    source, closed = random.Random(SEED), {}
    with seen.start(contender, root / "inbox") as child:
        for number, content in enumerate(contents):
            closed[f"{number}.txt"] = _drop(root / "inbox" / f"{number}.txt", content)
            time.sleep(source.uniform(0.02, 0.06))
        time.sleep(0.5)
        found: dict[str, float] = child.end()["seen"]
    less, name = (seen.SETTLE, "finder less settle") if contender == "finder" else (0.0, "watchdog handler")
    return _percentiles(name, [found[path] - when - less for path, when in closed.items()])


def _drop(path: Path, content: bytes) -> float:
    file = path.open("wb")
    file.write(content)
    file.flush()
    closing = time.monotonic()
    file.close()
    return closing


def _percentiles(name: str, seconds: list[float]) -> Mapping[str, float]:
    return {
        f"{name}, p50 [ms]": median(seconds) * 1000,
        f"{name}, p99 [ms]": quantiles(seconds, n=100)[98] * 1000,
    }
