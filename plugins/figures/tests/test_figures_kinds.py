"""One table of cases for each kind: what is found, and with what value."""

import pytest

from copydesk_figures import Figure, extract

COUNTS = [
    ("The harbour lost 412 boats.", "412", "412"),
    ("They baked 1,250 loaves.", "1,250", "1250"),
    ("About 3.4 million bees left.", "3.4 million", "3400000"),
    ("a crowd of twenty-seven", "twenty-seven", "27"),
    ("two thousand three hundred and six bricks", "two thousand three hundred and six", "2306"),
    ("half a million readers", "half a million", "500000"),
    ("half a dozen goats", "half a dozen", "6"),
    ("two and a half thousand pages", "two and a half thousand", "2500"),
    ("12 lakh voters", "12 lakh", "1200000"),
    ("a 45k following", "45k", "45000"),
    ("roughly 7\u00d710^3 grains", "7\u00d710^3", "7000"),
    ("minus four sheep", "minus four", "-4"),
    ("12,34,567 parcels", "12,34,567", "1234567"),
    ("1.234.567 Pakete", "1.234.567", "1234567"),
    ("3 hundred and 21 steps", "3 hundred and 21", "321"),
    ("In Hall 3 two doors", "two", "2"),
    ("zero point zero eight", "zero point zero eight", "0.08"),
]
OTHERS = [
    ("turnout of 61.5% was low", "percent", "61.5%", "61.5", "%"),
    ("nine per cent of farms", "percent", "nine per cent", "9", "%"),
    ("a $4.20 stamp", "money", "$4.20", "4.2", "USD"),
    ("€3bn for ferries", "money", "€3bn", "3000000000", "EUR"),
    ("it cost 85p", "money", "85p", "0.85", "GBP"),
    ("Rs 3 crore was paid", "money", "Rs 3 crore", "30000000", "INR"),
    ("USD 750 for a ticket", "money", "USD 750", "750", "USD"),
    ("thirty Swiss francs", "money", "thirty Swiss francs", "30", "CHF"),
    ("three dollars 50 cents", "money", "three dollars 50 cents", "3.5", "USD"),
    ("an 11-mile walk", "measure", "11-mile", "11", "[mi_i]"),
    ("6ft 3in of snow", "measure", "6ft 3in", "75", "[in_i]"),
    ("driving at 45 miles an hour", "measure", "45 miles an hour", "45", "[mi_i]/h"),
    ("350 km² of marsh", "measure", "350 km²", "350", "km2"),
    ("a 40 MW turbine", "measure", "40 MW", "40", "MW"),
    ("4.5±0.3 kg", "measure", "4.5±0.3 kg", "4.5", "kg"),
    ("lost 18 points", "measure", "18 points", "18", "{point}"),
    ("it was -7°C inside", "temperature", "-7°C", "-7", "Cel"),
    ("ninety degrees Fahrenheit", "temperature", "ninety degrees Fahrenheit", "90", "[degF]"),
    ("after 36 hours", "duration", "36 hours", "36", "h"),
    ("one hour and a half", "duration", "one hour and a half", "1.5", "h"),
    ("2 years 4 months", "duration", "2 years 4 months", "28", "mo"),
    ("a 12-year-old boy", "age", "12-year-old", "12", "a"),
    ("Mary Grant, 47, of Oban", "age", "47", "47", "a"),
    ("pupils aged 9", "age", "9", "9", "a"),
]
VALUED = [
    ("the fourth ferry", "ordinal", "fourth", "4"),
    ("her twenty-second win", "ordinal", "twenty-second", "22"),
    ("the 31st parcel", "ordinal", "31st", "31"),
    ("our No. 4 pick", "ordinal", "No. 4", "4"),
    ("three-quarters of the fleet", "fraction", "three-quarters", "0.75"),
    ("one in four sailors", "fraction", "one in four", "0.25"),
    ("⅞ of it", "fraction", "⅞", "0.875"),
    ("six times as heavy", "multiplier", "six times", "6"),
    ("3x faster", "multiplier", "3x", "3"),
    ("a tenfold rise, well, a 10-fold rise", "multiplier", "10-fold", "10"),
]
RANGES = [
    ("between 15 and 20 percent", "percent", "between 15 and 20 percent", "15", "20"),
    ("$6-7 million", "money", "$6-7 million", "6000000", "7000000"),
    ("from 3 to 5 litres", "measure", "from 3 to 5 litres", "3", "5"),
    ("20 to 25 minutes", "duration", "20 to 25 minutes", "20", "25"),
    ("women aged between 30 and 40", "age", "between 30 and 40", "30", "40"),
    ("-3°C to 2°C", "temperature", "-3°C to 2°C", "-3", "2"),
    ("two or three boats", "range", "two or three", "2", "3"),
    ("more than 10 and less than 30", "range", "more than 10 and less than 30", "10", "30"),
    ("the 1861-1865 war", "date-range", "1861-1865", "1861", "1865"),
    ("in the 1970s", "date-range", "1970s", "1970", "1979"),
    ("a man in his late 60s", "age", "late 60s", "67", "69"),
    ("they won 4-1", "score", "4-1", "4", "1"),
    ("a 16:9 screen", "ratio", "16:9", "16", "9"),
    ("tens of thousands of birds", "count", "tens of thousands", "10000", "99999"),
]
TIMES = [
    ("on March 3, 1998", "date", "March 3, 1998", "1998-03-03"),
    ("on 3 March 1998", "date", "3 March 1998", "1998-03-03"),
    ("on 2021-11-05", "date", "2021-11-05", "2021-11-05"),
    ("on 25/12/2020", "date", "25/12/2020", "2020-12-25"),
    ("since 1987", "date", "1987", "1987"),
    ("by May 2", "date", "May 2", "XXXX-05-02"),
    ("at 7.15pm", "time", "7.15pm", "T19:15"),
    ("at 18:40 GMT", "time", "18:40 GMT", "T18:40Z"),
]


def only(text: str) -> Figure:
    """The one figure of a text."""
    found = extract(text)
    assert len(found) == 1, [text[figure.start : figure.end] for figure in found]
    return found[0]


@pytest.mark.parametrize(("text", "surface", "value"), COUNTS)
def test_counts_have_an_exact_value(text, surface, value):
    """A count's span is the whole number and its value is an exact decimal string."""
    figure = only(text)
    assert ("count", surface, value) == (figure.label, text[figure.start : figure.end], figure.value)


@pytest.mark.parametrize(("text", "kind", "surface", "value", "unit"), OTHERS)
def test_units_and_currencies_belong_to_the_figure(text, kind, surface, value, unit):
    """Sign, scale and unit are part of the span; units are UCUM codes, currencies ISO 4217 in their major unit."""
    figure = only(text)
    found = (figure.label, text[figure.start : figure.end], figure.value, figure.unit or figure.currency)
    assert (kind, surface, value, unit) == found


@pytest.mark.parametrize(("text", "kind", "surface", "value"), VALUED)
def test_ranks_parts_and_multiples(text, kind, surface, value):
    """Ordinals, fractions and multipliers have the value they stand for."""
    figure = extract(text)[-1]
    assert (kind, surface, value) == (figure.label, text[figure.start : figure.end], figure.value)


@pytest.mark.parametrize(("text", "kind", "surface", "lo", "hi"), RANGES)
def test_ranges_have_two_ends_and_no_value(text, kind, surface, lo, hi):
    """A range shares out scale, unit and currency, and has bounds instead of a value."""
    figure = only(text)
    found = (figure.label, text[figure.start : figure.end], figure.lo, figure.hi, figure.value)
    assert (kind, surface, lo, hi, None) == found


@pytest.mark.parametrize(("text", "kind", "surface", "timex"), TIMES)
def test_dates_and_times_have_a_timex(text, kind, surface, timex):
    """Dates and times carry a TIMEX3 value; what the text leaves open is X."""
    figure = only(text)
    assert (kind, surface, timex) == (figure.label, text[figure.start : figure.end], figure.timex)


@pytest.mark.parametrize(
    "text",
    [
        "No one came; that one is fine, and this is one of the best.",
        "An A-10 met a Boeing 737-800 near Pier B12.",
        "Ring 555-201-4477 or +44 20 7946 0958.",
        "See https://example.org/2021/44 or mail a77@example.org.",
        "host 10.0.0.7 runs version 4.11.2",
        "ISBN 978-0-14-044913-6",
        "A storm of Category 5 is open 24/7 on 5G.",
        "1812 Society Presents",
        "the quarter-final and half-time",
        "I may march at first",
    ],
)
def test_names_and_pronouns_are_left_alone(text):
    """Identifiers, labels, idioms and pronouns are no figures."""
    assert [text[figure.start : figure.end] for figure in extract(text)] == []


def test_identifiers_and_idioms_can_be_asked_for():
    """Kinds that are kept back come out when they are asked for."""
    text = "Ring 555-201-4477, open 24/7, mail me@example.org"
    kinds = [figure.label for figure in extract(text, also=frozenset({"identifier", "idiom"}))]
    assert kinds == ["identifier", "idiom", "identifier"]


def test_vague_figures_can_be_asked_for():
    """Several and a few are figures only when asked for, and only before a plural."""
    text = "Several old boats and a few dogs, not many, both big and small."
    found = extract(text, also=frozenset({"vague"}))
    assert [text[figure.start : figure.end] for figure in found] == ["Several", "a few"]
    assert extract(text) == []


def test_calendar_words_only_when_asked_for():
    """Weekdays and months without a number are dates only with ``calendar``."""
    text = "The fleet left on Tuesday."
    assert extract(text) == []
    assert [figure.timex for figure in extract(text, calendar=True)] == ["XXXX-WXX-2"]


def test_day_first():
    """A date whose parts fit either way is read month first unless told otherwise."""
    assert only("03/04/2024").value == "2024-03-04"
    assert extract("03/04/2024", day_first=True)[0].value == "2024-04-03"
