"""Find advertising, promotion and page furniture inside plain text, and give a view of the text without it.

`find` and `strip` work on any text, without a desk. In a desk the plugin makes the layer ``ads`` and the view
``clean``.
"""

from copydesk import Document, Layer, subscribe
from copydesk_ads.categories import CATEGORIES, Action, Category
from copydesk_ads.clean import kept
from copydesk_ads.finder import find, strip, summarise
from copydesk_ads.model import Ad, AdsSettings, AdsSummary

__all__ = ["CATEGORIES", "Action", "Ad", "AdsSettings", "AdsSummary", "Category", "ads", "find", "strip"]


@subscribe("document_read", produces="ads", views=["clean"])
def ads(document: Document, settings: AdsSettings) -> Layer[Ad, AdsSummary]:
    """Make the layer ``ads`` and the view ``clean`` of a document."""
    found = find(document.text, settings, path=document.source.path)
    return Layer(annotations=found, summary=summarise(found), views={"clean": kept(document.text, found)})
