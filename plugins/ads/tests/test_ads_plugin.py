"""The plugin as a desk sees it."""

import hashlib

from copydesk import Document, Source, View
from copydesk_ads import AdsSettings, AdsSummary, ads, explain

TEXT = "The ferry sails at noon.\n\nSponsored by Marlin Bank: marlinbank.example.com/boats\n\nThe pier is open.\n"


def document(text: str) -> Document:
    """Return a document of text alone."""
    data = text.encode()
    source = Source(path="a.txt", size=len(data), sha256=hashlib.sha256(data).hexdigest())
    return Document(id="1", text=text, source=source)


def test_the_layer_holds_annotations_a_summary_and_the_clean_view():
    """One delivery gives the blocks, the counts for the document, and the text without the blocks."""
    layer = ads(document(TEXT), AdsSettings())
    (ad,) = layer.annotations
    assert ("sponsored", "remove", "Marlin Bank") == (ad.label, ad.action, ad.sponsor)
    assert (
        AdsSummary(blocks={"sponsored": 1}, removed=ad.end - ad.start, sponsors=("Marlin Bank",))
        == layer.summary
    )
    assert (
        "The ferry sails at noon.\n\nThe pier is open.\n"
        == View.of(TEXT, layer.views["clean"], layer="ads").text
    )


def test_a_document_without_promotion_keeps_its_text():
    """No annotation, an empty summary, and a view equal to the text."""
    layer = ads(document("The pier is open."), AdsSettings())
    assert ([], AdsSummary()) == (layer.annotations, layer.summary)
    assert [(0, 17, None)] == layer.views["clean"]


def test_the_command_explains_and_shows_the_difference(tmp_path, capsys):
    """Each block is told with its line, category and reasons, and the lines that go stand in a diff; nothing raw."""
    file = tmp_path / "a.txt"
    file.write_text(TEXT.replace("noon", "no\x1bon"))
    assert 0 == explain([str(file)], AdsSettings())
    told = capsys.readouterr().out
    assert "line 3: remove sponsored" in told
    assert "paid by Marlin Bank" in told
    assert "    sponsored-by: " in told
    assert "\n-Sponsored by Marlin Bank: marlinbank.example.com/boats\n" in told
    assert "\x1b" not in told
    file.write_text("The pier is open.")
    assert 1 == explain([str(file)], AdsSettings())
