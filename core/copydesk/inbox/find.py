"""Find what is dropped and decide when it is ready. One thread owns every sighting until an acceptor has it."""

import queue
import stat
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final

from copydesk.dropped import StatKey, stat_key
from copydesk.inbox.keep import Keeper
from copydesk.inbox.look import Look
from copydesk.inbox.ready import Decision, Is, decide, ignored_by
from copydesk.inbox.scan import Scan
from copydesk.inbox.table import Candidate, Table
from copydesk.inbox.values import NewDrop, Refusal, Sighting, Void
from copydesk.settings import InboxSettings

__all__ = ["Finder"]

MOST_HINTS: Final = 10_000
"""Hints that may wait; beyond them a scan finds the rest."""

SLICE: Final = 500
"""Files a scan looks at before everything else has its turn."""

WINK: Final = 0.25
"""Seconds after which the thread looks whether it should end."""

CROWDED: Final = 0.05
"""Seconds until a full queue is tried again; an acceptor's answer comes first as a rule."""


class Finder:
    """Watches and scans one inbox and hands over what is ready.

    Args:
        root: the inbox.
        settings: the desk's for its inbox.
        known: whether a path in this state was accepted or refused before.
        out: where sightings go; while it is full, files wait on disk.
        refuse: told what is refused; the same refusal may come again after a restart.
        clock: seconds that only ever grow.
    """

    def __init__(
        self,
        root: Path,
        settings: InboxSettings,
        *,
        known: Callable[[str, StatKey], bool],
        out: "queue.Queue[Sighting]",
        refuse: Callable[[Refusal], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._root = root
        self._settings = settings
        self._known = known
        self._out = out
        self._refuse = refuse
        self._clock = clock
        self._look_at = Look(root, settings)
        self._keeper = Keeper(root, settings, on_path=self._notified, on_doubt=self.doubt, skip=self._skips)
        self._mail = threading.Lock()
        self._wake = threading.Event()
        self._hints: dict[str, tuple[float, bool]] = {}
        self._answers: deque[tuple[Sighting, Void | Refusal | NewDrop | None]] = deque()
        self._scan_wanted = True
        self._stepping = threading.Lock()
        self._table = Table()
        self._apart: set[str] = set()
        self._folders: set[str] = set()
        self._scan: Scan | None = None
        self._next_scan = 0.0
        self._ignored: dict[str, int] = {}
        self._unread: dict[str, str] = {}
        self._refused: dict[str, StatKey] = {}
        self._crowded = False

    # What other threads may call

    def hint(self, path: str, *, closed: bool = True) -> None:
        """Look at this path: it was closed or renamed into place, or with ``closed=False`` something changed."""
        with self._mail:
            if len(self._hints) < MOST_HINTS:
                self._hints[path] = (self._clock(), closed)
            else:
                self._scan_wanted = True
        self._wake.set()

    def _notified(self, path: str, closed: bool) -> None:
        self.hint(path, closed=closed)

    def doubt(self, _reason: str) -> None:
        """Something may have been missed: scan everything."""
        with self._mail:
            self._scan_wanted = True
        self._wake.set()

    def rescan(self) -> None:
        """Scan everything now."""
        self.doubt("asked for")

    def finish(self, sighting: Sighting, verdict: Void | Refusal | NewDrop | None = None) -> None:
        """Say what became of a sighting; None for what is accepted or a duplicate."""
        with self._mail:
            self._answers.append((sighting, verdict))
        self._wake.set()

    def found(self, drop: NewDrop) -> None:
        """Take up what a desk before this one was about to accept from its own folder in the inbox."""
        self.finish(Sighting(drop.path, drop.key, drop.at, "scan"), drop)

    def idle(self) -> bool:
        """Whether everything was seen and nothing more is expected to become ready by waiting alone."""
        with self._stepping, self._mail:
            pending = self._hints or self._answers or self._scan_wanted or self._folders or self._scan
            return not pending and not any(candidate.expected for candidate in self._table)

    def waiting(self) -> list[tuple[str, str]]:
        """Return the files that are not ready yet, each with what it waits for."""
        with self._stepping:
            return [(candidate.path, candidate.reason) for candidate in self._table if not candidate.handed]

    def ignored(self) -> dict[str, int]:
        """Return how many files and folders the last full scan left alone, by rule."""
        return self._ignored

    def trouble(self) -> str | None:
        """Return why the inbox cannot be seen or watched as it should be, None if all is well."""
        for folder, why in self._unread.items():
            return f"{folder or 'the inbox'} cannot be read: {why}"
        return self._keeper.trouble

    # The finder's thread

    def run(self, stopping: threading.Event) -> None:
        """Find until `stopping` is set: the body of the finder's thread."""
        try:
            while not stopping.is_set():
                rest = self.step()
                self._wake.wait(min(rest, WINK))
                self._wake.clear()
        finally:
            self._keeper.stop()
            if self._scan:
                self._scan.close()

    def step(self) -> float:
        """Do all that is due and return the seconds until there is more to do."""
        with self._stepping:
            now = self._clock()
            next_check = self._keeper.check(now)
            with self._mail:
                answers, self._answers = self._answers, deque()
                hints, self._hints = self._hints, {}
            for sighting, verdict in answers:
                self._answered(sighting, verdict, now)
            for path, (when, closed) in hints.items():
                self._heard(path, when, closed=closed)
            self._scan_on(now)
            self._look_around()
            return self._rest(next_check)

    def _rest(self, next_check: float) -> float:
        now = self._clock()
        if self._crowded:
            return CROWDED
        if (self._scan or self._scan_wanted or self._folders) and not self._table.full:
            return 0.0
        times = (next_check, self._next_scan, self._table.next_look())
        return max(0.0, min(when for when in times if when is not None) - now)

    def _skips(self, folder: str) -> bool:
        return not self._settings.recursive or ignored_by(folder, self._settings) is not None

    # Scans

    def _scan_on(self, now: float) -> None:
        if self._scan is None:
            self._begin_scan(now)
        if self._scan is None or self._table.full:
            return
        for path, found in islice(self._scan, SLICE):
            if path not in self._table:
                self._sight(path, stat_key(found), now, closed=False, seen_by="scan")
            if self._table.full:
                return
        if self._scan.over:
            self._end_scan(now)

    def _begin_scan(self, now: float) -> None:
        with self._mail:
            whole = self._scan_wanted or now >= self._next_scan
            self._scan_wanted = False
        if whole or self._folders:
            self._scan = Scan(self._root, self._settings, [""] if whole else sorted(self._folders))
            self._folders.clear()

    def _end_scan(self, now: float) -> None:
        if self._scan and self._scan.whole:
            self._next_scan = now + self._keeper.scan_every
            self._ignored = dict(self._scan.ignored)
            self._unread = self._scan.unread
        self._scan = None

    # Sightings

    def _heard(self, path: str, when: float, *, closed: bool) -> None:
        marker = self._settings.marker
        if marker and path.endswith(marker):
            path, closed = path.removesuffix(marker), False
        if ignored_by(path, self._settings):
            return
        found = None
        with suppress(OSError):  # a scan will say what is wrong with it
            found = self._look_at.stat(path)
        if found is None:
            return
        if stat.S_ISDIR(found.st_mode):
            if self._settings.recursive:
                self._folders.add(path)
            return
        candidate = self._table.get(path)
        if candidate is None:
            self._sight(path, stat_key(found), when, closed=closed, seen_by="event")
        elif candidate.handed:
            candidate.touched = closed or bool(candidate.touched)
        elif closed or candidate.key != stat_key(found):
            candidate.change(stat_key(found), when, closed=closed)
            self._table.put(candidate, when + self._patience(closed=closed))
        else:
            self._table.put(candidate, when)

    def _sight(
        self, path: str, key: StatKey, when: float, *, closed: bool, seen_by: str, at: str | None = None
    ) -> None:
        if self._table.full:
            self.doubt("more files than can be followed at once")
        elif not self._known(path, key):
            candidate = Candidate(path, at or path, key, when, closed, seen_by)
            self._table.put(candidate, when + self._patience(closed=closed))

    def _patience(self, *, closed: bool) -> float:
        return self._settings.settle if closed else self._settings.quiet

    def _look_around(self) -> None:
        self._crowded = False
        while not self._crowded and (candidate := self._table.due(self._clock())):
            self._look(candidate, self._clock())

    def _look(self, candidate: Candidate, now: float) -> None:
        try:
            facts = self._look_at.facts(candidate, now)
            decision = decide(facts, self._settings, lambda: self._look_at.writer(candidate.at))
        except OSError as error:
            wait = self._settings.poll_every
            decision = Decision(Is.WAITING, f"it cannot be looked at: {error.strerror}", seconds=wait)
        self._follow(candidate, decision, now)

    def _follow(self, candidate: Candidate, decision: Decision, now: float) -> None:
        match decision.found:
            case Is.READY:
                self._hand_over(candidate, now)
            case Is.WAITING if self._may_go(candidate, decision):
                self._forget(candidate)
            case Is.WAITING:
                candidate.reason, candidate.soon = decision.reason, decision.soon
                self._table.put(candidate, now + max(decision.seconds, 0.001))
            case Is.REFUSED:
                self._forget(candidate)
                refusal = Refusal(candidate.path, candidate.key, decision.code, decision.reason)
                if self._is_news(refusal):
                    self._refuse(refusal)
            case Is.GONE:
                self._forget(candidate)

    def _forget(self, candidate: Candidate) -> None:
        self._table.forget(candidate)
        if candidate.at != candidate.path:
            self._apart.discard(candidate.path)

    def _may_go(self, candidate: Candidate, decision: Decision) -> bool:
        """A marker or a close that is waited for brings its file back, or the next scan does: no need to follow it."""
        return self._table.crowded and not decision.soon and candidate.at == candidate.path

    def _hand_over(self, candidate: Candidate, now: float) -> None:
        if candidate.at == candidate.path and candidate.path in self._apart:
            candidate.reason = "an earlier file of this name comes first"
            self._table.put(candidate, now + CROWDED)
            return
        try:
            self._out.put_nowait(Sighting(candidate.path, candidate.key, candidate.at, candidate.seen_by))
            candidate.handed = True
        except queue.Full:
            candidate.reason, self._crowded = "the desk is busy", True
            self._table.put(candidate, now)

    def _is_news(self, refusal: Refusal) -> bool:
        """Remember what was refused for want of permission: unlike the rest, it is judged at every scan."""
        if self._refused.get(refusal.path) == refusal.key:
            return False
        if len(self._refused) >= MOST_HINTS:
            self._refused.clear()
        self._refused[refusal.path] = refusal.key
        return True

    # Answers

    def _answered(self, sighting: Sighting, verdict: Void | Refusal | NewDrop | None, now: float) -> None:
        candidate = self._table.get(sighting.at)
        if isinstance(verdict, Void) and candidate:
            self._wait_again(candidate, verdict, now)
            return
        if candidate:
            self._forget(candidate)
        if isinstance(verdict, Refusal):
            self._is_news(verdict)
        elif isinstance(verdict, NewDrop):
            self._sight(verdict.path, verdict.key, now, closed=False, seen_by="event", at=verdict.at)
            if verdict.at != verdict.path and self._table.get(verdict.at):
                self._apart.add(verdict.path)
        elif candidate and candidate.touched is not None:
            self._heard(candidate.path, now, closed=candidate.touched)

    def _wait_again(self, candidate: Candidate, verdict: Void, now: float) -> None:
        closed = bool(candidate.touched)
        candidate.handed, candidate.touched = False, None
        candidate.reason, candidate.soon = verdict.reason, True
        candidate.changed, candidate.closed = now, closed
        candidate.changes += 1
        patience = self._patience(closed=closed) if verdict.seconds is None else verdict.seconds
        self._table.put(candidate, now + patience)
