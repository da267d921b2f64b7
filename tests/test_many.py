"""Many files: supervised, in input order, in bounded memory."""

import os
from itertools import islice
from pathlib import Path

import pytest
from plugin_files import PluginFiles

import copydesk
from copydesk.many import WINDOW, enrich_many, records_of
from copydesk.model import Record
from copydesk.seam import Trouble

SLOW_FIRST = """
import time
@subscribe("document_read", produces="a")
def a(document: Document):
    if document.text.startswith("exit"): os._exit(3)
    if document.text.startswith("slow"): time.sleep(0.1)
    yield Annotation(start=0, end=1, label=document.text)
"""


@pytest.fixture
def files(plugin_files: PluginFiles) -> PluginFiles:
    """A plugin that is slow, or crashes, where a document says so."""
    plugin_files.write("a", SLOW_FIRST)
    return plugin_files


def test_records_come_in_input_order(files: PluginFiles):
    """Whoever is done first."""
    names = ["slow 1", "quick 2", "quick 3", "slow 4", "quick 5"]
    paths = [files.file(f"{number}.txt", name) for number, name in enumerate(names)]

    records = list(enrich_many(paths, workers=2, settings=files.settings()))

    assert names == [record.text for record in records]
    assert {"complete"} == {record.status for record in records}
    assert [str(path) for path in paths] == [record.source.path for record in records]


def test_everything_may_be_named_from_where_one_stands(files: PluginFiles, monkeypatch: pytest.MonkeyPatch):
    """Workers run elsewhere: paths, the plugins' folder and the module path still count from the caller's folder."""
    files.file("1.txt", "one")
    monkeypatch.chdir(files.root)
    monkeypatch.setenv("PYTHONPATH", os.path.relpath(Path(copydesk.__file__).parents[1]))
    settings = files.settings(plugins={"folder": Path("plugins")})

    (record,) = enrich_many(["1.txt"], workers=1, settings=settings)

    assert ("one", "1.txt", ["a"]) == (record.text, record.source.path, list(record.layers))


def test_trouble_stands_in_its_place(files: PluginFiles):
    """A file that is absent or unreadable is a value, never a stop."""
    paths = [
        files.file("1.txt", "one"),
        files.root / "absent.txt",
        files.file("3.pdf", b"%PDF-"),
        files.file("4.txt", "four"),
    ]

    made = list(enrich_many(paths, workers=1, settings=files.settings()))

    assert [Record, Trouble, Trouble, Record] == [type(each) for each in made]
    assert ["unreadable", "no-reader"] == [each.code for each in made[1:3]]
    assert str(files.root / "absent.txt") == made[1].path


def test_a_crash_costs_one_layer_of_one_document(files: PluginFiles):
    """The others are complete."""
    paths = [files.file(f"{number}.txt", text) for number, text in enumerate(["one", "exit", "three"])]

    records = list(enrich_many(paths, workers=1, settings=files.settings()))

    assert ["complete", "partial", "complete"] == [record.status for record in records]
    assert "the worker exited with code 3" == records[1].errors[0].message


def test_a_crash_in_reading_costs_one_document(files: PluginFiles):
    """Nobody can be blamed but the document."""
    files.write("web", '@reader("text/html")\ndef web(data): os._exit(7)')
    paths = [files.file("1.html", "<p>"), files.file("2.txt", "two")]

    first, second = enrich_many(paths, workers=1, settings=files.settings())

    assert ("crash", "the worker exited with code 7 while reading it") == (first.code, first.message)
    assert "two" == second.text


def test_the_input_is_read_no_further_than_needed(files: PluginFiles):
    """I9: whoever takes one record of a million paths has not had them all read."""
    path, taken = files.file("1.txt", "one"), []

    def endless():
        while True:
            taken.append(path)
            yield path

    records = enrich_many(endless(), workers=1, settings=files.settings())
    assert ["one"] * 3 == [record.text for record in islice(records, 3)]
    records.close()

    assert len(taken) <= 3 + WINDOW


def test_records_that_wait_for_a_slow_one_are_bounded_in_bytes(
    files: PluginFiles, monkeypatch: pytest.MonkeyPatch
):
    """I9: once they fill the window no document is begun, beyond the two each worker holds."""
    monkeypatch.setattr("copydesk.many.WINDOW_BYTES", 1)
    slow, quick, taken = files.file("1.txt", "slow"), files.file("2.txt", "quick"), []

    def paths():
        for path in (slow, *[quick] * 50):
            taken.append(path)
            yield path

    records = enrich_many(paths(), workers=2, settings=files.settings())
    first = next(records)
    begun = len(taken)

    assert "slow" == first.text
    assert begun <= 4
    assert ["quick"] * 50 == [record.text for record in records]


def test_stopping_early_leaves_no_process(files: PluginFiles):
    """Also when the input itself fails."""

    def failing():
        yield files.file("1.txt", "one")
        raise ValueError("no more")

    before = children()
    with pytest.raises(ValueError, match="no more"):
        list(enrich_many(failing(), workers=1, settings=files.settings()))

    assert before == children()


def children() -> set[str]:
    """The processes this one has started and not yet buried."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_only_and_no_workers(files: PluginFiles):
    """In this process, the asked layers; the settings' other values stay as they are."""
    files.write("b", SLOW_FIRST.replace('"a"', '"b"').replace("def a", "def b"))
    path = files.file("1.txt", "one")

    (record,) = enrich_many([path], workers=0, settings=files.settings(), only=["b"])

    assert ["b"] == list(record.layers)


def test_nothing_in_nothing_out(files: PluginFiles):
    """An empty input is no error."""
    assert [] == list(enrich_many([], workers=0, settings=files.settings()))


def test_names_may_differ_from_files(files: PluginFiles):
    """The record is called what the caller calls it; its JSON is on one line."""
    path = files.file("1.txt", "one")

    (made,) = records_of([("caf\udce9.txt", path)], files.settings(workers={"count": 0}))

    assert (1, "caf\udce9.txt") == (made.record.count(b"\n"), made.name)
    assert b'"path":"caf\\\\xe9.txt"' in made.record
