"""Every error Copydesk raises on purpose.

CopydeskError
├── ConfigError            a setting, command or path that cannot be used
├── InboxMissing           the inbox is absent or may not be read
├── DeskRunning            another desk holds this inbox or state folder
├── ReadError              bytes that no reader could turn into a document
│   ├── NoReader           no reader knows this media type
│   └── Undecodable        no encoding fits
├── PluginError            one plugin, named
│   ├── ContractError      what it declares cannot be accepted
│   ├── SettingsError      its settings do not fit its model
│   └── LayerError         what it returned cannot be published
├── PlanError              the enabled subscribers have no valid order
├── StorageError           a durable step failed
│   ├── DiskFull           passes by itself once there is space
│   ├── SyncFailed         fatal: a failed sync is never retried
│   ├── JournalDamaged     the journal is not what was written
│   └── JournalVersion     the journal was written by a newer Copydesk
├── WorkerError            worker processes could not be used
│   ├── ManifestMismatch   a worker loaded other plugins than its desk expects
│   └── GivenUp            stopped before one was ready
└── TryLater               raised by a plugin: the layer may succeed later
"""

__all__ = [
    "ConfigError",
    "ContractError",
    "CopydeskError",
    "DeskRunning",
    "DiskFull",
    "GivenUp",
    "InboxMissing",
    "JournalDamaged",
    "JournalVersion",
    "LayerError",
    "ManifestMismatch",
    "NoReader",
    "PlanError",
    "PluginError",
    "ReadError",
    "SettingsError",
    "StorageError",
    "SyncFailed",
    "TryLater",
    "Undecodable",
    "WorkerError",
    "describe",
    "nearest",
    "one_line",
]

from collections.abc import Iterable

from copydesk.names import display_name


class CopydeskError(Exception):
    """Base of every error here; its text is one line fit for a person."""


class ConfigError(CopydeskError):
    """A setting, command or path that cannot be used; names it, where it stands, and what would be right."""


class InboxMissing(CopydeskError):
    """The inbox is absent, is no folder, or may not be read."""


class DeskRunning(CopydeskError):
    """Another desk holds this inbox or state folder."""


class ReadError(CopydeskError):
    """Bytes that no reader could turn into a document. ``code`` goes into the record's ``errors``."""

    code = "unreadable"


class NoReader(ReadError):
    """No reader knows the media type; the text lists those there are."""

    code = "no-reader"


class Undecodable(ReadError):
    """No encoding fits the bytes."""

    code = "undecodable"


class PluginError(CopydeskError):
    """Trouble with one plugin.

    Args:
        plugin: the plugin's name (its entry point's).
        message: what happened and what would be right.
    """

    def __init__(self, plugin: str, message: str) -> None:
        super().__init__(f"plugin {plugin}: {message}")
        self.plugin = plugin
        self.message = message


class ContractError(PluginError):
    """What a plugin declares cannot be accepted."""


class SettingsError(PluginError):
    """A plugin's settings do not fit its model.

    Args:
        plugin: the plugin's name.
        message: what is wrong and what would be right.
        key: the dotted key that is wrong, as in ``plugins.NAME.KEY``.
    """

    def __init__(self, plugin: str, message: str, key: str) -> None:
        super().__init__(plugin, f"{key}: {message}")
        self.key = key


class LayerError(PluginError):
    """What a subscriber returned cannot be published."""


class PlanError(CopydeskError):
    """The enabled subscribers have no valid order: a missing producer, two producers, or a cycle."""


class StorageError(CopydeskError):
    """A durable step failed."""


class DiskFull(StorageError):
    """No space, quota or descriptors left: passes by itself, so the desk pauses and tries again."""


class SyncFailed(StorageError):
    """A sync failed: the data may be gone, so the desk stops and starts again from what is durable."""


class JournalDamaged(StorageError):
    """The journal is not what was written; it is never silently recreated."""


class JournalVersion(StorageError):
    """The journal was written by a newer Copydesk."""


class WorkerError(CopydeskError):
    """Worker processes could not be started or kept."""


class ManifestMismatch(WorkerError):
    """A worker loaded other plugins, versions or settings than its desk expects."""


class GivenUp(WorkerError):
    """Whoever was starting worker processes wanted to stop before one was ready."""


class TryLater(CopydeskError):
    """Raise it in a subscriber when the layer may succeed later: a service is away, a rate limit is reached.

    Args:
        message: why, for the record and the log.
        after: seconds to wait at least; ``None`` leaves it to the desk's settings.
    """

    def __init__(self, message: str = "try later", *, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


def describe(error: BaseException) -> str:
    """One line: the type, the message, and the last place in the traceback that a person can open."""
    trace, where = error.__traceback__, ""
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        where = where if file.startswith("<") else f" ({file.rpartition('/')[2]}:{trace.tb_lineno})"
        trace = trace.tb_next
    text = one_line(_said(error))[:300]
    return f"{type(error).__name__}{': ' if text else ''}{text}{where}"


def _said(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - foreign errors may be broken too
        return ""


def one_line(text: str) -> str:
    """Foreign words as a message may hold them: one line that acts on no terminal and can be encoded."""
    return display_name(" ".join(text.split()))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``', did you mean X?'`` for the closest known word, or an empty string."""
    import difflib  # noqa: PLC0415 - only when something is already wrong

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f", did you mean {close[0]!r}?" if close else ""
