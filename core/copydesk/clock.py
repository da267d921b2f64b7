"""Times for people. Order goes by the journal's sequence and durations by the monotonic clock; these are only shown."""

from datetime import UTC, datetime
from time import time_ns

__all__ = ["iso", "microseconds"]


def microseconds() -> int:
    """The time as the journal keeps it: microseconds since 1970, in UTC."""
    return time_ns() // 1000


def iso(at: int) -> str:
    """Microseconds as records write times: ISO 8601 in UTC, to the millisecond."""
    return (
        datetime.fromtimestamp(at / 1_000_000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )
