"""process: a filter that keeps order, never stops at one file, and can be gone on with."""

import io
import json
import os
import sys
from types import SimpleNamespace

import pytest

from copydesk import many
from copydesk.cli import main
from copydesk.cli.process import outcomes
from copydesk.cli.process_inputs import Input
from copydesk.settings import DeskSettings

WORDS = """
import re
from copydesk import Annotation, Document, exporter, subscribe

@subscribe("document_read", produces="words")
def words(document: Document):
    print("noise")
    for word in re.finditer(r"[A-Z]{2,}", document.text):
        yield Annotation(start=word.start(), end=word.end(), label="loud")

@exporter("names")
def names(record):
    return record.source.path + "\\n"
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder whose desk has one single-file plugin and runs it in this process."""
    (tmp_path / "plugins").mkdir(mode=0o700)
    (tmp_path / "plugins" / "words.py").write_text(WORDS)
    (tmp_path / "copydesk.toml").write_text(
        '[plugins]\nenable = ["words"]\nfolder = "plugins"\n[workers]\ncount = 0\n'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def texts(desk):
    """A folder with documents, and files that are none."""
    for name in ("b.txt", "a.txt", "deep/c.txt", ".hidden", "half.part"):
        (desk / "texts" / name).parent.mkdir(parents=True, exist_ok=True)
        (desk / "texts" / name).write_text(f"{name} is LOUD")
    (desk / "texts" / "link.txt").symlink_to("a.txt")
    return desk / "texts"


def lines(text: str) -> list[dict]:
    """The objects of JSON lines."""
    return [json.loads(line) for line in text.splitlines()]


def paths(text: str) -> list[str]:
    """The path of each line."""
    return [line["source"]["path"] for line in lines(text)]


def pipe_in(monkeypatch, data: bytes) -> None:
    """Give data on standard input."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data), isatty=lambda: False))


def test_files_come_out_in_the_order_they_went_in(texts, capsys):
    """One object a line; what plugins print is not among them."""
    assert 0 == main(["process", "texts/b.txt", "texts/a.txt"])
    out = capsys.readouterr().out
    assert (["texts/b.txt", "texts/a.txt"], ["LOUD"] * 2) == (
        paths(out),
        [line["layers"]["words"]["annotations"][0]["quote"] for line in lines(out)],
    )


def test_a_folder_is_walked_in_order_without_what_an_inbox_would_ignore(texts, capsys):
    """Sorted, into folders, no hidden or half files, no links."""
    main(["process", "texts"])
    assert ["texts/a.txt", "texts/b.txt", "texts/deep/c.txt"] == paths(capsys.readouterr().out)


def test_standard_input_is_a_document(desk, capsys, monkeypatch):
    """With no argument, or where '-' stands."""
    pipe_in(monkeypatch, b"ONE")
    main(["process"])
    pipe_in(monkeypatch, b"TWO")
    main(["process", "-"])
    assert ["ONE", "TWO"] == [line["text"] for line in lines(capsys.readouterr().out)]


def test_a_file_that_fails_is_an_error_object_in_its_place_and_exit_code_1(texts, capsys):
    """A missing file, a device and bytes that are no text do not stop the others."""
    (texts / "x.pdf").write_bytes(b"%PDF-1.4\0\xff")
    given = ["texts/a.txt", "gone.txt", "/dev/null", "texts/x.pdf", "texts/b.txt"]
    assert 1 == main(["process", *given])
    out, err = capsys.readouterr()
    assert (given, ["complete", "failed", "failed", "failed", "complete"], "no-reader") == (
        paths(out),
        [line["status"] for line in lines(out)],
        lines(out)[3]["error"]["code"],
    )
    assert "5 documents: 2 complete, 3 failed" in err


def test_failures_at_the_very_end_are_not_lost(texts, capsys):
    """What cannot be opened after the last good file still gets its line."""
    main(["process", "texts/a.txt", "gone.txt"])
    assert ["texts/a.txt", "gone.txt"] == paths(capsys.readouterr().out)


@pytest.mark.parametrize("separator", ["\n", "\0", "\r\n"])
def test_paths_may_be_listed_in_a_file(texts, capsys, separator):
    """One a line, or NUL-separated as find -print0 writes them."""
    (texts.parent / "list").write_text(separator.join(["texts/b.txt", "texts/deep", ""]))
    main(["process", "--files-from", "list"])
    assert ["texts/b.txt", "texts/deep/c.txt"] == paths(capsys.readouterr().out)


def test_a_name_that_is_not_utf8_keeps_its_bytes(desk, capsys):
    """Names are bytes: the record has them in base64."""
    name = os.fsdecode(b"na\xefve.txt")
    (desk / name).write_text("X")
    main(["process", name])
    assert {"path": "na\\xefve.txt", "path_base64": "bmHvdmUudHh0"}.items() <= lines(capsys.readouterr().out)[
        0
    ]["source"].items()


def test_an_exporter_of_a_plugin_can_be_asked_for(texts, capsys):
    """--to takes whatever a plugin writes."""
    main(["process", "texts", "--to", "names"])
    assert "texts/a.txt\ntexts/b.txt\ntexts/deep/c.txt\n" == capsys.readouterr().out


def test_json_is_indented_for_people(texts, capsys):
    """--to json."""
    main(["process", "texts/a.txt", "--to", "json"])
    out = capsys.readouterr().out
    assert (True, "texts/a.txt") == (out.count("\n") > 10, json.loads(out)["source"]["path"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["texts", "--to", "nmes"], "no plugin writes 'nmes', did you mean 'names'?"),
        (["texts", "--only", "wrds"], "no plugin makes the layer 'wrds', did you mean 'words'?"),
        (["texts", "-j", "-1"], "--jobs -1: it should be 0 or more"),
        (["texts", "--resume"], "--resume needs -o FILE"),
        (["texts", "--resume", "-o", "x", "--to", "json"], "--resume needs -o FILE"),
        (["-", "-"], "standard input can be read once only"),
    ],
)
def test_what_cannot_be_done_is_said_before_any_work(texts, capsys, arguments, said):
    """One line, exit code 2, no output."""
    assert 2 == main(["process", *arguments])
    out, err = capsys.readouterr()
    assert ("", True) == (out, said in err)


def test_an_output_file_is_not_read_as_an_input(texts, capsys):
    """Writing into the folder that is walked is harmless."""
    for _time in range(2):
        assert 0 == main(["process", "texts", "-o", "texts/out.jsonl"])
    assert ["texts/a.txt", "texts/b.txt", "texts/deep/c.txt"] == paths((texts / "out.jsonl").read_text())


def test_resume_skips_what_is_there_and_mends_a_torn_line(texts, capsys):
    """An interrupted run ends as one that was not."""
    main(["process", "texts", "-o", "whole"])
    whole = (texts.parent / "whole").read_bytes()
    first = whole.index(b"\n") + 1
    (texts.parent / "part").write_bytes(whole[: first + 40])
    capsys.readouterr()
    assert 0 == main(["process", "texts", "-o", "part", "--resume"])
    assert (paths(whole.decode()), "1 skipped, 2 complete") == (
        paths((texts.parent / "part").read_text()),
        capsys.readouterr().err.split(": ", 1)[1].split(";")[0],
    )
    assert whole[:first] == (texts.parent / "part").read_bytes()[:first]


def test_a_wrong_option_does_not_cost_yesterdays_output(texts, capsys):
    """The file is cut only once there is something to put there; then nothing of the old is left."""
    (texts.parent / "out").write_text("yesterday\n" * 1000)
    assert 2 == main(["process", "texts", "-o", "out", "--only", "wrds"])
    assert "yesterday\n" * 1000 == (texts.parent / "out").read_text()
    assert 0 == main(["process", "texts", "-o", "out"])
    assert 3 == len(paths((texts.parent / "out").read_text()))


def test_an_output_that_is_no_file_can_be_written_to(texts, capsys):
    """A device or a pipe has nothing to cut."""
    assert 0 == main(["process", "texts/a.txt", "-o", "/dev/null"])


def test_resume_never_touches_a_file_that_holds_something_else(texts, capsys):
    """A wrong name with --resume loses nothing."""
    (texts.parent / "notes").write_text("my notes\nmore")
    assert 2 == main(["process", "texts", "-o", "notes", "--resume"])
    assert ("my notes\nmore", True) == (
        (texts.parent / "notes").read_text(),
        "no record" in capsys.readouterr().err,
    )


def test_inputs_are_read_no_further_than_the_work_has_come(desk, monkeypatch):
    """A hundred thousand paths are never held at once."""
    read = []

    def endless():
        for number in range(100_000):
            read.append(number)
            yield Input(f"{number}", desk, "" if number % 2 else "no file")

    monkeypatch.setattr(
        many, "records_of", lambda files, *_a, **_k: (many.Enriched(name) for name, _path in files)
    )
    ended = outcomes(endless(), DeskSettings(), None)
    assert [f"{number}" for number in range(10)] == [next(ended).name for _time in range(10)]
    assert len(read) <= 12


def test_no_plugin_at_all_is_said(desk, capsys):
    """Records then hold the text alone, and how to change that is told."""
    (desk / "copydesk.toml").write_text("[plugins]\nenable = []\n[workers]\ncount = 0\n")
    (desk / "a.txt").write_text("x")
    assert 0 == main(["process", "a.txt"])
    assert "pip install 'copydesk[standard]'" in capsys.readouterr().err
