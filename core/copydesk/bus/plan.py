"""The plan: the order subscribers run in, computed from what they require and produce, never from install order."""

from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Protocol, TypeVar

from copydesk.errors import ConfigError, PlanError, nearest

__all__ = ["Step", "downstream", "needed", "plan"]


class Step(Protocol):
    """What the plan needs to know about a subscriber."""

    @property
    def plugin(self) -> str:
        """The plugin's name."""

    @property
    def layer(self) -> str:
        """The layer it produces."""

    @property
    def views(self) -> Sequence[str]:
        """The views it makes."""

    @property
    def requires(self) -> Sequence[str]:
        """The layers it must have."""

    @property
    def optional(self) -> Sequence[str]:
        """The layers it reads where they are present."""


S = TypeVar("S", bound=Step)


def plan(steps: Iterable[S]) -> list[S]:
    """Order subscribers so that each runs after the layers it reads; ties go by the layer's name.

    Raises:
        PlanError: a required layer has no producer, a layer or view has two, or there is a cycle.
    """
    producers = _producers(list(steps))
    for step in producers.values():
        _check_required(step, producers)
    graph = {
        layer: [name for name in (*step.requires, *step.optional) if name in producers]
        for layer, step in producers.items()
    }
    return [producers[layer] for layer in _ordered(graph)]


def needed(order: Sequence[S], only: Sequence[str] | None) -> list[S]:
    """The part of a plan that makes the layers ``only`` and whatever those read, in order; all of it for None.

    Raises:
        ConfigError: a layer has no producer.
    """
    if only is None:
        return list(order)
    by_layer, ask, wanted = {step.layer: step for step in order}, list(only), set[str]()
    while ask:
        layer = ask.pop()
        if layer not in by_layer:
            there = ", ".join(by_layer) or "none, as no plugin is enabled"
            raise ConfigError(
                f"no plugin makes the layer {layer!r}{nearest(layer, by_layer)}; there are: {there}"
            )
        if layer not in wanted:
            wanted.add(layer)
            ask += by_layer[layer].requires
            ask += [name for name in by_layer[layer].optional if name in by_layer]
    return [step for step in order if step.layer in wanted]


def downstream(order: Sequence[S], changed: Sequence[str]) -> list[str]:
    """``changed`` and every layer that reads one of them, directly or not, in order."""
    touched = set(changed)
    for step in order:
        if touched & {*step.requires, *step.optional}:
            touched.add(step.layer)
    return [step.layer for step in order if step.layer in touched]


def _producers(steps: list[S]) -> dict[str, S]:
    producers: dict[str, S] = {}
    views: dict[str, S] = {}
    for step in sorted(steps, key=lambda step: (step.layer, step.plugin)):
        _claim(producers, step.layer, step, "layer")
        for view in step.views:
            _claim(views, view, step, "view")
    return producers


def _claim(claimed: dict[str, S], name: str, step: S, kind: str) -> None:
    if name in claimed:
        raise PlanError(
            f"{kind} {name!r} has two producers, plugins {claimed[name].plugin!r} and {step.plugin!r}: "
            "disable one of them in [plugins] disable"
        )
    claimed[name] = step


def _check_required(step: S, producers: dict[str, S]) -> None:
    for name in step.requires:
        if name not in producers:
            raise PlanError(
                f"plugin {step.plugin!r} requires the layer {name!r}, which no enabled plugin produces"
                f"{nearest(name, producers)}; install or enable its producer, or disable {step.plugin!r}"
            )


def _ordered(graph: dict[str, list[str]]) -> list[str]:
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        raise PlanError(f"layers require each other in a circle: {circle}; one of them must not") from None
    order: list[str] = []
    while sorter.is_active():
        for layer in sorted(sorter.get_ready()):
            order.append(layer)
            sorter.done(layer)
    return order
