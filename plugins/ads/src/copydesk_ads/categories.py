"""The kinds of promotion, and what may be done with a block."""

from typing import Literal, get_args

__all__ = ["CATEGORIES", "MARKED", "Action", "Category"]

Category = Literal[
    "sponsored", "ad-marker", "newsletter", "subscribe", "related", "donation",
    "affiliate", "app", "social", "cookie-legal", "house",
]  # fmt: skip
Action = Literal["remove", "mark"]

CATEGORIES: tuple[Category, ...] = get_args(Category)
MARKED: frozenset[Category] = frozenset({"affiliate", "house"})
"""What is only marked by default: a disclosure is information, and own products are where removal harms most."""
