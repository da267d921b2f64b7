"""From drop to record, with one regular expression for a plugin: what is measured is everything around it."""

from benchmarks.compare import Benchmark, Options
from benchmarks.end_to_end import build
from benchmarks.work import LIGHT

__all__ = ["benchmark"]


def benchmark(options: Options) -> Benchmark:
    """A light plugin's work; the targets are those of the whole."""
    return build("light", f"{options.documents} documents of 6 KB, one light plugin", LIGHT, options)
