"""Deliver: one guarded call per subscriber; nothing it does costs another's layer."""

import json
from pathlib import Path

import pytest
from plugin_files import PluginFiles
from pydantic import ValidationError

from copydesk.records.write import record_bytes

GOOD = """
@subscribe("document_read", produces="good", requires=["bad?"])
def good(document: Document) -> Iterator[Annotation]:
    yield Annotation(start=0, end=5, label="seen" if document.has("bad") else "alone")
"""

FAULTS = {
    "raises": (
        'raise ValueError("no\\x1b good\\nat all")',
        "error",
        r"ValueError: no\x1b good at all (bad.py:",
    ),
    "exits": ("sys.exit(3)", "error", "SystemExit: 3 (bad.py:"),
    "generator raises late": (
        "yield Annotation(start=0, end=1, label='x')\n    1 / 0",
        "error",
        "ZeroDivisionError: division by zero (bad.py:",
    ),
    "error that cannot be shown": (
        "class Mute(Exception):\n        def __str__(self): raise RuntimeError\n    raise Mute",
        "error",
        "Mute (bad.py:",
    ),
    "returns a number": ("return 7", "error", "TypeError: 'int' object is not iterable"),
    "returns one annotation": (
        "return Annotation(start=0, end=1, label='x')",
        "invalid",
        "gave a tuple where Annotation was declared",
    ),
    "returns text": ("return 'abc'", "invalid", "gave a str where Annotation was declared"),
    "span outside": (
        "yield Annotation(start=0, end=99, label='x')",
        "invalid",
        "gave the span [0, 99) of a text of 11 code points",
    ),
    "span backwards": ("yield Annotation(start=5, end=2, label='x')", "invalid", "gave the span [5, 2)"),
    "unchecked annotation": (
        "yield Annotation.model_construct(start=0, end=1, label='x', confidence=float('nan'), flags=())",
        "invalid",
        "a label is text, a confidence a number from 0 to 1",
    ),
    "NaN": (
        "yield Own(start=0, end=1, label='x', ratio=float('nan'))",
        "invalid",
        "gave a number that is not finite",
    ),
    "infinity in a summary": (
        "return Layer(summary=Sum(ratio=float('inf')))",
        "invalid",
        "gave a number that is not finite",
    ),
    "lone surrogate": (
        "yield Own(start=0, end=1, label='x', word='\\ud800')",
        "invalid",
        "gave data that JSON cannot carry",
    ),
    "lone surrogate in a label": (
        "yield Annotation(start=0, end=1, label='\\ud800')",
        "invalid",
        "JSON cannot carry",
    ),
    "lone surrogate in a view": (
        "return Layer(views={'clean': [(0, 1, '\\ud800')]})",
        "invalid",
        "JSON cannot carry",
    ),
    "a number too large": (
        "yield Own(start=0, end=1, label='x', ratio=2, big=2**70)",
        "invalid",
        "JSON cannot carry",
    ),
    "undeclared view": (
        "return Layer(views={'other': []})",
        "invalid",
        "made the view 'other' undeclared; add views=[...]",
    ),
    "view that does not fit": (
        "return Layer(views={'clean': [(5, 2, None)]})",
        "invalid",
        "made a view that does not fit",
    ),
    "view of no segments": ("return Layer(views={'clean': [7]})", "invalid", "made a view that does not fit"),
    "other summary": (
        "return Layer(summary=Other())",
        "invalid",
        "gave a summary of Other where Sum was declared",
    ),
    "undeclared read": ("document.layer('first')", "error", "add requires=['first'] and check has('first')"),
    "undeclared view read": ("document.view('v')", "error", "require the layer that makes it"),
    "memory": ("raise MemoryError", "memory", "ran out of memory; raise memory_mb, or split the document"),
    "foreign event": (
        "context.publish(Foreign())",
        "invalid",
        "published a Foreign; its own events are: bad_seen",
    ),
    "event with NaN": (
        "context.publish(Seen(ratio=float('nan')))",
        "invalid",
        "gave a number that is not finite",
    ),
    "event with a lone surrogate": ("context.publish(Seen(word='\\ud800'))", "invalid", "JSON cannot carry"),
    "too many events": (
        "for _ in range(1001): context.publish(Seen())",
        "invalid",
        "published more than 1000 events about one document",
    ),
}

BAD = """
class Own(Annotation):
    ratio: float = 0.0
    big: int = 0
    word: str = ""
class Sum(BaseModel):
    ratio: float = 0.0
class Other(BaseModel): ...
class Seen(Event):
    ratio: float = 0.0
    word: str = ""
Foreign = type("Foreign", (Event,), {{"__module__": "elsewhere"}})

@subscribe("document_read", produces="bad", views=["clean"])
def bad(document: Document, context: Context){returns}:
    {body}
"""

FIRST = """
@subscribe("document_read", produces="first", views=["v"])
def first(document: Document) -> Layer[Annotation, NoSummary]:
    return Layer([Annotation(start=0, end=1, label="x")], views={"v": [(0, 1, None)]})
"""


def bad(body: str) -> str:
    """The source of a plugin whose subscriber does this."""
    returns = " -> Layer[Own, Sum]" if "Own(" in body or "Sum" in body or "Other" in body else ""
    return BAD.format(body=body, returns=returns)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_costs_its_own_layer_and_no_other(plugin_files: PluginFiles, fault: str):
    """The record is partial, names the culprit in one line, and the other layers are there."""
    body, code, message = FAULTS[fault]
    plugin_files.write("bad", bad(body))
    plugin_files.write("good", GOOD)
    plugin_files.write("first", FIRST)

    record = plugin_files.enricher().enrich("HELLO there")

    assert ("partial", ["first", "good"]) == (record.status, list(record.layers))
    assert "alone" == record.layers["good"].annotations[0].label
    (failure,) = record.errors
    assert ("bad", "bad", code, code == "memory") == (
        failure.plugin,
        failure.layer,
        failure.code,
        failure.retryable,
    )
    assert message in failure.message
    assert failure.message.isprintable()
    json.loads(record_bytes(record), parse_constant=pytest.fail)


def test_an_interrupt_is_the_persons(plugin_files: PluginFiles):
    """Ctrl-C is never taken for a plugin's fault."""
    plugin_files.write("bad", bad("raise KeyboardInterrupt"))

    with pytest.raises(KeyboardInterrupt):
        plugin_files.enricher().enrich("HELLO there")


def test_a_layer_may_ask_for_another_time(plugin_files: PluginFiles):
    """TryLater is a failure that passes, and says when."""
    plugin_files.write("bad", bad('raise TryLater("rate limit", after=9.5)'))
    enricher = plugin_files.enricher()

    delivery = enricher.deliver(enricher.read(b"HELLO there", "a.txt"), enricher.steps)

    assert ("later", "rate limit", True) == tuple(
        getattr(delivery.failures["bad"], name) for name in ("code", "message", "retryable")
    )
    assert {"bad": 9.5} == delivery.retry_after


def test_a_missing_required_layer_is_named(plugin_files: PluginFiles):
    """Not called at all, and tried again when what it waits for is."""
    plugin_files.write("bad", bad('raise TryLater("away")'))
    plugin_files.write("needs", GOOD.replace("bad?", "bad").replace("good", "needs"))
    plugin_files.write("needs2", GOOD.replace("bad?", "needs").replace("good", "needs2"))

    errors = {error.layer: error for error in plugin_files.enricher().enrich("HELLO there").errors}

    assert ("missing", "requires the layer 'bad', which this document has not", True) == (
        errors["needs"].code, errors["needs"].message, errors["needs"].retryable,
    )  # fmt: skip
    assert "requires the layer 'needs'" in errors["needs2"].message


def test_a_subscriber_sees_what_it_requires_and_nothing_else(plugin_files: PluginFiles):
    """Layers and views alike; everything else of the document is whole."""
    plugin_files.write("first", FIRST)
    plugin_files.write(
        "second",
        """
        @subscribe("document_read", produces="second", requires=["first", "absent?"])
        def second(document: Document) -> list[Annotation]:
            quote = document.layer("first").annotations[0].quote
            seen = [*document.layers, *document.views, document.view("v").text, quote]
            return [Annotation(start=0, end=len(document.text), label=" ".join(seen))]

        @subscribe("document_read", produces="third", requires=["second"])
        def third(document: Document) -> list[Annotation]:
            return [Annotation(start=0, end=0, label=" ".join([*document.layers, *document.views]))]
        """,
    )

    layers = plugin_files.enricher().enrich("HELLO there").layers

    assert ["first v H H", "second"] == [layers[name].annotations[0].label for name in ("second", "third")]
    assert ({"first"}, {"second"}) == (set(layers["second"].saw), set(layers["third"].saw))


def test_the_document_is_the_same_for_everyone(plugin_files: PluginFiles):
    """Setting its fields is an error; what one does to the layers it was shown, the next does not see."""
    plugin_files.write("first", FIRST)
    plugin_files.write("a", GOOD.replace("good", "a").replace("yield", "document.text = 'other'; yield"))
    plugin_files.write(
        "b",
        """
        @subscribe("document_read", produces="b", requires=["first"])
        def b(document: Document):
            document.layers.clear()
            document.views.clear()
        @subscribe("document_read", produces="c", requires=["first", "b"])
        def c(document: Document):
            yield Annotation(start=0, end=0, label=f"{len(document.layers)} {len(document.views)}")
        """,
    )

    record = plugin_files.enricher().enrich("HELLO there")

    assert "HELLO there" == record.text
    assert ["a"] == [error.layer for error in record.errors]
    assert "2 1" == record.layers["c"].annotations[0].label


def test_annotations_are_sorted_numbered_and_quoted(plugin_files: PluginFiles):
    """By (start, -end, label); an author's own fields stand under data, without those that are None."""
    plugin_files.write(
        "own",
        """
        class Own(Annotation):
            value: int | None = None

        @subscribe("document_read", produces="own")
        def own(document: Document) -> Iterator[Own]:
            for start, end, label in [(6, 8, "b"), (0, 2, "z"), (0, 5, "a"), (0, 2, "c"), (6, 8, "a")]:
                yield Own(start=start, end=end, label=label, value=end if label == "a" else None, flags=("f",))
        """,
    )

    marks = plugin_files.enricher().enrich("HELLO there").layers["own"].annotations

    assert [
        ("own/0", "HELLO", "a", {"value": 5}), ("own/1", "HE", "c", {}), ("own/2", "HE", "z", {}),
        ("own/3", "th", "a", {"value": 8}), ("own/4", "th", "b", {}),
    ] == [(mark.id, mark.quote, mark.label, mark.data) for mark in marks]  # fmt: skip
    assert {("f",)} == {mark.flags for mark in marks}


def test_nothing_at_all_is_a_layer_too(plugin_files: PluginFiles):
    """A subscriber that finds nothing has not failed."""
    plugin_files.write(
        "none", '@subscribe("document_read", produces="none")\ndef none(document): return None'
    )

    record = plugin_files.enricher().enrich("HELLO there")

    assert ("complete", ()) == (record.status, record.layers["none"].annotations)


def test_events_are_kept_only_when_the_layer_is(plugin_files: PluginFiles):
    """A delivery that fails has published nothing."""
    plugin_files.write("bad", bad("context.publish(Seen()); 1 / 0"))
    plugin_files.write(
        "fine",
        """
        class WordFound(Event):
            event_version = 2
            word: str

        @subscribe("document_read", produces="fine")
        def fine(document: Document, context: Context) -> None:
            context.publish(WordFound(word="HELLO"))
        """,
    )
    enricher = plugin_files.enricher()

    delivery = enricher.deliver(enricher.read(b"HELLO there", "a.txt"), enricher.steps)

    (published,) = delivery.events["fine"]
    assert {"fine"} == delivery.events.keys()
    assert ("fine_word_found", 2, {"word": "HELLO"}) == (published.name, published.version, published.data)


KEYED = """
class Own(Settings):
    level: int = 1
    wait: float = operational(1.0)
@subscribe("document_read", produces="keyed", requires=["first?"])
def keyed(document: Document, settings: Own): ...
"""


def test_a_layers_key_changes_exactly_when_its_inputs_do(plugin_files: PluginFiles):
    """Text, plugin version, settings that shape it, and the keys of the layers it could see."""
    plugin_files.write("keyed", KEYED)

    def key(text="HELLO", path="a.txt", **plugins):
        return plugin_files.enricher(plugins=plugins).enrich(text, path=path).layers["keyed"].key

    plain = key()

    assert plain == key() == key(path="b.txt") == key(keyed={"wait": 3.0})
    others = [key("hello"), key(keyed={"level": 2})]
    plugin_files.write("first", FIRST)
    others.append(key(enable=["keyed", "first"]))
    plugin_files.write("first", FIRST + "# another version")
    others.append(key(enable=["keyed", "first"]))
    plugin_files.write("keyed", KEYED + "# another version")
    others.append(key(enable=["keyed"]))
    assert 6 == len({plain, *others})


def test_the_same_bytes_give_the_same_record(plugin_files: PluginFiles):
    """All that may differ stands under run."""
    plugin_files.write("first", FIRST)
    plugin_files.write("good", GOOD)

    first, second = (
        record_bytes(plugin_files.enricher().enrich("HELLO there").model_copy(update={"run": None}))
        for _ in "12"
    )

    assert first == second


def test_when_debugging_the_first_failure_comes_through(plugin_files: PluginFiles):
    """With its own traceback."""
    plugin_files.write("bad", bad("1 / 0"))
    enricher = plugin_files.enricher().__class__(plugin_files.settings(), raise_errors=True)

    with pytest.raises(ZeroDivisionError):
        enricher.enrich("HELLO there")


def test_a_retried_layer_takes_the_place_of_its_failure(plugin_files: PluginFiles, tmp_path: Path):
    """The failure is gone, the layer is there, and nothing else was run."""
    flag = tmp_path / "there"
    plugin_files.write("bad", bad(f"if not os.path.exists({str(flag)!r}): raise TryLater('away')"))
    plugin_files.write("first", FIRST)
    enricher = plugin_files.enricher()
    delivery = enricher.deliver(enricher.read(b"HELLO there", "a.txt"), enricher.steps)
    kept = delivery.layers["first"]
    flag.touch()

    delivery.run(["bad"], logger=lambda *_: None)

    assert {} == delivery.failures
    assert kept is delivery.layers["first"]
    assert "bad" in delivery.layers


def test_a_recorded_value_cannot_be_changed(plugin_files: PluginFiles):
    """Neither by who made it nor by who reads it."""
    plugin_files.write("first", FIRST)
    layer = plugin_files.enricher().enrich("HELLO there").layers["first"]

    with pytest.raises(ValidationError, match="frozen"):
        layer.annotations[0].label = "other"
    with pytest.raises(ValidationError, match="frozen"):
        layer.key = "other"
