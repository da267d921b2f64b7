"""Settings: bounds, origins, and errors that say what would be right."""

from pathlib import Path

import pytest

from copydesk.errors import ConfigError
from copydesk.settings import DeskSettings, PluginsSettings, load


def written(folder: Path, text: str) -> Path:
    """A config file with this text."""
    file = folder / "copydesk.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(folder: Path, text: str, environ: dict[str, str] | None = None) -> str:
    """The one line this config is refused with."""
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text), environ or {})
    assert "\n" not in str(caught.value)
    return str(caught.value).removeprefix(f"{folder}/")


def test_an_empty_file_means_the_defaults(tmp_path):
    """Every key has a default; paths count from the file's folder."""
    loaded = load(written(tmp_path, ""), {})
    assert (tmp_path / "inbox", "move", 0.02) == (
        loaded.settings.desk.inbox,
        loaded.settings.inbox.originals,
        loaded.settings.inbox.settle,
    )


def test_no_file_means_the_defaults_below_the_current_folder(tmp_path, monkeypatch):
    """Without a desk, settings still load."""
    monkeypatch.chdir(tmp_path)
    assert tmp_path / "out" == load(None, {}).settings.desk.out


def test_a_config_in_a_folder_named_config_belongs_to_the_folder_around_it(tmp_path):
    """Paths in config/copydesk.toml count from the parent of config/."""
    (tmp_path / "config").mkdir()
    loaded = load(written(tmp_path / "config", '[desk]\nout = "made"\n'), {})
    assert (tmp_path, tmp_path / "made") == (loaded.root, loaded.settings.desk.out)


def test_every_value_knows_where_it_comes_from(tmp_path):
    """Origins are file and line, the environment's name, or default."""
    file = written(tmp_path, "[inbox]\n# slow uploads\nquiet = 3\n[plugins.ads]\ncut = 0.5\n")
    loaded = load(file, {"COPYDESK_WORKERS__COUNT": "0"})
    keys = ("inbox.quiet", "plugins.ads.cut", "workers.count", "inbox.settle")
    assert [f"{file}:3", f"{file}:5", "environment COPYDESK_WORKERS__COUNT", "default"] == [
        loaded.origin(key) for key in keys
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[inbox]\nsettel = 1",
            "copydesk.toml:2: inbox.settel: there is no such key, did you mean 'settle'?",
        ),
        ("[inbx]", "copydesk.toml:1: inbx: there is no such key, did you mean 'inbox'?"),
        (
            '[inbox]\nsettle = "soon"',
            'copydesk.toml:2: inbox.settle: it should be a valid number, not "soon"; such as settle = 0.02',
        ),
        (
            '[inbox]\n\nrecursive = "yes"',
            'copydesk.toml:3: inbox.recursive: it should be a valid boolean, not "yes"; such as recursive = true',
        ),
        (
            '[desk]\ninbox = "a\\u0000b"',
            'copydesk.toml:2: desk.inbox: it should be a path without NUL, not "a\\u0000b"; such as inbox = "inbox"',
        ),
        ("[inbox]\nsettle =", "copydesk.toml:2: not TOML: invalid value"),
        ("inbox = 3", "copydesk.toml:1: inbox: it should be a table, [inbox]"),
        (
            "[plugins]\nenabled = 1",
            "copydesk.toml:2: plugins.enabled: there is no such key, did you mean 'enable'?",
        ),
        (
            "[plugins.a]\nworkers = -1",
            "copydesk.toml:2: plugins.a.workers: it should be greater than or equal to 0, not -1; such as workers = 0",
        ),
    ],
)
def test_what_cannot_be_used_is_one_line_with_place_key_and_remedy(tmp_path, text, said):
    """A mistake in the file is told with its line, its key and what would be right."""
    assert said == refusal(tmp_path, text)


@pytest.mark.parametrize("mark", ["x/y", "done"])
def test_a_marker_is_a_suffix(tmp_path, mark):
    """A marker that is no suffix is refused by describing one."""
    assert "inbox.marker: it should be such as" in refusal(tmp_path, f'[inbox]\nmarker = "{mark}"')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[desk]\nout = "inbox/out"', "desk.out ({0}/inbox/out) lies inside desk.inbox ({0}/inbox)"),
        ('[desk]\nfailed = "out"', "desk.failed ({0}/out) is the same folder as desk.out ({0}/out)"),
        ('[plugins]\nfolder = "inbox/x"', "plugins.folder ({0}/inbox/x) lies inside desk.inbox ({0}/inbox)"),
    ],
)
def test_folders_that_overlap_are_refused_by_name(tmp_path, text, said):
    """A folder inside another would make records documents, or lose the journal among them (I10, I13)."""
    assert said.format(tmp_path) in refusal(tmp_path, text)


def test_a_link_does_not_hide_that_two_folders_are_one(tmp_path):
    """Folders are compared by where they really are."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "elsewhere").symlink_to("inbox")
    assert "is the same folder as" in refusal(tmp_path, '[desk]\nout = "elsewhere"')


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("COPYDESK_INBX__QUIET", "1", "there is no section 'inbx', did you mean 'inbox'?"),
        ("COPYDESK_INBOX__QUIT", "1", "inbox.quit: there is no such key, did you mean 'quiet'?"),
        ("COPYDESK_INBOX__QUIET", "soon", "inbox.quiet: it should be a valid number"),
        ("COPYDESK_INBOX__IGNORE", '["a', "not TOML"),
        ("COPYDESK_INBOX__A__B", "1", "should be COPYDESK_SECTION__KEY"),
    ],
)
def test_the_environment_is_judged_and_named_like_the_file(tmp_path, name, value, said):
    """A wrong override names its variable."""
    told = refusal(tmp_path, "", {name: value})
    assert (True, True) == (told.startswith(f"environment {name}: "), said in told)


def test_the_environment_is_text_that_becomes_the_type_of_its_key(tmp_path):
    """Numbers, booleans, lists and text all fit into a variable."""
    environ = {
        "COPYDESK_INBOX__RECURSIVE": "no",
        "COPYDESK_INBOX__MAX_BYTES": "12",
        "COPYDESK_INBOX__IGNORE": '["*.bak"]',
        "COPYDESK_DESK__OUT": "2024",
    }
    settings = load(written(tmp_path, ""), environ).settings
    assert (False, 12, ("*.bak",), "2024") == (
        settings.inbox.recursive,
        settings.inbox.max_bytes,
        settings.inbox.ignore,
        settings.desk.out.name,
    )


def test_other_variables_of_the_name_are_left_alone(tmp_path):
    """COPYDESK_DESK and COPYDESK_DEBUG are no settings."""
    environ = {"COPYDESK_DESK": "x", "COPYDESK_DEBUG": "1", "HOME": "/"}
    assert {} == load(written(tmp_path, ""), environ).origins


def test_a_plugins_table_is_split_into_its_own_keys_and_the_desks(tmp_path):
    """The desk's four keys are judged here, all others are the plugin's business; a token of digits stays text."""
    file = written(tmp_path, "[plugins.my-ads]\nseconds = 5\ncut = 0.5\n")
    plugins = load(file, {"COPYDESK_PLUGINS__MY_ADS__TOKEN": "0123"}).settings.plugins
    assert ({"cut": 0.5, "token": "0123"}, 5.0, False) == (
        plugins.own("my-ads"),
        plugins.reserved("my-ads").seconds,
        plugins.reserved("my-ads").network,
    )


def test_a_plugin_without_a_table_has_no_settings_and_shares_the_workers():
    """The defaults of the four reserved keys."""
    plugins = PluginsSettings()
    assert ({}, 0, None) == (
        plugins.own("ads"),
        plugins.reserved("ads").workers,
        plugins.reserved("ads").memory_mb,
    )


def test_settings_are_frozen():
    """Nobody changes settings under a running desk."""
    with pytest.raises(ValueError, match="frozen"):
        DeskSettings().inbox.quiet = 5.0


def test_a_key_in_a_multiline_value_does_not_move_the_line_of_a_later_one(tmp_path):
    """Origins point at keys that exist."""
    file = written(tmp_path, '[inbox]\nignore = [\n  "a = b",\n]\nmarker = ".done"\n')
    assert f"{file}:5" == load(file, {}).origin("inbox.marker")
