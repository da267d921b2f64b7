"""show and explain: which document is meant, and what is said where there is none."""

import json
from pathlib import Path

import pytest
from desks import Scratch

from copydesk.cli import main
from copydesk.dropped import stat_key
from copydesk.journal import Journal, refuse


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A desk that runs in this process, with the current folder in it."""
    scratch = Scratch(tmp_path, workers={"count": 0})
    scratch.write_config()
    monkeypatch.chdir(tmp_path)
    return scratch


def shown(capsys, what: str) -> str:
    """The text of the record that is shown."""
    capsys.readouterr()
    assert 0 == main(["show", what, "--json"])
    return json.loads(capsys.readouterr().out)["text"]


def test_a_document_goes_before_a_record_of_that_name(desk, capsys):
    """``a.txt.json`` may be dropped beside ``a.txt``; its record has another name."""
    desk.drop("a.txt", "a text")
    desk.drop("a.txt.json", "{}")
    desk.once()

    assert ["{}", "a text", "a text"] == [
        shown(capsys, what) for what in ("a.txt.json", "a.txt", "out/a.txt.json")
    ]


def test_the_newest_version_is_shown(desk, capsys):
    """The first one keeps the plain name for its record."""
    for text in ("first", "second"):
        desk.drop("a.txt", text)
        desk.once()

    assert ("second", "first") == (shown(capsys, "a.txt"), shown(capsys, "out/a.txt.json"))


def test_a_newest_version_without_a_record_is_not_replaced_by_an_older_one(desk, capsys):
    """What is so is said, and where the older record lies."""
    for data in (b"first", b"%PDF-1.4\0\xff"):
        desk.drop("a.txt", data)
        desk.once()

    assert 2 == main(["show", "a.txt"])
    assert (
        "no record of 'a.txt': version 2 is failed; an older version's is out/a.txt.json"
        in capsys.readouterr().err
    )


def test_a_record_that_was_taken_away_is_said_to_be(desk, capsys):
    """Its consumer may move it; that is no failure."""
    desk.drop("a.txt")
    desk.once()
    (desk.out / "a.txt.json").unlink()

    assert 2 == main(["show", "a.txt"])
    assert "version 1 is done, but its record was taken away" in capsys.readouterr().err


@pytest.mark.parametrize("length", [251, 255])
def test_the_longest_names_are_found(desk, capsys, length):
    """With ``.json`` behind them they would be no names."""
    name = f"{'n' * (length - 4)}.txt"
    desk.drop(name, "long")
    desk.once()

    assert "long" == shown(capsys, name)


def test_a_name_no_file_can_have_has_no_record(desk, capsys):
    """It is a complaint about the name, not trouble with the disk."""
    assert 2 == main(["show", "n" * 300])
    assert "there is no record of 'nnn" in capsys.readouterr().err


def test_a_record_in_an_unreadable_place_is_named(desk, capsys, monkeypatch):
    """With what the system said."""
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: (_ for _ in ()).throw(PermissionError(13, "denied", str(path)))
    )
    Path("a.json").write_text("{}")

    assert 2 == main(["show", "a.json"])
    assert "copydesk: a.json: denied\n" == capsys.readouterr().err


@pytest.mark.parametrize("path", ["elsewhere.txt", "inbox/../elsewhere.txt", "../elsewhere.txt", "inbox", ""])
def test_what_is_not_in_the_inbox_is_said_not_to_be(desk, capsys, path):
    """Whether or not there is a file of that name."""
    outside = desk.root / "elsewhere.txt"
    outside.write_text("x")

    for given in {path, str(outside)}:
        assert 1 == main(["explain", given])
        assert "it is not in its inbox, inbox\n" in capsys.readouterr().out


def test_a_path_is_the_same_document_however_it_is_typed(desk, capsys):
    """From the inbox, from here, with detours, or from the root."""
    desk.drop("sub/a.txt")
    desk.once()

    for path in ("sub/a.txt", "./inbox/sub/a.txt", "out/../inbox/sub/a.txt", str(desk.inbox / "sub/a.txt")):
        assert 0 == main(["explain", path])
        assert "sub/a.txt\n" == capsys.readouterr().out.splitlines(keepends=True)[0]


def test_a_refused_file_is_not_said_to_wait(desk, capsys):
    """Until it changes."""
    desk.once()
    found = desk.drop("a.txt")
    with Journal.open(desk.state / "journal.db", create=False) as journal:
        at = found.stat().st_ctime_ns // 1000 + 1
        journal.do(refuse, "a.txt", stat_key(found.lstat()), at, code="permission", message="stuck")

    assert 0 == main(["explain", "a.txt"])
    assert "a file of 11 B, refused\n" in capsys.readouterr().out


def test_a_marker_is_told_as_one(desk, capsys):
    """It fits a rule of what is ignored too, which is not why it waits."""
    desk.sections["inbox"] = {"marker": ".done", "ignore": ["*.done"]}
    desk.write_config()
    desk.drop("a.txt.done", "")

    assert 0 == main(["explain", "a.txt.done"])
    assert "a marker, taken with a.txt" in capsys.readouterr().out


def test_a_file_that_may_not_be_looked_at_is_not_said_to_be_absent(desk, capsys, monkeypatch):
    """A folder without the right to search it hides what it holds."""

    def hidden(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "lstat", hidden)

    assert 0 == main(["explain", "hidden/a.txt"])
    assert "it may not be looked at: Permission denied" in capsys.readouterr().out


def test_a_journal_that_is_gone_is_told_alike_by_every_command(desk, capsys):
    """A desk that has originals has run; what to do is to be done with the whole folder (I15)."""
    desk.drop("a.txt")
    desk.once()
    for file in desk.state.glob("journal.db*"):
        file.unlink()

    told = set()
    for command in (["run", "--once"], ["status"], ["status", "--check"], ["failed"], ["explain", "a.txt"]):
        assert 4 == main(command)
        told.add(capsys.readouterr().err)
    (said,) = told
    assert (True, True) == ("is missing although" in said, f"folder {desk.state}, or move that" in said)


def test_a_damaged_journal_is_told_in_one_line(desk, capsys):
    """SQLite's own words may have several."""
    desk.drop("a.txt")
    desk.once()
    journal = desk.state / "journal.db"
    data = bytearray(journal.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    journal.write_bytes(data)

    assert 4 == main(["run", "--once"])
    assert (1, False) == ((err := capsys.readouterr().err).count("\n"), "\\n" in err)
