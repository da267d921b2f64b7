"""init and the commented config file."""

import re
import tomllib
from pathlib import Path

from copydesk.cli import main
from copydesk.cli.template import config_text
from copydesk.settings import DeskSettings, PluginLimits, load

SHIPPED = Path(__file__).parent.parent / "config" / "copydesk.toml"


def test_the_shipped_config_is_what_the_settings_say():
    """config/copydesk.toml is made by one function, from the models."""
    assert config_text() == SHIPPED.read_text("utf-8")


def test_every_line_that_is_no_comment_changes_nothing(tmp_path):
    """The file as it is means the defaults."""
    (tmp_path / "copydesk.toml").write_text(config_text())
    loaded = load(tmp_path / "copydesk.toml", {})
    assert DeskSettings().inbox == loaded.settings.inbox


def test_every_key_stands_there_and_its_line_can_be_uncommented(tmp_path):
    """Taking away every '#' before a key gives a file that loads, holds every key, and means the defaults."""
    text = re.sub(r"^#(?=[\w\"\]\[ ] ?[^ ]|\w)(?! )", "", config_text(), flags=re.MULTILINE)
    text = re.sub(r"^#  (?=\")", "", text, flags=re.MULTILINE).replace("\n#]", "\n]")
    tables = tomllib.loads(text)
    sections = {name: field.annotation for name, field in DeskSettings.model_fields.items()}
    for name, model in sections.items():
        known = set(getattr(model, "model_fields", tables[name]))
        assert known == set(tables[name]) - {"NAME"}
    assert set(PluginLimits.model_fields) == set(tables["plugins"]["NAME"])
    (tmp_path / "copydesk.toml").write_text(text)
    assert DeskSettings().inbox == load(tmp_path / "copydesk.toml", {}).settings.inbox


def test_init_makes_a_desk_and_says_what_comes_next(tmp_path, capsys):
    """A config, the folders, and the next command."""
    assert 0 == main(["init", str(tmp_path / "my news")])
    made = {path.name for path in (tmp_path / "my news").iterdir()}
    assert {"copydesk.toml", "inbox", "out", "failed", "state"} == made
    told = capsys.readouterr().out
    assert [True, True] == [f"cd '{tmp_path}/my news'" in told, "copydesk run" in told]


def test_originals_are_kept_from_other_users(tmp_path):
    """The state folder is the owner's alone."""
    main(["init", str(tmp_path)])
    assert 0o700 == (tmp_path / "state").stat().st_mode & 0o777


def test_init_never_touches_a_desk_that_is_there(tmp_path, capsys):
    """A second init is an error and changes nothing."""
    main(["init", str(tmp_path)])
    (tmp_path / "copydesk.toml").write_text("# mine\n")
    assert 2 == main(["init", str(tmp_path)])
    assert ("# mine\n", True) == (
        (tmp_path / "copydesk.toml").read_text(),
        "is there already" in capsys.readouterr().err,
    )


def test_files_that_are_there_stay(tmp_path):
    """A folder that is in use is only added to."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.txt").write_text("a")
    main(["init", str(tmp_path)])
    assert "a" == (tmp_path / "inbox" / "a.txt").read_text()


def test_a_name_it_repeats_cannot_act_on_the_terminal(tmp_path, monkeypatch, capsys):
    """A nasty folder is escaped (I19)."""
    monkeypatch.chdir(tmp_path)

    assert 0 == main(["init", "x\x1b[31m"])
    assert "\x1b" not in capsys.readouterr().out
