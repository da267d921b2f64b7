"""Find advertising, promotion and page furniture inside plain text, and give a view of the text without it.

`find` and `strip` work on any text, without a desk. In a desk the plugin makes the layer ``ads`` and the view
``clean``.
"""

from pathlib import Path

from copydesk import Document, Layer, command, subscribe
from copydesk_ads.categories import CATEGORIES, Action, Category
from copydesk_ads.clean import kept
from copydesk_ads.finder import find, strip, summarise
from copydesk_ads.model import Ad, AdsSettings, AdsSummary

__all__ = [
    "CATEGORIES",
    "Action",
    "Ad",
    "AdsSettings",
    "AdsSummary",
    "Category",
    "ads",
    "find",
    "offer",
    "strip",
]


@subscribe("document_read", produces="ads", views=["clean"])
def ads(document: Document, settings: AdsSettings) -> Layer[Ad, AdsSummary]:
    """Make the layer ``ads`` and the view ``clean`` of a document."""
    found = find(document.text, settings, path=document.source.path)
    return Layer(annotations=found, summary=summarise(found), views={"clean": kept(document.text, found)})


@command("offer")
def offer(arguments: list[str]) -> int:
    """Print the lines that repeat in three or more documents of one source, as rules to look at; apply nothing.

    The arguments are folders or files: records, or texts in UTF-8. The exit code is 1 when nothing repeats.
    """
    from copydesk_ads.offers import as_yaml, documents, offers  # noqa: PLC0415  (the desk never needs it)

    found = offers(documents(Path(name) for name in arguments))
    print(as_yaml(found) if found else "# no line stands in three or more documents of one source")  # noqa: T201
    return 0 if found else 1


@command("explain")
def explain(arguments: list[str], settings: AdsSettings) -> int:
    """Print what is found in text files and why, and the difference between each text and its clean view.

    The exit code is 1 when nothing was found.
    """
    from copydesk_ads.report import report  # noqa: PLC0415  (the desk never needs it)

    lines = [
        line for name in arguments for line in report(Path(name).read_text(encoding="utf-8"), settings, name)
    ]
    print("\n".join(lines) if lines else "nothing found")  # noqa: T201
    return 0 if lines else 1
