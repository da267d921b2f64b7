"""Where a desk keeps things. Names are reserved by the journal; every path the desk writes is made here."""

from dataclasses import dataclass
from pathlib import Path

from copydesk.files import make_folders
from copydesk.settings import DeskSettings

__all__ = ["Places"]


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one desk.

    Attributes:
        inbox: where documents are dropped.
        out: where records are written.
        failed_folder: where documents that could not be read are shown.
        state: the journal, staging and originals.
    """

    inbox: Path
    out: Path
    failed_folder: Path
    state: Path

    @classmethod
    def of(cls, settings: DeskSettings) -> "Places":
        """The places the settings name."""
        desk = settings.desk
        return cls(desk.inbox, desk.out, desk.failed, desk.state)

    def make_state(self) -> None:
        """Make the folder of the state; what lies there is for nobody else to read."""
        if not self.state.exists():
            make_folders(self.state)
            self.state.chmod(0o700)

    def make(self) -> None:
        """Make the other folders that are the desk's own; the inbox is its user's."""
        for folder in (self.out, self.failed_folder, self.staging, self.originals):
            make_folders(folder)

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.state / "journal.db"

    @property
    def staging(self) -> Path:
        """Copies that are not journalled yet."""
        return self.state / "staging"

    @property
    def originals(self) -> Path:
        """The bytes of accepted documents."""
        return self.state / "originals"

    def original(self, name: str) -> Path:
        """The bytes of one document."""
        return self.originals / name

    def record(self, name: str) -> Path:
        """The record of one document."""
        return self.out / f"{name}.json"

    def failed(self, name: str) -> tuple[Path, Path]:
        """The copy of a failed document, and the reason beside it."""
        return self.failed_folder / name, self.failed_folder / f"{name}.error.json"
