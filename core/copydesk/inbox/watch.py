"""Notifications about the inbox: hints where to look, never the truth. The only module that knows watchdog.

On Linux its inotify reader is used directly: one thread, no pairing of renames (which holds every later event back for
half a second after a file is moved away) and a call when the kernel has dropped events. Elsewhere its observer tells
that something changed, and the quiet time decides.
"""

import os
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from watchdog.events import DirCreatedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

if TYPE_CHECKING or sys.platform == "linux":
    from watchdog.observers.inotify_c import (
        CallbackId,
        InotifyConstants,
        InotifyEvent,
        InotifyFD,
        Mask,
        WatchDescriptor,
    )

__all__ = ["Watcher", "watcher_for"]

OnPath = Callable[[str, bool], None]
"""Called with a path relative to the inbox, and whether a close or rename was seen."""


class Watcher(Protocol):
    """Tells what happens below a folder until it is stopped. Its calls come from a thread of its own."""

    def start(self) -> None:
        """Begin; OSError if the folder cannot be watched."""

    def stop(self) -> None:
        """End; a second call does nothing."""

    def healthy(self) -> bool:
        """Whether it still watches the folder that is there now."""

    @property
    def complete(self) -> bool:
        """Whether every folder below could be watched too."""


def watcher_for(
    root: Path, on_path: OnPath, on_doubt: Callable[[str], None], skip: Callable[[str], bool]
) -> Watcher:
    """Return the watcher for this platform.

    Args:
        root: the inbox.
        on_path: told of files closed or renamed into place, and of folders that appeared.
        on_doubt: told why something may have been missed.
        skip: which folders (relative to `root`) not to watch.
    """
    if sys.platform == "linux":
        return InotifyWatcher(root, on_path, on_doubt, skip)
    return ObserverWatcher(root, on_path, on_doubt, skip)


class InotifyWatcher:
    """A watcher on Linux."""

    def __init__(
        self, root: Path, on_path: OnPath, on_doubt: Callable[[str], None], skip: Callable[[str], bool]
    ) -> None:
        self._root = root
        self._on_path = on_path
        self._on_doubt = on_doubt
        self._skip = skip
        self._events: InotifyFD | None = None
        self._folders: dict[WatchDescriptor, tuple[str, CallbackId]] = {}
        self._ids = count(1)
        self._inode = 0
        self.complete = True

    def start(self) -> None:
        """Begin; OSError if the folder cannot be watched."""
        self._inode = self._root.stat().st_ino
        self._events = InotifyFD()
        self._events.start()
        try:
            self._watch("")
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        """End; a second call does nothing."""
        if self._events is not None:
            self._events.stop()
            self._events.join()
            self._events = None

    def healthy(self) -> bool:
        """Whether it still watches the folder that is there now."""
        try:
            same = self._root.stat().st_ino == self._inode
        except OSError:
            return False
        watched = any(path == "" for path, _ in list(self._folders.values()))
        return same and watched and self._events is not None and self._events.is_alive()

    def _watch(self, top: str) -> None:
        waiting = [top]
        while waiting:
            path = waiting.pop()
            try:
                self._add(path)
                with os.scandir(self._root / path) as entries:
                    below = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
            except OSError as error:
                if not path:
                    raise
                self._missed(error)
                continue
            found = [f"{path}/{name}" if path else name for name in below]
            waiting += [folder for folder in found if not self._skip(folder)]

    def _add(self, path: str) -> None:
        assert self._events is not None
        own = CallbackId(next(self._ids))
        wanted = (
            InotifyConstants.IN_CLOSE_WRITE
            | InotifyConstants.IN_MOVED_TO
            | InotifyConstants.IN_CREATE
            | InotifyConstants.IN_DELETE_SELF
            | InotifyConstants.IN_ONLYDIR
            | InotifyConstants.IN_DONT_FOLLOW
        )
        found = self._events.add_callback(os.fsencode(self._root / path), Mask(wanted), self, own)
        if found == -1:
            raise PermissionError(f"{path} may not be watched")
        known = self._folders.get(found)
        self._folders[found] = (path, own)
        if known:  # the kernel knows folders by inode: this one was renamed
            self._events.remove_callbacks([(found, known[1])])

    def _missed(self, error: OSError) -> None:
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            return
        self.complete = False
        self._on_doubt(f"a folder cannot be watched: {error.strerror or error}")

    def on_event(self, event: InotifyEvent) -> None:
        """Called by watchdog for each event of a watched folder."""
        if event.wd not in self._folders or not event.name:
            return
        folder = self._folders[event.wd][0]
        name = os.fsdecode(event.name)
        path = f"{folder}/{name}" if folder else name
        if event.is_directory:
            self._on_folder(path)
        elif not event.is_create:
            self._on_path(path, True)

    def _on_folder(self, path: str) -> None:
        if self._skip(path):
            return
        try:
            self._watch(path)
        except OSError as error:
            self._missed(error)
        # what it held before it was watched has told nobody
        self._on_path(path, False)

    def on_watch_deleted(self, wd: WatchDescriptor) -> None:
        """Called by watchdog when a watched folder is gone."""
        self._folders.pop(wd, None)

    def on_queue_overflow(self) -> None:
        """Called by watchdog when the kernel has dropped events."""
        self._on_doubt("the system dropped notifications")
        try:
            self._watch("")
        except OSError as error:
            self._missed(error)


class ObserverWatcher(FileSystemEventHandler):
    """A watcher where nothing tells of a close: every change is a hint to look, after the quiet time."""

    complete = True

    def __init__(
        self, root: Path, on_path: OnPath, on_doubt: Callable[[str], None], skip: Callable[[str], bool]
    ) -> None:
        self._root = os.fspath(root.absolute())
        self._on_path = on_path
        self._on_doubt = on_doubt
        self._skip = skip
        self._inode = 0
        self._observer = Observer()

    def start(self) -> None:
        """Begin; OSError if the folder cannot be watched."""
        self._inode = Path(self._root).stat().st_ino
        self._observer.schedule(self, self._root, recursive=True)
        self._observer.start()

    def stop(self) -> None:
        """End; a second call does nothing."""
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()

    def healthy(self) -> bool:
        """Whether it still watches the folder that is there now."""
        try:
            same = Path(self._root).stat().st_ino == self._inode
        except OSError:
            return False
        alive = all(emitter.is_alive() for emitter in self._observer.emitters)
        return same and alive and self._observer.is_alive()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by watchdog for each event; an error here would end its thread without a word."""
        if event.is_directory and not isinstance(event, DirCreatedEvent):
            return
        place = os.path.relpath(os.fsdecode(event.dest_path or event.src_path), self._root)
        if not place.startswith(os.pardir) and not self._skip(place):
            self._on_path(place, False)
