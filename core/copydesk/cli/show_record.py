"""A record as a page: facts, text, legend, a table for each layer, what is missing, who made it."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from copydesk.cli.screen import print_trimmed, quiet_table
from copydesk.cli.show_text import Colours, annotated
from copydesk.cli.term import count, size
from copydesk.model import Record, RecordedAnnotation, RecordedLayer
from copydesk.names import display_name

__all__ = ["print_record"]

QUOTE, VALUE, SUMMARY = 48, 28, 90
"""Code points shown of a quote, of one of its facts, and of one claim about the document."""
FACTS = 4
"""Facts of an annotation that a table has columns for."""
STATUS = {"complete": "green", "partial": "yellow", "duplicate": "cyan"}


def print_record(page: Console, record: Record, *, view: str | None = None, rows: int | None = None) -> None:
    """Print a record.

    Args:
        page: what it is printed on; the text is wrapped to its width.
        record: any record.
        view: the view whose text is shown instead of the document's.
        rows: annotations shown of each layer; None shows all.
    """
    colours = Colours(record)
    _print_facts(page, record)
    if record.text is not None:
        page.print(Rule(view or "", style="dim", align="left"))
        page.print(annotated(record, colours, view))
        page.print(Rule(style="dim"))
    for line in colours.legend(record):
        page.print(line)
    for name, layer in record.layers.items():
        _print_layer(page, name, layer, colours, rows)
    _print_errors(page, record)
    _print_producers(page, record)


def _print_facts(page: Console, record: Record) -> None:
    source = record.source
    title = Text(display_name(source.path), style="bold")
    page.print(title.append(f"  {record.status}", style=f"not bold {STATUS[record.status]}"))
    facts = [
        size(source.size),
        source.media_type,
        source.encoding,
        record.metadata.language,
        record.metadata.title,
    ]
    page.print(Text(" · ".join(display_name(fact) for fact in facts if fact), style="dim"))
    for warning in source.warnings:
        page.print(Text(f"! {display_name(warning)}", style="yellow"))
    if record.duplicate_of:
        first = record.duplicate_of
        page.print(
            Text(f"the same bytes as {display_name(first.path)}; the record is {display_name(first.record)}")
        )


def _print_layer(page: Console, name: str, layer: RecordedLayer, colours: Colours, rows: int | None) -> None:
    page.print()
    page.print(
        Text(name, style="bold").append(
            f"  {count(len(layer.annotations), 'annotation')}", style="not bold dim"
        )
    )
    if summary := list(_summary(layer.summary)):
        page.print(Padding(Text(" · ".join(summary), style="dim"), (0, 0, 0, 2)))
    shown = layer.annotations[:rows]
    if shown:
        print_trimmed(page, Padding(_table(name, shown, colours), (0, 0, 0, 2)))
    if rest := len(layer.annotations) - len(shown):
        page.print(Text(f"  … {rest:,} more; --all shows them", style="dim"))


def _summary(summary: dict[str, Any]) -> Iterator[str]:
    """Each claim about the document that fits a few words; counts by kind are written out, lists are counted."""
    for key, value in summary.items():
        if isinstance(value, dict):
            plain = {name: each for name, each in value.items() if not isinstance(each, dict | list)}
            told = ", ".join(f"{name} {_short(each, VALUE)}" for name, each in plain.items())
        elif isinstance(value, list):
            told = (
                f"{len(value):,}"
                if any(isinstance(each, dict | list) for each in value)
                else ", ".join(map(str, value))
            )
        else:
            told = _short(value, VALUE)
        if told:
            yield _short(f"{key} {told}", SUMMARY)


def _table(layer: str, marks: Sequence[RecordedAnnotation], colours: Colours) -> Table:
    keys = _facts_worth_a_column(marks)
    sure = all(mark.confidence == 1 for mark in marks)
    flagged = any(mark.flags for mark in marks)
    extra = [*([] if sure else ["sure"]), *(["flags"] if flagged else [])]
    table = quiet_table("quote", "label", *keys, *extra)
    for mark in marks:
        cells = [
            Text(_short(mark.quote, QUOTE)),
            Text(display_name(mark.label), style=colours.of(layer, mark.label)),
        ]
        cells += [Text(_short(mark.data.get(key), VALUE)) for key in keys]
        cells += [] if sure else [Text(f"{mark.confidence:.2f}", style="dim")]
        table.add_row(*cells, *([Text(display_name(" ".join(mark.flags)), style="dim")] if flagged else []))
    return table


def _facts_worth_a_column(marks: Sequence[RecordedAnnotation]) -> list[str]:
    """The fields filled most often, in the author's own order; lists and objects are for ``--json``."""
    filled = Counter(
        key
        for mark in marks
        for key, value in mark.data.items()
        if value not in (None, "", [], {}) and _is_plain(value)
    )
    chosen = {key for key, _number in filled.most_common(FACTS)}
    return [key for key in dict.fromkeys(key for mark in marks for key in mark.data) if key in chosen]


def _is_plain(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _short(value: Any, room: int) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = display_name(" ".join(text.split()))
    return text if len(text) <= room else f"{text[: room - 1]}…"


def _print_errors(page: Console, record: Record) -> None:
    for failure in record.errors:
        line = Text(f"\n{failure.layer}", style="bold").append(
            f"  missing: {failure.code}", style="not bold red"
        )
        again = "; it is tried again" if failure.retryable else ""
        page.print(line.append(f"  {display_name(failure.message)}{again}", style="not bold default"))


def _print_producers(page: Console, record: Record) -> None:
    run = record.run
    made = [f"{layer.producer.plugin} {layer.producer.version}" for layer in record.layers.values()]
    parts = [f"copydesk {run.copydesk}", *dict.fromkeys(made)]
    times = [f"{sum(run.ms.values()):.0f} ms"] if run.ms else []
    when = [run.finished] if run.finished else []
    page.print(Text("\n" + " · ".join([*parts, *times, *when, record.id[:12]]), style="dim"))
