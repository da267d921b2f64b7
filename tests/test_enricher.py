"""The enricher: source to record in this process, without folder or journal."""

from pathlib import Path

import pytest
from plugin_files import PluginFiles

import copydesk
from copydesk.enricher import Enricher
from copydesk.errors import ConfigError, NoReader
from copydesk.model import document_id

WORDS = """
@subscribe("document_read", produces="{name}", requires={requires})
def {name}(document: Document):
    yield Annotation(start=0, end=len(document.text), label=" ".join(document.layers))
"""


def words(name: str, *requires: str) -> str:
    """The source of a plugin that says which layers it sees."""
    return WORDS.format(name=name, requires=list(requires))


def test_text_file_and_bytes_give_the_same_layers(plugin_files: PluginFiles):
    """The same words under the same name are the same document."""
    plugin_files.write("a", words("a"))
    enricher = plugin_files.enricher()
    file = plugin_files.file("x.txt", "HELLO")

    records = [
        enricher.enrich("HELLO", path="x.txt"),
        enricher.enrich_bytes(b"HELLO", path="x.txt"),
        enricher.enrich_file(file),
        enricher.enrich_file(str(file), path="x.txt"),
    ]

    assert {document_id("x.txt", records[0].source.sha256)} == {record.id for record in records}
    assert 1 == len({record.layers["a"].model_dump_json() for record in records})


def test_only_makes_what_was_asked_and_what_that_reads(plugin_files: PluginFiles):
    """In the order of the plan."""
    plugin_files.write("a", words("a"))
    plugin_files.write("b", words("b", "a?"))
    plugin_files.write("c", words("c"))

    assert ("a", "b") == plugin_files.enricher(only=["b"]).steps
    assert ("a", "c", "b") == plugin_files.enricher().steps
    with pytest.raises(ConfigError, match="no plugin makes the layer 'd'"):
        plugin_files.enricher(only=["d"])


def test_a_file_that_cannot_be_read_is_an_error(plugin_files: PluginFiles):
    """Of the system's, or a ReadError; never half a record."""
    enricher = plugin_files.enricher()

    with pytest.raises(FileNotFoundError):
        enricher.enrich_file(plugin_files.root / "absent.txt")
    with pytest.raises(NoReader):
        enricher.enrich_file(plugin_files.file("a.pdf", b"%PDF-1.7"))


def test_no_plugins_make_a_record_without_layers(plugin_files: PluginFiles):
    """Complete, as nothing is missing."""
    record = plugin_files.enricher().enrich("HELLO")

    assert ("complete", {}, "HELLO") == (record.status, record.layers, record.text)


TWO = ('@reader("text/html")\ndef f(data): return "{0}"\n@exporter("csv")\ndef g(record): return "{0}"\n',)


def test_two_claims_on_one_key_are_an_error_unless_settings_choose(plugin_files: PluginFiles):
    """The message is the setting to write."""
    for name in ("one", "two"):
        plugin_files.write(name, TWO[0].format(name))

    with pytest.raises(
        ConfigError,
        match=r"""plugins 'one' and 'two' both answer for 'text/html'; choose one in .readers.: "text/html" = "two\"""",
    ):
        plugin_files.enricher()

    chosen = plugin_files.enricher(readers={"text/html": "two"}, exporters={"csv": "one"})
    record = chosen.enrich_bytes(b"<p>", path="a.html")
    assert ("two", b"one") == (record.text, chosen.export(record, "csv"))


def test_a_choice_of_one_who_does_not_answer_is_an_error(plugin_files: PluginFiles):
    """Else it would silence the one who does."""
    plugin_files.write("web", TWO[0].format("web"))

    with pytest.raises(
        ConfigError,
        match=r"""\[readers\] "text/html" = "wbe": it does not .*, did you mean 'web'\?; those who do: web""",
    ):
        plugin_files.enricher(readers={"text/html": "wbe"})
    with pytest.raises(ConfigError, match=r"""\[exporters\] "tsv" = "web": .*those who do: none"""):
        plugin_files.enricher(exporters={"tsv": "web"})


def test_no_plugin_takes_the_place_of_a_built_in_format(plugin_files: PluginFiles):
    """``json`` is always the record itself."""
    plugin_files.write("mine", '@exporter("json")\ndef f(record): return ""')

    with pytest.raises(ConfigError, match="plugin 'mine' writes 'json', which is built in"):
        plugin_files.enricher()


def test_the_public_functions_use_what_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """One text, one file: an enricher of the defaults."""
    monkeypatch.setattr("copydesk.bus.discover.distributions", list)
    (tmp_path / "a.txt").write_text("HELLO")

    assert "HELLO" == copydesk.enrich("HELLO").text == copydesk.enrich_file(tmp_path / "a.txt").text
    assert "b.txt" == copydesk.enrich("x", path="b.txt").source.path


def test_the_manifest_says_what_is_loaded_and_what_is_not(plugin_files: PluginFiles):
    """With reasons; its fingerprint follows what can shape a record, not how long imports took."""
    plugin_files.write("a", words("a"))
    first = plugin_files.enricher().manifest
    plugin_files.write("bad", "1 / 0")

    second = plugin_files.enricher().manifest

    assert (["a"], ["bad"]) == (list(second.plugins), list(second.refusals))
    assert first.fingerprint == second.fingerprint
    plugin_files.write("a", words("a") + "# changed")
    assert first.fingerprint != Enricher(plugin_files.settings()).manifest.fingerprint
