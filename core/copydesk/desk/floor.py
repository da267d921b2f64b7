"""The floor: the threads of one desk, and the lines between them.

Every arrow points one way and every line is bounded::

    observer -> finder -> acceptors -> journal -> dispatcher -> publishers -> journal -> reactor

Draining runs left to right: each thread is told to end once the one before it has.
"""

import threading
from collections.abc import Callable

from copydesk import journal as verbs
from copydesk.clock import microseconds
from copydesk.desk.accepting import Acceptor, note_refusal
from copydesk.desk.dispatching import Dispatcher
from copydesk.desk.lines import Line
from copydesk.desk.publishing import Publisher, Task
from copydesk.desk.reacting import Reactor
from copydesk.desk.shared import Shared
from copydesk.dropped import StatKey
from copydesk.inbox.find import Finder
from copydesk.inbox.values import Sighting
from copydesk.workers.crew import Crew

__all__ = ["Floor"]

_ACCEPTORS = 2
_PUBLISHERS = 2
"""Two to four threads writing help: a sync waits, and the other one works."""


class Floor:
    """The threads of one desk.

    Args:
        shared: the desk's.
        crew: started.

    Attributes:
        finder: sees what is dropped.
        publisher: also settles what an earlier desk has left.
    """

    def __init__(self, shared: Shared, crew: Crew) -> None:
        self._shared = shared
        self._ready: Line[Sighting] = Line(256)
        self._tasks: Line[Task] = Line(64)
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
        self._ready.end()
        _join(self._accepting)
        self._shared.wake()
        _join(self._dispatching)
        self._tasks.end()
        _join(self._publishing)
        self._reactor_done.set()
        _join(self._reacting)

    def idle(self) -> bool:
        """Whether nothing that is ready is left: no file, no document, no reaction that was never tried.

        Asked in the order of the flow: what has left one of them has reached the next.
        """
        return self.finder.idle() and not self._shared.reader.ask(verbs.pending_work) and self._reactor.idle

    def _known(self, path: str, key: StatKey) -> bool:
        return self._shared.reader.ask(verbs.known, path, key)

    def _requests(self) -> None:
        """Do what other processes ask: they only write requests, the desk acts."""
        for request in self._shared.do(verbs.obey, microseconds()):
            if request.verb == "retry":
                self._shared.log.info("retry", documents=len(request.args["ids"]))
            elif request.verb == "release":
                self._dispatcher.quarantine.release(str(request.args["plugin"]))
            elif request.verb == "rescan":
                self.finder.rescan()

    def _threads(self, name: str, body: Callable[[], None], count: int = 1) -> list[threading.Thread]:
        return [
            threading.Thread(target=self._guarded, args=(body,), name=f"{name}-{number}", daemon=True)
            for number in range(count)
        ]  # daemons, so that a fault in the main thread ends the process

    def _guarded(self, body: Callable[[], None]) -> None:
        with self._shared.fatal():
            body()


def _join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join()
