"""A record as a piece of HTML: its text with every annotation marked, for notebooks."""

from html import escape

from copydesk.model import Record

__all__ = ["record_html"]

_HUES = (210, 25, 130, 280, 60, 340, 170, 95)


def record_html(record: Record) -> str:
    """Return the annotated text; where annotations overlap, the one that starts first, then the longest, is shown."""
    hues = {layer: _HUES[number % len(_HUES)] for number, layer in enumerate(sorted(record.layers))}
    text, parts, at = record.text or "", list[str](), 0
    for start, end, layer, label in _shown(record):
        if start >= at:
            parts += [escape(text[at:start]), _mark(text[start:end], layer, label, hues[layer])]
            at = end
    parts.append(escape(text[at:]))
    legend = " ".join(_mark(layer, layer, layer, hue) for layer, hue in hues.items())
    title = f"<b>{escape(record.source.path)}</b> · {record.status} · {legend}"
    return f'<div>{title}<div style="white-space:pre-wrap">{"".join(parts)}</div></div>'


def _shown(record: Record) -> list[tuple[int, int, str, str]]:
    spans = [
        (a.start, a.end, name, a.label) for name, layer in record.layers.items() for a in layer.annotations
    ]
    return sorted(spans, key=lambda span: (span[0], -span[1], span[2]))


def _mark(text: str, layer: str, label: str, hue: int) -> str:
    style = f"background:hsl({hue} 80% 88%);color:#111;border-radius:3px;padding:0 2px"
    return f'<mark style="{style}" title="{escape(layer)}: {escape(label)}">{escape(text)}</mark>'
