"""What the threads of one desk share: its places, journal, settings, and one way each to tell, to pause and to stop."""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from copydesk import journal as verbs
from copydesk.clock import microseconds
from copydesk.desk.places import Places
from copydesk.desk.report import DocumentLine, Reporter
from copydesk.errors import DiskFull
from copydesk.events import DeskPaused, DeskResumed, Event
from copydesk.folders import free_bytes
from copydesk.journal import Journal, NewEvent, Reader
from copydesk.logs import Log
from copydesk.seam import Manifest, Published
from copydesk.settings import DeskSettings

__all__ = ["Shared"]

T = TypeVar("T")
_CURE_SECONDS = 1.0
"""How often a desk looks whether a full disk has space again."""


@dataclass(slots=True)
class Shared:
    """Shared by every thread of a desk; each attribute is safe to use from all of them.

    Attributes:
        reader: answers questions from what is committed.
        stopping: set when the desk drains; nothing new is begun after it.
        error: what the desk must not go on from.
        ended: documents by status.
        refused: files that are not taken.
        wake_read: readable when the dispatcher should look for work.
    """

    settings: DeskSettings
    places: Places
    journal: Journal
    manifest: Manifest
    reporter: Reporter
    log: Log
    run_id: str
    stopping: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None
    ended: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    reader: Reader = field(init=False)
    wake_read: int = field(init=False)
    _wake_write: int = field(init=False)
    _woken: bool = False
    _paused: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _subscribed: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reader = self.journal.reader()
        self.wake_read, self._wake_write = os.pipe()
        for facts in self.manifest.plugins.values():
            for subscriber, event in facts.subscribes.items():
                self._subscribed[event] = (*self._subscribed.get(event, ()), subscriber)

    def wake(self) -> None:
        """Tell the dispatcher that there is work."""
        with self._lock:
            if not self._woken:
                self._woken = True
                os.write(self._wake_write, b"\0")

    def awake(self) -> None:
        """The dispatcher has heard."""
        with self._lock:
            if self._woken:
                self._woken = False
                os.read(self.wake_read, 1)

    def close(self) -> None:
        """Let go of the descriptors."""
        self.reader.close()
        os.close(self.wake_read)
        os.close(self._wake_write)

    def subscribers(self, event: type[Event] | str) -> tuple[str, ...]:
        """Who reacts to an event."""
        return self._subscribed.get(event if isinstance(event, str) else event.event_name(), ())

    def event(self, event: Event, subject: str = "") -> NewEvent:
        """A core event in the journal's form, with the reactions it asks for."""
        name = event.event_name()
        return NewEvent(name, subject, event.model_dump(mode="json"), self.subscribers(name))

    def published(self, event: Published, subject: str) -> NewEvent:
        """A plugin's event in the journal's form."""
        return NewEvent(event.name, subject, event.data, self.subscribers(event.name))

    def settle(self, taken: Mapping[Literal["gone", "left"], Sequence[str]]) -> None:
        """Journal that these documents' files are gone from the inbox, or left there for good."""
        for where, ids in taken.items():
            if ids:
                self.do(verbs.settled, ids, where)

    def tell(self, event: Event, subject: str = "") -> None:
        """Journal an event that belongs to no other transaction."""
        self.journal.ask(verbs.write_event, self.event(event, subject), microseconds())

    def document_ended(self, line: DocumentLine) -> None:
        """Count and report a document that has ended."""
        with self._lock:
            self.ended[line.status] += 1
            self.reporter.document(line)

    def document_refused(self, text: str) -> None:
        """Count and report a file that is not taken."""
        with self._lock:
            self.refused += 1
            self.reporter.note(text)

    def note(self, text: str) -> None:
        """Tell a person."""
        with self._lock:
            self.reporter.note(text)

    def fail(self, error: Exception) -> None:
        """Stop the desk: something happened that it must not go on from."""
        with self._lock:
            self.error = self.error or error
        self.stopping.set()
        self.wake()

    @contextmanager
    def fatal(self) -> Iterator[None]:
        """The body of a thread: what escapes from it stops the desk.

        A full disk that a stopping desk no longer waits out is no error: the next start does what was not done.
        """
        try:
            yield
        except Exception as error:  # noqa: BLE001 - raised again by the desk's own thread
            if not (isinstance(error, DiskFull) and self.stopping.is_set()):
                self.fail(error)

    def short_of_space(self) -> str:
        """Why accepting has to wait for space; empty when it need not."""
        least = self.settings.inbox.min_free_mb
        for folder in (self.places.state, self.places.out):
            if free_bytes(folder) < least << 20:
                return f"disk full: less than {least} MiB free in {folder}"
        return ""

    def pause(self, reason: str) -> None:
        """Say once that something waits, and why."""
        with self._lock:
            if self._paused:
                return
            self._paused = reason
        self.note(f"paused: {reason}")
        self.log.warning("desk paused", reason=reason)
        self._tell_if_possible(DeskPaused(reason=reason))

    def resume(self) -> None:
        """Say once that it goes on."""
        with self._lock:
            reason, self._paused = self._paused, ""
        if reason:
            self.note("resumed")
            self.log.info("desk resumed", after=reason)
            self._tell_if_possible(DeskResumed(reason=reason))

    @property
    def paused(self) -> str:
        """Why work waits; empty when it does not."""
        return self._paused

    def _tell_if_possible(self, event: Event) -> None:
        """A pause because of a full disk may be one the journal cannot write down either."""
        self.journal.ask(verbs.set_meta, "paused", self._paused)
        self.journal.ask(verbs.write_event, self.event(event), microseconds())

    def do(self, verb: Callable[..., T], *args: Any, **options: Any) -> T:
        """Do a verb of the journal's and wait until it is durable; a full disk is waited out, see `insist`."""
        return self.insist(lambda: self.journal.do(verb, *args, **options))

    def insist(self, action: Callable[..., T], *args: Any, **options: Any) -> T:
        """Do something durable, waiting out a full disk for as long as it takes.

        Raises:
            DiskFull: the desk is stopping; what was not done is done by the next start.
        """
        waited = False
        while True:
            try:
                done = action(*args, **options)
            except DiskFull as error:
                waited = True
                self.pause(f"disk full: {error}")
                if self.stopping.wait(_CURE_SECONDS):
                    raise
            else:
                if waited:
                    self.resume()
                return done
