"""config and schema: what is set, where from, and whether it can be used."""

import json
import tomllib

import jsonschema
import pytest

from copydesk.cli import main

PLUGIN = """
from copydesk import Annotation, Document, Settings, subscribe

class Loud(Annotation):
    very: bool = False

class LoudSettings(Settings):
    minimum: int = 4

@subscribe("document_read", produces="loud")
def loud(document: Document, settings: LoudSettings) -> list[Loud]:
    return []
""".replace("list[Loud]", "Iterator[Loud]").replace(
    "from copydesk", "from collections.abc import Iterator\nfrom copydesk", 1
)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A desk with one plugin and some settings."""
    (tmp_path / "plugins").mkdir(mode=0o700)
    (tmp_path / "plugins" / "loud.py").write_text(PLUGIN)
    (tmp_path / "copydesk.toml").write_text(
        '[inbox]\nquiet = 3.0\n[plugins]\nenable = ["loud"]\nfolder = "plugins"\n[plugins.loud]\nminimum = 2\n'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(capsys, *arguments: str) -> dict[str, dict]:
    """The rows of ``config show --json`` by key."""
    assert 0 == main(["config", "show", "--json", *arguments])
    return {row["key"]: row for row in json.loads(capsys.readouterr().out)}


def test_every_setting_is_shown_with_its_origin(desk, capsys):
    """File and line, environment, or default."""
    rows = shown(capsys)
    assert (3.0, f"{desk}/copydesk.toml:2", "default") == (
        rows["inbox.quiet"]["value"],
        rows["inbox.quiet"]["origin"],
        rows["inbox.settle"]["origin"],
    )


def test_changed_leaves_out_the_defaults(desk, capsys):
    """Only what somebody set."""
    assert {"inbox.quiet", "plugins.enable", "plugins.folder", "plugins.loud.minimum"} == set(
        shown(capsys, "--changed")
    )


@pytest.mark.parametrize("key", ["token", "api_key", "password", "client_secret"])
def test_what_looks_like_a_plugins_secret_is_not_shown(desk, capsys, key):
    """Its value never leaves the file."""
    with (desk / "copydesk.toml").open("a") as file:
        file.write(f'{key} = "s3cret"\n')
    assert "(hidden)" == shown(capsys)[f"plugins.loud.{key}"]["value"]


def test_what_a_plugin_is_told_by_the_environment_is_not_shown(desk, capsys, monkeypatch):
    """That is how secrets come."""
    monkeypatch.setenv("COPYDESK_PLUGINS__LOUD__URL", "https://user:s3cret@example.org")
    assert "(hidden)" == shown(capsys)["plugins.loud.url"]["value"]


def test_check_names_the_order_of_the_layers(desk, capsys):
    """Settings that can be used are told in two lines."""
    assert 0 == main(["config", "check"])
    assert "layers in order: loud" in capsys.readouterr().out


def test_check_tells_a_setting_that_a_plugin_does_not_know(desk, capsys):
    """The plugin's own model judges its table; the line and the nearest right name are told."""
    with (desk / "copydesk.toml").open("a") as file:
        file.write("minimun = 2\n")
    assert 2 == main(["config", "check"])
    err = capsys.readouterr().err
    assert (True, True) == (
        "copydesk.toml:8: plugins.loud.minimun: " in err,
        "did you mean 'minimum'?" in err,
    )


def test_check_tells_a_plugin_that_cannot_be_used(desk, capsys):
    """Exit code 1, with its reason."""
    (desk / "plugins" / "loud.py").write_text("import no_such_module")
    assert 1 == main(["config", "check"])
    assert "no_such_module" in capsys.readouterr().out


def test_the_schema_of_records_knows_the_layers_of_the_plugins(desk, capsys):
    """A layer's own fields are checked; the envelope alone accepts any layer."""
    main(["schema", "record"])
    whole = json.loads(capsys.readouterr().out)
    main(["schema", "record", "--envelope"])
    envelope = json.loads(capsys.readouterr().out)
    for schema in (whole, envelope):
        jsonschema.Draft202012Validator.check_schema(schema)
    assert (True, False) == (
        "loud" in json.dumps(whole["properties"]["layers"]),
        "loud" in json.dumps(envelope),
    )


def test_the_schema_of_a_layer_and_of_an_event(desk, capsys):
    """One at a time, by name."""
    main(["schema", "layer", "loud"])
    layer = json.loads(capsys.readouterr().out)
    main(["schema", "event", "document_failed"])
    event = json.loads(capsys.readouterr().out)
    assert ("very", {"path", "reason"}) == (
        next(key for key in layer["annotation"]["properties"] if key == "very"),
        set(event["properties"]),
    )


def test_the_schema_of_the_settings_accepts_the_file(desk, capsys):
    """One schema for the whole install: the core's keys and the plugins'."""
    main(["schema", "config"])
    schema = json.loads(capsys.readouterr().out)
    written = tomllib.loads((desk / "copydesk.toml").read_text())
    jsonschema.validate(written, schema)
    written["plugins"]["loud"]["minimum"] = "two"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(written, schema)
