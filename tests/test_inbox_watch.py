"""Notifications: what is said, what is left out, and that a loss is not silent."""

import os
import queue
import shutil

import pytest

from copydesk.inbox.keep import Keeper
from copydesk.inbox.watch import InotifyWatcher, ObserverWatcher
from copydesk.settings import InboxSettings


class Heard:
    """Collects what a watcher says."""

    def __init__(self, root, *, kind=InotifyWatcher, skip=lambda path: path.startswith(".copydesk")):
        self.said = queue.Queue()
        self.doubts = queue.Queue()
        self.watcher = kind(root, lambda path, closed: self.said.put((path, closed)), self.doubts.put, skip)

    def __enter__(self):
        self.watcher.start()
        return self

    def __exit__(self, *_):
        self.watcher.stop()

    def until(self, path):
        """Return all that was said up to the first word about `path`."""
        heard = []
        while not heard or heard[-1][0] != path:
            heard.append(self.said.get(timeout=10))
        return heard


def test_closes_and_renames_are_said_and_nothing_else(tmp_path):
    """A file is spoken of when it was closed after writing or renamed into place, not when it is made or read."""
    with Heard(tmp_path) as heard:
        with (tmp_path / "a").open("w") as file:
            file.write("1")
            file.flush()
            (tmp_path / "b.part").write_text("1")
        (tmp_path / "a").read_text()
        (tmp_path / "a").chmod(0o600)
        (tmp_path / "b.part").rename(tmp_path / "b")
        assert [("b.part", True), ("a", True), ("b", True)] == heard.until("b")


def test_new_folders_are_watched_and_their_content_is_hinted_at(tmp_path):
    """A folder that appears is said itself, since what it held before may have told nobody."""
    (tmp_path / "old").mkdir()
    with Heard(tmp_path) as heard:
        (tmp_path / "old" / "a").write_text("1")
        assert [("old/a", True)] == heard.until("old/a")
        (tmp_path / "new" / "deep").mkdir(parents=True)
        heard.until("new")
        while True:
            (tmp_path / "new" / "deep" / "c").write_text("1")
            said = heard.said.get(timeout=10)
            if said == ("new/deep/c", True):
                break


def test_a_renamed_folder_is_spoken_of_by_its_new_name(tmp_path):
    """The system knows folders by inode; what is said is where they are."""
    (tmp_path / "old" / "sub").mkdir(parents=True)
    with Heard(tmp_path) as heard:
        (tmp_path / "old").rename(tmp_path / "new")
        heard.until("new")
        (tmp_path / "new" / "sub" / "a").write_text("1")
        assert [("new/sub/a", True)] == heard.until("new/sub/a")


def test_skipped_folders_are_silent(tmp_path):
    """The desk's own moves into its folder are not heard, so they cost nothing."""
    (tmp_path / ".copydesk").mkdir()
    (tmp_path / "a").write_text("1")
    with Heard(tmp_path) as heard:
        (tmp_path / "a").rename(tmp_path / ".copydesk" / "1-2")
        (tmp_path / "b").write_text("1")
        assert [("b", True)] == heard.until("b")


def test_a_loss_in_the_kernel_raises_doubt(tmp_path):
    """I3: when notifications were dropped the finder is told to look itself, and folders are watched again."""
    with Heard(tmp_path) as heard:
        heard.watcher.on_queue_overflow()
        assert "dropped" in heard.doubts.get(timeout=10)
        (tmp_path / "a").write_text("1")
        assert [("a", True)] == heard.until("a")


@pytest.mark.parametrize("kind", [InotifyWatcher, ObserverWatcher])
def test_health_is_about_the_folder_that_is_there_now(tmp_path, kind):
    """A watcher of a folder that was removed and made again is not healthy, though its threads live."""
    root = tmp_path / "inbox"
    root.mkdir()
    with Heard(root, kind=kind) as heard:
        assert heard.watcher.healthy()
        shutil.rmtree(root)
        assert not heard.watcher.healthy()
        (tmp_path / "other").mkdir()
        root.mkdir()
        assert not heard.watcher.healthy()
    assert not heard.watcher.healthy()


@pytest.mark.parametrize("kind", [InotifyWatcher, ObserverWatcher])
def test_a_folder_that_is_missing_cannot_be_watched(tmp_path, kind):
    """The error is the system's own, and stopping is in order all the same."""
    heard = Heard(tmp_path / "none", kind=kind)
    with pytest.raises(OSError, match="No such file"):
        heard.watcher.start()
    heard.watcher.stop()


def test_the_portable_watcher_never_says_closed(tmp_path):
    """Where nothing tells of a close, a hint leaves the decision to the quiet time."""
    with Heard(tmp_path, kind=ObserverWatcher) as heard:
        (tmp_path / "a").write_text("1")
        assert {("a", False)} == set(heard.until("a"))


def test_names_of_any_bytes_are_said(tmp_path):
    """I19: a name that is no UTF-8 arrives as it is."""
    with Heard(tmp_path) as heard:
        name = os.fsdecode(b"caf\xe9\n")
        (tmp_path / name).write_text("1")
        assert [(name, True)] == heard.until(name)


def test_polling_starts_no_watcher_and_scans_more_often(tmp_path):
    """Without notifications the scans are what finds files, so they come as often as polling asks."""
    settings = InboxSettings(watch="poll", poll_every=5.0, scan_every=30.0)
    keeper = Keeper(tmp_path, settings, on_path=print, on_doubt=print, skip=lambda _: False)
    keeper.check(0.0)
    assert (5.0, None) == (keeper.scan_every, keeper.trouble)


def test_a_watcher_that_cannot_start_is_trouble_and_tried_again(tmp_path):
    """I3: until notifications work the scans come more often; when they do, everything is looked at once."""
    doubts = []
    root = tmp_path / "inbox"
    keeper = Keeper(
        root, InboxSettings(watch="notify"), on_path=print, on_doubt=doubts.append, skip=lambda _: False
    )
    keeper.check(0.0)
    assert "cannot be watched" in keeper.trouble
    root.mkdir()
    keeper.check(1.0)
    assert (None, 30.0, 1) == (keeper.trouble, keeper.scan_every, len(doubts))
    keeper.stop()
