"""What figures of ours are in the terms of the labelled suites, each of which keeps a convention of its own.

Spans of bare numbers, words kept or dropped, whole phrases: all of it is said here, and nowhere in the plugin.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from copydesk_figures import Figure, extract

Record = dict[str, Any]
Prediction = dict[str, Any]

_KINDS = {name: {"measure"} for name in ("distance", "volume", "mass", "measure")}
_NO_NUMBER = {"date", "time", "date-range", "identifier", "idiom"}
_SECONDS = {
    "s": 1,
    "min": 60,
    "h": 3600,
    "d": 86400,
    "wk": 604800,
    "mo": 2592000,
    "a": 31536000,
    "10.a": 315360000,
}
_PART_HOURS = {"TMO": "00", "TMEL": "12", "TAF": "12", "TEV": "18", "TNI": "18"}
_LEADS = re.compile(
    r"(?:^|\s)((?:(?:at|on|in|the|by|for|around|about|to|of|during|this|until|a|an|@)\s+)+)$", re.IGNORECASE
)
_ZONE = re.compile(r"(?:Z|[+-][0-9]{2}:[0-9]{2})$")
_DUCKLING_OFFSET = -2  # hours: where Duckling's corpus was written


def number(value: str | None) -> float | str | None:
    """Return a decimal string as a number, anything else as it is."""
    try:
        return None if value is None else float(value)
    except ValueError:
        return value


def ours(record: Record, suite: str) -> list[Prediction]:
    """Return our figures of a record in the terms of its suite."""
    scope = record["scope"][0]
    reference = record.get("ref")
    found = extract(
        record["text"],
        also=frozenset({"identifier"}) if scope == "identifier" else frozenset(),
        calendar=scope == "datetime",
        reference=datetime.fromisoformat(reference).replace(tzinfo=None) if reference else None,
        articles=suite.startswith("dk-") and scope != "datetime",
        language=record["lang"],
        attribution=False,
    )
    if scope == "datetime":
        given = [*_times(found, record, suite)]
    elif scope == "number":
        given = [*_numbers(found)]
    elif scope == "quantity":
        given = [*_quantities(found, record["text"])]
    elif scope == "range":
        given = [*_ranges(found)]
    elif record.get("number_span"):
        given = [*_prices(found)]
    else:
        given = [*_kinds(found, scope, record, suite)]
    if record.get("values_only"):
        given = [{key: one[key] for key in one if key not in {"start", "end"}} for one in given]
    return given


def _unit(figure: Figure) -> str | None:
    """Return a unit as the suites write it: minor coins have codes of their own."""
    if figure.currency and figure.minor:
        return figure.currency + {"GBP": "-p", "XBT": "-sat"}.get(figure.currency, "-c")
    return figure.currency or figure.unit


def _plain(figure: Figure) -> Prediction:
    factor = 100 if figure.minor else 1
    given: Prediction = {"start": figure.start, "end": figure.end, "unit": _unit(figure), "value": None}
    for name in ("value", "lo", "hi"):
        value = number(getattr(figure, name))
        if isinstance(value, float):
            given[name] = value * factor
    return given


def _bare(figure: Figure) -> Iterator[Prediction]:
    factor = 100 if figure.minor else 1
    for one in figure.numbers or ():
        yield {"start": one.start, "end": one.end, "value": float(one.value) * factor}
    if not figure.numbers and figure.value is not None:
        yield {"start": figure.start, "end": figure.end, "value": float(figure.value) * factor}


def _numbers(found: list[Figure]) -> Iterator[Prediction]:
    for figure in found:
        if figure.label not in _NO_NUMBER and (figure.label != "ordinal" or figure.rule == "label"):
            yield from _bare(figure)


def _prices(found: list[Figure]) -> Iterator[Prediction]:
    """Give the first sum of money, without one the first number: a shop's price often has no sign."""
    money = [figure for figure in found if figure.label == "money"]
    for figure in money or found:
        if figure.label not in _NO_NUMBER:
            yield from _bare(figure)


def _quantities(found: list[Figure], text: str) -> Iterator[Prediction]:
    """quantulum3 reads years as numbers, parts of a sum one by one, and leaves out "from"."""
    for figure in found:
        if figure.rule == "year":
            yield _plain(figure) | {"unit": ""}
        if figure.label in _NO_NUMBER or figure.label == "ordinal":
            continue
        if figure.parts:
            for part in figure.parts:
                yield {"start": part.start, "end": part.end, "value": float(part.value), "unit": part.unit}
            continue
        given = _plain(figure) | {"unit": _unit(figure) or ""}
        given["start"] += len("from ") if text[figure.start :].startswith("from ") else 0
        yield given


def _ranges(found: list[Figure]) -> Iterator[Prediction]:
    """Recognizers' ranges end with the number and hold comparators; "at least 5" has one end."""
    for figure in found:
        comparator = figure.comparator
        if figure.label in _NO_NUMBER | {"score", "ratio"} or "vague" in figure.flags:
            continue
        last = figure.numbers[-1].end if figure.numbers else figure.end
        value = number(figure.value)
        if figure.lo is not None and comparator is None:
            yield {
                "start": figure.start,
                "end": last,
                "value": None,
                "lo": number(figure.lo),
                "hi": number(figure.hi),
            }
        elif comparator and value is not None and comparator.op != "~":
            low, high = (
                value if sign in f"{comparator.op}{sign * (comparator.op == '=')}" else None for sign in "><"
            )
            end = comparator.end if comparator.start > figure.start else last
            yield {
                "start": min(comparator.start, figure.start),
                "end": end,
                "value": None,
                "lo": low,
                "hi": high,
            }


def _kinds(found: list[Figure], scope: str, record: Record, suite: str) -> Iterator[Prediction]:
    """Give the figures of one kind; Duckling's spans are whole phrases, Recognizers knows neither ranges nor rates."""
    for figure in found:
        if figure.label not in _KINDS.get(scope, {scope}):
            continue
        given = _plain(figure)
        if record.get("whole"):
            _as_phrase(given, figure, record["text"])
        elif suite.startswith("rt-") and figure.lo is not None and figure.numbers:
            last = figure.numbers[-1]
            given = {
                "start": last.start,
                "end": figure.end,
                "value": float(last.value),
                "unit": _unit(figure),
            }
        if scope == "identifier":
            given["value"] = None
        yield given


def _as_phrase(given: Prediction, figure: Figure, text: str) -> None:
    comparator = figure.comparator
    if comparator and comparator.op != "~" and given["value"] is not None:
        given["lo" if ">" in comparator.op else "hi"] = given["value"]
        given["value"] = None
    if figure.phrase:
        given["start"], given["end"] = figure.phrase.start, figure.phrase.end
    if text[: given["start"]].strip().lower() in {"a", "an"}:
        given["start"] = 0


def _times(found: list[Figure], record: Record, suite: str) -> Iterator[Prediction]:
    duckling = suite.startswith("dk-")
    given = [
        one
        for figure in found
        if (one := _duration(figure, duckling=duckling) or _time(figure, record, duckling=duckling))
    ]
    if (
        record.get("whole")
        and len(given) == 1
        and (lead := _LEADS.search(record["text"][: given[0]["start"]]))
    ):
        given[0]["start"] = lead.start(1)
    yield from given


def _duration(figure: Figure, *, duckling: bool) -> Prediction | None:
    """Recognizers counts durations among times, in seconds, with "more than" in their span."""
    seconds = _SECONDS.get(figure.unit or "")
    if figure.label != "duration" or duckling or seconds is None:
        return None
    comparator = figure.comparator
    start = min(comparator.start, figure.start) if comparator and comparator.op in "<>" else figure.start
    length = float(figure.value or figure.lo or 0) * seconds
    return {
        "start": start,
        "end": figure.end,
        "values": [{"value": str(int(length)) if length == int(length) else str(length)}],
    }


def _time(figure: Figure, record: Record, *, duckling: bool) -> Prediction | None:
    if figure.label not in {"date", "time", "date-range"}:
        return None
    comparator, given = figure.comparator, {"start": figure.start, "end": figure.end}
    if comparator and figure.phrase:
        given["start"] = min(comparator.start, figure.start)
    point = "not resolved" if figure.rule in {"set", "unsettled"} else _point(figure)
    if figure.rule == "several" and point and record.get("ref"):
        point = _several(figure, record, duckling=duckling)
    if duckling and point and record.get("ref"):
        point = _as_duckling(figure, point, record["ref"])
    if not duckling and (zone := _ZONE.search(figure.timex or "")) and zone:
        given["end"] = _without_zone(record["text"], figure)
    return given | {"values": [_bounded(figure, point, record, duckling=duckling)]}


def _point(figure: Figure) -> str | None:
    """Return where a time begins; years and months are filled up, unresolved ones say so."""
    value = figure.value or figure.lo
    if value is None and figure.timex and re.match(r"T[0-9]", figure.timex):
        value = f"T{(figure.timex[1:].rstrip('Z') + ':00:00')[:8]}"
    if value is None:
        return "not resolved" if figure.timex else None
    return (
        value[1:] if value.startswith("T") else {4: f"{value}-01-01", 7: f"{value}-01"}.get(len(value), value)
    )


def _several(figure: Figure, record: Record, *, duckling: bool) -> str | None:
    """Recognizers begins "next 3 weeks" tomorrow; Duckling takes "2 upcoming weeks" for the second of them."""
    written = re.match(r"P(T?)([0-9]+)([SMHDWY])", figure.timex or "")
    if written is None or figure.lo is None:
        return figure.lo
    lo, now, count = datetime.fromisoformat(figure.lo), datetime.fromisoformat(record["ref"]), int(written[2])
    ahead = lo >= now.replace(tzinfo=None)
    if written[1]:
        seconds = {"S": 1, "M": 60, "H": 3600}[written[3]]
        return (
            (lo - timedelta(seconds=lo.timestamp() % seconds - seconds * ahead)).isoformat()
            if duckling
            else figure.lo
        )
    if duckling:
        upcoming = "upcoming" in record["text"][figure.start : figure.end].lower()
        return _later(lo, written[3], count - 1) if upcoming else figure.lo
    if ahead:
        return (now + timedelta(days=1)).date().isoformat()
    return _later(now, written[3], -count) if written[3] in "DW" else figure.lo


def _later(moment: datetime, letter: str, count: int) -> str:
    if letter in "DW":
        return (moment + timedelta(days=count * (7 if letter == "W" else 1))).date().isoformat()
    months = moment.year * 12 + moment.month - 1 + count * (12 if letter == "Y" else 1)
    return moment.replace(year=months // 12, month=months % 12 + 1).date().isoformat()


def _as_duckling(figure: Figure, point: str, reference: str) -> str:
    """Duckling's parts of a day begin elsewhere, "in 3 days" keeps the hour, and its zone is two hours west."""
    timex = figure.timex or ""
    for code, hour in _PART_HOURS.items():
        if timex.endswith(code) and ":" in point:
            point = f"{point[:-8]}{hour}:00:00"
    if figure.rule == "edge" and re.fullmatch(r"[0-9]{4}-W[0-9]{2}", timex):
        late = datetime.fromisoformat(point).weekday() == 3
        point = (datetime.fromisoformat(point) + timedelta(days=late)).date().isoformat()
    if figure.rule in {"shift-day", "shift-fortnight"}:
        return f"{point[:10]}T{reference[11:13]}:00:00"
    today = len(point) == 8 or point[:10] == reference[:10]
    if figure.ambiguous and today and point[-8:] < reference[11:19]:
        point = f"{point[:-8]}{int(point[-8:-6]) % 12 + 12:02}{point[-6:]}"
    zone = _ZONE.search(timex)
    if zone and ":" in point:
        moment = datetime.fromisoformat(f"{reference[:10]}T{point}" if len(point) == 8 else point)
        sign, written = (-1 if zone[0][0] == "-" else 1), zone[0].strip("Z+-") or "00:00"
        ahead = sign * (int(written[:2]) + int(written[3:]) / 60)
        point = (moment - timedelta(hours=ahead - _DUCKLING_OFFSET)).isoformat()
    return point


def _without_zone(text: str, figure: Figure) -> int:
    """Recognizers leaves a time zone out of the span."""
    zone = re.search(r"\s*\(?[A-Za-z]{2,4}\)?$", text[figure.start : figure.end])
    names = {
        "gmt",
        "utc",
        "bst",
        "est",
        "edt",
        "cst",
        "cdt",
        "mst",
        "mdt",
        "pst",
        "pdt",
        "cet",
        "ist",
        "et",
        "pt",
    }
    return figure.start + zone.start() if zone and zone[0].strip(" ()").lower() in names else figure.end


def _bounded(figure: Figure, point: str | None, record: Record, *, duckling: bool) -> dict[str, str | None]:
    comparator = figure.comparator
    if comparator is None or comparator.op not in {"<", "<=", ">"}:
        return {"value": point}
    if duckling and record["text"][comparator.start : comparator.end].lower() == "by" and figure.hi:
        return {"value": record["ref"]}
    edge = figure.rule == "edge"
    if comparator.op == ">":
        return {"start": figure.hi if figure.hi and not duckling and not edge else point}
    return {"end": figure.hi if edge and figure.hi and not duckling else point}
