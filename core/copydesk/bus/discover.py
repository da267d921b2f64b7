"""Which plugins are installed, from metadata alone: nothing of a plugin is imported here."""

import hashlib
import importlib.util
import os
import re
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, distributions
from pathlib import Path
from types import ModuleType

__all__ = ["GROUP", "Found", "Refusal", "discover"]

GROUP = "copydesk"
_NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Found:
    """A plugin that could be loaded.

    Attributes:
        name: its entry point's name; its settings table and usually its layer are called so too.
        distribution: the installed distribution, or ``"file"`` for a single ``.py``.
        version: the distribution's version; of a single file, ``0+`` and a short hash of its bytes.
        origin: the module named by the entry point, or the file's path.
    """

    name: str
    distribution: str
    version: str
    origin: str

    def load(self) -> ModuleType:
        """Import the plugin's module; whatever its import raises comes through."""
        if self.distribution != "file":
            return importlib.import_module(self.origin)
        module_name = f"copydesk_file_{self.name.replace('-', '_')}"
        spec = importlib.util.spec_from_file_location(module_name, self.origin)
        if spec is None or spec.loader is None:
            raise ImportError(f"{self.origin} is not a Python module")
        module = importlib.util.module_from_spec(spec)
        sys.modules[module_name] = module
        spec.loader.exec_module(module)
        return module


@dataclass(frozen=True, slots=True)
class Refusal:
    """A plugin that is not used, and why."""

    name: str
    reason: str


def discover(folder: Path | None = None) -> tuple[list[Found], list[Refusal]]:
    """List every plugin that is installed or lies in ``folder`` as a single file, sorted by name.

    Two that claim one name are both refused: which one would win must never depend on the search path.
    """
    found = [*_installed(), *(_single_files(folder) if folder else ())]
    by_name: dict[str, list[Found]] = {}
    for plugin in found:
        by_name.setdefault(plugin.name, []).append(plugin)
    good = [claims[0] for claims in by_name.values() if len(claims) == 1]
    refused = [_clash(name, claims) for name, claims in by_name.items() if len(claims) > 1]
    bad_names = [Refusal(plugin.name, _BAD_NAME) for plugin in good if not _NAME.fullmatch(plugin.name)]
    refused += bad_names + (_untrusted(folder) if folder else [])
    names = {refusal.name for refusal in refused}
    return sorted((p for p in good if p.name not in names), key=lambda p: p.name), sorted(
        refused, key=lambda r: r.name
    )


_BAD_NAME = "a plugin's name is lower-case letters, digits and single dashes, such as 'word-count'"


def _clash(name: str, claims: list[Found]) -> Refusal:
    owners = " and ".join(
        sorted(f"{claim.distribution} {claim.version} ({claim.origin})" for claim in claims)
    )
    return Refusal(name, f"{owners} both call a plugin {name!r}: uninstall one of them")


def _installed() -> Iterable[Found]:
    seen: set[tuple[str, str]] = set()
    for distribution in distributions():
        for point in distribution.entry_points:
            if point.group != GROUP:
                continue
            owner = re.sub(r"[-_.]+", "-", distribution.metadata["Name"] or "?").lower()
            if (owner, point.name) not in seen:  # the same distribution may lie on the path twice
                seen.add((owner, point.name))
                yield Found(point.name, owner, distribution.version, _module(point))


def _module(point: EntryPoint) -> str:
    return point.value.partition(":")[0].strip()


def _single_files(folder: Path) -> Iterable[Found]:
    for file in sorted(folder.glob("*.py")):
        if not file.name.startswith("_") and _private(file):
            version = f"0+{hashlib.sha256(file.read_bytes()).hexdigest()[:8]}"
            yield Found(file.stem.replace("_", "-"), "file", version, str(file.resolve()))


def _untrusted(folder: Path) -> list[Refusal]:
    reason = "others may write this file or its folder: make both writable by their owner only (chmod go-w)"
    return [
        Refusal(file.stem.replace("_", "-"), reason)
        for file in sorted(folder.glob("*.py"))
        if not file.name.startswith("_") and not _private(file)
    ]


def _private(file: Path) -> bool:
    """Whether only its owner, who is us or root, may change the file or swap it."""
    for place in (file, file.parent):
        facts = place.stat()
        if facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH) or facts.st_uid not in {0, os.geteuid()}:
            return False
    return True
