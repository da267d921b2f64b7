"""process: paths that cannot be used, outputs that are inputs, files that cannot be gone on with."""

import io
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from copydesk.cli import main
from copydesk.cli.process_inputs import Inputs
from copydesk.settings import InboxSettings

LONG = "n" * 300


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a document, whose desk has no plugins."""
    (tmp_path / "copydesk.toml").write_text("[plugins]\nenable = []\n[workers]\ncount = 0\n")
    (tmp_path / "a.txt").write_text("input")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ended(text: str) -> list[tuple[str, str]]:
    """Path and status of each line."""
    return [(line["source"]["path"], line["status"]) for line in map(json.loads, text.splitlines())]


@pytest.mark.parametrize(
    "arguments",
    [
        ["a.txt", "-o", "a.txt"],
        ["hard.txt", "-o", "a.txt"],
        ["a.txt", "-o", "link.txt"],
        ["--files-from", "list", "-o", "a.txt"],
        ["--files-from", "list", "-o", "list"],
        ["a.txt", "-o", "a.txt", "--resume"],
    ],
)
def test_an_input_is_never_written_over(here, capsys, arguments):
    """By whatever name it is both, and before any work."""
    os.link("a.txt", "hard.txt")
    (here / "link.txt").symlink_to("a.txt")
    (here / "list").write_text("gone.txt\na.txt\n")
    if "--resume" in arguments:
        (here / "a.txt").write_text("")
    before = [(here / name).read_text() for name in ("a.txt", "list")]

    assert 2 == main(["process", *arguments])
    assert "is both input and output; write to another file" in capsys.readouterr().err
    assert before == [(here / name).read_text() for name in ("a.txt", "list")]


def test_an_output_with_two_names_in_a_walked_folder_is_left_out(here, capsys):
    """What is written is told by what it is, not by what it is called."""
    (here / "texts").mkdir()
    (here / "out").write_text("")
    os.link("out", "texts/other-name")

    assert 0 == main(["process", "texts", "-o", "out"])
    assert "" == (here / "out").read_text()


@pytest.mark.parametrize("path", [LONG, f"a.txt/{LONG}", "gone.txt", "", "a\0b"])
def test_a_path_no_file_can_have_is_an_error_object(here, capsys, path):
    """The others go on."""
    assert 1 == main(["process", path, "a.txt"])
    assert [(path.replace("\0", "\\x00"), "failed"), ("a.txt", "complete")] == [
        (each.replace("\0", "\\x00"), status) for each, status in ended(capsys.readouterr().out)
    ]


def test_a_folder_that_may_not_be_listed_is_an_error_object_in_its_place(here, capsys, monkeypatch):
    """What stands before and after it is enriched."""
    for name in ("texts/a/1.txt", "texts/b/2.txt", "texts/c.txt"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text("x")
    real = os.scandir

    def scandir(folder):
        if os.fspath(folder).endswith("b"):
            raise PermissionError(13, "Permission denied", os.fspath(folder))
        return real(folder)

    monkeypatch.setattr(os, "scandir", scandir)

    assert 1 == main(["process", "texts"])
    out = capsys.readouterr().out
    assert [("texts/a/1.txt", "complete"), ("texts/b", "failed"), ("texts/c.txt", "complete")] == ended(out)
    assert "this folder cannot be listed: Permission denied" in out


def test_folders_may_lie_as_deep_as_names_go(here):
    """Deeper than Python's stack."""
    deep = f"texts{'/d' * 1100}"
    try:
        subprocess.run(["/bin/mkdir", "-p", deep], check=True)
        (here / deep / "a.txt").write_text("x")
        assert [f"{deep}/a.txt"] == [each.name for each in Inputs(["texts"], None, InboxSettings())]
    finally:
        subprocess.run(["/bin/rm", "-r", "texts"], check=True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--files-from", "missing.lst"], "missing.lst: No such file or directory"),
        (["--files-from", "."], ".: Is a directory"),
        (["a.txt", "-o", "."], ".: Is a directory"),
        (["a.txt", "-o", ".", "--resume"], ".: Is a directory"),
        (["a.txt", "-o", "nowhere/x"], "nowhere/x: No such file or directory"),
        (["a.txt", "-o", "a.txt/x"], "a.txt/x: Not a directory"),
        (["a.txt", "-o", LONG], f"{LONG}: File name too long"),
    ],
)
def test_a_path_that_cannot_be_used_is_named_and_is_code_2(here, capsys, arguments, said):
    """It is no trouble with the disk."""
    assert 2 == main(["process", *arguments])
    assert f"copydesk: {said}\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        {"source": {"path": [1]}, "status": "complete"},
        {"source": {"path": "a", "path_base64": {"x": 1}}, "status": "complete"},
        {"source": {"path": None}, "status": "complete"},
        {"source": ["a.txt"], "status": "complete"},
        {"source": {"path": "a.txt"}},
        ["a.txt"],
        3,
    ],
    ids=str,
)
def test_a_file_of_foreign_json_is_not_gone_on_with(here, capsys, line):
    """It stays as it is."""
    (here / "out").write_text(f"{json.dumps(line)}\n")

    assert 2 == main(["process", "a.txt", "-o", "out", "--resume"])
    assert "out holds a line that is no record" in capsys.readouterr().err
    assert f"{json.dumps(line)}\n" == (here / "out").read_text()


def test_a_list_that_comes_through_a_pipe_may_be_walked_more_than_once(here):
    """A progress bar counts first, and a pipe gives its bytes once."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(b"a.txt\n")
    inputs = Inputs([], f"/dev/fd/{reading}", InboxSettings())
    os.close(reading)

    assert [["a.txt"], ["a.txt"]] == [[each.name for each in inputs] for _time in range(2)]


def test_an_output_without_room_is_named(here, capsys, monkeypatch):
    """Standard output too."""

    class Full(io.BytesIO):
        def write(self, _data):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=Full(), flush=lambda: None))

    assert 4 == main(["process", "a.txt"])
    assert "copydesk: standard output: No space left on device\n" in capsys.readouterr().err
    assert 4 == main(["process", "a.txt", "-o", "/dev/full"])
    assert "copydesk: /dev/full: No space left on device\n" in capsys.readouterr().err


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_bug(here, closed):
    """Their numbers must not go to the files that are opened next."""
    command = f'"{sys.executable}" -m copydesk.cli process a.txt -o out {closed}'
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    assert 0 == subprocess.run(["/bin/sh", "-c", command], env=environ, check=False).returncode
    assert [("a.txt", "complete")] == ended((here / "out").read_text())
