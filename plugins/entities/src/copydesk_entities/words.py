"""A sentence as the rules look at it: its words, which of them are capitalised, and what the lists know of those."""

from collections.abc import Callable

from copydesk_entities.lexicon import Facts, Lexicon
from copydesk_entities.tokens import Sentence

_OPENERS = frozenset("\"'\u201c\u2018«([:;•*-\u2013\u2014|/>#")
_HEADLINE_SHARE, _SHOUTING_SHARE, _PLAIN_SHARE = 0.6, 0.7, 0.3
_FEW_WORDS = 4
_SHORT = 2  # letters
_FULL_STOPS = frozenset((".", ";", ","))


class Words:
    """The words of a sentence.

    Attributes:
        lexicon: the lists.
        text: every token's text, apostrophes made straight.
        facts: what the lists say of every capitalised word; None for all other tokens.
        shouting: nearly all words are in capitals.
        headline: nearly all words are capitalised, so that a capital says little.
    """

    def __init__(self, sentence: Sentence, lexicon: Lexicon) -> None:
        """Look up every capitalised word of the sentence."""
        self.lexicon = lexicon
        self.text = [token.text.replace("\u2019", "'") for token in sentence]
        self.facts: list[Facts | None] = [
            lexicon.facts(word) if word[0].isalpha() and word != word.lower() else None for word in self.text
        ]
        self.shouting = self._share(str.isupper) > _SHOUTING_SHARE
        self.headline = self.shouting or self._like_a_headline()

    def __len__(self) -> int:
        return len(self.text)

    def at(self, index: int) -> str:
        """Return the word at the index, or '' outside the sentence."""
        return self.text[index] if 0 <= index < len(self.text) else ""

    def known(self, index: int) -> Facts | None:
        """Return the facts at the index, None outside the sentence or where the word is not capitalised."""
        return self.facts[index] if 0 <= index < len(self.facts) else None

    def cue(self, section: str, index: int) -> bool:
        """Say whether the word at the index is in a section of the cue lists."""
        return self.at(index) in self.lexicon.cues[section]

    def begins(self, index: int) -> bool:
        """Say whether a word here would be capitalised anyway: a sentence, a quotation or a clause begins."""
        return (
            index == 0 or self.text[index - 1] in _OPENERS or (index == 1 and not self.text[0][0].isalpha())
        )

    def _like_a_headline(self) -> bool:
        """Say whether nearly all words are capitalised, enough of them plain ones, so that it is no list of names."""
        if self.text[-1] in _FULL_STOPS:
            return False
        plain = [
            known.common and not (known.first_name or known.last_name)
            for known in self.facts
            if known is not None
        ]
        return (
            sum(plain) > _PLAIN_SHARE * len(plain)
            and self._share(lambda word: word[0].isupper()) > _HEADLINE_SHARE
        )

    def _share(self, test: Callable[[str], bool]) -> float:
        long = [word for word in self.text if len(word) > _SHORT and word[0].isalpha()]
        return sum(map(test, long)) / len(long) if len(long) >= _FEW_WORDS else 0.0
