"""Open what others have dropped: no link is followed, nobody is waited for, a writer is noticed."""

import errno
import fcntl
import os
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Final, NamedTuple

__all__ = [
    "StatKey",
    "Unopened",
    "ignore_lease_breaks",
    "open_folder",
    "open_regular",
    "stat_key",
    "writer_holds",
]

FOLDER: Final = os.O_DIRECTORY | os.O_NOFOLLOW | getattr(os, "O_PATH", os.O_RDONLY)
"""How to open a folder on the way to a file."""


class StatKey(NamedTuple):
    """What tells one state of a file from the next without reading it. Times are nanoseconds since 1970."""

    dev: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int

    def same_bytes(self, other: "StatKey") -> bool:
        """Whether both describe one content; the change time is left out, since a rename moves it."""
        return self[1:4] == other[1:4]


class Unopened(StrEnum):
    """Why `open_regular` opened nothing."""

    LINK = "link"
    NOT_REGULAR = "not a regular file"
    PERMISSION = "no permission"
    GONE = "gone"


UNOPENED: Final = {
    errno.ENOENT: Unopened.GONE,
    errno.ELOOP: Unopened.LINK,
    errno.ENOTDIR: Unopened.LINK,
    errno.EACCES: Unopened.PERMISSION,
    errno.EPERM: Unopened.PERMISSION,
    errno.ENXIO: Unopened.NOT_REGULAR,
    errno.ENODEV: Unopened.NOT_REGULAR,
}


def stat_key(found: os.stat_result) -> StatKey:
    """Return the key of a stat result."""
    return StatKey(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


@contextmanager
def open_folder(root: int, path: str) -> Iterator[tuple[int, str]]:
    """Open the folder that holds `path` below the open folder `root`, following no link on the way.

    Yields:
        Its descriptor, for ``dir_fd=``, and the last component.

    Raises:
        OSError: a folder on the way is gone (ENOENT), a link or no folder (ENOTDIR), or closed (EACCES).
    """
    *folders, name = path.split("/")
    here = root
    try:
        for folder in folders:
            below = os.open(folder, FOLDER, dir_fd=here)
            if here != root:
                os.close(here)
            here = below
        yield here, name
    finally:
        if here != root:
            os.close(here)


def open_regular(root: int, path: str) -> int | Unopened:
    """Open a regular file below the open folder `root` for reading, following no link and waiting for nobody.

    Returns:
        Its descriptor, or why there is none.

    Raises:
        OSError: trouble of the system's, not the file's; see `is_transient`.
    """
    try:
        with open_folder(root, path) as (folder, name):
            fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY, dir_fd=folder)
    except OSError as error:
        reason = UNOPENED.get(error.errno or 0)
        if reason is None:
            raise
        return reason
    if stat.S_ISREG(os.fstat(fd).st_mode):
        return fd
    os.close(fd)
    return Unopened.NOT_REGULAR


def ignore_lease_breaks() -> None:
    """Let the kernel's "somebody wants this file" signal pass; its default action would end the process.

    For the main thread, once, before the first `writer_holds`.
    """
    signal.signal(signal.SIGIO, signal.SIG_IGN)


def writer_holds(fd: int) -> bool | None:
    """Whether somebody has the open file `fd` open for writing; None where the system does not say.

    It does for local files of our own (or with CAP_LEASE), after `ignore_lease_breaks`.
    """
    if not hasattr(fcntl, "F_SETLEASE") or signal.getsignal(signal.SIGIO) is not signal.SIG_IGN:
        return None
    try:
        fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
