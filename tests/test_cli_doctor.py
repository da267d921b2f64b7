"""doctor: what a person would check, each with what would be right."""

import json
from pathlib import Path

import pytest

from copydesk.cli import checks, main
from copydesk.settings import DeskSettings


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    """A fresh desk without plugins."""
    main(["init", str(tmp_path)])
    (tmp_path / "copydesk.toml").write_text("[plugins]\nenable = []\n")
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    return tmp_path


def found(capsys) -> dict[str, dict[str, str]]:
    """Findings by what they are about; of several the worst."""
    main(["doctor", "--json"])
    rows = json.loads(capsys.readouterr().out)
    order = ("ok", "warn", "fail")
    return {row["about"]: row for row in sorted(rows, key=lambda row: order.index(row["level"]))}


def test_a_fresh_desk_is_well(desk, capsys):
    """Nothing fails; that there is no plugin is a warning."""
    assert 0 == main(["doctor"])
    capsys.readouterr()
    levels = {about: row["level"] for about, row in found(capsys).items()}
    assert ({"layers": "warn"}, True) == (
        {
            about: level
            for about, level in levels.items()
            if level != "ok" and about not in {"writers", "watching"}
        },
        {"python", "inbox", "watching", "writers", "out", "state", "sync", "space", "journal"} <= set(levels),
    )


def test_doctor_leaves_nothing_behind(desk):
    """Its trial files are gone."""
    before = sorted(path.name for path in desk.rglob("*"))
    main(["doctor"])
    assert before == sorted(path.name for path in desk.rglob("*"))


def test_a_missing_inbox_fails_the_check(desk, capsys):
    """Exit code 1, and what to do."""
    (desk / "inbox").rmdir()
    assert 1 == main(["doctor"])
    assert "make it, or set desk.inbox" in capsys.readouterr().out


def test_a_state_folder_others_can_read_is_a_warning(desk, capsys):
    """Originals may be confidential."""
    (desk / "state").chmod(0o755)
    assert ("warn", True) == ((row := found(capsys)["state"])["level"], "chmod o-rwx" in row["said"])


def test_too_little_space_fails(desk, capsys):
    """The setting that decides is named."""
    (desk / "copydesk.toml").write_text("[inbox]\nmin_free_mb = 1_000_000_000\n[plugins]\nenable = []\n")
    assert ("fail", True) == ((row := found(capsys)["space"])["level"], "inbox.min_free_mb" in row["said"])


def test_too_few_watches_are_noticed_before_they_run_out(desk, capsys, monkeypatch, tmp_path_factory):
    """One is needed for each folder of the inbox."""
    limits = tmp_path_factory.mktemp("proc")
    (limits / "max_user_watches").write_text("4\n")
    monkeypatch.setattr(checks, "INOTIFY", limits)
    for name in "abc":
        (desk / "inbox" / name).mkdir()
    assert ("warn", True) == (
        (row := found(capsys)["watching"])["level"],
        "4 folders, and 4 watches allowed" in row["said"],
    )


def test_a_state_on_a_network_disk_fails(desk, capsys, monkeypatch):
    """The journal needs a local disk; an inbox may lie anywhere."""
    monkeypatch.setattr(checks, "on_network", lambda _path: True)
    rows = found(capsys)
    assert ("fail", "ok", True) == (
        rows["state"]["level"],
        rows["inbox"]["level"],
        "polling" in rows["watching"]["said"],
    )


def test_a_file_system_without_leases_is_a_warning(desk, capsys, monkeypatch):
    """The quiet time then decides alone."""
    monkeypatch.setattr("copydesk.dropped.writer_holds", lambda _fd: None)
    assert ("warn", True) == ((row := found(capsys)["writers"])["level"], "inbox.quiet" in row["said"])


def test_a_plugin_that_cannot_be_loaded_fails_with_its_reason(desk, capsys):
    """The others are still told."""
    (desk / "plugins").mkdir(mode=0o700)
    (desk / "plugins" / "broken.py").write_text("import no_such_module\n")
    (desk / "copydesk.toml").write_text('[plugins]\nfolder = "plugins"\nenable = ["broken"]\n')
    assert ("fail", True) == ((row := found(capsys)["plugin"])["level"], "no_such_module" in row["said"])


def test_a_plugin_that_ends_its_process_is_a_finding_and_not_the_end(desk, capsys):
    """Plugins are loaded in a worker, as the desk does; everything else is still told."""
    (desk / "plugins").mkdir(mode=0o700)
    (desk / "plugins" / "deadly.py").write_text("import os\nos._exit(5)\n")
    (desk / "copydesk.toml").write_text('[plugins]\nfolder = "plugins"\nenable = ["deadly"]\n')

    assert 1 == main(["doctor"])
    out = capsys.readouterr().out
    assert (True, True) == ("exited with code 5" in out, "journal" in out)


def test_a_folder_that_may_not_be_looked_at_is_a_finding(desk, capsys, monkeypatch):
    """The report goes on below it."""
    real = Path.stat

    def hidden(path, **options):
        if path.name == "inbox":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, **options)

    monkeypatch.setattr(Path, "stat", hidden)
    rows = found(capsys)

    assert ("fail", f"{desk / 'inbox'}: Permission denied; the desk needs more rights there", "ok") == (
        rows["inbox"]["level"],
        rows["inbox"]["said"],
        rows["journal"]["level"],
    )


def test_a_journal_that_is_gone_fails(desk, capsys):
    """Where there are originals there was a journal (I15)."""
    (desk / "state" / "originals").mkdir()

    assert ("fail", True) == (
        (row := found(capsys)["journal"])["level"],
        "is missing although" in row["said"],
    )


def test_a_damaged_journal_fails(desk, capsys):
    """It is told, not mended."""
    (desk / "state" / "journal.db").write_bytes(b"x" * 5000)
    assert "fail" == found(capsys)["journal"]["level"]


def test_without_a_desk_the_machine_and_the_plugins_are_checked(tmp_path, monkeypatch, capsys):
    """And how to make a desk is told."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COPYDESK_PLUGINS__ENABLE", "[]")
    rows = found(capsys)
    assert (True, "ok") == ("copydesk init" in rows["desk"]["said"], rows["python"]["level"])


def test_plugins_whose_order_cannot_be_planned_fail():
    """A setting that names no installed plugin is a finding, not an error."""
    (finding,) = checks.plugins(DeskSettings(plugins={"enable": ["no-such"]}))
    assert ("fail", True) == (finding.level, "no-such" in finding.said)
