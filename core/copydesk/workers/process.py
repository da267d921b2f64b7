"""One worker process as its desk sees it: started, given tasks, listened to, killed."""

import os
import signal
import socket
import struct
import subprocess
import sys
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from copydesk.logs import get_logger
from copydesk.seam import Calling, Manifest, Reaction, Work
from copydesk.workers.wire import Broken, Setup, send

__all__ = ["WorkerProcess"]

_STALLED_SECONDS = 2
"""A worker that stops in the middle of a message, or does not take one, is as good as gone; all others wait as long."""
_TAIL = 4096
_OURS = frozenset({"self", "event", "level", "time", "timestamp", "exc_info", "stack_info"})
"""What a logger would take for its own where it stands among a worker's facts."""


@dataclass(eq=False, slots=True)
class WorkerProcess:
    """One process, its wire, and the tasks it holds; the first of them is the one it works on.

    Attributes:
        end: becomes readable when the process has ended, even while a child of its holds the wire; -1 where the
            system has no such thing.
        manifest: what it has loaded; None until it says so.
        importing: the plugin it said it imports.
        tasks: what it was given and has not answered.
        calling: the delivery it said it is in.
        home: what of the present task has come home, delivery by delivery.
        deadline: monotonic seconds at which it is killed.
        overdue: it was killed for being late.
        leaving: it ends by itself and takes no more tasks.
        mute: it has closed its stdout and stderr.
    """

    process: subprocess.Popen[bytes]
    wire: Connection
    noise: int
    end: int
    manifest: Manifest | None = None
    importing: str = ""
    tasks: deque[Work | Reaction] = field(default_factory=deque)
    calling: Calling | None = None
    home: list[Calling] = field(default_factory=list)
    deadline: float = float("inf")
    overdue: bool = False
    leaving: bool = False
    mute: bool = False
    _tail: bytes = b""

    @classmethod
    def start(cls, setup: Setup) -> "WorkerProcess":
        """Start a process in a session of its own and tell it what to load."""
        ours, theirs = socket.socketpair()
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            ours.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", _STALLED_SECONDS, 0))
        noise, theirs_noise = os.pipe()
        os.set_blocking(noise, False)
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "copydesk.workers.worker", str(theirs.fileno()), str(os.getpid())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=theirs_noise,
            stderr=theirs_noise,
            start_new_session=True,
            env=_environment(),
        )
        theirs.close()
        os.close(theirs_noise)
        made = cls(process, Connection(ours.detach()), noise, _end_of(process.pid))
        with suppress(Broken):  # the end of its wire will tell
            send(made.wire, setup)
        return made

    @property
    def ready(self) -> bool:
        """Whether it can take tasks."""
        return self.manifest is not None and not self.leaving and self.process.returncode is None

    @property
    def sources(self) -> "list[Connection | int]":
        """What to wait on to hear from it."""
        descriptors = [] if self.mute else [self.noise]
        return [self.wire, *descriptors, *([self.end] if self.end >= 0 else [])]

    @property
    def present(self) -> Work | Reaction | None:
        """The task it works on."""
        return self.tasks[0] if self.tasks else None

    def give(self, task: Work | Reaction) -> None:
        """Hand it a task; it may hold another already."""
        self.tasks.append(task)
        send(self.wire, task)

    def note(self, calling: Calling) -> None:
        """Remember what it says it is doing, and what it has sent home."""
        self.calling = calling
        self.home.append(calling)

    def finish(self) -> Work | Reaction:
        """Its present task is answered; return it."""
        self.calling, self.home = None, []
        return self.tasks.popleft()

    def leave(self) -> list[Work | Reaction]:
        """It said that it is about to end; return the tasks it never began."""
        self.leaving, left = True, list(self.tasks)
        self.tasks.clear()
        return left

    def hear(self) -> None:
        """Drain what it writes to stdout and stderr: log lines go to our log, the rest to its debug level."""
        try:
            said = os.read(self.noise, 65536)
        except BlockingIOError:
            return
        self.mute = not said
        *lines, self._tail = (self._tail + said).split(b"\n")
        self._tail = self._tail[-_TAIL:]
        for line in lines[-100:]:
            _relay(line[-_TAIL:])

    def kill(self) -> None:
        """End it and every process it started in its session."""
        if self.process.returncode is None:  # else its number may be another's by now
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def close(self) -> None:
        """Kill it and let go of its wire."""
        self.kill()
        self.wire.close()
        os.close(self.noise)
        if self.end >= 0:
            os.close(self.end)

    def cause(self) -> str:
        """How it ended, in words."""
        code = self.process.returncode
        if code is not None and code < 0:
            return f"was killed by {signal.Signals(-code).name}"
        return f"exited with code {code}"


def _environment() -> dict[str, str]:
    """Ours, with a module path that does not count from our folder."""
    given = os.environ.get("PYTHONPATH")
    if not given:
        return dict(os.environ)
    path = os.pathsep.join(str(Path(entry).absolute()) for entry in given.split(os.pathsep))
    return {**os.environ, "PYTHONPATH": path}


def _end_of(pid: int) -> int:
    return os.pidfd_open(pid) if sys.platform == "linux" else -1


def _relay(line: bytes) -> None:
    """Say a worker's line as our own; what is no log line is noise a plugin made."""
    if line.startswith(b"{"):
        said = _parsed(line)
        level, event = said.get("level", "info"), said.get("event")
        if event is not None and level in ("debug", "info", "warning", "error"):
            facts = {key: value for key, value in said.items() if key not in _OURS}
            getattr(get_logger(), level)(str(event), **facts)
            return
    if line.strip():
        get_logger().debug("worker said", line=line.decode("utf-8", "replace"))


def _parsed(line: bytes) -> dict[str, Any]:
    import orjson  # noqa: PLC0415 - only when a worker speaks

    try:
        facts = orjson.loads(line)
    except ValueError:
        return {}
    return {str(key): value for key, value in facts.items()} if isinstance(facts, dict) else {}
