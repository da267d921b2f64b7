"""Put what pydantic found wrong with a value into one line that says what would be right."""

import json
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from copydesk.errors import nearest

__all__ = ["first_problem"]


def first_problem(error: ValidationError, model: type[BaseModel], *, at: str = "") -> tuple[str, str]:
    """Describe the first finding, and count the others.

    Args:
        error: what validating against ``model`` raised.
        model: whose fields know the right names and values.
        at: put before the key, such as ``plugins.ads.``.

    Returns:
        The dotted key, and the problem in words.
    """
    first, *others = error.errors(include_url=False)
    key = (at + ".".join(str(part) for part in first["loc"])).rstrip(".")
    more = f" (and {len(others)} more)" if others else ""
    return key, _in_words(first, model, key) + more


def _in_words(found: ErrorDetails, model: type[BaseModel], key: str) -> str:
    parts = [str(part) for part in found["loc"]]
    if not parts:  # a validator of the whole table: its input may hold secrets
        return found["msg"].removeprefix("Value error, ")
    beside, field = _field(model, parts)
    if found["type"] == "extra_forbidden" or (field is None and beside and parts[-1] not in beside):
        return f"there is no such key{nearest(parts[-1], beside)}"
    if found["type"] in {"model_type", "dict_type"}:
        return f"it should be a table, [{key}]"
    if found["type"] == "missing":
        return "it has to be set"
    said = (
        found["msg"]
        .removeprefix("Value error, ")
        .replace("Input", "it", 1)
        .replace("a valid tuple", "a list")
        .replace("a valid array", "a list")
    )
    if found["type"] == "string_pattern_mismatch" and field:
        said = f"it should be {field.description}"
    return f"{said}{_given(found['input'], model.model_fields.get(parts[0]))}{_example(parts[-1:], field)}"


def _field(model: type[BaseModel], parts: list[str]) -> tuple[dict[str, FieldInfo], FieldInfo | None]:
    """The fields that stand beside the last part, and its own; empty and None in a table of free keys."""
    beside: dict[str, FieldInfo] = dict(model.model_fields)
    field: FieldInfo | None = None
    for part in parts:
        beside = dict(getattr(field.annotation, "model_fields", {})) if field else beside
        field = beside.get(part)
        if field is None:
            break
    return beside, field


def _given(value: Any, outer: FieldInfo | None) -> str:
    """``, not VALUE``, unless it is or may hold a secret."""
    secret = isinstance(value, dict) or (outer is not None and "Secret" in str(outer.annotation))
    return "" if secret else f", not {_short(value)}"


def _example(name: list[str], field: FieldInfo | None) -> str:
    """``; such as KEY = DEFAULT`` for a key that has one."""
    value = None if field is None else field.examples[0] if field.examples else field.get_default()
    return "" if value is None or not name else f"; such as {name[0]} = {_short(value, 60)}"


def _short(value: Any, room: int = 40) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= room else f"{text[: room - 1]}…"
