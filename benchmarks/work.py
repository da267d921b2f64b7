"""The work as somebody without a desk would write it: the same functions over the same bytes, and a JSON file.

`LIGHT` is one regular expression, `FULL` the first three plugins. What comes out holds what a record holds about the
text: every annotation with its quote, the summaries, and the view without advertising.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson

from benchmarks.marks import spans
from copydesk_ads.clean import kept
from copydesk_ads.finder import find, summarise
from copydesk_ads.model import Ad
from copydesk_entities import entities_of, tag
from copydesk_figures import extract
from copydesk_figures import summarise as sum_up

__all__ = ["FULL", "LIGHT", "STEPS", "Layers", "finished", "save", "worked"]

LIGHT, FULL = "light", "full"

Layers = dict[str, Any]
Step = Callable[[str, Mapping[str, Any]], dict[str, Any]]


def worked(data: bytes, name: str, kind: str) -> bytes:
    """Return a document's annotations as indented JSON."""
    text = data.decode()
    layers: Layers = {}
    for layer, step in STEPS[kind].items():
        layers[layer] = step(text, layers)
    return finished(data, text, name, layers)


def finished(data: bytes, text: str, name: str, layers: Layers) -> bytes:
    """Return the JSON of a document and its layers."""
    source = {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return orjson.dumps({"source": source, "text": text, "layers": layers}, option=orjson.OPT_INDENT_2)


def save(path: Path, data: bytes) -> None:
    """Write a whole file: beside its place, synced, renamed. The folder is not synced."""
    beside = path.with_suffix(".tmp")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)


def _marks(text: str, _layers: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "annotations": [
            {"start": start, "end": end, "label": label, "quote": text[start:end]}
            for start, end, label in spans(text)
        ]
    }


def _ads(text: str, _layers: Mapping[str, Any]) -> dict[str, Any]:
    found: list[Ad] = find(text)
    segments = kept(text, found)
    return {
        "annotations": [{**ad.model_dump(mode="json"), "quote": text[ad.start : ad.end]} for ad in found],
        "summary": summarise(found).model_dump(mode="json"),
        "clean": {"segments": segments, "text": "".join(text[start:end] for start, end, _ in segments)},
    }


def _entities(text: str, layers: Mapping[str, Any]) -> dict[str, Any]:
    mentions = tag(text)
    return {
        "annotations": [_flagged(mention._asdict(), layers) for mention in mentions],
        "summary": list(entities_of(mentions)),
    }


def _figures(text: str, layers: Mapping[str, Any]) -> dict[str, Any]:
    found = extract(text)
    dumped = (figure.model_dump(mode="json", exclude_none=True) for figure in found)
    return {
        "annotations": [
            _flagged({**one, "quote": text[one["start"] : one["end"]]}, layers) for one in dumped
        ],
        "summary": sum_up(found).model_dump(mode="json"),
    }


def _flagged(mark: dict[str, Any], layers: Mapping[str, Any]) -> dict[str, Any]:
    ads = layers["ads"]["annotations"]
    if any(ad["start"] <= mark["start"] and mark["end"] <= ad["end"] for ad in ads):
        mark["flags"] = [*mark.get("flags", ()), "in_ad"]
    return mark


STEPS: dict[str, dict[str, Step]] = {
    LIGHT: {"marks": _marks},
    FULL: {"ads": _ads, "entities": _entities, "figures": _figures},
}
"""By kind of work: what makes each layer, in order."""
