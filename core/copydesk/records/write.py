"""A record as bytes, and back."""

from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from copydesk.errors import CopydeskError
from copydesk.model import Record
from copydesk.names import display_name

__all__ = ["load_record", "record_bytes"]


def record_bytes(record: Record, *, indent: bool = True) -> bytes:
    """Return the record as UTF-8 JSON ending in a newline: indented for people, or on one line.

    The same record gives the same bytes: keys stand in the order of the schema, layers in the order of their names.
    """
    facts = _facts(record)
    if record.duplicate_of is None:
        del facts["duplicate_of"]
    option = orjson.OPT_APPEND_NEWLINE | (orjson.OPT_INDENT_2 if indent else 0)
    return orjson.dumps(facts, default=_facts, option=option)


def _facts(value: object) -> dict[str, Any]:
    """A model's fields and what it kept of keys it does not know; ``model_dump`` would take twice as long.

    Raises:
        TypeError: the value is no model.
    """
    if not isinstance(value, BaseModel):
        raise TypeError(f"a record holds no {type(value).__name__}")
    own = value.__dict__
    return {name: own[name] for name in type(value).model_fields} | (value.__pydantic_extra__ or {})


def load_record(given: Path | bytes) -> Record:
    """Read a record from a file or from its bytes.

    Raises:
        CopydeskError: it is no record of a form this version knows; says what is wrong first.
        OSError: the file cannot be read.
    """
    data = given if isinstance(given, bytes) else given.read_bytes()
    name = "these bytes" if isinstance(given, bytes) else display_name(str(given))
    try:
        return Record.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CopydeskError(f"{name} is no record: {where or 'it'}: {first['msg']}") from None
