"""Plain words on a terminal: aligned, escaped, coloured only where colours are shown."""

import io
import json

import pytest

from copydesk.cli.term import columns, count, paint, print_json, size


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Say so."""
        return True


def test_words_stand_left_and_numbers_right():
    """A column of numbers lines up at its last digit; its header does not matter."""
    rows = [("name", "docs"), ("a", 1200), ("long", 3)]
    assert ["name   docs", "a     1,200", "long      3"] == columns(rows)


def test_wide_characters_take_two_columns():
    """What stands behind an East Asian name is still aligned."""
    assert ["東京  x", "abcd  y"] == columns([("東京", "x"), ("abcd", "y")])


def test_a_name_cannot_break_a_table():
    """Line breaks and controls are escaped in every cell."""
    assert [r"a\nb\x1b  x"] == columns([("a\nb\x1b", "x")])


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (5312, "5.3 kB"), (85_300_000_000, "85.3 GB")],
)
def test_sizes_are_for_people(number, shown):
    """Three digits and a unit."""
    assert shown == size(number)


@pytest.mark.parametrize(("number", "shown"), [(0, "0 files"), (1, "1 file"), (1204, "1,204 files")])
def test_things_are_counted_in_words(number, shown):
    """One is singular."""
    assert shown == count(number, "file")


def test_json_holds_nothing_raw_and_says_the_same():
    """What could act on a terminal is escaped the JSON way, so a program reads the very same value."""
    value = {"a\u202e": ["\x1b[2J", "東京\xa0", "\ud800"]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out := io.StringIO())
        print_json(value)
    assert (value, True) == (json.loads(out.getvalue()), out.getvalue().replace("\n", "").isprintable())


def test_colours_are_for_terminals_that_want_them(monkeypatch):
    """Not into pipes, not with NO_COLOR, not on a dumb terminal."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    shown = [paint("x", "red", io.StringIO()), paint("x", "red", Terminal())]
    monkeypatch.setenv("TERM", "dumb")
    shown.append(paint("x", "red", Terminal()))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    shown.append(paint("x", "red", Terminal()))
    assert ["x", "\x1b[31mx\x1b[0m", "x", "x"] == shown
