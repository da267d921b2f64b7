"""Score the figures plugin and its installed peers on a folder of labelled suites: ``benchmarks/figures.py DIR``.

Every suite is a file of JSON lines as ``score.py`` beside or above DIR describes; that scorer counts the matches. Peak
memory is that of the process so far: run one engine at a time with ``--only`` to tell them apart.
"""

import argparse
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs as a file, too

from benchmarks.figures_peers import PEERS, Engine, Record
from benchmarks.figures_suites import ours


def main() -> int:
    """Print the table, one line per suite and engine; returns 2 where DIR holds no suites or has no scorer."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.figures", description=__doc__)
    arguments.add_argument("folder", type=Path, metavar="DIR", help="a folder of *.jsonl suites")
    arguments.add_argument("--only", nargs="*", help="names of engines or prefixes of suites")
    given = arguments.parse_args()
    suites = sorted(given.folder.glob("*.jsonl"))
    scorer = next(
        (path for path in (given.folder / "score.py", given.folder.parent / "score.py") if path.exists()),
        None,
    )
    if not suites or scorer is None:
        print(f"{given.folder} needs *.jsonl suites, and score.py in it or above it", file=sys.stderr)
        return 2
    table(load(scorer), suites, given.only or [])
    return 0


def load(path: Path) -> ModuleType:
    """Return a module by its path."""
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python module")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(score: ModuleType, suites: list[Path], only: list[str]) -> None:
    """Print strict, value+unit and lenient F1 and characters per second of every engine on every suite."""
    records = {
        path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
        for path in suites
    }
    units = {
        figure["unit_peer"].lower(): figure["unit"]
        for rows in records.values() for row in rows for figure in row["figures"]
        if figure.get("unit_peer") and figure.get("unit")
    }  # fmt: skip
    prefixes = tuple(name for name in only if any(suite.startswith(name) for suite in records))
    wanted = [name for name in only if not name.startswith(prefixes or ("\0",))]
    print(
        f"{'suite':20} {'engine':17} {'gold':>5} {'strict':>7} {'v+unit':>7} {'lenient':>7} {'chars/s':>11} {'MB':>5}"
    )
    for name, engine, scopes in _engines(units):
        if wanted and name not in wanted:
            continue
        for suite, rows in records.items():
            fits = suite != "hard-cases" and suite.startswith(prefixes or ("",))
            if fits and (scopes is None or rows[0]["scope"][0] in scopes):
                _line(score, name, engine, suite, rows)


def _engines(units: dict[str, str]) -> Iterator[tuple[str, Engine, set[str] | None]]:
    yield "copydesk-figures", ours, None
    for name, (make, scopes) in PEERS.items():
        try:
            yield name, make(units), scopes
        except ImportError:
            print(f"{'':20} {name:17} not installed")


def _line(score: ModuleType, name: str, engine: Engine, suite: str, rows: Iterable[Record]) -> None:
    total: Counter[str] = Counter()
    characters, spent, failed = 0, 0.0, 0
    for record in rows:
        if record.get("latent"):
            continue
        begun = time.process_time()
        try:
            given = engine(record, suite)
        except Exception:  # noqa: BLE001 -- a peer that falls over on a text has found nothing in it
            given, failed = [], failed + 1
        spent += time.process_time() - begun
        characters += len(record["text"])
        total += score.score(record["figures"], given, record.get("first_only"))
    f1 = [score.f1(total, key) for key in ("strict", "value_unit", "lenient")]
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    marks = " ".join(f"{value:7.1f}" for value in f1)
    print(
        f"{suite:20} {name:17} {total['gold']:5} {marks} {characters / max(spent, 1e-9):11,.0f} {megabytes:5.0f}"
        + (f"  ({failed} texts raised)" if failed else "")
    )


if __name__ == "__main__":
    sys.exit(main())
