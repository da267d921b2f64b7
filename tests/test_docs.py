"""The documentation is executed: code runs, output is compared, links resolve, every key and name is there.

How a page is read, block by block, in a temporary folder:

- ``python`` runs, in one namespace a page; ``python file=NAME`` (or toml, text ...) is written to that file instead;
- ``text`` and ``json`` below a line that ends with "prints" are what the block before prints;
- ``console`` holds commands after ``$`` and, below each, what it prints;
- any other block is shown only; toml has to parse.

In expected output ``…`` stands for anything. What differs between two runs is made alike on both sides first.
"""

import io
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from shutil import copytree
from typing import NamedTuple

import pytest
from pydantic import BaseModel

import copydesk
from copydesk.bus.discover import discover
from copydesk.cli.parser import COMMANDS
from copydesk.settings import DeskSettings, PluginLimits

ROOT = Path(__file__).resolve().parent.parent
EXECUTED = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("plugins/*/README.md")])
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("plugins/*/README.md")])
FIRST_PLUGINS = {"ads", "entities", "figures"}
NOT_RUN = ("git", "make", "pip")
"""Commands that install something or change the repository are shown, not run; ``make demo`` is the exception."""
STANDS_ALONE = {"architecture.md", "configuration.md", "write-a-plugin.md"}
"""Pages that need none of the first three plugins."""

VOLATILE = (
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*Z", "TIME"),
    (r"\b\d\d:\d\d:\d\d\b", "CLOCK"),
    (r"\b[\d.,]+ (ms|s|kB|MB|GB)\b", r"N \1"),
    (r"\b[\d.]+s\b", "Ns"),
    (r"\d+(?= out/)", "N"),
    (r"process \d+", "process N"),
    (r"[─-]{3,}", "---"),
    (r'"run_id":"\w+"', '"run_id":"RUN"'),
    (r'"ms":\{[^}]*\}', '"ms":{}'),
)
"""What differs between two runs over the same bytes, and what stands for it."""


class Block(NamedTuple):
    """A fenced block of a page.

    Attributes:
        place: page and line, for messages.
        line: of its first line of content.
        language: the word behind the fence.
        file: the file it is to be written to, if any.
        expected: whether it is what the block before prints.
        text: its content.
    """

    place: str
    line: int
    language: str
    file: str
    expected: bool
    text: str


def blocks_of(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page, in order."""
    text = page.read_text("utf-8")
    for found in re.finditer(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        line = text.count("\n", 0, found.start()) + 2
        expected = text[: found.start()].rstrip(":\n ").endswith("prints")
        yield Block(f"{page.name}:{line}", line, found[1], found[2] or "", expected, found[3])


def commands_of(text: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it prints; the demonstration shows commands of its own."""
    if text.startswith("$ make demo\n"):
        return [("make demo", text.partition("\n")[2])]
    return re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE)


class PageReader:
    """Executes the blocks of one page in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.home = self.folder = folder / "you"
        self.home.mkdir()
        tools = folder / "tools"
        tools.mkdir()
        for name, module in {"copydesk": "copydesk.cli", "pytest": "pytest -q"}.items():
            tool = tools / name
            tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
            tool.chmod(0o755)
        kept = {key: value for key, value in os.environ.items() if not key.startswith("COPYDESK_")}
        self.environment = kept | {"PATH": f"{tools}:{os.environ['PATH']}", "COLUMNS": "100", "NO_COLOR": "1"}
        self.names: dict[str, object] = {"__name__": "page"}
        self.printed = ""

    def execute(self, block: Block) -> None:
        """Do with a block what it is for."""
        if block.file:
            file = self.folder / block.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text)
        elif block.expected:
            self.compare(block.text, block)
        elif block.language == "python":
            self.printed = self.run_python(block)
        elif block.language == "console":
            self.run_console(block)
        elif block.language == "toml":
            tomllib.loads(block.text)

    def run_python(self, block: Block) -> str:
        """Run code with the line numbers of its page; return what it prints."""
        code = compile("\n" * (block.line - 1) + block.text, block.place, "exec")
        with redirect_stdout(io.StringIO()) as printed:
            exec(code, self.names)
        return printed.getvalue()

    def run_console(self, block: Block) -> None:
        """Run each command and compare what it prints."""
        for typed, expected in commands_of(block.text):
            command = typed
            if command == "make demo":
                self.make_demo_here()
                command = f"cd demo && {shlex.quote(sys.executable)} tools/demo.py"
            elif command == "pip install --editable .":
                self.install_here()
            elif command.startswith("cd "):
                self.folder = (self.folder / command[3:]).resolve()
                os.chdir(self.folder)
                continue
            if command.split()[0] not in NOT_RUN:
                self.printed = self.run_shell(command)
                self.compare(expected, block._replace(place=f"{block.place} $ {typed}"))

    def run_shell(self, command: str) -> str:
        """Return what a command prints on both streams, less the log lines that a terminal is spared."""
        done = subprocess.run(
            ["sh", "-c", command], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=100, check=False,
        )  # fmt: skip
        return re.sub(r'^\{"time": .*\n', "", done.stdout.decode(), flags=re.MULTILINE)

    def make_demo_here(self) -> None:
        """The parts of the repository that the demonstration works on."""
        if not Path(sys.executable).with_name("copydesk").exists():
            pytest.skip("the copydesk command is not installed beside this Python: make test installs it")
        for part in ("config", "tools", "docs/samples"):
            copytree(ROOT / part, self.folder / "demo" / part)
        (self.folder / "demo" / "inbox").mkdir()

    def install_here(self) -> None:
        """Make the package of this folder known to later commands, as an editable installation does."""
        project = tomllib.loads((self.folder / "pyproject.toml").read_text())["project"]
        facts = self.folder / "site" / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        facts.mkdir(parents=True)
        (facts / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
        points = "".join(
            f"{name} = {module}\n" for name, module in project["entry-points"]["copydesk"].items()
        )
        (facts / "entry_points.txt").write_text(f"[copydesk]\n{points}")
        paths = (str(facts.parent), str(self.folder / "src"), os.environ.get("PYTHONPATH", ""))
        self.environment["PYTHONPATH"] = os.pathsep.join(filter(None, paths))

    def compare(self, expected: str, block: Block) -> None:
        """Compare what was printed last with what the page says."""
        wanted, got = (self.alike(text, block.language) for text in (expected, self.printed))
        pattern = re.escape(wanted).replace("…", ".*?")
        if not re.fullmatch(pattern, got, re.DOTALL):
            pytest.fail(f"{block.place} prints something else:\n{self.printed}", pytrace=False)

    def alike(self, text: str, language: str) -> str:
        """Return the text without what may differ; in JSON no white space counts."""
        text = text.replace(str(self.home), "/home/you")
        text = re.sub(r"\s+" if language == "json" else r"[ \t]+", "" if language == "json" else " ", text)
        for pattern, stand_in in VOLATILE:
            text = re.sub(pattern, stand_in, text)
        return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.parametrize("page", EXECUTED, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_does_what_it_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every code block runs and prints what the page says it prints."""
    if page.name not in STANDS_ALONE and not {plugin.name for plugin in discover()[0]} >= FIRST_PLUGINS:
        pytest.skip("the first three plugins are not installed: make test installs them")
    reader = PageReader(tmp_path)
    monkeypatch.chdir(reader.home)
    for block in blocks_of(page):
        reader.execute(block)


def slug(heading: str) -> str:
    """The anchor of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_pages_resolves(page: Path) -> None:
    """A link leads to a file that is there, and its anchor to a heading of that file."""
    prose = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", prose):
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), f"{page.name} links to {target}, which is not there"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.MULTILINE)
            assert anchor in {slug(heading) for heading in headings}, f"{page.name}: {target}#{anchor}"


def documented(section: str) -> dict[str, str]:
    """The rows of a section's table in docs/configuration.md: default by key."""
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    part = re.search(rf"^## `\[{re.escape(section)}\]`.*?(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert part, f"docs/configuration.md has no section [{section}]"
    return dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", part[0], re.MULTILINE))


def shown_default(model: type[BaseModel], key: str) -> str:
    """A key's default as the page has to show it."""
    field = model.model_fields[key]
    if field.default_factory is not None or field.default is None:
        return "unset"
    return f"`{json.dumps(field.default, default=str)}`"


SECTIONS = {
    name: field.annotation
    for name, field in DeskSettings.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
} | {"plugins.NAME": PluginLimits}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_setting_is_documented_with_its_default(section: str) -> None:
    """docs/configuration.md lists exactly the keys of each section, each with its default (a long list in words)."""
    model = SECTIONS[section]
    expected = {key: shown_default(model, key) for key in model.model_fields}
    said = documented(section)
    assert set(expected) == set(said)
    for key, default in expected.items():
        assert default == said[key] or (key == "ignore" and "below" in said[key])


def test_every_ignored_name_is_documented() -> None:
    """The list of names that are left alone stands in docs/configuration.md whole."""
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    missing = [glob for glob in DeskSettings().inbox.ignore if f"`{glob}`" not in page]
    assert not missing


def test_every_public_name_is_documented() -> None:
    """Whoever may be imported from copydesk is spoken of on some page of the documentation."""
    pages = "\n".join(page.read_text("utf-8") for page in EXECUTED)
    missing = [name for name in copydesk.__all__ if not re.search(rf"\b{name}\b", pages)]
    assert not missing


def test_every_command_is_documented() -> None:
    """Each command is named, as it is typed, on some page of the documentation."""
    pages = "\n".join(page.read_text("utf-8") for page in EXECUTED)
    missing = [name for name in COMMANDS if f"copydesk {name}" not in pages]
    assert not missing
