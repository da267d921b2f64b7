"""Quarantine: a plugin that keeps ending its workers is not called any more, and everyone is told why.

It ends with a new version of the plugin, with other settings, or with a person's word: ``copydesk plugins enable``.
"""

import json
from collections import Counter
from collections.abc import Sequence

from copydesk import journal as verbs
from copydesk.clock import microseconds
from copydesk.desk.shared import Shared
from copydesk.events import PluginQuarantined
from copydesk.model import Failure
from copydesk.seam import Result, Step, Work

__all__ = ["META", "Quarantine"]

META = "quarantine"
"""Under which name the journal remembers it: reason and producer by plugin."""
_COSTLY = frozenset({"crash", "timeout"})
"""Failures that cost a worker process; a plugin that merely raises costs nobody else anything."""


class Quarantine:
    """Which plugins are quarantined; owned by the dispatcher.

    Args:
        shared: the desk's.
        order: the plan.
    """

    def __init__(self, shared: Shared, order: Sequence[Step]) -> None:
        self._shared = shared
        self._order = order
        self._in_a_row: Counter[str] = Counter()
        self._reasons = self._still_valid(self._remembered())

    def apply(self, work: Work) -> Work:
        """The same work without the layers of quarantined plugins, which its record will miss with the reason."""
        steps = tuple(step.layer for step in self._order) if work.steps is None else work.steps
        barred = [step for step in self._order if step.layer in steps and step.plugin in self._reasons]
        if not barred:
            return work
        failures = [self._failure(step) for step in barred]
        kept = tuple(layer for layer in steps if layer not in {step.layer for step in barred})
        return work.model_copy(update={"steps": kept, "failures": (*work.failures, *failures)})

    def note(self, result: Result) -> None:
        """Count a document's costly failures; so many documents in a row are enough."""
        costly = {failure.plugin: failure for failure in result.failures if failure.code in _COSTLY}
        for step in self._order:
            if step.layer in result.counts and step.plugin not in costly:
                del self._in_a_row[step.plugin]
        for plugin, failure in costly.items():
            self._in_a_row[plugin] += 1
            most = self._shared.settings.workers.quarantine_after
            if most and self._in_a_row[plugin] >= most and plugin not in self._reasons:
                self._bar(plugin, f"{most} documents in a row: {failure.message}")

    def release(self, plugin: str) -> None:
        """Use a plugin again, by a person's word, also for the documents whose records miss its layers."""
        if not self._reasons.pop(plugin, None):
            return
        del self._in_a_row[plugin]
        self._remember()
        layers = [step.layer for step in self._order if step.plugin == plugin]
        missing = self._shared.reader.ask(verbs.missing, layers)
        if missing:
            self._shared.do(verbs.retry, missing, microseconds())
        self._shared.note(
            f"plugin {plugin} is out of quarantine; records to complete with its layers: {len(missing)}"
        )

    def _bar(self, plugin: str, reason: str) -> None:
        self._reasons[plugin] = reason
        self._remember()
        self._shared.note(f"plugin {plugin} is quarantined: {reason}")
        self._shared.log.error("plugin quarantined", plugin=plugin, reason=reason)
        self._shared.tell(PluginQuarantined(plugin=plugin, reason=reason))

    def _failure(self, step: Step) -> Failure:
        message = (
            f"the plugin is quarantined ({self._reasons[step.plugin]}); copydesk plugins enable {step.plugin}"
        )
        return Failure(plugin=step.plugin, layer=step.layer, code="quarantined", message=message)

    def _remembered(self) -> dict[str, dict[str, str]]:
        found = self._shared.reader.ask(verbs.get_meta, META)
        remembered: dict[str, dict[str, str]] = json.loads(found or "{}")
        return remembered

    def _still_valid(self, remembered: dict[str, dict[str, str]]) -> dict[str, str]:
        """A plugin with another version or other settings is another one."""
        present = {name: self._producer(name) for name in self._shared.manifest.plugins}
        return {
            name: entry["reason"]
            for name, entry in remembered.items()
            if present.get(name) == entry["producer"]
        }

    def _remember(self) -> None:
        entries = {
            name: {"reason": why, "producer": self._producer(name)} for name, why in self._reasons.items()
        }
        self._shared.do(verbs.set_meta, META, json.dumps(entries))

    def _producer(self, plugin: str) -> str:
        return self._shared.manifest.plugins[plugin].producer.model_dump_json()
