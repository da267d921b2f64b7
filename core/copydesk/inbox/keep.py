"""Keep the inbox watched: begin, notice when notifications have stopped coming, begin again."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from copydesk.folders import on_network
from copydesk.inbox.watch import OnPath, Watcher, watcher_for
from copydesk.settings import InboxSettings

__all__ = ["Keeper"]

CHECK_EVERY: Final = 1.0
"""Seconds between two looks at the watcher's health."""


class Keeper:
    """Holds the watcher of one inbox, or none where notifications are not wanted or not to be had.

    Attributes:
        trouble: why there are no notifications although they are wanted, None if all is well.
    """

    def __init__(
        self,
        root: Path,
        settings: InboxSettings,
        *,
        on_path: OnPath,
        on_doubt: Callable[[str], None],
        skip: Callable[[str], bool],
    ) -> None:
        self._settings = settings
        self._on_doubt = on_doubt
        self._make: Callable[[], Watcher] = lambda: watcher_for(root, on_path, on_doubt, skip)
        self._wanted = settings.watch == "notify" or (settings.watch == "auto" and not on_network(root))
        self._watcher: Watcher | None = None
        self._next_check = 0.0
        self.trouble: str | None = None

    def check(self, now: float) -> float:
        """Begin or begin again where needed; return when to check next."""
        if not self._wanted:
            return now + CHECK_EVERY
        if now >= self._next_check:
            self._next_check = now + CHECK_EVERY
            if self._watcher is None or not self._watcher.healthy():
                self._begin()
        return self._next_check

    def _begin(self) -> None:
        self.stop()
        watcher = self._make()
        try:
            watcher.start()
        except OSError as error:
            self.trouble = f"the inbox cannot be watched: {error.strerror or error}"
            return
        self._watcher, self.trouble = watcher, None
        self._on_doubt("notifications begin")

    @property
    def scan_every(self) -> float:
        """Seconds between two scans: few where notifications do not tell everything."""
        settings = self._settings
        if self._watcher is not None and self._watcher.complete:
            return settings.scan_every
        return min(settings.scan_every, settings.poll_every)

    def stop(self) -> None:
        """End the notifications."""
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None
