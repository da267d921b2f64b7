"""Facts about a folder: who owns it, what it lies on, how much room is left."""

import fcntl
import os
from pathlib import Path
from typing import Final, Self

from copydesk.errors import DeskRunning
from copydesk.names import display_name

__all__ = ["LockedFolder", "free_bytes", "lock_folder", "lock_owner", "on_network"]

NETWORK: Final = frozenset(
    {"9p", "afs", "ceph", "cifs", "nfs", "nfs4", "smb3", "smbfs", "vboxsf", "virtiofs"}
)
"""File systems that others change without a notification reaching us; every ``fuse.*`` counts too."""


class LockedFolder:
    """A folder held by this process until `release`, or until the process ends in whatever way.

    Attributes:
        held: False where the file system knows no locks on folders; nothing then keeps a second desk away.
    """

    def __init__(self, fd: int, *, held: bool) -> None:
        self._fd = fd
        self.held = held

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def lock_folder(path: Path) -> LockedFolder:
    """Hold a folder against every other desk, without writing into it.

    Raises:
        DeskRunning: another process holds it; the message names it.
    """
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        owner = lock_owner(path)
        who = f"process {owner}" if owner else "another process"
        shown = display_name(str(path))
        raise DeskRunning(f"{shown} is held by a running desk ({who}); stop that one first") from None
    except OSError:
        return LockedFolder(fd, held=False)
    return LockedFolder(fd, held=True)


def lock_owner(path: Path) -> int | None:
    """Return the id of the process that holds a folder; None where nobody does or the system does not say."""
    try:
        found = path.stat()
        locks = Path("/proc/locks").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    wanted = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
    for line in locks.splitlines():
        words = line.split()
        if "->" not in words and words[1] == "FLOCK" and words[5] == wanted:
            return int(words[4])
    return None


def free_bytes(path: Path) -> int:
    """Return how many bytes the disk that holds `path` has left for us."""
    found = os.statvfs(path)
    return found.f_bavail * found.f_frsize


def on_network(path: Path) -> bool:
    """Whether `path` lies on a file system that others may change without telling us."""
    try:
        mounts = Path("/proc/self/mountinfo").read_bytes().splitlines()
    except OSError:
        return False
    here = os.fsencode(path.resolve())
    best, kind = b"", ""
    for line in mounts:
        before, _, after = line.partition(b" - ")
        point = before.split()[4].decode("unicode_escape").encode("latin-1")
        if (here == point or here.startswith(point.rstrip(b"/") + b"/")) and len(point) >= len(best):
            best, kind = point, after.split()[0].decode("ascii", "replace")
    return kind in NETWORK or kind.startswith("fuse")
