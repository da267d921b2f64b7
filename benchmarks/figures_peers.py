"""Peers of the figures plugin as engines that give predictions in the shared scorer's form; each may be missing."""

import re
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any

Record = dict[str, Any]
Prediction = dict[str, Any]
Engine = Callable[[Record, str], list[Prediction]]


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
        "number": numbers.recognize_number, "ordinal": numbers.recognize_ordinal, "age": measures.recognize_age,
        "percent": numbers.recognize_percentage, "money": measures.recognize_currency,
        "temperature": measures.recognize_temperature,
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
        _number(str(resolution.get("value", "")).rstrip("%")) if resolution.get("value") is not None else None
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
    """Return price-parser as an engine: values without spans. Raises ImportError where it is not installed."""
    price = import_module("price_parser").Price

    def read(record: Record, _suite: str) -> list[Prediction]:
        amount = price.fromstring(record["text"]).amount_float
        return [] if amount is None else [{"value": amount}]

    return read


def text2num(_units: dict[str, str]) -> Engine:
    """Return text2num as an engine: values without spans. Raises ImportError where it is not installed."""
    rewritten = import_module("text_to_num").alpha2digit

    def read(record: Record, _suite: str) -> list[Prediction]:
        words = rewritten(record["text"], record["lang"]).replace(",", "")
        return [{"value": float(one)} for one in re.findall(r"-?[0-9]+(?:\.[0-9]+)?", words)]

    return read


PEERS = {
    "quantulum3": (
        quantulum,
        {
            "number",
            "percent",
            "money",
            "measure",
            "quantity",
            "age",
            "temperature",
            "distance",
            "volume",
            "mass",
            "duration",
            "range",
        },
    ),
    "Recognizers-Text": (recognizers, None),
    "text2num": (text2num, {"number"}),
    "price-parser": (price_parser, {"money"}),
    "dateparser": (dateparser, {"datetime"}),
}


def _number(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value
