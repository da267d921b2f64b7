"""Phrases of time: what they resolve to, and that they stay open without a document's date."""

from datetime import datetime
from itertools import pairwise

import pytest

from copydesk_figures import Figure, extract

WRITTEN = datetime.fromisoformat("2024-05-15T10:30")  # a Wednesday


def one(text: str) -> tuple[str, Figure]:
    """The only phrase of time of a text, with its spelling."""
    found = [
        f
        for f in extract(text, calendar=True, reference=WRITTEN)
        if f.label in {"date", "time", "date-range"}
    ]
    assert 1 == len(found), found
    return text[found[0].start : found[0].end], found[0]


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("We meet tomorrow.", "tomorrow", "2024-05-16"),
        ("We met two days ago.", "two days ago", "2024-05-13"),
        ("See you in three weeks.", "in three weeks", "2024-06-05"),
        ("It opens next Friday.", "next Friday", "2024-05-24"),
        ("It opens on the first Monday of June.", "the first Monday of June", "2024-06-03"),
        ("Ring me tomorrow at 5pm.", "tomorrow at 5pm", "2024-05-16T17:00:00"),
        ("Ring me at half past seven pm.", "half past seven pm", "T19:30:00"),
        ("It was 13:00 February 28, 2013 then.", "13:00 February 28, 2013", "2013-02-28T13:00:00"),
        ("We ski on Christmas Day.", "Christmas Day", "2024-12-25"),
        ("It is due Thursday the 16th.", "Thursday the 16th", "2024-05-16"),
        ("Wait 30 minutes later than now?", "now", "2024-05-15T10:30:00"),
    ],
)
def test_point_in_time(text: str, surface: str, value: str):
    """A day or time has the span of its phrase and the value the document's date gives it."""
    assert (surface, value) == (one(text)[0], one(text)[1].value)


@pytest.mark.parametrize(
    ("text", "surface", "bounds"),
    [
        ("Sales of next week.", "next week", ("2024-05-20", "2024-05-27")),
        ("From May 6 to 9 we rest.", "From May 6 to 9", ("2025-05-06", "2025-05-09")),
        ("Open Monday 8-9am here.", "Monday 8-9am", ("2024-05-20T08:00:00", "2024-05-20T09:00:00")),
        ("Rain in early June.", "early June", ("2024-06-01", "2024-06-11")),
        ("The third quarter of 2016 was dull.", "third quarter of 2016", ("2016-07-01", "2016-10-01")),
        (
            "Away between July 1 and July 4, 2020.",
            "between July 1 and July 4, 2020",
            ("2020-07-01", "2020-07-04"),
        ),
        ("Away the next three months.", "next three months", ("2024-06-01", "2024-09-01")),
    ],
)
def test_span_of_time(text: str, surface: str, bounds: tuple[str, str]):
    """A period or range has its first moment and the first one behind it or its last end."""
    found = one(text)
    assert surface.lower() in found[0].lower()
    assert bounds == (found[1].lo, found[1].hi)


@pytest.mark.parametrize(
    ("text", "timex"),
    [
        ("every two weeks", "P2W"),
        ("each Monday", "XXXX-WXX-1"),
        ("daily", "P1D"),
        ("every day at 8pm", "P1DT20:00"),
    ],
)
def test_set_has_a_timex_and_no_value(text: str, timex: str):
    """What happens again and again is no single moment."""
    assert (timex, None) == (one(text)[1].timex, one(text)[1].value)


def test_limits_compare():
    """A word of limit before a phrase of time is its comparator."""
    assert ["<=", ">", ">="] == [
        one(text)[1].comparator.op for text in ("by Friday", "after 2019", "2012 or later")
    ]


@pytest.mark.parametrize(
    "text", ["next week", "on Friday", "two days ago", "tomorrow at 5pm", "this morning"]
)
def test_without_a_date_nothing_is_resolved(text: str):
    """A phrase that depends on the document's date has neither value nor bounds without it."""
    for figure in extract(text, calendar=True):
        assert (None, None) == (figure.value if figure.label == "date" else None, figure.lo)


def test_yearless_day_takes_the_year_before_it():
    """Without a document's date a day takes the year of the date it follows."""
    found = extract("July 12th, 2014. July 13th", calendar=True)
    assert ["2014-07-12", "2014-07-13"] == [figure.value for figure in found]


@pytest.mark.parametrize(
    "text", ["you may not!", "please excuse any insanity", "the sun sat low", "February 31, 2020 at 99:99"]
)
def test_words_that_only_look_like_times(text: str):
    """Verbs and days that no calendar has are no phrase of time that resolves."""
    assert [] == [
        f.value for f in extract(text, calendar=True, reference=WRITTEN) if f.label == "date" and f.value
    ]


@pytest.mark.parametrize(
    "text", ["next " * 2000, "1/1/1 " * 2000, "at 3 15 " * 1000, "Monday " * 1500, "12:30 - " * 1000]
)
def test_hostile_runs_end(text: str):
    """A run of half phrases is read to its end, with figures in order and inside the text."""
    found = extract(text, calendar=True, reference=WRITTEN)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= figure.start < figure.end <= len(text) for figure in found)
