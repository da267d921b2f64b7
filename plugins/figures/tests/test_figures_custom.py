"""Other languages, own units and patterns, articles, bases and sums in parts."""

import pytest

from copydesk_figures import extract


@pytest.mark.parametrize(
    ("language", "text", "surface", "value", "unit"),
    [
        ("de", "Es kostet 5,6 Millionen Euro.", "5,6 Millionen Euro", "5600000", "EUR"),
        ("de", "einundzwanzig Prozent", "einundzwanzig Prozent", "21", "%"),
        ("fr", "trois cent quarante-cinq kilomètres", "trois cent quarante-cinq kilomètres", "345", "km"),
        ("es", "1.234,5 kilogramos", "1.234,5 kilogramos", "1234.5", "kg"),
        ("it", "5 milioni di euro", "5 milioni di euro", "5000000", "EUR"),
        ("nl", "12,5 procent", "12,5 procent", "12.5", "%"),
        ("pt", "2,5 milhões de euros", "2,5 milhões de euros", "2500000", "EUR"),
        ("und", "17 940,00 ₽", "17 940,00 ₽", "17940", "RUB"),
    ],
)
def test_language_decides_words_and_marks(language: str, text: str, surface: str, value: str, unit: str):
    """Number words, separators, units and names of money are those of the language."""
    (figure,) = extract(text, language=language)
    assert (surface, value, unit) == (
        text[figure.start : figure.end],
        figure.value,
        figure.currency or figure.unit,
    )


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "am 3. Oktober 1990", "1990-10-03"),
        ("es", "el 5 de mayo de 2019", "2019-05-05"),
        ("fr", "le 5 mai 2019", "2019-05-05"),
    ],
)
def test_dates_of_a_language(language: str, text: str, value: str):
    """A written date has its value in every language there is a table for."""
    (figure,) = extract(text, language=language)
    assert value == figure.value


def test_own_unit_makes_a_measure():
    """A unit of the desk's own turns a count into a measure with the figure's span."""
    (figure,) = extract("It spans 364 smoots.", units={"smoots": "{smoot}"})
    assert ("measure", "{smoot}", 9, 19) == (figure.label, figure.unit, figure.start, figure.end)


def test_own_pattern_takes_precedence():
    """A pattern of the desk's own replaces what it overlaps and says its value."""
    (figure,) = extract("Richter 7.8 today", patterns={"measure": r"Richter (?P<value>[0-9.]+)"})
    assert ("measure", "7.8", "own-pattern") == (figure.label, figure.value, figure.rule)


def test_article_is_one_only_where_asked():
    """A unit behind an article counts as one of it on request, and not otherwise."""
    (figure,) = extract("an hour and a half", articles=True)
    assert ("1.5", "h") == (figure.value, figure.unit)
    assert all(figure.unit != "h" for figure in extract("an hour and a half"))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("5 km", "5000", "m"), ("20 °C", "293.15", "K"), ("212 °F", "373.15", "K"), ("2 hours", "7200", "s")],
)
def test_base_value(text: str, value: str, unit: str):
    """A measure says what it is in base units."""
    (figure,) = extract(text)
    assert (value, unit) == (figure.base.value, figure.base.unit)


def test_sum_keeps_its_parts():
    """Feet and inches are one figure in the smaller unit, with each addend beside it."""
    (figure,) = extract("6 ft 2 in")
    assert ("74", "[in_i]") == (figure.value, figure.unit)
    assert [("6", "[ft_i]"), ("2", "[in_i]")] == [(part.value, part.unit) for part in figure.parts]


@pytest.mark.parametrize(
    ("text", "unit"), [("3 kg m-3", "kg.m-3"), ("9 km/s2", "km/s2"), ("5 W/m^2", "W/m2"), ("4e14 s-1", "s-1")]
)
def test_product_of_units(text: str, unit: str):
    """Symbols with exponents and factors make one unit."""
    (figure,) = extract(text)
    assert (unit, 0, len(text)) == (figure.unit, figure.start, figure.end)


def test_linked_qualifiers():
    """An estimate before a count and a deadline behind it in the same sentence qualify it."""
    (figure, *_) = extract("Officials estimated that 9,000 workers would leave by the end of March.")
    assert ["estimate", "deadline"] == [qualifier.type for qualifier in figure.qualifiers]


def test_list_shares_its_unit():
    """Numbers of a list have the unit that only the last of them names."""
    found = extract("They were given 45 and 50 mg.")
    assert [("45", "mg"), ("50", "mg")] == [(figure.value, figure.unit) for figure in found]
