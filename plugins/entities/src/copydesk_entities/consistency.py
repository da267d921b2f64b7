"""The document pass: what a whole document says about a name decides what one of its mentions is.

Same form, same label; the surname of a person named before is that person; the acronym of an organisation is that
organisation; and a name found once is found wherever it stands again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from copydesk_entities.lexicon import Lexicon
from copydesk_entities.mentions import Label, Mention, merge
from copydesk_entities.tokens import Sentence, sentences

MAJORITY = 0.6
LONGEST_FORM = 8  # tokens
SURNAME_CONFIDENCE = 0.8


def agree(text: str, document: list[Sentence], mentions: list[Mention], lexicon: Lexicon) -> list[Mention]:
    """Return the mentions of the document made consistent, with those added that a repeat or a surname reveals."""
    people = _name_parts(mentions, lexicon)
    acronyms = acronym_table(text, mentions)
    labelled = [_relabel(mention, text, people, acronyms, lexicon) for mention in _by_majority(mentions)]
    forms = _known_forms(labelled, people, acronyms)
    return merge(labelled, list(_repeats(text, document, labelled, forms, lexicon)))


def acronym_table(text: str, mentions: list[Mention]) -> dict[str, Mention]:
    """Map each acronym of the document to its organisation: "Name (ABC)", or the initials of a name of several words."""
    table: dict[str, Mention] = {}
    for mention in mentions:
        if mention.label == "ORG" and " " in mention.text:
            initials = "".join(word[0] for word in mention.text.split() if word[0].isupper())
            if len(initials) > 2:
                table.setdefault(initials, mention)
            bracketed = _in_brackets(text, mention.end)
            if bracketed:
                table[bracketed] = mention
    return table


def _in_brackets(text: str, end: int) -> str:
    """Return the acronym in brackets right after a name, or ''."""
    if text[end : end + 2] != " (":
        return ""
    inside, bracket, _ = text[end + 2 : end + 12].partition(")")
    return inside if bracket and len(inside) > 1 and inside.replace(".", "").isupper() else ""


def _by_majority(mentions: list[Mention]) -> Iterator[Mention]:
    """Yield the mentions, each with the label most of its form have, when most is most."""
    counts: dict[str, Counter[Label]] = defaultdict(Counter)
    for mention in mentions:
        counts[mention.text][mention.label] += 1
    for mention in mentions:
        label, seen = counts[mention.text].most_common(1)[0]
        decided = seen > 1 and seen >= MAJORITY * counts[mention.text].total()
        if mention.label != label and decided and mention.source != "list":
            yield mention._replace(label=label, source="document")
        else:
            yield mention


def _name_parts(mentions: list[Mention], lexicon: Lexicon) -> dict[str, int]:
    """Map the first and last words of every full name of a person to the offset where it first stands."""
    parts: dict[str, int] = {}
    for mention in mentions:
        if mention.label == "PER" and " " in mention.text:
            words = mention.text.split()
            for word in (words[0], words[-1]):
                if len(word) > 1 and word not in lexicon.countries and not lexicon.facts(word).excluded:
                    parts.setdefault(word, mention.start)
    return parts


def _relabel(
    mention: Mention, text: str, people: dict[str, int], acronyms: dict[str, Mention], lexicon: Lexicon
) -> Mention:
    """Return the mention as a person or an organisation where an earlier full name says so."""
    if mention.source == "list" or mention.label in ("NORP", "EVENT"):
        return mention
    named = people.get(mention.text)
    if (
        named is not None
        and named < mention.start
        and mention.label != "PER"
        and not _placed(mention, text, lexicon)
    ):
        return mention._replace(label="PER", source="document")
    if mention.text in acronyms and mention.label != "ORG" and mention.text not in lexicon.countries:
        return mention._replace(label="ORG", source="document")
    return mention


def _placed(mention: Mention, text: str, lexicon: Lexicon) -> bool:
    """Say whether a listed place stands where only places do: after "in" or its like, or before its region."""
    if mention.label != "LOC" or not lexicon.facts(mention.text).place:
        return False
    before = text[max(0, mention.start - 24) : mention.start].split()
    after = text[mention.end : mention.end + 24].removeprefix(", ").split(",")[0].split(".")[0].strip()
    follows = text[mention.end : mention.end + 2] == ", " and lexicon.facts(after or "a").place >= 3
    return follows or (bool(before) and before[-1] in ("in", "near", "outside", "across"))


@dataclass(slots=True)
class _Forms:
    """The names that may stand again: label and confidence by form, and how many tokens long those that begin alike are."""

    known: dict[str, tuple[Label, float]]
    lengths: dict[str, list[int]]


def _known_forms(mentions: list[Mention], people: dict[str, int], acronyms: dict[str, Mention]) -> _Forms:
    known: dict[str, tuple[Label, float]] = dict.fromkeys(people, ("PER", SURNAME_CONFIDENCE))
    known |= dict.fromkeys(acronyms, ("ORG", SURNAME_CONFIDENCE))
    for mention in mentions:
        if mention.source != "list":
            known.setdefault(mention.text, (mention.label, mention.confidence))
    lengths: dict[str, set[int]] = defaultdict(set)
    for form in known:
        words = [token.text for sentence in sentences(form) for token in sentence]
        if words and len(words) <= LONGEST_FORM:
            lengths[words[0]].add(len(words))
    return _Forms(known, {first: sorted(counts, reverse=True) for first, counts in lengths.items()})


def _repeats(
    text: str, document: list[Sentence], mentions: list[Mention], forms: _Forms, lexicon: Lexicon
) -> Iterator[Mention]:
    """Yield every untagged repeat of a known form."""
    taken = _taken(document, mentions)
    in_lower_case = {token.text for sentence in document for token in sentence if token.text.islower()}
    for sentence in document:
        index = 0
        while index < len(sentence):
            length = _repeat_at(text, sentence, index, forms, taken)
            if length and (length > 1 or _alone(sentence, index, taken, in_lower_case, lexicon)):
                start, end = sentence[index].start, sentence[index + length - 1].end
                label, confidence = forms.known[text[start:end]]
                yield Mention(start, end, text[start:end], label, round(confidence * 0.9, 3), "document")
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


def _repeat_at(text: str, sentence: Sentence, index: int, forms: _Forms, taken: set[int]) -> int:
    """Return how many tokens the longest known form beginning here has, 0 when there is none or one is tagged already."""
    first = sentence[index]
    if first.start in taken:
        return 0
    for length in forms.lengths.get(first.text, ()):
        if (
            index + length <= len(sentence)
            and text[first.start : sentence[index + length - 1].end] in forms.known
        ):
            return 0 if any(token.start in taken for token in sentence[index : index + length]) else length
    return 0


def _alone(
    sentence: Sentence, index: int, taken: set[int], in_lower_case: set[str], lexicon: Lexicon
) -> bool:
    """Say whether a single word here is likely the name: no plain word, and not part of some longer, unknown name."""
    word = sentence[index].text
    facts = lexicon.facts(word)
    if (
        facts.excluded
        or word.lower() in in_lower_case
        or (index == 0 and facts.common and not facts.last_name)
    ):
        return False
    before = (
        index > 1 and sentence[index - 1].start not in taken and _names_on(sentence[index - 1].text, lexicon)
    )
    after = (
        index + 1 < len(sentence)
        and sentence[index + 1].start not in taken
        and _names_on(sentence[index + 1].text, lexicon)
    )
    return not (before or after)


def _names_on(word: str, lexicon: Lexicon) -> bool:
    """Say whether the word beside a name looks like more of that name."""
    return word[0].isupper() and not (lexicon.facts(word).title or lexicon.facts(word).excluded)
