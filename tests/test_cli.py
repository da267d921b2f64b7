"""The command line as a whole: names, complaints, exit codes, and what starting costs."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from copydesk import errors
from copydesk.cli import main, parser

HEAVY = ("pydantic", "rich", "structlog", "watchdog", "pluggy", "orjson", "sqlite3", "asyncio", "logging")


def loaded_by(arguments: list[str], folder: Path, site: Path) -> set[str]:
    """The modules that are there after a command has run in a process of its own."""
    code = (
        f"import sys; from copydesk.cli import main\ntry: main({arguments!r})\nexcept SystemExit: pass\n"
        "print('|'.join(sys.modules), file=sys.stderr)"
    )
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), *sys.path])}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environ, capture_output=True, text=True, check=True
    )
    return set(done.stderr.strip().split("|"))


@pytest.fixture
def site(tmp_path):
    """Fifty installed plugins that cannot be imported."""
    for number in range(50):
        facts = tmp_path / "site" / f"many_{number}-1.0.dist-info"
        facts.mkdir(parents=True)
        (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: many-{number}\nVersion: 1.0\n")
        (facts / "entry_points.txt").write_text(f"[copydesk]\nmany{number} = no_such_module_{number}\n")
    return tmp_path / "site"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["plugins", "list"], ["plugins", "list", "--json"]]
)
def test_commands_that_must_start_at_once_load_nothing_heavy(tmp_path, site, arguments):
    """--help and plugins list import no plugin and no large library; CPU time itself is benchmarked, not tested."""
    (tmp_path / "copydesk.toml").touch()
    modules = loaded_by(arguments, tmp_path, site)
    assert set() == {
        name for name in modules if name.partition(".")[0] in HEAVY or name.startswith("no_such")
    }


def test_help_reads_neither_settings_nor_package_metadata(tmp_path, site):
    """--help needs argparse and no more."""
    modules = loaded_by(["--help"], tmp_path, site)
    assert set() == modules & {
        "tomllib",
        "importlib.metadata",
        "json",
        "copydesk.config",
        "copydesk.settings",
    }


def test_every_command_named_in_the_help_exists():
    """The table of commands and the modules are one list."""
    folder = Path(parser.__file__).parent
    commands = {
        file.stem
        for file in folder.glob("*.py")
        if re.search(r"^def build\(", file.read_text("utf-8"), re.MULTILINE)
    }
    assert set(parser.COMMANDS) == commands


@pytest.mark.parametrize("command", parser.COMMANDS)
def test_every_command_explains_itself(command, capsys):
    """COMMAND --help works and begins with what the command is for."""
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert (0, True) == (ended.value.code, f"usage: copydesk {command}" in capsys.readouterr().out)


def test_the_exit_codes_stand_in_the_help(capsys):
    """Each code main can return is documented there."""
    with pytest.raises(SystemExit):
        main(["--help"])
    told = {
        int(code) for code in re.findall(r"(?:^|    ) *(\d+) +[a-z]", capsys.readouterr().out, re.MULTILINE)
    }
    assert {0, 1, 2, 3, 4, 70, 130, 141} <= told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["shwo"], "copydesk: there is no command 'shwo', did you mean 'show'?; see 'copydesk --help'"),
        (["plugins", "lst"], "there is no 'lst', did you mean 'list'?"),
        (["show"], "the following arguments are required"),
        (["show", "x", "--layers", "a"], "unrecognized arguments: --layers a"),
        (["process", "-j", "many"], "invalid int value: 'many'"),
        (["status", "--desk", "nowhere"], "copydesk: --desk: no copydesk.toml in"),
        (["status"], "copydesk: no desk here: no copydesk.toml"),
        (["show", "no.json"], "copydesk: there is no record of 'no.json'"),
        (["schema", "event", "document_acepted"], "there is no event 'document_acepted', did you mean"),
        (["plugins", "show", "nosuch"], "no plugin 'nosuch' is installed"),
    ],
)
def test_a_wrong_word_is_one_line_on_stderr_and_code_2(tmp_path, monkeypatch, capsys, arguments, said):
    """Never a traceback, never usage over half the screen."""
    monkeypatch.chdir(tmp_path)
    assert 2 == main(arguments)
    out, err = capsys.readouterr()
    assert ("", 1, True) == (out, err.count("\n"), said in err)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.ConfigError("x"), 2),
        (errors.PlanError("x"), 2),
        (errors.PluginError("ads", "x"), 2),
        (errors.InboxMissing("x"), 2),
        (errors.DeskRunning("x"), 3),
        (errors.JournalDamaged("x"), 4),
        (errors.SyncFailed("x"), 4),
        (errors.WorkerError("x"), 4),
        (OSError(28, "No space left on device", "out"), 4),
        (errors.ReadError("x"), 1),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("x"), 70),
    ],
)
def test_each_kind_of_trouble_has_its_exit_code_and_one_line(monkeypatch, capsys, error, code):
    """What main returns is what the help documents."""

    def fail(_argv):
        raise error

    monkeypatch.setattr(parser, "parse", fail)
    monkeypatch.delenv("COPYDESK_DEBUG", raising=False)
    assert code == main(["status"])
    err = capsys.readouterr().err
    assert (True, 1, False) == (err.startswith("copydesk: "), err.count("\n"), "Traceback" in err)


def test_a_bug_shows_its_traceback_when_asked(monkeypatch):
    """COPYDESK_DEBUG=1 lets it through."""
    monkeypatch.setattr(parser, "parse", lambda _argv: 1 / 0)
    monkeypatch.setenv("COPYDESK_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["status"])


def test_a_reader_that_goes_away_is_no_trouble(tmp_path):
    """A closed pipe ends the command in silence."""
    code = "import sys; from copydesk.cli import main; sys.exit(main(['schema', 'record', '--envelope']))"
    reading, writing = os.pipe()
    os.close(reading)
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env=environ,
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (141, b"") == (done.returncode, done.stderr)


def test_an_output_without_room_is_named(tmp_path):
    """The system does not say of what it could not write more."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": ""}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "copydesk.cli", "plugins", "list"],
            cwd=tmp_path,
            env=environ,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (4, b"copydesk: standard output: No space left on device\n") == (done.returncode, done.stderr)


def test_a_name_in_a_complaint_cannot_act_on_the_terminal(capsys):
    """A nasty path is escaped in the error that names it (I19)."""
    main(["show", "\x1b[2J\u202e"])
    assert r"\x1b[2J\u202e" in capsys.readouterr().err


def test_the_desk_may_be_named_before_and_after_the_command(tmp_path, capsys):
    """--desk works in both places."""
    assert 0 == main(["init", str(tmp_path / "news")])
    capsys.readouterr()
    for arguments in (["--desk", str(tmp_path / "news"), "config", "show", "--json"],
                      ["config", "--desk", str(tmp_path / "news"), "show", "--json"]):  # fmt: skip
        assert 0 == main(arguments)
        shown = {row["key"]: row["value"] for row in json.loads(capsys.readouterr().out)}
        assert str(tmp_path / "news" / "out") == shown["desk.out"]


def test_a_terminal_that_cannot_say_a_name_gets_it_escaped(tmp_path):
    """A narrow encoding is no reason to fail."""
    (tmp_path / "copydesk.toml").touch()
    code = "import sys; from copydesk.cli import main; sys.exit(main(['explain', '東京']))"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
    )
    assert (1, True) == (done.returncode, r"\u6771\u4eac" in done.stdout)
