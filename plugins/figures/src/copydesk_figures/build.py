"""Readings into models: decimals become strings, marks become spans, empty fields stay unset."""

from decimal import Decimal
from typing import Any

from copydesk_figures.bases import in_base
from copydesk_figures.model import Figure
from copydesk_figures.reading import Attribution, Mark, Reading, plain


def build(reading: Reading, text: str) -> Figure:
    """Return the figure a reading makes. It is validated once, as a whole: parts are given as plain dictionaries."""
    fields: dict[str, Any] = {
        "start": reading.start,
        "end": reading.end,
        "label": reading.kind,
        "rule": reading.rule,
        "flags": reading.flags,
        "confidence": reading.confidence,
        "value": plain(reading.value),
        "lo": plain(reading.lo),
        "hi": plain(reading.hi),
        "lo_incl": reading.lo_incl,
        "hi_incl": reading.hi_incl,
        "numbers": _numbers(reading),
        "parts": [
            {"start": p.start, "end": p.end, "value": plain(p.value), "unit": p.unit} for p in reading.parts
        ]
        or None,
        "comparator": _comparator(reading.comparator),
        "unit": reading.unit.code if reading.unit else None,
        "base": _base(reading),
        "currency": reading.currency,
        "ambiguous": reading.ambiguous or None,
        "minor": reading.minor or None,
        "per": reading.per,
        "uncertainty": plain(reading.uncertainty),
        "counted": _counted(reading.counted, text),
        "qualifiers": [{"start": q.start, "end": q.end, "type": q.what} for q in reading.qualifiers] or None,
        "change": reading.change,
        "timex": reading.timex,
        "phrase": _phrase(reading),
        "source": _source(reading.source, text),
    }
    return Figure.model_validate(fields)


def _base(reading: Reading) -> dict[str, str] | None:
    """Return the value in base units; kelvins for degrees."""
    if reading.unit is None or not isinstance(reading.value, Decimal) or reading.kind == "percent":
        return None
    found = in_base(reading.unit.code, reading.value)
    return {"value": plain(found[0]) or "", "unit": found[1]} if found else None


def _numbers(reading: Reading) -> list[dict[str, Any]] | None:
    numbers = reading.numbers
    if not numbers or (
        len(numbers) == 1 and (numbers[0].start, numbers[0].end) == (reading.start, reading.end)
    ):
        return None
    return [{"start": n.start, "end": n.end, "value": plain(n.value)} for n in numbers]


def _comparator(mark: Mark | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    return {"start": mark.start, "end": mark.end, "op": mark.what, "side": mark.side}


def _counted(mark: Mark | None, text: str) -> dict[str, Any] | None:
    if mark is None:
        return None
    return {
        "start": mark.start,
        "end": mark.end,
        "text": text[mark.start : mark.end],
        "head": mark.what,
    }


def _phrase(reading: Reading) -> dict[str, int] | None:
    start, end = reading.start, reading.end
    for mark in (reading.comparator, reading.counted):
        if mark:
            start, end = min(start, mark.start), max(end, mark.end)
    return {"start": start, "end": end} if (start, end) != (reading.start, reading.end) else None


def _source(said: Attribution | None, text: str) -> dict[str, Any] | None:
    if said is None:
        return None
    fields = {"start": said.start, "end": said.end, "text": text[said.start : said.end], "cue": said.cue}
    via = _source(said.via, text)
    return fields | ({"via": via} if via else {})
