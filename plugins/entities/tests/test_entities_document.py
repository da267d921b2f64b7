"""What the rest of a document says about a name: repeats, surnames, acronyms, "the North", and clusters."""

from copydesk_entities import Mention, entities_of, tag


def of(text: str, form: str) -> list[Mention]:
    """The mentions of the text that read so."""
    return [mention for mention in tag(text) if mention.text == form]


def test_a_surname_is_the_person_named_before() -> None:
    """After the full name, a surname that is also a city is that person, under one id and the full name."""
    text = "Minister Lloyd Houston spoke. Later Houston left.\n\nHouston was ill."
    assert [("PER", "e1", "Lloyd Houston")] * 2 == [(m.label, m.entity, m.name) for m in of(text, "Houston")]


def test_a_place_stays_a_place_where_only_places_stand() -> None:
    """In "in Houston" the city is meant, whoever has that surname."""
    assert ["LOC"] == [
        m.label for m in of("Minister Lloyd Houston spoke. He lives in Houston now.", "Houston")
    ]


def test_a_family_name_may_come_first() -> None:
    """The first word of a name of two or three refers back as well as the last."""
    text = "Kang Min-ho, who chairs it, spoke. Kang said no."
    assert [("PER", "Kang Min-ho")] == [(m.label, m.name) for m in of(text, "Kang")]


def test_an_acronym_is_its_organisation() -> None:
    """An acronym in brackets after a name, or of a name's initials, is that organisation, before and after it."""
    text = "The National Fisheries Council (NFC) met. The NFC voted. Delegates of the NFC left."
    assert {("ORG", "e1", "National Fisheries Council")} == {
        (m.label, m.entity, m.name) for m in of(text, "NFC")
    }
    assert 3 == len(of(text, "NFC"))


def test_a_name_found_once_is_found_again() -> None:
    """An untagged exact repeat takes the label; the same letters as a plain word do not."""
    text = "Governor Ixby resigned. Critics of Ixby cheered."
    assert ["PER", "PER"] == [m.label for m in of(text, "Ixby")]
    assert ["PER"] == [m.label for m in of(text + " An ixby is a plant.", "Ixby")]


def test_the_north_is_the_one_country_it_can_be() -> None:
    """The bare compass word is the country when the document knows one such country, and nothing when two."""
    only = "North Korea sent aid. The North denied it, but the north wind blew."
    assert [("LOC", "North Korea", "KP")] == [(m.label, m.name, m.country) for m in of(only, "North")]
    assert [] == of("North Korea and North Macedonia met. The North denied it.", "North")


def test_names_of_one_country_are_one_entity() -> None:
    """Every listed name of a country has one id; a part of a country keeps its own."""
    ids = {m.text: m.entity for m in tag("The United States, the U.S. and the UK met; Scotland did not.")}
    assert ids["United States"] == ids["U.S."]
    assert 3 == len(set(ids.values()))


def test_entities_add_up_their_mentions() -> None:
    """An entity has its longest name, its other forms, the number of its mentions and the offset of the first."""
    mentions = tag("Mr. Olsen said no. Mary Olsen, an editor, met Olsen.")
    olsen = {entity.name: entity for entity in entities_of(mentions)}["Mary Olsen"]
    assert ("PER", ("Olsen",)) == (olsen.label, olsen.aliases)
    assert sum(m.entity == olsen.id for m in mentions) == olsen.count
    assert min(m.start for m in mentions if m.entity == olsen.id) == olsen.first
