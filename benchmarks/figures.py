"""Score the figures plugin and its installed peers on a folder of labelled suites: ``python -m benchmarks.figures DIR``.

Every suite is a file of JSON lines as ``score.py`` beside or above DIR describes; that scorer counts the matches. What a
figure of ours means in a suite's own convention (spans of bare numbers, kept or dropped words, whole phrases) is said in
the functions named after the suites' prefixes, and nowhere else.
"""

import argparse
import json
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from copydesk_figures import Figure, extract

Record = dict[str, Any]
Prediction = dict[str, Any]
Engine = Callable[[Record, str], list[Prediction]]

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
        articles=suite.startswith("dk-"),
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


def _as_duckling(figure: Figure, point: str, reference: str) -> str:
    """Duckling's parts of a day begin elsewhere, "in 3 days" keeps the hour, and its zone is two hours west."""
    timex = figure.timex or ""
    for code, hour in _PART_HOURS.items():
        if timex.endswith(code) and ":" in point:
            point = f"{point[:-8]}{hour}:00:00"
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


# -- peers -----------------------------------------------------------------------------------------------------------


def quantulum(units: dict[str, str]) -> Engine:
    """Return quantulum3 as an engine. Raises ImportError where it is not installed."""
    parser = import_module("quantulum3.parser")

    def read(record: Record, _suite: str) -> list[Prediction]:
        given = []
        for one in parser.parse(record["text"]):
            found: Prediction = {"start": one.span[0], "end": one.span[1], "value": one.value}
            found["unit"] = (
                "" if one.unit.name == "dimensionless" else units.get(one.unit.name.lower(), one.unit.name)
            )
            if one.uncertainty and re.search(r"to|and|-", one.surface):
                found |= {"value": None, "lo": one.value - one.uncertainty, "hi": one.value + one.uncertainty}
            given.append(found)
        return given

    return read


def recognizers(units: dict[str, str]) -> Engine:
    """Return Recognizers-Text as an engine. Raises ImportError where it is not installed."""
    numbers, measures = import_module("recognizers_number"), import_module("recognizers_number_with_unit")
    times, culture = import_module("recognizers_date_time"), import_module("recognizers_text").Culture.English
    models = {
        "number": numbers.recognize_number, "ordinal": numbers.recognize_ordinal, "percent": numbers.recognize_percentage,
        "money": measures.recognize_currency, "age": measures.recognize_age, "temperature": measures.recognize_temperature,
        "datetime": times.recognize_datetime,
    }  # fmt: skip

    def read(record: Record, _suite: str) -> list[Prediction]:
        model = models.get(record["scope"][0], measures.recognize_dimension)
        extra = {}
        if model is times.recognize_datetime and record.get("ref"):
            extra["reference"] = datetime.fromisoformat(record["ref"]).replace(tzinfo=None)
        return [_recognized(one, units) for one in model(record["text"], culture, **extra)]

    return read


def _recognized(one: Any, units: dict[str, str]) -> Prediction:
    resolution = one.resolution or {}
    unit = resolution.get("unit")
    value = (
        number(str(resolution.get("value", "")).rstrip("%")) if resolution.get("value") is not None else None
    )
    given: Prediction = {
        "start": one.start,
        "end": one.end + 1,
        "value": value,
        "values": resolution.get("values"),
    }
    return given | {"unit": units.get(unit.lower(), unit) if unit else None}


def dateparser(_units: dict[str, str]) -> Engine:
    """Return dateparser's search as an engine. Raises ImportError where it is not installed."""
    search = import_module("dateparser.search").search_dates

    def read(record: Record, _suite: str) -> list[Prediction]:
        settings = (
            {"RELATIVE_BASE": datetime.fromisoformat(record["ref"]).replace(tzinfo=None)}
            if record.get("ref")
            else {}
        )
        given, at = [], 0
        for phrase, moment in search(record["text"], languages=[record["lang"]], settings=settings) or ():
            start = max(record["text"].find(phrase, at), 0)
            at = start + len(phrase)
            given.append({"start": start, "end": at, "at": moment.replace(tzinfo=None).isoformat()})
        return given

    return read


def price_parser(_units: dict[str, str]) -> Engine:
    """Return price-parser as an engine, which gives values without spans. Raises ImportError where it is not installed."""
    price = import_module("price_parser").Price

    def read(record: Record, _suite: str) -> list[Prediction]:
        amount = price.fromstring(record["text"]).amount_float
        return [] if amount is None else [{"value": amount}]

    return read


def text2num(_units: dict[str, str]) -> Engine:
    """Return text2num as an engine, which gives values without spans. Raises ImportError where it is not installed."""
    rewritten = import_module("text_to_num").alpha2digit

    def read(record: Record, _suite: str) -> list[Prediction]:
        words = rewritten(record["text"], record["lang"]).replace(",", "")
        return [{"value": float(one)} for one in re.findall(r"-?[0-9]+(?:\.[0-9]+)?", words)]

    return read


_PEERS = {
    "quantulum3": (quantulum, None),
    "Recognizers-Text": (recognizers, None),
    "text2num": (text2num, {"number"}),
    "price-parser": (price_parser, {"money"}),
    "dateparser": (dateparser, {"datetime"}),
}


# -- the table -------------------------------------------------------------------------------------------------------


def main() -> int:
    """Print the table, one line per suite and engine; returns 2 where DIR holds no suites or has no scorer."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.figures", description=__doc__)
    arguments.add_argument("folder", type=Path, metavar="DIR", help="a folder of *.jsonl suites")
    arguments.add_argument("--only", nargs="*", help="names of engines or prefixes of suites")
    given = arguments.parse_args()
    suites = sorted(given.folder.glob("*.jsonl"))
    scorer = next(
        (path for path in (given.folder / "score.py", given.folder.parent / "score.py") if path.exists()),
        None,
    )
    if not suites or scorer is None:
        print(f"{given.folder} needs *.jsonl suites, and score.py in it or above it", file=sys.stderr)
        return 2
    table(load(scorer), suites, given.only or [])
    return 0


def load(path: Path) -> ModuleType:
    """Return a module by its path."""
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python module")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(score: ModuleType, suites: list[Path], only: list[str]) -> None:
    """Print strict, value+unit and lenient F1 and characters per second of every engine on every suite."""
    records = {
        path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
        for path in suites
    }
    units = {
        figure["unit_peer"].lower(): figure["unit"]
        for rows in records.values() for row in rows for figure in row["figures"]
        if figure.get("unit_peer") and figure.get("unit")
    }  # fmt: skip
    prefixes = tuple(name for name in only if any(suite.startswith(name) for suite in records))
    wanted = [name for name in only if not name.startswith(prefixes or ("\0",))]
    print(
        f"{'suite':20} {'engine':17} {'gold':>5} {'strict':>7} {'v+unit':>7} {'lenient':>7} {'chars/s':>11} {'MB':>5}"
    )
    for name, engine, scopes in _engines(units):
        if wanted and name not in wanted:
            continue
        for suite, rows in records.items():
            fits = suite != "hard-cases" and suite.startswith(prefixes or ("",))
            if fits and (scopes is None or rows[0]["scope"][0] in scopes):
                _line(score, name, engine, suite, rows)


def _engines(units: dict[str, str]) -> Iterator[tuple[str, Engine, set[str] | None]]:
    yield "copydesk-figures", ours, None
    for name, (make, scopes) in _PEERS.items():
        try:
            yield name, make(units), scopes
        except ImportError:
            print(f"{'':20} {name:17} not installed")


def _line(score: ModuleType, name: str, engine: Engine, suite: str, rows: Iterable[Record]) -> None:
    total: Counter[str] = Counter()
    characters, spent, failed = 0, 0.0, 0
    for record in rows:
        if record.get("latent"):
            continue
        begun = time.process_time()
        try:
            given = engine(record, suite)
        except Exception:  # noqa: BLE001 -- a peer that falls over on a text has found nothing in it
            given, failed = [], failed + 1
        spent += time.process_time() - begun
        characters += len(record["text"])
        total += score.score(record["figures"], given, record.get("first_only"))
    f1 = [score.f1(total, key) for key in ("strict", "value_unit", "lenient")]
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    marks = " ".join(f"{value:7.1f}" for value in f1)
    print(
        f"{suite:20} {name:17} {total['gold']:5} {marks} {characters / max(spent, 1e-9):11,.0f} {megabytes:5.0f}"
        + (f"  ({failed} texts raised)" if failed else "")
    )


if __name__ == "__main__":
    sys.exit(main())
