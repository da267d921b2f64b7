"""What is known before a text is looked at: the rules, and the model where it is wanted."""

from dataclasses import dataclass
from functools import cache

from copydesk_ads import linear, rules
from copydesk_ads.linear import Linear
from copydesk_ads.rules import Books

__all__ = ["Knowledge", "known"]


@dataclass(frozen=True)
class Knowledge:
    """What lines are judged by.

    Attributes:
        books: the rules.
        model: asked where no rule is sure; None for rules alone.
    """

    books: Books
    model: Linear | None = None


@cache
def known(*, model: bool = True) -> Knowledge:
    """Return what this package brings, read once per process."""
    return Knowledge(Books(rules.load()), linear.load() if model else None)
