"""The process-wide state a plugin could change for the next: folder, environment, locale, signals, umask."""

import locale
import os
import signal
from dataclasses import dataclass
from typing import Any

__all__ = ["Surroundings"]

_SIGNALS = tuple(signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was there before the first plugin was called; `restore` brings it back between two deliveries."""

    folder: str
    environment: dict[str, str]
    spoken: str
    handlers: tuple[Any, ...]
    umask: int

    @classmethod
    def now(cls) -> "Surroundings":
        """Remember the present state."""
        umask = os.umask(0o077)
        os.umask(umask)
        handlers = tuple(signal.getsignal(number) for number in _SIGNALS)
        return cls(os.getcwd(), dict(os.environ), locale.setlocale(locale.LC_ALL), handlers, umask)  # noqa: PTH109 - one syscall

    def restore(self) -> None:
        """Put back what differs."""
        if not os.path.samestat(os.stat("."), os.stat(self.folder)):  # noqa: PTH116 - also when the folder is gone
            os.chdir(self.folder)
        if os.environ != self.environment:
            os.environ.clear()
            os.environ.update(self.environment)
        if locale.setlocale(locale.LC_ALL) != self.spoken:
            locale.setlocale(locale.LC_ALL, self.spoken)
        os.umask(self.umask)
        for number, handler in zip(_SIGNALS, self.handlers, strict=True):
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)
