"""Every setting of a desk: its name, unit, default and bounds.

`load` gives the settings together with the origin of each value. Times are seconds, sizes say their unit, and
relative paths count from the root of the desk.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from copydesk.config import RawConfig, plain_name, read_config
from copydesk.errors import ConfigError
from copydesk.misfit import first_problem

__all__ = [
    "DeskPaths",
    "DeskSettings",
    "EventSettings",
    "InboxSettings",
    "LoadedSettings",
    "LogSettings",
    "PluginLimits",
    "PluginsSettings",
    "RecordSettings",
    "WorkerSettings",
    "load",
]

DEFAULT_IGNORE = (
    ".*", "*~", "*.swp", "*.tmp", "*.part", "*.filepart", "*.crdownload", "*.download", "~$*",
    "desktop.ini", "Thumbs.db", "@eaDir", "#recycle",
)  # fmt: skip
"""Names that editors, browsers, office suites, operating systems and sync tools leave behind for a while."""


M = TypeVar("M", bound=BaseModel)


def _processors() -> int:
    return min(4, os.cpu_count() or 1)


def _without_nul(path: Path) -> Path:
    if "\0" in str(path):
        raise ValueError("it should be a path without NUL")
    return path


Folder = Annotated[Path, AfterValidator(_without_nul)]
"""A path that the system can be asked about."""


class Section(BaseModel):
    """One table of the config file: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DeskPaths(Section):
    """The desk's four folders; each is its own, none inside another."""

    inbox: Folder = Field(Path("inbox"), description="where documents are dropped")
    out: Folder = Field(Path("out"), description="where records are written")
    failed: Folder = Field(Path("failed"), description="where failed documents are shown, with the reason")
    state: Folder = Field(Path("state"), description="the journal and the originals; on a local disk")


class InboxSettings(Section):
    """Which files of the inbox become documents, and when."""

    recursive: bool = Field(True, description="also look into folders of the inbox")
    ignore: tuple[str, ...] = Field(
        DEFAULT_IGNORE,
        description="globs of files to leave alone: their name, a folder on the way, or their whole path",
    )
    marker: str = Field(
        "",
        pattern=r"^(\.[^/]+)?$",
        description='such as ".done": a file waits for NAME.done, not older than itself; "" asks for none',
    )
    settle: float = Field(
        0.02, ge=0, le=60, description="seconds to wait after a file was closed or renamed into place"
    )
    quiet: float = Field(1.0, ge=0, le=3600, description="seconds without a change, where no close was seen")
    scan_every: float = Field(
        30.0, ge=0.05, le=86_400, description="seconds between two full scans, whatever was notified"
    )
    watch: Literal["auto", "notify", "poll"] = Field(
        "auto", description="auto: notifications on local disks, polling on network file systems"
    )
    poll_every: float = Field(5.0, ge=0.05, le=3600, description="seconds between two scans when polling")
    max_bytes: int = Field(50_000_000, ge=1, description="larger files are refused without being read")
    originals: Literal["move", "keep", "delete"] = Field(
        "move",
        description="move: from the inbox into state; keep: leave them; delete: once their record is safe",
    )
    duplicates: Literal["reference", "skip", "process"] = Field(
        "reference",
        description="for bytes seen under another name: a record pointing to the first, none, or all again",
    )
    min_free_mb: int = Field(
        100, ge=0, description="accepting pauses while a disk has less free space, in MiB"
    )


class RecordSettings(Section):
    """How records are written."""

    indent: bool = Field(True, description="indent the JSON for people; false writes one line")


class WorkerSettings(Section):
    """The processes that run plugins, and their limits."""

    count: int = Field(
        default_factory=_processors, ge=0, le=256, examples=[4],
        description="worker processes; unset: one a processor, at most 4; 0 runs plugins in the desk",
    )  # fmt: skip
    seconds: float = Field(60.0, gt=0, le=86_400, description="seconds one plugin may take over one document")
    memory_mb: int = Field(2048, ge=64, description="MiB one worker may use")
    attempts: int = Field(3, ge=1, le=100, description="times a document is tried before it counts as failed")
    quarantine_after: int = Field(
        5,
        ge=0,
        le=1000,
        description="documents in a row on which a plugin may end its worker; then it is quarantined; 0: never",
    )
    retries: int = Field(
        3, ge=0, le=100, description="times a layer that failed for a passing reason is tried again"
    )
    retry_after: float = Field(
        30.0, ge=0, le=86_400, description="seconds before the first of those; each next wait doubles"
    )


class PluginLimits(Section):
    """The keys of ``[plugins.NAME]`` that are the desk's; all others are the plugin's own."""

    workers: int = Field(0, ge=0, le=64, description="workers of its own; 0: it shares them")
    seconds: float | None = Field(
        None, gt=0, le=86_400, examples=[20.0], description="instead of workers.seconds"
    )
    memory_mb: int | None = Field(None, ge=64, examples=[512], description="instead of workers.memory_mb")
    network: bool = Field(False, description="whether it may open connections")


class PluginsSettings(Section):
    """Which plugins are used. Every other key is a table, ``[plugins.NAME]``, for the plugin of that name."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, dict[str, Any]]

    enable: tuple[str, ...] | None = Field(
        None, examples=[["ads", "figures"]], description="only these; unset: every installed plugin"
    )
    disable: tuple[str, ...] = Field((), description="never these")
    folder: Folder | None = Field(
        None, examples=["plugins"], description="single-file plugins (*.py) are loaded from here; unset: none"
    )

    def uses(self, name: str) -> bool:
        """Whether an installed plugin is to be used."""
        return (self.enable is None or name in self.enable) and name not in self.disable

    def own(self, name: str) -> dict[str, Any]:
        """The keys of ``[plugins.NAME]`` that the plugin's own model judges."""
        reserved = PluginLimits.model_fields
        return {key: value for key, value in self._table(name).items() if key not in reserved}

    def reserved(self, name: str) -> PluginLimits:
        """The keys of ``[plugins.NAME]`` that limit the plugin."""
        return PluginLimits.model_validate(_reserved(self._table(name)))

    def _table(self, name: str) -> dict[str, Any]:
        """Spelling does not tell '-' from '_', because an environment name cannot."""
        tables = self.__pydantic_extra__ or {}
        return next((table for key, table in tables.items() if plain_name(key) == plain_name(name)), {})


class EventSettings(Section):
    """The journal's memory of what happened."""

    keep_days: int = Field(90, ge=1, le=36_500, description="days events are kept")


class LogSettings(Section):
    """What is said on stderr."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="debug, info, warning or error"
    )
    format: Literal["auto", "console", "json"] = Field(
        "auto", description="auto: lines for people on a terminal, JSON lines elsewhere"
    )


class DeskSettings(Section):
    """Everything that can be set. ``DeskSettings()`` holds the defaults."""

    desk: DeskPaths = DeskPaths()
    inbox: InboxSettings = InboxSettings()
    record: RecordSettings = RecordSettings()
    workers: WorkerSettings = Field(default_factory=WorkerSettings)
    plugins: PluginsSettings = Field(default_factory=PluginsSettings)
    readers: dict[str, str] = Field(
        default_factory=dict,
        examples=[{"text/html": "html"}],
        description="which plugin reads a media type, where two claim it",
    )
    exporters: dict[str, str] = Field(
        default_factory=dict,
        examples=[{"csv": "tables"}],
        description="which plugin writes a format, where two claim it",
    )
    events: EventSettings = EventSettings()
    logs: LogSettings = LogSettings()

    def seconds_for(self, plugin: str) -> float:
        """Seconds a plugin may take over one document; with an empty name, reading may."""
        own = self.plugins.reserved(plugin).seconds if plugin else None
        return own or self.workers.seconds


@dataclass(frozen=True)
class LoadedSettings:
    """Settings and where they come from.

    Attributes:
        settings: with absolute paths.
        origins: by dotted key: ``FILE:LINE`` or ``environment NAME``; what is absent is a default.
        root: the folder relative paths count from.
        file: the config file, if there is one.
    """

    settings: DeskSettings
    origins: dict[str, str]
    root: Path
    file: Path | None

    def origin(self, key: str) -> str:
        """Where the value of a dotted key comes from: ``FILE:LINE``, ``environment NAME`` or ``default``."""
        return self.origins.get(key, "default")


def load(path: Path | None, environ: Mapping[str, str] | None = None) -> LoadedSettings:
    """Read the settings of the desk with this config file.

    Args:
        path: the config file, as `find_config` finds it; None means defaults and environment alone.
        environ: overrides by ``COPYDESK_SECTION__KEY``; None reads the process's own.

    Raises:
        ConfigError: in one line: where, which key, and what would be right.
    """
    raw = read_config(path, os.environ if environ is None else environ)
    settings = _absolute(_validated(raw), raw.root)
    _refuse_shared_folders(settings, raw)
    return LoadedSettings(settings, raw.origins, raw.root, raw.file)


def _validated(raw: RawConfig) -> DeskSettings:
    """The file is judged strictly, as TOML has types; the environment is text, so ``2`` may be a number."""
    settings = _judged(DeskSettings, raw.written, raw, strict=True)
    if raw.merged != raw.written:
        settings = _judged(DeskSettings, raw.merged, raw)
    for name, table in (settings.plugins.__pydantic_extra__ or {}).items():
        _judged(PluginLimits, _reserved(table), raw, at=f"plugins.{name}.")
    return settings


def _judged(model: type[M], values: Any, raw: RawConfig, *, at: str = "", strict: bool = False) -> M:
    """Judge through JSON, whose lists and strings may strictly become tuples and paths."""
    try:
        return model.model_validate_json(json.dumps(values, default=str), strict=strict)
    except ValidationError as error:
        key, problem = first_problem(error, model, at=at)
        raise ConfigError(f"{raw.place(key)}: {key}: {problem}") from None


def _reserved(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key in PluginLimits.model_fields}


def _absolute(settings: DeskSettings, root: Path) -> DeskSettings:
    """Paths in a config count from its root; ``~`` is the user's home."""
    folders = {name: root / path.expanduser() for name, path in settings.desk}
    changes: dict[str, Any] = {"desk": DeskPaths.model_validate(folders)}
    if settings.plugins.folder:
        folder = root / settings.plugins.folder.expanduser()
        changes["plugins"] = settings.plugins.model_copy(update={"folder": folder})
    return settings.model_copy(update=changes)


def _refuse_shared_folders(settings: DeskSettings, raw: RawConfig) -> None:
    """A record that is dropped again, or a journal among documents, would be a loop or a loss."""
    folders = {f"desk.{name}": path.resolve() for name, path in settings.desk}
    if settings.plugins.folder:
        folders["plugins.folder"] = settings.plugins.folder.resolve()
    written_first = sorted(permutations(folders, 2), key=lambda pair: pair[0] not in raw.origins)
    for inner, outer in written_first:
        if folders[inner].is_relative_to(folders[outer]):
            relation = "is the same folder as" if folders[inner] == folders[outer] else "lies inside"
            raise ConfigError(
                f"{raw.place(inner)}: {inner} ({folders[inner]}) {relation} {outer} ({folders[outer]}); "
                "give each a folder of its own"
            )
