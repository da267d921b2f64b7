"""Opening what others have dropped."""

import os
import signal
import socket

import pytest
from drops import names_in

from copydesk import dropped
from copydesk.dropped import Unopened


@pytest.fixture
def root(tmp_path):
    """The folder, open."""
    fd = os.open(tmp_path, os.O_RDONLY)
    yield fd
    os.close(fd)


@pytest.fixture
def leases():
    """Leases may be asked for, as in a running desk."""
    before = signal.getsignal(signal.SIGIO)
    dropped.ignore_lease_breaks()
    yield
    signal.signal(signal.SIGIO, before)


def test_a_regular_file_is_opened(tmp_path, root):
    """A plain file in a folder can be read."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a").write_bytes(b"bytes")
    fd = dropped.open_regular(root, "x/a")
    assert b"bytes" == os.read(fd, 10)
    os.close(fd)


def test_links_are_not_followed_wherever_they_stand(tmp_path, root):
    """I11: neither a link for a file nor one for a folder on the way leads anywhere."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a").write_bytes(b"secret")
    (tmp_path / "file").symlink_to("x/a")
    (tmp_path / "folder").symlink_to("x")
    found = [dropped.open_regular(root, path) for path in ("file", "folder/a")]
    assert [Unopened.LINK, Unopened.LINK] == found


def test_what_is_no_regular_file_is_not_waited_for(tmp_path, root, monkeypatch):
    """I11: a FIFO without a writer, a socket, a folder and nothing at all answer at once."""
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)  # the names of sockets are short
        server.bind("socket")
        found = {name: dropped.open_regular(root, name) for name in ("fifo", "folder", "socket", "none")}
    expected = dict.fromkeys(("fifo", "folder", "socket"), Unopened.NOT_REGULAR) | {"none": Unopened.GONE}
    assert expected == found


def test_no_descriptor_is_leaked(tmp_path, root):
    """Whatever the answer, only what is returned stays open."""
    (tmp_path / "x" / "y").mkdir(parents=True)
    os.mkfifo(tmp_path / "x" / "fifo")
    before = names_in("/proc/self/fd")
    for path in ("x/fifo", "x/y/none", "x/none/none", "x/y"):
        dropped.open_regular(root, path)
    assert before == names_in("/proc/self/fd")


def test_a_rename_keeps_the_bytes_in_the_key(tmp_path):
    """A rename changes the change time alone; another write changes more."""
    (tmp_path / "a").write_bytes(b"one")
    before = dropped.stat_key((tmp_path / "a").stat())
    (tmp_path / "a").rename(tmp_path / "b")
    after = dropped.stat_key((tmp_path / "b").stat())
    (tmp_path / "b").write_bytes(b"three")
    later = dropped.stat_key((tmp_path / "b").stat())
    assert [True, False] == [before.same_bytes(after), before.same_bytes(later)]


def test_a_writer_is_noticed(tmp_path, root, leases):
    """The system says that somebody writes as long as somebody does."""
    with (tmp_path / "a").open("wb"):
        fd = dropped.open_regular(root, "a")
        held = dropped.writer_holds(fd)
    assert (True, False) == (held, dropped.writer_holds(fd))
    os.close(fd)


def test_a_writer_may_open_the_file_at_once_afterwards(tmp_path, root, leases):
    """The lease is let go at once: nobody is kept waiting by it."""
    (tmp_path / "a").write_bytes(b"")
    fd = dropped.open_regular(root, "a")
    dropped.writer_holds(fd)
    writer = os.open(tmp_path / "a", os.O_WRONLY | os.O_NONBLOCK)
    os.close(writer)
    os.close(fd)


def test_no_lease_is_taken_where_its_signal_would_kill(tmp_path, root, leases):
    """Unless the signal is ignored nothing is asked, so the answer is unknown."""
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    (tmp_path / "a").write_bytes(b"")
    fd = dropped.open_regular(root, "a")
    assert dropped.writer_holds(fd) is None
    os.close(fd)
