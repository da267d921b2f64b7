"""File systems that fail: stand-ins for `copydesk.files.system`."""

import errno
import os
from pathlib import Path

from copydesk.files import System


class Died(BaseException):
    """The process ended here."""


class Recording(System):
    """Notes the calls that change something, in order."""

    def __init__(self):
        self.calls = []

    def note(self, name, *args):
        """Note one call; a subclass may end here."""
        self.calls.append((name, *args))

    def open(self, path, flags, mode=0o777, **where):
        """Open a file or folder."""
        if flags & os.O_CREAT:
            self.note("create", Path(path).name)
        return os.open(path, flags, mode, **where)

    def write(self, fd, data):
        """Write a piece."""
        self.note("write", _name(fd))
        return os.write(fd, data)

    def fsync(self, fd):
        """Sync a file or folder."""
        self.note("fsync", _name(fd))
        os.fsync(fd)

    def rename(self, source, dest, **where):
        """Rename."""
        self.note("rename", Path(source).name, Path(dest).name)
        os.rename(source, dest, **where)

    def unlink(self, path, **where):
        """Remove."""
        self.note("unlink", Path(path).name)
        os.unlink(path, **where)

    def mkdir(self, path, **where):
        """Make a folder."""
        self.note("mkdir", Path(path).name)
        os.mkdir(path, **where)


def _name(fd):
    return Path(f"/proc/self/fd/{fd}").readlink().name


class Failing(Recording):
    """Fails every call of one name with an errno, until cured."""

    def __init__(self, name, number=errno.ENOSPC):
        super().__init__()
        self.failing = name
        self.number = number

    def note(self, name, *args):
        """Note the call and fail it if it is the one."""
        super().note(name, *args)
        if name == self.failing:
            raise OSError(self.number, os.strerror(self.number))


class Dying(Recording):
    """Lets so many calls pass, then the process is dead: nothing works any more.

    With `forgetful`, the machine lost its power too: content that was not synced is gone, and so are names in folders
    that were not synced.
    """

    def __init__(self, calls, *, forgetful=False):
        super().__init__()
        self.left = calls
        self.forgetful = forgetful
        self.unsynced = {}
        self.renamed = []

    def note(self, name, *args):
        """Note the call if the process lives."""
        super().note(name, *args)
        if self.left == 0:
            raise Died
        self.left -= 1

    def write(self, fd, data):
        """Write a piece."""
        written = super().write(fd, data)
        self.unsynced[os.fstat(fd).st_ino] = True
        return written

    def fsync(self, fd):
        """Sync a file or folder."""
        super().fsync(fd)
        self.unsynced.pop(os.fstat(fd).st_ino, None)
        folder = Path(f"/proc/self/fd/{fd}").readlink()
        self.renamed = [pair for pair in self.renamed if pair[1].parent != folder]

    def rename(self, source, dest, **where):
        """Rename."""
        super().rename(source, dest, **where)
        if not where:
            self.renamed.append((Path(source), Path(dest)))

    def lose_power(self, root):
        """Forget what was never synced."""
        if not self.forgetful:
            return
        for source, dest in reversed(self.renamed):
            dest.rename(source)
        for path in root.rglob("*"):
            if path.is_file() and path.stat().st_ino in self.unsynced:
                path.write_bytes(b"")
