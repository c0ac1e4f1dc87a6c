"""What holds however the unknown facts of a case turn out."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from amp_rules.case import Case, fact_at
from amp_rules.engine import decide
from amp_rules.engine.kleene import LimitError
from amp_rules.errors import RulebookError, UniqueTableError
from amp_rules.ledger import Verdict
from amp_rules.rulebook import Rulebook
from amp_rules.terms import UNKNOWN
from amp_rules.testing import cases, completions, refinements
from tests.engine.books import BOOKS, NAMES, program, sample
from tests.engine.laws import DECIDED, assert_asks_what_matters, assert_refined
from tests.engine.partial import asked, goals, unknown
from tests.engine.rulebooks import rulebooks

SHIPPED = pytest.mark.parametrize("book", BOOKS, ids=NAMES)
RUNS = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@SHIPPED
def test_knowing_more_contradicts_nothing(book: Rulebook) -> None:
    @settings(RUNS, max_examples=60)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        case = data.draw(cases(edition=book))
        more = data.draw(st.one_of(refinements(case), completions(case)))
        assert_refined(decide(book, case), decide(book, more))

    holds()


@SHIPPED
def test_only_what_is_asked_for_matters_and_it_suffices(book: Rulebook) -> None:
    @settings(RUNS, max_examples=60)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        case = data.draw(cases(edition=book))
        assert_asks_what_matters(case, data.draw(completions(case)), book)

    holds()


@SHIPPED
def test_an_open_goal_asks_for_something_and_a_closed_one_for_nothing(book: Rulebook) -> None:
    @settings(RUNS, max_examples=60)
    @given(cases(edition=book))
    def holds(case: Case) -> None:
        outcome = decide(book, case)
        still_open = {name for name, _ in unknown(goals(outcome))}
        wanted = {name for each in outcome.missing for name in each.for_decisions}
        assert wanted <= still_open
        assert bool(asked(outcome)) == bool(still_open)
        assert all(fact_at(case, each.path) is UNKNOWN for each in outcome.missing)
        assert all(fact_at(case, each.path) is UNKNOWN for each in outcome.referrals)

    holds()


@SHIPPED
def test_a_complete_case_is_decided(book: Rulebook) -> None:
    @settings(RUNS, max_examples=40)
    @given(cases(edition=book, unknown=False))
    def holds(case: Case) -> None:
        outcome = decide(book, case)
        assert outcome.missing == ()
        assert outcome.referrals == ()
        assert all(verdict in DECIDED for verdict in outcome.verdicts.values())
        assert all(bounds.lowest == bounds.highest for bounds in outcome.bounds.values())

    holds()


@SHIPPED
def test_a_verdict_is_referred_when_only_judgements_stand_between(book: Rulebook) -> None:
    @settings(RUNS, max_examples=60)
    @given(cases(edition=book))
    def holds(case: Case) -> None:
        outcome = decide(book, case)
        for name, verdict in outcome.verdicts.items():
            facts = {each.path for each in outcome.missing if name in each.for_decisions}
            assert (verdict is Verdict.UNDETERMINED) == bool(facts)

    holds()


@settings(RUNS, max_examples=80)
@given(st.data())
def test_the_reduced_rules_keep_these_laws(data: st.DataObject) -> None:
    case = data.draw(cases(edition=sample()))
    full = data.draw(completions(case))
    assert_refined(decide(sample(), case), decide(sample(), full))
    assert_asks_what_matters(case, full, sample())


@settings(RUNS, max_examples=120)
@given(st.data())
def test_any_rulebook_keeps_these_laws(data: st.DataObject) -> None:
    book = data.draw(rulebooks())
    try:
        program(book)
    except RulebookError:
        assume(False)
    case = data.draw(cases(edition=book))
    full = data.draw(completions(case))
    more = data.draw(refinements(case))
    try:
        outcomes = [decide(book, each) for each in (case, more, full)]
    except (UniqueTableError, LimitError):
        return
    assert_refined(outcomes[0], outcomes[1])
    assert_refined(outcomes[0], outcomes[2])
    assert_asks_what_matters(case, full, book)
