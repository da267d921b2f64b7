"""Laws found broken by trying to break a desk; each test is one way to do it."""

import os
import queue
import signal
import threading

import pytest
from desks import Scratch
from drops import Clock, Place

from copydesk.desk import Desk
from copydesk.dropped import ignore_lease_breaks, stat_key
from copydesk.inbox import table
from copydesk.inbox.find import Finder
from copydesk.inbox.values import NewDrop
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


@pytest.fixture
def leases():
    """Leases may be asked for, as in a running desk."""
    before = signal.getsignal(signal.SIGIO)
    ignore_lease_breaks()
    yield
    signal.signal(signal.SIGIO, before)


@pytest.mark.usefixtures("leases")
def test_versions_are_accepted_in_the_order_they_were_dropped(tmp_path):
    """The latest version is the last that was dropped: what was set apart is not overtaken by what came after it."""
    place, clock, out = Place(tmp_path), Clock(), queue.Queue(256)
    finder = Finder(
        place.inbox,
        InboxSettings(watch="poll"),
        known=lambda *_: False,
        out=out,
        refuse=lambda _: None,
        clock=clock,
    )
    apart = place.drop(".copydesk/0-1", b"second")
    finder.found(NewDrop("a.txt", stat_key(apart.stat()), ".copydesk/0-1"))
    finder.step()
    place.drop("a.txt", b"third")
    finder.hint("a.txt")
    for _ in range(40):
        clock.now += 0.1
        finder.step()
    handed = [out.get_nowait() for _ in range(out.qsize())]
    assert ".copydesk/0-1" == handed[0].at
