"""A text as a piece of HTML with spans of it marked, for notebooks. It knows no record, only spans."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Protocol

__all__ = ["Mark", "marked_html"]

_HUES = (210, 25, 130, 280, 60, 340, 170, 95)


class Mark(Protocol):
    """A labelled span in code points, half-open."""

    @property
    def start(self) -> int: ...  # noqa: D102 - the class says it
    @property
    def end(self) -> int: ...  # noqa: D102 - the class says it
    @property
    def label(self) -> str: ...  # noqa: D102 - the class says it


def marked_html(title: str, text: str, marks: Mapping[str, Iterable[Mark]]) -> str:
    """Return the marked text below a title and a legend.

    Args:
        title: plain text.
        text: what the marks count in.
        marks: by layer; where they overlap, the one that starts first, then the longest, is shown.
    """
    hues = {layer: _HUES[number % len(_HUES)] for number, layer in enumerate(sorted(marks))}
    parts, at = list[str](), 0
    for start, end, layer, label in _in_order(marks):
        if start >= at:
            parts += [escape(text[at:start]), _mark(text[start:end], layer, label, hues[layer])]
            at = end
    parts.append(escape(text[at:]))
    legend = " ".join(_mark(layer, layer, layer, hue) for layer, hue in hues.items())
    head = f"<b>{escape(title)}</b> {legend}"
    return f'<div>{head}<div style="white-space:pre-wrap">{"".join(parts)}</div></div>'


def _in_order(marks: Mapping[str, Iterable[Mark]]) -> list[tuple[int, int, str, str]]:
    spans = [(each.start, each.end, layer, each.label) for layer, own in marks.items() for each in own]
    return sorted(spans, key=lambda span: (span[0], -span[1], span[2]))


def _mark(text: str, layer: str, label: str, hue: int) -> str:
    style = f"background:hsl({hue} 80% 88%);color:#111;border-radius:3px;padding:0 2px"
    return f'<mark style="{style}" title="{escape(layer)}: {escape(label)}">{escape(text)}</mark>'
