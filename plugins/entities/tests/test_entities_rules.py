"""The rules repair what any tagger proposes: here one that proposes the wrong spans on purpose."""

import pytest

from copydesk_entities import tag
from copydesk_entities.lexicon import Lexicon
from copydesk_entities.mentions import Label, Mention
from copydesk_entities.tagger import Tagger
from copydesk_entities.tokens import Sentence


def proposing(*spans: tuple[str, Label]) -> Tagger:
    """A tagger that always proposes these spans with these labels."""

    def tagger(text: str, _sentences: list[Sentence], _lexicon: Lexicon, /) -> list[Mention]:
        return [Mention(text.index(form), text.index(form) + len(form), form, label) for form, label in spans]

    return tagger


@pytest.mark.parametrize(
    ("text", "proposed", "expected"),
    [
        ("So Ambassador Ann Hall left.", ("Ambassador Ann Hall", "PER"), [("Ann Hall", "PER")]),
        (
            "The Acme Council Chief Spokesman left.",
            ("Acme Council Chief Spokesman", "ORG"),
            [("Acme Council", "ORG")],
        ),
        ("The Deputy Minister left.", ("Deputy Minister", "ORG"), []),
        ("Two Germans left.", ("Germans", "LOC"), [("Germans", "NORP")]),
        ("So Kiwi French left.", ("French", "PER"), [("French", "PER")]),
    ],
)
def test_rules_hold_for_any_tagger(
    text: str, proposed: tuple[str, Label], expected: list[tuple[str, str]]
) -> None:
    """Titles leave persons, role nouns leave organisations, peoples are NORP unless they are a person's name."""
    assert expected == [(mention.text, mention.label) for mention in tag(text, tagger=proposing(proposed))]


def test_a_tagger_is_asked_once_for_the_whole_document() -> None:
    """What the tagger proposes for one sentence the document pass finds again in the next."""
    mentions = tag("We met Qwixby here. Then Qwixby left.", tagger=proposing(("Qwixby", "ORG")))
    assert [("tagger", "ORG"), ("document", "ORG")] == [
        (mention.source, mention.label) for mention in mentions
    ]
