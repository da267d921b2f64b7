"""Records: what is written is what the published schema says, and comes back as it was."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from plugin_files import PluginFiles

from copydesk.errors import ConfigError, CopydeskError
from copydesk.model import DuplicateOf, Record, Run, Source
from copydesk.reading.read import read_text
from copydesk.records.build import build, duplicate
from copydesk.records.schema import record_schema
from copydesk.records.write import load_record, record_bytes

RUN = Run(copydesk="0.1.0", run_id="r")
RICH = """
from decimal import Decimal
from enum import StrEnum
from typing import Literal
from pydantic import Field

class Unit(StrEnum):
    EUR = "EUR"
class Range(BaseModel):
    low: Decimal
    high: Decimal | None = None
class Own(Annotation):
    label: Literal["money", "count"]
    value: Range | None = None
    unit: Unit | None = None
    words: tuple[str, ...] = Field(default=(), alias="wordList")
    model_config = {"populate_by_name": True}
class Sum(BaseModel):
    count: int
    ranges: list[Range] = []
    best: Range | None = None

@subscribe("document_read", produces="rich", views=["clean"])
def rich(document: Document) -> Layer[Own, Sum]:
    value = Range(low=Decimal("1.50"))
    marks = [
        Own(start=0, end=2, label="money", value=value, unit="EUR", words=("a",)),
        Own(start=2, end=4, label="count"),
    ]
    return Layer(marks, summary=Sum(count=2, ranges=[value]), views={"clean": [(0, 2, None), (2, 4, "…")]})

@subscribe("document_read", produces="broken", requires=["rich"])
def broken(document): raise TryLater("away")
"""


@pytest.fixture
def rich(plugin_files: PluginFiles):
    """An enricher with models of every kind, and the record it makes."""
    plugin_files.write("rich", RICH)
    enricher = plugin_files.enricher()
    return enricher, enricher.enrich("€😀e\u0301 <b>", path="<news>/port.txt")


def problems(schema, record) -> list[str]:
    """What an independent validator objects to."""
    Draft202012Validator.check_schema(schema)
    data = record if isinstance(record, dict) else json.loads(record_bytes(record))
    return [
        f"{'/'.join(map(str, error.path))}: {error.message}"
        for error in Draft202012Validator(schema).iter_errors(data)
    ]


def schemas_of(enricher):
    """What the plugins declare of their layers."""
    return {
        layer: part for facts in enricher.manifest.plugins.values() for layer, part in facts.schemas.items()
    }


def test_a_real_record_fits_the_envelope_and_its_own_layers(rich):
    """By an independent validator, with and without what the plugins declare."""
    enricher, record = rich

    assert "partial" == record.status
    assert [] == problems(record_schema(), record)
    assert [] == problems(record_schema(schemas_of(enricher)), record)


def test_a_duplicates_record_fits_too():
    """It has no text and points to the first."""
    first = DuplicateOf(id="1", path="a.txt", record="a.txt.json")
    record = duplicate("0", Source(path="b.txt", size=1, sha256="0"), first, RUN)

    assert [] == problems(record_schema(), record)
    assert "duplicate_of" not in json.loads(record_bytes(build(read_text("x", "a"), {}, {}, [], RUN)))


BROKEN = {
    "no id": lambda data: data.pop("id"),
    "no text": lambda data: data.pop("text"),
    "other status": lambda data: data.update(status="done"),
    "offsets in bytes": lambda data: data.update(offset_unit="byte"),
    "a size below zero": lambda data: data["source"].update(size=-1),
    "a failure of no kind": lambda data: data["errors"][0].update(code="oops"),
    "an annotation without a quote": lambda data: data["layers"]["rich"]["annotations"][0].pop("quote"),
    "a start that is text": lambda data: data["layers"]["rich"]["annotations"][0].update(start="0"),
    "a layer without a key": lambda data: data["layers"]["rich"].pop("key"),
    "a segment of two": lambda data: data["views"]["clean"]["segments"].append([0, 1]),
    "no run": lambda data: data.pop("run"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_record_does_not_fit(rich, fault):
    """The schema is no decoration."""
    data = json.loads(record_bytes(rich[1]))
    BROKEN[fault](data)

    assert problems(record_schema(), data)


NARROWER = {
    "a label of another kind": lambda layer: layer["annotations"][0].update(label="other"),
    "an unknown field": lambda layer: layer["annotations"][0]["data"].update(valeu=1),
    "a field of another type": lambda layer: layer["annotations"][0]["data"].update(unit="USD"),
    "a summary of another type": lambda layer: layer["summary"].update(count="two"),
}


@pytest.mark.parametrize("fault", NARROWER)
def test_an_authors_models_narrow_their_layer(rich, fault):
    """The envelope alone accepts it; with the plugin's schema it does not fit."""
    enricher, record = rich
    data = json.loads(record_bytes(record))
    NARROWER[fault](data["layers"]["rich"])

    assert [] == problems(record_schema(), data)
    assert problems(record_schema(schemas_of(enricher)), data)


def test_additions_are_no_breach(rich):
    """A record of a later 1.x fits and keeps what this version does not know: layers, keys anywhere."""
    data = json.loads(record_bytes(rich[1]))
    data["new"] = data["run"]["new"] = data["source"]["new"] = 1
    data["layers"]["rich"]["annotations"][0]["new"] = data["views"]["clean"]["new"] = [1]
    data["layers"]["unheard-of"] = copy.deepcopy(data["layers"]["rich"])
    given = json.dumps(data).encode()

    assert [] == problems(record_schema(schemas_of(rich[0])), data)
    assert data == json.loads(record_bytes(load_record(given)))


def test_a_record_comes_back_as_it_was(rich, tmp_path: Path):
    """From bytes and from a file, indented or on one line."""
    record = rich[1]
    (file := tmp_path / "a.json").write_bytes(record_bytes(record))
    line = record_bytes(record, indent=False)

    assert record_bytes(record) == record_bytes(load_record(file)) == record_bytes(load_record(line))
    assert (1, b"\n") == (line.count(b"\n"), line[-1:])


@given(st.text(), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives(text, title):
    """Whatever was read can be written and read again."""
    document = read_text(text, "a.txt")
    document = document.model_copy(update={"metadata": document.metadata.model_copy(update={"title": title})})

    back = load_record(record_bytes(build(document, {}, {}, [], RUN)))

    assert (document.text, title) == (back.text, back.metadata.title)


@pytest.mark.parametrize("given", [b"", b"{}", b"[1]", b'{"id": "1"', b"\xff"])
def test_what_is_no_record_is_said_to_be_none(given, tmp_path: Path):
    """With the name and the first thing that is wrong."""
    (file := tmp_path / "a.json").write_bytes(given)

    with pytest.raises(CopydeskError, match=r"a\.json is no record: "):
        load_record(file)


def test_quotes_are_the_text_between_the_offsets(rich):
    """Code points: an astral character is one."""
    record = rich[1]

    for mark in record.layers["rich"].annotations:
        assert record.text[mark.start : mark.end] == mark.quote
    assert "€😀…" == record.views["clean"].text


def test_the_authors_names_are_the_records(rich):
    """Fields under their own names, nothing that is None, decimals as text."""
    layer = rich[1].layers["rich"]

    assert {"value": {"low": "1.50"}, "unit": "EUR", "words": ["a"]} == layer.annotations[0].data
    assert {"count": 2, "ranges": [{"low": "1.50"}]} == layer.summary


def test_rows_are_flat(rich):
    """One dict an annotation; a field of the author's that is called as one of the core's is told apart."""
    record = rich[1]
    mark = record.layers["rich"].annotations[0].model_copy(update={"data": {"quote": "mine", "value": 1}})
    layer = record.layers["rich"].model_copy(update={"annotations": (mark,)})

    (row,) = record.model_copy(update={"layers": {"rich": layer}}).rows("rich")

    assert ("€😀", "mine", 1, "money", 0) == tuple(
        row[key] for key in ("quote", "data.quote", "value", "label", "start")
    )
    with pytest.raises(KeyError, match="no layer 'rihc' in this record; it has rich"):
        record.rows("rihc")


def test_html_cannot_be_broken_out_of(rich):
    """Text, path and labels are foreign."""
    record = rich[1]
    mark = record.layers["rich"].annotations[0].model_copy(update={"label": '"><script>'})
    layer = record.layers["rich"].model_copy(update={"annotations": (mark,)})

    page = record.model_copy(update={"layers": {"<l>": layer}})._repr_html_()

    for raw in ("<b> ", "<news>", "<script>", "<l>", '"">'):
        assert raw not in page
    assert "&lt;b&gt;" in page


def test_html_shows_all_of_the_text_once():
    """Overlapping annotations lose a mark, never a letter; a duplicate has no text to show."""
    record = build(read_text("one two", "a"), {}, {}, [], RUN)

    pointer = duplicate("0", record.source, DuplicateOf(id="1", path="a", record="b"), RUN)

    assert ">one two</div>" in record._repr_html_()
    assert "duplicate" in pointer._repr_html_()


EXPORTERS = """
class Own(Settings):
    separator: str = ";"
@exporter("csv")
def csv(record: Record, settings: Own) -> str:
    return settings.separator.join([record.id, record.text or ""])
@exporter("none")
def none(record): return None
@exporter("exits")
def exits(record): sys.exit(4)
"""


def test_a_record_in_other_formats(plugin_files: PluginFiles):
    """JSON and JSON Lines are built in; a plugin writes the others, with its settings."""
    plugin_files.write("tables", EXPORTERS)
    enricher = plugin_files.enricher(plugins={"tables": {"separator": "|"}})
    record = enricher.enrich("é", path="a.txt")

    assert f"{record.id}|é".encode() == enricher.export(record, "csv")
    assert record_bytes(record) == enricher.export(record, "json")
    assert record_bytes(record, indent=False) == enricher.export(record, "jsonl")
    assert ("json", "jsonl", "csv", "none", "exits") == enricher.formats


@pytest.mark.parametrize(
    ("to", "error", "reason"),
    [
        ("cvs", ConfigError, "no exporter for 'cvs', did you mean 'csv'?; there are: json, jsonl, csv"),
        ("none", CopydeskError, "exporter 'none' returned a NoneType; it returns str or bytes"),
        ("exits", CopydeskError, "exporter 'exits' failed: SystemExit: 4"),
    ],
)
def test_an_export_that_cannot_be_made(plugin_files: PluginFiles, to, error, reason):
    """Says why, and ends nothing else."""
    plugin_files.write("tables", EXPORTERS)
    enricher = plugin_files.enricher()

    with pytest.raises(error) as raised:
        enricher.export(enricher.enrich("x"), to)

    assert reason in str(raised.value)


def test_every_record_says_what_made_it(rich):
    """I17: producers of text and layers, the core, the set of plugins."""
    enricher, record = rich

    assert ("text", "rich") == (record.source.reader.plugin, record.layers["rich"].producer.plugin)
    assert enricher.manifest.fingerprint == record.run.plugins
    assert {"rich", "broken"} == record.run.ms.keys()


def test_the_schema_is_of_the_version_records_carry():
    """A reader can tell from either."""
    assert f"Copydesk record {Record.model_fields['schema_version'].default}" == record_schema()["title"]
