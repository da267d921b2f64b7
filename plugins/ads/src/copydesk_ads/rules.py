"""The rules, as data: what to look for in a line, what it means, how much it weighs.

They stand in ``rules/*.toml``, each with lines that it must find and lines that it must spare; tests run both.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache, cached_property
from importlib.resources import files
from math import inf
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from copydesk_ads.categories import Category
from copydesk_ads.lines import LOOK, Line

__all__ = ["EVERYWHERE", "Books", "Kind", "Rule", "Rulebook", "load"]

Kind = Literal["line", "label", "list", "appeal", "guard"]
EVERYWHERE = "*"
_SHOWN = 48


class Rule(BaseModel):
    """One rule.

    Attributes:
        id: its name, as it stands in reasons.
        kind: ``line`` judges its own line; ``label`` also opens a paid message; ``list`` also heads a list
            of links; ``appeal`` keeps a paid message going; ``guard`` takes weight from the rules on its line.
        category: what the line is then; ``any`` takes the category of its neighbour.
        weight: from 0 to 1, how sure the rule is by itself; for a guard, the share of weight that it takes.
        words: the pattern is tried only where one of these words occurs; ``*`` tries it everywhere.
        pattern: over the folded line without decoration; a group ``sponsor`` names who pays.
        longest: longer lines are left alone, in code points; appeals and guards look at that much of any.
        cased: the pattern sees capitals.
        mark_only: what it finds is never removed.
        says: what it found, in words for a person.
        finds: lines it must find.
        spares: lines it must not find.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: Kind
    category: Category | Literal["any"] = "any"
    weight: float = Field(gt=0, le=1)
    words: frozenset[str] = Field(min_length=1)
    pattern: str
    longest: int = Field(default=240, gt=0, le=LOOK)
    cased: bool = False
    mark_only: bool = False
    says: str
    finds: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    @cached_property
    def reach(self) -> float:
        """The size of the longest line that the rule looks at."""
        return inf if self.kind in ("appeal", "guard") else self.longest

    def find(self, line: Line) -> re.Match[str] | None:
        """Return where the pattern stands in the line's core, or None; words are not looked at."""
        if line.size > self.reach:
            return None
        text = (line.cased if self.cased else line.core)[: self.longest]
        return self._compiled.match(text) if self.pattern[0] == "^" else self._compiled.search(text)

    def reason(self, line: Line, found: re.Match[str]) -> str:
        """Return what the rule found on the line, in words for a person, with a piece of the line."""
        piece = line.cased[slice(*found.span())].strip(" .,;:")
        shown = piece if len(piece) <= _SHOWN else f"{piece[:_SHOWN].rstrip()}…"
        return f"{self.id}: {self.says} (“{shown}”)"


class Rulebook:
    """Rules by the words that call for them, so that a line meets only the few that can apply.

    Raises:
        ValueError: two rules have one id.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        names = [rule.id for rule in self.rules]
        if len(set(names)) < len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            raise ValueError(f"two rules have one id: {', '.join(twice)}; rename one of each")
        self._by_word: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for word in rule.words:
                self._by_word.setdefault(word, []).append(rule)
        self._words = frozenset(self._by_word)

    def of(self, *kinds: Kind) -> "Rulebook":
        """Return the rules of some kinds as a book of their own."""
        return Rulebook(rule for rule in self.rules if rule.kind in kinds)

    def candidates(self, line: Line) -> list[Rule]:
        """Return the rules whose words occur in the line, each once, in a fixed order."""
        called = (*sorted(self._words & line.words), EVERYWHERE)
        return list({rule.id: rule for word in called for rule in self._by_word.get(word, ())}.values())

    def meets(self, line: Line) -> list[tuple[Rule, re.Match[str]]]:
        """Return the rules that the line meets, and where."""
        size = line.size
        return [
            (rule, found)
            for rule in self.candidates(line)
            if size <= rule.reach and (found := rule.find(line))
        ]

    def reasons(self, line: Line) -> dict[str, str]:
        """Return what each rule that the line meets has to say, by its id."""
        return {rule.id: rule.reason(line, found) for rule, found in self.meets(line)}


class Books:
    """A rulebook, parted by what its rules do: judge a line, guard it, keep a paid message going."""

    def __init__(self, book: Rulebook) -> None:
        self.judges = book.of("line", "label", "list")
        self.guards = book.of("guard")
        self.appeals = book.of("appeal")


@cache
def load() -> Rulebook:
    """Return the rules of this package, read once per process."""
    folder = files(__package__) / "rules"
    tables = {entry.name: entry for entry in folder.iterdir() if entry.name.endswith(".toml")}
    return Rulebook(
        Rule.model_validate(rule)
        for name in sorted(tables)
        for rule in tomllib.loads(tables[name].read_text(encoding="utf-8"))["rule"]
    )
