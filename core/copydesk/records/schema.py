"""The JSON Schema of records, made from the models that write them."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from copydesk.model import SCHEMA_VERSION, Record

__all__ = ["DIALECT", "record_schema"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def record_schema(layers: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """Return the JSON Schema of the envelope, which accepts layers it does not know.

    Args:
        layers: per layer the schemas of ``annotation`` and ``summary`` as in a manifest; each is added, so that a
            record is also checked against what its plugins declare.
    """
    schema = Record.model_json_schema(mode="serialization")
    schema = {
        "$schema": DIALECT,
        "title": f"Copydesk record {SCHEMA_VERSION}",
        **{k: v for k, v in schema.items() if k != "title"},
    }
    schema["required"] = [name for name in schema["required"] if name != "duplicate_of"]
    known = {
        name: _layer_schema(name, parts, schema["$defs"]) for name, parts in sorted((layers or {}).items())
    }
    if known:
        schema["properties"]["layers"]["properties"] = known
    return schema


def _layer_schema(name: str, parts: Mapping[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """A layer's schema: the recorded form, narrowed by the author's own models."""
    own = {key: _lift(name, deepcopy(dict(part)), definitions) for key, part in parts.items()}
    narrowed: dict[str, Any] = {"allOf": [{"$ref": "#/$defs/RecordedLayer"}], "properties": {}}
    if "annotation" in own:
        fields = own["annotation"].get("properties", {})
        data = {
            key: value
            for key, value in fields.items()
            if key not in {"start", "end", "label", "confidence", "flags"}
        }
        entry = {
            "properties": {"data": {"type": "object", "properties": data, "additionalProperties": False}}
        }
        if "enum" in fields.get("label", {}) or "$ref" in fields.get("label", {}):
            entry["properties"]["label"] = fields["label"]
        narrowed["properties"]["annotations"] = {"items": entry}
    if "summary" in own:
        narrowed["properties"]["summary"] = {
            key: value for key, value in own["summary"].items() if key != "required"
        }
    return narrowed


def _lift(layer: str, schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Move a model's own ``$defs`` up beside the envelope's, under names that cannot clash."""
    for name, part in schema.pop("$defs", {}).items():
        definitions[f"{layer}.{name}"] = _rename(layer, part)
    renamed: dict[str, Any] = _rename(layer, schema)
    return renamed


def _rename(layer: str, part: Any) -> Any:
    if isinstance(part, dict):
        return {
            key: f"#/$defs/{layer}.{value.rpartition('/')[2]}"
            if key == "$ref" and isinstance(value, str)
            else _rename(layer, value)
            for key, value in part.items()
        }
    return [_rename(layer, item) for item in part] if isinstance(part, list) else part
