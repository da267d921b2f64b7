"""A small inbox, state folder and clock for the tests of accepting."""

from dataclasses import dataclass, field
from pathlib import Path

from copydesk import dropped, files
from copydesk import journal as j
from copydesk.inbox.accept import left_to_take, stage, take
from copydesk.inbox.values import NewDrop, Sighting, Staged
from copydesk.settings import InboxSettings


def names_in(folder):
    """The names in a folder, sorted."""
    return sorted(path.name for path in Path(folder).iterdir())


@dataclass
class Clock:
    """Time that passes when the test says so."""

    now: float = 1000.0

    def __call__(self):
        """The time."""
        return self.now


def sighting(inbox, path, *, at=None):
    """What the finder would say of a file that is ready."""
    return Sighting(path, dropped.stat_key((inbox / (at or path)).lstat()), at or path, "event")


@dataclass
class Place:
    """The folders of a desk and its steps around accepting, one document at a time."""

    root: Path
    settings: InboxSettings = field(default_factory=InboxSettings)

    def __post_init__(self):
        for folder in (self.inbox, self.staging, self.originals):
            folder.mkdir(parents=True, exist_ok=True)

    inbox = property(lambda self: self.root / "inbox")
    staging = property(lambda self: self.root / "state" / "staging")
    originals = property(lambda self: self.root / "state" / "originals")
    file = property(lambda self: self.root / "state" / "journal.db")

    def drop(self, path, data):
        """Put a file into the inbox, as one atomic rename, with a time of change of its own."""
        dest = self.inbox / path
        dest.parent.mkdir(parents=True, exist_ok=True)
        beside = self.root / "dropping"
        beside.write_bytes(data)
        beside.rename(dest)
        return dest

    def journal(self):
        """Open the journal, a new one where nothing was accepted yet."""
        return j.Journal.open(self.file, create=not self.file.exists())

    def accept(self, journal, path, *, at=None):
        """Stage, accept, place and take one file; return the outcome and a new drop if there is one."""
        [staged] = stage(self.inbox, [sighting(self.inbox, path, at=at)], self.staging, self.settings)
        assert isinstance(staged, Staged), staged
        [outcome] = journal.do(j.accept, [staged], 1, duplicates=self.settings.duplicates)
        self.place(outcome.staged, outcome.name)
        if outcome.staged is None:
            files.unlink(self.staging / staged.staged)
        drop = self.take(journal, outcome.id, path, staged.key, at=staged.at)
        return outcome, drop

    def place(self, staged, name):
        """Put a staged copy where originals are kept."""
        if staged:
            files.rename_synced([(self.staging / staged, self.originals / name)])

    def take(self, journal, id_, path, key, *, at=""):
        """Take a file from the inbox and say so to the journal; return a new drop if there is one."""
        if self.settings.originals == "keep":
            journal.do(j.settled, [id_], "left")
            return None
        result = take(self.inbox, path, key, id_, at=at, marker=self.settings.marker)
        journal.do(j.settled, [id_], "left" if result == "left" else "gone")
        return result if isinstance(result, NewDrop) else None

    def recover(self, journal):
        """Do what a desk does when it starts, up to waiting documents; accept new drops left half-way."""
        left = journal.do(j.leftovers)
        for row in left.staged:
            self.place(row.staged, row.name)
        for name in names_in(self.staging):
            files.unlink(self.staging / name)
        drops = [self.take(journal, row.id, row.path, row.key) for row in left.to_take]
        with journal.reader() as reader:
            for at, id_ in left_to_take(self.inbox):
                row = reader.ask(j.by_id, id_)
                drops.append(self.take(journal, row.id, row.path, row.key, at=at))
        for drop in drops:
            if drop:
                self.accept(journal, drop.path, at=drop.at)
        journal.do(j.interrupted, [row.id for row in left.claimed])
