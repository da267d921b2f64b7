"""What the stages make of single sentences, rule by rule."""

import pytest

from copydesk_entities import tag


def found(text: str) -> set[tuple[str, str]]:
    """Text and label of every mention."""
    return {(mention.text, mention.label) for mention in tag(text)}


PEOPLE = [
    ("The book is by Maria Gonzalez.", {("Maria Gonzalez", "PER")}),
    ("Defence Minister Ruth Adeyemi resigned.", {("Ruth Adeyemi", "PER")}),
    ("We heard Mr. Okoro speak.", {("Okoro", "PER")}),
    ("Then Dr. Peter J. Hall Jr. spoke.", {("Peter J. Hall Jr.", "PER")}),
    ("The envoy saw Kang Min-ho, who left.", {("Kang Min-ho", "PER")}),
    ("The poet Joost van den Vondel lived here.", {("Joost van den Vondel", "PER")}),
    ("They asked Will Smith again.", {("Will Smith", "PER")}),
]
PLACES = [
    ("Floods hit Bangladesh and Nepal.", {("Bangladesh", "LOC"), ("Nepal", "LOC")}),
    ("It happened in Springfield, Illinois.", {("Springfield", "LOC"), ("Illinois", "LOC")}),
    ("Boats crossed the Gulf of Aden.", {("Gulf of Aden", "LOC")}),
    ("A fire burnt near Lake Qwanza.", {("Lake Qwanza", "LOC")}),
    ("They met in the town of Zrbno.", {("Zrbno", "LOC")}),
    ("Copenhagen-based makers object.", {("Copenhagen", "LOC")}),
    ("He walked down Tilling Street.", {("Tilling Street", "LOC")}),
    ("i flew to colombia last week", {("colombia", "LOC")}),
    ("In Seoul, Hwaxo and Busan, shops shut.", {("Seoul", "LOC"), ("Hwaxo", "LOC"), ("Busan", "LOC")}),
]
ORGANISATIONS = [
    ("The Ministry of Fisheries denied it.", {("Ministry of Fisheries", "ORG")}),
    ("She works for Brunk Holdings.", {("Brunk Holdings", "ORG")}),
    ("He joined New York University.", {("New York University", "ORG")}),
    ("The Food and Drug Administration said no.", {("Food and Drug Administration", "ORG")}),
    ("the Green Party of Latvia won", {("Green Party of Latvia", "ORG")}),
    ("The NATO chief left.", {("NATO", "ORG")}),
    ("The Peruvian Navy sailed.", {("Peruvian Navy", "ORG")}),
    ("Shares of Marks & Lund fell.", {("Marks & Lund", "ORG")}),
]
PEOPLES = [
    ("Two Brazilian pilots and a Swede landed.", {("Brazilian", "NORP"), ("Swede", "NORP")}),
    ("South Koreans voted.", {("South Koreans", "NORP")}),
    ("Many Muslims and Catholics came.", {("Muslims", "NORP"), ("Catholics", "NORP")}),
    ("Polish President Lech Wanda spoke.", {("Polish", "NORP"), ("Lech Wanda", "PER")}),
]
CUTS = [
    ("Kenya's Interior Secretary Amos Biwott left.", {("Kenya", "LOC"), ("Amos Biwott", "PER")}),
    ("Ann Lee, Red Cross Regional Director, left.", {("Ann Lee", "PER"), ("Red Cross", "ORG")}),
    ("UNICEF Deputy Director Jo Hall agreed.", {("UNICEF", "ORG"), ("Jo Hall", "PER")}),
    ("Secretary General Mark Hall left.", {("Mark Hall", "PER")}),
]
NOTHING = [
    ("The shop opens Monday, March 3, 2025 at 10 a.m.", set()),
    ("It costs $1,500 or 20% more.", set()),
    ("However, Internet sales rose. Thanks!", set()),
    ("Experts say prices fell. Prices rose later.", set()),
    ("", set()),
    ("123 456 ... !!!", set()),
]


@pytest.mark.parametrize(("text", "expected"), PEOPLE + PLACES + ORGANISATIONS + PEOPLES)
def test_each_kind_of_name_is_found(text: str, expected: set[tuple[str, str]]) -> None:
    """Lists, heads, titles and context words each find their kind of name, with its whole extent."""
    assert expected == found(text)


@pytest.mark.parametrize(("text", "expected"), CUTS)
def test_titles_and_roles_belong_to_no_name(text: str, expected: set[tuple[str, str]]) -> None:
    """What a person is stands outside the person, and outside the organisation before it."""
    assert expected == found(text)


@pytest.mark.parametrize(("text", "expected"), NOTHING)
def test_dates_amounts_and_plain_words_are_no_entities(text: str, expected: set[tuple[str, str]]) -> None:
    """Days, months, money, shares and words a sentence merely begins with are never tagged."""
    assert expected == found(text)


def test_events_have_a_label_of_their_own() -> None:
    """Wars and games are EVENT, also after a demonym."""
    assert {("Korean War", "EVENT"), ("Winter Olympics", "EVENT")} == found(
        "After the Korean War came the Winter Olympics."
    )


def test_offsets_count_code_points() -> None:
    """Characters outside the basic plane, CR LF and right-to-left text before a name move it by their code points."""
    text = "😀 שלום\r\nAngela Brown flew to Chile."
    assert [(8, 20, "Angela Brown"), (29, 34, "Chile")] == [(m.start, m.end, m.text) for m in tag(text)]


def test_peoples_and_countries_carry_their_code() -> None:
    """A country and its people have the same ISO 3166 code; a city has none."""
    assert {"Norway": "NO", "Norwegians": "NO", "Lima": ""} == {
        mention.text: mention.country for mention in tag("In Norway, two Norwegians spoke of Lima.")
    }
