"""The processor time of short commands, as a multiple of a Python that does nothing."""

import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.compare import Benchmark, Case, Options, Target

__all__ = ["benchmark"]

_TIMES = 10
_PLUGINS = 50
_COPYDESK = "import sys; from copydesk.cli import main; sys.exit(main())"
"""What the installed command consists of."""
_NOTHING, _HELP, _LIST = (
    "python -c pass [ms]",
    "copydesk --help [ms]",
    "copydesk plugins list, 50 plugins [ms]",
)


def benchmark(_options: Options) -> Benchmark:
    """Help, and a list of 50 plugins that are not imported."""
    return Benchmark(
        "startup",
        f"processor time, mean of {_TIMES} runs",
        cases=(
            Case("python -c pass", lambda _root: {_NOTHING: _mean(["-c", "pass"])}),
            Case("copydesk --help", lambda _root: {_HELP: _mean(["-c", _COPYDESK, "--help"])}),
            Case("copydesk plugins list", _listed),
        ),
        targets=(Target(_HELP, _NOTHING, at_most=4), Target(_LIST, _NOTHING, at_most=8)),
    )


def _listed(root: Path) -> Mapping[str, float]:
    for number in range(_PLUGINS):
        facts = root / f"copydesk_fake{number}-1.0.dist-info"
        facts.mkdir()
        (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: copydesk-fake{number}\nVersion: 1.0\n")
        (facts / "entry_points.txt").write_text(f"[copydesk]\nfake{number} = copydesk_fake{number}\n")
        (facts / "RECORD").touch()
    command = ["-c", _COPYDESK, "plugins", "list"]
    shown = _run(command, root)
    if f"fake{_PLUGINS - 1}" not in shown:
        raise RuntimeError("the command did not list the plugins")
    return {_LIST: _mean(command, root)}


def _mean(command: list[str], path: Path | None = None) -> float:
    """Milliseconds of processor time, after one run that fills the caches."""
    _run(command, path)
    before = _spent()
    for _ in range(_TIMES):
        _run(command, path)
    return (_spent() - before) / _TIMES * 1000


def _run(command: list[str], path: Path | None) -> str:
    environment = {**os.environ, **({"PYTHONPATH": str(path)} if path else {})}
    done = subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, check=True, text=True
    )
    return done.stdout


def _spent() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
