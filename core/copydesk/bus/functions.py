"""The functions a plugin's module declares; what pluggy would skip in silence, or call wrongly, is an error here."""

import functools
import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from copydesk.bus.discover import GROUP, Found
from copydesk.errors import ContractError
from copydesk.plugin import declaration_of

__all__ = ["belongs", "own_functions"]

_HIDING = {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}


def own_functions(found: Found, module: ModuleType) -> Iterator[Callable[..., Any]]:
    """Yield every declared function of the module once.

    Raises:
        ContractError: one is declared but would never be called, or not with the arguments it names.
    """
    seen = dict[int, str]()
    for name, value in vars(module).items():
        if not inspect.isroutine(value) or declaration_of(value) is None:
            _refuse_hidden(found, module, name, value)
            continue
        if not belongs(value, module):
            raise ContractError(
                found.name, f"{name} belongs to {value.__module__}; a plugin declares only its own functions"
            )
        if id(value) in seen:
            raise ContractError(
                found.name, f"{seen[id(value)]} and {name} are the same function; keep one name"
            )
        _refuse_uncallable(found, name, value)
        seen[id(value)] = name
        yield value


def belongs(value: Any, module: ModuleType) -> bool:
    """Whether a function or class was made in the plugin's module or package."""
    return f"{value.__module__}.".startswith(f"{module.__name__}.")


def _refuse_hidden(found: Found, module: ModuleType, name: str, value: Any) -> None:
    """A declared function that only something else leads to would never be registered."""
    if isinstance(value, functools.partial) and declaration_of(value.func):
        raise ContractError(
            found.name, f"{name} is a partial of a declared function; declare a plain function"
        )
    if inspect.isfunction(value) and any(declaration_of(cell) for cell in _enclosed(value)):
        raise ContractError(found.name, _wrapped(name))
    if inspect.isroutine(value) and isinstance(getattr(value, f"{GROUP}_impl", None), dict):
        raise ContractError(found.name, f"{name} carries a bare pluggy mark; use copydesk.subscribe")
    if isinstance(value, type) and belongs(value, module):
        for method, function in vars(value).items():
            if declaration_of(getattr(function, "__func__", function)):
                raise ContractError(
                    found.name, f"{name}.{method} is a method; declare a plain function of the module"
                )


def _enclosed(function: Any) -> Iterator[Any]:
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # not filled yet
            continue


def _wrapped(name: str) -> str:
    return (
        f"{name} is a wrapped function that hides its arguments; put the copydesk decorator outermost, "
        "use functools.wraps, and name the arguments it takes"
    )


def _refuse_uncallable(found: Found, name: str, function: Callable[..., Any]) -> None:
    """Arguments are given by name, so each must have one."""
    declaration = declaration_of(function)
    kinds = {parameter.kind for parameter in inspect.signature(function).parameters.values()}
    if declaration is None or function is not declaration.function or kinds & _HIDING:
        raise ContractError(found.name, _wrapped(name))
    if inspect.Parameter.KEYWORD_ONLY in kinds:
        raise ContractError(
            found.name, f"{name} has keyword-only arguments, which are never filled; drop the `*`"
        )
    if inspect.Parameter.POSITIONAL_ONLY in kinds:
        raise ContractError(
            found.name, f"{name} has positional-only arguments, but they are given by name; drop the `/`"
        )
