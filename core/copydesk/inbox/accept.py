"""Make the bytes of ready files safe, and take the files from the inbox once the journal has them."""

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

from copydesk import files
from copydesk.dropped import StatKey, Unopened, open_folder, open_regular, stat_key, writer_holds
from copydesk.errors import DiskFull
from copydesk.files import copy, is_transient, sync_files, sync_folder, unlink
from copydesk.inbox.ready import Is, refused_unopened
from copydesk.inbox.values import TAKING, NewDrop, Refusal, Sighting, Staged, Void
from copydesk.model import document_id
from copydesk.names import display_name
from copydesk.settings import InboxSettings

__all__ = ["close_taking", "left_to_take", "stage", "take"]

READ_AGAIN: Final = 5.0
"""Seconds until a file that could not be read is tried again."""


@contextmanager
def _opened(root: Path) -> Iterator[int]:
    fd = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield fd
    finally:
        os.close(fd)


def stage(
    root: Path,
    sightings: Sequence[Sighting],
    staging: Path,
    settings: InboxSettings,
    stopping: Callable[[], bool] = lambda: False,
) -> list[Staged | Void | Refusal]:
    """Copy ready files into `staging`, each read once and hashed on the way.

    Args:
        root: the inbox.
        sightings: at most some hundred; their copies are synced together.
        staging: the folder for the copies, on the disk of ``originals/``.
        settings: the desk's for its inbox.
        stopping: whether to stop reading: what is not copied by then is `Void`.

    Returns:
        What became of each, in order. A `Staged` copy is durable and whole: its file did not change meanwhile and
        no writer held it. All are `Void` while the inbox itself cannot be opened.

    Raises:
        DiskFull: no room; no copy is left.
        StorageError: the disk of `staging` cannot be written, or synced (`SyncFailed`); no copy is left.
    """
    with ExitStack() as stack:
        try:
            inbox = stack.enter_context(_opened(root))
        except OSError as error:
            return [Void(f"the inbox cannot be opened: {error.strerror}", READ_AGAIN)] * len(sightings)
        return _stage(inbox, sightings, staging, settings, stopping)


def _stage(
    inbox: int,
    sightings: Sequence[Sighting],
    staging: Path,
    settings: InboxSettings,
    stopping: Callable[[], bool],
) -> list[Staged | Void | Refusal]:
    opened: dict[int, Path] = {}
    try:
        results = [
            Void("the desk is stopping") if stopping() else _copy(inbox, sighting, staging, settings, opened)
            for sighting in sightings
        ]
        if opened:
            sync_files(list(opened))
            sync_folder(staging)
    except BaseException:
        for path in opened.values():
            with suppress(OSError):
                unlink(path)
        raise
    finally:
        for fd in opened:
            os.close(fd)
    return results


def _copy(
    inbox: int, sighting: Sighting, staging: Path, settings: InboxSettings, opened: dict[int, Path]
) -> Staged | Void | Refusal:
    try:
        fd = open_regular(inbox, sighting.at)
        if isinstance(fd, Unopened):
            return _not_opened(sighting, fd)
        try:
            return _copy_open(fd, sighting, staging, settings, opened)
        finally:
            os.close(fd)
    except OSError as error:
        return Void(f"it cannot be read: {error.strerror}", READ_AGAIN)


def _not_opened(sighting: Sighting, why: Unopened) -> Void | Refusal:
    decision = refused_unopened(why)
    if decision.found is Is.GONE:
        return Void("it is gone", 0.0)
    return Refusal(sighting.path, sighting.key, decision.code, decision.reason)


def _copy_open(
    fd: int, sighting: Sighting, staging: Path, settings: InboxSettings, opened: dict[int, Path]
) -> Staged | Void:
    if stat_key(os.fstat(fd)) != sighting.key:
        return Void("it changed after it was found ready")
    staged = uuid4().hex
    dest = staging / staged
    copied_fd, copied = copy(fd, dest, limit=settings.max_bytes)
    if stat_key(os.fstat(fd)) != sighting.key or copied.size != sighting.key.size or writer_holds(fd):
        os.close(copied_fd)
        unlink(dest)
        return Void("it changed while it was read")
    opened[copied_fd] = dest
    id_ = document_id(sighting.path, copied.sha256)
    return Staged(id_, sighting.path, sighting.at, sighting.key, staged, copied.size, copied.sha256)


def take(
    root: Path, path: str, key: StatKey, id_: str, *, at: str = "", marker: str = ""
) -> Literal["gone", "left"] | NewDrop:
    """Remove from the inbox the file whose bytes are accepted, and no other.

    Its marker goes first, since one that stayed would make the next file of that name ready at once. Then the file is
    moved to where nobody else opens it, compared, and removed.

    Args:
        root: the inbox.
        path: the document's.
        key: the state in which it was read.
        id_: the document's.
        at: where its bytes are, if not at `path`.
        marker: the ending of markers, empty for none.

    Returns:
        ``gone``, also with the whole inbox; ``left`` where the system does not let it be removed; or the new drop
        that stands in its place.

    Raises:
        DiskFull: no room to set the file apart; nothing was removed, ask again later.
        SyncFailed: the desk's own folder in the inbox could not be made durable.
    """
    name = at.removeprefix(f"{TAKING}/") if at.startswith(f"{TAKING}/") else ""
    try:
        with _opened(root) as inbox, _taking(inbox) as apart:
            if name:
                return _remove(apart, path, key, name)
            name = f"{id_}-{uuid4().hex[:8]}"
            return _set_apart(inbox, path, key, marker, (apart, name)) or _remove(apart, path, key, name)
    except FileNotFoundError:
        return "gone"
    except OSError as error:
        if is_transient(error) and error.errno != errno.EBUSY:  # what is mounted there stays busy
            raise DiskFull(f"cannot take {display_name(path)} out of the inbox: {error.strerror}") from error
        return "left"


@contextmanager
def _taking(inbox: int) -> Iterator[int]:
    with suppress(FileExistsError):
        files.system.mkdir(TAKING, dir_fd=inbox)
        sync_files([inbox])
    with open_folder(inbox, f"{TAKING}/") as (folder, _):
        yield folder


def _set_apart(
    inbox: int, path: str, key: StatKey, marker: str, to: tuple[int, str]
) -> Literal["gone"] | NewDrop | None:
    try:
        with open_folder(inbox, path) as (folder, name):
            found = stat_key(os.stat(name, dir_fd=folder, follow_symlinks=False))
            if found != key:  # also where only its ctime differs: it may have been written with its old times
                return NewDrop(path, found, path)
            if marker:
                with suppress(FileNotFoundError):
                    files.system.unlink(f"{name}{marker}", dir_fd=folder)
            files.system.rename(name, to[1], src_dir_fd=folder, dst_dir_fd=to[0])
    except NotADirectoryError:  # a folder on the way became a file or a link
        return "gone"
    return None


def _remove(apart: int, path: str, key: StatKey, name: str) -> Literal["gone"] | NewDrop:
    found = stat_key(os.stat(name, dir_fd=apart, follow_symlinks=False))
    if not found.same_bytes(key) or _is_written(apart, name):
        return NewDrop(path, found, f"{TAKING}/{name}")
    files.system.unlink(name, dir_fd=apart)
    return "gone"


def _is_written(apart: int, name: str) -> bool:
    fd = open_regular(apart, name)
    if isinstance(fd, Unopened):
        return False
    try:
        return writer_holds(fd) is True
    finally:
        os.close(fd)


def left_to_take(root: Path) -> list[tuple[str, str]]:
    """Return what a desk that ended was about to remove: where it is now, and the document's id."""
    try:
        names = sorted(held.name for held in (root / TAKING).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [(f"{TAKING}/{name}", name.partition("-")[0]) for name in names]


def close_taking(root: Path) -> None:
    """Remove the desk's folder from the inbox, if it is empty."""
    with suppress(OSError):
        (root / TAKING).rmdir()
