"""Find the names of a document again where the tagger saw none: untagged exact repeats."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from copydesk_entities.lexicon import Lexicon
from copydesk_entities.mentions import Label, Mention, form
from copydesk_entities.tokens import Sentence, sentences

LONGEST_FORM = 8  # tokens
PART_CONFIDENCE, REPEAT_DISCOUNT = 0.8, 0.9


@dataclass(slots=True)
class Forms:
    """The names that may stand again: label and confidence by form, and how many tokens those have that begin alike."""

    known: dict[str, tuple[Label, float]]
    lengths: dict[str, list[int]]


def known_forms(mentions: list[Mention], people: Iterable[str], acronyms: Iterable[str]) -> Forms:
    """Return the forms of all mentions, the parts of people's names, and acronyms."""
    known: dict[str, tuple[Label, float]] = dict.fromkeys(people, ("PER", PART_CONFIDENCE))
    known |= dict.fromkeys(acronyms, ("ORG", PART_CONFIDENCE))
    for mention in mentions:
        if mention.source != "list":
            known.setdefault(form(mention.text), (mention.label, mention.confidence))
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in known:
        words = [token.text for sentence in sentences(name) for token in sentence]
        if words and len(words) <= LONGEST_FORM:
            lengths[words[0]].add(len(words))
    return Forms(known, {first: sorted(counts, reverse=True) for first, counts in lengths.items()})


def repeats(
    text: str, document: list[Sentence], mentions: list[Mention], forms: Forms, lexicon: Lexicon
) -> Iterator[Mention]:
    """Yield every untagged repeat of a known form, in order."""
    taken = _taken(document, mentions)
    in_lower_case = {token.text for sentence in document for token in sentence if token.text.islower()}
    for sentence in document:
        index = 0
        while index < len(sentence):
            length = _length_at(text, sentence, index, forms, taken)
            if length > 1 or (length and _alone(sentence, index, taken, in_lower_case, lexicon)):
                start, end = sentence[index].start, sentence[index + length - 1].end
                label, confidence = forms.known[form(text[start:end])]
                yield Mention(
                    start, end, text[start:end], label, round(confidence * REPEAT_DISCOUNT, 3), "document"
                )
            index += length or 1


def _taken(document: list[Sentence], mentions: list[Mention]) -> set[int]:
    """Return the offsets of all tokens that begin inside a mention."""
    taken: set[int] = set()
    ordered = iter(mentions)
    mention = next(ordered, None)
    for token in (token for sentence in document for token in sentence):
        while mention is not None and mention.end <= token.start:
            mention = next(ordered, None)
        if mention is not None and mention.start <= token.start:
            taken.add(token.start)
    return taken


def _length_at(text: str, sentence: Sentence, index: int, forms: Forms, taken: set[int]) -> int:
    """Return how many tokens the longest known form beginning here has; 0 where none does or something is tagged."""
    first = sentence[index]
    if first.start in taken:
        return 0
    for length in forms.lengths.get(first.text, ()):
        tokens = sentence[index : index + length]
        if len(tokens) == length and form(text[first.start : tokens[-1].end]) in forms.known:
            return 0 if any(token.start in taken for token in tokens) else length
    return 0


def _alone(
    sentence: Sentence, index: int, taken: set[int], in_lower_case: set[str], lexicon: Lexicon
) -> bool:
    """Say whether a single word is likely the name: no plain word here, and not part of some longer, unknown name."""
    word = sentence[index].text
    facts = lexicon.facts(word)
    if facts.excluded or word.lower() in in_lower_case:
        return False
    if index == 0 and facts.common and not facts.last_name:
        return False
    beside = ([index - 1] if index > 1 else []) + ([index + 1] if index + 1 < len(sentence) else [])
    return not any(sentence[at].start not in taken and _names_on(sentence[at].text, lexicon) for at in beside)


def _names_on(word: str, lexicon: Lexicon) -> bool:
    """Say whether the word beside a name looks like more of that name."""
    facts = lexicon.facts(word)
    return word[0].isupper() and not (facts.title or facts.excluded)
