"""What a plugin author imports: `subscribe`, `reader`, `exporter`, `command`, `Settings`, `Context`.

A decorator only notes on the function what it is for; nothing is registered until a worker loads the plugin and makes a
pluggy hookimpl of every subscriber, with the event as the name of its hookspec.
"""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from copydesk.events import Event
from copydesk.model import Metadata

__all__ = [
    "Command",
    "Context",
    "Exporter",
    "Reader",
    "Reading",
    "Settings",
    "Subscription",
    "command",
    "declaration_of",
    "exporter",
    "operational",
    "reader",
    "subscribe",
]

READ = "document_read"
F = TypeVar("F", bound=Callable[..., Any])


class Settings(BaseModel):
    """Base of a plugin's settings. Unknown keys are refused; a plugin has at most one such class.

    The values come from the table ``[plugins.NAME]`` and from the environment. Use ``SecretStr`` for secrets: they are
    never shown, logged or hashed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


def operational(default: Any, **options: Any) -> Any:
    """A settings field that cannot change a layer (a timeout, a rate), so it is left out of the settings' hash."""
    return Field(default, json_schema_extra={"operational": True}, **options)


@dataclass(frozen=True, slots=True)
class Context:
    """What a subscriber may use besides the document and its settings.

    Attributes:
        plugin: the plugin's name.
        logger: bound to the run, the document and the plugin; never log text.
        publish: hands an event of the plugin's own to the bus; it travels home with the result.
        deadline: monotonic seconds at which the delivery is given up; None without a limit.
        key: the same for every attempt of one reaction, so that a receiver can tell a repeat; empty elsewhere.
    """

    plugin: str
    logger: Any
    publish: Callable[[Event], None]
    deadline: float | None = None
    key: str = ""

    def now(self) -> datetime:
        """The time, in UTC. Use it only for what may differ between two runs."""
        return datetime.now(UTC)

    def remaining(self) -> float | None:
        """Seconds until the delivery is given up; None without a limit."""
        return None if self.deadline is None else max(0.0, self.deadline - monotonic())


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader returns when the text alone does not say it all.

    Attributes:
        text: the document's text.
        metadata: language and title where the source states them.
        encoding: how bytes became text, where there was a choice.
        warnings: what a person should know about the reading.
    """

    text: str
    metadata: Metadata = field(default_factory=Metadata)
    encoding: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscription:
    """That a function subscribes to an event, and what it reads and writes."""

    function: Callable[..., Any]
    event: str | type[Event]
    produces: str | None = None
    views: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    deterministic: bool = True


@dataclass(frozen=True, slots=True)
class Reader:
    """That a function turns bytes of some media types into text."""

    function: Callable[..., Any]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exporter:
    """That a function writes a record in another format."""

    function: Callable[..., Any]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """That a function is a command of the plugin's."""

    function: Callable[..., Any]
    keys: tuple[str, ...]


Declaration = Subscription | Reader | Exporter | Command


def declaration_of(value: object) -> Declaration | None:
    """What a decorator of this module noted on a function; None for everything else."""
    noted = getattr(value, "__copydesk__", None)
    return noted if isinstance(noted, Declaration) else None


def subscribe(
    event: str | type[Event],
    *,
    produces: str | None = None,
    views: Sequence[str] = (),
    requires: Sequence[str] = (),
    deterministic: bool = True,
) -> Callable[[F], F]:
    """Subscribe the decorated function to an event.

    Args:
        event: the event's name, or an event class of the plugin's own.
        produces: the layer it makes; required for ``document_read``, not allowed elsewhere.
        views: the names of the views it makes beside the layer.
        requires: layers it reads. ``"ads"`` must be there; ``"ads?"`` is read where it is present. Either way it runs
            after them.
        deterministic: False when the same document and settings may give another layer.

    Raises:
        TypeError: the declaration makes no sense; the text says what would.
    """
    for key, value in (("requires", requires), ("views", views)):
        if isinstance(value, str):
            raise TypeError(f'{key} is a list: {key}=["{value}"]')
    if event == READ and not produces:
        raise TypeError(f'a subscriber to {READ} makes a layer: add produces="NAME"')
    if event != READ and (produces or views or requires):
        raise TypeError(
            f"layers come from {READ} only: drop produces, views and requires, or subscribe to {READ}"
        )
    hard = tuple(layer for layer in requires if not layer.endswith("?"))
    soft = tuple(layer[:-1] for layer in requires if layer.endswith("?"))

    return lambda function: _declare(
        function, Subscription(function, event, produces, tuple(views), hard, soft, deterministic)
    )


def reader(*media_types: str) -> Callable[[F], F]:
    """Answer for media types: by name, take ``data`` (bytes), ``source``, ``settings``; return text or a `Reading`."""
    return _answering(Reader, "reader", media_types)


def exporter(*formats: str) -> Callable[[F], F]:
    """Answer for output formats: take ``record`` and by name ``settings``; return ``str`` or ``bytes``."""
    return _answering(Exporter, "exporter", formats)


def command(name: str) -> Callable[[F], F]:
    """Answer for ``copydesk plugins run PLUGIN NAME``: take ``arguments`` (strings) and ``settings`` by name.

    The function may return an exit code.
    """
    return _answering(Command, "command", (name,))


def _answering(
    kind: type[Reader] | type[Exporter] | type[Command],
    word: Literal["reader", "exporter", "command"],
    keys: Sequence[str],
) -> Callable[[F], F]:
    if not keys or not all(isinstance(key, str) for key in keys):
        raise TypeError(f'@{word} names what it answers for: @{word}("...")')
    return lambda function: _declare(function, kind(function, tuple(keys)))


def _declare(function: F, declared: Declaration) -> F:
    if not inspect.isfunction(function):
        raise TypeError(f"only a plain function can be declared, not {function!r}")
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(f"{function.__name__} is async: the bus calls plain functions, write `def`")
    if declaration_of(function):
        raise TypeError(f"{function.__name__} is declared twice: write a second function")
    function.__copydesk__ = declared  # type: ignore[attr-defined] # functions carry their declaration
    return function
