"""What is known before a text is looked at: the rules, the user's own, and the model where it is wanted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from copydesk_ads import linear, rules, rulesfile
from copydesk_ads.categories import Category
from copydesk_ads.linear import Linear
from copydesk_ads.rules import Books, Rulebook
from copydesk_ads.rulesfile import RulesFile, Thresholds
from copydesk_ads.sources import Origin, Sourced

__all__ = ["Knowledge", "known"]


@dataclass(frozen=True)
class Knowledge:
    """What lines are judged by.

    Attributes:
        books: the rules.
        model: asked where no rule is sure; None for rules alone.
        thresholds: from the user's file of rules.
        sources: the user's rules for single sources.
    """

    books: Books
    model: Linear | None = None
    thresholds: Mapping[Category, Thresholds] = field(default_factory=dict)
    sources: tuple[Sourced, ...] = ()

    def of(self, origin: Origin) -> Iterator[Sourced]:
        """Yield the rules that hold for an origin, in the order of the file."""
        return (each for each in self.sources if origin.fits(each.rules))


def known(path: Path | None = None, *, model: bool = True) -> Knowledge:
    """Return what this package brings, with the rules of a file where one is given; made once while it is unchanged.

    Raises:
        ValueError: something is wrong with the file; the text says on which line.
    """
    if path is None:
        return _known(None, 0, model)
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error}") from error
    return _known(path, changed, model)


@cache
def _known(path: Path | None, _changed: int, model: bool) -> Knowledge:
    own = rulesfile.read(path) if path else RulesFile()
    book = rules.load()
    names = {rule.id for rule in book.rules}
    if missing := sorted(set(own.without) - names):
        raise ValueError(f"{path}: without: no rule has the id {', '.join(missing)}")
    kept = [rule for rule in book.rules if rule.id not in own.without]
    return Knowledge(
        books=Books(Rulebook([*kept, *own.rules()])),
        model=linear.load() if model else None,
        thresholds=own.thresholds,
        sources=tuple(Sourced(each, f"source-{at}") for at, each in enumerate(own.sources, 1)),
    )
