"""The crew: every pool a desk needs, and the way of one document through them.

Most plugins share the workers of one pool; a plugin with workers of its own has another. The plan is cut where it
passes from one pool to the next, and each piece is one hand-out: a document, the subscribers to run, the layers already there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from multiprocessing.connection import wait
from time import monotonic

from copydesk.bus.plan import needed, plan
from copydesk.errors import ConfigError
from copydesk.model import Failure
from copydesk.settings import DeskSettings
from copydesk.workers.inline import InlinePool
from copydesk.workers.pool import Died, Done, Outcome, Pool
from copydesk.workers.seam import Calling, Manifest, Published, Reaction, Result, Step, Work
from copydesk.workers.wire import Setup

__all__ = ["Crew", "Finished", "Lost"]

SHARED = ""
"""The name of the pool whose workers most plugins share."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A document went all its way; ``record`` is empty when it could not be read."""

    work: Work
    result: Result
    record: bytes


@dataclass(frozen=True, slots=True)
class Lost:
    """A worker ended while no plugin was being called, so that nobody can be blamed."""

    work: Work
    message: str


@dataclass(slots=True)
class _Journey:
    """Where a document is on its way.

    Attributes:
        work: as it was given.
        legs: the pools still to visit, each with the layers to make there.
        events: what plugins have published so far.
    """

    work: Work
    legs: list[tuple[str, tuple[str, ...]]]
    events: tuple[Published, ...] = ()


class Crew:
    """Worker processes for one desk. One thread owns it.

    Args:
        settings: the desk's.
        run_id: bound to the workers' logs.
        only: make just these layers, and those they read.
    """

    def __init__(
        self, settings: DeskSettings, *, run_id: str = "", only: Sequence[str] | None = None
    ) -> None:
        self._settings = settings
        self._run_id = run_id
        self._only = only
        self._pools: dict[str, Pool | InlinePool] = {}
        self._journeys: dict[int, _Journey] = {}
        self._order: list[Step] = []
        self.manifest = Manifest(copydesk="")

    def start(self) -> Manifest:
        """Start every worker, gather what they have loaded, and make the plan.

        Raises:
            WorkerError: a worker cannot be made ready.
            PlanError: the subscribers have no valid order.
            ConfigError: ``only`` names a layer no one makes, or a reader has workers of its own.
        """
        self._pools = self._made_pools()
        self.manifest = Manifest.merge([pool.start() for pool in self._pools.values()])
        self._order = needed(plan(self.manifest.steps), self._only)
        for name in self._pools.keys() & self.manifest.plugins.keys():
            if self.manifest.plugins[name].readers:
                raise ConfigError(
                    f"[plugins.{name}] workers: it reads documents, which only shared workers do; drop the key"
                )
        return self.manifest

    @property
    def order(self) -> list[Step]:
        """The plan."""
        return self._order

    @property
    def room(self) -> int:
        """How many more documents can be given now."""
        total = sum(pool.size for pool in self._pools.values())
        first = self._pools[self._legs(None)[0][0]]
        return max(0, min(first.room, total - len(self._journeys)))

    @property
    def busy(self) -> bool:
        """Whether a document is on its way."""
        return bool(self._journeys)

    def give(self, work: Work) -> None:
        """Send a document on its way; ``work.steps`` of None means the whole plan."""
        journey = _Journey(work, self._legs(work.steps))
        self._journeys[work.ticket] = journey
        self._next_leg(journey, work)

    def wait(self, timeout: float, *others: object) -> list[Finished | Lost]:
        """Wait until a worker speaks, one of ``others`` is readable, or ``timeout`` seconds have passed."""
        sources = [source for pool in self._pools.values() for source in pool.waitables()]
        deadline = min(pool.next_deadline() for pool in self._pools.values())
        due = any(isinstance(pool, InlinePool) and pool.busy for pool in self._pools.values())
        patience = 0.0 if due else max(0.0, min(timeout, deadline - monotonic()))
        ready = wait([*sources, *others], patience) if sources or others else []  # type: ignore[list-item] # anything with fileno
        return [
            end
            for pool in self._pools.values()
            for outcome in pool.collect(ready)
            if (end := self._arrived(outcome))
        ]

    def stop(self) -> list[Work]:
        """Kill every worker; return the documents that had not finished."""
        for pool in self._pools.values():
            pool.stop()
        left = [journey.work for journey in self._journeys.values()]
        self._journeys.clear()
        return left

    def _made_pools(self) -> dict[str, Pool | InlinePool]:
        count, base = self._settings.workers.count, Setup(settings=self._settings, run_id=self._run_id)
        if count == 0:
            return {SHARED: InlinePool(base)}
        own = {
            name: limits
            for name in (self._settings.plugins.model_extra or {})
            if (limits := self._settings.plugins.reserved(name)).workers
        }
        memory = self._settings.workers.memory_mb
        pools: dict[str, Pool | InlinePool] = {
            SHARED: Pool(
                base.model_copy(update={"without": tuple(own), "memory_mb": memory}), count, self._seconds
            )
        }
        for name, limits in own.items():
            setup = base.model_copy(update={"only": (name,), "memory_mb": limits.memory_mb or memory})
            pools[name] = Pool(setup, limits.workers, self._seconds)
        return pools

    def _seconds(self, plugin: str) -> float:
        own = self._settings.plugins.reserved(plugin).seconds if plugin else None
        return own or self._settings.workers.seconds

    def _legs(self, steps: Sequence[str] | None) -> list[tuple[str, tuple[str, ...]]]:
        wanted = [step for step in self._order if steps is None or step.layer in steps]
        pieces = groupby(wanted, key=lambda step: self._home(step.plugin))
        legs = [(pool, tuple(step.layer for step in piece)) for pool, piece in pieces]
        return legs if legs and legs[0][0] == SHARED else [(SHARED, ()), *legs]

    def _next_leg(self, journey: _Journey, work: Work) -> None:
        pool, steps = journey.legs.pop(0)
        self._pools[pool].give(work.model_copy(update={"steps": steps, "finish": not journey.legs}))

    def _arrived(self, outcome: Outcome) -> Finished | Lost | None:
        task = outcome.task
        if isinstance(task, Reaction):
            return None
        journey = self._journeys[task.ticket]
        if isinstance(outcome, Died):
            return self._went_down(journey, task, outcome)
        journey.events += outcome.result.events
        if outcome.result.trouble or not journey.legs:
            del self._journeys[task.ticket]
            result = outcome.result.model_copy(update={"events": journey.events})
            return Finished(journey.work, result, outcome.record)
        self._next_leg(journey, _after(task, outcome))
        return None

    def _went_down(self, journey: _Journey, task: Work, died: Died) -> Lost | None:
        """Go on without the culprit from the layers that came home; with nobody to blame, the document is lost here."""
        if died.calling is None:
            del self._journeys[task.ticket]
            return Lost(journey.work, died.message)
        self._pools[self._home(died.calling.plugin)].give(_without(task, died.calling, died))
        return None

    def _home(self, plugin: str) -> str:
        """The pool whose workers have loaded a plugin."""
        return plugin if plugin in self._pools else SHARED


def _after(task: Work, done: Done) -> Work:
    """The next hand-out of a document that goes on elsewhere."""
    result = done.result
    run = task.run.model_copy(update={"ms": result.ms})
    changes = {"document": result.document, "layers": result.layers, "failures": result.failures, "run": run}
    return task.model_copy(update=changes)


def _without(task: Work, calling: Calling, died: Died) -> Work:
    """The same hand-out again, less the subscriber that ended its worker and the layers that came home."""
    failure = Failure(
        plugin=calling.plugin,
        layer=calling.layer,
        code="timeout" if died.code == "timeout" else "crash",
        message=died.message,
        retryable=died.code == "timeout",
    )
    steps = tuple(layer for layer in task.steps or () if layer != calling.layer and layer not in died.layers)
    run = task.run.model_copy(update={"ms": {**task.run.ms, **died.ms}})
    layers = {**task.layers, **died.layers}
    return task.model_copy(
        update={"steps": steps, "layers": layers, "failures": (*task.failures, failure), "run": run}
    )
