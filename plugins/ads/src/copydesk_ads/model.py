"""What the plugin says and what can be set: annotations, summary, settings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from copydesk import Annotation, Settings
from copydesk_ads import rulesfile
from copydesk_ads.categories import MARKED, Action, Category
from copydesk_ads.rulesfile import Thresholds

__all__ = ["Ad", "AdsSettings", "AdsSummary"]


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
        thresholds: the same two, ``remove`` and ``mark``, for single categories.
        model: whether the linear model is asked about lines that no rule knows.
        rules: a file of your own rules, see the README; read and checked when the settings are.
    """

    actions: dict[Category, Literal["remove", "mark", "off"]] = Field(default_factory=dict)
    minimum_remove: float = Field(default=0.7, ge=0, le=1)
    minimum_mark: float = Field(default=0.5, ge=0, le=1)
    thresholds: dict[Category, Thresholds] = Field(default_factory=dict)
    model: bool = True
    rules: Path | None = None

    @field_validator("rules")
    @classmethod
    def _says_what_it_may(cls, path: Path | None) -> Path | None:
        if path is not None:
            rulesfile.read(path)
        return path

    def action(
        self, category: Category, confidence: float, others: Mapping[Category, Thresholds] | None = None
    ) -> Action | None:
        """Return what is to be done with a block, or None when it is not to be mentioned.

        Args:
            category: of the block.
            confidence: of the block.
            others: thresholds from a file of rules; those of the settings go first.
        """
        wanted = self.actions.get(category, "mark" if category in MARKED else "remove")
        mine, theirs = self.thresholds.get(category), (others or {}).get(category)
        if wanted == "off" or confidence < _first(mine, theirs, "mark", self.minimum_mark):
            return None
        sure = confidence >= _first(mine, theirs, "remove", self.minimum_remove)
        return "remove" if wanted == "remove" and sure else "mark"


def _first(
    mine: Thresholds | None, theirs: Thresholds | None, which: Literal["remove", "mark"], least: float
) -> float:
    """Return the first threshold that somebody set."""
    for each in (mine, theirs):
        found = getattr(each, which, None)
        if found is not None:
            return float(found)
    return least
