"""Laws found broken by trying to break a desk; each test is one way to do it."""

import io
import os
import queue
import sqlite3
import subprocess
import sys
import threading

import orjson
import pytest
from desks import Scratch
from drops import Clock, Place, sighting

from copydesk.cli import main
from copydesk.cli.screen import console
from copydesk.cli.show_record import print_record
from copydesk.desk import Desk
from copydesk.dropped import stat_key
from copydesk.errors import CopydeskError
from copydesk.inbox import table
from copydesk.inbox.accept import take
from copydesk.inbox.find import Finder
from copydesk.inbox.values import NewDrop
from copydesk.records.write import load_record
from copydesk.settings import InboxSettings


def states(scratch):
    """Documents by path, with their states."""
    journal = sqlite3.connect(scratch.state / "journal.db")
    try:
        return {os.fsdecode(path): state for path, state in journal.execute("SELECT path, state FROM documents")}
    finally:
        journal.close()


def tried(scratch):
    """Run once, whatever comes of it."""
    try:
        scratch.once()
    except (CopydeskError, OSError) as error:
        return error
    return None


# B1


@pytest.mark.parametrize("blocked", ["out/a.txt.json/", "out/news", "failed/a.bin/"])
def test_a_blocked_destination_costs_its_own_document_only(tmp_path, blocked):
    """A poison document never delays the next one: where its destination is taken by something else, the others go on."""
    scratch = Scratch(tmp_path, workers={"count": 0})
    place = tmp_path / blocked
    place.parent.mkdir(exist_ok=True)
    place.mkdir() if blocked.endswith("/") else place.write_text("x")
    scratch.drop("news/b.txt" if blocked == "out/news" else "a.txt")
    scratch.drop("a.bin", b"\x00\x01\x02\x03" * 9)
    scratch.drop("good.txt")
    tried(scratch)
    tried(scratch)
    assert "good.txt.json" in scratch.records()
    assert "done" == states(scratch)["good.txt"]


# B2


def test_a_desk_does_not_need_the_folder_it_was_started_in(tmp_path, monkeypatch):
    """Its paths are absolute; a current folder that is removed is nobody's loss."""
    scratch = Scratch(tmp_path / "desk")
    scratch.drop("a.txt")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert None is tried(scratch)
    assert ["a.txt.json"] == scratch.records()


# B3


LEAK = """
import os, resource
from copydesk import Annotation, Document, subscribe

@subscribe("document_read", produces="leak")
def leak(document: Document) -> list[Annotation]:
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    for _ in range(20):
        os.open("/dev/null", os.O_RDONLY)
    return []
"""


def test_a_plugin_that_leaks_descriptors_fails_no_document(tmp_path):
    """I7: what one plugin uses up costs its own layer at most, not the reading of the next documents."""
    scratch = Scratch(tmp_path, {"leak": LEAK})
    for number in range(12):
        scratch.drop(f"{number}.txt", f"text {number}")
    tried(scratch)
    assert {"done"} == set(states(scratch).values())


HOARD = """
from copydesk import Annotation, Document, subscribe

kept = []

@subscribe("document_read", produces="hoard")
def hoard(document: Document) -> list[Annotation]:
    kept.append(bytearray(120_000_000))
    return []
"""


def test_a_worker_out_of_memory_is_replaced(tmp_path):
    """I7: memory that earlier documents used up does not cost later ones their layers."""
    scratch = Scratch(tmp_path, {"hoard": HOARD}, workers={"memory_mb": 700})
    for number in range(14):
        scratch.drop(f"{number:02}.txt", f"text {number}")
    scratch.once()
    whole = [name for name in scratch.records() if scratch.record(name.removesuffix(".json"))["status"] == "complete"]
    assert 12 <= len(whole)


# B5, B6


def test_no_part_of_a_record_reaches_a_terminal_raw(tmp_path, monkeypatch):
    """I19: layer, label, key, producer, failure and run facts of a record from anywhere are escaped."""
    evil = "\x1b[31m\x9bevil"
    scratch = Scratch(tmp_path, workers={"count": 0})
    scratch.drop("a.txt")
    scratch.once()
    made = scratch.record("a.txt")
    layer = made["layers"].pop("words")
    layer["annotations"][0] |= {"label": evil, "flags": [evil], "data": {evil: evil}}
    layer["producer"] |= {"plugin": evil, "version": evil}
    made["layers"][evil] = layer
    made["run"] |= {"copydesk": evil, "finished": evil}
    made["errors"] = [{"plugin": evil, "layer": evil, "code": "crash", "message": evil, "retryable": True}]
    made["id"] = evil
    record = load_record(orjson.dumps(made))
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stdout", shown)
    print_record(console(plain=True), record)
    assert "" == "".join(char for char in shown.getvalue() if char in "\x1b\x9b")


FLAGS = """
from copydesk import Annotation, Document, subscribe

@subscribe("document_read", produces="flags")
def flags(document: Document) -> list[Annotation]:
    return [Annotation.model_construct(start=0, end=1, label="x", confidence=1.0, flags="abc")]
"""


def test_every_published_record_can_be_loaded(tmp_path):
    """I5, I18: what a plugin built past its model's checks is refused before it is published."""
    scratch = Scratch(tmp_path, {"flags": FLAGS}, workers={"count": 0})
    scratch.drop("a.txt")
    scratch.once()
    assert "partial" == load_record(scratch.out / "a.txt.json").status


# B7


def show(scratch, monkeypatch, capsys, *arguments):
    """What ``copydesk show`` prints for this desk."""
    scratch.write_config()
    monkeypatch.chdir(scratch.root)
    code = main(["show", *arguments])
    return code, capsys.readouterr().out


def test_show_shows_the_document_that_is_named(tmp_path, monkeypatch, capsys):
    """A path is a document's before it is a record's: 'a.txt.json' is not the record of 'a.txt'."""
    scratch = Scratch(tmp_path, workers={"count": 0})
    scratch.drop("a.txt", "the FIRST")
    scratch.drop("a.txt.json", "the SECOND")
    scratch.once()
    assert "the SECOND" in show(scratch, monkeypatch, capsys, "a.txt.json")[1]


def test_show_shows_the_newest_version(tmp_path, monkeypatch, capsys):
    """Of several versions of one path the latest is meant."""
    scratch = Scratch(tmp_path, workers={"count": 0})
    scratch.drop("a.txt", "the FIRST")
    scratch.once()
    scratch.drop("a.txt", "the SECOND")
    scratch.once()
    assert "the SECOND" in show(scratch, monkeypatch, capsys, "a.txt")[1]


def test_show_knows_documents_of_any_legal_name(tmp_path, monkeypatch, capsys):
    """I19: a name so long that no record can be called after it is found through the journal."""
    scratch = Scratch(tmp_path, workers={"count": 0})
    scratch.drop("x" * 255, "the TEXT")
    scratch.once()
    code, shown = show(scratch, monkeypatch, capsys, "x" * 255)
    assert (0, True) == (code, "the TEXT" in shown)


# B9


def test_the_journal_is_one_file_after_the_desk_has_ended(tmp_path):
    """Whoever copies journal.db of a desk that stands still has the whole journal: no WAL is left beside it."""
    scratch = Scratch(tmp_path, workers={"count": 0})
    scratch.drop("a.txt")
    scratch.once()
    assert [] == list(scratch.state.glob("journal.db-*"))


@pytest.mark.parametrize("originals", ["move", "delete"])
def test_a_lost_journal_is_noticed_whatever_becomes_of_originals(tmp_path, originals):
    """I15: a desk that has written records is not new, and no record of it is written over."""
    scratch = Scratch(tmp_path, workers={"count": 0}, inbox={"originals": originals})
    scratch.drop("a.txt", "the FIRST")
    scratch.once()
    for file in scratch.state.glob("journal.db*"):
        file.unlink()
    scratch.drop("a.txt", "the SECOND")
    tried(scratch)
    assert "the FIRST" == scratch.record("a.txt")["text"]


# B10


def process(folder, monkeypatch, capsysbinary, *arguments):
    """The code, and the lines ``copydesk process`` prints in this folder."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COPYDESK_PLUGINS__ENABLE", "[]")
    code = main(["process", "-j", "0", *arguments])
    return code, capsysbinary.readouterr().out.splitlines()


@pytest.mark.parametrize("bad", ["x" * 300, "", "nul\0"])
def test_a_name_that_cannot_be_opened_is_an_error_object(tmp_path, monkeypatch, capsysbinary, bad):
    """A failed file is an object on its line, never a stop, and never the current folder."""
    (tmp_path / "good.txt").write_text("good")
    code, lines = process(tmp_path, monkeypatch, capsysbinary, bad, "good.txt")
    assert (1, 2) == (code, len(lines))


def test_process_does_not_write_over_its_input(tmp_path, monkeypatch, capsysbinary):
    """One file cannot be both: the input is left as it was."""
    (tmp_path / "a.txt").write_text("precious")
    code, _lines = process(tmp_path, monkeypatch, capsysbinary, "a.txt", "-o", "a.txt")
    assert (2, "precious") == (code, (tmp_path / "a.txt").read_text())


def test_a_foreign_line_is_no_bug(tmp_path, monkeypatch, capsysbinary):
    """--resume refuses a file of other lines in words."""
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "r.jsonl").write_text('{"source":{"path":[1]}}\n')
    assert 2 == process(tmp_path, monkeypatch, capsysbinary, "a.txt", "-o", "r.jsonl", "--resume")[0]


# B13


def test_new_bytes_of_the_same_size_and_time_are_a_new_drop(tmp_path):
    """Nothing that was not read is removed, also where a tool sets size and mtime to what they were."""
    place = Place(tmp_path)
    file = place.drop("a.txt", b"old bytes")
    key = sighting(place.inbox, "a.txt").key
    with file.open("r+b") as again:
        again.write(b"new bytes")
    os.utime(file, ns=(key.mtime_ns, key.mtime_ns))
    assert isinstance(take(place.inbox, "a.txt", key, "0" * 32), NewDrop)
    assert [b"new bytes"] == [path.read_bytes() for path in place.inbox.rglob("*") if path.is_file()]


# B18


def test_once_ended_by_a_signal_does_not_say_that_all_is_done(tmp_path):
    """SIGTERM during --once is not success while files are left."""
    scratch = Scratch(tmp_path, {"slow": SLOW})
    for number in range(5):
        scratch.drop(f"{number}.txt")
    desk = scratch.start("run", "--once")
    marker = scratch.root / "begun"
    while not marker.exists():
        assert desk.poll() is None
    desk.terminate()
    desk.communicate(timeout=30)
    assert 0 != desk.returncode


SLOW = """
import time
from pathlib import Path
from copydesk import Annotation, Document, subscribe

@subscribe("document_read", produces="slow")
def slow(document: Document) -> list[Annotation]:
    Path(__file__).parent.parent.joinpath("begun").touch()
    time.sleep(0.5)
    return []
"""


# B19


def test_a_signal_handler_waits_for_no_lock(tmp_path):
    """`Desk.stop` ends a desk from a handler, also when the signal comes while the main thread holds the lock it waits with."""
    desk = Desk(Scratch(tmp_path).settings)
    held = getattr(desk._stopping, "_cond", None)
    code = "stopped"
    if held is not None:
        with held:
            stopper = threading.Thread(target=desk.stop, daemon=True)
            stopper.start()
            stopper.join(2.0)
            code = "deadlock" if stopper.is_alive() else "stopped"
    assert "stopped" == code


# B20


def test_a_nul_in_a_path_is_told_in_words(tmp_path, monkeypatch, capsys):
    """Exit code 2 and the key's name, not a bug of ours."""
    (tmp_path / "copydesk.toml").write_text('[desk]\ninbox = "a\\u0000b"\n')
    monkeypatch.chdir(tmp_path)
    assert 2 == main(["config", "check"])
    assert "inbox" in capsys.readouterr().err


# B21


@pytest.mark.parametrize("closed", [1, 2])
def test_a_desk_runs_with_an_output_closed(tmp_path, closed):
    """Who starts a desk without stdout or stderr has its documents all the same."""
    scratch = Scratch(tmp_path)
    scratch.drop("a.txt")
    scratch.write_config()
    command = f'exec "$0" -m copydesk.cli run --once {closed}>&-'
    ended = subprocess.run(
        ["sh", "-c", command, sys.executable], cwd=tmp_path, capture_output=True, timeout=60, check=False
    )
    assert (0, ["a.txt.json"]) == (ended.returncode, scratch.records())


def test_init_prints_no_raw_name(tmp_path, capsys):
    """I19: also of a folder the user names."""
    main(["init", str(tmp_path / "\x1b[31m")])
    assert "\x1b" not in capsys.readouterr().out


# B22


def test_files_that_wait_for_markers_starve_nobody(tmp_path, monkeypatch):
    """I3: however many files wait for a marker that never comes, a file with its marker is found."""
    monkeypatch.setattr(table, "MOST", 20)
    place, clock, out = Place(tmp_path), Clock(), queue.Queue(256)
    for number in range(40):
        place.drop(f"old{number}.txt", b"old")
    settings = InboxSettings(marker=".done", quiet=0.0, watch="poll", poll_every=0.05, scan_every=0.05)
    finder = Finder(place.inbox, settings, known=lambda *_: False, out=out, refuse=lambda _: None, clock=clock)
    for _ in range(10):
        clock.now += 1
        finder.step()
    file = place.drop("new.txt", b"new")
    place.drop("new.txt.done", b"")
    later = stat_key(file.stat()).mtime_ns + 1
    os.utime(place.inbox / "new.txt.done", ns=(later, later))
    for _ in range(40):
        clock.now += 1
        finder.step()
    assert ["new.txt"] == [out.get_nowait().path for _ in range(out.qsize())]
