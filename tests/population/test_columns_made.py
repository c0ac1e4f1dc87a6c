"""Columns answer what one case after the other does, whatever the rules are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from amp_rules import population
from amp_rules.case import Case
from amp_rules.engine.decide import plan_of
from amp_rules.errors import RulebookError
from amp_rules.population.badrows import PopulationError
from amp_rules.population.lowering import NotInColumnsError
from amp_rules.rulebook import Rulebook
from amp_rules.testing import cases
from tests.engine.rulebooks import rulebooks
from tests.population.agree import differences

SHOWN = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def numbered(drawn: list[Case]) -> list[Case]:
    """The cases with ids of their own and no evidence, which tables do not hold."""
    return [case.model_copy(update={"id": f"c-{at}", "evidence": ()}) for at, case in enumerate(drawn)]


def assert_alike(book: Rulebook, drawn: list[Case]) -> None:
    """Both engines fill the same tables."""
    plan = plan_of(book)
    people = population.from_cases(numbered(drawn))
    try:
        found = population.run(plan, people, engine="columns")
    except (NotInColumnsError, PopulationError):
        assume(False)
    assert differences(population.run(plan, people, engine="each"), found) == []


def asked_of_all(book: Rulebook) -> Rulebook:
    """The same rules, asked for every answer that is not about days."""
    goals = tuple(name for name, each in book.decisions.items() if each.about != "day")
    return replace(book, edition=replace(book.edition, goals=goals))


@pytest.mark.slow
@settings(SHOWN, max_examples=300)
@given(st.data())
def test_made_rulebooks_are_answered_alike(data: st.DataObject) -> None:
    book = asked_of_all(data.draw(rulebooks()))
    try:
        plan_of(book)
    except RulebookError:
        assume(False)
    assert_alike(book, data.draw(st.lists(cases(edition=book), min_size=1, max_size=6)))
