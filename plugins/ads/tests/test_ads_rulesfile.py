"""The file of rules that a user writes."""

import os
import re
from pathlib import Path

import pytest

from copydesk_ads import AdsSettings, find, strip
from copydesk_ads.rulesfile import RulesFile, read

STORY = "The ferry will stop sailing to the islands in November, its director told the council on Monday."


@pytest.fixture
def rules(tmp_path):
    """Write a file of rules and return settings that use it."""

    def write(text: str) -> AdsSettings:
        path = tmp_path / "ads.yaml"
        path.write_text(text, encoding="utf-8")
        return AdsSettings(rules=path)

    return write


def document(*parts: str) -> str:
    """Join parts with blank lines, between lines of a story."""
    return "\n\n".join([STORY, *parts, STORY])


def found(text: str, settings: AdsSettings, path: str = "") -> list[tuple[str, str, str]]:
    """Return action, category and text of each block."""
    return [(ad.action, ad.label, text[ad.start : ad.end]) for ad in find(text, settings, path=path)]


def test_a_marker_is_a_whole_line_or_a_pattern(rules):
    """A line is met in any capitals and decoration, a pattern anywhere in the line; nothing else is."""
    settings = rules(
        "markers:\n"
        "  - {line: 'The Skerry Bell', category: house}\n"
        "  - {pattern: 'knots? of the week$', category: related}\n"
    )
    text = document("*** THE SKERRY BELL ***", "Knot of the week", "The Skerry Bell rang")
    assert [("mark", "house", "THE SKERRY BELL"), ("remove", "related", "Knot of the week")] == [
        (action, label, quote.strip("* ")) for action, label, quote in found(text, settings)
    ]


def test_an_opener_takes_the_list_under_it(rules):
    """An opener of the user's reaches out as those of the package do."""
    settings = rules("openers:\n  - {line: 'From the logbook', category: related, opens: list}\n")
    links = "From the logbook\nTen harbours to see in winter\nWhy the lighthouse keeper stayed"
    assert [("remove", "related", links)] == found(document(links), settings)


def test_a_guard_speaks_against_promotion(rules):
    """A line that meets a guard keeps only the share of confidence that the guard leaves."""
    line = "Subscribe to our newsletter by pigeon"
    assert [] != find(document(line))
    assert [] == found(document(line), rules("guards:\n  - {pattern: 'by pigeon', weight: 1}\n"))


def test_a_rule_of_the_package_can_be_left_out(rules):
    """``without`` names rules by id; one that does not exist is an error at the first document."""
    assert [] == found(document("Advertisement"), rules("without: [ad-label]\nmarkers: []\n").model_copy(
        update={"model": False}))  # fmt: skip
    with pytest.raises(ValueError, match="no rule has the id ad-lable"):
        find(STORY, rules("without: [ad-lable]"))


def test_thresholds_of_the_settings_go_before_those_of_the_file(rules):
    """``thresholds`` holds for one category; what the settings say themselves wins."""
    settings = rules("thresholds:\n  ad-marker: {remove: 0.99}\n")
    assert ["mark"] == [action for action, *_ in found(document("Advertisement"), settings)]
    mine = settings.model_copy(
        update={"thresholds": AdsSettings(thresholds={"ad-marker": {"remove": 0.5}}).thresholds}
    )
    assert ["remove"] == [action for action, *_ in found(document("Advertisement"), mine)]


SOURCE = """
sources:
  - folder: news/pier
    category: related
    strip_lines: ['Back to the quay', '/^photo no\\. \\d+$/']
    strip_from:
      - {from: 'From our shop', until: 'Weather'}
    keep: ['Advertisement']
"""


def test_source_rules_hold_in_their_folder_alone(rules):
    """Lines, patterns and stretches go in the folder and those below it, and nowhere else."""
    text = document(
        "Back to the quay", "Photo no. 7", "From our shop", "Rope and tar, by the yard.", "Weather"
    )
    kept = document("Weather")
    settings = rules(SOURCE)
    assert kept == strip(text, settings, path="news/pier/2024/a.txt")
    assert text == strip(text, settings, path="news/pierhead/a.txt")


def test_what_a_source_keeps_stays_whatever_else_is_said(rules):
    """``keep`` wins over every rule, of the package and of the file."""
    assert [] == found(document("Advertisement"), rules(SOURCE), "news/pier/a.txt")
    assert [] != found(document("Advertisement"), rules(SOURCE), "news/a.txt")


def test_a_stretch_without_its_end_stays_whole(rules):
    """Where the line under ``until`` is not there, nothing goes: the page is another than the rule was written for."""
    text = document("From our shop", "Rope and tar, by the yard.")
    assert text == strip(text, rules(SOURCE), path="news/pier/a.txt")


def test_a_stretch_can_run_to_the_end(rules):
    """Without ``until`` all that follows goes."""
    settings = rules("sources:\n  - folder: .\n    strip_from: [{from: 'From our shop'}]\n")
    assert STORY == strip(document("From our shop", "Rope and tar."), settings, path="a.txt")


@pytest.mark.parametrize(
    ("source", "head"),
    [
        ("sender: desk@pier.example", "From: The Pier <desk@pier.example>"),
        ("domain: pier.example", "From: desk@mail.pier.example"),
        ("domain: pier.example", "URL: https://www.pier.example/a/b.html"),
        ("domain: PIER.example", "Source: https://pier.example"),
    ],
)
def test_a_source_can_be_a_sender_or_a_domain(rules, source, head):
    """Both are read at the head of the text; a domain holds for what is below it too."""
    settings = rules(f"sources:\n  - {source}\n    strip_lines: ['Back to the quay']\n")
    assert [("remove", "ad-marker", "Back to the quay")] == found(
        f"{head}\n\n{document('Back to the quay')}", settings
    )
    assert [] == found(f"From: x@notpier.example\n\n{document('Back to the quay')}", settings)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "markers:\n  - line: a\n    category: relatd\n",
            r"ads\.yaml, line 3: markers\.0\.category: .*'related'",
        ),
        ("markers:\n  - category: related\n", r"line 2: markers\.0: give either `line`"),
        (
            "markers:\n\n  - {pattern: '(', category: related}\n",
            r"line 3: markers\.0\.pattern: not a regular expr",
        ),
        ("markers: []\nmarkers: []\n", r"line 2: 'markers' stands on line 1 already"),
        ("markers: []\nsauces: []\n", r"line 2: sauces: Extra inputs"),
        ("sources:\n  - strip_lines: [a]\n", r"line 2: sources\.0: name the source"),
        ("sources:\n  - folder: a\n    strip_lines:\n      - b\n      - ' '\n", r"line 5: .*an empty line"),
        (
            "sources:\n  - folder: a\n    strip_from: [{until: b}]\n",
            r"line 3: sources\.0\.strip_from\.0\.from: Field",
        ),
        (
            "thresholds:\n  related: {remove: 2}\n",
            r"line 2: thresholds\.related\.remove: .*less than or equal",
        ),
        ("a: [\n", r"line 2: not YAML"),
        ("a: \x07\n", r"ads\.yaml: not YAML"),
        ("? [a]\n: b\n", r"line 1: not YAML"),
        ("- a\n", r"line 1: .*valid dictionary"),
    ],
)
def test_a_mistake_is_told_with_its_line(rules, text, message):
    """The settings refuse the file before any document, and say which line is wrong and what would be right."""
    with pytest.raises(ValueError, match=message):
        rules(text)


def test_every_mistake_is_told(rules):
    """A file with two mistakes gives two lines."""
    with pytest.raises(ValueError, match=r"line 1: (?s:.)*line 2: "):
        rules("sauces: []\nmakers: []\n")


def test_an_empty_file_says_nothing(tmp_path):
    """It is a file of no rules."""
    (tmp_path / "ads.yaml").write_text("# nothing yet\n")
    assert RulesFile() == read(tmp_path / "ads.yaml")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    """The error names the file."""
    with pytest.raises(ValueError, match=r"no\.yaml cannot be read"):
        AdsSettings(rules=tmp_path / "no.yaml")


def test_a_changed_file_counts_from_the_next_document_on(rules, tmp_path):
    """The rules are read again when the file has changed."""
    settings = rules("markers: [{line: Ahoy, category: related}]")
    assert 1 == len(find(document("Ahoy"), settings))
    (tmp_path / "ads.yaml").write_text("markers: []")
    os.utime(tmp_path / "ads.yaml", ns=(1, 1))
    assert [] == find(document("Ahoy"), settings)


def test_an_anchor_that_holds_itself_ends(rules):
    """A file that refers to itself is refused, not followed for ever."""
    with pytest.raises(ValueError, match="line"):
        rules("markers: &a\n  - *a\n")


def test_the_file_in_the_readme_is_a_file_of_rules(rules):
    """What the README shows is accepted, and every part of it is used."""
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    written = read(rules(shown).rules)
    assert all(getattr(written, part) for part in RulesFile.model_fields)
