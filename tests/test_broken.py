"""Laws found broken by trying to break a desk; each test is one way to do it."""

import os
import queue
import threading

from desks import Scratch
from drops import Clock, Place

from copydesk.cli import main
from copydesk.desk import Desk
from copydesk.dropped import stat_key
from copydesk.inbox import table
from copydesk.inbox.find import Finder
from copydesk.settings import InboxSettings


def test_a_signal_handler_waits_for_no_lock(tmp_path):
    """A handler runs on the main thread, also while that holds the lock of the very event it waits for."""
    desk = Desk(Scratch(tmp_path).settings)
    lock = getattr(desk._stopping, "_cond", None) or threading.Lock()
    handler = threading.Thread(target=desk.stop, daemon=True)
    with lock:
        handler.start()
        handler.join(5.0)
        assert not handler.is_alive()


def test_a_nul_in_a_path_is_told_in_words(tmp_path, monkeypatch, capsys):
    """Exit code 2 and the key's name, not a bug of ours."""
    (tmp_path / "copydesk.toml").write_text('[desk]\ninbox = "a\\u0000b"\n')
    monkeypatch.chdir(tmp_path)
    assert 2 == main(["config", "check"])
    assert "inbox" in capsys.readouterr().err


def test_files_that_wait_for_markers_starve_nobody(tmp_path, monkeypatch):
    """I3: however many files wait for a marker that never comes, a file with its marker is found."""
    monkeypatch.setattr(table, "MOST", 20)
    place, clock, out = Place(tmp_path), Clock(), queue.Queue(256)
    for number in range(40):
        place.drop(f"old{number}.txt", b"old")
    settings = InboxSettings(marker=".done", quiet=0.0, watch="poll", poll_every=0.05, scan_every=0.05)
    finder = Finder(
        place.inbox, settings, known=lambda *_: False, out=out, refuse=lambda _: None, clock=clock
    )
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
