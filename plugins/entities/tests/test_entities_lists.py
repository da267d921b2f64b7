"""The user's lists win over everything else."""

import pytest
from pydantic import ValidationError

from copydesk_entities import Term, tag


def found(text: str, *terms: Term, deny: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """Text, label and entity of every mention, with these lists."""
    return [(mention.text, mention.label, mention.entity) for mention in tag(text, terms=terms, deny=deny)]


def test_a_term_is_found_with_its_label_and_id() -> None:
    """A listed term is an entity wherever it stands as words of its own, under the id the user gave."""
    term = Term(term="blue desk", label="ORG", id="acme-7")
    assert [("blue desk", "ORG", "acme-7")] == found("the blue desk, not blue desks or the ablue desk", term)


def test_a_term_overrules_the_tagger() -> None:
    """Where a term and a tagged name overlap, the term stays."""
    assert [("Paris", "PER", "p1")] == found("She saw Paris.", Term(term="Paris", label="PER", id="p1"))


def test_terms_with_one_id_are_one_entity() -> None:
    """Two terms with one id share the entity and its longest name."""
    mentions = tag(
        "The App# beat A.P.L. again.",
        terms=[Term(term="App#", label="MISC", id="x"), Term(term="A.P.L.", label="MISC", id="x")],
    )
    assert [("App#", "x", "A.P.L."), ("A.P.L.", "x", "A.P.L.")] == [
        (m.text, m.entity, m.name) for m in mentions
    ]


@pytest.mark.parametrize(("match_case", "expected"), [(True, []), (False, [("ZORB", "MISC", "e1")])])
def test_case_matters_unless_told_otherwise(match_case: bool, expected: list[tuple[str, str, str]]) -> None:
    """`match_case = false` finds every capitalisation."""
    assert expected == found(
        "we like ZORB here", Term(term="zorb", label="MISC", match_case=match_case), deny=("ZORB",)
    )


def test_the_longest_term_wins() -> None:
    """Of two terms that begin at one place the longer is taken."""
    terms = (Term(term="red", label="MISC"), Term(term="red team", label="ORG"))
    assert [("red team", "ORG", "e1")] == found("the red team won", *terms)


def test_denied_texts_are_never_entities() -> None:
    """An exact entry denies its own spelling, one in lower case every spelling, also in repeats."""
    text = "Peru and Chile. PERU again, and Chile again."
    assert [("PERU", "LOC", "e1")] == found(text, deny=("chile", "Peru"))


def test_numbers_never_take_an_id_the_user_gave() -> None:
    """Entities without an id of the user's are numbered around those that have one."""
    assert ["e1", "e2"] == [
        m.entity for m in tag("zorb saw Peru", terms=[Term(term="zorb", label="PER", id="e1")])
    ]


@pytest.mark.parametrize(
    "bad", [{"term": "", "label": "ORG"}, {"term": " ", "label": "ORG"}, {"term": "x", "label": "DOG"}]
)
def test_a_term_that_can_mean_nothing_is_refused(bad: dict[str, str]) -> None:
    """Empty terms and unknown labels are errors, not silence."""
    with pytest.raises(ValidationError):
        Term.model_validate(bad)
