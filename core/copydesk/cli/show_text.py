"""A document's text with its annotations in colour. Which colour is decided by order alone: no layer is special."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from rich.text import Text

from copydesk.model import Record, RecordedAnnotation
from copydesk.views import View

__all__ = ["Colours", "Shown", "annotated"]

PALETTE = (
    "#2aa198", "#d33682", "#859900", "#268bd2", "#cb4b16", "#8f7ae5",
    "#b58900", "#dc322f", "#3aa0d8", "#a0a000", "#e06c9f", "#5fae6e",
)  # fmt: skip
"""Hues that can be read on dark and on light grounds."""

_UNSHOWABLE = re.compile(
    "\r(?=\n)|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
"""What would act on the terminal, or turn the reading order, instead of being seen."""


class Colours:
    """A colour for each label of each layer, in the order of the record.

    Args:
        record: whose labels are coloured; labels of one layer stand side by side in the palette.
    """

    def __init__(self, record: Record) -> None:
        pairs = dict.fromkeys(
            (name, label)
            for name, layer in record.layers.items()
            for label in sorted({mark.label for mark in layer.annotations})
        )
        self._numbers = {pair: number for number, pair in enumerate(pairs)}

    def of(self, layer: str, label: str) -> str:
        """The colour of a label."""
        return PALETTE[self._numbers[layer, label] % len(PALETTE)]

    def legend(self, record: Record) -> Iterator[Text]:
        """One line a layer: each label in its colour, and how often it occurs."""
        for name, layer in record.layers.items():
            labels = [mark.label for mark in layer.annotations]
            line = Text(f"{name}  ", style="bold")
            for label in sorted(set(labels)):
                line.append("■ ", style=self.of(name, label))
                line.append(f"{label} ", style="not bold").append(
                    f"{labels.count(label)}  ", style="not bold dim"
                )
            yield line if labels else line.append("nothing found", style="not bold dim")


class Shown:
    """A text as it may be put on a terminal, with a map from the offsets of the text to its own.

    Args:
        text: any text; what would act on a terminal is escaped, the CR of a CRLF is left out.
    """

    def __init__(self, text: str) -> None:
        pieces: list[str] = []
        self._at: list[int] = []
        growth: list[int] = []
        self.escapes: list[tuple[int, int]] = []
        end = 0
        for found in _UNSHOWABLE.finditer(text):
            shown = (
                "" if found[0] == "\r" and text[found.end() : found.end() + 1] == "\n" else _escaped(found[0])
            )
            pieces += [text[end : found.start()], shown]
            end = found.end()
            self._at.append(found.start())
            growth.append(len(shown) - 1)
        self._shift = [0, *accumulate(growth)]
        self.text = "".join([*pieces, text[end:]])
        self.escapes = [(self.position(at), self.position(at + 1)) for at in self._at]

    def position(self, offset: int) -> int:
        """Where a code point of the text begins in what is shown."""
        return offset + self._shift[bisect_right(self._at, offset - 1)]


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode()


def annotated(record: Record, colours: Colours, view: str | None = None) -> Text:
    """Return the record's text, or a view's, with every annotation in its colour, inner ones above outer ones.

    Args:
        record: a record that has text.
        colours: what each label looks like.
        view: whose text is shown; annotations it does not keep whole are left out.
    """
    chosen = record.views[view] if view else None
    shown = Shown(chosen.text if chosen else record.text or "")
    page = Text(shown.text)
    for start, end in shown.escapes:
        page.stylize("reverse dim", start, end)
    for layer, mark in sorted(_marks(record), key=lambda pair: pair[1].start - pair[1].end):
        if span := _in_view(mark, chosen):
            page.stylize(colours.of(layer, mark.label), *map(shown.position, span))
    if chosen is None and "clean" in record.views:
        for start, end in _left_out(record.views["clean"], len(record.text or "")):
            page.stylize("dim", shown.position(start), shown.position(end))
    return page


def _marks(record: Record) -> Iterator[tuple[str, RecordedAnnotation]]:
    return ((name, mark) for name, layer in record.layers.items() for mark in layer.annotations)


def _in_view(mark: RecordedAnnotation, view: View | None) -> tuple[int, int] | None:
    if view is None or mark.start == mark.end:
        return (mark.start, mark.end) if view is None else None
    first, last = view.from_document(mark.start), view.from_document(mark.end - 1)
    return None if first is None or last is None else (first, last + 1)


def _left_out(view: View, size: int) -> Iterable[tuple[int, int]]:
    """The spans between what a view keeps."""
    at = 0
    for start, end, new in view.segments:
        if new is None:
            yield at, start
            at = end
    yield at, size
