"""Lines that repeat are offered as rules and never applied."""

import yaml

from copydesk_ads import find, offer
from copydesk_ads.offers import as_yaml, documents, offers
from copydesk_ads.rulesfile import RulesFile

LINE = "Back to the quay: on foot"


def test_a_line_in_three_documents_of_one_folder_is_offered():
    """Three documents of one folder are enough; the same line in two folders of two is not."""
    texts = [(f"pier/{n}.txt", f"Tale {n}\n\n{LINE}\n") for n in range(3)]
    assert [(("folder", "pier"), LINE, 3, 3)] == [
        (one.source, one.line, one.documents, one.of) for one in offers(texts)
    ]
    assert [] == offers([*texts[:2], ("quay/1.txt", LINE), ("quay/2.txt", LINE)])


def test_a_line_counts_once_for_a_document():
    """A line that one document repeats is no repeat between documents."""
    assert [] == offers([("a.txt", f"{LINE}\n{LINE}\n{LINE}\n{LINE}")])


def test_a_domain_goes_before_the_folder():
    """Mail of one sender is one source, wherever it was dropped."""
    texts = [(f"{n}/mail.txt", f"From: desk@pier.example\n\n{LINE}\n") for n in range(3)]
    assert ("domain", "pier.example") in {one.source for one in offers(texts)}


def test_an_offer_is_a_file_of_rules():
    """What is printed can be used as it is, and strips the line that was offered; unasked, nothing is stripped."""
    texts = [(f"pier/{n}.txt", f"Tale {n}\n\n{LINE}\n") for n in range(3)]
    (source,) = RulesFile.model_validate(yaml.safe_load(as_yaml(offers(texts)))).sources
    assert ("pier", (LINE,)) == (source.folder, source.strip_lines)
    assert [] == find(texts[0][1], path=texts[0][0])


def test_records_and_texts_are_read(tmp_path):
    """A record gives the path its document had in the inbox; a text file gives its own."""
    (tmp_path / "a.json").write_text('{"text": "one", "source": {"path": "pier/a.txt"}}')
    (tmp_path / "b.txt").write_text("two")
    assert [("pier/a.txt", "one"), ("b.txt", "two")] == list(documents([tmp_path]))


def test_the_command_prints_offers_and_says_when_there_are_none(tmp_path, capsys):
    """The exit code is 1 when nothing repeats."""
    assert 1 == offer([str(tmp_path)])
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(LINE)
    assert 0 == offer([str(tmp_path)])
    assert f"in 3 of 3 documents: {LINE}" in capsys.readouterr().out
