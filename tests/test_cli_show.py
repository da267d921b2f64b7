"""show: the text in colour, with nothing in it that could act on the terminal."""

import io
import json

import pytest
from rich.console import Console

from copydesk.cli import main
from copydesk.cli.show_record import print_record
from copydesk.cli.show_text import PALETTE, Colours, Shown, annotated
from copydesk.model import (
    DuplicateOf,
    Failure,
    Producer,
    Record,
    RecordedAnnotation,
    RecordedLayer,
    Run,
    Source,
)
from copydesk.records.write import record_bytes
from copydesk.views import View

MADE = Producer(plugin="x", version="1.0", settings="44136fa3")


def layer(name: str, text: str, *marks: tuple[int, int, str], **data) -> RecordedLayer:
    """A layer with these marks, each with the same data."""
    return RecordedLayer(
        key="k",
        producer=MADE,
        annotations=tuple(
            RecordedAnnotation(
                id=f"{name}/{number}",
                start=start,
                end=end,
                quote=text[start:end],
                label=label,
                confidence=1.0,
                data=data,
            )
            for number, (start, end, label) in enumerate(marks)
        ),
    )


def record(text: str | None, layers: dict[str, RecordedLayer] | None = None, **more) -> Record:
    """A record of a small document."""
    source = Source(path=more.pop("path", "a.txt"), size=12, sha256="0" * 64)
    facts = {"status": "complete", "run": Run(copydesk="0.1.0", run_id="r")} | more
    return Record(id="0" * 32, source=source, text=text, layers=layers or {}, **facts)


def page(shown: Record, width: int = 80, **options) -> str:
    """What a person without colours sees."""
    out = io.StringIO()
    print_record(Console(file=out, width=width, markup=False, highlight=False), shown, **options)
    return out.getvalue()


def colour_at(text, offset: int) -> str:
    """The colour a character is shown in."""
    console = Console(force_terminal=True, color_system="truecolor", width=200)
    return (text.get_style_at_offset(console, offset).color or "none") and str(
        getattr(text.get_style_at_offset(console, offset).color, "name", None)
    )


def test_each_label_has_its_own_colour_and_inner_spans_lie_above_outer_ones():
    """Nested annotations both stay visible; colours follow from order, never from a layer's name."""
    text = "one two three"
    shown = record(text, {"b": layer("b", text, (0, 13, "all")), "a": layer("a", text, (4, 7, "two"))})
    page_text = annotated(shown, Colours(shown))
    assert [PALETTE[0], PALETTE[1], PALETTE[0]] == [colour_at(page_text, at) for at in (0, 5, 10)]


def test_spans_that_cross_are_both_shown():
    """Overlap without nesting: the shorter one lies above, and both ends keep their colours."""
    text = "abcdefghij"
    shown = record(text, {"x": layer("x", text, (0, 6, "long"), (4, 9, "short"))})
    page_text = annotated(shown, Colours(shown))
    assert [PALETTE[0], PALETTE[1], PALETTE[1], "None"] == [colour_at(page_text, at) for at in (0, 5, 8, 9)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\r\nb", "a\nb"),
        ("a\rb", r"a\rb"),
        ("a\u202eb", r"a\u202eb"),
        ("a\tb\nc\xa0d", "a\tb\nc\xa0d"),
        ("\ufeffa\u2028b", r"\ufeffa\u2028b"),
    ],
)
def test_what_would_act_on_the_terminal_is_escaped(text, shown):
    """Controls, bidi marks and odd separators are seen, not obeyed (I19)."""
    assert shown == Shown(text).text


def test_offsets_follow_the_escapes():
    """An annotation after an escaped character still lies on its own words."""
    text = "\x00\r\n\u202eword"
    shown = Shown(text)
    assert "word" == shown.text[shown.position(text.index("word")) : shown.position(len(text))]


def test_what_the_clean_view_leaves_out_is_dim():
    """A reader sees at a glance what others will not count."""
    text = "keep drop keep"
    views = {"clean": View.of(text, [(0, 5, None), (10, 14, None)], layer="x")}
    console = Console()
    shown = annotated(record(text, views=views), Colours(record(text)))
    assert [None, True, None] == [shown.get_style_at_offset(console, at).dim for at in (0, 6, 11)]


def test_a_view_is_shown_with_the_annotations_it_keeps():
    """--view shows the view's own text; what it does not hold whole is not coloured."""
    text = "keep drop here"
    views = {"clean": View.of(text, [(0, 5, None), (10, 14, None)], layer="x")}
    shown = record(text, {"x": layer("x", text, (5, 9, "gone"), (10, 14, "kept"))}, views=views)
    page_text = annotated(shown, Colours(shown), "clean")
    assert ("keep here", PALETTE[1], "None") == (
        page_text.plain,
        colour_at(page_text, 5),
        colour_at(page_text, 4),
    )


def test_the_page_tells_facts_legend_tables_what_is_missing_and_who_made_it():
    """Everything a record says has its place."""
    text = "At least 3,000 came."
    failure = Failure(plugin="e", layer="entities", code="timeout", message="no answer", retryable=True)
    shown = page(
        record(
            text, {"n": layer("n", text, (0, 14, "count"), value="3000")}, status="partial", errors=(failure,)
        )
    )
    for part in (
        "a.txt  partial",
        "n  ■ count 1",
        "quote",
        "value",
        "3000",
        "entities  missing: timeout  no answer",
        "x 1.0",
    ):
        assert part in shown


def test_the_text_is_wrapped_to_the_terminal():
    """No line is wider than what it is shown on."""
    text = "word " * 100
    assert max(map(len, page(record(text), width=40).splitlines())) <= 40


def test_only_so_many_rows_are_shown_and_the_rest_is_counted():
    """A long layer does not flood the terminal."""
    text = "ab" * 30
    marks = [(at, at + 1, "x") for at in range(30)]
    shown = page(record(text, {"n": layer("n", text, *marks)}), rows=10)
    assert "… 20 more; --all shows them" in shown


def test_a_duplicate_says_whose_record_to_look_at():
    """It has no text of its own."""
    shown = page(
        record(None, status="duplicate", duplicate_of=DuplicateOf(id="1", path="b.txt", record="b.txt.json"))
    )
    assert "the same bytes as b.txt; the record is b.txt.json" in shown


@pytest.fixture
def file(tmp_path):
    """A record's file with two layers."""
    text = "one two"
    path = tmp_path / "a.txt.json"
    path.write_bytes(
        record_bytes(record(text, {"a": layer("a", text, (0, 3, "x")), "b": layer("b", text, (4, 7, "y"))}))
    )
    return path


def test_json_gives_the_record_and_layer_narrows_it(file, capsys):
    """What a program gets is a record still."""
    assert 0 == main(["show", str(file), "--json", "--layer", "b"])
    assert {"b"} == set(Record.model_validate(json.loads(capsys.readouterr().out)).layers)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--layer", "bb"], "no layer 'bb' in this record, did you mean 'b'?; it has: a, b"),
        (["--view", "clean"], "no view 'clean' in this record; it has: none"),
    ],
)
def test_a_layer_or_view_that_is_not_there_is_named(file, capsys, arguments, said):
    """With what there is instead."""
    assert 2 == main(["show", str(file), *arguments])
    assert said in capsys.readouterr().err


def test_a_file_that_is_no_record_is_told_as_such(tmp_path, capsys):
    """JSON alone is not enough."""
    (tmp_path / "x.json").write_text('{"id": 3}')
    assert 2 == main(["show", str(tmp_path / "x.json")])
    assert "is no record" in capsys.readouterr().err


def test_plain_output_has_no_escape_in_it(file, capsys):
    """Into a pipe or a file goes plain text."""
    main(["show", str(file)])
    assert "\x1b" not in capsys.readouterr().out


def test_nothing_a_record_holds_acts_on_the_terminal(tmp_path):
    """I19: labels, keys, layer names, errors and producers are shown escaped."""
    import json
    import subprocess
    import sys

    evil = "\x1b[31mred\x07\x9b"
    producer = {"plugin": evil, "version": evil, "settings": "0"}
    mark = {
        "id": "a/0",
        "start": 0,
        "end": 1,
        "quote": "x",
        "label": evil,
        "confidence": 1,
        "flags": [evil],
        "data": {evil: evil},
    }
    record = {
        "schema_version": "1.0", "id": "0" * 32, "status": "partial", "text": f"x{evil}",
        "source": {"path": evil, "size": 1, "sha256": "0", "warnings": [evil], "reader": producer},
        "layers": {evil: {"key": "k", "producer": producer, "annotations": [mark], "summary": {evil: evil}}},
        "errors": [{"plugin": evil, "layer": evil, "code": "error", "message": evil}],
        "run": {"copydesk": evil, "run_id": evil, "finished": evil},
    }  # fmt: skip
    file = tmp_path / "r.json"
    file.write_text(json.dumps(record))
    shown = subprocess.run(
        [sys.executable, "-m", "copydesk.cli", "show", "--no-color", str(file)],
        capture_output=True,
        check=True,
        cwd=tmp_path,
    )
    assert b"\x1b" not in shown.stdout
    assert b"\x07" not in shown.stdout
    assert "\x9b".encode() not in shown.stdout
    assert rb"\x1b" in shown.stdout
