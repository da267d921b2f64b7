"""What the plugin says and what can be set: annotations, summary, settings."""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from copydesk import Annotation, Settings

__all__ = ["CATEGORIES", "Action", "Ad", "AdsSettings", "AdsSummary", "Category"]

Category = Literal[
    "sponsored", "ad-marker", "newsletter", "subscribe", "related", "donation",
    "affiliate", "app", "social", "cookie-legal", "house",
]  # fmt: skip
Action = Literal["remove", "mark"]

CATEGORIES: tuple[Category, ...] = get_args(Category)
_MARKED: frozenset[Category] = frozenset({"affiliate", "house"})


class Ad(Annotation):
    """A block of lines that sells, recruits or sends the reader elsewhere. Its label is a `Category`.

    Attributes:
        action: ``remove`` leaves the block out of the view ``clean``; ``mark`` only says that it is there.
        sponsor: who pays, where the text says so.
        reasons: ``rule-id: what it saw``, strongest first.
    """

    action: Action
    sponsor: str | None = None
    reasons: tuple[str, ...] = ()


class AdsSummary(BaseModel):
    """What the layer says about the whole document.

    Attributes:
        blocks: number of blocks by category, removed or marked.
        removed: code points that the removed blocks cover.
        sponsors: the names found, in the order of the text, each once.
    """

    model_config = ConfigDict(frozen=True)

    blocks: dict[str, int] = Field(default_factory=dict)
    removed: int = 0
    sponsors: tuple[str, ...] = ()


class AdsSettings(Settings):
    """The table ``[plugins.ads]``.

    Attributes:
        actions: ``remove``, ``mark`` or ``off`` by category; what is not named keeps its default
            (``mark`` for affiliate and house, ``remove`` for the rest).
        minimum_remove: a block less sure than this is marked, not removed.
        minimum_mark: a block less sure than this is not mentioned.
        model: whether the linear model is asked about lines that no rule knows.
    """

    actions: dict[Category, Literal["remove", "mark", "off"]] = Field(default_factory=dict)
    minimum_remove: float = Field(default=0.7, ge=0, le=1)
    minimum_mark: float = Field(default=0.5, ge=0, le=1)
    model: bool = True

    def action(self, category: Category, confidence: float) -> Action | None:
        """Return what is to be done with a block, or None when it is not to be mentioned."""
        wanted = self.actions.get(category, "mark" if category in _MARKED else "remove")
        if wanted == "off" or confidence < self.minimum_mark:
            return None
        return "remove" if wanted == "remove" and confidence >= self.minimum_remove else "mark"
