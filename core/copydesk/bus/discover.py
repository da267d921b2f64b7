"""Which plugins are installed, from metadata alone: nothing of a plugin is imported here."""

import importlib.util
import os
import re
import stat
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from copydesk.config import plain_name

__all__ = ["GROUP", "Found", "Refusal", "discover"]

GROUP = "copydesk"
_NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")


class Found(NamedTuple):
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
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[module_name]
            raise
        return module


class Refusal(NamedTuple):
    """A plugin that is not used, and why."""

    name: str
    reason: str


def discover(folder: Path | None = None) -> tuple[list[Found], list[Refusal]]:
    """List every plugin that is installed or lies in ``folder`` as a single file, sorted by name.

    Two that claim one name are both refused: which one would win must never depend on the search path.
    """
    files = sorted(folder.glob("[!_.]*.py")) if folder else []
    claims: dict[str, list[Found]] = {}
    for found in [*_installed(), *(_single_file(file) for file in files)]:
        claims.setdefault(plain_name(found.name), []).append(found)
    untrusted = {_file_name(file) for file in files if not _private(file)}
    good, refused = list[Found](), list[Refusal]()
    for claimants in claims.values():
        reason = _objection(claimants, untrusted)
        if reason:
            refused.append(Refusal(claimants[0].name, reason))
        else:
            good.append(claimants[0])
    return sorted(good, key=lambda plugin: plugin.name), sorted(refused, key=lambda refusal: refusal.name)


def _objection(claimants: list[Found], untrusted: set[str]) -> str:
    first, *others = claimants
    if others:
        owners = sorted(f"{claim.distribution} {claim.version} ({claim.origin})" for claim in claimants)
        return f"{' and '.join(owners)} both call a plugin {first.name!r}: uninstall one of them"
    if not _NAME.fullmatch(first.name):
        return "a plugin's name is lower-case letters, digits and single dashes, such as 'word-count'"
    if first.distribution == "file" and first.name in untrusted:
        return "others may write this file or its folder: make both writable by their owner only (chmod go-w)"
    return ""


def _installed() -> Iterable[Found]:
    seen: set[tuple[str, str]] = set()
    for distribution in distributions():
        for point in distribution.entry_points:
            if point.group != GROUP:
                continue
            name, version = _name_and_version(distribution)
            owner = re.sub(r"[-_.]+", "-", name).lower()
            if (owner, point.name) not in seen:  # the same distribution may lie on the path twice
                seen.add((owner, point.name))
                yield Found(point.name, owner, version, _module(point))


def _name_and_version(distribution: Distribution) -> tuple[str, str]:
    """Read two lines; ``distribution.metadata`` parses the whole file as a mail, which 50 plugins make felt."""
    head = (distribution.read_text("METADATA") or "").partition("\n\n")[0]
    facts = dict(re.findall(r"^(Name|Version): *(.*)$", head, re.MULTILINE))
    return facts.get("Name", "?"), facts.get("Version", "?")


def _module(point: EntryPoint) -> str:
    return point.value.partition(":")[0].strip()


def _single_file(file: Path) -> Found:
    try:
        import hashlib  # noqa: PLC0415 - single files are rare, and listing plugins is to be quick

        digest = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    except OSError:
        digest = "unreadable"  # its import says why
    return Found(_file_name(file), "file", f"0+{digest}", str(file.resolve()))


def _file_name(file: Path) -> str:
    return file.stem.replace("_", "-")


def _private(file: Path) -> bool:
    """Whether only its owner, who is us or root, may change the file or swap it; a link is as good as its target."""
    target = file.resolve()
    for place in (target, target.parent, file.parent):
        facts = place.stat() if place.exists() else None
        if facts and (facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH) or facts.st_uid not in {0, os.geteuid()}):
            return False
    return True
