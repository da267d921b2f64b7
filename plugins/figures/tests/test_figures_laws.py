"""Laws that hold for any text: offsets, order, exactness, linear work."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk_figures import Figure, extract
from copydesk_figures.lexicon import TRIGGERS
from copydesk_figures.normalize import fold
from copydesk_figures.tokens import Window
from copydesk_figures.triggers import scanner, trie_pattern

PIECES = [
    "3",
    "1,200",
    "two",
    "hundred",
    "and",
    "million",
    "half",
    "a",
    "$",
    "€",
    "£",
    "-",
    "to",
    "between",
    "%",
    "percent",
    "km",
    "years",
    "old",
    "May",
    "2024",
    "1/2",
    ":",
    "at least",
    "troops",
    "of",
    "the",
    "one",
    "in",
    "first",
    "\n",
    "\r\n",
    "\n\n",
    "😀",
    "İ",
    "١٢",
    "،",
    "(",
    ")",
    ".",
    ",",
    "said",
    "Holt",
    "x",
    "p",
    "10:30",
    "pm",
    "@",
    "://",
    "'",
    '"',
    "½",
    "°C",
]
PHRASES = st.lists(st.sampled_from(PIECES), max_size=30)
TEXTS = st.one_of(st.text(), PHRASES.map(" ".join), PHRASES.map("".join))


def spans(figure: Figure) -> list[tuple[int, int]]:
    """Every span a figure names."""
    parts = [
        figure.comparator,
        figure.counted,
        figure.phrase,
        figure.source,
        *(figure.qualifiers or ()),
        *(figure.numbers or ()),
    ]
    return [(part.start, part.end) for part in parts if part]


@given(TEXTS)
def test_folding_moves_no_offset(text):
    """The folded text has the length of the original, code point by code point."""
    assert len(text) == len(fold(text))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_figures_are_in_order_and_inside_the_text(text):
    """Figures are sorted, never overlap, and every span they name is a non-empty piece of the text."""
    found = extract(text, also=frozenset({"identifier", "idiom", "vague"}), calendar=True)
    ends = [0, *(figure.end for figure in found)]
    assert all(
        end <= figure.start < figure.end <= len(text) for end, figure in zip(ends, found, strict=False)
    )
    assert all(0 <= start < end <= len(text) for figure in found for start, end in spans(figure))


@settings(deadline=None)
@given(TEXTS)
def test_values_are_plain_decimals(text):
    """Values of everything but dates are decimals without an exponent."""
    for figure in extract(text):
        if figure.label not in {"date", "time", "date-range"}:
            for value in (figure.value, figure.lo, figure.hi):
                assert value is None or re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value)


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**15))
def test_a_numeral_keeps_its_value(number):
    """A numeral with or without grouping gives back the number it was written from."""
    for written in (str(number), f"{number:,}"):
        found = extract(f"They counted {written} goats there.")
        assert [Decimal(number)] == [Decimal(figure.value or figure.timex or "-1") for figure in found]


@settings(deadline=None)
@given(st.text(alphabet="abcdefghij \n.", max_size=60), st.text(alphabet="klmnopqr \n.", max_size=60))
def test_surroundings_do_not_move_a_figure(before, after):
    """Text far before and after a figure changes neither its span nor its value."""
    prefix, suffix = f"{before}\n\nThey saw ", f" goats.\n\n{after}"
    found = [figure for figure in extract(f"{prefix}3,456{suffix}") if figure.value == "3456"]
    assert [len(prefix)] == [figure.start for figure in found]


@given(st.lists(st.text(alphabet="abc'", min_size=1), min_size=1, max_size=20))
def test_trie_matches_exactly_its_words(listed):
    """A trie pattern matches each of its words whole and nothing else."""
    pattern = re.compile(trie_pattern(listed))
    assert all(pattern.fullmatch(word) for word in listed)
    assert set(listed) >= {word for word in ("a", "ab", "abc", "'", "cc") if pattern.fullmatch(word)}


def test_every_trigger_word_is_scanned_for():
    """The scan stops at each trigger word, and only where a word begins and ends."""
    scan = scanner()
    assert all(scan.fullmatch(word) for word in TRIGGERS)
    assert scan.search("stone, oneself, attention") is None


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("😀😀 5% 😀", "5%", "5"),
        ("Zeile\r\n\r\n1,200 goats\r\n", "1,200", "1200"),
        ("\u202bעם 12 אנשים\u202c", "12", "12"),
        ("\u0661\u0662\u066b\u0665\u066a من", "\u0661\u0662\u066b\u0665\u066a", "12.5"),
        ("İİİ 7 kg", "7 kg", "7"),
        ("two\u00a0hundred\u00a0goats", "two\u00a0hundred", "200"),
        ("\u22123°C", "\u22123°C", "-3"),
    ],
)
def test_spans_are_code_points(text, surface, value):
    """Offsets count code points whatever the script, the line ends or the planes of the text."""
    found = extract(text)
    assert [(surface, value)] == [(text[figure.start : figure.end], figure.value) for figure in found]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "no figure here", "٪", "-", "$"])
def test_nothing_from_nothing(text):
    """A text without a number has no figures."""
    assert extract(text) == []


@pytest.mark.parametrize(
    "unit",
    ["1,", "1-", "1/", "one ", "million ", "1'", "one hundred and ", "5 feet and ", "1\n\n", "a@", "1 200 "],
)
def test_tokens_read_grow_with_the_text(unit, monkeypatch):
    """Twice the text costs about twice the tokens, however the figures are strung together."""

    def tokens_read(text: str) -> int:
        count = 0
        lex, before = Window._next, Window._before

        def counting(window):
            nonlocal count
            count += 1
            return lex(window)

        def counting_before(window):
            nonlocal count
            tokens = before(window)
            count += len(tokens)
            return tokens

        with monkeypatch.context() as patch:
            patch.setattr(Window, "_next", counting)
            patch.setattr(Window, "_before", counting_before)
            extract(text)
        return count

    once, twice = tokens_read(unit * 400), tokens_read(unit * 800)
    assert twice <= 2.2 * once + 100


def test_endless_digits_are_an_identifier():
    """A hundred thousand digits in a row are one identifier, not a number of that size."""
    digits = "7" * 100_000
    assert extract(digits) == []
    found = extract(digits, also=frozenset({"identifier"}))
    assert [(figure.start, figure.end) for figure in found] == [(0, 100_000)]
