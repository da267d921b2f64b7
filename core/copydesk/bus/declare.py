"""What one plugin declares, read from its module and checked.

Everything pluggy would accept in silence is an error here.
"""

import functools
import hashlib
import inspect
import json
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError

from copydesk.bus.discover import Found
from copydesk.errors import ContractError, SettingsError, nearest
from copydesk.events import Event
from copydesk.model import Annotation, Layer, NoSummary, Producer
from copydesk.plugin import READ, Command, Exporter, Reader, Settings, Subscription

__all__ = ["Plugin", "Subscriber", "declared"]

RESERVED = ("workers", "seconds", "memory_mb", "network")
"""Keys of ``[plugins.NAME]`` that belong to the desk."""

_TAKES = {
    READ: ("document", "settings", "context"),
    Reader: ("data", "source", "settings", "context"),
    Exporter: ("record", "settings", "context"),
    Command: ("arguments", "settings", "context"),
}
_EVENT_TAKES = ("event", "record", "settings", "context")


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
    functions = list(_own_functions(found, module))
    if not functions:
        raise ContractError(
            found.name, f"{found.origin} declares nothing; decorate a function with copydesk.subscribe"
        )
    hints = {function: _hints(found, function) for function in functions}
    settings = _settings(found, functions, hints, given)
    events = _events(found, module)
    return Plugin(
        found=found,
        settings=settings,
        producer=Producer(plugin=found.name, version=found.version, settings=settings_hash(settings)),
        subscribers=tuple(
            _subscriber(found, function, hints[function])
            for function in functions
            if isinstance(function.__copydesk__, Subscription)
        ),
        events=events,
        readers=_answers(found, functions, Reader),
        exporters=_answers(found, functions, Exporter),
        commands=_answers(found, functions, Command),
    )


def _own_functions(found: Found, module: ModuleType) -> Iterator[Callable[..., Any]]:
    root, seen = module.__name__, dict[int, str]()
    for name, value in vars(module).items():
        declaration = getattr(value, "__copydesk__", None) if inspect.isroutine(value) else None
        if declaration is None:
            _refuse_foreign(found, name, value)
            continue
        _refuse_wrapped(found, name, value, declaration)
        if value.__module__ != root and not value.__module__.startswith(f"{root}."):
            raise ContractError(
                found.name, f"{name} belongs to {value.__module__}; a plugin declares only its own functions"
            )
        if id(value) in seen:
            raise ContractError(
                found.name, f"{seen[id(value)]} and {name} are the same function; keep one name"
            )
        seen[id(value)] = name
        yield value


def _refuse_foreign(found: Found, name: str, value: object) -> None:
    wrapped = getattr(value, "func", None)  # functools.partial
    if not isinstance(value, type | ModuleType) and getattr(wrapped, "__copydesk__", None):
        raise ContractError(
            found.name, f"{name} is a partial of a declared function; declare a plain function"
        )
    if not isinstance(value, type | ModuleType) and isinstance(getattr(value, "copydesk_impl", None), dict):
        raise ContractError(found.name, f"{name} carries a bare pluggy mark; use copydesk.subscribe")


def _refuse_wrapped(found: Found, name: str, value: Any, declaration: Any) -> None:
    kinds = {parameter.kind for parameter in inspect.signature(declaration.function).parameters.values()}
    if (
        value is not declaration.function
        or inspect.Parameter.VAR_KEYWORD in kinds
        or inspect.Parameter.VAR_POSITIONAL in kinds
    ):
        raise ContractError(
            found.name, f"{name} is a wrapped function that hides its arguments; put the copydesk decorator outermost "
            "and name the arguments it takes"
        )  # fmt: skip
    if inspect.Parameter.KEYWORD_ONLY in kinds:
        raise ContractError(
            found.name, f"{name} has keyword-only arguments, which are never filled; drop the `*`"
        )


def _hints(found: Found, function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function)
    except NameError as error:
        raise ContractError(
            found.name, f"{function.__name__}: the annotation {error.name!r} cannot be resolved; import it at run time, "
            "not under TYPE_CHECKING"
        ) from None  # fmt: skip


def _settings(
    found: Found,
    functions: Iterable[Callable[..., Any]],
    hints: Mapping[Any, dict[str, Any]],
    given: Mapping[str, Any],
) -> Settings:
    models = {h["settings"] for f in functions if isinstance((h := hints[f]).get("settings"), type)}
    if len(models) > 1:
        names = ", ".join(sorted(model.__name__ for model in models))
        raise ContractError(found.name, f"has two settings classes, {names}; a plugin has at most one")
    model = models.pop() if models else Settings
    if not issubclass(model, Settings):
        raise ContractError(found.name, f"{model.__name__} must derive from copydesk.Settings")
    for field in model.model_fields:
        if field in RESERVED:
            raise ContractError(
                found.name, f"the setting {field!r} belongs to the desk; give it another name"
            )
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        raise SettingsError(found.name, _first_error(error, model)) from None


def _first_error(error: ValidationError, model: type[BaseModel]) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = ", ".join(model.model_fields) or "none"
        return f"unknown setting {key!r}{nearest(key, model.model_fields)}; it has: {known}"
    return f"setting {key!r}: {first['msg']}"


def settings_hash(settings: Settings) -> str:
    """Eight hex digits over the settings that can shape a layer: secrets and operational ones are left out."""
    shaping = {
        name: value
        for name, value in settings.model_dump(mode="json").items()
        if not isinstance(getattr(settings, name), SecretStr) and not _operational(type(settings), name)
    }
    return hashlib.sha256(json.dumps(shaping, sort_keys=True).encode()).hexdigest()[:8]


def _operational(model: type[BaseModel], name: str) -> bool:
    extra = model.model_fields[name].json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("operational"))


def _events(found: Found, module: ModuleType) -> dict[str, type[Event]]:
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Event)
        and value.__module__.startswith(module.__name__)
    ]
    return {event.event_name(found.name): event for event in own}


def _subscriber(found: Found, function: Callable[..., Any], hints: Mapping[str, Any]) -> Subscriber:
    said: Subscription = function.__copydesk__  # type: ignore[attr-defined] # set by the decorator
    event = said.event if isinstance(said.event, str) else said.event.event_name(_owner(found, said.event))
    annotation, summary = _returns(found, function, hints.get("return"))
    if event != READ and hints.get("return", type(None)) not in {type(None), None}:
        raise ContractError(found.name, f"{function.__name__}: a subscriber to {event} returns nothing")
    return Subscriber(
        plugin=found.name, function=function, event=event, layer=said.produces or "", views=said.views,
        requires=said.requires, optional=said.optional, deterministic=said.deterministic,
        takes=_takes(found, function, _TAKES.get(event, _EVENT_TAKES)), annotation=annotation, summary=summary,
    )  # fmt: skip


def _owner(found: Found, event: type[Event]) -> str | None:
    """The plugin an event class belongs to: this one's own, or the core."""
    return None if event.__module__ == Event.__module__ else found.name


def _takes(found: Found, function: Callable[..., Any], offered: tuple[str, ...]) -> tuple[str, ...]:
    asked = tuple(inspect.signature(function).parameters)
    for name in asked:
        if name not in offered:
            raise ContractError(
                found.name, f"{function.__name__} asks for {name!r}{nearest(name, offered)}; offered are {', '.join(offered)}"
            )  # fmt: skip
    return asked


def _returns(
    found: Found, function: Callable[..., Any], hint: Any
) -> tuple[type[Annotation], type[BaseModel]]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    annotation: Any = arguments[0] if arguments else Annotation
    summary: Any = arguments[1] if origin is Layer and len(arguments) > 1 else NoSummary
    if not (isinstance(annotation, type) and issubclass(annotation, Annotation)):
        annotation = Annotation if annotation in {None, type(None)} else annotation
    if not (isinstance(annotation, type) and issubclass(annotation, Annotation)):
        raise ContractError(
            found.name, f"{function.__name__} returns {hint!r}; return Iterator[M] or Layer[M, S], M a subclass of Annotation"
        )  # fmt: skip
    return annotation, summary


def _answers(
    found: Found, functions: Iterable[Callable[..., Any]], kind: type
) -> dict[str, Callable[..., Any]]:
    answers: dict[str, Callable[..., Any]] = {}
    for function in functions:
        said = getattr(function, "__copydesk__", None)
        if isinstance(said, kind) and isinstance(said, Reader | Exporter | Command):
            takes = _takes(found, function, _TAKES[kind])
            for key in said.keys:
                if key in answers:
                    raise ContractError(found.name, f"two functions answer for {key!r}; keep one")
                answers[key] = functools.partial(_call_with, function, takes)
    return answers


def _call_with(function: Callable[..., Any], takes: tuple[str, ...], **offered: Any) -> Any:
    return function(**{name: offered[name] for name in takes})
