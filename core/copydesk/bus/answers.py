"""Who answers for a media type or a format: the plugin that claims it, or the one the settings choose."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from copydesk.bus.declare import Plugin
from copydesk.bus.registry import Registry
from copydesk.errors import ConfigError, nearest
from copydesk.model import Producer
from copydesk.seam import Manifest
from copydesk.settings import DeskSettings

__all__ = ["Answers", "check_choices"]

Answer = tuple[Producer, Callable[..., Any]]


class Answers:
    """Readers and exporters of one registry.

    Args:
        registry: the loaded plugins.
        settings: which of two answers.
        built_in: formats no plugin may claim.

    Raises:
        ConfigError: two plugins answer for one key and nobody chose.
    """

    def __init__(self, registry: Registry, settings: DeskSettings, *, built_in: tuple[str, ...] = ()) -> None:
        plugins = registry.plugins.values()
        self._readers = _chosen("readers", settings.readers, plugins, lambda plugin: plugin.readers)
        writers = _chosen("exporters", settings.exporters, plugins, lambda plugin: plugin.exporters)
        for key in built_in:
            if key in writers:
                raise ConfigError(
                    f"plugin {writers[key][0].plugin!r} writes {key!r}, which is built in; disable it"
                )
        self.exporters = {key: made for key, (_producer, made) in writers.items()}

    @property
    def reads(self) -> dict[str, str]:
        """Plugin by media type."""
        return {key: producer.plugin for key, (producer, _function) in self._readers.items()}

    def reader(self, media_type: str) -> Answer | None:
        """The reader of a media type, or of its family (``text/*``)."""
        return self._readers.get(media_type) or self._readers.get(f"{media_type.partition('/')[0]}/*")


def _chosen(
    kind: str,
    choice: Mapping[str, str],
    plugins: Iterable[Plugin],
    offers: Callable[[Plugin], Mapping[str, Callable[..., Any]]],
) -> dict[str, Answer]:
    chosen: dict[str, Answer] = {}
    for plugin in plugins:
        for key, function in offers(plugin).items():
            if choice.get(key, plugin.name) != plugin.name:
                continue
            if key in chosen:
                raise ConfigError(
                    f"plugins {chosen[key][0].plugin!r} and {plugin.name!r} both answer for {key!r}; "
                    f'choose one in [{kind}]: "{key}" = "{plugin.name}"'
                )
            chosen[key] = (plugin.producer, partial(function, settings=plugin.settings))
    return chosen


def check_choices(settings: DeskSettings, manifest: Manifest) -> None:
    """Refuse a choice of someone who does not answer: it would silence those who do.

    Raises:
        ConfigError: names those who do.
    """
    for kind, choice in (("readers", settings.readers), ("exporters", settings.exporters)):
        for key, plugin in choice.items():
            able = [name for name, facts in manifest.plugins.items() if key in getattr(facts, kind)]
            if plugin not in able:
                raise ConfigError(
                    f'[{kind}] "{key}" = "{plugin}": it does not answer for that{nearest(plugin, able)}; '
                    f"those who do: {', '.join(able) or 'none'}"
                )
