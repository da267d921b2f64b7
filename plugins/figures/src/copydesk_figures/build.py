"""Readings into models: decimals become strings, marks become spans, empty fields stay unset."""

from copydesk_figures.model import Comparator, Counted, Figure, Messenger, NumberSpan, Qualifier, SaidBy, Span
from copydesk_figures.reading import Attribution, Mark, Reading, plain


def build(reading: Reading, text: str) -> Figure:
    """Return the figure a reading makes."""
    fields: dict[str, object] = {
        "value": plain(reading.value),
        "lo": plain(reading.lo),
        "hi": plain(reading.hi),
        "lo_incl": reading.lo_incl,
        "hi_incl": reading.hi_incl,
        "numbers": _numbers(reading),
        "comparator": _comparator(reading.comparator),
        "unit": reading.unit.code if reading.unit else None,
        "currency": reading.currency,
        "ambiguous": reading.ambiguous or None,
        "minor": reading.minor or None,
        "per": reading.per,
        "uncertainty": plain(reading.uncertainty),
        "counted": _counted(reading.counted, text),
        "qualifiers": tuple(Qualifier(start=q.start, end=q.end, type=q.what) for q in reading.qualifiers)
        or None,
        "change": reading.change,
        "timex": reading.timex,
        "phrase": _phrase(reading),
        "source": _source(reading.source, text),
        "flags": reading.flags,
        "confidence": reading.confidence,
    }
    said = {name: value for name, value in fields.items() if value is not None}
    return Figure.model_validate(
        {"start": reading.start, "end": reading.end, "label": reading.kind, "rule": reading.rule} | said
    )


def _numbers(reading: Reading) -> tuple[NumberSpan, ...] | None:
    numbers = reading.numbers
    if not numbers or (
        len(numbers) == 1 and (numbers[0].start, numbers[0].end) == (reading.start, reading.end)
    ):
        return None
    return tuple(NumberSpan(start=n.start, end=n.end, value=plain(n.value) or "") for n in numbers)


def _comparator(mark: Mark | None) -> Comparator | None:
    if mark is None:
        return None
    fields = {"start": mark.start, "end": mark.end, "op": mark.what}
    return Comparator.model_validate(fields | ({"side": mark.side} if mark.side else {}))


def _counted(mark: Mark | None, text: str) -> Counted | None:
    if mark is None:
        return None
    return Counted(start=mark.start, end=mark.end, text=text[mark.start : mark.end], head=mark.what)


def _phrase(reading: Reading) -> Span | None:
    marks = [mark for mark in (reading.comparator, reading.counted) if mark]
    start = min([reading.start, *(mark.start for mark in marks)])
    end = max([reading.end, *(mark.end for mark in marks)])
    return Span(start=start, end=end) if (start, end) != (reading.start, reading.end) else None


def _source(said: Attribution | None, text: str) -> SaidBy | None:
    if said is None:
        return None
    via = said.via
    fields = {"start": said.start, "end": said.end, "text": text[said.start : said.end], "cue": said.cue}
    if via is None:
        return SaidBy.model_validate(fields)
    messenger = Messenger(start=via.start, end=via.end, text=text[via.start : via.end], cue=via.cue)
    return SaidBy.model_validate(fields | {"via": messenger})
