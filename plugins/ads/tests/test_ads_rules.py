"""Every rule does what its examples say."""

import re

import pytest
from copydesk_ads.lines import split
from copydesk_ads.rules import Rule, Rulebook, load

RULES = load().rules


def met(rule: Rule, example: str) -> bool:
    """Whether the rule meets the example by the same way as a document's line."""
    (line,) = split(example)
    return rule in Rulebook([rule]).candidates(line) and rule.find(line) is not None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_what_it_says(rule: Rule):
    """Every example under ``finds`` calls for its rule by a word and meets its pattern."""
    assert [] == [example for example in rule.finds if not met(rule, example)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_spares_what_it_says(rule: Rule):
    """No example under ``spares`` meets its rule."""
    assert [] == [example for example in rule.spares if met(rule, example)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_can_be_called_for(rule: Rule):
    """The words that call for a rule are single words in lower case, as lines are cut into."""
    assert [] == [word for word in rule.words if word != "*" and not re.fullmatch(r"\w+", word.lower())]
    assert {word.lower() for word in rule.words} == rule.words


def test_rules_that_judge_name_a_category():
    """Only appeals, guards and mere buttons leave the category open."""
    assert {"button"} == {rule.id for rule in RULES if rule.category == "any" and rule.kind not in ("appeal", "guard")}


def test_two_rules_with_one_id_are_refused():
    """A rulebook says which id is taken twice."""
    with pytest.raises(ValueError, match="ad-label"):
        Rulebook([RULES[0], RULES[0].model_copy(update={"id": "ad-label"}), RULES[0].model_copy(update={"id": "ad-label"})])
