"""The user's own lists: terms that are entities wherever they stand, and a deny list of what is none."""

import re
from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict, Field

from copydesk_entities.mentions import Label, Mention

_WORD = re.compile(r"\w+|[^\w\s]")


class Term(BaseModel):
    """A name the user knows.

    Attributes:
        term: as it stands in texts; any characters, matched between word boundaries.
        label: what it names.
        id: the entity's id in the output; terms with one id are one entity. Empty: the plugin numbers it.
        match_case: False also finds it in other capitalisation.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: str = Field(min_length=1, pattern=r"\S")
    label: Label
    id: str = ""
    match_case: bool = True


class TermFinder:
    """Find the user's terms in a text; the longest term wins where several begin."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Index the terms by their first word."""
        self._by_first_word: dict[str, list[Term]] = {}
        for term in sorted(terms, key=lambda term: -len(term.term.strip())):
            first = _WORD.search(term.term)
            if first is not None:
                self._by_first_word.setdefault(first[0].lower(), []).append(term)

    def find(self, text: str) -> list[Mention]:
        """Return the mentions of the terms, in order and without overlap."""
        found: list[Mention] = []
        end = 0
        for word in _WORD.finditer(text) if self._by_first_word else ():
            if word.start() < end:
                continue
            for term in self._by_first_word.get(word[0].lower(), ()):
                stop = _stands(text, word.start(), term)
                if stop:
                    quote = text[word.start() : stop]
                    found.append(Mention(word.start(), stop, quote, term.label, 1.0, "list", term.id))
                    end = stop
                    break
        return found


def _stands(text: str, start: int, term: Term) -> int:
    """Return where the term ends when it stands at `start` as words of its own, else 0."""
    wanted = term.term.strip()
    stop = start + len(wanted)
    quote = text[start:stop]
    if quote != wanted and (term.match_case or quote.lower() != wanted.lower()):
        return 0
    runs_on = stop < len(text) and _is_word(wanted[-1]) and _is_word(text[stop])
    return 0 if runs_on else stop


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def allowed(mentions: Iterable[Mention], deny: Sequence[str]) -> list[Mention]:
    """Drop mentions that are denied: an entry in lower case denies every capitalisation, others only their own."""
    denied = frozenset(deny)
    return [
        mention
        for mention in mentions
        if mention.source == "list" or not (mention.text in denied or mention.text.lower() in denied)
    ]
