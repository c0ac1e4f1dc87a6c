"""The second engine answers what the first does: for every entity, every rule, every run of days."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from amp_rules.case import Case
from amp_rules.engine import Outcome, decide
from amp_rules.engine.decide import Engine
from amp_rules.errors import AmpRulesError, RulebookError
from amp_rules.rulebook import Rulebook
from amp_rules.scenarios import Scenario, load_scenarios
from amp_rules.scenarios.run import rulebook_for
from amp_rules.testing import cases
from tests.engine.books import BOOKS, LIBRARY, NAMES, program
from tests.engine.rulebooks import rulebooks

SHIPPED = pytest.mark.parametrize("book", BOOKS, ids=NAMES)
SHOWN = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
SCENARIOS = load_scenarios()


def decided(book: Rulebook, case: Case, engine: Engine) -> Outcome | str:
    """The outcome, or the error that deciding ended in."""
    try:
        return decide(book, case, engine)
    except AmpRulesError as error:
        return f"{type(error).__name__}: {error}"


def assert_same(book: Rulebook, case: Case, whole: bool = False) -> None:
    """Both engines give the same rows, and with `whole` everything that is worked out from them."""
    one, other = decided(book, case, "compiled"), decided(book, case, "durable")
    if isinstance(one, str) or isinstance(other, str):
        assert one == other
        return
    assert one.groups == other.groups
    assert repr(one.groups) == repr(other.groups)
    if whole:
        for name in ("verdicts", "amounts", "missing", "referrals", "findings", "timeline", "ledger"):
            assert getattr(one, name) == getattr(other, name)


def assert_decided_alike(scenario: Scenario) -> None:
    """A scenario that can be decided at all is decided alike."""
    try:
        book = rulebook_for(scenario, LIBRARY)
    except AmpRulesError:
        return
    assert_same(book, scenario.case, whole=True)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_every_scenario_is_decided_alike(scenario: Scenario) -> None:
    assert_decided_alike(scenario)


@pytest.mark.slow
def test_eight_threads_decide_alike_at_once() -> None:
    chosen = SCENARIOS[::40]
    begin = threading.Barrier(8)

    def decide_all(turn: int) -> None:
        begin.wait()
        for scenario in (*chosen[turn:], *chosen[:turn]):
            assert_decided_alike(scenario)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(decide_all, range(8))) == [None] * 8


@pytest.mark.slow
@SHIPPED
def test_generated_cases_are_decided_alike(book: Rulebook) -> None:
    @settings(SHOWN, max_examples=500)
    @given(cases(edition=book))
    def holds(case: Case) -> None:
        assert_same(book, case)

    holds()


@pytest.mark.slow
@settings(SHOWN, max_examples=200)
@given(st.data())
def test_any_rulebook_is_chained_as_it_is_run(data: st.DataObject) -> None:
    book = data.draw(rulebooks())
    try:
        program(book)
    except RulebookError:
        assume(False)
    assert_same(book, data.draw(cases(edition=book)))
