"""The desk as its user starts it: real processes, a real folder, signals, and the command line's own words."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from desks import Scratch, until

SLOW = """
import time
from pathlib import Path
from copydesk import Annotation, Document, subscribe

@subscribe("document_read", produces="slow")
def slow(document: Document):
    Path({begun!r}).touch()
    time.sleep({seconds})
    return []
"""


def _finish(process, seconds=15.0):
    """Wait for a process to end; return its exit code and output."""
    output, _nothing = process.communicate(timeout=seconds)
    return process.returncode, output


def _states(desk):
    with sqlite3.connect(desk.state / "journal.db") as journal:
        return dict(journal.execute("SELECT CAST(path AS TEXT), state FROM documents").fetchall())


def test_once_prints_a_table_and_ends(tmp_path):
    """``copydesk run --once`` shows each document with its status and its record."""
    desk = Scratch(tmp_path)
    desk.drop("a.txt", "LOUD")
    code, output = _finish(desk.start("run", "--once"))
    assert 0 == code, output
    assert "a.txt" in output
    assert "complete" in output
    assert "out/a.txt.json" in output
    assert "Traceback" not in output


def test_live_a_document_dropped_later_is_found_and_ctrl_c_ends(tmp_path):
    """The desk watches until it is told to stop, and ends clean."""
    desk = Scratch(tmp_path)
    process = desk.start()
    try:
        until((desk.state / "journal.db").exists)
        desk.drop("later.txt", "LOUD")
        until((desk.out / "later.txt.json").exists)
    finally:
        process.send_signal(signal.SIGINT)
    code, output = _finish(process)
    assert code in (0, 130), output
    assert "Traceback" not in output
    assert {"later.txt": "done"} == _states(desk)


def test_sigterm_drains_what_is_in_hand(tmp_path):
    """SIGTERM lets the document that is being worked on finish, and gives back the others."""
    begun = tmp_path / "begun"
    desk = Scratch(tmp_path, {"slow": SLOW.format(begun=str(begun), seconds=0.5)})
    for number in range(6):
        desk.drop(f"{number}.txt", f"LOUD {number}")
    process = desk.start()
    until(begun.exists)
    process.terminate()
    began = time.monotonic()
    _code, output = _finish(process)
    assert time.monotonic() - began < 10, output
    assert "Traceback" not in output
    states = _states(desk)
    assert set(states.values()) <= {"done", "waiting"}
    assert "done" in states.values()
    again, output = _finish(desk.start("run", "--once"), 30)
    assert 0 == again, output
    assert {"done"} == set(_states(desk).values())
    assert 6 == len(desk.records())


def test_a_second_signal_leaves_at_once(tmp_path):
    """When a plugin hangs, the second signal does not wait for it; no worker is left."""
    begun = tmp_path / "begun"
    desk = Scratch(tmp_path, {"slow": SLOW.format(begun=str(begun), seconds=60)}, workers={"seconds": 100.0})
    desk.drop("a.txt", "LOUD")
    process = desk.start()
    until(begun.exists)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    code, output = _finish(process)
    assert time.monotonic() - began < 5, output
    assert code != 0
    until(lambda: not _workers_of(process.pid))


def _workers_of(parent):
    listing = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [
        line
        for line in listing.splitlines()
        if "copydesk.workers.worker" in line and line.rstrip().endswith(str(parent))
    ]


def test_kill_9_and_a_restart_reach_the_same_end(tmp_path):
    """I14: the next start goes on where the killed one was; nothing is lost, nothing is doubled."""
    begun = tmp_path / "begun"
    desk = Scratch(tmp_path, {"slow": SLOW.format(begun=str(begun), seconds=0.1)})
    for number in range(12):
        desk.drop(f"{number}.txt", f"LOUD {number}")
    process = desk.start()
    until(lambda: len(list(desk.out.rglob("*.json"))) >= 2)
    process.kill()
    _finish(process)
    until(lambda: not _workers_of(process.pid))
    code, output = _finish(desk.start("run", "--once"), 30)
    assert 0 == code, output
    assert 12 == len(desk.records())
    assert {"done"} == set(_states(desk).values())
    assert [] == [path for path in desk.inbox.rglob("*") if path.is_file()]


def test_a_second_desk_says_who_holds_the_inbox(tmp_path):
    """I13: it names the process and exits with its own code."""
    desk = Scratch(tmp_path)
    process = desk.start()
    try:
        until((desk.state / "journal.db").exists)
        code, output = _finish(desk.start("run", "--once"))
        assert 3 == code, output
        assert str(process.pid) in output
        assert 1 == len(output.strip().splitlines()), output
    finally:
        process.terminate()
        _finish(process)


def test_every_file_is_found_without_any_notification(tmp_path):
    """I3: with watching by scan alone, files in new subfolders are found all the same."""
    desk = Scratch(tmp_path, inbox={"watch": "poll", "poll_every": 0.2})
    process = desk.start()
    try:
        until((desk.state / "journal.db").exists)
        for number in range(20):
            desk.drop(f"folder{number % 3}/{number}.txt", f"LOUD {number}")
        until(lambda: 20 == len(desk.records()))
    finally:
        process.terminate()
        _finish(process)


def test_an_inbox_that_is_removed_and_made_again_is_watched_again(tmp_path):
    """The desk notices, says so, and goes on when the folder is back."""
    desk = Scratch(tmp_path)
    process = desk.start()
    try:
        until((desk.state / "journal.db").exists)
        desk.drop("before.txt", "BEFORE")
        until((desk.out / "before.txt.json").exists)
        moved = tmp_path / "gone"
        desk.inbox.rename(moved)
        time.sleep(1.5)
        desk.inbox.mkdir()
        desk.drop("after.txt", "AFTER")
        until((desk.out / "after.txt.json").exists)
    finally:
        process.terminate()
        _finish(process)


def test_a_slow_writer_is_waited_for(tmp_path):
    """I6: a file that is still open for writing is not taken, however long its writer pauses."""
    desk = Scratch(tmp_path)
    process = desk.start()
    try:
        until((desk.state / "journal.db").exists)
        with (desk.inbox / "slow.txt").open("w") as file:
            for _ in range(6):
                file.write("LOUD ")
                file.flush()
                time.sleep(0.3)
                assert not (desk.out / "slow.txt.json").exists()
        until((desk.out / "slow.txt.json").exists)
        assert "LOUD " * 6 == desk.record("slow.txt")["text"]
    finally:
        process.terminate()
        _finish(process)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_a_full_disk_pauses_accepting_and_goes_on_by_itself(tmp_path):
    """A disk that fills pauses accepting and says so; with space again everything is accepted."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(small)], check=False)
    if mounted.returncode:
        pytest.skip("this machine does not let us mount a tmpfs")
    try:
        desk = Scratch(tmp_path, inbox={"min_free_mb": 2})
        config = desk.write_config()
        config.write_text(config.read_text().replace(str(desk.state), str(small / "state")))
        filler = small / "filler"
        filler.write_bytes(b"x" * (7 << 20))
        process = subprocess.Popen(
            [sys.executable, "-m", "copydesk.cli", "run"], cwd=tmp_path,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        until((small / "state" / "journal.db").exists)
        desk.drop("a.txt", "LOUD")
        time.sleep(1.5)
        assert [] == desk.records()
        assert (desk.inbox / "a.txt").exists()
        filler.unlink()
        until((desk.out / "a.txt.json").exists, 40)
        process.terminate()
        _code, output = _finish(process)
        assert "disk full" in output
        assert "resumed" in output
    finally:
        subprocess.run(["umount", "-l", str(small)], check=False)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("[inbox]\nquite = 1\n", ["copydesk.toml:2", "quite", "quiet"]),
        ("[inbox]\nquiet = 'soon'\n", ["copydesk.toml:2", "quiet"]),
        ("[inbox\n", ["copydesk.toml"]),
        ("[desk]\nout = 'inbox/out'\n", ["out", "inside"]),
        ("[plugins]\nenable = ['wordz']\nfolder = 'plugins'\n", ["wordz", "words"]),
    ],
)
def test_a_wrong_config_is_one_clear_line(tmp_path, config, said):
    """It names the file, the line, the key and what would be right; never a traceback."""
    Scratch(tmp_path)
    (tmp_path / "copydesk.toml").write_text(config)
    process = subprocess.run(
        [sys.executable, "-m", "copydesk.cli", "run", "--once"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 2 == process.returncode, process.stderr
    [line] = process.stderr.strip().splitlines()
    for words in said:
        assert words in line


def test_an_unknown_setting_of_a_plugin_is_refused_with_the_nearest_name(tmp_path):
    """The desk starts no document with settings nobody reads."""
    source = """
    from copydesk import Document, Settings, subscribe
    class S(Settings):
        minimum: int = 4
    @subscribe("document_read", produces="s")
    def s(document: Document, settings: S):
        return []
    """
    desk = Scratch(tmp_path, {"s": source}, plugins={"s": {"mininum": 3}})
    desk.drop("a.txt")
    code, output = _finish(desk.start("run", "--once"))
    assert 2 == code, output
    assert "mininum" in output
    assert "'minimum'" in output
    assert (desk.inbox / "a.txt").exists()


def test_logs_are_json_lines_when_nobody_watches(tmp_path):
    """Each line is one event, with the run bound and names escaped."""
    desk = Scratch(tmp_path)
    desk.drop(b"odd\nname\x1b.txt", "LOUD")
    desk.write_config()
    process = subprocess.run(
        [sys.executable, "-m", "copydesk.cli", "run", "--once"], cwd=tmp_path, capture_output=True, check=True
    )
    lines = [json.loads(line) for line in process.stderr.splitlines() if line.startswith(b"{")]
    assert any("run" in line and "document" in line for line in lines)
    assert b"\x1b" not in process.stderr
