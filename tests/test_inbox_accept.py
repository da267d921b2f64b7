"""Copies that are whole, and taking exactly what was copied."""

import errno
import hashlib
import os

import pytest
from drops import Place, names_in, sighting
from faults import Failing, Recording

from copydesk import dropped, files
from copydesk.errors import DiskFull, StorageError, SyncFailed
from copydesk.inbox.accept import close_taking, left_to_take, stage, take
from copydesk.inbox.values import NewDrop, Refusal, Staged, Void
from copydesk.model import document_id
from copydesk.settings import InboxSettings

SETTINGS = InboxSettings()


@pytest.fixture
def place(tmp_path):
    """A desk's folders."""
    return Place(tmp_path)


def staged(place, *paths, settings=SETTINGS):
    """Stage these files as one batch."""
    return stage(place.inbox, [sighting(place.inbox, path) for path in paths], place.staging, settings)


def test_a_staged_copy_is_the_file(place):
    """Bytes, size, digest and id of the copy are the file's, whatever its name."""
    path = "news/caf\udce9\n.txt"
    place.drop(path, b"bytes")
    [copy] = staged(place, path)
    digest = hashlib.sha256(b"bytes").hexdigest()
    assert (path, 5, digest, document_id(path, digest)) == (copy.path, copy.size, copy.sha256, copy.id)
    assert b"bytes" == (place.staging / copy.staged).read_bytes()
    assert b"bytes" == (place.inbox / path).read_bytes()


def test_a_batch_is_synced_together(place, monkeypatch):
    """I2: every copy is synced, then the folder, once; only then are they staged."""
    for name in "abc":
        place.drop(name, b"x")
    system = Recording()
    monkeypatch.setattr(files, "system", system)
    results = staged(place, *"abc")
    synced = [call[1] for call in system.calls if call[0] == "fsync"]
    assert [*(copy.staged for copy in results), "staging"] == synced


def test_a_file_that_changed_after_it_was_found_ready_is_not_copied(place):
    """I6: the copy is of the state that was judged, or there is none."""
    place.drop("a", b"one")
    seen = sighting(place.inbox, "a")
    place.drop("a", b"two!")
    assert isinstance(stage(place.inbox, [seen], place.staging, SETTINGS)[0], Void)
    assert [] == names_in(place.staging)


def test_a_file_that_changes_while_it_is_read_leaves_no_copy(place, monkeypatch):
    """I6: a copy of half old, half new bytes is thrown away."""
    dest = place.drop("a", b"one")

    class Writer(files.System):
        def write(self, fd, data):
            dest.write_bytes(b"one and more")
            return os.write(fd, data)

    monkeypatch.setattr(files, "system", Writer())
    assert isinstance(staged(place, "a")[0], Void)
    assert [] == names_in(place.staging)


def test_a_writer_that_stays_silent_voids_the_copy(place, monkeypatch):
    """I6: while somebody has the file open for writing, its bytes are not taken for final."""
    place.drop("a", b"one")
    monkeypatch.setattr("copydesk.inbox.accept.writer_holds", lambda _: True)
    assert isinstance(staged(place, "a")[0], Void)
    assert [] == names_in(place.staging)


def test_what_became_unfit_meanwhile_is_told_apart(place):
    """A swapped-in link or FIFO is refused, a file that is gone is no error, and the rest of the batch goes on."""
    for name in "abcd":
        place.drop(name, b"x")
    seen = [sighting(place.inbox, name) for name in "abcd"]
    for name in "abc":
        (place.inbox / name).unlink()
    (place.inbox / "a").symlink_to("/etc/passwd")
    os.mkfifo(place.inbox / "b")
    link, fifo, gone, whole = stage(place.inbox, seen, place.staging, SETTINGS)
    assert ("link", "not-regular") == (link.code, fifo.code)
    assert (Void, Staged) == (type(gone), type(whole))


def test_an_unreadable_file_is_refused_for_want_of_permission(place, monkeypatch):
    """The reason names the permission."""
    place.drop("a", b"x")
    monkeypatch.setattr("copydesk.inbox.accept.open_regular", lambda *_: dropped.Unopened.PERMISSION)
    [refusal] = staged(place, "a")
    assert (Refusal, "permission") == (type(refusal), refusal.code)


def test_a_read_error_of_one_file_does_not_stop_the_others(place, monkeypatch):
    """One bad sector is one file's trouble."""
    real = dropped.open_regular

    def bad(root, path):
        if path == "a":
            raise OSError(errno.EIO, "Input/output error")
        return real(root, path)

    monkeypatch.setattr("copydesk.inbox.accept.open_regular", bad)
    place.drop("a", b"x")
    place.drop("b", b"x")
    assert [Void, Staged] == [type(result) for result in staged(place, "a", "b")]


@pytest.mark.parametrize(("call", "error"), [("write", DiskFull), ("fsync", SyncFailed)])
def test_trouble_of_the_disk_leaves_no_copy(place, monkeypatch, call, error):
    """I9, I16: a full disk or a failed sync ends the batch; nothing in it counts, no descriptor stays open."""
    for name in "abc":
        place.drop(name, b"x")
    before = names_in("/proc/self/fd")
    monkeypatch.setattr(files, "system", Failing(call))
    with pytest.raises(error):
        staged(place, *"abc")
    assert ([], before) == (names_in(place.staging), names_in("/proc/self/fd"))


def test_a_disk_that_fails_while_a_copy_is_written_is_not_the_files_fault(place, monkeypatch):
    """What goes wrong with the copy is told of the state folder, and nobody waits for the dropped file."""
    place.drop("a", b"1")
    monkeypatch.setattr(files, "system", Failing("write", errno.EIO))
    with pytest.raises(StorageError, match="cannot write .*staging"):
        staged(place, "a")
    assert [] == names_in(place.staging)


def test_a_desk_that_stops_copies_no_further(place):
    """A batch may be of large files: what is not copied when the desk stops waits in the inbox."""
    for name in "abc":
        place.drop(name, b"1")
    answers = iter([False, True, True])
    found = stage(
        place.inbox,
        [sighting(place.inbox, name) for name in "abc"],
        place.staging,
        SETTINGS,
        answers.__next__,
    )
    assert [Staged, Void, Void] == [type(each) for each in found]
    assert 1 == len(names_in(place.staging))


def test_a_missing_inbox_passes(place):
    """An inbox that is away for a while refuses nothing and stops nobody."""
    place.drop("a", b"x")
    seen = sighting(place.inbox, "a")
    place.inbox.rename(place.root / "away")
    [void] = stage(place.inbox, [seen], place.staging, SETTINGS)
    assert (Void, True) == (type(void), "inbox" in void.reason)
    assert "gone" == take(place.inbox, "a", seen.key, "1" * 32)
    assert not place.inbox.exists()


def test_a_link_in_place_of_the_taking_folder_leads_nowhere(place, tmp_path):
    """I10: whoever plants a link there does not get files moved elsewhere; they stay where they are."""
    place.drop("a", b"one")
    (tmp_path / "elsewhere").mkdir()
    (place.inbox / ".copydesk").symlink_to(tmp_path / "elsewhere")
    assert "left" == take(place.inbox, "a", key_of(place, "a"), "1" * 32)
    assert ([], b"one") == (names_in(tmp_path / "elsewhere"), (place.inbox / "a").read_bytes())


def key_of(place, path):
    """The state a file has now."""
    return dropped.stat_key((place.inbox / path).lstat())


def test_taking_removes_the_marker_first_and_then_the_file(place, monkeypatch):
    """A marker that outlived its file would make the next file ready at once."""
    place.drop("x/a", b"one")
    place.drop("x/a.done", b"")
    system = Recording()
    monkeypatch.setattr(files, "system", system)
    assert "gone" == take(place.inbox, "x/a", key_of(place, "x/a"), "1" * 32, marker=".done")
    steps = [call[:2] for call in system.calls if call[0] in {"unlink", "rename"}]
    assert [("unlink", "a.done"), ("rename", "a")] == steps[:2]
    assert [] == names_in(place.inbox / "x")


def test_another_file_at_the_path_is_not_touched(place):
    """What was dropped after the copy is a new drop, with its marker."""
    place.drop("a", b"one")
    key = key_of(place, "a")
    place.drop("a", b"two")
    place.drop("a.done", b"")
    drop = take(place.inbox, "a", key, "1" * 32, marker=".done")
    assert NewDrop("a", key_of(place, "a"), "a") == drop
    assert {"a", "a.done"} <= set(names_in(place.inbox))


def test_a_file_replaced_at_the_last_instant_is_kept_apart(place, monkeypatch):
    """I1: between the look and the rename another file may arrive; it is found where it was put."""
    place.drop("a", b"one")
    key = key_of(place, "a")

    class Late(files.System):
        def rename(self, source, dest, **where):
            place.drop("a", b"two")
            os.rename(source, dest, **where)

    monkeypatch.setattr(files, "system", Late())
    drop = take(place.inbox, "a", key, "1" * 32)
    assert ("a", b"two") == (drop.path, (place.inbox / drop.at).read_bytes())
    assert [(drop.at, "1" * 32)] == left_to_take(place.inbox)
    assert "gone" == take(place.inbox, "a", drop.key, "2" * 32, at=drop.at)
    assert [] == left_to_take(place.inbox)


def test_a_file_that_somebody_opened_meanwhile_is_not_removed(place, monkeypatch):
    """I1: what a writer adds after the copy would be lost with the file."""
    place.drop("a", b"one")
    key = key_of(place, "a")
    monkeypatch.setattr("copydesk.inbox.accept.writer_holds", lambda _: True)
    drop = take(place.inbox, "a", key, "1" * 32)
    assert b"one" == (place.inbox / drop.at).read_bytes()


def test_a_second_take_never_replaces_what_the_first_kept_apart(place, monkeypatch):
    """I1: two new drops of one document wait side by side."""
    monkeypatch.setattr("copydesk.inbox.accept.writer_holds", lambda _: True)
    for data in (b"one", b"two"):
        place.drop("a", data)
        take(place.inbox, "a", key_of(place, "a"), "1" * 32)
    held = {(place.inbox / at).read_bytes() for at, _ in left_to_take(place.inbox)}
    assert {b"one", b"two"} == held


def test_taking_what_is_gone_is_done(place):
    """Whoever took it first, it is not in the inbox any more; nor is it if its folder is gone."""
    place.drop("x/a", b"one")
    key = key_of(place, "x/a")
    (place.inbox / "x" / "a").unlink()
    assert "gone" == take(place.inbox, "x/a", key, "1" * 32)
    (place.inbox / "x").rmdir()
    assert "gone" == take(place.inbox, "x/a", key, "1" * 32)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EIO, errno.EBUSY])
def test_what_cannot_be_removed_is_left(place, monkeypatch, number):
    """A read-only folder is no error after the bytes are safe: the file stays, known by its key."""
    place.drop("a", b"one")
    system = Failing("rename", number)
    monkeypatch.setattr(files, "system", system)
    assert "left" == take(place.inbox, "a", key_of(place, "a"), "1" * 32)
    assert b"one" == (place.inbox / "a").read_bytes()


@pytest.mark.parametrize("call", ["mkdir", "rename"])
def test_a_file_that_there_is_no_room_to_set_apart_is_taken_later(place, monkeypatch, call):
    """A full disk forbids nothing: it is told apart, the file stays, and the next try takes it."""
    place.drop("a", b"one")
    key = key_of(place, "a")
    with monkeypatch.context() as full:
        full.setattr(files, "system", Failing(call))
        with pytest.raises(DiskFull):
            take(place.inbox, "a", key, "1" * 32)
    assert b"one" == (place.inbox / "a").read_bytes()
    assert "gone" == take(place.inbox, "a", key, "1" * 32)
    assert not (place.inbox / "a").exists()


def test_taking_follows_no_link(place, tmp_path):
    """I10: a folder swapped for a link does not make the desk remove files elsewhere."""
    place.drop("x/a", b"one")
    key = key_of(place, "x/a")
    (place.inbox / "x").rename(tmp_path / "elsewhere")
    (place.inbox / "x").symlink_to(tmp_path / "elsewhere")
    assert "gone" == take(place.inbox, "x/a", key, "1" * 32)
    assert b"one" == (tmp_path / "elsewhere" / "a").read_bytes()


def test_the_taking_folder_goes_when_it_is_empty(place):
    """Nothing of the desk's stays in an inbox; what is still to be accepted does."""
    place.drop("a", b"one")
    take(place.inbox, "a", key_of(place, "a"), "1" * 32)
    close_taking(place.inbox)
    close_taking(place.inbox)
    assert [] == names_in(place.inbox)
