"""Mistakes switched on in one program give what the rules with these mistakes made give."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.audit.checking.hypotheses import Hypotheses
from amp_rules.case import Case
from amp_rules.engine import Outcome, decide, plan_of
from amp_rules.plan import Plan
from amp_rules.rulebook import load_library
from amp_rules.rulebook.mistakes import Way, load_mistakes, made
from amp_rules.testing import cases
from amp_rules.testing.populations import drawn_population

EDITIONS = ("amp/2015", "amp/2016", "nsp/2022")


@cache
def hypotheses(edition: str) -> Hypotheses:
    library = load_library()
    programme, _, name = edition.partition("/")
    return Hypotheses(library.rulebook(programme, edition=name), load_mistakes(library))


@cache
def plan_with(edition: str, names: tuple[str, ...]) -> Plan:
    found = hypotheses(edition)
    return plan_of(made(found.rulebook, tuple(way for way in found.ways if way.name in names)))


@cache
def drawn(edition: str, count: int) -> tuple[Case, ...]:
    return tuple(drawn_population(edition, count, seed=5).cases())


def told(outcome: Outcome) -> object:
    """Every answer the checking reads: amounts of all things, and of days."""
    amounts = {
        (decision, outcome.rows.label(each)): outcome.rows.value(decision, each)
        for decision in ("item_paid", "paid", "instalment_amount", "period_total", "period_granted")
        if decision in outcome.plan.decisions
        for each in outcome.rows.instances(outcome.plan.decisions[decision].about)
    }
    days = [(each.period, each.start, each.end, each.status, each.rate) for each in outcome.timeline]
    return amounts, days


def agree(edition: str, case: Case, ways: tuple[Way, ...]) -> None:
    switched = hypotheses(edition).decide(case, ways)
    apart = decide(plan_with(edition, tuple(way.name for way in ways)), case)
    assert told(switched) == told(apart)


@pytest.mark.parametrize("edition", EDITIONS)
def test_without_mistakes_the_switched_rules_are_the_rules(edition: str) -> None:
    for case in drawn(edition, 400):
        agree(edition, case, ())


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_each_mistake_alone_is_made_alike(edition: str) -> None:
    for way in hypotheses(edition).ways:
        for case in drawn(edition, 60):
            agree(edition, case, (way,))


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_two_mistakes_together_are_made_alike(edition: str) -> None:
    ways = hypotheses(edition).ways
    for place, (one, other) in enumerate(combinations(ways, 2)):
        if one.kind is not other.kind and place % 7 == 0:
            for case in drawn(edition, 12):
                agree(edition, case, (one, other))


@settings(max_examples=60)
@given(st.data())
def test_whatever_the_case_a_mistake_is_made_alike(data: st.DataObject) -> None:
    edition = data.draw(st.sampled_from(EDITIONS))
    programme, _, name = edition.partition("/")
    case = data.draw(cases(programme, name))
    way = data.draw(st.sampled_from(hypotheses(edition).ways))
    agree(edition, case, (way,))


def test_what_touches_nothing_changes_nothing() -> None:
    found = hypotheses("nsp/2022")
    assert {str(rival) for rival in found.rivals} >= {"B1=per-child", "B5=day-count"}
    assert all(str(rival).partition("=")[2] != found.plan.readings[rival.id] for rival in found.rivals)
