"""The only place that configures structlog. Logs go to stderr and hold facts, never text or secrets.

A `Log` may be made anywhere and costs nothing: until `configure` is called it is silent, and structlog, which
is slow to import, is not loaded. One event is one line, for people on a terminal and as JSON elsewhere.
"""

import json
import sys
from collections.abc import Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, ClassVar, TextIO

from copydesk.names import display_name

if TYPE_CHECKING:
    from copydesk.settings import LogSettings

__all__ = ["Log", "configure", "get_logger", "silence"]

EventDict = MutableMapping[str, Any]
Speaker = Callable[[str, str, Mapping[str, Any]], None]

_COLOURS = {"debug": "\x1b[2m", "warning": "\x1b[33m", "error": "\x1b[31m"}
_DIM, _PLAIN = "\x1b[2m", "\x1b[0m"


def _nothing(level: str, event: str, facts: Mapping[str, Any]) -> None:
    """Drop what is said before anyone asked to hear it."""


class _Output:
    """Where every `Log` of this process speaks to."""

    speak: ClassVar[Speaker] = staticmethod(_nothing)


class Log:
    """A logger with facts bound to it: ``log.warning("layer failed", layer="ads")``.

    Args:
        bound: facts that stand on every line, such as run, document and plugin.
    """

    __slots__ = ("_bound",)

    def __init__(self, **bound: Any) -> None:
        self._bound = bound

    def bind(self, **facts: Any) -> "Log":
        """Return a logger with these facts as well."""
        return Log(**{**self._bound, **facts})

    def debug(self, event: str, **facts: Any) -> None:
        """Say what only someone who looks for a fault wants to know."""
        _Output.speak("debug", event, {**self._bound, **facts})

    def info(self, event: str, **facts: Any) -> None:
        """Say what happened as it should."""
        _Output.speak("info", event, {**self._bound, **facts})

    def warning(self, event: str, **facts: Any) -> None:
        """Say what went wrong and is being taken care of."""
        _Output.speak("warning", event, {**self._bound, **facts})

    def error(self, event: str, **facts: Any) -> None:
        """Say what a person has to look at. ``exc_info=True`` adds the traceback."""
        _Output.speak("error", event, {**self._bound, **facts})

    def exception(self, event: str, **facts: Any) -> None:
        """Say an error with the traceback of the exception being handled."""
        self.error(event, exc_info=True, **facts)


def get_logger(**bound: Any) -> Log:
    """Return a `Log` with these facts bound."""
    return Log(**bound)


def silence() -> None:
    """Go back to saying nothing."""
    _Output.speak = staticmethod(_nothing)


def configure(settings: "LogSettings", *, stream: TextIO | None = None, **bound: Any) -> None:
    """Let every `Log` of this process speak.

    Args:
        settings: level and format.
        stream: where to; stderr when None.
        bound: facts for every line, such as the run.
    """
    import structlog  # noqa: PLC0415 - slow, and not every command logs

    stream = sys.stderr if stream is None else stream
    people = settings.format == "console" or (settings.format == "auto" and stream.isatty())
    times = structlog.processors.TimeStamper("%H:%M:%S" if people else "iso", utc=not people, key="time")
    render = _line_for(colours=stream.isatty()) if people else _json_line
    chain: list[Any] = [
        structlog.processors.add_log_level,
        times,
        structlog.processors.format_exc_info,
        _escape,
        render,
    ]
    least = structlog.make_filtering_bound_logger(settings.level)
    _Output.speak = _speaker(structlog.wrap_logger(structlog.WriteLogger(stream), chain, least).bind(**bound))


def _speaker(logger: Any) -> Speaker:
    def speak(level: str, event: str, facts: Mapping[str, Any]) -> None:
        try:
            getattr(logger, level)(event, **facts)
        except (OSError, ValueError):
            silence()  # stderr is gone: the work goes on without its log

    return speak


def _escape(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Names are foreign text: nothing in them may act on a terminal or break a line."""
    trace = event.pop("exception", None)
    shown: EventDict = {display_name(key): _shown(value) for key, value in event.items()}
    if trace:
        shown["exception"] = "\n".join(map(display_name, trace.splitlines()))
    return shown


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_shown(each) for each in value]
    if isinstance(value, Mapping):
        return {display_name(str(key)): _shown(each) for key, each in value.items()}
    return display_name(str(value))


def _json_line(_logger: Any, _method: str, event: EventDict) -> str:
    first = {key: event.pop(key) for key in ("time", "level", "event")}
    return json.dumps({**first, **event}, ensure_ascii=False)


def _line_for(*, colours: bool) -> Callable[[Any, str, EventDict], str]:
    """Return the renderer for people: time, what happened, then the facts."""

    def paint(colour: str, text: str) -> str:
        return f"{colour}{text}{_PLAIN}" if colours and colour else text

    def line(_logger: Any, _method: str, event: EventDict) -> str:
        time, level, said = (str(event.pop(key)) for key in ("time", "level", "event"))
        trace = event.pop("exception", None)
        facts = " ".join(f"{paint(_DIM, f'{key}=')}{_fact(value)}" for key, value in event.items())
        words = said if colours or level == "info" else f"{level}: {said}"
        parts = [paint(_DIM, time), paint(_COLOURS.get(level, ""), words), facts]
        return "  ".join(part for part in parts if part) + (f"\n{trace}" if trace else "")

    return line


def _fact(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f'"{text}"' if " " in text and isinstance(value, str) else text
