"""Digits that are names, not quantities: addresses, telephone numbers, versions, codes, titles."""

import re
from functools import cache

from copydesk_figures.money import is_prefix
from copydesk_figures.trie import trie_pattern
from copydesk_figures.wordlist import words

_REACH = 64  # code points looked at on either side of an @ sign and to the left of a digit
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]{0,12}://|www\.)\S+")
_MAIL_LEFT = re.compile(r"[\w.+-]{1,64}$")
_MAIL_RIGHT = re.compile(r"@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}")
_PHONE = re.compile(
    r"\+?[0-9]{0,3}[ .-]?\([0-9]{2,5}\)[ .-]{0,2}[0-9]{2,5}(?:[ .-][0-9]{2,5}){1,3}(?![0-9/])"
    r"|\+[0-9]{1,3}(?:[ .-]?[0-9]{2,5}){2,5}(?![0-9])"
    r"|[0-9]{3}[.-][0-9]{3}[.-][0-9]{4}(?![0-9])|0[0-9]{2,4}[ -][0-9]{3,4}[ -]?[0-9]{3,4}(?![0-9])"
    r"|[0-9]{1,5}(?:-[0-9]{2,8}){2,5}(?:-[0-9x])?(?![0-9])"
)
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+){2,8}(?:[-+]?[a-z][\w.]*)?")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,8}(?:,[0-9]+)?(?![0-9.])")
_CODE = re.compile(
    r"(?![0-9.]+x(?:10|2)\^|[0-9]+[ckm]?m[23]\b|[0-9]+e[0-9]{1,3}(?![0-9a-z]))[0-9]+[a-z]+[0-9][\w-]*|[0-9]{20,}"
)
_LETTERS_GLUED = re.compile(r"[0-9.,]*[a-z]{1,6}")
_CODE_TAIL = re.compile(r"[\w-]*(?:[.+][\w+]*[0-9][\w]*)*")
_MODEL = re.compile(r"[0-9]{3}-[0-9]{3}(?![0-9]|[.,%]\S)")
_ISBN = re.compile(r"[0-9][0-9 -]{8,16}[0-9x]\b")
_SMALL_LABELS = words(
    "section article chapter version isbn exit type page step season episode grade phase act scene level tier stage"
    " paragraph clause appendix"
)
_LABELS = _SMALL_LABELS | words(
    "room flight route highway interstate figure fig. table volume vol. apollo channel boeing airbus windows area"
    " resolution gate platform terminal pier"
)
_LONGEST_LABEL = 14  # code points, with the blank behind it
_LABELLED = re.compile(r"[\w.-]*\w")
_NUMERIC_PREFIXES = frozenset({"mid", "early", "late", "pre", "post", "nearly", "up", "year"})


@cache
def _label_pattern() -> re.Pattern[str]:
    return re.compile(rf"\b({trie_pattern(_LABELS)})\s$")


def address_spans(folded: str) -> list[tuple[int, int]]:
    """Return the spans of URLs and e-mail addresses in order; a text without any costs two substring searches."""
    spans = []
    if "://" in folded or "www." in folded:
        spans = [match.span() for match in _URL.finditer(folded)]
    at = folded.find("@")
    while at >= 0:
        left = _MAIL_LEFT.search(folded, max(0, at - _REACH), at)
        right = _MAIL_RIGHT.match(folded, at)
        if left and right:
            spans.append((left.start(), right.end()))
        at = folded.find("@", at + 1)
    return _apart(sorted(spans))


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans without those that begin inside the one before."""
    kept: list[tuple[int, int]] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def identifier_at(text: str, folded: str, at: int, floor: int) -> tuple[int, int] | None:
    """Return the span of the identifier that holds the digit at ``at``, or None where it is a quantity.

    Args:
        text: the text as it is; capitals before a hyphen make a code.
        folded: the same folded.
        at: where the first digit stands.
        floor: where the last figure ended.
    """
    return (
        _telephone(folded, at, floor)
        or _glued_left(text, folded, at, floor)
        or _dotted(folded, at)
        or _named(text, folded, at, floor)
    )


def _glued_left(text: str, folded: str, at: int, floor: int) -> tuple[int, int] | None:
    """A digit behind a letter, or behind a capitalised word and a hyphen: A4, sha256, F-16, COVID-19."""
    before = folded[at - 1] if at > floor else ""
    start = at - 1 if before == "-" else at
    letters = start
    while letters > max(floor, at - _REACH) and (folded[letters - 1].isalpha() or folded[letters - 1] == "_"):
        letters -= 1
    prefix = folded[letters:start]
    if before == "." and text[at - 2 : at - 1].isupper() and not text[at - 3 : at - 2].isalnum():
        return at - 2, _code_end(folded, at)
    if not prefix or (start == at and not (folded[at - 1].isalpha() or before == "_")):
        return None
    if prefix in _NUMERIC_PREFIXES or _is_currency(text[letters:start]):
        return None
    return letters, _code_end(folded, at)


def _code_end(folded: str, at: int) -> int:
    tail = _CODE_TAIL.match(folded, at)
    return tail.end() if tail else at + 1


def _is_currency(prefix: str) -> bool:
    return is_prefix(prefix)


def _telephone(folded: str, at: int, floor: int) -> tuple[int, int] | None:
    start = at
    while start > max(floor, at - 3) and folded[start - 1] in "+(":
        start -= 1
    match = _PHONE.match(folded, start)
    if match is None or sum(character.isdigit() for character in match[0]) < 7:  # noqa: PLR2004 -- shortest local number
        return None
    return match.span()


def _dotted(folded: str, at: int) -> tuple[int, int] | None:
    """Versions and addresses of hosts, unless the dots group thousands; codes that mix digits and letters."""
    match = _VERSION.match(folded, at)
    if match and not _THOUSANDS.match(folded, at):
        return match.span()
    match = _CODE.match(folded, at)
    return match.span() if match else None


def _named(text: str, folded: str, at: int, floor: int) -> tuple[int, int] | None:
    """A number behind a word that labels it: Section 3.4, Boeing 737-800, type 2."""
    label = _label_pattern().search(folded, max(floor, at - _LONGEST_LABEL), at)
    if label is None:
        return None
    if label[1] == "isbn" and (match := _ISBN.match(folded, at)):
        return match.span()
    if not text[label.start(1)].isupper() and label[1] not in _SMALL_LABELS:
        return None
    tail = _LABELLED.match(folded, at)
    return at, tail.end() if tail else at + 1
