"""A burst of renames at full speed: how many files a bare watchdog handler never hears of, how many a desk misses."""

import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks import desk, seen
from benchmarks.children import drop_all, until
from benchmarks.compare import Benchmark, Case, Options, Target
from benchmarks.documents import write
from copydesk import journal as verbs
from copydesk.journal import Reader

__all__ = ["benchmark"]

_TIMES = 25
"""Files for each document of the options: 50,000 for 2,000."""


def benchmark(options: Options) -> Benchmark:
    """Files of a few bytes, all different."""
    count = options.documents * _TIMES
    return Benchmark(
        "burst",
        f"{count} files renamed into the inbox at full speed",
        cases=(
            Case("watchdog handler", lambda root: _handler(root, count)),
            Case("desk", lambda root: _desk(root, count)),
        ),
        targets=(Target("desk, files missed", at_most=0),),
    )


def _files(root: Path, count: int) -> list[str]:
    return write(root / "drops", [f"file {number}\n".encode() for number in range(count)])


def _handler(root: Path, count: int) -> Mapping[str, float]:
    names = _files(root, count)
    with seen.start("handler", root / "inbox") as child:
        began = drop_all(root / "drops", root / "inbox", names)
        renamed = time.monotonic() - began
        time.sleep(10)  # it may look up every rename among all that wait
        found: dict[str, float] = child.end()["seen"]
    return {"renames [1/s]": count / renamed, "watchdog handler, files missed": count - len(found)}


def _desk(root: Path, count: int) -> Mapping[str, float]:
    """Every file has to be in the journal in the end, with its bytes in the originals."""
    names = _files(root, count)
    with desk.start(root, workers=1, expect=count, kind=desk.NOTHING) as child:
        began = drop_all(root / "drops", desk.inbox_of(root), names)
        with Reader.open(root / "state" / "journal.db") as reader:
            settled = _settled(reader, root, count)
        child.end()
    originals = sum(1 for _ in (root / "state" / "originals").iterdir())
    return {"desk, files missed": count - originals, "desk, accepted [1/s]": originals / (settled - began)}


def _settled(reader: Reader, root: Path, count: int) -> float:
    """Wait until all are accepted, or nothing was for longer than a scan takes to come around."""
    best, since = -1, time.monotonic()

    def over() -> bool:
        nonlocal best, since
        states = reader.ask(verbs.counts)
        accepted = sum(states[state] for state in ("accepted", "waiting", "claimed", "done"))
        if accepted > best:
            best, since = accepted, time.monotonic()
        return accepted >= count or time.monotonic() - since > 45  # the scan comes every 30 s

    until(over, every=0.5)
    print(
        f"      {best} accepted; {sum(1 for _ in (root / 'inbox').iterdir())} left in the inbox", flush=True
    )
    return since
