"""The desk: inbox -> journal -> workers -> publish -> reactions. The only place that knows all of these.

Threads, and what passes between them; every arrow points one way and every queue is bounded::

    observer -> finder -> acceptors -> journal -> dispatcher -> publishers -> journal -> reactor

Draining runs left to right: each thread is told to end once the one before it has.
"""

import os
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from time import monotonic
from typing import Self
from uuid import uuid4

from copydesk import journal as verbs
from copydesk.clock import microseconds
from copydesk.desk.accepting import Acceptor, note_refusal
from copydesk.desk.dispatching import Dispatcher
from copydesk.desk.lines import Line
from copydesk.desk.places import Places
from copydesk.desk.publishing import Publisher, Task
from copydesk.desk.reacting import Reactor
from copydesk.desk.recovery import recover
from copydesk.desk.report import Reporter, Silent, Summary
from copydesk.desk.shared import Shared
from copydesk.dropped import ignore_lease_breaks
from copydesk.errors import DeskRunning, InboxMissing
from copydesk.events import DeskStarted, DeskStopped
from copydesk.folders import lock_folder, lock_owner
from copydesk.inbox import accept
from copydesk.inbox.find import Finder
from copydesk.inbox.values import Sighting
from copydesk.journal import Journal, Reader
from copydesk.logs import get_logger
from copydesk.settings import DeskSettings
from copydesk.workers.crew import Crew

__all__ = ["Desk"]

_ACCEPTORS = 2
_PUBLISHERS = 2
"""Two to four threads writing help: a sync waits, and the other one works."""
_TICK_SECONDS = 0.02
_DAY_SECONDS = 86_400.0


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

    def stop(self) -> None:
        """Drain and end; safe from a signal handler."""
        self._stopping.set()

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
            self._own_folders(held)
            journal = held.enter_context(self._open_journal())
            manifest = self._crew.start()
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
            summary = self._serve(shared, once=once)
        summary.seconds = monotonic() - began
        if shared.error:
            raise shared.error
        return summary

    def _own_folders(self, held: ExitStack) -> None:
        inbox = self._places.inbox
        if not inbox.is_dir():
            raise InboxMissing(f"the inbox {inbox} is no folder; make it, or set [desk] inbox")
        for above in inbox.resolve().parents:
            if owner := lock_owner(above):
                raise DeskRunning(
                    f"the inbox {inbox} lies inside {above}, the folder of another desk (process {owner})"
                )
        self._places.make()
        self._inbox_lock = held.enter_context(_InboxLock(inbox))
        held.enter_context(lock_folder(self._places.state))
        ignore_lease_breaks()

    def _open_journal(self) -> Journal:
        new = not any(self._places.originals.iterdir())
        return Journal.open(self._places.journal, create=new)

    def _serve(self, shared: Shared, *, once: bool) -> Summary:
        floor = _Floor(shared, self._crew)
        layers = tuple(step.layer for step in self._crew.order)
        self._welcome(shared, floor, layers)
        floor.start()
        try:
            self._wait(shared, floor, once=once)
        finally:
            shared.stopping.set()
            floor.drain()
        shared.tell(DeskStopped(run_id=self._run_id))
        accept.close_taking(self._places.inbox)
        return Summary(dict(shared.ended), floor.finder.waiting(), shared.refused, layers=layers)

    def _welcome(self, shared: Shared, floor: "_Floor", layers: tuple[str, ...]) -> None:
        for name, reason in sorted(shared.manifest.refusals.items()):
            self._log.warning("plugin refused", plugin=name, reason=reason)
        recovered = recover(shared, floor.finder, floor.publisher)
        shared.journal.do(verbs.set_meta, "manifest", shared.manifest.model_dump_json())
        shared.journal.do(verbs.set_meta, "paused", "")
        shared.tell(DeskStarted(run_id=self._run_id, plugins=shared.manifest.fingerprint))
        self._reporter.started(str(self._places.inbox), layers, dict(shared.manifest.refusals))
        if recovered:
            shared.note(
                f"recovered {recovered} document{'s' if recovered > 1 else ''} that an earlier run had begun"
            )

    def _wait(self, shared: Shared, floor: "_Floor", *, once: bool) -> None:
        next_prune, trouble = 0.0, ""
        while not shared.stopping.wait(_TICK_SECONDS if once else 0.5):
            if once and floor.idle():
                return
            if monotonic() > next_prune:
                next_prune = monotonic() + _DAY_SECONDS
                keep = self._settings.events.keep_days * 86_400_000_000
                shared.journal.ask(verbs.prune_events, microseconds() - keep)
            self._inbox_lock.renew()
            trouble = _say_new(shared, floor.finder.trouble() or "", trouble)


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


class _Floor:
    """The threads of one desk, and the queues between them."""

    def __init__(self, shared: Shared, crew: Crew) -> None:
        self._shared = shared
        self._ready: Line[Sighting] = Line(256)
        self._tasks: Line[Task] = Line(64)
        self._reader: Reader = shared.journal.reader()
        self._finder_stopping = threading.Event()
        self._reactor_done = threading.Event()
        self.finder = Finder(
            shared.places.inbox, shared.settings.inbox, known=self._known, out=self._ready,
            refuse=lambda refusal: note_refusal(shared, refusal),
        )  # fmt: skip
        self.publisher = Publisher(shared, self._tasks)
        self._reactor = Reactor(shared)
        self._dispatcher = Dispatcher(shared, crew, self._tasks, self._requests)
        acceptor = Acceptor(shared, self.finder, self._ready)
        self._finding = self._threads("finder", lambda: self.finder.run(self._finder_stopping))
        self._accepting = self._threads("acceptor", acceptor.run, _ACCEPTORS)
        self._dispatching = self._threads("dispatcher", self._dispatcher.run)
        self._publishing = self._threads("publisher", self.publisher.run, _PUBLISHERS)
        self._reacting = self._threads("reactor", lambda: self._reactor.run(self._reactor_done.is_set))

    def start(self) -> None:
        """Start every thread, the last of the line first."""
        for thread in (
            *self._reacting,
            *self._publishing,
            *self._dispatching,
            *self._accepting,
            *self._finding,
        ):
            thread.start()

    def drain(self) -> None:
        """End every thread in the order of the flow; what is in hand is finished."""
        self._finder_stopping.set()
        _join(self._finding)
        self._ready.end(_ACCEPTORS)
        _join(self._accepting)
        self._shared.wake()
        _join(self._dispatching)
        self._tasks.end(_PUBLISHERS)
        _join(self._publishing)
        self._reactor_done.set()
        _join(self._reacting)
        self._reader.close()

    def idle(self) -> bool:
        """Whether nothing that is ready is left: no file, no document, no reaction that is due."""
        if not self.finder.idle():
            return False
        return (
            self._dispatcher.idle
            and not self._reader.ask(verbs.pending_work)
            and self._reactor.idle(self._reader)
        )

    def _known(self, path: str, key: object) -> bool:
        return self._reader.ask(verbs.known, path, key)  # type: ignore[arg-type] # the finder gives its own key

    def _requests(self) -> None:
        """Do what other processes ask: they only write requests, the desk acts."""
        for request in self._shared.journal.do(verbs.pop_requests):
            if request.verb == "retry":
                ids = self._shared.journal.do(verbs.retry, request.args.get("ids"), microseconds())
                self._shared.log.info("retry", documents=len(ids))
            elif request.verb == "release":
                self._dispatcher.quarantine.release(str(request.args["plugin"]))
            elif request.verb == "rescan":
                self.finder.rescan()

    def _threads(self, name: str, body: Callable[[], None], count: int = 1) -> list[threading.Thread]:
        return [
            threading.Thread(target=self._guarded, args=(body,), name=f"{name}-{number}")
            for number in range(count)
        ]

    def _guarded(self, body: Callable[[], None]) -> None:
        with self._shared.fatal():
            body()


def _join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join()


def _say_new(shared: Shared, trouble: str, before: str) -> str:
    if trouble and trouble != before:
        shared.note(trouble)
        shared.log.warning("inbox trouble", reason=trouble)
    return trouble
