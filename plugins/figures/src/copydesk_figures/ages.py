"""Ages: 34 years old, two-year-old, aged 15 to 17, Jo Bell, 34, of Leeds."""

from copydesk_figures.reading import Reading
from copydesk_figures.tokens import WORD, Window
from copydesk_figures.units import table

_MAX_AGE = 120
_LIFETIMES = frozenset({"a", "mo", "wk", "d"})


def as_age(window: Window, reading: Reading) -> Reading:
    """Turn a duration or a bare number into an age where the words beside it say so."""
    if reading.unit and reading.unit.code in _LIFETIMES:
        index = reading.next + (window.at(reading.next).text == "-")
        word, after = window.at(index), window.at(index + 1)
        if word.text in {"old", "olds"}:
            return _aged(reading, word.end, index + 1)
        if word.text == "of" and after.text == "age":
            return _aged(reading, after.end, index + 2)
    number = reading.numbers[0]
    plausible = abs(number.value) <= _MAX_AGE and reading.kind in {"count", "range"}
    if plausible and (_is_called_age(window, reading) or (number.literal and _follows_name(window, reading))):
        reading.unit = table().folded["year"]
        return _aged(reading, reading.end, reading.next)
    return reading


def _aged(reading: Reading, end: int, following: int) -> Reading:
    reading.kind, reading.rule, reading.end, reading.next = "age", "age", end, following
    return reading


def _is_called_age(window: Window, reading: Reading) -> bool:
    return window.at(-reading.left - 1).text in {"aged", "age", "ages"}


def _follows_name(window: Window, reading: Reading) -> bool:
    """Whether the number stands between commas behind a name."""
    comma, name, after = window.at(-reading.left - 1), window.at(-reading.left - 2), window.at(reading.next)
    if reading.kind != "count" or reading.value == 0 or comma.text != "," or after.text != "," or after.gap:
        return False
    return name.kind == WORD and len(name.text) > 1 and window.text[name.start].isupper()
