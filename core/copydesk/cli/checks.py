"""The checks of ``doctor``. Each finding says what is so, and what would be right where it is not."""

import os
import platform
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from copydesk.cli.here import GET_PLUGINS
from copydesk.cli.term import count, size
from copydesk.errors import CopydeskError
from copydesk.folders import free_bytes, lock_owner, on_network

if TYPE_CHECKING:
    from copydesk.settings import DeskSettings, InboxSettings, LoadedSettings

__all__ = ["Finding", "desk", "machine", "plugins"]

INOTIFY = Path("/proc/sys/fs/inotify")
ENOUGH_FILES = 256
SLOW_SYNC_MS = 50


class Finding(NamedTuple):
    """One line.

    Attributes:
        level: ``ok``, ``warn`` or ``fail``.
        about: what was looked at.
        said: what is so; where it is not right, what would be.
    """

    level: str
    about: str
    said: str


def machine() -> Iterator[Finding]:
    """Python, the system, and how many files may be open."""
    yield Finding("ok", "python", f"{platform.python_version()} ({sys.executable})")
    if sys.platform != "linux":
        yield Finding(
            "warn", "system", f"{platform.system()}: every promise of the desk holds on Linux alone"
        )
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = soft < ENOUGH_FILES
    yield Finding(
        "warn" if few else "ok",
        "open files",
        f"{soft}{f'; raise it: ulimit -n {ENOUGH_FILES}' if few else ''}",
    )


def desk(loaded: "LoadedSettings") -> Iterator[Finding]:
    """The config, the four folders, the disk and the journal of one desk."""
    settings, folders = loaded.settings, loaded.settings.desk
    yield Finding("ok", "settings", str(loaded.file))
    yield from _seen("inbox", _inbox(folders.inbox, settings.inbox))
    yield from _seen("out", _writable("out", folders.out))
    yield from _seen("failed", _writable("failed", folders.failed))
    yield from _seen("state", _state(folders.state))
    yield from _seen("space", _space(settings))
    yield from _seen("journal", _running(settings))


def _seen(about: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    """What may not even be looked at is a finding too."""
    try:
        yield from findings
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        yield Finding("fail", about, f"{where}{error.strerror}; the desk needs more rights there")


def _inbox(inbox: Path, settings: "InboxSettings") -> Iterator[Finding]:
    if not inbox.is_dir():
        yield Finding("fail", "inbox", f"{inbox} is no folder; make it, or set desk.inbox")
        return
    if not os.access(inbox, os.R_OK | os.X_OK):
        yield Finding("fail", "inbox", f"{inbox} may not be read by this user; the desk needs r and x there")
        return
    if settings.originals == "keep":
        yield Finding("ok", "inbox", f"{inbox} can be read; originals stay in it")
    else:
        hint = 'documents cannot be taken from it; allow w, or set inbox.originals = "keep"'
        yield from _writable("inbox", inbox, hint)
    if settings.watch == "poll" or (settings.watch == "auto" and on_network(inbox)):
        yield Finding("ok", "watching", f"by polling every {settings.poll_every:g} s")
    else:
        yield _watches(inbox)
    if os.access(inbox, os.W_OK):
        yield _lease(inbox)


def _writable(name: str, folder: Path, hint: str = "the desk has to write there") -> Iterator[Finding]:
    there = folder
    while not there.exists():
        there = there.parent
    if not os.access(there, os.W_OK | os.X_OK):
        yield Finding("fail", name, f"{there} may not be written by this user; {hint}")
    else:
        yield Finding("ok", name, str(folder) if there == folder else f"{folder} will be made")


def _watches(inbox: Path) -> Finding:
    """One watch a folder, of a number that is the user's, not the desk's."""
    try:
        allowed = int((INOTIFY / "max_user_watches").read_text(encoding="ascii"))
    except OSError:
        return Finding("warn", "watching", "no inotify here; the desk scans, see inbox.scan_every")
    needed = 1 + sum(len(folders) for _path, folders, _files in os.walk(inbox))
    said = f"{count(needed, 'folder')}, and {allowed:,} watches allowed"
    if needed * 2 > allowed:
        return Finding(
            "warn", "watching", f'{said}; raise fs.inotify.max_user_watches, or set inbox.watch = "poll"'
        )
    return Finding("ok", "watching", said)


def _lease(inbox: Path) -> Finding:
    """Whether the system can tell that someone is still writing a file."""
    from copydesk.dropped import ignore_lease_breaks, writer_holds

    trial = inbox / f".copydesk-doctor-{os.getpid()}.tmp"
    try:
        ignore_lease_breaks()
        with trial.open("wb"), trial.open("rb") as reading:
            busy = writer_holds(reading.fileno())
        with trial.open("rb") as reading:
            free = writer_holds(reading.fileno())
    finally:
        trial.unlink(missing_ok=True)
    if (busy, free) == (True, False):
        return Finding("ok", "writers", "a file that is still being written is noticed")
    return Finding(
        "warn",
        "writers",
        "this file system does not tell who is writing; where no close is seen, 5 times inbox.quiet decides",
    )


def _state(state: Path) -> Iterator[Finding]:
    yield from _writable("state", state)
    if not state.exists():
        return
    if on_network(state):
        yield Finding("fail", "state", f"{state} is on a network file system; set desk.state to a local disk")
    if state.stat().st_mode & 0o007:
        yield Finding(
            "warn", "state", f"others may look into {state}, which keeps originals; chmod o-rwx {state}"
        )
    if os.access(state, os.W_OK):
        yield _sync(state)


def _sync(state: Path) -> Finding:
    """How long one durable write takes: the desk makes a few for each document."""
    from copydesk.files import unlink, write_synced

    trial = state / f".copydesk-doctor-{os.getpid()}.tmp"
    began = perf_counter()
    write_synced(trial, b"")
    took = (perf_counter() - began) * 1000
    unlink(trial)
    slow = "; a slow disk, so expect few documents a second" if took > SLOW_SYNC_MS else ""
    return Finding("warn" if slow else "ok", "sync", f"{took:.1f} ms{slow}")


def _space(settings: "DeskSettings") -> Iterator[Finding]:
    least = settings.inbox.min_free_mb << 20
    for name in ("state", "out"):
        folder = getattr(settings.desk, name)
        if folder.exists():
            free = free_bytes(folder)
            short = f"; accepting pauses below {size(least)}, see inbox.min_free_mb" if free < least else ""
            yield Finding("fail" if short else "ok", "space", f"{size(free)} free for {name}{short}")


def _running(settings: "DeskSettings") -> Iterator[Finding]:
    from copydesk.cli.journalled import reading
    from copydesk.journal import counts

    try:
        with reading(settings.desk) as reader:
            known = sum(reader.ask(counts).values()) if reader else None
    except CopydeskError as error:
        yield Finding("fail", "journal", str(error))
        return
    process = lock_owner(settings.desk.state)
    running = f"; a desk is running, process {process}" if process else ""
    yield Finding("ok", "journal", f"{'not made yet' if known is None else 'can be read'}{running}")


def plugins(settings: "DeskSettings") -> Iterator[Finding]:
    """Each enabled plugin, as a worker loads it under its limits, and the order of the layers."""
    from copydesk.workers.crew import Crew

    crew = Crew(_one_worker(settings))
    try:
        manifest = crew.start()
    except CopydeskError as error:
        yield Finding("fail", "plugins", str(error))
        return
    finally:
        crew.stop()
    for name, plugin in manifest.plugins.items():
        yield Finding(
            "ok", "plugin", f"{name} {plugin.producer.version}, loaded in {plugin.import_ms:.0f} ms"
        )
    for name, reason in manifest.refusals.items():
        yield Finding("fail", "plugin", f"{name} is not used: {reason}")
    if manifest.plugins:
        yield Finding(
            "warn", "network", "nothing here keeps a plugin from opening connections; enable those you trust"
        )
    order = [step.layer for step in crew.order]
    none = f"no plugin makes one; {GET_PLUGINS}"
    yield Finding("ok" if order else "warn", "layers", " → ".join(order) or none)


def _one_worker(settings: "DeskSettings") -> "DeskSettings":
    """A plugin that ends its process at import must not end this one."""
    workers = settings.workers.model_copy(update={"count": 1})
    return settings.model_copy(update={"workers": workers})
