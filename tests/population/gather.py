"""Populations that the engines are held against."""

from __future__ import annotations

from functools import cache

from amp_rules.case import Case
from amp_rules.errors import AmpRulesError
from amp_rules.population import Population, from_cases
from amp_rules.rulebook import Rulebook
from amp_rules.scenarios import load_scenarios
from amp_rules.scenarios.run import rulebook_for
from amp_rules.testing import drawn_population
from tests.engine.books import LIBRARY


@cache
def _by_book() -> tuple[tuple[Rulebook, tuple[Case, ...]], ...]:
    """The cases of all scenarios that can be decided, by the rulebook that decides them."""
    found: dict[int, tuple[Rulebook, list[Case]]] = {}
    for scenario in load_scenarios():
        try:
            book = rulebook_for(scenario, LIBRARY)
        except AmpRulesError:
            continue
        _, cases = found.setdefault(id(book), (book, []))
        cases.append(scenario.case.model_copy(update={"id": scenario.id, "evidence": ()}))
    return tuple((book, tuple(cases)) for book, cases in found.values())


def scenario_populations() -> list[tuple[Rulebook, Population]]:
    """Every rulebook that scenarios are decided by, as read by them, with its cases; one id per scenario."""
    return [(book, from_cases(cases)) for book, cases in _by_book()]


def scenario_population(book: Rulebook) -> Population:
    """The cases of one edition's scenarios, those included that read it otherwise."""
    cases = [case for other, cases in _by_book() if other.name == book.name for case in cases]
    return from_cases(cases)


def generated(book: Rulebook, count: int = 20_000, seed: int = 0) -> Population:
    """So many drawn cases of an edition: mostly usual, some with facts left out, every rule within reach."""
    return drawn_population(book, count, seed)
