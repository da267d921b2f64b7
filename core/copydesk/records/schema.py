"""The JSON Schema of records, made from the models that write them."""

from collections.abc import Mapping
from typing import Any, Final

from copydesk.model import SCHEMA_VERSION, Annotation, Record

__all__ = ["DIALECT", "record_schema"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DEFINITIONS: Final = "#/$defs/"
_PLAIN_LABEL: Final = Annotation.model_json_schema()["properties"]["label"]


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
    own = {key: _lifted(name, part, definitions) for key, part in parts.items()}
    narrowed: dict[str, Any] = {}
    if "annotation" in own:
        narrowed["annotations"] = {"items": {"properties": _annotation(own["annotation"])}}
    if "summary" in own:
        narrowed["summary"] = own["summary"]
    return {"allOf": [{"$ref": "#/$defs/RecordedLayer"}], "properties": narrowed}


def _annotation(own: Mapping[str, Any]) -> dict[str, Any]:
    fields = own.get("properties", {})
    data = {key: value for key, value in fields.items() if key not in Annotation.core_fields}
    narrowed: dict[str, Any] = {"data": {"type": "object", "properties": data, "additionalProperties": False}}
    if fields.get("label", _PLAIN_LABEL) != _PLAIN_LABEL:
        narrowed["label"] = fields["label"]
    return narrowed


def _lifted(layer: str, schema: Mapping[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Move a model's own ``$defs`` up beside the envelope's, under names that cannot clash."""
    for name, part in schema.get("$defs", {}).items():
        definitions[f"{layer}.{name}"] = _adapted(layer, part)
    adapted: dict[str, Any] = _adapted(layer, {key: part for key, part in schema.items() if key != "$defs"})
    return adapted


def _adapted(layer: str, part: Any) -> Any:
    """Point references to where the definitions are now; nothing is required, as absent fields are left out."""
    if isinstance(part, dict):
        return {
            key: _adapted(layer, value)
            for key, value in part.items()
            if not (key == "required" and isinstance(value, list))
        }
    if isinstance(part, str) and part.startswith(_DEFINITIONS):
        return f"{_DEFINITIONS}{layer}.{part.removeprefix(_DEFINITIONS)}"
    return [_adapted(layer, item) for item in part] if isinstance(part, list) else part
