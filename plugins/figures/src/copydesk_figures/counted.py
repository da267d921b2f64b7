"""What is counted: the noun phrase behind a figure, its head, and words that qualify the figure."""

from typing import Final

from copydesk_figures.calendar import MONTHS, WEEKDAYS
from copydesk_figures.lexicon import CARDINALS
from copydesk_figures.reading import Mark
from copydesk_figures.tokens import WORD, Token, Window
from copydesk_figures.wordlist import words

_MAX_WORDS = 7
_VERB_AND_ADVERB = 2  # words
_STOP: Final = words(
    "a an the and or but nor of in on at to for from by with without within into onto over under above below after"
    " before since until till than as if that which who whom whose when where while because so is are was were be"
    " been being am has have had do does did will would can could may might must shall should not no this these"
    " those it its he she they them we you i him her his their our your my us me there here then also too only"
    " just even still already now soon ago again about around between among during through across against per via"
    " either neither both each every all any some such very more most less least much many few said says say told"
    " tell according including amid despite towards toward like up down out off how what why yet today yesterday"
    " tomorrow came went took made got saw left began ran fell rose grew became held died lost won killed"
    " objected agreed agree believe think want took join joined"
)
_MORE: Final = {
    "more": "additional", "additional": "additional", "extra": "additional", "further": "additional",
    "other": "additional",
}  # fmt: skip
_IRREGULAR: Final = words(
    "people men women children police personnel staff troops cattle sheep fish deer mice feet teeth geese aircraft"
    " servicemen servicewomen policemen policewomen firefighters businessmen congressmen lawmakers media data"
    " criteria phenomena alumni species series offspring crew"
)
_NOUNS_ING: Final = words(
    "warning building meeting hearing killing bombing shooting ruling filing briefing gathering landing funding rating"
    " crossing opening being evening morning king ring wing spring string beginning ending painting wedding sibling"
)
_SINGULAR_S: Final = (
    "ss",
    "us",
    "is",
    "'s",
    "ous",
    "news",
    "gas",
    "bias",
    "canvas",
    "texas",
    "kansas",
    "arkansas",
)
_VERBS_S: Final = words("says makes takes gets gives goes comes needs wants means shows helps works runs")
_BEFORE: Final = {
    ("the",): "definite", ("these",): "definite", ("those",): "definite", ("another",): "additional",
    ("an", "additional"): "additional", ("an", "extra"): "additional", ("a", "further"): "additional",
    ("a", "total", "of"): "total", ("total", "of"): "total", ("totalling",): "total", ("totaling",): "total",
    ("last",): "before-now", ("past",): "before-now", ("previous",): "before-now",
    ("estimated",): "estimate", ("an", "estimated"): "estimate", ("reported",): "estimate",
    ("record",): "record", ("a", "record"): "record", ("next",): "after-now",
}  # fmt: skip
_AFTER: Final = {
    ("in", "total"): "total",
    ("in", "all"): "total",
    ("altogether",): "total",
    ("overall",): "total",
}


def is_plural(word: str) -> bool:
    """Whether a folded word looks like a plural noun."""
    return word in _IRREGULAR or (len(word) > 2 and word.endswith("s") and not word.endswith(_SINGULAR_S))  # noqa: PLR2004 -- "is", "us"


def read_counted(window: Window, index: int, *, one: bool = False) -> tuple[Mark, int] | None:
    """Return the noun phrase that begins at a token, its head word, and the index behind it.

    The head is the first plural (or the last of several plurals in a row); without a plural it is the last word before
    a word that cannot belong to a noun phrase.
    """
    words: list[tuple[int, Token]] = []
    for step in range(_MAX_WORDS):
        token = window.at(index + step)
        if token.text == "-" and token.gap == 0 and words and window.at(index + step + 1).gap == 0:
            continue
        if token.kind != WORD or token.text in _STOP or token.text in CARDINALS or _is_date(window, token):
            break
        if one and words and token.text.endswith("ed"):
            break
        if words and token.gap == 0 and window.folded[token.start - 1] != "-":
            break
        words.append((index + step, token))
        if is_plural(token.text) and not one and not _plural_goes_on(window, index + step + 1):
            break
    else:
        if not any(is_plural(token.text) for _, token in words):
            return None
    return _phrase(window, words, one=one)


def _plural_goes_on(window: Window, index: int) -> bool:
    """Whether a plural is followed by the plural it belongs to: weapons systems, United States soldiers."""
    token = window.at(index)
    if token.kind != WORD or token.text in _STOP or token.text in _VERBS_S or token.gap == 0:
        return False
    return is_plural(token.text) or (
        window.text[token.start].isupper() and is_plural(window.at(index + 1).text)
    )


def _is_date(window: Window, token: Token) -> bool:
    return token.text in WEEKDAYS or (token.text in MONTHS and window.text[token.start].isupper())


def _phrase(window: Window, words: list[tuple[int, Token]], *, one: bool) -> tuple[Mark, int] | None:
    if not words or _begins_with_verb(window, words, one=one):
        return None
    while len(words) > 1 and _hangs_on(words[-1][1].text):
        words.pop()
    last_index, last = words[-1]
    return Mark(words[0][1].start, last.end, window.text[last.start : last.end]), last_index + 1


def _hangs_on(word: str) -> bool:
    """Whether a last word is an adverb or a participle rather than a head."""
    return word.endswith("ly") or (word.endswith("ing") and word not in _NOUNS_ING)


def _begins_with_verb(window: Window, words: list[tuple[int, Token]], *, one: bool) -> bool:
    """Whether the first word is no part of a noun phrase: a verb behind a number that stands alone, a bare 's."""
    first = words[0][1]
    if first.text in {"s", "t"} and window.folded[first.start - 1] == "'":
        return True
    if one and (first.text in _VERBS_S or (first.text.endswith("ed") and window.text[first.start].islower())):
        return True
    plural = any(is_plural(token.text) for _, token in words)
    participle = first.text.endswith(("ed", "ing", "ly")) and first.text not in _NOUNS_ING
    return participle and not plural and len(words) <= _VERB_AND_ADVERB


def additional(window: Window, index: int) -> Mark | None:
    """Return "more", "additional", "other" behind a figure as a qualifier."""
    token = window.at(index)
    what = _MORE.get(token.text)
    if what is None or window.at(index + 1).text == "than":
        return None
    return Mark(token.start, token.end, what)


def qualifiers_before(window: Window, left: int, *, plain: bool) -> list[Mark]:
    """Return what qualifies a figure from the left of the ``left`` tokens it has taken: the, another, an estimated.

    A bare "the" says something only where it is ``plain`` and nothing else stands between.
    """
    tokens = window.left[: len(window.left) - left] if left else window.left
    found: list[Mark] = []
    while tokens:
        for length in (3, 2, 1):
            phrase = tokens[-length:]
            what = _BEFORE.get(tuple(token.text for token in phrase)) if len(phrase) == length else None
            if what == "definite" and (found or not plain):
                return found
            if what:
                found.insert(0, Mark(phrase[0].start, phrase[-1].end, what))
                tokens = tokens[:-length]
                break
        else:
            break
    return found


def qualifier_after(window: Window, index: int) -> Mark | None:
    """Return "in total", "altogether" behind a counted thing."""
    first, second = window.at(index), window.at(index + 1)
    if what := _AFTER.get((first.text, second.text)):
        return Mark(first.start, second.end, what)
    what = _AFTER.get((first.text,))
    return Mark(first.start, first.end, what) if what else None
