"""The writer: one commit for many asks, no ask's trouble for another, and a file that is never silently replaced."""

import sqlite3
import threading

import pytest

from copydesk import journal as j
from copydesk.errors import DiskFull, JournalDamaged, JournalVersion, StorageError, SyncFailed
from copydesk.journal import schema
from copydesk.journal.writer import Writer


@pytest.fixture
def file(tmp_path):
    """Where the journal is."""
    return tmp_path / "journal.db"


class Fails:
    """A connection whose next statement that begins so fails with an SQLite error."""

    def __init__(self, connection, begin, code):
        self.connection = connection
        self.begin = begin
        self.code = code
        self.commits = 0

    def execute(self, statement, *values):
        """Run a statement, or fail it."""
        self.commits += statement == "COMMIT"
        if self.begin and statement.startswith(self.begin):
            self.begin = None
            error = sqlite3.OperationalError("planted")
            error.sqlite_errorcode = self.code
            raise error
        return self.connection.execute(statement, *values)

    def __getattr__(self, name):
        return getattr(self.connection, name)


def writer_on(file, begin=None, code=0):
    """A writer on a connection that may fail."""
    schema.prepare(file, create=True)
    connection = Fails(schema.connect(file, write=True), begin, code)
    return Writer(connection), connection


def put(connection, key):
    """A verb: remember a key."""
    connection.execute("INSERT INTO meta VALUES (?, '')", (key,))
    return key


def keys(file):
    """What is committed."""
    with j.Reader.open(file) as reader:
        return reader.ask(lambda connection: [row[0] for row in connection.execute("SELECT key FROM meta")])


def test_what_is_asked_together_is_one_commit(file):
    """Asks that wait are grouped, and each has its own answer."""
    writer, connection = writer_on(file)
    busy, go_on = threading.Event(), threading.Event()
    first = writer.ask(lambda _: (busy.set(), go_on.wait()))
    busy.wait()
    asked = [writer.ask(put, f"{number:02}") for number in range(50)]
    go_on.set()
    assert [f"{number:02}" for number in range(50)] == [answer.result() for answer in asked]
    writer.close()
    assert (2, True) == (connection.commits, first.done())


def test_an_answer_is_given_after_its_commit(file):
    """I2: whoever has the answer finds it in the file."""
    with j.Journal.open(file, create=True) as journal:
        journal.do(put, "a")
        assert ["a"] == keys(file)


def test_a_verb_that_fails_is_undone_alone(file):
    """One ask's error is its own answer; what it had written is gone, its neighbours' work is not."""

    def half(connection):
        put(connection, "half")
        raise ValueError("mine")

    with j.Journal.open(file, create=True) as journal:
        answers = [journal.ask(put, "a"), journal.ask(half), journal.ask(put, "b")]
        with pytest.raises(ValueError, match="mine"):
            answers[1].result()
        assert ["a", "b"] == [answers[0].result(), answers[2].result()]
    assert ["a", "b"] == sorted(keys(file))


@pytest.mark.parametrize("begin", ["COMMIT", "INSERT"])
def test_a_full_disk_undoes_everything_and_passes(file, begin):
    """I1: nothing is half written, and the same ask succeeds when there is room."""
    writer, _ = writer_on(file, begin, sqlite3.SQLITE_FULL)
    with pytest.raises(DiskFull):
        writer.ask(put, "a").result()
    assert [] == keys(file)
    assert "a" == writer.ask(put, "a").result()
    writer.close()


def test_a_row_that_the_tables_forbid_is_its_verbs_fault(file):
    """A verb that breaks a rule of the tables is undone alone: what others asked at the same time is done."""

    def forbidden(connection):
        connection.execute("INSERT INTO meta VALUES (NULL, NULL)")

    with j.Journal.open(file, create=True) as journal:
        answers = [journal.ask(put, "a"), journal.ask(forbidden), journal.ask(put, "b")]
        with pytest.raises(sqlite3.IntegrityError):
            answers[1].result()
        assert ["a", "b"] == [answers[0].result(), answers[2].result()]


@pytest.mark.parametrize(
    ("code", "error"), [(sqlite3.SQLITE_IOERR_FSYNC, SyncFailed), (sqlite3.SQLITE_CORRUPT, JournalDamaged)]
)
def test_a_failed_sync_or_damage_ends_the_journal(file, code, error):
    """I16: after a failed sync nothing more is written, and every later ask is told so."""
    writer, _ = writer_on(file, "COMMIT", code)
    for _ in range(2):
        with pytest.raises(error):
            writer.ask(put, "a").result()
    writer.close()
    assert [] == keys(file)


def test_closing_does_what_was_asked_and_takes_no_more(file):
    """Draining: every ask before the close is answered, none after it is accepted."""
    journal = j.Journal.open(file, create=True)
    asked = [journal.ask(put, f"{number}") for number in range(300)]
    journal.close()
    journal.close()
    assert 300 == len({answer.result() for answer in asked}) == len(keys(file))
    with pytest.raises(StorageError, match="closed"):
        journal.ask(put, "late")


def test_a_cancelled_ask_is_not_done(file):
    """Whoever gives up before it is done changes nothing, and the thread lives on."""
    with j.Journal.open(file, create=True) as journal:
        busy, go_on = threading.Event(), threading.Event()
        journal.ask(lambda _: (busy.set(), go_on.wait()))
        busy.wait()
        cancelled = journal.ask(put, "a")
        assert cancelled.cancel()
        go_on.set()
        journal.do(put, "b")
    assert ["b"] == keys(file)


def test_commits_are_synced(file):
    """I2: the file is in WAL mode with every commit synced."""
    with j.Journal.open(file, create=True) as journal:
        found = journal.do(
            lambda connection: [
                connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
            ]
        )
    assert ["wal", 2] == found


def test_a_missing_journal_is_made_only_for_a_new_desk(file):
    """I15: where there should be a journal, a missing one is damage."""
    with pytest.raises(JournalDamaged, match="missing"):
        j.Journal.open(file, create=False)
    assert not file.exists()


def test_a_crash_while_it_is_made_leaves_no_journal(file):
    """I14: the file appears whole under its name, so the next start makes it anew."""
    file.with_name("journal.db.new").write_bytes(b"half")
    with j.Journal.open(file, create=True) as journal:
        assert "a" == journal.do(put, "a")


@pytest.mark.parametrize("damage", ["zeroed page", "cut", "empty", "not ours"])
def test_damage_is_noticed_and_nothing_is_recreated(file, damage):
    """I15: a journal that is not what was written is named and left as it is."""
    with j.Journal.open(file, create=True) as journal:
        for number in range(2000):
            journal.ask(put, f"{number:050}")
    data = file.read_bytes()
    broken = {
        "zeroed page": data[:8192] + bytes(4096) + data[12288:],
        "cut": data[: len(data) // 2],
        "empty": b"",
        "not ours": b"SQLite format 3\0" + bytes(4096),
    }[damage]
    file.write_bytes(broken)
    with pytest.raises(JournalDamaged, match="journal"):
        j.Journal.open(file, create=True)
    assert broken == file.read_bytes()


def test_a_newer_journal_is_left_alone(file):
    """I15: what a newer Copydesk wrote is not touched by an older one."""
    j.Journal.open(file, create=True).close()
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    with pytest.raises(JournalVersion, match="newer"):
        j.Journal.open(file, create=True)
    with pytest.raises(JournalVersion):
        j.Reader.open(file)


def test_a_reader_changes_nothing(file):
    """A view cannot write, even by mistake."""
    j.Journal.open(file, create=True).close()
    with j.Reader.open(file) as reader, pytest.raises(StorageError, match="readonly"):
        reader.ask(put, "a")


def test_a_reader_of_nothing_says_so(file):
    """Asking for a journal that is not there makes none."""
    with pytest.raises(JournalDamaged):
        j.Reader.open(file)
    assert not file.exists()
