"""A pool: worker processes that have loaded the same plugins, supervised. One thread owns it.

Each process holds at most two tasks, so that it never waits for the next one. When it dies, hangs or speaks nonsense it
is replaced; the task it worked on comes back as `Died` with the culprit's name, the other as if never given.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from time import monotonic

from copydesk.errors import ConfigError, CopydeskError, GivenUp, ManifestMismatch, SettingsError, WorkerError
from copydesk.logs import get_logger
from copydesk.seam import Calling, Importing, Manifest, Reaction, Result, Work
from copydesk.workers.process import WorkerProcess
from copydesk.workers.wire import Broken, Setup, Unfit, receive

__all__ = ["Died", "Done", "Outcome", "Pool"]

HELD = 2
"""Tasks one process holds: the one it works on and the next."""
_GRACE = 1.0
"""Seconds beyond a delivery's limit before its process is killed: the answer may be on its way."""
_FALSE_STARTS = 3
"""A pool gives up when so many processes in a row end before they are ready."""
_START_SECONDS = 120.0
"""For a process to begin with its first plugin."""
_IMPORT_SECONDS = 60.0
_LOOK_SECONDS = 0.2
"""How often a start looks whether to give up."""
_LONGEST_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Done:
    """A task was answered."""

    task: Work | Reaction
    result: Result
    record: bytes


@dataclass(frozen=True, slots=True)
class Died:
    """A process ended in the middle of a task.

    Attributes:
        task: the one it worked on.
        calling: the delivery it was in; None before the first.
        code: ``timeout`` or ``crash``.
        message: how it ended, in words.
        home: what had come home before, delivery by delivery.
    """

    task: Work | Reaction
    calling: Calling | None
    code: str
    message: str
    home: tuple[Calling, ...]


Outcome = Done | Died


class Pool:
    """Worker processes for one set of plugins.

    Args:
        setup: what each process is told.
        count: how many processes.
        seconds: the time limit of a delivery by plugin; of reading, by the empty name.
    """

    def __init__(self, setup: Setup, count: int, seconds: Callable[[str], float]) -> None:
        self._setup = setup
        self._count = count
        self._seconds = seconds
        self._processes: list[WorkerProcess] = []
        self._false_starts = 0
        self._idle_ends = 0
        self._start_at = 0.0
        self._unplaced: list[Work | Reaction] = []
        self.manifest: Manifest | None = None

    def start(self, give_up: Callable[[], bool] = lambda: False) -> Manifest:
        """Start every process and wait for the first manifest.

        Args:
            give_up: asked a few times a second whether to stop waiting.

        Raises:
            GivenUp: ``give_up`` said so.
            WorkerError: no process can be made ready; says why.
        """
        self._refill()
        while self.manifest is None:
            if give_up():
                raise GivenUp("stopped before a worker was ready")
            self.collect(wait(self.waitables(), _LOOK_SECONDS))
        return self.manifest

    def waitables(self) -> list[Connection | int]:
        """What to wait on before `collect`."""
        return [source for process in self._processes for source in process.sources]

    @property
    def room(self) -> int:
        """How many more tasks can be given now."""
        ready = [process for process in self._processes if process.ready]
        return max(0, sum(HELD - len(process.tasks) for process in ready) - len(self._unplaced))

    @property
    def size(self) -> int:
        """How many tasks it can hold."""
        return self._count * HELD

    @property
    def busy(self) -> bool:
        """Whether a task is unanswered."""
        return bool(self._unplaced) or any(process.tasks for process in self._processes)

    def give(self, task: Work | Reaction) -> None:
        """Hand a task to the process that holds fewest; with none ready it waits for the next that is."""
        self._unplaced.append(task)
        self._place()

    def collect(self, ready: Iterable[object]) -> list[Outcome]:
        """Take in what the processes have said, and replace those that are gone or late."""
        outcomes: list[Outcome] = []
        said = set(ready)
        for process in list(self._processes):
            if process.noise in said:
                process.hear()
            if process.wire in said:
                outcomes += self._listen(process)
            elif process.end in said:
                outcomes += self._replace(process)
            elif monotonic() > process.deadline:
                process.overdue = True
                outcomes += self._replace(process)
        self._refill()
        self._place()
        return outcomes

    def next_deadline(self) -> float:
        """Monotonic seconds at which `collect` has something to do even if no process speaks."""
        restart = self._start_at if len(self._processes) < self._count else float("inf")
        return min((restart, *(process.deadline for process in self._processes)))

    def stop(self) -> None:
        """Kill every process."""
        for process in self._processes:
            process.close()
        self._processes, self._unplaced = [], []

    def _refill(self) -> None:
        """Start the processes that are missing, once it is time."""
        while len(self._processes) < self._count and monotonic() >= self._start_at:
            process = WorkerProcess.start(self._setup)
            process.deadline = monotonic() + _START_SECONDS
            self._processes.append(process)

    def _place(self) -> None:
        while self._unplaced:
            most = HELD if _light(self._unplaced[0]) else 1
            free = [process for process in self._processes if process.ready and len(process.tasks) < most]
            if not free:
                return
            process = min(free, key=lambda process: len(process.tasks))
            idle = not process.tasks
            try:
                process.give(self._unplaced[0])
            except Broken:
                process.tasks.pop()
                process.kill()  # the end of its wire will tell the rest
                continue
            self._unplaced.pop(0)
            if idle:
                self._begin(process)

    def _begin(self, process: WorkerProcess) -> None:
        process.deadline = monotonic() + self._limit("") if process.tasks else float("inf")

    def _limit(self, plugin: str) -> float:
        return self._seconds(plugin) + _GRACE

    def _listen(self, process: WorkerProcess) -> list[Outcome]:
        try:
            message, payload = receive(process.wire)
        except Broken:
            return self._replace(process)
        if isinstance(message, Manifest):
            self._welcome(process, message)
        elif isinstance(message, Importing):
            process.importing = message.plugin
            process.deadline = monotonic() + _IMPORT_SECONDS
        elif isinstance(message, Unfit):
            raise _unfit(message)
        elif isinstance(message, Calling):
            process.note(message)
            process.deadline = monotonic() + self._limit(message.plugin)
        elif isinstance(message, Result) and process.present and process.present.ticket == message.ticket:
            task = process.finish()
            self._idle_ends = 0
            if message.last:
                self._unplaced[:0] = process.leave()
            self._begin(process)
            return [Done(task, message, payload)]
        else:
            return self._replace(process)
        return []

    def _welcome(self, process: WorkerProcess, manifest: Manifest) -> None:
        self._false_starts = 0
        self._begin(process)
        self.manifest = self.manifest or manifest
        if manifest.fingerprint != self.manifest.fingerprint:
            raise ManifestMismatch(
                "a worker loaded other plugins, versions or settings than the first one: "
                "something was installed while the desk runs; restart it"
            )
        process.manifest = manifest

    def _replace(self, process: WorkerProcess) -> list[Outcome]:
        process.kill()
        process.hear()
        self._processes.remove(process)
        process.close()
        if process.manifest is None:
            self._began_in_vain(process)
        elif not process.tasks and not process.leaving:
            self._ended_idle(process)
        return self._died(process)

    def _began_in_vain(self, process: WorkerProcess) -> None:
        if self._refused(process):
            return
        self._false_starts += 1
        if self._false_starts >= _FALSE_STARTS * self._count:
            how = "said nothing in time" if process.overdue else process.cause()
            raise WorkerError(f"worker processes end before they are ready: the last one {how}")

    def _ended_idle(self, process: WorkerProcess) -> None:
        """Nobody asked it for anything: the next one may do the same, so each such end delays the start after it."""
        self._idle_ends += 1
        seconds = min(_LONGEST_WAIT, 2.0 ** (self._idle_ends - 1))
        self._start_at = monotonic() + seconds
        get_logger().warning(
            "worker ended without a task", cause=process.cause(), ends=self._idle_ends, restart_in=seconds
        )

    def _refused(self, process: WorkerProcess) -> bool:
        """Do without a plugin whose import ended its process, as long as no other process has loaded it."""
        if not process.importing or self.manifest:
            return False
        how = (
            f"did not end within {_IMPORT_SECONDS:.0f} s"
            if process.overdue
            else f"ended its process: it {process.cause()}"
        )
        refused = {**self._setup.refused, process.importing: f"its import {how}"}
        self._setup = self._setup.model_copy(update={"refused": refused})
        return True

    def _died(self, process: WorkerProcess) -> list[Outcome]:
        if not process.tasks:
            return []
        present = process.tasks.popleft()
        self._unplaced[:0] = process.tasks
        seconds = self._seconds(process.calling.plugin if process.calling else "")
        message = f"no answer within {seconds:g} s" if process.overdue else f"the worker {process.cause()}"
        code = "timeout" if process.overdue else "crash"
        return [Died(present, process.calling, code, message, tuple(process.home))]


def _light(task: Work | Reaction) -> bool:
    """Whether it fits into a wire nobody reads: a process does not listen while a plugin holds the interpreter."""
    return isinstance(task, Reaction) or not (task.document or task.layers)


def _unfit(said: Unfit) -> CopydeskError:
    if said.plugin:
        return SettingsError(said.plugin, said.message, said.key)
    return ConfigError(said.message) if said.usage else WorkerError(said.message)
