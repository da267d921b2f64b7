"""Views: text derived from a document's text, with a map back.

A view is a list of segments ``(start, end, replacement)`` over the document's text, in order. Its own text is their
concatenation: ``text[start:end]`` where the replacement is None, else the replacement. That one form holds removal,
mending and insertion. All offsets are Unicode code points.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from pydantic import BaseModel, ConfigDict

__all__ = ["Segment", "View", "without"]

Segment = tuple[int, int, str | None]


class View(BaseModel):
    """One view of a document.

    Attributes:
        layer: the layer that made it.
        segments: what it is made of, in order, over the document's text.
        text: the concatenation of the segments.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    layer: str
    segments: tuple[Segment, ...]
    text: str

    @classmethod
    def of(cls, text: str, segments: Iterable[Segment], *, layer: str) -> "View":
        """Build a view of ``text``.

        Raises:
            ValueError: a segment lies outside the text, runs backwards, or overlaps the one before it.
        """
        ordered = tuple((int(start), int(end), replacement) for start, end, replacement in segments)
        _check(ordered, len(text))
        made = "".join(text[a:b] if new is None else new for a, b, new in ordered)
        return cls.model_construct(layer=layer, segments=ordered, text=made)

    @cached_property
    def _starts(self) -> list[int]:
        """Where each segment begins in the view's own text."""
        sizes = (end - start if new is None else len(new) for start, end, new in self.segments)
        return [0, *accumulate(sizes)][:-1]

    def to_document(self, offset: int) -> int:
        """Map an offset of the view's text to the document's text.

        Inside a replacement it is the start of what was replaced.

        Raises:
            IndexError: the offset lies outside the view's text.
        """
        if not 0 <= offset <= len(self.text):
            raise IndexError(f"offset {offset} lies outside a view of {len(self.text)} code points")
        if not self.segments:
            return 0
        index = bisect_right(self._starts, offset) - 1
        start, _end, new = self.segments[index]
        return start + (offset - self._starts[index] if new is None else 0)

    def from_document(self, offset: int) -> int | None:
        """Map an offset of the document's text into the view; None where the view does not keep that place."""
        for (start, end, new), at in zip(self.segments, self._starts, strict=True):
            if new is None and start <= offset < end:
                return at + offset - start
        return None


def without(text: str, spans: Iterable[tuple[int, int]]) -> list[Segment]:
    """Return the segments of ``text`` that are left when ``spans`` are taken out.

    Args:
        text: the document's text.
        spans: half-open spans in code points, in any order; they may touch or overlap.
    """
    kept: list[Segment] = []
    at = 0
    for start, end in sorted(spans):
        if start > at:
            kept.append((at, start, None))
        at = max(at, end)
    if at < len(text):
        kept.append((at, len(text), None))
    return kept


def _check(segments: Sequence[Segment], size: int) -> None:
    at = 0
    for start, end, _new in segments:
        if not at <= start <= end <= size:
            raise ValueError(
                f"segment [{start}, {end}) must lie within [{at}, {size}]: segments are in order and do not overlap"
            )
        at = end
