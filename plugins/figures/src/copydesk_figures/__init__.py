"""Numeric figures in text: their value, comparator, unit, what is counted, and who said it."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import Field

from copydesk import Document, Layer, Settings, subscribe
from copydesk_figures.extract import extract
from copydesk_figures.model import Figure, FiguresSummary

__all__ = ["Figure", "FiguresSettings", "FiguresSummary", "extract", "figures"]

_COMPARABLE = frozenset({"count", "percent", "money"})


class FiguresSettings(Settings):
    """What to look for, from ``[plugins.figures]``."""

    also: tuple[Literal["identifier", "idiom", "vague"], ...] = Field(
        (), description="kinds that are recognised but kept back otherwise"
    )
    calendar: bool = Field(False, description="give every phrase of time, next week and Monday too")
    reference: datetime | None = Field(
        None, description="when the texts were written; phrases such as next week are resolved from it"
    )
    articles: bool = Field(False, description="read a litre and an hour as one of it")
    language: str = Field("", description="the texts' language; that of each document where empty")
    units: dict[str, str] = Field({}, description="units of your own: spelling to UCUM code")
    patterns: dict[str, str] = Field({}, description="figures of your own: kind to regular expression")
    day_first: bool = Field(False, description="read 03/04/2024 as the third of April")
    attribution: bool = Field(True, description="look for who said each figure")
    minimum_confidence: float = Field(0.0, ge=0.0, le=1.0, description="leave out figures below it")


@subscribe("document_read", produces="figures", requires=["ads?"])
def figures(document: Document, settings: FiguresSettings) -> Layer[Figure, FiguresSummary]:
    """Make the layer ``figures``; what stands inside an ad gets the flag ``in_ad``."""
    found = extract(
        document.text,
        also=frozenset(settings.also),
        calendar=settings.calendar,
        reference=settings.reference,
        articles=settings.articles,
        language=settings.language or document.metadata.language or "en",
        units=settings.units,
        patterns=settings.patterns,
        day_first=settings.day_first,
        attribution=settings.attribution,
    )
    kept = [
        _flagged(figure, document) for figure in found if figure.confidence >= settings.minimum_confidence
    ]
    return Layer(annotations=kept, summary=summarise(kept))


def _flagged(figure: Figure, document: Document) -> Figure:
    if not document.covered(figure.start, figure.end, by="ads"):
        return figure
    return figure.model_copy(update={"flags": (*figure.flags, "in_ad")})


def summarise(found: list[Figure]) -> FiguresSummary:
    """Count figures by kind and name the largest of each that can be compared; ads are left out of the largest."""
    kinds: dict[str, int] = {}
    largest: dict[str, str] = {}
    sources: dict[str, int] = {}
    for figure in found:
        if figure.source:
            sources[figure.source.text] = sources.get(figure.source.text, 0) + 1
        kinds[figure.label] = kinds.get(figure.label, 0) + 1
        value = figure.value or figure.hi
        if figure.label not in _COMPARABLE or value is None or "in_ad" in figure.flags:
            continue
        name = f"money {figure.currency}" if figure.currency else figure.label
        if Decimal(value) > Decimal(largest.get(name, "-Infinity")):
            largest[name] = value
    return FiguresSummary(
        count=len(found),
        kinds=dict(sorted(kinds.items())),
        largest=dict(sorted(largest.items())),
        sources=sources,
    )
