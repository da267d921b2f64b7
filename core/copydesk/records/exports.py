"""Records in other formats: JSON and JSON Lines are built in, the rest are plugins' exporters."""

from collections.abc import Callable, Mapping
from typing import Any

from copydesk.errors import ConfigError, CopydeskError, describe, nearest
from copydesk.model import Record
from copydesk.records.write import record_bytes

__all__ = ["BUILT_IN", "export"]

BUILT_IN = ("json", "jsonl")


def export(record: Record, to: str, exporters: Mapping[str, Callable[..., Any]]) -> bytes:
    """Return the record in format ``to``.

    Raises:
        ConfigError: no one writes this format.
        CopydeskError: the exporter failed.
    """
    if to in BUILT_IN:
        return record_bytes(record, indent=to == "json")
    if to not in exporters:
        known = (*BUILT_IN, *exporters)
        raise ConfigError(f"no exporter for {to!r}{nearest(to, known)}; there are: {', '.join(known)}")
    try:
        made = exporters[to](record=record)
    except (Exception, SystemExit) as error:
        raise CopydeskError(f"exporter {to!r} failed: {describe(error)}") from error
    if not isinstance(made, str | bytes):
        raise CopydeskError(f"exporter {to!r} returned a {type(made).__name__}; it returns str or bytes")
    return made.encode() if isinstance(made, str) else made
