"""Run benchmarks by name and write what they found to ``results/``."""

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks.compare import Benchmark, Options, measure
from benchmarks.show import keep, show

NAMES = ("startup", "latency", "noop", "burst", "process", "light", "end_to_end")
"""Quick ones first."""
RESULTS = Path(__file__).resolve().parent / "results"


def main() -> int:
    """Run the benchmarks asked for; return 1 when a target was missed."""
    options, names = _arguments()
    missed = 0
    for name in names:
        benchmark: Benchmark = import_module(f"benchmarks.{name}").benchmark(options)
        with tempfile.TemporaryDirectory(prefix="copydesk-bench-", dir=options.scratch) as scratch:
            found = measure(benchmark, options.rounds, Path(scratch))
        missed += show(benchmark, found)
        keep(benchmark, found, RESULTS)
    return 1 if missed else 0


def _arguments() -> tuple[Options, list[str]]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all if absent")
    parser.add_argument("--rounds", type=int, default=3, help="turns each case has (3)")
    parser.add_argument("--documents", type=int, default=2000, help="documents a case works on (2000)")
    parser.add_argument(
        "--scratch",
        type=Path,
        help="a folder on the disk to measure; the system's folder for temporary files if absent",
    )
    given = parser.parse_args()
    if unknown := sorted(set(given.names) - set(NAMES)):
        parser.error(f"no benchmark is called {unknown[0]!r}; there are: {', '.join(NAMES)}")
    return Options(given.rounds, given.documents, given.scratch), given.names or list(NAMES)


if __name__ == "__main__":
    sys.exit(main())
