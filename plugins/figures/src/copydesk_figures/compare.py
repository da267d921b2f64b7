"""Comparators: at least, over, up to, or more, nearly. Each keeps its own span."""

from typing import Final

from copydesk_figures.reading import Mark
from copydesk_figures.tokens import Token, Window

_LEFT_PHRASES: Final = {
    ">=": "at least|at least or equal to|no fewer than|no less than|not less than|not fewer than"
    "|upwards of|upward of|a minimum of"
    "|minimum of|> =|≥|= >|greater than or equal to|more than or equal to|equal to or greater than"
    "|equal to or more than|bigger or equal than|greater or equal than|larger or equal than|from at least"
    "|at the least",
    ">": "over|more than|greater than|larger than|bigger than|higher than|above|in excess of|exceeding|exceed"
    "|exceeds|exceeded|outnumber|outnumbers|outnumbered|surpass|surpasses|topped|tops|better than"
    "|fully above|>|older than|longer than|heavier than|beyond|topping|surpassing"
    "|surpassed",
    "<=": "up to|at most|at most or equal to|no more than|not more than|no greater than"
    "|as many as|as much as|a maximum of|maximum of"
    "|< =|≤|= <|less than or equal to|smaller than or equal to|smaller or equal than|less or equal than"
    "|equal to or less than|fewer than or equal to|lower than or equal to|at the most|not exceeding",
    "<": "under|less than|fewer than|lower than|smaller than|below|<|younger than|shorter than|lighter than"
    "|just short of|short of",
    "~": "about|around|approximately|approx|approx .|roughly|some|circa|ca|ca .|c .|~|≈|or so|in the region of"
    "|in the neighborhood of|in the order of|more or less|close to",
    "=": "equal to|equals|equaling|exactly|precisely|=",
}
_NEAR_BELOW: Final = ("nearly", "almost", "just under", "close to", "approaching", "nearing", "not quite")
_RIGHT_PHRASES: Final = {
    ">=": "or more|or greater|or higher|or above|or over|and above|and over|and up|and more|or older|and older"
    "|- plus|plus|+|or better|or longer",
    "<=": "or less|or fewer|or below|or under|or lower|and under|and below|or younger|and younger",
    "~": "- strong|- odd|or so|- ish|or thereabouts|more or less",
}


def _table(phrases: dict[str, str]) -> dict[tuple[str, ...], str]:
    return {tuple(phrase.split()): op for op, listed in phrases.items() for phrase in listed.split("|")}


_LEFT: Final = _table(_LEFT_PHRASES)
_RIGHT: Final = _table(_RIGHT_PHRASES)
_SIDE: Final = frozenset(tuple(phrase.split()) for phrase in _NEAR_BELOW)
_LONGEST = max(len(phrase) for phrase in _LEFT)
_LAST_WORDS: Final = frozenset(phrase[-1] for phrase in _LEFT) | frozenset(phrase[-1] for phrase in _SIDE)
_FIRST_WORDS: Final = frozenset(phrase[0] for phrase in _RIGHT)


def comparator_before(window: Window, left: int) -> Mark | None:
    """Return the longest comparator that ends just before the ``left`` tokens a figure has taken."""
    tokens = window.left[: len(window.left) - left] if left else window.left
    if tokens and tokens[-1].text == "the" and len(tokens) > 1 and tokens[-2].text == "than":
        tokens = tokens[:-1]
    if not tokens or tokens[-1].text not in _LAST_WORDS:
        return None
    for length in range(min(_LONGEST, len(tokens)), 0, -1):
        phrase = tokens[-length:]
        words = tuple(token.text for token in phrase)
        if words in _SIDE:
            return Mark(phrase[0].start, phrase[-1].end, "~", "<")
        if words in _LEFT:
            return Mark(phrase[0].start, phrase[-1].end, _LEFT[words])
    return None


def comparator_after(window: Window, index: int) -> tuple[Mark, int] | None:
    """Return the comparator that begins at token ``index`` and the index behind it."""
    if window.at(index).text not in _FIRST_WORDS:
        return None
    for length in (2, 1):
        phrase: list[Token] = [window.at(index + step) for step in range(length)]
        op = _RIGHT.get(tuple(token.text for token in phrase))
        if op and _fits(phrase):
            return Mark(phrase[0].start, phrase[-1].end, op), index + length
    return None


def _fits(phrase: list[Token]) -> bool:
    """A hyphen or plus sign must be glued; the word "plus" joins sums when it stands alone."""
    return phrase[0].gap == 0 if phrase[0].text in {"-", "+"} else phrase[0].text != "plus"
