"""Who owns a folder and what it lies on."""

import os
import subprocess
import sys

import pytest
from drops import names_in

from copydesk.errors import DeskRunning
from copydesk.folders import free_bytes, lock_folder, lock_owner, on_network

HOLD = """
import sys, pathlib
from copydesk.folders import lock_folder
held = lock_folder(pathlib.Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_owner_is_refused_and_the_first_is_named(tmp_path):
    """I13: a folder has one desk, and the message says which process it is."""
    with lock_folder(tmp_path) as held:
        assert held.held
        with pytest.raises(DeskRunning, match=f"process {os.getpid()}"):
            lock_folder(tmp_path)


def test_a_lock_writes_nothing_and_ends_with_release(tmp_path):
    """I13: a folder that may only be read can be held, and is free afterwards."""
    lock_folder(tmp_path).release()
    lock_folder(tmp_path).release()
    assert ([], None) == (names_in(tmp_path), lock_owner(tmp_path))


def test_a_killed_owner_blocks_nobody(tmp_path):
    """I13: a lock dies with its process, however that ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert b"held\n" == other.stdout.readline()
        assert other.pid == lock_owner(tmp_path)
        other.kill()
        other.wait()
    with lock_folder(tmp_path) as held:
        assert held.held


def test_facts_about_the_disk(tmp_path):
    """There is some room, and a temporary folder is no network share."""
    assert 0 < free_bytes(tmp_path)
    assert not on_network(tmp_path)


def test_network_file_systems_are_known_by_their_mount(tmp_path, monkeypatch):
    """The longest mount point above a path decides, escapes in its name and all."""
    mounts = b"1 0 0:1 / / rw - ext4 /dev/x rw\n2 1 0:2 / /drop\\040here rw shared:1 - nfs4 host:/x rw\n"
    monkeypatch.setattr("copydesk.folders.Path.read_bytes", lambda _: mounts)
    found = [on_network(tmp_path.__class__(path)) for path in ("/drop here/a", "/drop herea", "/other")]
    assert [True, False, False] == found
