"""The plan: an order computed from what subscribers read and make, never from install order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.bus.plan import downstream, needed, plan
from copydesk.errors import ConfigError, PlanError
from copydesk.seam import Step


def step(layer, *, plugin=None, requires=(), optional=(), views=()):
    """A subscriber as the plan sees it."""
    return Step(plugin=plugin or f"p-{layer}", layer=layer, requires=requires, optional=optional, views=views)


def layers(steps):
    """Their layers, in order."""
    return [each.layer for each in steps]


@st.composite
def acyclic(draw):
    """Steps that only read earlier ones, in any order."""
    count = draw(st.integers(0, 7))
    steps = []
    for number in range(count):
        earlier = [f"l{n}" for n in range(number)]
        read = draw(st.lists(st.sampled_from(earlier), unique=True)) if earlier else []
        cut = draw(st.integers(0, len(read)))
        absent = ("absent",) if draw(st.booleans()) else ()
        steps.append(step(f"l{number}", requires=tuple(read[:cut]), optional=(*read[cut:], *absent)))
    return draw(st.permutations(steps))


@given(acyclic(), st.randoms(use_true_random=False))
def test_install_order_changes_nothing(steps, random):
    """Any permutation of the same subscribers gives the same plan."""
    shuffled = list(steps)
    random.shuffle(shuffled)

    assert layers(plan(steps)) == layers(plan(shuffled))


@given(acyclic())
def test_every_subscriber_runs_once_and_after_what_it_reads(steps):
    """Hard and optional alike, where the layer is present."""
    order = layers(plan(steps))

    assert sorted(layers(steps)) == sorted(order)
    for each in steps:
        for name in (*each.requires, *each.optional):
            assert name not in order or order.index(name) < order.index(each.layer)


@given(acyclic(), st.data())
def test_only_takes_a_layer_and_all_it_reads(steps, data):
    """Nothing that could change the asked layer is left out, and nothing else is made."""
    order = plan(steps)
    if not order:
        return
    asked = data.draw(st.sampled_from(layers(order)))

    made = needed(order, [asked])

    by_layer = {each.layer: each for each in order}
    expected, ask = set(), [asked]
    while ask:
        expected.add(name := ask.pop())
        ask += [read for read in (*by_layer[name].requires, *by_layer[name].optional) if read in by_layer]
    assert [name for name in layers(order) if name in expected] == layers(made)


def test_a_missing_producer_is_an_error_with_names():
    """Who asks, for what, and the nearest layer there is."""
    with pytest.raises(
        PlanError, match=r"plugin 'p-clean' requires the layer 'adds', which .*did you mean 'ads'\?"
    ):
        plan([step("ads"), step("clean", requires=("adds",))])


def test_a_missing_optional_layer_is_none():
    """``["ads?"]`` asks for nothing."""
    assert ["shout"] == layers(plan([step("shout", optional=("ads",))]))


@pytest.mark.parametrize("kind", ["layer", "view"])
def test_two_producers_are_an_error_that_names_both(kind):
    """Of a layer, or of a view of the same name."""
    first = step("ads", plugin="a", views=("clean",))
    second = step("ads" if kind == "layer" else "more", plugin="b", views=("clean",))

    with pytest.raises(PlanError, match=rf"^{kind} '(ads|clean)' has two producers, plugins 'a' and 'b'"):
        plan([second, first])


def test_a_cycle_is_an_error_that_shows_the_circle():
    """Also one through an optional layer, and of a subscriber with itself."""
    with pytest.raises(
        PlanError, match=r"in a circle: (a -> c -> b -> a|c -> b -> a -> c|b -> a -> c -> b);"
    ):
        plan([step("b", requires=("a",)), step("c", optional=("b",)), step("a", requires=("c",)), step("d")])
    with pytest.raises(PlanError, match="in a circle: a -> a;"):
        plan([step("a", requires=("a",))])


def test_a_layer_no_one_makes_cannot_be_asked_for():
    """With the nearest name, and those there are."""
    with pytest.raises(
        ConfigError, match=r"no plugin makes the layer 'add', did you mean 'ads'\?; there are: ads"
    ):
        needed(plan([step("ads")]), ["add"])
    with pytest.raises(ConfigError, match="none, as no plugin is enabled"):
        needed([], ["ads"])


def test_what_lies_downstream_is_run_again():
    """A changed layer takes along those that read it, directly or not."""
    order = plan([step("a"), step("b", requires=("a",)), step("c", optional=("b",)), step("d")])

    assert ["a", "b", "c"] == downstream(order, ["a"])
    assert ["d"] == downstream(order, ["d"])
