"""Every rule does what its examples say."""

import re

import pytest

from copydesk_ads.lines import split
from copydesk_ads.rules import Rule, Rulebook, load

RULES = load().rules
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def meets(rule: Rule, example: str) -> bool:
    """Whether the rule meets the example in the way that it meets a document's line."""
    (line,) = split(example)
    return bool(Rulebook([rule]).meets(line))


@each_rule
def test_a_rule_finds_what_it_says(rule):
    """Every example under ``finds`` calls for its rule by a word and meets its pattern."""
    assert not [example for example in rule.finds if not meets(rule, example)]


@each_rule
def test_a_rule_spares_what_it_says(rule):
    """No example under ``spares`` meets its rule."""
    assert not [example for example in rule.spares if meets(rule, example)]


@each_rule
def test_a_rule_of_the_package_has_examples(rule):
    """Each says at least once what it finds and what it spares."""
    assert rule.finds
    assert rule.spares


@each_rule
def test_a_rule_can_be_called_for(rule):
    """The words that call for a rule are single words in lower case, as lines are cut into."""
    assert not [word for word in rule.words if word != "*" and not re.fullmatch(r"[^\WA-Z]+", word)]


def test_rules_that_judge_name_a_category():
    """Only appeals, guards and bare buttons leave the category open."""
    judges = [rule for rule in RULES if rule.kind not in ("appeal", "guard")]
    assert ["button"] == [rule.id for rule in judges if rule.category == "any"]


def test_two_rules_with_one_id_are_refused():
    """A rulebook says which id is taken twice."""
    with pytest.raises(ValueError, match=RULES[0].id):
        Rulebook([RULES[0], RULES[1], RULES[0]])


def test_a_rule_leaves_longer_lines_alone():
    """A line longer than ``longest`` does not meet a rule that judges, though it begins as its example does."""
    rule = next(rule for rule in RULES if rule.id == "newsletter-signup")
    example = rule.finds[0]
    assert meets(rule, example)
    assert not meets(rule, example + " and" * rule.longest)
