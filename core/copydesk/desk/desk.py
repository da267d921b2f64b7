"""The desk: folders held, journal open, crew ready, leftovers recovered; then the floor works until it is stopped."""

import os
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Self
from uuid import uuid4

from copydesk import journal as verbs
from copydesk.clock import microseconds
from copydesk.config import CONFIG_NAME
from copydesk.desk.floor import Floor
from copydesk.desk.places import Places
from copydesk.desk.publishing import LONGEST_WAIT
from copydesk.desk.recovery import recover
from copydesk.desk.report import Reporter, Silent, Summary
from copydesk.desk.shared import Shared
from copydesk.dropped import ignore_lease_breaks
from copydesk.errors import ConfigError, DeskRunning, DiskFull, GivenUp, InboxMissing, JournalDamaged
from copydesk.events import DeskStarted, DeskStopped
from copydesk.folders import lock_folder, lock_owner
from copydesk.inbox import accept
from copydesk.journal import Journal
from copydesk.logs import get_logger
from copydesk.settings import DeskSettings
from copydesk.workers.crew import Crew

__all__ = ["Desk"]

_TICK_SECONDS = 0.2
_TICK_SECONDS_ONCE = 0.02
_TIDY_SECONDS = 3600.0
_PATIENCE_SECONDS = 30.0
"""How long ``--once`` waits for a full disk; a desk that stays waits as long as it takes."""
_MOST_REFUSED = 10_000
"""Refused files looked for at once."""
_DAY = 86_400_000_000
"""In microseconds."""


class Desk:
    """One running instance: an inbox, an output folder, a journal, a set of plugins.

    Args:
        settings: with absolute paths, as `copydesk.settings.load` gives them.
        reporter: is told what happens.
    """

    def __init__(self, settings: DeskSettings, *, reporter: Reporter | None = None) -> None:
        self._settings = settings
        self._reporter = reporter or Silent()
        self._places = Places.of(settings)
        self._run_id = uuid4().hex[:12]
        self._log = get_logger(run=self._run_id)
        self._crew = Crew(settings, run_id=self._run_id)
        self._stopping = threading.Event()
        self._told_to_stop = False

    def stop(self) -> None:
        """Drain and end. Safe from a signal handler: it takes no lock, as that may be held by the thread it runs on."""
        self._told_to_stop = True

    def abort(self) -> None:
        """End this process at once, and with it every worker; what was not done is finished by the next start."""
        os._exit(130)

    def run(self, *, once: bool = False) -> Summary:
        """Run until stopped; with ``once``, until everything that is ready has ended.

        Must be called from the main thread, which owns the worker processes.

        Raises:
            InboxMissing: the inbox is absent or may not be read.
            DeskRunning: another desk holds this inbox or state folder.
            JournalDamaged: the journal is not what was written.
            PlanError: the plugins have no valid order.
            SyncFailed: a sync failed; start again from what is durable.
        """
        began = monotonic()
        with ExitStack() as held:
            inbox_lock = self._own_folders(held)
            journal = held.enter_context(self._open_journal())
            self._places.make()
            try:
                manifest = self._crew.start(give_up=lambda: self._told_to_stop)
            except GivenUp:
                return Summary(seconds=monotonic() - began)
            held.callback(self._crew.stop)
            shared = Shared(
                self._settings,
                self._places,
                journal,
                manifest,
                self._reporter,
                self._log,
                self._run_id,
                self._stopping,
            )
            held.callback(shared.close)
            summary = self._serve(shared, inbox_lock, once=once)
        summary.seconds = monotonic() - began
        if shared.error:
            raise shared.error
        return summary

    def _own_folders(self, held: ExitStack) -> "_InboxLock":
        inbox = self._places.inbox
        if not inbox.is_dir():
            raise InboxMissing(f"the inbox {inbox} is no folder; make it, or set [desk] inbox")
        for above in inbox.resolve().parents:
            if owner := lock_owner(above):
                raise DeskRunning(
                    f"the inbox {inbox} lies inside {above}, the folder of another desk (process {owner})"
                )
        if below := _desk_below(inbox):
            raise ConfigError(
                f"the inbox {inbox} holds another desk, in {below}; give each a folder of its own"
            )
        self._places.make_state()
        inbox_lock = held.enter_context(_InboxLock(inbox))
        held.enter_context(lock_folder(self._places.state))
        ignore_lease_breaks()
        return inbox_lock

    def _open_journal(self) -> Journal:
        """A desk that has run before has a folder of originals: its journal must be there, and is never made anew."""
        originals = self._places.originals
        journal = Journal.open(self._places.journal, create=not originals.exists())
        if originals.exists() and any(originals.iterdir()) and not journal.do(verbs.rows, limit=1):
            journal.close()
            raise JournalDamaged(
                f"{self._places.journal} knows no document, but {originals} holds some: "
                "put the journal back with its -wal file, or move the whole state folder away to start anew"
            )
        return journal

    def _serve(self, shared: Shared, inbox_lock: "_InboxLock", *, once: bool) -> Summary:
        floor = Floor(shared, self._crew)
        layers = tuple(step.layer for step in self._crew.order)
        self._welcome(shared, floor, layers)
        floor.start()
        try:
            self._wait(shared, floor, inbox_lock, once=once)
        finally:
            shared.stopping.set()
            floor.drain()
        shared.tell(DeskStopped(run_id=self._run_id))
        accept.close_taking(self._places.inbox)
        return Summary(dict(shared.ended), floor.finder.waiting(), shared.refused, layers=layers)

    def _welcome(self, shared: Shared, floor: Floor, layers: tuple[str, ...]) -> None:
        for name, reason in sorted(shared.manifest.refusals.items()):
            self._log.warning("plugin refused", plugin=name, reason=reason)
        recovered = recover(shared, floor.finder, floor.publisher)
        shared.do(verbs.set_meta, "manifest", shared.manifest.model_dump_json())
        shared.do(verbs.set_meta, "paused", "")
        shared.tell(DeskStarted(run_id=self._run_id, plugins=shared.manifest.fingerprint))
        self._reporter.started(str(self._places.inbox), layers, dict(shared.manifest.refusals))
        if recovered:
            shared.note(
                f"recovered {recovered} document{'s' if recovered > 1 else ''} that an earlier run had begun"
            )

    def _wait(self, shared: Shared, floor: Floor, inbox_lock: "_InboxLock", *, once: bool) -> None:
        next_tidy, trouble, paused_since = 0.0, "", monotonic()
        while not (self._told_to_stop or shared.stopping.is_set()):
            paused_since = paused_since if shared.paused else monotonic()
            if once and monotonic() > paused_since + _PATIENCE_SECONDS:
                shared.fail(
                    DiskFull(f"{shared.paused}; gave up after {_PATIENCE_SECONDS:.0f} s, nothing is lost")
                )
            if monotonic() > next_tidy:
                next_tidy = monotonic() + _TIDY_SECONDS
                self._tidy(shared)
            if once and floor.idle():
                return
            inbox_lock.renew()
            trouble = _say_new(shared, floor.finder.trouble() or "", trouble)
            sleep(_TICK_SECONDS_ONCE if once else _TICK_SECONDS)

    def _tidy(self, shared: Shared) -> None:
        """Forget old events and refused files that are gone, and mend times that a clock set while it ran wrong."""
        now, inbox = microseconds(), self._places.inbox
        shared.journal.ask(verbs.prune_events, now - self._settings.events.keep_days * _DAY)
        shared.journal.ask(verbs.settle_clock, now, LONGEST_WAIT)
        if inbox.is_dir():
            refused = shared.reader.ask(verbs.refusals, limit=_MOST_REFUSED)
            shared.journal.ask(verbs.forget_refusals, [one for one in refused if _is_gone(inbox / one.path)])


def _is_gone(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _desk_below(inbox: Path) -> Path | None:
    """A desk whose folders would be taken for documents: whatever it is doing, its state must not be eaten."""
    for folder, _folders, files in os.walk(inbox):
        if CONFIG_NAME in files or "journal.db" in files:
            return Path(folder)
    return None


class _InboxLock:
    """The hold on the inbox, which follows the path: an inbox removed and made again is another folder."""

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox
        self._lock = lock_folder(inbox)
        self._inode = inbox.stat().st_ino

    def renew(self) -> None:
        """Hold the folder that has the inbox's name now.

        Raises:
            DeskRunning: another desk was faster.
        """
        with suppress(FileNotFoundError, NotADirectoryError):
            inode = self._inbox.stat().st_ino
            if inode != self._inode:
                fresh = lock_folder(self._inbox)
                self._lock.release()
                self._lock, self._inode = fresh, inode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _say_new(shared: Shared, trouble: str, before: str) -> str:
    if trouble and trouble != before:
        shared.note(trouble)
        shared.log.warning("inbox trouble", reason=trouble)
    return trouble
