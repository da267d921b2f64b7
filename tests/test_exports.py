"""The public names: sorted, importable, and cheap."""

import subprocess
import sys
from importlib import import_module

import pytest

import copydesk
from copydesk import errors

SLOW = ("pydantic", "structlog", "pluggy", "rich", "watchdog", "orjson", "charset_normalizer", "sqlite3")


def test_the_public_names_are_sorted():
    """A list one can read, without a name twice."""
    assert sorted(set(copydesk.__all__)) == list(copydesk.__all__)


@pytest.mark.parametrize("name", copydesk.__all__)
def test_every_public_name_is_what_its_module_calls_so(name):
    """Importable, listed by dir, and exported by the module it lives in."""
    home = import_module(f"copydesk.{copydesk._HOMES[name]}")

    assert getattr(home, name) is getattr(copydesk, name)
    assert name in home.__all__
    assert name in dir(copydesk)


def test_what_is_not_public_is_an_error():
    """As in any module."""
    with pytest.raises(AttributeError, match="module 'copydesk' has no attribute 'subscibe'"):
        _ = copydesk.subscibe


@pytest.mark.parametrize(
    "module", ["copydesk", "copydesk.config", "copydesk.errors", "copydesk.bus.discover"]
)
def test_what_must_start_at_once_imports_nothing_slow(module):
    """Neither pydantic nor anything of its weight; a fresh interpreter says what it has loaded."""
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert [] == [name for name in SLOW if name in loaded]


@pytest.mark.parametrize("name", ["errors", "model", "views", "events", "plugin"])
def test_every_shared_module_lists_its_names_in_order(name):
    """Sorted, and all there."""
    module = import_module(f"copydesk.{name}")

    assert sorted(module.__all__) == list(module.__all__)
    assert [] == [each for each in module.__all__ if not hasattr(module, each)]


def test_every_error_stands_in_the_tree():
    """The drawing at the top of the module names each class, below its base."""
    tree = errors.__doc__ or ""
    for name in errors.__all__:
        value = getattr(errors, name)
        if isinstance(value, type):
            assert issubclass(value, errors.CopydeskError)
            assert f" {name} " in f" {tree} ".replace("\n", " "), name
