"""Look at one file of the inbox and gather the facts that decide about it. Nothing is changed."""

import os
import stat
from pathlib import Path

from copydesk.dropped import Unopened, open_regular, stat_key, writer_holds
from copydesk.inbox.ready import Facts, Marker
from copydesk.inbox.table import Candidate
from copydesk.inbox.values import TAKING
from copydesk.settings import InboxSettings

__all__ = ["Look"]


class Look:
    """Looks at the files of one inbox; paths are relative to it."""

    def __init__(self, root: Path, settings: InboxSettings) -> None:
        self._root = os.fspath(root)
        self._settings = settings

    def stat(self, path: str) -> os.stat_result | None:
        """Return the ``lstat`` of what is there, None if nothing is.

        Raises:
            OSError: it cannot be looked at.
        """
        try:
            return os.lstat(f"{self._root}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            return None

    def facts(self, candidate: Candidate, now: float) -> Facts:
        """Return the facts about a candidate, who is told if it is not what it was.

        Raises:
            OSError: it cannot be looked at.
        """
        found = self.stat(candidate.at)
        if found is None:
            return Facts(candidate.path, None, 0, 0.0, closed=False)
        if stat_key(found) != candidate.key:
            candidate.change(stat_key(found), now, closed=False)
        facts = Facts(candidate.path, found.st_mode, found.st_size, now - candidate.changed, candidate.closed)
        if candidate.at.startswith(f"{TAKING}/"):
            return facts
        return facts._replace(marker=self._marker(candidate), removable=self._removable(candidate.at, found))

    def _marker(self, candidate: Candidate) -> Marker:
        if not self._settings.marker:
            return Marker.NOT_ASKED
        found = self.stat(candidate.at + self._settings.marker)
        if found is None:
            return Marker.MISSING
        return Marker.OLD if found.st_mtime_ns < candidate.key.mtime_ns else Marker.THERE

    def _removable(self, path: str, found: os.stat_result) -> bool:
        if self._settings.originals == "keep":
            return True
        folder = f"{self._root}/{path}".rpartition("/")[0]
        effective = os.access in os.supports_effective_ids
        if not all(
            os.access(place, os.W_OK | os.X_OK, effective_ids=effective) for place in {folder, self._root}
        ):
            return False
        above = os.lstat(folder)
        sticky = above.st_mode & stat.S_ISVTX
        return not sticky or os.geteuid() in {0, above.st_uid, found.st_uid}

    def writer(self, path: str) -> bool | Unopened | None:
        """Return whether a writer holds a file, None for unknown, or why it cannot be opened.

        Raises:
            OSError: trouble of the system's.
        """
        inbox = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fd = open_regular(inbox, path)
        finally:
            os.close(inbox)
        if isinstance(fd, Unopened):
            return fd
        try:
            return writer_holds(fd)
        finally:
            os.close(fd)
