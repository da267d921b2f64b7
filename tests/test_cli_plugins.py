"""plugins: listed without being imported, enabled and disabled in the config file, shown and run."""

import json
import tomllib

import pytest

from copydesk.cli import main
from copydesk.cli.plugins_edit import edited
from copydesk.errors import ConfigError

SHOUT = '''
"""Mark loud words."""
import re
from copydesk import Annotation, Document, Event, Settings, command, subscribe
from pydantic import Field, SecretStr

class ShoutSettings(Settings):
    minimum: int = Field(4, description="letters at least")
    token: SecretStr | None = None

class HeadlineFound(Event):
    """A headline was met."""
    words: int

@subscribe("document_read", produces="shout", requires=["ads?"])
def shout(document: Document, settings: ShoutSettings):
    return iter(())

@command("count")
def count(arguments, settings: ShoutSettings):
    print(settings.minimum, *arguments)
    return 5
'''


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A desk with one plugin that is fine and one that cannot be imported."""
    (tmp_path / "plugins").mkdir(mode=0o700)
    (tmp_path / "plugins" / "shout.py").write_text(SHOUT)
    (tmp_path / "plugins" / "broken.py").write_text("import no_such_module\n")
    (tmp_path / "copydesk.toml").write_text(
        '# mine\n[plugins]\nfolder = "plugins"  # here\n\n[plugins.shout]\nminimum = 3\ntoken = "s3cret"\n'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(capsys) -> dict[str, dict[str, str]]:
    """What ``plugins list --json`` says, by name."""
    capsys.readouterr()
    assert 0 == main(["plugins", "list", "--json"])
    return {row["name"]: row for row in json.loads(capsys.readouterr().out)}


def test_a_broken_plugin_is_listed_like_any_other(desk, capsys):
    """Listing imports nothing, so nothing can break it."""
    rows = listed(capsys)
    assert [("file", "enabled")] * 2 == [
        (rows[name]["distribution"], rows[name]["state"]) for name in ("broken", "shout")
    ]


def test_a_file_that_others_may_write_is_listed_as_refused(desk, capsys):
    """With the reason."""
    (desk / "plugins" / "shout.py").chmod(0o666)
    row = listed(capsys)["shout"]
    assert ("refused", True) == (row["state"], "chmod go-w" in row["reason"])


def test_disabling_and_enabling_edits_one_line_and_nothing_else(desk, capsys):
    """Comments stay; the desk's own word is the config file."""
    before = (desk / "copydesk.toml").read_text()
    assert 0 == main(["plugins", "disable", "broken"])
    assert "disabled" == listed(capsys)["broken"]["state"]
    after = (desk / "copydesk.toml").read_text()
    assert {'disable = ["broken"]'} == set(after.splitlines()) - set(before.splitlines())
    assert 0 == main(["plugins", "enable", "broken"])
    assert "enabled" == listed(capsys)["broken"]["state"]


def test_enabling_adds_to_a_list_of_enabled_plugins(desk, capsys):
    """Where only some are enabled, a new one has to be named."""
    (desk / "copydesk.toml").write_text('[plugins]\nfolder = "plugins"\nenable = ["shout"]\n')
    main(["plugins", "enable", "broken"])
    assert ["shout", "broken"] == tomllib.loads((desk / "copydesk.toml").read_text())["plugins"]["enable"]


def test_doing_what_is_done_already_leaves_the_file_alone(desk, capsys):
    """Enabling an enabled plugin says so."""
    before = (desk / "copydesk.toml").read_bytes()
    assert 0 == main(["plugins", "enable", "shout"])
    assert (before, True) == ((desk / "copydesk.toml").read_bytes(), "already" in capsys.readouterr().out)


def test_the_files_mode_is_kept(desk):
    """A config with secrets stays private."""
    (desk / "copydesk.toml").chmod(0o600)
    main(["plugins", "disable", "shout"])
    assert 0o600 == (desk / "copydesk.toml").stat().st_mode & 0o777


def test_a_wrong_name_is_answered_with_the_nearest(desk, capsys):
    """Nothing is written for a plugin that is not there."""
    assert 2 == main(["plugins", "disable", "shuot"])
    assert "no plugin 'shuot' is installed, did you mean 'shout'?" in capsys.readouterr().err


def test_what_the_environment_says_is_not_edited_in_vain(desk, capsys, monkeypatch):
    """The file could not override it."""
    monkeypatch.setenv("COPYDESK_PLUGINS__DISABLE", "[]")
    assert 2 == main(["plugins", "disable", "shout"])
    assert "COPYDESK_PLUGINS__DISABLE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '\n[plugins]\ndisable = ["a"]\n'),
        ("[inbox]\n", '[inbox]\n\n[plugins]\ndisable = ["a"]\n'),
        ("[plugins]\n", '[plugins]\ndisable = ["a"]\n'),
        ("[plugins]\n#disable = []\n[logs]\n", '[plugins]\ndisable = ["a"]\n[logs]\n'),
        ('[plugins]\ndisable = ["b"]  # loud\n', '[plugins]\ndisable = ["a"]  # loud\n'),
        ("[plugins.b]\nx = 1\n", '[plugins.b]\nx = 1\n\n[plugins]\ndisable = ["a"]\n'),
        ("[plugins]\n# disable = []\ndisable = []\n", '[plugins]\n# disable = []\ndisable = ["a"]\n'),
    ],
)
def test_a_list_is_set_wherever_the_table_stands(text, expected):
    """In place of its line, of its commented default, below the header, or in a new table."""
    assert expected == edited(text, "disable", ["a"])


@pytest.mark.parametrize("text", ["plugins = {disable = []}\n", '[plugins]\ndisable = [\n "b",\n]\n'])
def test_what_cannot_be_edited_safely_is_left_to_a_person(text):
    """The file is never left saying something else."""
    with pytest.raises(ConfigError, match=r'set there: disable = \["a"\]'):
        edited(text, "disable", ["a"])


def test_show_tells_what_a_plugin_makes_and_can_be_told_and_no_secret(desk, capsys):
    """Layer, order, events, commands, settings with their values."""
    assert 0 == main(["plugins", "show", "shout"])
    out = capsys.readouterr().out
    for part in (
        "the layer shout",
        "ads, if there",
        "shout_headline_found",
        "count",
        "letters at least",
        "(secret, set)",
    ):
        assert part in out
    assert "s3cret" not in out


def test_show_of_a_broken_plugin_says_why_it_is_not_used(desk, capsys):
    """Exit code 1, with the reason."""
    assert 1 == main(["plugins", "show", "broken"])
    assert "No module named 'no_such_module'" in capsys.readouterr().out


def test_events_lists_the_cores_and_the_plugins_own(desk, capsys):
    """With who publishes them and their facts."""
    assert 0 == main(["plugins", "events", "--json"])
    rows = {row["event"]: row for row in json.loads(capsys.readouterr().out)}
    assert ("copydesk", "shout", ["words"]) == (
        rows["document_accepted"]["publisher"],
        rows["shout_headline_found"]["publisher"],
        rows["shout_headline_found"]["facts"],
    )


def test_a_plugins_command_gets_the_rest_of_the_line_and_gives_the_exit_code(desk, capsys):
    """``plugins run NAME COMMAND ...`` is the way to it."""
    assert 5 == main(["plugins", "run", "shout", "count", "--all", "x"])
    assert "3 --all x\n" == capsys.readouterr().out


def test_a_command_a_plugin_does_not_have_is_named(desk, capsys):
    """With the nearest one."""
    assert 2 == main(["plugins", "run", "shout", "cuont"])
    assert "plugin shout has no command 'cuont', did you mean 'count'?" in capsys.readouterr().err


def test_no_plugin_at_all_says_how_to_get_some(tmp_path, monkeypatch, capsys):
    """The empty list is no dead end."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("copydesk.bus.discover.discover", lambda _folder=None: ([], []))
    assert 0 == main(["plugins", "list"])
    assert "pip install 'copydesk[standard]'" in capsys.readouterr().out
