"""Dispatching: documents that wait are claimed, handed to workers, and what comes back goes to the publishers.

Only as many are claimed as workers can take, and one batch ahead: the backlog lives in the journal.
"""

import hashlib
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from copydesk import journal as verbs
from copydesk.bus.plan import downstream
from copydesk.clock import iso, microseconds
from copydesk.desk.lines import Line
from copydesk.desk.publishing import Ended, Task, Unreadable
from copydesk.desk.quarantine import Quarantine
from copydesk.desk.shared import Shared
from copydesk.errors import CopydeskError, DiskFull
from copydesk.journal import Row
from copydesk.model import Document, Record, Run
from copydesk.names import display_name
from copydesk.records.write import load_record
from copydesk.seam import Trouble, Work
from copydesk.version import VERSION
from copydesk.workers.crew import Crew, Finished, Lost

__all__ = ["Dispatcher"]

AHEAD = 16
"""Documents claimed beyond what the workers hold."""
_IDLE_SECONDS = 1.0
"""How often requests from other processes and due retries are looked for."""
_DRAIN_SECONDS = 6.0
"""How long documents that are being worked on may take to finish when the desk stops."""


class Dispatcher:
    """The body of the dispatching thread; it owns the crew.

    Args:
        shared: the desk's.
        crew: started.
        tasks: where finished documents go.
        on_request: does what other processes have asked for.

    Attributes:
        quarantine: the plugins that are not called.
    """

    def __init__(self, shared: Shared, crew: Crew, tasks: Line[Task], on_request: Callable[[], None]) -> None:
        self._shared = shared
        self._crew = crew
        self._tasks = tasks
        self._on_request = on_request
        self._ahead: deque[Row] = deque()
        self._claims: dict[int, Row] = {}
        self.quarantine = Quarantine(shared, crew.order)
        self._ticket = 0
        self._next_look = 0.0

    def run(self) -> None:
        """Dispatch until the desk stops, then let what is being worked on finish."""
        try:
            while not self._shared.stopping.is_set():
                self._look_around()
                self._hand_out()
                self._collect(_IDLE_SECONDS)
            self._drain()
        finally:
            self._crew.stop()

    def _look_around(self) -> None:
        if monotonic() >= self._next_look:
            self._next_look = monotonic() + _IDLE_SECONDS
            if self._shared.reader.ask(verbs.has_requests):
                self._on_request()

    def _hand_out(self) -> None:
        room = self._crew.room
        if room > 0 and len(self._ahead) < room:
            self._claim(room + AHEAD - len(self._ahead))
        while self._ahead and self._crew.room > 0:
            self._give(self._ahead.popleft())

    def _claim(self, most: int) -> None:
        """Claim what waits; a document whose bytes another has needs no worker, only a record that points to that."""
        for claim in self._shared.do(verbs.claim, most, microseconds()):
            if claim.duplicate_of:
                self._tasks.put(claim)
            else:
                self._ahead.append(claim)

    def _give(self, claim: Row) -> None:
        self._ticket += 1
        self._claims[self._ticket] = claim
        self._crew.give(self.quarantine.apply(self._work(self._ticket, claim)))

    def _work(self, ticket: int, claim: Row) -> Work:
        work = Work(
            ticket=ticket,
            path=claim.path,
            original=str(self._shared.places.original(claim.name)),
            sha256=claim.sha256,
            indent=self._shared.settings.record.indent,
            run=Run(
                copydesk=VERSION,
                run_id=self._shared.run_id,
                attempt=claim.attempt,
                generation=claim.generation + 1,
                version=claim.version,
                plugins=self._shared.manifest.fingerprint,
                modified=iso(claim.modified_at),
                accepted=iso(claim.accepted_at),
            ),
        )
        return self._only_missing(work, claim) if claim.layers_missing else work

    def _only_missing(self, work: Work, claim: Row) -> Work:
        """Run again only the layers that failed and those that read them; all of them, where the record is gone."""
        record = self._present_record(claim)
        if record is None or record.text is None:
            return work
        steps = tuple(downstream(self._crew.order, claim.layers_missing))
        kept = {name: layer for name, layer in record.layers.items() if name not in steps}
        views = {name: view for name, view in record.views.items() if view.layer in kept}
        document = Document(
            id=record.id, text=record.text, source=record.source, metadata=record.metadata, views=views
        )
        failures = tuple(failure for failure in record.errors if failure.layer not in steps)
        run = work.run.model_copy(
            update={"ms": {name: ms for name, ms in record.run.ms.items() if name in kept}}
        )
        changes = {"document": document, "layers": kept, "failures": failures, "steps": steps, "run": run}
        return work.model_copy(update=changes)

    def _present_record(self, claim: Row) -> Record | None:
        """The record that was published; None where its consumer took it away or wrote into it."""
        try:
            data = self._shared.places.record(claim.name).read_bytes()
            ours = hashlib.sha256(data).hexdigest() == claim.record_sha256
            return load_record(data) if ours else None
        except (OSError, CopydeskError):
            return None

    def _collect(self, patience: float) -> None:
        for end in self._crew.wait(patience, self._shared.wake_read):
            claim = self._claims.pop(end.work.ticket)
            if isinstance(end, Lost):
                self._lost(claim, end)
            elif end.result.trouble:
                self._tasks.put(Unreadable(claim, end.result.trouble))
            else:
                self.quarantine.note(end.result)
                self._note(claim, end)
                self._tasks.put(Ended(claim, end.result, end.record))
        self._shared.awake()

    def _note(self, claim: Row, end: Finished) -> None:
        log = self._shared.log.bind(document=claim.id, path=claim.path)
        for failure in end.result.failures:
            log.warning(
                "layer failed",
                plugin=failure.plugin,
                layer=failure.layer,
                code=failure.code,
                reason=failure.message,
            )
        log.info("document enriched", status=end.result.status, ms=int(sum(end.result.ms.values())))

    def _lost(self, claim: Row, lost: Lost) -> None:
        """Nobody can be blamed, so the document is: it is tried again, so many times, and then it has failed."""
        most = self._shared.settings.workers.attempts
        self._shared.log.warning("worker lost", document=claim.id, path=claim.path, reason=lost.message)
        if claim.charged + 1 >= most:
            message = f"{lost.message} while reading it, {most} times in a row"
            self._tasks.put(
                Unreadable(claim, Trouble(path=display_name(claim.path), code="crash", message=message))
            )
            return
        reason = {"code": "crash", "message": lost.message}
        self._shared.do(verbs.release, claim.id, claim.attempt, charged=True, reason=reason)

    def _drain(self) -> None:
        """Give back what was not begun, and wait for the rest a while."""
        give_up = monotonic() + _DRAIN_SECONDS
        for claim in self._ahead:
            self._release(claim)
        self._ahead.clear()
        while self._crew.busy and monotonic() < give_up:
            self._collect(min(0.2, max(0.0, give_up - monotonic())))
        self._crew.stop()
        for claim in self._claims.values():
            self._release(claim)
        self._claims.clear()

    def _release(self, claim: Row) -> None:
        reason = {"code": "interrupted", "message": "the desk was stopped"}
        with suppress(DiskFull):  # the next start gives it back
            self._shared.do(verbs.release, claim.id, claim.attempt, charged=False, reason=reason)
