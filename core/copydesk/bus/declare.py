"""What one plugin declares, read from its module and checked.

Everything pluggy would accept in silence is an error here.
"""

import functools
import inspect
import re
import typing
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from pydantic import BaseModel

from copydesk.bus.discover import Found
from copydesk.bus.functions import belongs, own_functions
from copydesk.bus.own_settings import plugin_settings, settings_hash
from copydesk.errors import ContractError, nearest
from copydesk.events import CORE_EVENTS, Event
from copydesk.model import Annotation, Layer, NoSummary, Producer
from copydesk.plugin import READ, Command, Exporter, Reader, Settings, Subscription, declaration_of

__all__ = ["Plugin", "Subscriber", "declared"]

_READ_TAKES = ("document", "settings", "context")
_EVENT_TAKES = ("event", "record", "settings", "context")
_ANSWER_TAKES = {
    Reader: ("data", "source", "settings"),
    Exporter: ("record", "settings"),
    Command: ("arguments", "settings"),
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A function and all the bus needs to deliver to it.

    Attributes:
        plugin: the plugin's name.
        event: the event it subscribes to.
        layer: the layer it makes, or empty.
        takes: the arguments it asks for.
        annotation: the model of its annotations.
        summary: the model of its summary.
    """

    plugin: str
    function: Callable[..., Any]
    event: str
    layer: str
    views: tuple[str, ...]
    requires: tuple[str, ...]
    optional: tuple[str, ...]
    deterministic: bool
    takes: tuple[str, ...]
    annotation: type[Annotation]
    summary: type[BaseModel]

    @property
    def name(self) -> str:
        """``plugin.function``: how logs and reactions call it."""
        return f"{self.plugin}.{self.function.__name__}"


@dataclass(frozen=True, slots=True)
class Plugin:
    """A loaded plugin whose declarations were accepted."""

    found: Found
    settings: Settings
    producer: Producer
    subscribers: tuple[Subscriber, ...]
    events: Mapping[str, type[Event]]
    readers: Mapping[str, Callable[..., Any]]
    exporters: Mapping[str, Callable[..., Any]]
    commands: Mapping[str, Callable[..., Any]]

    @property
    def name(self) -> str:
        """The plugin's name."""
        return self.found.name


def declared(found: Found, module: ModuleType, given: Mapping[str, Any]) -> Plugin:
    """Read and check what ``module`` declares.

    Args:
        found: where the module came from.
        module: the imported module.
        given: the plugin's own settings, as configured.

    Raises:
        ContractError: a declaration the bus could not honour; says which and what would be right.
        SettingsError: the settings do not fit the plugin's model.
    """
    functions = list(own_functions(found, module))
    if not functions:
        raise ContractError(
            found.name, f"{found.origin} declares nothing; decorate a function with copydesk.subscribe"
        )
    hints = {function: _hints(found, function) for function in functions}
    settings = plugin_settings(found, [hints[function].get("settings") for function in functions], given)
    subscribers = [
        _subscriber(found, function, hints[function])
        for function in functions
        if isinstance(declaration_of(function), Subscription)
    ]
    _refuse_namesakes(found, subscribers)
    return Plugin(
        found=found,
        settings=settings,
        producer=Producer(plugin=found.name, version=found.version, settings=settings_hash(settings)),
        subscribers=tuple(subscribers),
        events=_events(found, module),
        readers=_answers(found, functions, Reader),
        exporters=_answers(found, functions, Exporter),
        commands=_answers(found, functions, Command),
    )


def _refuse_namesakes(found: Found, subscribers: Iterable[Subscriber]) -> None:
    """A subscriber is known by its function's name, also in the journal."""
    counted = Counter(subscriber.name for subscriber in subscribers)
    for name, count in counted.items():
        if count > 1:
            raise ContractError(
                found.name, f"{count} subscribers are called {name}; give each function its own name"
            )


def _hints(found: Found, function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function)
    except NameError as error:
        raise ContractError(
            found.name, f"{function.__name__}: the annotation {error.name!r} cannot be resolved; "
            "import it at run time, not under TYPE_CHECKING"
        ) from None  # fmt: skip


def _events(found: Found, module: ModuleType) -> dict[str, type[Event]]:
    events: dict[str, type[Event]] = {}
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Event) and belongs(value, module):
            name = value.event_name(found.name)
            if name in CORE_EVENTS:
                raise ContractError(
                    found.name, f"its event {value.__name__} would be called {name}, as one of the core's is"
                )
            events[name] = value
    return events


def _subscriber(found: Found, function: Callable[..., Any], hints: Mapping[str, Any]) -> Subscriber:
    said, returned = declaration_of(function), hints.get("return")
    assert isinstance(said, Subscription)
    event = said.event if isinstance(said.event, str) else said.event.event_name(_owner(found, said.event))
    if event != READ and (returned not in {None, type(None)} or inspect.isgeneratorfunction(function)):
        raise ContractError(found.name, f"{function.__name__}: a subscriber to {event} returns nothing")
    for name in (*([said.produces] if said.produces else ()), *said.views):
        if not _NAME.fullmatch(name):
            raise ContractError(
                found.name, f"{name!r} cannot name a layer or view; use letters, digits, '-' and '_'"
            )
    annotation, summary = _returns(found, function, returned)
    return Subscriber(
        plugin=found.name, function=function, event=event, layer=said.produces or "", views=said.views,
        requires=said.requires, optional=said.optional, deterministic=said.deterministic,
        takes=_takes(found, function, _READ_TAKES if event == READ else _EVENT_TAKES),
        annotation=annotation, summary=summary,
    )  # fmt: skip


def _owner(found: Found, event: type[Event]) -> str | None:
    """The plugin an event class belongs to: this one's own, or the core."""
    return None if event.__module__ == Event.__module__ else found.name


def _takes(found: Found, function: Callable[..., Any], offered: tuple[str, ...]) -> tuple[str, ...]:
    asked = tuple(inspect.signature(function).parameters)
    for name in asked:
        if name not in offered:
            raise ContractError(
                found.name, f"{function.__name__} asks for {name!r}{nearest(name, offered)}; "
                f"offered are {', '.join(offered)}"
            )  # fmt: skip
    return asked


def _returns(
    found: Found, function: Callable[..., Any], hint: Any
) -> tuple[type[Annotation], type[BaseModel]]:
    """The models of annotation and summary that a return annotation names; the plain ones where there is none."""
    if hint in {None, type(None)}:
        return Annotation, NoSummary
    kind, arguments = typing.get_origin(hint) or hint, typing.get_args(hint)
    annotation = arguments[0] if arguments else Annotation
    summary = arguments[1] if kind is Layer and arguments else NoSummary
    if not (_holds_others(kind) and _derives(annotation, Annotation) and _derives(summary, BaseModel)):
        raise ContractError(
            found.name, f"{function.__name__} returns {hint!r}; return Iterator[M] or Layer[M, S], "
            "M a subclass of Annotation and S a pydantic model"
        )  # fmt: skip
    return annotation, summary


def _holds_others(kind: Any) -> bool:
    return kind is Layer or (_derives(kind, Iterable) and not _derives(kind, str | bytes | BaseModel))


def _derives(value: Any, base: Any) -> bool:
    return isinstance(value, type) and issubclass(value, base)


def _answers(
    found: Found, functions: Iterable[Callable[..., Any]], kind: type[Reader | Exporter | Command]
) -> dict[str, Callable[..., Any]]:
    answers: dict[str, Callable[..., Any]] = {}
    for function in functions:
        said = declaration_of(function)
        if not isinstance(said, kind):
            continue
        takes = _takes(found, function, _ANSWER_TAKES[kind])
        for key in said.keys:
            if key in answers:
                raise ContractError(found.name, f"two functions answer for {key!r}; keep one")
            answers[key] = functools.partial(_call_with, function, takes)
    return answers


def _call_with(function: Callable[..., Any], takes: tuple[str, ...], **offered: Any) -> Any:
    return function(**{name: offered[name] for name in takes})
