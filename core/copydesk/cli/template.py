"""The commented config file, made from the settings' own models: it cannot say anything else than they do."""

import json
from textwrap import wrap
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from copydesk.settings import DeskSettings, PluginLimits

__all__ = ["config_text"]

HEAD = """\
# The settings of a desk. Every key stands here with its default: take its '#' away to change it.
#
# Paths count from the folder of this file, or from the one above if this one is called 'config'.
# COPYDESK_SECTION__KEY in the environment overrides a key: COPYDESK_INBOX__QUIET=2.
"""
PLUGINS = """\
# Each plugin may have a table of its name, with settings of its own and four that are the desk's:
#[plugins.NAME]
"""
_GROUPED_FROM = 10_000
_WIDTH = 100


def config_text() -> str:
    """Return the whole file: every key of every section, commented, with its default."""
    sections = [_section(name, field) for name, field in DeskSettings.model_fields.items()]
    return "\n".join([HEAD, *sections])


def _section(name: str, field: FieldInfo) -> str:
    model = field.annotation
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return f"[{name}]\n{_key('', field)}"
    keys = "".join(_key(key, of) for key, of in model.model_fields.items())
    return f"# {_sentence(model.__doc__)}\n[{name}]\n{keys}{_limits() if name == 'plugins' else ''}"


def _key(key: str, field: FieldInfo) -> str:
    comment = "".join(f"# {line}\n" for line in wrap(_sentence(field.description), _WIDTH))
    value = field.examples[0] if field.examples else field.get_default()
    if not key:
        return comment + "".join(f"#{json.dumps(name)} = {_toml(each)}\n" for name, each in value.items())
    return f"{comment}#{key} = {_toml(value)}\n"


def _limits() -> str:
    keys = [
        (name, field.examples, field.get_default(), field.description)
        for name, field in PluginLimits.model_fields.items()
    ]
    shown = [
        f"#{name} = {_toml(examples[0] if examples else default)}" for name, examples, default, _about in keys
    ]
    room = max(map(len, shown))
    lines = [f"{line:{room}}  # {about}\n" for line, (*_rest, about) in zip(shown, keys, strict=True)]
    return "\n" + PLUGINS + "".join(lines)


def _sentence(text: str | None) -> str:
    return (text or "").strip().partition(". ")[0].removesuffix(".")


def _toml(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and value >= _GROUPED_FROM:
        return f"{value:_}"
    if not isinstance(value, list | tuple):
        return json.dumps(value, default=str, ensure_ascii=False)
    lines = wrap(", ".join(map(_toml, value)), _WIDTH)
    if len(lines) > 1:
        return "[\n" + "".join(f"#  {line}\n" for line in lines) + "#]"
    return f"[{''.join(lines)}]"
