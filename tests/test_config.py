"""Finding and reading the config file."""

import pytest

from copydesk.config import find_config, plain_name, read_config
from copydesk.errors import ConfigError


@pytest.fixture
def desk(tmp_path):
    """A desk's folder."""
    (tmp_path / "copydesk.toml").touch()
    (tmp_path / "inbox" / "deep").mkdir(parents=True)
    return tmp_path


def test_the_desk_is_found_upward(desk):
    """A command works from any folder of the desk."""
    assert desk / "copydesk.toml" == find_config(None, {}, desk / "inbox" / "deep")


def test_a_config_folder_is_looked_into_on_the_way_up(tmp_path):
    """config/copydesk.toml counts as the folder's own."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "copydesk.toml").touch()
    (tmp_path / "below").mkdir()
    assert tmp_path / "config" / "copydesk.toml" == find_config(None, {}, tmp_path / "below")


def test_the_nearest_file_wins(desk):
    """copydesk.toml beside config/copydesk.toml is the one that is meant."""
    (desk / "config").mkdir()
    (desk / "config" / "copydesk.toml").touch()
    assert desk / "copydesk.toml" == find_config(None, {}, desk)


@pytest.mark.parametrize("given", ["{0}", "{0}/copydesk.toml"])
def test_a_desk_is_named_by_folder_or_file(desk, tmp_path_factory, given):
    """Both forms are taken, on the command line and in the environment."""
    away, named = tmp_path_factory.mktemp("away"), given.format(desk)
    assert [desk / "copydesk.toml"] * 2 == [
        find_config(named, {}, away),
        find_config(None, {"COPYDESK_DESK": named}, away),
    ]


def test_the_command_line_goes_before_the_environment(desk, tmp_path_factory):
    """--desk is the last word."""
    other = tmp_path_factory.mktemp("other")
    (other / "copydesk.toml").touch()
    assert other / "copydesk.toml" == find_config(str(other), {"COPYDESK_DESK": str(desk)}, desk)


@pytest.mark.parametrize(("argument", "environ"), [("nowhere", {}), (None, {"COPYDESK_DESK": "nowhere"})])
def test_a_named_desk_that_is_not_there_is_an_error(desk, argument, environ):
    """A wrong name never falls back to a desk that happens to be near."""
    with pytest.raises(ConfigError, match=r"no copydesk.toml in .*/nowhere; .* copydesk init nowhere"):
        find_config(argument, environ, desk)


def test_nothing_named_and_nothing_found_is_no_error(tmp_path):
    """Commands decide for themselves whether they need a desk."""
    assert find_config(None, {}, tmp_path) is None


def test_bytes_that_are_not_utf8_are_named(tmp_path):
    """The file's encoding is part of the error."""
    file = tmp_path / "copydesk.toml"
    file.write_bytes(b'[desk]\nout = "\xe9"\n')
    with pytest.raises(ConfigError, match=r"copydesk.toml: not UTF-8 \(byte 14\)"):
        read_config(file, {})


def test_a_file_cut_off_in_the_middle_names_its_last_line(tmp_path):
    """A half-written file is an error, not half a config."""
    file = tmp_path / "copydesk.toml"
    file.write_text('[inbox]\nquiet = 1\nignore = ["a",\n')
    with pytest.raises(ConfigError, match=r"copydesk.toml:3: not TOML"):
        read_config(file, {})


def test_the_file_itself_is_not_changed_by_the_environment(tmp_path):
    """What was written stays apart from what is merged on top."""
    file = tmp_path / "copydesk.toml"
    file.write_text("[inbox]\nquiet = 1\n")
    raw = read_config(file, {"COPYDESK_INBOX__QUIET": "2"})
    assert ({"inbox": {"quiet": 1}}, {"inbox": {"quiet": "2"}}) == (raw.written, raw.merged)


def test_a_plugins_name_has_one_spelling_in_the_environment():
    """'-' cannot stand in a variable's name."""
    assert "my_ads" == plain_name("my-ads") == plain_name("My_Ads")
