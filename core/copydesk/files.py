"""The only place that does durable file work.

Whatever must survive a crash goes through `system`, a handful of calls that a test can replace by recording
or failing ones. A sync that fails raises `SyncFailed` and is never tried again: the kernel may have dropped
the data.
"""

import errno
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import Final, NamedTuple

from copydesk.errors import DiskFull, StorageError, SyncFailed
from copydesk.names import display_name

__all__ = [
    "Copied",
    "System",
    "copy",
    "is_transient",
    "make_folders",
    "publish",
    "rename_synced",
    "sync_files",
    "sync_folder",
    "unlink",
    "write_synced",
]

PIECE: Final = 1 << 20
"""Bytes read at once while copying."""

OPEN_AT_ONCE: Final = 64
"""Files held open while their writeback is under way."""

TRANSIENT: Final = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ESTALE, errno.EBUSY}
)
"""Errors that pass by themselves once there is room again."""


class System:
    """The calls by which durable work reaches the disk."""

    open = staticmethod(os.open)
    write = staticmethod(os.write)
    fsync = staticmethod(os.fsync)
    rename = staticmethod(os.rename)
    unlink = staticmethod(os.unlink)
    mkdir = staticmethod(os.mkdir)


system: System = System()

_making = threading.Lock()
"""Held while folders are made, so that no other thread uses one whose name is not synced yet."""


class Copied(NamedTuple):
    """What `copy` read: its size in bytes and their sha256 in hex."""

    size: int
    sha256: str


def is_transient(error: OSError) -> bool:
    """Whether `error` passes by itself: space, quota, descriptors or memory used up, a stale handle."""
    return error.errno in TRANSIENT


@contextmanager
def _room_for(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if is_transient(error):
            raise DiskFull(f"cannot write {display_name(str(path))}: {error.strerror}") from error
        raise


@contextmanager
def _disk_of(path: Path) -> Iterator[None]:
    """Tell what happens while writing from what happens to the file that is read meanwhile."""
    try:
        with _room_for(path):
            yield
    except OSError as error:
        name = display_name(str(path))
        raise StorageError(
            f"cannot write {name}: {error.strerror}; check the disk, then start the desk again"
        ) from error


def sync_files(fds: Sequence[int]) -> None:
    """Make the content of open files durable.

    The writeback of all is started before the first is waited for: half the time of syncing one by one.

    Raises:
        SyncFailed: the system could not say that a file is safe.
    """
    if len(fds) > 1 and hasattr(os, "posix_fadvise"):
        for fd in fds:
            os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    for fd in fds:
        _sync(fd, "a file")


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable.

    Raises:
        SyncFailed: the system could not say that they are safe.
    """
    fd = system.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _sync(fd, display_name(str(path)))
    finally:
        os.close(fd)


def _sync(fd: int, name: str) -> None:
    try:
        system.fsync(fd)
    except OSError as error:
        raise SyncFailed(
            f"cannot sync {name}: {error.strerror}; check the disk, then start the desk again"
        ) from error


def make_folders(path: Path) -> None:
    """Create `path` and what is missing above it, durably.

    Raises:
        FileExistsError: something on the way is no folder.
    """
    with _making:
        missing = list(takewhile(lambda folder: not folder.is_dir(), (path, *path.parents)))
        for folder in reversed(missing):
            with suppress(FileExistsError), _room_for(folder):
                system.mkdir(folder)
            if not folder.is_dir():
                raise FileExistsError(errno.EEXIST, "exists and is no folder", str(folder))
            sync_folder(folder.parent)


def write_synced(path: Path, data: bytes) -> None:
    """Put one whole file in place; see `publish`."""
    publish([(path, data)])


def publish(files: Iterable[tuple[Path, bytes]]) -> None:
    """Put whole files in place, durably; at every instant a destination holds its old content or its new.

    Every file is written beside its destination under a name that no ``*.json`` pattern finds and that the
    next try for the same destination takes over, synced and renamed; then each folder is synced once.

    Raises:
        DiskFull: no room; destinations not yet renamed are as before.
        SyncFailed: nothing is promised about these files.
    """
    wanted = list(files)
    folders = list(dict.fromkeys(dest.parent for dest, _ in wanted))
    for folder in folders:
        make_folders(folder)
    for start in range(0, len(wanted), OPEN_AT_ONCE):
        _write_and_rename(wanted[start : start + OPEN_AT_ONCE])
    for folder in folders:
        sync_folder(folder)


def _write_and_rename(files: Sequence[tuple[Path, bytes]]) -> None:
    opened: dict[Path, int] = {}
    try:
        for dest, data in files:
            with _room_for(dest):
                beside = _temporary(dest)
                opened[beside] = fd = _create(beside)
                _write_all(fd, data)
        sync_files(list(opened.values()))
        for beside, (dest, _) in zip(opened, files, strict=True):
            with _room_for(dest):
                system.rename(beside, dest)
    except BaseException:
        for beside in opened:
            with suppress(OSError):
                unlink(beside)
        raise
    finally:
        for fd in opened.values():
            os.close(fd)


def _temporary(dest: Path) -> Path:
    return dest.with_name(f".copydesk-{hashlib.sha256(os.fsencode(dest.name)).hexdigest()[:16]}.tmp")


def _create(path: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        return system.open(path, flags, 0o666)
    except FileExistsError:  # left by a crash: nobody else writes names like these
        system.unlink(path)
        return system.open(path, flags, 0o666)


def _write_all(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[system.write(fd, rest) :]


def copy(fd: int, dest: Path, *, limit: int) -> tuple[int, Copied]:
    """Copy what `fd` reads into the new file `dest`, hashing on the way.

    Reading stops after the first piece beyond `limit` bytes; the size then says so.

    Returns:
        The copy's own descriptor, for `sync_files` and to be closed by the caller, and what was read.

    Raises:
        OSError: `fd` cannot be read.
        DiskFull: no room.
        StorageError: `dest` cannot be written. Nothing is left of it in any case.
    """
    digest = hashlib.sha256()
    size = 0
    with _disk_of(dest):
        copied = system.open(dest, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        while size <= limit and (piece := os.read(fd, PIECE)):
            digest.update(piece)
            size += len(piece)
            with _disk_of(dest):
                _write_all(copied, piece)
    except BaseException:
        os.close(copied)
        unlink(dest)
        raise
    return copied, Copied(size, digest.hexdigest())


def rename_synced(moves: Iterable[tuple[Path, Path]]) -> None:
    """Rename synced files over their destinations and make the new names durable, one sync a folder.

    A source that is gone is passed over: it was renamed before a crash.

    Raises:
        DiskFull: no room for a name.
        SyncFailed: nothing is promised about these names.
    """
    wanted = list(moves)
    folders = dict.fromkeys(dest.parent for _, dest in wanted)
    for folder in folders:
        make_folders(folder)
    for source, dest in wanted:
        with suppress(FileNotFoundError), _room_for(dest):
            system.rename(source, dest)
    for folder in folders:
        sync_folder(folder)


def unlink(path: Path) -> bool:
    """Remove a file; return whether it was there. Not synced: what a crash brings back is removed again."""
    try:
        system.unlink(path)
    except FileNotFoundError:
        return False
    return True
