"""Cut the capitalised runs of a sentence into segments that may each be one name.

Known phrases stay whole; demonyms, titles and a sentence's first word are cut off. What a segment names, if anything,
is for `evidence` to say.
"""

from dataclasses import dataclass

from copydesk_entities.runs import runs
from copydesk_entities.wordlists import SURE_PLACE, Phrase
from copydesk_entities.words import Words

_PEOPLE = Phrase("NORP", 4.5)
_CARELESS_PLACE = Phrase("LOC", 2.0)
_ADDRESSES = frozenset(("Mr.", "Mrs.", "Ms.", "Dr.", "Mr", "Mrs", "Ms", "Dr"))


@dataclass(slots=True)
class Segment:
    """Tokens `start` to `end` of a sentence; known so far: the phrase it is on a list, a title before it."""

    start: int
    end: int
    phrase: Phrase | None = None
    titled: bool = False


def segments(words: Words) -> list[Segment]:
    """Return the segments of a sentence, from left to right; none overlaps another."""
    found: list[Segment] = []
    for start, end in runs(words):
        _cut(words, max(start, found[-1].end) if found else start, end, found)
    lower = words.lexicon.lower_places.intersection(words.text)
    if lower:
        found += [Segment(at, at + 1, _CARELESS_PLACE) for at, word in enumerate(words.text) if word in lower]
        found.sort(key=lambda segment: segment.start)
    return found


def _cut(words: Words, start: int, end: int, found: list[Segment]) -> None:
    """Append the segments of one run; a known phrase may reach beyond it (Lloyd's)."""
    while start < end:
        facts = words.facts[start]
        if facts is not None and (listed := words.lexicon.phrase(words.text, start)) is not None:
            length, phrase = listed
            stop = _phrase_end(words, start, start + length, end, phrase)
            found.append(Segment(start, stop, phrase if stop == start + length else None))
            start = stop
        elif facts is None or _opens_idly(words, start, end) or _no_part(words, start, end):
            start += 1
        elif facts.demonym and not _headed(words, start, end):
            found.append(Segment(start, start + 1, _PEOPLE))
            start += 1
        elif (title := _last_title(words, start, end)) is not None:
            _cut(words, start, _before_titles(words, start, title), found)
            start = title + 1
            if start < end:
                stop = _headline_end(words, start, end) if words.headline else end
                found.append(Segment(start, stop, titled=True))
                start = stop
        else:
            stop = _headline_end(words, start, end) if words.headline else _plain_end(words, start, end)
            found.append(Segment(start, stop))
            start = stop


def _phrase_end(words: Words, start: int, stop: int, end: int, phrase: Phrase) -> int:
    """Return where the name that begins with a known phrase ends: New York University, Communist Party of Ukraine."""
    if stop >= end:
        return stop
    if phrase.label in ("LOC", "NORP") and _headed(words, start, end):
        return end
    return end if phrase.label == "ORG" and words.text[stop] in ("of", "for") else stop


def _headed(words: Words, start: int, end: int) -> bool:
    """Say whether the run ends in a word that makes it an organisation, an event or a place as a whole."""
    if start + 1 >= end or any(words.cue("title", index) for index in range(start + 1, end - 1)):
        return False
    return any(words.cue(section, end - 1) for section in ("org_head", "event_head", "place_head")) or (
        "of" in words.text[start:end] and any(words.cue("org_lead", index) for index in range(start, end))
    )


def _opens_idly(words: Words, start: int, end: int) -> bool:
    """Say whether a word is a small one, or capitalised only because the sentence begins (Meet John Smith)."""
    facts, following = words.facts[start], words.known(start + 1) if start + 1 < end else None
    if facts is None or facts.organisation or facts.demonym or facts.place >= SURE_PLACE:
        return False
    if facts.function:
        return not (facts.first_name and following is not None and not words.begins(start))
    plain = facts.common and not (
        facts.title
        or facts.first_name
        or facts.place
        or words.cue("title_part", start)
        or words.cue("event_lead", start)
    )
    if following is None or not plain or not words.begins(start):
        return False
    return following.first_name or following.place >= SURE_PLACE or following.demonym or following.title


def _no_part(words: Words, start: int, end: int) -> bool:
    """Say whether a month, a greeting or the like merely stands before a name (Thursday Gordon Brown)."""
    facts = words.facts[start]
    return (
        facts is not None
        and facts.excluded
        and start + 1 < end
        and not (facts.first_name or _headed(words, start, end))
    )


def _last_title(words: Words, start: int, end: int) -> int | None:
    """Return the last title of the run, None when it has none or names a body or a place (Justice Department)."""
    if words.text[start] in ("St.", "Saint", "St") and end - start > 1:
        return None
    if words.text[start] not in _ADDRESSES and (
        words.cue("org_head", end - 1) or words.cue("place_head", end - 1)
    ):
        return None
    titles = [index for index in range(start, end) if words.cue("title", index)]
    if not titles or (titles == [start + 1] and start + 2 == end and _first_name(words, start)):
        return None
    if titles[-1] + 1 < end and (
        words.facts[titles[-1] + 1] is None or words.cue("person_suffix", titles[-1] + 1)
    ):
        return None
    return titles[-1]


def _first_name(words: Words, index: int) -> bool:
    facts = words.known(index)
    return facts is not None and facts.first_name and not facts.common


def _before_titles(words: Words, start: int, title: int) -> int:
    """Return where the words before a title end, other titles and words like Deputy or Foreign left out."""
    end = title
    while end > start and (words.cue("title_part", end - 1) or words.cue("title", end - 1)):
        end -= 1
    while end > start and words.facts[end - 1] is None:
        end -= 1
    return end


def _headline_end(words: Words, start: int, end: int) -> int:
    """Return where a name in a headline ends: after a given name the surname follows, other words stand alone."""
    if _headed(words, start, end):
        return end
    first, last = words.facts[start], words.known(start + 1) if start + 1 < end else None
    if first is None or last is None or not (first.first_name or not first.common):
        return start + 1
    return start + 2 if last.last_name or not last.common else start + 1


def _plain_end(words: Words, start: int, end: int) -> int:
    """Return where a run without known parts ends; small words fall off its end."""
    while end > start + 1 and words.facts[end - 1] is None:
        end -= 1
    return end
