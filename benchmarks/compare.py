"""Cases that take turns, and what is asked of them.

Every round runs each case once, in an order of its own and in a fresh folder, so that a disk or a neighbour that grows
slower slows all of them. Ratios are taken within a round.
"""

import os
import random
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

__all__ = ["Benchmark", "Case", "Found", "Options", "Target", "measure"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says.

    Attributes:
        rounds: turns each case has.
        documents: how many a case works on; some take a part or a multiple of it.
        scratch: where to work; None for the system's folder for temporary files.
    """

    rounds: int
    documents: int
    scratch: Path | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One contender.

    Attributes:
        name: what it is called while it runs.
        run: does the work in an empty folder; returns figures by name, each with its unit in the name.
        needs: the packages without which it is passed over.
    """

    name: str
    run: Callable[[Path], Mapping[str, float]]
    needs: tuple[str, ...] = ()

    @property
    def lacks(self) -> list[str]:
        """The packages that are missing."""
        return [package for package in self.needs if find_spec(package) is None]


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should come to: alone, or divided by another of the same round. Without a bound it is only shown.

    Attributes:
        figure: whose median is judged.
        beside: what it is divided by; empty for nothing.
        at_least: the least that will do; None for no such bound.
        at_most: the most that will do.
    """

    figure: str
    beside: str = ""
    at_least: float | None = None
    at_most: float | None = None

    def met(self, value: float) -> bool:
        """Whether a value will do."""
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )

    @property
    def bound(self) -> str:
        """The bound in words; empty without one."""
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return "" if self.at_most is None else f"<= {self.at_most:g}"

    @property
    def name(self) -> str:
        """What is judged, in words."""
        return f"{self.figure} / {self.beside}" if self.beside else self.figure


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Cases and what is asked of them."""

    name: str
    about: str
    cases: Sequence[Case]
    targets: Sequence[Target]


@dataclass(slots=True)
class Found:
    """What a benchmark came to.

    Attributes:
        figures: the values of each figure, round by round.
        skipped: cases that could not run, and why.
        load: the machine's load before and after; above the number of processors somebody else was at work.
    """

    figures: dict[str, list[float]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    load: list[float] = field(default_factory=list)

    def values(self, target: Target) -> list[float]:
        """What a target judges, round by round; nothing where a case was passed over."""
        own, beside = self.figures.get(target.figure, []), self.figures.get(target.beside, [])
        return [a / b for a, b in zip(own, beside, strict=bool(own and beside))] if target.beside else own


def measure(benchmark: Benchmark, rounds: int, scratch: Path) -> Found:
    """Run every case so many times, taking turns."""
    found = Found(load=[os.getloadavg()[0]])
    found.skipped = {case.name: f"{case.lacks[0]} is not installed" for case in benchmark.cases if case.lacks}
    able = [case for case in benchmark.cases if not case.lacks]
    print(f"\n== {benchmark.name}: {benchmark.about}", flush=True)
    for turn in range(rounds):
        order = random.Random(turn).sample(able, len(able))
        for case in order:
            print(f"   round {turn + 1} of {rounds}: {case.name} ...", flush=True)
            folder = scratch / f"{turn}-{able.index(case)}"
            folder.mkdir()
            for name, value in case.run(folder).items():
                found.figures.setdefault(name, []).append(value)
        _sweep(scratch)
    found.load.append(os.getloadavg()[0])
    return found


def _sweep(scratch: Path) -> None:
    """Remove a round's files and wait for the disk, so that the next round does not pay for it."""
    for folder in scratch.iterdir():
        shutil.rmtree(folder)
    os.sync()
