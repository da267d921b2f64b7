"""Contenders of one process: a loop as one writes it in an afternoon, and a Haystack pipeline.

Run as a child: ``python -m benchmarks.loops "naive loop"|haystack INBOX OUT KIND``.
"""

import hashlib
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.children import Child, say
from benchmarks.work import STEPS, Layers, finished, save, worked

__all__ = ["start"]

Enrich = Callable[[bytes, str], bytes]
_QUIET = {"HAYSTACK_TELEMETRY_ENABLED": "False"}


def start(contender: str, inbox: Path, out: Path, kind: str) -> Child:
    """Start a loop over the files of a folder; its last words say when it ended."""
    out.mkdir()
    return Child("benchmarks.loops", contender, inbox, out, kind, environment=_QUIET)


def _naive(kind: str) -> Enrich:
    return lambda data, name: worked(data, name, kind)


def _haystack(kind: str) -> Enrich:
    """One component a layer; each takes the document and gives it on with its layer in the metadata."""
    from haystack import Document, Pipeline, component  # noqa: PLC0415 - slow, and optional

    def component_for(layer: str) -> Any:
        step = STEPS[kind][layer]

        class Layered:
            """Adds one layer."""

            @component.output_types(document=Document)
            def run(self, document: Document) -> dict[str, Document]:
                layers: Layers = document.meta["layers"]
                made = {**layers, layer: step(document.content or "", layers)}
                return {"document": Document(id=document.id, content=document.content, meta={"layers": made})}

        Layered.__name__ = Layered.__qualname__ = layer.title()
        return component(Layered)()

    pipeline, names = Pipeline(), list(STEPS[kind])
    for name in names:
        pipeline.add_component(name, component_for(name))
    for before, after in pairwise(names):
        pipeline.connect(f"{before}.document", f"{after}.document")
    pipeline.warm_up()

    def enrich(data: bytes, name: str) -> bytes:
        text = data.decode()
        document = Document(id=hashlib.sha256(data).hexdigest(), content=text, meta={"layers": {}})
        answer = pipeline.run({names[0]: {"document": document}})[names[-1]]["document"]
        return finished(data, text, name, answer.meta["layers"])

    return enrich


_CONTENDERS: dict[str, Callable[[str], Enrich]] = {"naive loop": _naive, "haystack": _haystack}


def _main(contender: str, inbox: Path, out: Path, kind: str) -> None:
    enrich = _CONTENDERS[contender](kind)
    say(started=time.monotonic())
    for path in sorted(inbox.iterdir()):
        save(out / f"{path.name}.json", enrich(path.read_bytes(), path.name))
    say(last=time.monotonic(), exit=time.monotonic())


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
