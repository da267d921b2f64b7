"""The finder, step by step on a clock of its own."""

import os
import queue
import signal
import threading
import time

import pytest
from drops import Clock, Place

from copydesk.dropped import StatKey, ignore_lease_breaks, stat_key
from copydesk.inbox import find, table
from copydesk.inbox.find import Finder
from copydesk.inbox.values import NewDrop, Refusal, Sighting, Void
from copydesk.settings import InboxSettings


class Desk:
    """What stands around a finder: what is known, what is handed over, what is refused."""

    def __init__(self, place, *, room=256, **settings):
        self.place = place
        self.clock = Clock()
        self.out = queue.Queue(room)
        self.known = set()
        self.refused = []
        settings = {"watch": "poll", "poll_every": 30.0} | settings
        self.finder = Finder(
            place.inbox,
            InboxSettings(**settings),
            known=lambda path, key: (path, key) in self.known,
            out=self.out,
            refuse=self.refused.append,
            clock=self.clock,
        )

    def after(self, seconds, *, steps=3):
        """Let time pass, step, and return the paths handed over."""
        self.clock.now += seconds
        for _ in range(steps):
            self.finder.step()
        return self.handed()

    def handed(self):
        """Take what was handed over."""
        self.sightings = []
        while not self.out.empty():
            self.sightings.append(self.out.get())
        return sorted(sighting.path for sighting in self.sightings)


@pytest.fixture(autouse=True)
def leases():
    """Leases may be asked for, as in a running desk."""
    before = signal.getsignal(signal.SIGIO)
    ignore_lease_breaks()
    yield
    signal.signal(signal.SIGIO, before)


@pytest.fixture
def place(tmp_path):
    """A desk's folders."""
    return Place(tmp_path)


def test_everything_is_found_without_notifications(place):
    """I3: a scan finds every file, in folders too, and hands it over after the quiet time."""
    for path in ("a", "x/b", "x/y/c\udcff"):
        place.drop(path, b"1")
    desk = Desk(place)
    assert [] == desk.after(0)
    assert ["a", "x/b", "x/y/c\udcff"] == desk.after(1.0)
    assert {"scan"} == {sighting.seen_by for sighting in desk.sightings}


def test_a_hint_makes_the_settle_time_enough(place):
    """A file that was closed is handed over 20 ms later, with the state it has."""
    desk = Desk(place)
    desk.after(0)
    dest = place.drop("a", b"1")
    desk.finder.hint("a")
    assert [] == desk.after(0.019)
    assert ["a"] == desk.after(0.002)
    assert [Sighting("a", stat_key(dest.stat()), "a", "event")] == desk.sightings


def test_quiet_is_measured_from_the_last_change_seen(place):
    """I6: every change that is seen starts the quiet time again, whatever the file's own times say."""
    dest = place.drop("a", b"1")
    os.utime(dest, (0, 0))
    desk = Desk(place)
    desk.after(0)
    desk.clock.now += 0.9
    dest.write_bytes(b"12")
    os.utime(dest, (0, 0))
    assert [] == desk.after(0.1)
    assert [] == desk.after(0.9)
    assert ["a"] == desk.after(0.1)


def test_a_change_after_the_close_asks_for_the_quiet_time(place):
    """A second writer, unheard, undoes the hint of the first."""
    desk = Desk(place)
    desk.after(0)
    dest = place.drop("a", b"1")
    desk.finder.hint("a")
    desk.after(0.01)
    dest.write_bytes(b"12")
    assert [[], [], ["a"]] == [desk.after(0.01), desk.after(0.9), desk.after(0.1)]


def test_what_an_acceptor_has_is_not_handed_over_twice(place):
    """One sighting at a time, whatever is heard or scanned meanwhile."""
    place.drop("a", b"1")
    desk = Desk(place)
    desk.after(0)
    assert ["a"] == desk.after(1.0)
    desk.finder.hint("a")
    desk.finder.rescan()
    assert [] == desk.after(2.0)


def test_what_was_heard_meanwhile_is_looked_at_after_the_answer(place):
    """A file written again while its first state was accepted is found without waiting for a scan."""
    dest = place.drop("a", b"1")
    desk = Desk(place, originals="keep")
    desk.after(0)
    desk.after(1.0)
    [first] = desk.sightings
    dest.write_bytes(b"12")
    desk.finder.hint("a")
    desk.after(0)
    desk.known.add((first.path, first.key))
    desk.finder.finish(first)
    desk.after(0)
    assert ["a"] == desk.after(0.021)


def test_what_is_known_is_left_alone(place):
    """A file that stays in the inbox is not handed over at every scan."""
    dest = place.drop("a", b"1")
    desk = Desk(place, originals="keep")
    desk.known.add(("a", stat_key(dest.stat())))
    desk.after(0)
    assert ([], True) == (desk.after(60), desk.finder.idle())


def test_a_void_copy_is_tried_again(place):
    """What could not be copied whole is ready again after the time that was asked for."""
    place.drop("a", b"1")
    desk = Desk(place)
    desk.after(0)
    desk.after(1.0)
    desk.finder.finish(desk.sightings[0], Void("no space", seconds=5.0))
    assert [] == desk.after(0)
    assert [("a", "no space")] == desk.finder.waiting()
    assert [[], ["a"]] == [desk.after(4.9), desk.after(0.1)]


def test_a_new_drop_is_accepted_from_where_it_is(place):
    """What was dropped while its predecessor was taken keeps its path and is read where it was put."""
    desk = Desk(place)
    desk.after(0)
    dest = place.drop(".copydesk/1-2", b"2")
    drop = NewDrop("a", stat_key(dest.stat()), ".copydesk/1-2")
    desk.finder.found(drop)
    desk.after(0)
    assert ["a"] == desk.after(1.0)
    assert ".copydesk/1-2" == desk.sightings[0].at


def test_a_full_queue_leaves_files_on_disk(place):
    """I9: while the acceptors are busy nothing is lost and nothing grows; each answer makes room."""
    for number in range(5):
        place.drop(f"{number}", b"1")
    desk = Desk(place, room=2)
    desk.after(0)
    seen = desk.after(1.0)
    assert 2 == len(seen)
    while len(seen) < 5:
        for sighting in desk.sightings:
            (place.inbox / sighting.path).unlink()
            desk.finder.finish(sighting)
        more = desk.after(0)
        assert 0 < len(more) <= 2
        seen += more
    assert ["0", "1", "2", "3", "4"] == sorted(seen)


def test_more_files_than_may_be_followed(place, monkeypatch):
    """I9, I3: the scan pauses when enough are known and goes on when some are through; none is missed."""
    monkeypatch.setattr(table, "MOST", 3)
    for number in range(10):
        place.drop(f"{number}", b"1")
    desk = Desk(place)
    seen = []
    while not desk.finder.idle():
        seen += desk.after(1.0)
        assert len(desk.sightings) <= 3
        for sighting in desk.sightings:
            (place.inbox / sighting.path).unlink()
            desk.finder.finish(sighting)
    assert [f"{number}" for number in range(10)] == sorted(seen)


def test_more_hints_than_may_wait_become_a_scan(place, monkeypatch):
    """I3, I9: hints are bounded; what they could not say is found by looking."""
    monkeypatch.setattr(find, "MOST_HINTS", 2)
    desk = Desk(place)
    desk.after(0)
    for number in range(5):
        place.drop(f"{number}", b"1")
        desk.finder.hint(f"{number}")
    desk.after(0)
    assert ["0", "1", "2", "3", "4"] == desk.after(1.0)


def test_a_new_folder_is_searched(place):
    """A hint about a folder brings what is in it, without waiting for the next scan."""
    desk = Desk(place)
    desk.after(0)
    place.drop("x/y/a", b"1")
    desk.finder.hint("x", closed=False)
    desk.after(0)
    assert ["x/y/a"] == desk.after(1.0)


def test_folders_are_left_out_by_setting(place):
    """Without recursion, files in folders are left alone and that is said."""
    place.drop("a", b"1")
    place.drop("x/b", b"1")
    desk = Desk(place, recursive=False)
    desk.after(0)
    desk.finder.hint("x", closed=False)
    desk.after(0)
    assert ["a"] == desk.after(1.0)
    assert {"inbox.recursive = false": 1} == desk.finder.ignored()


def test_links_and_pipes_are_refused_and_nothing_hangs(place):
    """I11, I12: what is no regular file is refused with a reason."""
    (place.inbox / "link").symlink_to("/etc/passwd")
    os.mkfifo(place.inbox / "pipe")
    desk = Desk(place)
    desk.after(0)
    desk.after(1.0)
    assert [("link", "link"), ("pipe", "not-regular")] == sorted(
        (refusal.path, refusal.code) for refusal in desk.refused
    )


def test_a_refusal_is_told_once(place):
    """A file that stays refused does not make news at every scan; another state of it does."""
    dest = place.drop("big", b"123")
    desk = Desk(place, max_bytes=2)
    for _ in range(3):
        desk.finder.rescan()
        desk.after(0)
        desk.after(1.0)
    assert [Refusal] == [type(refusal) for refusal in desk.refused]
    dest.write_bytes(b"1234")
    desk.finder.rescan()
    desk.after(0)
    desk.after(1.0)
    assert [3, 4] == [refusal.key.size for refusal in desk.refused]


def test_a_folder_that_may_not_be_written_is_named_and_looked_at_again(place, monkeypatch):
    """A file the desk could not remove is refused; once the permission is there it is accepted, unasked."""
    place.drop("a", b"1")
    real = os.access
    monkeypatch.setattr("os.access", lambda *_, **__: False)
    desk = Desk(place)
    desk.after(0)
    assert [] == desk.after(1.0)
    assert ["permission"] == [refusal.code for refusal in desk.refused]
    monkeypatch.setattr("os.access", real)
    desk.after(30)
    assert ["a"] == desk.after(1.0)


def test_a_marker_that_arrives_makes_its_file_ready(place):
    """Where markers are demanded, the file waits by name until its marker is there, and no longer."""
    place.drop("a", b"1")
    desk = Desk(place, marker=".done", quiet=1.0)
    desk.after(0)
    assert [] == desk.after(5.0)
    assert [("a", "a.done is missing")] == desk.finder.waiting()
    assert desk.finder.idle()
    place.drop("a.done", b"")
    desk.finder.hint("a.done")
    assert ["a"] == desk.after(0)


def test_files_that_wait_for_a_marker_starve_no_other(place, monkeypatch):
    """I3: however many wait for something other than time, a file that is ready is found, by its hint or by a scan."""
    monkeypatch.setattr(table, "MOST", 10)
    for number in range(30):
        place.drop(f"{number:02}", b"1")
    desk = Desk(place, marker=".done")
    for _ in range(6):
        assert [] == desk.after(1.0)
    place.drop("29.done", b"")
    desk.finder.hint("29.done")
    assert ["29"] == desk.after(0) + desk.after(1.0)
    place.drop("new", b"1")
    place.drop("new.done", b"")
    assert "new" in desk.after(30.0) + desk.after(1.0) + desk.after(1.0) + desk.after(1.0) + desk.after(1.0)


def test_a_marker_older_than_its_file_does_not_count(place):
    """A marker left from the last drop says nothing about this one."""
    marker, dest = place.drop("a.done", b""), place.drop("a", b"1")
    os.utime(marker, ns=(0, dest.stat().st_mtime_ns - 1))
    desk = Desk(place, marker=".done")
    desk.after(0)
    assert [] == desk.after(1.0)
    assert "older" in desk.finder.waiting()[0][1]


def test_a_file_that_never_rests_is_not_waited_for(place):
    """A run with an end does not wait for a log that grows for ever, but says that it waits."""
    dest = place.drop("log", b"")
    desk = Desk(place)
    desk.after(0)
    assert not desk.finder.idle()
    for _ in range(table.RESTLESS):
        with dest.open("ab") as log:
            log.write(b"line\n")
        desk.after(1.0)
    assert desk.finder.idle()
    assert [("log", "it may still be written")] == desk.finder.waiting()


def test_idle_means_that_everything_was_seen(place):
    """Idle is said after a whole scan and all answers, not before."""
    place.drop("a", b"1")
    desk = Desk(place)
    found = [desk.finder.idle()]
    desk.after(0)
    found.append(desk.finder.idle())
    desk.after(1.0)
    found.append(desk.finder.idle())
    (place.inbox / "a").unlink()
    desk.finder.finish(desk.sightings[0])
    found.append(desk.finder.idle())
    desk.after(0)
    found.append(desk.finder.idle())
    assert [False, False, False, False, True] == found


def test_what_is_taken_back_is_forgotten(place):
    """A file that its owner removes while it waits is no longer spoken of."""
    dest = place.drop("a", b"1")
    desk = Desk(place)
    desk.after(0)
    dest.unlink()
    desk.after(1.0)
    assert ([], True) == (desk.finder.waiting(), desk.finder.idle())


def test_a_missing_inbox_is_said_and_searched_when_it_is_back(place):
    """An inbox that is gone is trouble with a name, and every scan tries again."""
    place.inbox.rmdir()
    desk = Desk(place)
    desk.after(0)
    assert "cannot be read" in desk.finder.trouble()
    place.inbox.mkdir()
    place.drop("a", b"1")
    desk.after(30)
    assert (["a"], None) == (desk.after(1.0), desk.finder.trouble())


def test_what_is_left_alone_is_counted_by_rule(place):
    """I12: nothing is passed over in silence."""
    for path in (".hidden", "a.part", "b.part", ".git/x"):
        place.drop(path, b"1")
    desk = Desk(place)
    desk.after(0)
    assert {".*": 2, "*.part": 2} == desk.finder.ignored()


@pytest.mark.parametrize("recreate", [False, True])
def test_a_live_finder_hears_of_drops(tmp_path, recreate):
    """I3: with notifications a drop is found at once, also in an inbox that was removed and made again."""
    place = Place(tmp_path)
    out = queue.Queue(256)
    settings = InboxSettings(watch="notify", scan_every=3600, quiet=0.05)
    finder = Finder(place.inbox, settings, known=lambda *_: False, out=out, refuse=print)
    stopping = threading.Event()
    thread = threading.Thread(target=finder.run, args=(stopping,))
    thread.start()
    try:
        while not finder.idle():
            time.sleep(0.001)
        if recreate:
            place.inbox.rmdir()
            place.inbox.mkdir()
        place.drop("a", b"1")
        assert "a" == out.get(timeout=10).path
    finally:
        stopping.set()
        thread.join()


def test_keys_are_compared_whole():
    """A table entry is the same state only if device, inode, size and both times agree."""
    candidate = table.Candidate("a", "a", StatKey(1, 2, 3, 4, 5), 0.0, True, "event")
    candidate.change(StatKey(1, 2, 3, 4, 6), 1.0, closed=False)
    assert (1, 1.0, False) == (candidate.changes, candidate.changed, candidate.closed)
