"""The plugin as a desk sees it: settings, the flag for ads, the summary, the declaration."""

import pytest
from pydantic import ValidationError

from copydesk import Document, Source
from copydesk.model import Producer, RecordedAnnotation, RecordedLayer
from copydesk_figures import FiguresSettings, FiguresSummary, figures

TEXT = "Sponsored: save 90% now.\n\nThe dock lost 40 boats and £3m; 12 boats were found."


def document(*, ad: bool) -> Document:
    """A document whose first line is an ad, where asked for."""
    source = Source(path="a.txt", size=len(TEXT.encode()), sha256="0" * 64)
    mark = RecordedAnnotation(id="ads/0", start=0, end=24, quote=TEXT[:24], label="ad", confidence=1.0)
    layer = RecordedLayer(
        key="k", producer=Producer(plugin="ads", version="1", settings="0"), annotations=(mark,)
    )
    return Document(id="1", text=TEXT, source=source, layers={"ads": layer} if ad else {})


@pytest.mark.parametrize(("ad", "flagged"), [(True, ["90%"]), (False, [])])
def test_figures_inside_an_ad_are_flagged(ad, flagged):
    """A figure covered by the ads layer has the flag in_ad; without that layer none has."""
    layer = figures(document(ad=ad), FiguresSettings())
    assert flagged == [
        TEXT[figure.start : figure.end] for figure in layer.annotations if "in_ad" in figure.flags
    ]


def test_summary_counts_kinds_and_leaves_ads_out_of_the_largest():
    """The summary counts every kind; the largest values come from outside ads."""
    layer = figures(document(ad=True), FiguresSettings())
    expected = FiguresSummary(
        count=4, kinds={"count": 2, "money": 1, "percent": 1}, largest={"count": "40", "money GBP": "3000000"}
    )
    assert expected == layer.summary


def test_minimum_confidence_leaves_figures_out():
    """Figures below the minimum are not given."""
    assert list(figures(document(ad=False), FiguresSettings(minimum_confidence=1.0)).annotations) == []


def test_unknown_settings_are_refused():
    """A setting this plugin does not know is an error."""
    with pytest.raises(ValidationError, match="languages"):
        FiguresSettings.model_validate({"languages": ["en"]})


def test_empty_fields_are_left_out():
    """A figure says only what the text says."""
    figure = next(iter(figures(document(ad=False), FiguresSettings()).annotations))
    said = figure.model_dump(mode="json", exclude_none=True)
    assert {"start", "end", "label", "confidence", "flags", "value", "unit", "numbers", "rule"} == set(said)
