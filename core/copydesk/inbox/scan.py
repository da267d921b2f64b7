"""Walk through the inbox piece by piece. What a walk finds is the truth; notifications only make it faster."""

import os
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

from copydesk.inbox.ready import ignored_by
from copydesk.settings import InboxSettings

__all__ = ["Scan"]


class Scan:
    """One walk: an iterator of every file that no rule ignores, with its ``lstat``.

    It holds one folder open and the names of folders yet to be seen, so it may be left and taken up again.

    Attributes:
        ignored: how many files and folders were left alone, by rule.
        unread: why folders could not be read, by path; the inbox itself is ``""``.
        whole: whether it covers the whole inbox.
        over: whether it has seen everything.
    """

    def __init__(self, root: Path, settings: InboxSettings, folders: list[str]) -> None:
        self.ignored: Counter[str] = Counter()
        self.unread: dict[str, str] = {}
        self.whole = "" in folders
        self.over = False
        self._root = os.fspath(root)
        self._settings = settings
        self._folders = [""] if self.whole else folders
        self._found = self._walk()

    def __iter__(self) -> Iterator[tuple[str, os.stat_result]]:
        return self._found

    def close(self) -> None:
        """Let go of the folder it holds open."""
        self._found.close()

    def _walk(self) -> Generator[tuple[str, os.stat_result], None, None]:
        while self._folders:
            folder = self._folders.pop()
            try:
                with os.scandir(f"{self._root}/{folder}") as entries:
                    for entry in entries:
                        yield from self._judge(entry, f"{folder}/{entry.name}" if folder else entry.name)
            except OSError as error:
                if not folder or not isinstance(error, FileNotFoundError | NotADirectoryError):
                    self.unread[folder] = error.strerror or str(error)
        self.over = True

    def _judge(self, entry: "os.DirEntry[str]", path: str) -> Iterator[tuple[str, os.stat_result]]:
        rule = ignored_by(path, self._settings)
        if rule:
            self.ignored[rule] += 1
        elif entry.is_dir(follow_symlinks=False):
            if self._settings.recursive:
                self._folders.append(path)
            else:
                self.ignored["inbox.recursive = false"] += 1
        else:
            try:
                yield path, entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                return
