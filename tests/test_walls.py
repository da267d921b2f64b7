"""The walls of the house, read from the imports: stages never meet but where they should."""

import ast
from functools import cache
from pathlib import Path

import pytest

import copydesk

ROOT = Path(copydesk.__file__).parent
STAGES = {"bus", "reading", "records", "inbox", "journal", "workers"}
SHARED = {
    "copydesk.clock",
    "copydesk.config",
    "copydesk.dropped",
    "copydesk.errors",
    "copydesk.events",
    "copydesk.files",
    "copydesk.folders",
    "copydesk.logs",
    "copydesk.marked",
    "copydesk.misfit",
    "copydesk.model",
    "copydesk.names",
    "copydesk.plugin",
    "copydesk.seam",
    "copydesk.settings",
    "copydesk.version",
    "copydesk.views",
}
"""Values every room may speak in."""
MEETING = {"enricher", "handout", "many", "testing", "desk", "cli"}
"""Where several rooms meet."""
BY_DESIGN = {
    "copydesk.workers.crew": {
        "copydesk.bus.answers",
        "copydesk.bus.discover",
        "copydesk.bus.plan",
    },
    "copydesk.workers.inline": {"copydesk.enricher", "copydesk.handout"},
    "copydesk.workers.worker": {"copydesk.enricher", "copydesk.handout"},
}
HOMES = {
    "watchdog": {"copydesk.inbox.watch"},
    "sqlite3": {
        "copydesk.journal",
        "copydesk.cli.plugins",
    },  # the second reads one value, and must start at once
    "pluggy": {"copydesk.bus.registry"},
    "structlog": {"copydesk.logs"},
    "rich": {"copydesk.cli"},
    "charset_normalizer": {"copydesk.reading.decode"},
}


def module_name(file: Path) -> str:
    """The dotted name of a source file."""
    parts = file.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(file): file for file in sorted(ROOT.rglob("*.py"))}


@cache
def imports(name: str) -> frozenset[str]:
    """The modules a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: imports are absolute"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {each for each in inner if each in MODULES} or {str(node.module)}
    return frozenset(found)


def room(name: str) -> str:
    """The room a module belongs to."""
    return name.split(".")[1] if "." in name else ""


def within(name: str, home: str) -> bool:
    """Whether a module is the home or part of it."""
    return f"{name}.".startswith(f"{home}.")


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) in STAGES])
def test_stages_never_import_one_another(name):
    """They speak in shared values; whoever starts workers is named above."""
    own = {each for each in imports(name) if within(each, f"copydesk.{room(name)}")}
    others = {each for each in imports(name) if within(each, "copydesk")} - own - SHARED

    assert set() == others - BY_DESIGN.get(name, set())


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) not in STAGES | MEETING | {""}])
def test_shared_values_know_no_room(name):
    """Nothing they stand on stands on a stage."""
    others = {each for each in imports(name) if within(each, "copydesk")} - SHARED

    assert set() == others - BY_DESIGN.get(name, set())


@pytest.mark.parametrize("name", MODULES)
def test_the_core_imports_no_plugin(name):
    """A plugin is found by its entry point, never by its name."""
    assert [] == [each for each in imports(name) if each.startswith("copydesk_")]


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) == "desk"])
def test_the_desks_process_never_loads_a_plugin(name):
    """It knows them by the manifest; only the pure plan is computed here."""
    loaders = (
        "copydesk.bus.registry",
        "copydesk.bus.declare",
        "copydesk.bus.deliver",
        "copydesk.enricher",
        "copydesk.handout",
    )

    assert [] == [each for each in imports(name) for loader in loaders if within(each, loader)]


@pytest.mark.parametrize("library", HOMES)
def test_each_outside_library_has_one_home(library):
    """It can be replaced in one place."""
    users = {name for name in MODULES if any(within(each, library) for each in imports(name))}

    assert users
    assert set() == {name for name in users if not any(within(name, home) for home in HOMES[library])}


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) not in MEETING])
def test_only_meeting_places_are_above_the_command_line(name):
    """Arrows point one way: nothing below imports the desk or the commands."""
    assert [] == [
        each for each in imports(name) if within(each, "copydesk.desk") or within(each, "copydesk.cli")
    ]


def test_a_plugin_imports_only_public_names():
    """The plugins of this repository live as any other would."""
    plugins = sorted((ROOT.parents[1] / "plugins").glob("*/src/**/*.py"))
    if not plugins:
        pytest.skip("the plugins' sources are not beside the core")
    private = [
        f"{file.name}: {node.module}"
        for file in plugins
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("copydesk.")
    ]

    assert [] == private
