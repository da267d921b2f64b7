"""Many files through `enrich_many`: two workers beside one, and what a pool of plain processes makes of two."""

import sys
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.children import Child, say
from benchmarks.compare import Benchmark, Case, Options, Target
from benchmarks.documents import documents, write
from benchmarks.work import FULL, worked
from copydesk import Record, enrich_many
from copydesk.seam import Trouble

__all__ = ["benchmark"]

_OURS, _PLAIN = "enrich_many", "process pool"
_CHUNK = 8


def benchmark(options: Options) -> Benchmark:
    """One and two processes each."""
    contents = documents(options.documents)
    cases = [
        Case(f"{way}, {count}", partial(_many, contents, way, count))
        for way in (_OURS, _PLAIN)
        for count in (1, 2)
    ]
    return Benchmark(
        "process",
        f"{options.documents} documents of 6 KB, the three plugins, two workers beside one",
        cases,
        targets=(
            Target(f"{_OURS}, 2 workers [doc/s]", f"{_OURS}, 1 worker [doc/s]", at_least=1.6),
            Target(f"{_PLAIN}, 2 workers [doc/s]", f"{_PLAIN}, 1 worker [doc/s]"),
            Target(f"{_OURS}, 2 workers [doc/s]", f"{_PLAIN}, 2 workers [doc/s]"),
        ),
    )


def _many(contents: list[bytes], way: str, count: int, root: Path) -> Mapping[str, float]:
    write(root / "files", contents)
    with Child("benchmarks.process", root / "files", way, count) as child:
        ended = child.last()
    workers = "1 worker" if count == 1 else f"{count} workers"
    return {f"{way}, {workers} [doc/s]": (len(contents) - 1) / (ended["last"] - ended["first"])}


def _plain(path: Path) -> bytes:
    return worked(path.read_bytes(), path.name, FULL)


def _main(folder: Path, way: str, count: int) -> None:
    """Count from the first answer, so that starting processes and loading plugins is left out."""
    files = sorted(folder.iterdir())
    say(started=time.monotonic())
    if way == _OURS:
        times = [_at(answer) for answer in enrich_many(files, workers=count)]
    else:
        with ProcessPoolExecutor(count, mp_context=get_context("forkserver")) as pool:
            times = [_at(answer) for answer in pool.map(_plain, files, chunksize=_CHUNK)]
    say(first=times[0], last=times[-1])


def _at(answer: Record | Trouble | bytes) -> float:
    if isinstance(answer, Trouble):
        raise ValueError(answer.message)  # noqa: TRY004 - not of the wrong type, but without a record
    return time.monotonic()


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
