"""Holidays by name: fixed days, weekdays of a month, and days counted from Easter."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

_Rule = Callable[[int], date]


def easter(year: int) -> date:
    """Return Easter Sunday of a year in the Gregorian calendar.

    Source: the anonymous computus, in J. Meeus, Astronomical Algorithms, chapter 8.
    """
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """Return the nth weekday (Monday is 0) of a month; -1 is the last. Raises ValueError where there is none."""
    if nth < 0:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))
    first = date(year, month, 1)
    found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    if found.month != month:
        message = f"{year}-{month:02} has no {nth}. weekday {weekday}"
        raise ValueError(message)
    return found


def _fixed(month: int, day: int) -> _Rule:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, nth: int, days: int = 0) -> _Rule:
    return lambda year: nth_weekday(year, month, weekday, nth) + timedelta(days=days)


def _from_easter(days: int) -> _Rule:
    return lambda year: easter(year) + timedelta(days=days)


_RULES: Final[dict[str, _Rule]] = {
    "new year's day|new years day|new year day|new year|new year's|new years|nyd": _fixed(1, 1),
    "new year's eve|new years eve|new year eve|nye": _fixed(12, 31),
    "epiphany|three kings day": _fixed(1, 6),
    "martin luther king day|martin luther king jr day|martin luther king's day|mlk day|mlk's day": _nth(
        1, 0, 3
    ),
    "groundhog day": _fixed(2, 2),
    "valentine's day|valentines day|valentine day|valentine's|saint valentine's day": _fixed(2, 14),
    "presidents day|president's day|presidents' day|washington's birthday": _nth(2, 0, 3),
    "saint patrick's day|st patrick's day|st. patrick's day|st patricks day|st. patricks day|st paddy's day"
    "|st patrick day|saint patrick|saint patricks day|st patrick": _fixed(3, 17),
    "april fools|april fool's day|april fools day|april fools' day|april fool": _fixed(4, 1),
    "earth day": _fixed(4, 22),
    "may day|labour day|international workers day": _fixed(5, 1),
    "cinco de mayo": _fixed(5, 5),
    "mother's day|mothers day|mothers' day": _nth(5, 6, 2),
    "memorial day": _nth(5, 0, -1),
    "father's day|fathers day|fathers' day": _nth(6, 6, 3),
    "juneteenth": _fixed(6, 19),
    "canada day": _fixed(7, 1),
    "independence day|us independence day": _fixed(7, 4),
    "bastille day": _fixed(7, 14),
    "labor day": _nth(9, 0, 1),
    "columbus day|indigenous peoples day": _nth(10, 0, 2),
    "boss's day|boss day|bosses day": _fixed(10, 16),
    "halloween|halloween day|all hallows eve|all hallows' eve": _fixed(10, 31),
    "all saints' day|all saints day|all saint's day": _fixed(11, 1),
    "all souls' day|all souls day": _fixed(11, 2),
    "guy fawkes day|guy fawkes night|bonfire night": _fixed(11, 5),
    "veterans day|veteran's day|remembrance day|armistice day": _fixed(11, 11),
    "thanksgiving|thanksgiving day": _nth(11, 3, 4),
    "black friday": _nth(11, 3, 4, 1),
    "cyber monday": _nth(11, 3, 4, 4),
    "small business saturday": _nth(11, 3, 4, 2),
    "christmas eve|xmas eve": _fixed(12, 24),
    "christmas|christmas day|xmas|xmas day|x-mas": _fixed(12, 25),
    "boxing day": _fixed(12, 26),
    "kwanzaa": _fixed(12, 26),
    "easter|easter sunday|easter day": easter,
    "easter monday": _from_easter(1),
    "good friday": _from_easter(-2),
    "maundy thursday|covenant thursday|holy thursday": _from_easter(-3),
    "holy saturday": _from_easter(-1),
    "palm sunday|branch sunday": _from_easter(-7),
    "ash wednesday": _from_easter(-46),
    "shrove tuesday|mardi gras|pancake day|fat tuesday": _from_easter(-47),
    "ascension day|ascension thursday|ascension": _from_easter(39),
    "pentecost|whit sunday|white sunday": _from_easter(49),
    "whit monday|pentecost monday": _from_easter(50),
    "trinity sunday": _from_easter(56),
    "corpus christi": _from_easter(60),
    "lent": _from_easter(-46),
    "women's day|international women's day": _fixed(3, 8),
    "children's day": _fixed(6, 1),
    "teacher's day|teachers day": _fixed(10, 5),
    "singles day|single's day": _fixed(11, 11),
    "world environment day": _fixed(6, 5),
    "super tuesday": _nth(3, 1, 1),
    "daylight saving time|dst start": _nth(3, 6, 2),
    "grandparents day": _nth(9, 6, 1, 7),
    "administrative professionals' day|secretaries day": _nth(4, 2, -1),
    "st george's day|saint george's day": _fixed(4, 23),
    "st andrew's day|saint andrew's day": _fixed(11, 30),
    "st david's day": _fixed(3, 1),
    "anzac day": _fixed(4, 25),
    "australia day": _fixed(1, 26),
    "waitangi day": _fixed(2, 6),
    "republic day": _fixed(1, 26),
    "gandhi jayanti": _fixed(10, 2),
    "victoria day": _nth(5, 0, -1),
    "flag day": _fixed(6, 14),
    "patriot day": _fixed(9, 11),
    "pi day": _fixed(3, 14),
    "star wars day": _fixed(5, 4),
    "earth hour": _nth(3, 5, -1),
    "world mental health day": _fixed(10, 10),
    "world vegan day": _fixed(11, 1),
    "saint stephen's day|st stephen's day": _fixed(12, 26),
    "assumption day": _fixed(8, 15),
    "immaculate conception": _fixed(12, 8),
}

HOLIDAYS: Final[dict[str, _Rule]] = {
    name: rule for names, rule in _RULES.items() for name in names.split("|")
}
"""What turns a year into the day, by folded name."""
