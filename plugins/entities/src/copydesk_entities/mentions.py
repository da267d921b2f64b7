"""The values the stages hand on: a mention of an entity, and the entity all its mentions make."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Label = Literal["PER", "ORG", "LOC", "NORP", "EVENT", "MISC"]
Source = Literal["list", "tagger", "rule", "document"]


class Mention(NamedTuple):
    """One named entity in the text. `start` and `end` are code points; `text` is what stands between them.

    `confidence` lies between 0 and 1 and ranks mentions, it is not a calibrated probability. `source` is the stage
    that decided: a user list, the tagger, a rule, or the rest of the document. `entity` and `name` are empty until
    the mentions are clustered; `country` is an ISO 3166 alpha-2 code, empty where unknown.
    """

    start: int
    end: int
    text: str
    label: Label
    confidence: float = 1.0
    source: Source = "tagger"
    entity: str = ""
    name: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """What the mentions of one entity add up to.

    `name` is the longest form, `aliases` are the others; `count` is the number of mentions and `first` the offset
    of the first.
    """

    id: str
    label: Label
    name: str
    aliases: tuple[str, ...]
    count: int
    first: int
    country: str = ""


def form(text: str) -> str:
    """Return a name on one line: a line break or several blanks between its words are one blank."""
    return " ".join(text.split())


def merge(preferred: list[Mention], others: list[Mention]) -> list[Mention]:
    """Return all preferred mentions and those of the others that touch none; all three lists are in order."""
    kept: list[Mention] = []
    index = 0
    for mention in others:
        while index < len(preferred) and preferred[index].end <= mention.start:
            kept.append(preferred[index])
            index += 1
        if index == len(preferred) or preferred[index].start >= mention.end:
            kept.append(mention)
    return kept + preferred[index:]
