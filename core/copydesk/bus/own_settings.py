"""A plugin's settings: one model, judged when the plugin is loaded, and a hash of what can shape a layer."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, SecretBytes, SecretStr, ValidationError

from copydesk.bus.discover import Found
from copydesk.errors import ContractError, SettingsError
from copydesk.misfit import first_problem
from copydesk.plugin import Settings
from copydesk.settings import PluginLimits

__all__ = ["plugin_settings", "settings_hash"]


def plugin_settings(found: Found, hints: Iterable[Any], given: Mapping[str, Any]) -> Settings:
    """Make the settings of a plugin.

    Args:
        found: the plugin.
        hints: what its functions annotate ``settings`` with; None where one does not ask for them.
        given: the plugin's own keys, as configured.

    Raises:
        ContractError: it has two settings classes, or one that cannot be used.
        SettingsError: ``given`` does not fit.
    """
    model = _model(found, {hint for hint in hints if hint is not None})
    for field in model.model_fields:
        if field in PluginLimits.model_fields:
            raise ContractError(
                found.name, f"the setting {field!r} belongs to the desk; give it another name"
            )
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        key, problem = first_problem(error, model, at=f"plugins.{found.name}.")
        raise SettingsError(found.name, f"{problem}{_there_are(error, model)}", key) from None


def _model(found: Found, models: set[Any]) -> type[Settings]:
    for model in models:
        if not (isinstance(model, type) and issubclass(model, Settings)):
            shown = getattr(model, "__name__", None) or repr(model)
            raise ContractError(
                found.name,
                f"settings are annotated with {shown}; it must be a class derived from copydesk.Settings",
            )
    if len(models) > 1:
        names = ", ".join(sorted(model.__name__ for model in models))
        raise ContractError(found.name, f"has two settings classes, {names}; a plugin has at most one")
    return models.pop() if models else Settings


def _there_are(error: ValidationError, model: type[Settings]) -> str:
    unknown = error.errors(include_url=False)[0]["type"] == "extra_forbidden"
    return f"; there are: {', '.join(model.model_fields) or 'none'}" if unknown else ""


def settings_hash(settings: Settings) -> str:
    """Eight hex digits over the settings that can shape a layer: secrets and operational ones are left out."""
    shaping = {
        name: value for name, value in settings.model_dump().items() if not _operational(type(settings), name)
    }
    return hashlib.sha256(json.dumps(shaping, sort_keys=True, default=_plain).encode()).hexdigest()[:8]


def _plain(value: Any) -> Any:
    """The same in every process, as the order of a set is not; a secret is as good as none."""
    if isinstance(value, SecretStr | SecretBytes):
        return None
    return sorted(map(str, value)) if isinstance(value, set | frozenset) else str(value)


def _operational(model: type[BaseModel], name: str) -> bool:
    extra = model.model_fields[name].json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("operational"))
