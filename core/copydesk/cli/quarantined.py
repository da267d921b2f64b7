"""Which plugins the desk has quarantined, as its journal remembers them."""

import json

from copydesk.config import RawConfig
from copydesk.errors import StorageError

__all__ = ["quarantined"]


def quarantined(config: RawConfig) -> dict[str, str]:
    """Reasons by plugin; none where no desk has run yet."""
    file = config.root / str(config.merged.get("desk", {}).get("state", "state")) / "journal.db"
    if not file.is_file():
        return {}
    from copydesk.journal import Reader, get_meta

    try:
        with Reader.open(file) as journal:
            found = journal.ask(get_meta, "quarantine")
    except StorageError:
        return {}  # other commands say what is wrong with it
    return {name: entry["reason"] for name, entry in json.loads(found or "{}").items()}
