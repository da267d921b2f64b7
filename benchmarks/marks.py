"""A light plugin for measuring what is not the plugins: one regular expression, some hundred annotations.

A desk loads it as a single-file plugin; the peers call `spans`.
"""

import re
from collections.abc import Iterator

from copydesk import Annotation, Document, subscribe

_MARK = re.compile(r"\b[A-Z][a-z]+|\d[\d,.]*")


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and label of capitalised words and numbers."""
    for found in _MARK.finditer(text):
        yield found.start(), found.end(), "word" if found[0].isalpha() else "number"


@subscribe("document_read", produces="marks")
def marks(document: Document) -> Iterator[Annotation]:
    """Annotate capitalised words and numbers."""
    for start, end, label in spans(document.text):
        yield Annotation(start=start, end=end, label=label)
