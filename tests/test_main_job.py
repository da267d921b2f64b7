"""The main job on a real article, with ads, entities and figures as they are installed, in one record.

The article and its gold data are not part of the project; without ``../shared`` these tests say so and are skipped.
"""

import json
import shutil
from pathlib import Path

import pytest

from copydesk.enricher import Enricher
from copydesk.records.schema import record_schema
from copydesk.records.write import record_bytes

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not SHARED.exists(), reason="the article lies in ../shared/data, which is not here"
)


@pytest.fixture(scope="module")
def record():
    """The article's record."""
    enricher = Enricher()
    if {"ads", "entities", "figures"} - set(enricher.steps):
        pytest.skip("the three plugins are not installed")
    return enricher.enrich_file(SHARED / "figures" / "seed-article.txt")


@pytest.fixture(scope="module")
def gold():
    """What people found in the article."""
    return json.loads((SHARED / "figures" / "seed-article.gold.json").read_text())


def test_the_sponsored_block_is_one_ad_and_nothing_else_is(record):
    """Exactly its four lines, as one annotation."""
    [expected] = json.loads((SHARED / "ads" / "seed-article.json").read_text())["promo_blocks"]
    assert [(expected["start"], expected["end"])] == [
        (a.start, a.end) for a in record.layers["ads"].annotations
    ]


def test_the_clean_view_is_the_text_without_the_ad(record):
    """Its map leads back to the document's own offsets."""
    view = record.views["clean"]
    [ad] = record.layers["ads"].annotations
    assert ad.quote not in view.text
    word = "13,000 containers"
    at = view.text.index(word)
    assert record.text.index(word) == view.to_document(at)
    assert at == view.from_document(record.text.index(word))


def test_the_core_figures_are_found_with_value_comparator_and_kind(record, gold):
    """At least 16 of 18, and none that is not there."""
    found = {(a.start, a.end): a for a in record.layers["figures"].annotations}
    core = [figure for figure in gold["figures"] if figure["tier"] == "core"]
    assert 18 == len(core)
    right = [figure for figure in core if _same(figure, found.get((figure["start"], figure["end"])))]
    assert len(right) >= 16
    spans = [(figure["start"], figure["end"]) for figure in gold["figures"]]
    false = [a.quote for (start, end), a in found.items() if not any(s < end and start < e for s, e in spans)]
    assert [] == false


def _same(gold, mark):
    """The same kind, comparator and value; dates by their TIMEX3, ranges by both ends."""
    if mark is None or mark.label not in {gold["kind"], "range" if "range" in gold["kind"] else ""}:
        return False
    data = mark.data
    if (data.get("comparator") or {}).get("op", "=") != gold["comparator"]["op"]:
        return False
    if "lo" in gold:
        return (float(gold["lo"]), float(gold["hi"])) == (float(data["lo"]), float(data["hi"]))
    if gold["kind"] == "date":
        return gold["timex"] == data["timex"]
    return float(gold["value"]) == float(data["value"])


@pytest.mark.parametrize(
    ("name", "label"),
    [("Lloyd Austin", "PER"), ("John Kirby", "PER"), ("Kim Jong Un", "PER"), ("Cho Tae-yong", "PER"), ("NATO", "ORG"),
     ("National Intelligence Service", "ORG"), ("Vladivostok", "LOC"), ("South Korea", "LOC"), ("Kursk Region", "LOC")],
)  # fmt: skip
def test_people_organizations_and_places_are_tagged(record, name, label):
    """Each by its full name, with its label."""
    assert (name, label) in {(a.quote, a.label) for a in record.layers["entities"].annotations}


@pytest.mark.parametrize(("short", "full"), [("Austin", "Lloyd Austin"), ("Kirby", "John Kirby")])
def test_a_later_surname_is_the_person_named_before(record, short, full):
    """Every later mention carries the id and the name of the full one."""
    marks = record.layers["entities"].annotations
    [whole] = {a.data["entity"] for a in marks if a.quote == full}
    later = [a for a in marks if a.quote == short]
    assert later
    assert {(whole, full, "PER")} == {(a.data["entity"], a.data["name"], a.label) for a in later}


def test_what_stands_inside_the_ad_says_so(record):
    """Entities and figures inside the block carry ``in_ad``; no others do."""
    [ad] = record.layers["ads"].annotations
    for layer in ("entities", "figures"):
        marks = record.layers[layer].annotations
        assert any(ad.start <= a.start < ad.end for a in marks)
        for a in marks:
            assert ("in_ad" in a.flags) == (ad.start <= a.start and a.end <= ad.end), a


def test_every_quote_is_its_span_and_the_record_fits_its_schema(record):
    """Checked by an independent validator, against the plugins' own models too."""
    from jsonschema import Draft202012Validator

    for layer in record.layers.values():
        for a in layer.annotations:
            assert record.text[a.start : a.end] == a.quote
    schemas = {
        name: parts for facts in Enricher().manifest.plugins.values() for name, parts in facts.schemas.items()
    }
    Draft202012Validator(record_schema(schemas)).validate(json.loads(record_bytes(record)))


def test_the_desk_gives_the_same_record(record, tmp_path):
    """What workers make of the dropped article differs only under ``run``."""
    from copydesk.desk import Desk
    from copydesk.settings import DeskSettings

    folders = {name: tmp_path / name for name in ("inbox", "out", "failed", "state")}
    folders["inbox"].mkdir()
    shutil.copy(SHARED / "figures" / "seed-article.txt", folders["inbox"])
    Desk(DeskSettings(desk=folders, inbox={"quiet": 0.05}, workers={"count": 1})).run(once=True)
    dropped = json.loads((folders["out"] / "seed-article.txt.json").read_bytes())
    direct = json.loads(record_bytes(record))
    del dropped["run"], direct["run"]
    assert direct == dropped
