"""Named entities: people, organisations, places, peoples, events. Use `tag` on a text, or the plugin on a desk."""

from collections import Counter
from dataclasses import asdict

from pydantic import BaseModel, ConfigDict, Field

from copydesk import Annotation, Document, Layer, Settings, subscribe
from copydesk_entities.clusters import entities_of
from copydesk_entities.mentions import Entity, Label, Mention
from copydesk_entities.pipeline import LABELS, tag
from copydesk_entities.userlists import Term

__all__ = [
    "LABELS",
    "EntitiesSettings",
    "EntitiesSummary",
    "Entity",
    "EntityMention",
    "Label",
    "Mention",
    "Term",
    "entities_of",
    "tag",
]


class EntitiesSettings(Settings):
    """The table `[plugins.entities]`.

    Attributes:
        terms: names the user knows, each with its label and, if wanted, an id.
        deny: texts that are never entities; an entry in lower case denies every capitalisation.
        labels: the labels to write.
        minimum_confidence: mentions below it are left out.
    """

    terms: tuple[Term, ...] = ()
    deny: tuple[str, ...] = ()
    labels: tuple[Label, ...] = LABELS
    minimum_confidence: float = Field(default=0.5, ge=0.0, le=1.0)


class EntityMention(Annotation):
    """One mention: which entity it belongs to, that entity's longest name, its country, and the stage that found it."""

    entity: str
    name: str
    country: str = ""
    source: str = "tagger"


class EntitySummary(BaseModel):
    """One entity of the document: how many mentions it has, and in `first` the offset of the first, in code points."""

    model_config = ConfigDict(frozen=True)

    id: str
    label: Label
    name: str
    aliases: tuple[str, ...]
    count: int
    first: int
    country: str = ""


class EntitiesSummary(BaseModel):
    """All entities in order of first mention, and how many mentions each label has."""

    model_config = ConfigDict(frozen=True)

    entities: tuple[EntitySummary, ...]
    counts: dict[str, int]


@subscribe("document_read", produces="entities", requires=["ads?"])
def entities(document: Document, settings: EntitiesSettings) -> Layer[EntityMention, EntitiesSummary]:
    """Annotate the named entities of a document; those inside an advertisement carry the flag `in_ad`."""
    mentions = tag(
        document.text,
        terms=settings.terms,
        deny=settings.deny,
        labels=settings.labels,
        minimum_confidence=settings.minimum_confidence,
    )
    summary = EntitiesSummary(
        entities=tuple(EntitySummary(**asdict(entity)) for entity in entities_of(mentions)),
        counts=dict(sorted(Counter(mention.label for mention in mentions).items())),
    )
    return Layer(annotations=[_annotation(mention, document) for mention in mentions], summary=summary)


def _annotation(mention: Mention, document: Document) -> EntityMention:
    advertised = document.covered(mention.start, mention.end, by="ads")
    return EntityMention(
        start=mention.start,
        end=mention.end,
        label=mention.label,
        confidence=mention.confidence,
        flags=("in_ad",) if advertised else (),
        entity=mention.entity,
        name=mention.name,
        country=mention.country,
        source=mention.source,
    )
