"""Durable file work: order of calls, what a failure leaves, what is never tried again."""

import errno
import hashlib
import os

import pytest
from drops import names_in
from faults import Died, Dying, Failing, Recording

from copydesk import files
from copydesk.errors import DiskFull, SyncFailed


@pytest.fixture
def use(monkeypatch):
    """Put another system below `copydesk.files`."""

    def put(system):
        monkeypatch.setattr(files, "system", system)
        return system

    return put


def test_publish_syncs_every_file_before_its_name_and_the_folder_once(tmp_path, use):
    """A name never appears before its content is synced, and one sync makes all names of a folder durable."""
    system = use(Recording())
    files.publish([(tmp_path / "a.json", b"1"), (tmp_path / "b.json", b"2")])
    names = [call[0] for call in system.calls]
    assert ["create", "write", "create", "write", "fsync", "fsync", "rename", "rename", "fsync"] == names
    assert ("fsync", tmp_path.name) == system.calls[-1]


def test_publish_makes_folders_durable_from_the_top(tmp_path, use):
    """A new folder's own name is synced before anything is put into it."""
    system = use(Recording())
    files.write_synced(tmp_path / "x" / "y" / "a.json", b"1")
    assert [("mkdir", "x"), ("fsync", tmp_path.name), ("mkdir", "y"), ("fsync", "x")] == system.calls[:4]


def test_temporary_names_never_look_like_records(tmp_path, use):
    """Whoever lists *.json meets whole records only."""
    system = use(Recording())
    files.write_synced(tmp_path / "a.json", b"1")
    created = [call[1] for call in system.calls if call[0] == "create"]
    assert [] == [name for name in created if name.endswith(".json")]


@pytest.mark.parametrize("calls", range(5))
def test_a_destination_is_old_or_new_at_every_crash_and_the_next_try_cleans_up(tmp_path, use, calls):
    """I5: at any crash the file holds its old content or its new, and nothing else is left after the next try."""
    dest = tmp_path / "a.json"
    dest.write_bytes(b"old")
    use(Dying(calls))
    with pytest.raises(Died):
        files.write_synced(dest, b"new")
    assert dest.read_bytes() in {b"old", b"new"}
    use(files.System())
    files.write_synced(dest, b"newer")
    assert (b"newer", ["a.json"]) == (dest.read_bytes(), names_in(tmp_path))


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_failed_sync_is_fatal_and_not_tried_again(tmp_path, use, number):
    """I16: after a failed sync the data may be gone, so nothing is renamed and nothing is synced twice."""
    system = use(Failing("fsync", number))
    with pytest.raises(SyncFailed, match="start the desk again"):
        files.write_synced(tmp_path / "a.json", b"1")
    assert 1 == sum(call[0] == "fsync" for call in system.calls)
    assert [] == names_in(tmp_path)


@pytest.mark.parametrize("call", ["create", "write", "rename"])
def test_no_room_is_told_apart_and_leaves_nothing(tmp_path, use, call):
    """A full disk passes by itself: it is `DiskFull`, and no half file stays behind."""
    use(Failing(call))
    with pytest.raises(DiskFull, match=r"a\.json"):
        files.write_synced(tmp_path / "a.json", b"1")
    assert [] == names_in(tmp_path)


def test_other_trouble_keeps_its_name(tmp_path, use):
    """What does not pass by itself is not called a full disk."""
    use(Failing("write", errno.EIO))
    with pytest.raises(OSError, match="Input/output error"):
        files.write_synced(tmp_path / "a.json", b"1")


def test_short_writes_are_completed(tmp_path, use):
    """The system may write less than was asked; the file is whole all the same."""

    class Short(files.System):
        def write(self, fd, data):
            return os.write(fd, data[:3])

    use(Short())
    files.write_synced(tmp_path / "a.json", b"0123456789")
    assert b"0123456789" == (tmp_path / "a.json").read_bytes()


def test_more_files_than_are_held_open_at_once(tmp_path):
    """A batch of any size goes through."""
    wanted = {f"{number}.json": str(number).encode() for number in range(files.OPEN_AT_ONCE * 2 + 1)}
    files.publish((tmp_path / name, data) for name, data in wanted.items())
    assert wanted == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def test_copy_hashes_what_it_wrote(tmp_path):
    """Size and digest are those of the copy's bytes."""
    data = os.urandom(files.PIECE + 17)
    (tmp_path / "from").write_bytes(data)
    source = os.open(tmp_path / "from", os.O_RDONLY)
    copied, facts = files.copy(source, tmp_path / "to", limit=1 << 30)
    os.close(source)
    os.close(copied)
    assert (len(data), hashlib.sha256(data).hexdigest()) == facts
    assert data == (tmp_path / "to").read_bytes()


def test_copy_stops_after_the_limit(tmp_path):
    """A file that grows without end does not fill the disk: the size says that the limit was passed."""
    source = os.open("/dev/zero", os.O_RDONLY)
    copied, facts = files.copy(source, tmp_path / "to", limit=10)
    os.close(source)
    os.close(copied)
    assert 10 < facts.size <= 2 * files.PIECE


def test_copy_without_room_leaves_nothing(tmp_path, use):
    """A copy that could not be finished is removed."""
    (tmp_path / "from").write_bytes(b"bytes")
    source = os.open(tmp_path / "from", os.O_RDONLY)
    use(Failing("write"))
    with pytest.raises(DiskFull):
        files.copy(source, tmp_path / "to", limit=10)
    os.close(source)
    assert ["from"] == names_in(tmp_path)


def test_rename_synced_passes_over_what_was_renamed_before(tmp_path, use):
    """After a crash the same renames may be asked for again."""
    (tmp_path / "b").write_bytes(b"b")
    system = use(Recording())
    files.rename_synced([(tmp_path / "a", tmp_path / "in" / "a"), (tmp_path / "b", tmp_path / "in" / "b")])
    assert ["b"] == names_in(tmp_path / "in")
    assert ("fsync", "in") == system.calls[-1]


def test_a_file_in_the_way_of_a_folder_is_an_error(tmp_path):
    """What stands where a folder must be is named, not replaced."""
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(FileExistsError, match="no folder"):
        files.make_folders(tmp_path / "x")


def test_unlink_says_whether_there_was_something(tmp_path):
    """Removing twice is no error."""
    (tmp_path / "a").write_bytes(b"")
    assert [True, False] == [files.unlink(tmp_path / "a"), files.unlink(tmp_path / "a")]
