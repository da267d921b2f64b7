"""The word lists: they load, their parts agree, and they stay small."""

from importlib import resources

from copydesk_entities.lexicon import lexicon

DATA = resources.files("copydesk_entities") / "data"
LARGEST = 2_000_000  # bytes, as promised in data/DATA.md


def test_lists_load_once() -> None:
    """The lexicon is read once and shared."""
    assert lexicon() is lexicon()


def test_every_cue_section_the_rules_ask_for_exists() -> None:
    """A misspelt section would silence a rule: those the stages name are there and not empty."""
    asked = (
        "title title_part role_tail role speech org_action org_noun place_prep place_strong place_noun place_head "
        "place_lead direction org_head org_lead place_of event_head event misc_head person_suffix particle calendar "
        "not_name surname function_word body name_first person state_code of_person event_lead"
    )
    assert set(asked.split()) == set(lexicon().cues)
    assert all(lexicon().cues.values())


def test_every_people_with_a_code_has_a_country() -> None:
    """Codes of the demonym table are codes of countries."""
    assert not {code for code in lexicon().demonyms.values() if code} - set(lexicon().countries.values())


def test_demonyms_have_plurals_where_english_has() -> None:
    """Regular plurals are derived; words like Chinese or Danish have none."""
    demonyms = lexicon().demonyms
    assert "KP" == demonyms["North Koreans"] == demonyms["North Korean"]
    assert "Chineses" not in demonyms
    assert "Danishs" not in demonyms


def test_the_data_stays_small_and_says_where_it_is_from() -> None:
    """All data files together keep their promised size, and the notice names every source."""
    assert LARGEST > sum(len(file.read_bytes()) for file in DATA.iterdir() if file.is_file())
    notice = (DATA / "NOTICE").read_text(encoding="utf-8")
    assert all(source in notice for source in ("GeoNames", "CLDR", "Faker", "PyTickerSymbols", "SCOWL"))
