"""The rules a user writes: markers, openers, guards, thresholds, and rules for single sources. YAML, see the README."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from copydesk_ads.categories import Category
from copydesk_ads.lines import LOOK, fold, split
from copydesk_ads.rules import EVERYWHERE, Kind, Rule

__all__ = [
    "Guard",
    "Marker",
    "Opener",
    "RulesFile",
    "SourceRules",
    "Stretch",
    "Thresholds",
    "matcher",
    "read",
]


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return pattern


def _matches(line: str) -> str:
    if not line.strip():
        raise ValueError("an empty line matches nothing; write the line, or /a regular expression/")
    return _compiles(line[1:-1]) and line if _is_pattern(line) else line


def _is_pattern(line: str) -> bool:
    return len(line) > 2 and line.startswith("/") and line.endswith("/")  # noqa: PLR2004  (two slashes)


LineText = Annotated[str, AfterValidator(_matches)]
"""A whole line, in any capitals; between slashes, a regular expression that the line must contain."""


def matcher(line: str) -> re.Pattern[str]:
    """Return a pattern to be searched in the folded line."""
    return re.compile(f"(?i:{line[1:-1]})" if _is_pattern(line) else f"^{re.escape(_core(line))}$")


def _core(line: str) -> str:
    """Return a line as rules see it; one of nothing but decoration stays as it is."""
    return next((each.core for each in split(line) if each.core), fold(line.strip()))


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Sign(_Written):
    """One thing to look for in a line: ``line`` (the whole of it) or ``pattern`` (a regular expression)."""

    line: str | None = None
    pattern: Annotated[str, AfterValidator(_compiles)] | None = None
    says: str = ""
    weight: float = Field(default=0.9, gt=0, le=1)

    @model_validator(mode="after")
    def _one_of_two(self) -> "_Sign":
        if (self.line is None) == (self.pattern is None):
            raise ValueError("give either `line`, the whole line, or `pattern`, a regular expression")
        if not (self.line or self.pattern or "").strip():
            raise ValueError("`line` and `pattern` must not be empty")
        return self

    def rule(self, name: str, kind: Kind, category: Category | Literal["any"] = "any") -> Rule:
        """Return it as a rule like those of the package."""
        pattern = f"(?i:{self.pattern})" if self.pattern else f"^{re.escape(_core(self.line or ''))}$"
        return Rule(
            id=name, kind=kind, category=category, weight=self.weight, words=frozenset({EVERYWHERE}),
            pattern=pattern, longest=LOOK, says=self.says or "a rule of yours",
        )  # fmt: skip


class Marker(_Sign):
    """A line that is promotion by itself."""

    category: Category


class Opener(Marker):
    """A line that begins a block: ``opens`` says a paid message, or a list of links."""

    opens: Literal["message", "list"] = "message"


class Guard(_Sign):
    """Words that speak against promotion; the weight is the share of confidence they take."""


class Thresholds(_Written):
    """How sure a block of one category must be.

    Attributes:
        remove: to be removed; less sure, it is marked.
        mark: to be mentioned.
    """

    remove: float | None = Field(default=None, ge=0, le=1)
    mark: float | None = Field(default=None, ge=0, le=1)


class Stretch(_Written):
    """Lines from one on, up to another that stays; without ``until``, to the end of the document."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: LineText = Field(alias="from")
    until: LineText | None = None


class SourceRules(_Written):
    """Rules for the documents of one source: where all that is given of folder, sender and domain fits.

    Attributes:
        folder: of the inbox, such as ``news/pier``; folders inside count too.
        sender: the mail address after ``From:`` at the head of the text.
        domain: of that address, or of an address after ``URL:`` or ``Source:`` at the head; subdomains count too.
        category: of what is stripped.
        strip_lines: lines that go.
        strip_from: stretches that go.
        keep: lines that stay, whatever any other rule says.
    """

    folder: str | None = None
    sender: str | None = None
    domain: str | None = None
    category: Category = "ad-marker"
    strip_lines: tuple[LineText, ...] = ()
    strip_from: tuple[Stretch, ...] = ()
    keep: tuple[LineText, ...] = ()

    @model_validator(mode="after")
    def _somewhere(self) -> "SourceRules":
        if not (self.folder or self.sender or self.domain):
            raise ValueError("name the source: folder, sender or domain")
        return self


class RulesFile(_Written):
    """A whole file.

    Attributes:
        markers: lines that are promotion by themselves.
        openers: lines that begin a block.
        guards: what speaks against promotion.
        without: ids of rules of the package that are not to be used.
        thresholds: by category.
        sources: rules for single sources.
    """

    markers: tuple[Marker, ...] = ()
    openers: tuple[Opener, ...] = ()
    guards: tuple[Guard, ...] = ()
    without: tuple[str, ...] = ()
    thresholds: dict[Category, Thresholds] = Field(default_factory=dict)
    sources: tuple[SourceRules, ...] = ()

    def rules(self) -> list[Rule]:
        """Return markers, openers and guards as rules, named by their place in the file."""
        return [
            *(one.rule(f"own-marker-{at}", "line", one.category) for at, one in enumerate(self.markers, 1)),
            *(
                one.rule(f"own-opener-{at}", "label" if one.opens == "message" else "list", one.category)
                for at, one in enumerate(self.openers, 1)
            ),
            *(one.rule(f"own-guard-{at}", "guard") for at, one in enumerate(self.guards, 1)),
        ]


def read(path: Path) -> RulesFile:
    """Return the rules of a file.

    Raises:
        ValueError: with the line of each mistake.
    """
    from copydesk_ads import yamlfile  # noqa: PLC0415  (YAML takes its time, and most desks have no such file)

    return yamlfile.read(path, RulesFile)
