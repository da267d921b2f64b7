"""A document on which nothing is done, through everything that makes it safe, beside a no-op job of a durable queue."""

import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks import desk
from benchmarks.children import Child, drop_all, say
from benchmarks.compare import Benchmark, Case, Options, Target
from benchmarks.documents import tiny, write
from copydesk import journal as verbs
from copydesk.dropped import stat_key
from copydesk.files import publish
from copydesk.inbox.values import Staged
from copydesk.journal import Done, Journal
from copydesk.model import document_id

__all__ = ["benchmark"]

_BATCH = 32
_PAYLOAD = 600


def benchmark(options: Options) -> Benchmark:
    """Documents of 600 bytes, jobs of 600 bytes."""
    contents = tiny(options.documents)
    return Benchmark(
        "noop",
        f"{options.documents} documents of 600 bytes on which nothing is done",
        cases=(
            Case("desk", lambda root: _desk(root, contents)),
            Case("journal and publishing", lambda root: _journal(root, contents)),
            Case("huey", lambda root: _huey(root, len(contents)), ("huey",)),
        ),
        targets=(
            Target("desk, inbox to record [doc/s]", "huey, 2 threads [job/s]", at_least=1),
            Target("journal and publishing [doc/s]", "huey, 2 threads [job/s]", at_least=1),
        ),
    )


def _desk(root: Path, contents: list[bytes]) -> Mapping[str, float]:
    names = write(root / "drops", contents)
    with desk.start(root, workers=1, expect=len(contents), kind=desk.NOTHING) as child:
        began = drop_all(root / "drops", desk.inbox_of(root), names)
        ended = child.last()
    if ended["ended"] != len(contents):
        raise RuntimeError(f"{ended['ended']} of {len(contents)} documents ended")
    cpu = (ended["cpu"] - child.told["cpu"]) / len(contents)
    return {
        "desk, inbox to record [doc/s]": len(contents) / (ended["last"] - began),
        "desk, processor time a document, without workers [ms]": cpu * 1000,
    }


def _journal(root: Path, contents: list[bytes]) -> Mapping[str, float]:
    """Accept, claim, publish, done: what a desk commits and syncs for each batch, and nothing else."""
    copies = [_staged(root, number, data) for number, data in enumerate(contents)]
    with Journal.open(root / "journal.db", create=True) as journal:
        began = time.monotonic()
        for at in range(0, len(copies), _BATCH):
            journal.do(verbs.accept, copies[at : at + _BATCH], at)
            journal.do(verbs.settled, [copy.id for copy in copies[at : at + _BATCH]], "gone")
            rows = journal.do(verbs.claim, _BATCH, at)
            publish([(root / "out" / f"{row.name}.json", contents[0]) for row in rows])
            ended = [Done(row.id, row.attempt, "complete", 1) for row in rows]
            if len(journal.do(verbs.done, ended, at)) != len(copies[at : at + _BATCH]):
                raise RuntimeError("the journal did not take every record")
        seconds = time.monotonic() - began
    return {"journal and publishing [doc/s]": len(copies) / seconds}


def _staged(root: Path, number: int, data: bytes) -> Staged:
    path, sha256 = f"{number:06d}.txt", f"{number:064x}"
    return Staged(
        document_id(path, sha256), path, path, stat_key(root.stat()), f"{number:032x}", len(data), sha256
    )


def _huey(root: Path, count: int) -> Mapping[str, float]:
    with Child("benchmarks.noop", count, root / "huey.db") as child:
        ended = child.last()
    return {"huey, 2 threads [job/s]": count / (ended["last"] - ended["began"])}


def _consume(count: int, database: str) -> None:
    """Enqueue and consume in one process, as huey's own benchmark does."""
    from huey import SqliteHuey  # type: ignore[import-untyped] # noqa: PLC0415 - has no types; optional

    huey = SqliteHuey(filename=database)
    left, done = [count], threading.Event()
    guard = threading.Lock()

    @huey.task()  # type: ignore[untyped-decorator] # huey has no types
    def nothing(_payload: str) -> None:
        with guard:
            left[0] -= 1
            if not left[0]:
                done.set()

    consumer = huey.create_consumer(workers=2, periodic=False, check_worker_health=False)
    consumer.start()
    say(started=time.monotonic())
    began = time.monotonic()
    for _ in range(count):
        nothing("x" * _PAYLOAD)
    done.wait()
    say(began=began, last=time.monotonic())
    consumer.stop()


if __name__ == "__main__":
    _consume(int(sys.argv[1]), sys.argv[2])
