"""A worker process: it loads plugins, says what it has loaded, and does one hand-out after the other.

Started as ``python -m copydesk.workers.worker FD PARENT``. It ends when its wire closes; it writes no file.
"""

import faulthandler
import os
import queue
import sys
import threading
from multiprocessing.connection import Connection
from typing import Any

from copydesk.enricher import Enricher
from copydesk.errors import ConfigError, CopydeskError, SettingsError, describe
from copydesk.handout import react, work_on
from copydesk.logs import configure, get_logger
from copydesk.seam import Calling, Importing, Reaction, Result, Work
from copydesk.settings import LogSettings
from copydesk.workers.limits import apply_limits, die_with_parent
from copydesk.workers.surroundings import Surroundings
from copydesk.workers.wire import Broken, Message, Setup, Unfit, receive, send

__all__ = ["main"]


class Worker:
    """The loop of one worker process."""

    def __init__(self, wire: Connection, setup: Setup) -> None:
        self._wire = wire
        self._setup = setup
        self._surroundings = Surroundings.now()
        self._enricher = Enricher.for_worker(
            setup.settings,
            only=setup.only,
            without=setup.without,
            refused=setup.refused,
            importing=self._importing,
        )
        self._surroundings.restore()
        self._tasks: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def _importing(self, plugin: str) -> None:
        send(self._wire, Importing(plugin=plugin))

    def run(self) -> None:
        """Say what is loaded, then serve until the wire closes."""
        send(self._wire, self._enricher.manifest)
        threading.Thread(target=self._listen, daemon=True, name="wire").start()
        while True:
            task = self._tasks.get()
            if isinstance(task, Work):
                self._enrich(task)
            elif isinstance(task, Reaction):
                send(self._wire, react(self._enricher, task, self._logger))
            self._surroundings.restore()

    def _listen(self) -> None:
        """Take messages off the wire even while a plugin works; its end is ours."""
        while True:
            try:
                self._tasks.put(receive(self._wire)[0])
            except Broken:
                os._exit(0)

    def _enrich(self, work: Work) -> None:
        def calling(message: Calling) -> None:
            self._surroundings.restore()
            send(self._wire, message)

        result, record = work_on(
            self._enricher,
            work,
            calling=calling,
            logger=self._logger,
            seconds=self._setup.settings.seconds_for,
        )
        last = _out_of_memory(result)
        send(self._wire, result.model_copy(update={"last": last}), record or b"")
        if last:
            sys.exit(0)  # whoever holds it, the next plugin would be the one to miss it

    def _logger(self, document: str, plugin: str) -> Any:
        return get_logger(run=self._setup.run_id, document=document, plugin=plugin)


def _out_of_memory(result: Result) -> bool:
    codes = {failure.code for failure in result.failures}
    return "memory" in codes or (result.trouble is not None and result.trouble.code == "memory")


def main(descriptor: int, parent: int) -> None:
    """Serve a desk over an inherited socket."""
    die_with_parent(parent)
    faulthandler.enable()
    wire = Connection(descriptor)
    try:
        setup, _nothing = receive(wire)
        if not isinstance(setup, Setup):
            return
        apply_limits(setup.memory_mb)
        configure(LogSettings(level=setup.settings.logs.level, format="json"))
        _made_ready(wire, setup).run()
    except Broken:
        return


def _made_ready(wire: Connection, setup: Setup) -> Worker:
    try:
        return Worker(wire, setup)
    except SettingsError as error:
        message = error.message.removeprefix(f"{error.key}: ")
        send(wire, Unfit(message=message, plugin=error.plugin, key=error.key))
    except CopydeskError as error:
        send(wire, Unfit(message=str(error), usage=isinstance(error, ConfigError)))
    except Exception as error:  # noqa: BLE001 - the desk must hear why, whatever it was
        send(wire, Unfit(message=describe(error)))
    sys.exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
