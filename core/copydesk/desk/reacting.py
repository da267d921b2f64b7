"""Reacting: journalled events reach the plugins that subscribe to them, at least once, after the record is safe.

They have a worker of their own; whatever happens there never changes a record.
"""

from collections.abc import Callable
from multiprocessing.connection import wait
from time import monotonic

from copydesk import journal as verbs
from copydesk.clock import microseconds
from copydesk.desk.shared import Shared
from copydesk.errors import GivenUp, WorkerError
from copydesk.journal import Reaction as Row
from copydesk.seam import Reaction
from copydesk.workers.pool import Died, Outcome, Pool
from copydesk.workers.wire import Setup

__all__ = ["Reactor"]

_LOOK_SECONDS = 0.25
_DRAIN_SECONDS = 2.0
_BATCH = 16
MOST_ATTEMPTS = 8
"""A reaction that failed so often is dead; ``copydesk events`` still shows its event."""
_FIRST_WAIT = 5.0
_LONGEST_WAIT = 3600.0


class Reactor:
    """The body of the reacting thread; without subscribers to any event but ``document_read`` it ends at once."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._rows: dict[int, Row] = {}
        self._ticket = 0
        self._over = False
        facts = shared.manifest.plugins
        heard = {event for each in facts.values() for event in each.subscribes.values()}
        plugins = tuple(name for name, each in facts.items() if each.subscribes or heard & each.events.keys())
        memory = shared.settings.workers.memory_mb
        setup = Setup(settings=shared.settings, only=plugins, memory_mb=memory, run_id=shared.run_id)
        self._pool = Pool(setup, 1, shared.settings.seconds_for) if heard else None

    def run(self, done: Callable[[], bool]) -> None:
        """Deliver until ``done``; what is not delivered then is, by the next start."""
        if self._pool is None:
            return
        try:
            self._pool.start(give_up=done)
            while not done():
                self._begin(self._pool)
                self._collect(self._pool)
            self._finish(self._pool)
        except GivenUp:
            return
        except WorkerError as error:
            self._shared.note(f"reactions stopped until the desk is started again: {error}")
        finally:
            self._over = True
            self._pool.stop()

    @property
    def idle(self) -> bool:
        """Whether none is being delivered and none is due, for the first time or again."""
        if self._pool is None or self._over:
            return True
        return not self._rows and not self._shared.reader.ask(verbs.reactions_due, microseconds())

    def _begin(self, pool: Pool) -> None:
        if not self._rows:
            for row in self._shared.do(verbs.due_reactions, _BATCH, microseconds()):
                self._give(pool, row)

    def _finish(self, pool: Pool) -> None:
        """What has been handed out may end; the rest is delivered by the next start."""
        give_up = monotonic() + _DRAIN_SECONDS
        while self._rows and monotonic() < give_up:
            self._collect(pool)

    def _collect(self, pool: Pool) -> None:
        for outcome in pool.collect(wait(pool.waitables(), _LOOK_SECONDS)):
            self._settle(outcome)

    def _give(self, pool: Pool, row: Row) -> None:
        self._ticket += 1
        self._rows[self._ticket] = row
        document = self._shared.reader.ask(verbs.by_id, row.event.subject)
        pool.give(
            Reaction(
                ticket=self._ticket,
                key=f"{row.event.id}/{row.id}",
                subscriber=row.subscriber,
                event=row.event.type,
                data=row.event.data,
                record=str(self._shared.places.record(document.name)) if document else None,
            )
        )

    def _settle(self, outcome: Outcome) -> None:
        row = self._rows.pop(outcome.task.ticket)
        if isinstance(outcome, Died):
            self._again(row, outcome.message)
        elif outcome.result.failures:
            self._again(row, outcome.result.failures[0].message)
        else:
            self._shared.do(verbs.reactions_succeeded, [row.id])

    def _again(self, row: Row, reason: str) -> None:
        attempts = row.attempts
        wait_seconds = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (attempts - 1))
        next_at = None if attempts >= MOST_ATTEMPTS else microseconds() + int(wait_seconds * 1_000_000)
        self._shared.log.warning(
            "reaction failed",
            subscriber=row.subscriber,
            event_id=row.event.id,
            attempt=attempts,
            reason=reason,
        )
        self._shared.do(verbs.reaction_failed, row.id, reason, next_at)
