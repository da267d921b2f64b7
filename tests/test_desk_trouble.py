"""A desk in trouble: full disks, failing syncs, records that were changed, clocks and plugins that go wrong."""

import errno
import json
import os
import queue
import sqlite3
import threading
from contextlib import contextmanager

import pytest
from desks import WORDS, Notes, Scratch, until
from faults import Recording

from copydesk import files
from copydesk.desk import Desk, floor
from copydesk.desk.lines import Line
from copydesk.errors import SyncFailed
from copydesk.journal import Reader, refusals


class Armed(Recording):
    """Fails some calls while it is armed."""

    def __init__(self, name, number, only=""):
        super().__init__()
        self.armed = threading.Event()
        self.met = threading.Event()
        self._wanted = (name, number, only)

    def note(self, name, *args):
        """Fail the call if it is the one."""
        wanted, number, only = self._wanted
        if self.armed.is_set() and name == wanted and str(args[0]).startswith(only):
            self.met.set()
            raise OSError(number, os.strerror(number))


@contextmanager
def _meanwhile(work):
    """Let a thread do something while the desk runs in the main one, where its signals belong."""
    thread = threading.Thread(target=work)
    thread.start()
    yield
    thread.join()


def _inline(tmp_path, documents, **settings):
    scratch = Scratch(tmp_path, workers={"count": 0}, **settings)
    for number in range(documents):
        scratch.drop(f"{number}.txt", f"LOUD {number}")
    return scratch


def _states(scratch):
    """Documents by state, as the journal has them now."""
    journal = sqlite3.connect(scratch.state / "journal.db")
    try:
        return dict(journal.execute("SELECT state, count(*) FROM documents GROUP BY state"))
    except sqlite3.OperationalError:  # no table yet
        return {}
    finally:
        journal.close()


def test_an_ended_line_lets_nobody_wait():
    """Neither who puts into a full one nor who takes from an empty one; what is in it is still taken."""
    line = Line(1)
    line.put("first")
    with pytest.raises(queue.Full):
        line.put_nowait("no room")
    with _meanwhile(lambda: line.put("second")):
        line.end()
    line.put("third")
    assert ["first", "second", "third"] == line.take(10)
    assert [] == line.take(10)


def test_a_desk_stops_while_its_disk_is_full(tmp_path, monkeypatch):
    """More records than its lines hold wait for room: it ends all the same, and the next start publishes them."""
    scratch = _inline(tmp_path, 200)
    full = Armed("create", errno.ENOSPC, ".copydesk-")
    full.armed.set()
    crowded = threading.Event()

    class Watched(Line):
        def put(self, *args, **options):
            if self.full():
                crowded.set()
            super().put(*args, **options)

    monkeypatch.setattr(files, "system", full)
    monkeypatch.setattr(floor, "Line", Watched)
    desk = Desk(scratch.settings, reporter=Notes())

    def stop():
        crowded.wait(20)
        desk.stop()

    with _meanwhile(stop):
        assert {} == desk.run().ended
    assert crowded.is_set()
    full.armed.clear()
    assert {"complete": 200} == scratch.once()[0].ended


@pytest.mark.parametrize("call", ["create", "rename"])
def test_a_full_disk_is_waited_out(tmp_path, monkeypatch, call):
    """The desk goes on by itself, says that it paused and that it resumed, and takes nothing for a duplicate."""
    scratch = _inline(tmp_path, 3)
    scratch.drop("news/n.txt", "LOUD n")
    full = Armed(call, errno.ENOSPC)
    monkeypatch.setattr(files, "system", full)

    def fill_and_cure():
        until((scratch.state / "originals").exists)
        full.armed.set()
        until(full.met.is_set)
        full.armed.clear()

    with _meanwhile(fill_and_cure):
        summary, notes = scratch.once()
    assert {"complete": 4} == summary.ended
    assert {"paused", "resumed"} == {note.partition(":")[0] for note in notes.notes}


def test_a_failed_sync_ends_the_desk_however_much_waits(tmp_path, monkeypatch):
    """I16: it is fatal, and no thread is left waiting for one that has ended; the next start loses nothing."""
    scratch = _inline(tmp_path, 600)
    broken = Armed("fsync", errno.EIO)
    monkeypatch.setattr(files, "system", broken)

    def breaks():
        until(lambda: (scratch.state / "journal.db").exists() and _states(scratch))
        broken.armed.set()

    with _meanwhile(breaks), pytest.raises(SyncFailed):
        Desk(scratch.settings, reporter=Notes()).run()
    broken.armed.clear()
    scratch.once()
    assert {"done": 600} == _states(scratch)
    assert 600 == len(scratch.records())


def test_a_record_that_was_written_into_is_made_anew(tmp_path):
    """The layers of a record that is no longer ours are not carried over into the next generation."""
    flag = tmp_path / "service-is-up"
    later = f"""
    from pathlib import Path
    from copydesk import Document, TryLater, subscribe
    @subscribe("document_read", produces="later")
    def later(document: Document):
        if not Path({str(flag)!r}).exists():
            raise TryLater("away")
        return []
    """
    scratch = Scratch(tmp_path, {"words": WORDS, "later": later})
    scratch.drop("a.txt", "LOUD")
    scratch.once()
    changed = scratch.record("a.txt") | {"text": "CHANGED by its consumer"}
    (scratch.out / "a.txt.json").write_text(json.dumps(changed))
    flag.touch()
    with sqlite3.connect(scratch.state / "journal.db") as journal:
        journal.execute("UPDATE documents SET retry_at = 1")
    scratch.once()
    assert ("complete", "LOUD") == (scratch.record("a.txt")["status"], scratch.record("a.txt")["text"])


def test_an_adopted_record_is_settled_like_any_other(tmp_path):
    """The desk ended between publishing and saying so: the journal ends up the same, and it is reported."""
    scratch = _inline(tmp_path, 1)
    scratch.once()
    with sqlite3.connect(scratch.state / "journal.db") as journal:
        [before] = journal.execute("SELECT record_sha256, generation, status FROM documents")
        journal.execute("UPDATE documents SET state = 'claimed', generation = 0, record_sha256 = NULL")
    summary, _notes = scratch.once()
    with sqlite3.connect(scratch.state / "journal.db") as journal:
        assert [before] == journal.execute(
            "SELECT record_sha256, generation, status FROM documents"
        ).fetchall()
    assert {"complete": 1} == summary.ended


def test_a_reference_is_never_adopted_for_an_attempt(tmp_path):
    """A document whose record only refers to another's has not been worked on."""
    scratch = Scratch(tmp_path, workers={"count": 0})
    scratch.drop("a.txt", "LOUD")
    scratch.once()
    scratch.drop("b.txt", "LOUD")
    scratch.once()
    with sqlite3.connect(scratch.state / "journal.db") as journal:
        journal.execute(
            "UPDATE documents SET state = 'claimed', attempt = 1, original = 'kept', duplicate_of = NULL"
            " WHERE status = 'duplicate'"
        )
    (scratch.state / "originals" / "b.txt").write_text("LOUD")
    scratch.once()
    assert "complete" == scratch.record("b.txt")["status"]


def test_a_skipped_duplicate_is_reported(tmp_path):
    """Nothing that was dropped ends without a word."""
    scratch = Scratch(tmp_path, inbox={"duplicates": "skip"}, workers={"count": 0})
    scratch.drop("a.txt")
    scratch.once()
    scratch.drop("b.txt")
    assert {"duplicate": 1} == scratch.once()[0].ended


def test_a_refused_file_that_is_gone_is_forgotten(tmp_path):
    """I12: what is counted as refused is there to be looked at."""
    scratch = Scratch(tmp_path, workers={"count": 0})
    for name in ("gone", "stays"):
        (scratch.inbox / name).symlink_to("nowhere")
    scratch.once()
    (scratch.inbox / "gone").unlink()
    scratch.once()
    with Reader.open(scratch.state / "journal.db") as reader:
        assert ["stays"] == [one.path for one in reader.ask(refusals)]


def test_any_number_of_retries_can_be_set(tmp_path):
    """Waits double, but no time is set that the journal could not hold."""
    scratch = Scratch(tmp_path, workers={"count": 0, "retries": 100})
    scratch.drop("a.txt")
    assert {"complete": 1} == scratch.once()[0].ended


def test_a_good_layer_does_not_excuse_a_plugins_bad_one(tmp_path):
    """A plugin with two layers, one of which ends its worker on every document, is quarantined too."""
    two = """
    import os
    from copydesk import Document, subscribe
    @subscribe("document_read", produces="bad", requires=["good"])
    def bad(document: Document):
        os._exit(3)
    @subscribe("document_read", produces="good")
    def good(document: Document):
        return []
    """
    scratch = Scratch(tmp_path, {"two": two}, workers={"quarantine_after": 2})
    for number in range(2):
        scratch.drop(f"{number}.txt", f"LOUD {number}")
    _summary, notes = scratch.once()
    assert any("quarantined" in note for note in notes.notes)
