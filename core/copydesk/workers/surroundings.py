"""The process-wide state a plugin could change for the next: folder, environment, locale, signals, output, umask."""

import locale
import os
import signal
import sys
from dataclasses import dataclass
from typing import Any, TextIO

__all__ = ["Surroundings"]

_SIGNALS = tuple(
    number
    for number in signal.valid_signals()
    if number < signal.SIGRTMIN and number not in {signal.SIGKILL, signal.SIGSTOP}
)
_TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was there before the first plugin was loaded; `restore` brings it back between two deliveries."""

    folder: int
    environment: dict[str, str]
    spoken: str
    handlers: tuple[Any, ...]
    blocked: set[int]
    umask: int
    outputs: tuple[TextIO, TextIO]
    spares: tuple[int, int]

    @classmethod
    def now(cls) -> "Surroundings":
        """Remember the present state."""
        umask = os.umask(0o077)
        os.umask(umask)
        return cls(
            folder=os.open(".", os.O_RDONLY),  # a descriptor leads back even to a folder that is gone
            environment=dict(os.environ),
            spoken=locale.setlocale(locale.LC_ALL),
            handlers=tuple(signal.getsignal(number) for number in _SIGNALS),
            blocked=set(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
            umask=umask,
            outputs=(sys.stdout, sys.stderr),
            spares=(os.dup(1), os.dup(2)),
        )

    def restore(self) -> None:
        """Put back what differs."""
        if not os.path.samestat(os.stat("."), os.fstat(self.folder)):  # noqa: PTH116 - a path would not do
            os.fchdir(self.folder)
        if os.environ != self.environment:
            os.environ.clear()
            os.environ.update(self.environment)
        if locale.setlocale(locale.LC_ALL) != self.spoken:
            locale.setlocale(locale.LC_ALL, self.spoken)
        os.umask(self.umask)
        self._signals()
        for descriptor, spare in enumerate(self.spares, start=1):
            _point(descriptor, spare)
        sys.stdout, sys.stderr = map(_reopened, self.outputs, (1, 2))

    def _signals(self) -> None:
        """Timers first: their signal must not find the default action, which ends the process."""
        for timer in _TIMERS:
            signal.setitimer(timer, 0)
        for number, handler in zip(_SIGNALS, self.handlers, strict=True):
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, self.blocked)


def _point(descriptor: int, spare: int) -> None:
    """Let a descriptor be what it was: a plugin may have closed it, and a file it opened later taken its number."""
    try:
        same = os.path.samestat(os.fstat(descriptor), os.fstat(spare))
    except OSError:
        same = False
    if not same:
        os.dup2(spare, descriptor)


def _reopened(output: TextIO, descriptor: int) -> TextIO:
    """The same stream, or a new one where a plugin has closed it."""
    return (
        open(descriptor, "w", encoding="utf-8", errors="replace", closefd=False) if output.closed else output
    )
