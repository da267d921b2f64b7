"""Who said it: the saying verb nearest before a figure in its sentence, its subject, and who passed it on.

A second, optional pass over figures already found; it reads each sentence that holds one, and nothing else.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from typing import Final

from copydesk_figures.linked import link
from copydesk_figures.reading import Attribution, Reading
from copydesk_figures.trie import trie_pattern
from copydesk_figures.wordlist import words

_REACH = 500  # code points: a longer sentence is cut
_CUES: Final = words(
    "said says say saying told tells tell telling announced announces announce reported reports report confirmed "
    "confirms confirm claimed claims claim stated states state believed believes believe estimated estimates "
    "estimate learned informed informs warned warns warn added adds noted notes argued argues explained explains "
    "revealed reveals disclosed discloses insisted insists acknowledged acknowledges admitted admits alleged "
    "alleges predicted predicts forecast forecasts projected projects expects expected published publishes "
    "released found finds showed shows suggested suggests indicated indicates wrote writes tweeted declared "
    "declares testified quoted quotes quoting cited cites citing concluded concludes calculated calculates thinks "
    "think assessed assesses recorded records posted"
)
_PHRASES: Final = ("has intelligence", "have intelligence", "according to", "has evidence")
_UNSAID: Final = frozenset({"date", "time", "date-range", "ordinal"})
_WEAK: Final = re.compile(r"\s+(?:that\b|at\b|about\b|over\b|[0-9$€£])")
_RELAYS: Final = frozenset({"quoted", "quotes", "quoting", "cited", "cites", "citing"})
_BREAKS: Final = words(
    "that which who whom whose when where while because if as and but or although though however after before so"
)
_PASSIVE: Final = frozenset({"was", "were", "is", "are", "be", "been", "being", "an", "the", "a"})
_OPENERS: Final = words("at in on by for with and but or to of from as which who that when where while it")
_NO_SUBJECT_ENDS: Final = (_PASSIVE | _OPENERS) - {"and"}
_DEMONSTRATIVES: Final = frozenset({"this", "these", "those"})
_PRONOUNS: Final = words("he she it they we i you this")
_AUXILIARIES: Final = words(
    "has have had also did does do will would can could may now later previously recently"
)
_WORD = re.compile(r"[^\s,;:()\"—]+|[,;:()\"—]")
_TITLED = re.compile(r"[^\W\d_]")
_MAX_SUBJECT = 9
_QUOTES: Final = "\"'\u2018\u2019\u201c\u201d"
_ABBREVIATIONS: Final = ("Mr", "Ms", "Mrs", "Dr", "Gen", "Sen", "Rep", "No", "St", "Lt", "Col")
_INVERTED: Final = re.compile(
    rf"[,{_QUOTES}]\s+(?P<cue>said|says|added|warned)\s+(?P<subject>[^\s,;.\"]+(?:\s[^\s,;.\"]+){{0,5}})"
)
_TRAILING: Final = re.compile(
    rf"[,{_QUOTES}]\s+(?P<subject>(?:[^\s,;\"]+\s+){{1,6}}?)"
    r"(?P<cue>said|says|told|reported|announced|added)\b",
    re.IGNORECASE,
)


@cache
def _cue_pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{trie_pattern([*_CUES, *_PHRASES])})\b")


def attribute(text: str, folded: str, readings: Iterable[Reading]) -> None:
    """Set the source of every reading whose sentence names one, and link the qualifiers that stand farther off.

    Args:
        text: the text as it is: capitals tell where a sentence and a name begin.
        folded: the same folded.
        readings: the figures, in order.
    """
    span, sayings = (0, 0), list[Attribution]()
    listed = list(readings)
    owners = [one.start for one in listed if one.kind not in _UNSAID]
    for reading in listed:
        if reading.kind in _UNSAID:
            continue
        if not span[0] <= reading.start < span[1]:
            span = _sentence(text, reading.start, span[1])
            sayings = _sayings(text, folded, *span)
        after = bisect_right(owners, reading.start)
        link(folded, span, reading, owners[after] if after < len(owners) else len(folded))
        reading.source = _nearest(sayings, reading) or _trailing(text, reading, span[1])


def _sentence(text: str, at: int, floor: int) -> tuple[int, int]:
    """Return the bounds of the sentence round ``at``; none reaches before ``floor`` or farther than `_REACH`."""
    start, end = max(floor, at - _REACH), min(len(text), at + _REACH)
    for match in _sentence_pattern().finditer(text, start, end):
        if match.end() <= at:
            start = match.end()
        else:
            return start, match.start()
    return start, end


@cache
def _sentence_pattern() -> re.Pattern[str]:
    abbreviated = "".join(rf"(?<!\b{word}\.)" for word in _ABBREVIATIONS)
    return re.compile(
        rf"[.!?\n](?:(?<!\b[A-Z]\.){abbreviated}[{_QUOTES})]*\s+(?=[{_QUOTES}(]*[A-Z])|(?<=\n)\s*\n)"
    )


def _sayings(text: str, folded: str, start: int, end: int) -> list[Attribution]:
    """Return the sayings of a sentence in order of their verbs; a subject is read backwards from each verb."""
    sayings: list[Attribution] = []
    for cue in _cue_pattern().finditer(folded, start, end):
        if cue[0].startswith("estimate") and not _WEAK.match(folded, cue.end()):
            continue
        if cue[0] == "according to":
            subject = _subject_after(text, folded, cue.end(), end)
        else:
            subject = _quoted(folded, cue, sayings, text) or _subject_before(text, folded, start, cue.start())
        if subject:
            sayings.append(Attribution(*subject, text[cue.start() : cue.end()]))
    return sayings


def _quoted(folded: str, cue: re.Match[str], sayings: list[Attribution], text: str) -> tuple[int, int] | None:
    """Return whom "quoted Cho as saying" quotes."""
    last = sayings[-1] if sayings else None
    if cue[0] not in {"saying", "say"} or last is None or last.cue.lower() not in _RELAYS:
        return None
    begin = folded.find(last.cue.lower(), last.end, cue.start()) + len(last.cue)
    between = text[begin : cue.start()].strip()
    name = re.sub(r"\s+(?:as|to)$", "", between)
    at = text.find(name, begin)
    return (at, at + len(name)) if name and _TITLED.match(name) else None


def _subject_before(text: str, folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the noun phrase that ends before a verb, an apposition between commas stepped over."""
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    while words and folded[slice(*words[-1])] in _AUXILIARIES:
        words.pop()
    if words and folded[slice(*words[-1])] in _NO_SUBJECT_ENDS:
        return None
    if words and text[words[-1][0]] == ",":
        words = _before_apposition(text, words[:-1])
    taken: list[tuple[int, int]] = []
    while words and len(taken) < _MAX_SUBJECT:
        word = folded[slice(*words[-1])]
        if word in _CUES:
            return None
        if word == "and" and not taken:
            return _opening_name(text, start, end)
        if word in _BREAKS or not word[0].isalnum():
            break
        taken.append(words.pop())
    return _subject(text, folded, taken)


def _opening_name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the name a sentence opens with, the subject of a second verb behind "and"."""
    last = start
    for match in _WORD.finditer(text, start, end):
        if not match[0][0].isupper():
            break
        last = match.end()
    return (start, last) if last > start else None


def _before_apposition(text: str, words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Drop ", a reporter," from "Park, a reporter, said"."""
    for index in range(len(words) - 1, -1, -1):
        if text[words[index][0]] == ",":
            return words[:index]
    return []


def _subject(text: str, folded: str, taken: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the span of a subject read backwards; pronouns and lower-cased verbs' rests are none."""
    while taken and folded[slice(*taken[-1])] in {
        "in",
        "on",
        "at",
        "to",
        "of",
        "for",
        "with",
        "by",
        "the",
    } - {"the"}:
        taken.pop()
    if not taken:
        return None
    first, last = taken[-1], taken[0]
    opening = folded[slice(*first)]
    if opening in _DEMONSTRATIVES or (len(taken) == 1 and opening in _PRONOUNS):
        return None
    names = any(text[begin].isupper() for begin, _ in taken)
    determined = opening in {"the", "his", "her", "their", "its", "a", "an", "our", "my"}
    return (first[0], last[1]) if names or determined or len(taken) <= 2 else None  # noqa: PLR2004 -- "police officials"


def _subject_after(text: str, folded: str, start: int, end: int) -> tuple[int, int] | None:
    taken: list[tuple[int, int]] = []
    for match in _WORD.finditer(text, start, end):
        if not match[0][0].isalnum() or folded[slice(*match.span())] in _BREAKS or len(taken) == _MAX_SUBJECT:
            break
        taken.insert(0, match.span())
    return _subject(text, folded, taken)


def _nearest(sayings: list[Attribution], reading: Reading) -> Attribution | None:
    """Return the last saying before a figure, with the one before it as the messenger."""
    at = bisect_right([saying.start for saying in sayings], reading.start)
    before = [saying for saying in sayings[:at] if saying.end < reading.start]
    if not before:
        return None
    said = before[-1]
    via = before[-2] if len(before) > 1 and before[-2].start != said.start else None
    return Attribution(said.start, said.end, said.cue, via)


def _trailing(text: str, reading: Reading, end: int) -> Attribution | None:
    """Return the source that follows its statement: "..., officials said"."""
    match = _INVERTED.search(text, reading.end, end) or _TRAILING.search(text, reading.end, end)
    if match is None:
        return None
    subject = match["subject"].rstrip()
    first = subject.lower().split()[0]
    if subject.lower() in _PRONOUNS or first in _OPENERS:
        return None
    return Attribution(match.start("subject"), match.start("subject") + len(subject), match["cue"])
