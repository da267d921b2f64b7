"""The crew: every pool a desk needs, and the way of one document through them.

Most plugins share the workers of one pool; a plugin with workers of its own has another. The plan is cut where it
passes from one pool to the next, and each piece is one hand-out: a document, the subscribers to run, the layers
already there.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from multiprocessing.connection import wait
from time import monotonic

from copydesk.bus.answers import check_choices
from copydesk.bus.discover import discover
from copydesk.bus.plan import needed, plan
from copydesk.errors import ConfigError, PlanError, nearest
from copydesk.events import CORE_EVENTS
from copydesk.model import Failure
from copydesk.seam import Calling, Manifest, Published, Reaction, Result, Step, Work
from copydesk.settings import DeskSettings, PluginLimits
from copydesk.workers.inline import InlinePool
from copydesk.workers.pool import Died, Done, Outcome, Pool
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
        retry_after: the most seconds one of them asked to be left alone for.
    """

    work: Work
    legs: list[tuple[str, tuple[str, ...]]]
    events: tuple[Published, ...] = ()
    retry_after: float | None = None

    def add(self, result: Result) -> Result:
        """Keep what one leg brought; return the result with that of all legs so far."""
        asked = [seconds for seconds in (self.retry_after, result.retry_after) if seconds is not None]
        self.events += result.events
        self.retry_after = max(asked, default=None)
        return result.model_copy(update={"events": self.events, "retry_after": self.retry_after})


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
        self._settings = _from_anywhere(settings)
        self._run_id = run_id
        self._only = only
        self._pools: dict[str, Pool | InlinePool] = {}
        self._journeys: dict[int, _Journey] = {}
        self._order: list[Step] = []
        self.manifest = Manifest(copydesk="")

    def start(self, give_up: Callable[[], bool] = lambda: False) -> Manifest:
        """Start every worker, gather what they have loaded, and make the plan.

        Args:
            give_up: asked a few times a second whether to stop waiting for them.

        Raises:
            GivenUp: ``give_up`` said so; every worker is stopped.
            WorkerError: a worker cannot be made ready.
            PlanError: the subscribers have no valid order, or one listens to an event no one publishes.
            ConfigError: ``only`` names a layer no one makes, or a reader has workers of its own.
        """
        self._pools = self._made_pools()
        try:
            self.manifest = Manifest.merge([pool.start(give_up) for pool in self._pools.values()])
            self._order = needed(plan(self.manifest.steps), self._only)
            check_choices(self._settings, self.manifest)
            _check_whole(self.manifest, self._pools)
        except BaseException:
            self.stop()
            raise
        return self.manifest

    @property
    def order(self) -> list[Step]:
        """The plan."""
        return self._order

    @property
    def room(self) -> int:
        """How many more documents can be given now."""
        total = sum(pool.size for pool in self._pools.values())
        return max(0, min(self._pools[SHARED].room, total - len(self._journeys)))

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
        ready = wait([*sources, *others], patience)  # type: ignore[list-item] # anything with fileno
        return [
            end
            for pool in self._pools.values()
            for outcome in pool.collect(ready)
            if (end := self._arrived(outcome))
        ]

    def stop(self) -> None:
        """Kill every worker."""
        for pool in self._pools.values():
            pool.stop()
        self._journeys.clear()

    def _made_pools(self) -> dict[str, Pool | InlinePool]:
        count, base = self._settings.workers.count, Setup(settings=self._settings, run_id=self._run_id)
        if count == 0:
            return {SHARED: InlinePool(base)}
        own = self._with_own_workers()
        memory = self._settings.workers.memory_mb
        pools: dict[str, Pool | InlinePool] = {
            SHARED: Pool(
                base.model_copy(update={"without": tuple(own), "memory_mb": memory}),
                count,
                self._settings.seconds_for,
            )
        }
        for name, limits in own.items():
            setup = base.model_copy(update={"only": (name,), "memory_mb": limits.memory_mb or memory})
            pools[name] = Pool(setup, limits.workers, self._settings.seconds_for)
        return pools

    def _with_own_workers(self) -> dict[str, PluginLimits]:
        """Limits by plugin; a table may stand for one that is not installed, and spell its name in another way."""
        plugins = self._settings.plugins
        used = [found.name for found in discover(plugins.folder)[0] if plugins.uses(found.name)]
        return {name: limits for name in used if (limits := plugins.reserved(name)).workers}

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
        result = journey.add(outcome.result)
        if result.trouble or not journey.legs:
            del self._journeys[task.ticket]
            return Finished(journey.work, result, outcome.record)
        self._next_leg(journey, _after(task, outcome))
        return None

    def _went_down(self, journey: _Journey, task: Work, died: Died) -> Lost | None:
        """Go on without the culprit from the layers that came home; with nobody to blame, the document is lost here."""
        if died.calling is None:
            del self._journeys[task.ticket]
            return Lost(journey.work, died.message)
        for said in died.home:
            journey.events += said.events
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
        retryable=died.code == "timeout"
        or "SIGKILL" in died.message,  # the system kills when memory is short
    )
    layers, views, ms = dict(task.layers), dict(task.views), dict(task.run.ms)
    for said in died.home:
        layers |= said.layers
        views |= said.views
        ms |= said.ms
    changes = {
        "steps": tuple(name for name in task.steps or () if name != calling.layer and name not in layers),
        "layers": layers,
        "views": views,
        "failures": (*task.failures, failure),
        "run": task.run.model_copy(update={"ms": ms}),
    }
    return task.model_copy(update=changes)


def _from_anywhere(settings: DeskSettings) -> DeskSettings:
    """Workers do not run in our folder, so that settings made by hand must not count from it."""
    plugins = settings.plugins
    if plugins.folder is None:
        return settings
    absolute = plugins.model_copy(update={"folder": plugins.folder.absolute()})
    return settings.model_copy(update={"plugins": absolute})


def _check_whole(manifest: Manifest, pools: Iterable[str]) -> None:
    """What no single pool can see."""
    for name in set(pools) & manifest.plugins.keys():
        if manifest.plugins[name].readers:
            raise ConfigError(
                f"[plugins.{name}] workers: it reads documents, which only shared workers do; drop the key"
            )
    published = {*CORE_EVENTS, *(event for facts in manifest.plugins.values() for event in facts.events)}
    for facts in manifest.plugins.values():
        for subscriber, event in facts.subscribes.items():
            if event not in published:
                hint = nearest(event, published)
                raise PlanError(f"{subscriber} subscribes to {event!r}, which no one publishes{hint}")
