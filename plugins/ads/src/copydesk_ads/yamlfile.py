"""YAML into a pydantic model, with the line of the file in every error."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

__all__ = ["read"]

M = TypeVar("M", bound=BaseModel)
_Where = tuple[str | int, ...]


def read(path: Path, model: type[M]) -> M:
    """Return what a YAML file says, as a model. JSON is YAML too.

    Raises:
        ValueError: the file cannot be read, is no YAML, names a key twice, or does not fit the model; one line for
            each mistake, with the file's name and the line it stands on, counted from 1.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    try:
        data, lines = _parse(text, path.name)
    except yaml.YAMLError as error:
        raise ValueError(_no_yaml(path.name, error)) from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ValueError("\n".join(_mistakes(path.name, error, lines))) from error


def _parse(text: str, name: str) -> tuple[object, dict[_Where, int]]:
    """Return what a text says, and the line on which each value begins."""
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return {}, {}
        data: object = loader.construct_document(node)
        return data, _lines(node, name)
    finally:
        loader.dispose()


def _no_yaml(name: str, error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError):
        return f"{name}: not YAML: {error}"
    mark = error.problem_mark or error.context_mark
    where = f", line {mark.line + 1}" if mark else ""
    return f"{name}{where}: not YAML: {error.problem or error.context}"


def _lines(root: yaml.Node, name: str) -> dict[_Where, int]:
    """Return the line on which each value begins, by the keys that lead to it."""
    lines: dict[_Where, int] = {}
    todo: list[tuple[_Where, yaml.Node]] = [((), root)]
    seen: set[int] = set()
    while todo:
        where, node = todo.pop()
        lines[where] = node.start_mark.line + 1
        if id(node) in seen:
            continue  # an anchor used twice, perhaps inside itself
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            todo += [((*where, at), value) for at, value in enumerate(node.value)]
        elif isinstance(node, yaml.MappingNode):
            todo += [((*where, key), value) for key, value in _pairs(node, name, lines, where)]
    return lines


def _pairs(
    node: yaml.MappingNode, name: str, lines: dict[_Where, int], where: _Where
) -> list[tuple[str, yaml.Node]]:
    """Return keys and values; the line of a key counts for what is wrong with the key."""
    first: dict[str, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if key.value in first:
            raise ValueError(
                f"{name}, line {line}: {key.value!r} stands on line {first[key.value]} already; keep one"
            )
        first[key.value] = line
        lines[(*where, key.value, "[key]")] = line
    return [(str(key.value), value) for key, value in node.value]


def _mistakes(name: str, error: ValidationError, lines: dict[_Where, int]) -> list[str]:
    mistakes = []
    for each in error.errors(include_url=False):
        where = tuple(each["loc"])
        known = where
        while known and known not in lines and (*known, "[key]") not in lines:
            known = known[:-1]
        line = lines.get((*known, "[key]"), lines.get(known, 1))
        message = str(each["msg"]).removeprefix("Value error, ")
        shown = ".".join(str(part) for part in where)
        mistakes.append(f"{name}, line {line}: {shown + ': ' if shown else ''}{message}")
    return mistakes
