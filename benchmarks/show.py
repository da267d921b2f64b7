"""Print what a benchmark found, and keep it as JSON."""

import json
import os
import platform
import time
from pathlib import Path
from statistics import median

from benchmarks.compare import Benchmark, Found, Target

__all__ = ["keep", "show"]


def show(benchmark: Benchmark, found: Found) -> int:
    """Print medians, ratios and their spread; return how many targets were missed."""
    width = max(map(len, [*found.figures, *(target.name for target in benchmark.targets)]), default=0)
    for name, values in found.figures.items():
        print(f"   {name:<{width}}  {_spread(values)}")
    for name, why in found.skipped.items():
        print(f"   {name}: passed over, {why}")
    missed = sum(_judge(target, found, width) for target in benchmark.targets)
    processors = os.cpu_count() or 1
    if max(found.load) > processors:
        print(f"   the machine's load was {max(found.load):.1f} on {processors} processors: read with care")
    return missed


def _judge(target: Target, found: Found, width: int) -> int:
    values = found.values(target)
    if not values:
        return 0
    met = target.met(median(values))
    verdict = f"  wanted {target.bound}: {'met' if met else 'MISSED'}" if target.bound else ""
    print(f"   {target.name:<{width}}  {_spread(values)}{verdict}")
    return not met


def _spread(values: list[float]) -> str:
    return f"{median(values):>9.4g}  ({min(values):.4g} to {max(values):.4g}, {len(values)} rounds)"


def keep(benchmark: Benchmark, found: Found, folder: Path) -> None:
    """Write what was found to ``folder/NAME.json``."""
    folder.mkdir(exist_ok=True)
    facts = {
        "benchmark": benchmark.name,
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "python": platform.python_version(),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "load": found.load,
        "figures": found.figures,
        "skipped": found.skipped,
        "targets": [
            {"name": target.name, "wanted": target.bound, "values": values, "met": target.met(median(values))}
            for target in benchmark.targets
            if (values := found.values(target))
        ],
    }
    (folder / f"{benchmark.name}.json").write_text(json.dumps(facts, indent=2) + "\n")
