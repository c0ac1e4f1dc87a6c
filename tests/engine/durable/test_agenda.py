"""The agenda says which rule fired when, on which facts, and agrees with the ledger."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from amp_rules.case import Case, case_from_mapping
from amp_rules.engine import Firing, Outcome, decide, plan_of
from amp_rules.rulebook import Rulebook
from amp_rules.terms import UNKNOWN
from amp_rules.testing import cases
from tests.engine.books import BOOKS, NAMES, sample

SHIPPED = pytest.mark.parametrize("book", BOOKS, ids=NAMES)
SAMPLE_CASE = case_from_mapping(
    {
        "id": "made-up",
        "programme": "nsp",
        "applied_on": "2022-01-10",
        "exploitation": {"trafficking": "suspected"},
        "periods": [{"id": "p1", "kind": "reflection", "start": "2022-02-01", "end": "2022-02-03"}],
        "daily": {"adult_allowance": [], "children_in_shelter": [], "extra_staffing": []},
    }
)


def fired(outcome: Outcome) -> tuple[Firing, ...]:
    assert outcome.agenda is not None
    return outcome.agenda


def test_a_firing_names_the_rule_the_entity_and_the_facts() -> None:
    agenda = fired(decide(sample(), SAMPLE_CASE, "durable"))
    (exploited,) = [each for each in agenda if each.decision == "exploited"]
    assert (exploited.rule, exploited.concludes, exploited.about, exploited.holds) == (
        "exploited.value",
        True,
        "case",
        True,
    )
    assert exploited.facts == (("case.exploitation.trafficking", "suspected"),)
    (full,) = [each for each in agenda if each.rule == "adult.full"]
    assert (full.about, str(full.days[0]) if full.days else None) == ("period p1", "2022-02-01")
    assert dict(full.facts)["period.kind"] == "reflection"
    assert full.round > exploited.round


def test_nothing_fires_for_what_is_unknown() -> None:
    agenda = fired(decide(sample(), SAMPLE_CASE, "durable"))
    assert [each for each in agenda if each.decision == "eligible"] == []


def test_the_first_engine_has_no_agenda() -> None:
    outcome = decide(sample(), SAMPLE_CASE)
    assert (outcome.agenda, outcome.engine) == (None, "compiled")
    assert decide(sample(), SAMPLE_CASE, "durable").engine == "durable"


def test_rules_without_a_condition_never_fire() -> None:
    outcome = decide(sample(), SAMPLE_CASE, "durable")
    assert not {"day_total.value", "total.value", "cap_days.value"} & {each.rule for each in fired(outcome)}


@SHIPPED
def test_every_condition_of_the_ledger_has_its_firing(book: Rulebook) -> None:
    tested = {
        rule.id
        for decision in plan_of(book).decisions.values()
        for rule in decision.rules
        if rule.when is not None
    }

    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(cases(edition=book))
    def holds(case: Case) -> None:
        outcome = decide(book, case, "durable")
        told = [
            (entry.rule, entry.about, entry.days, entry.holds)
            for entry in outcome.ledger
            if entry.rule in tested and entry.holds is not UNKNOWN
        ]
        seen = [
            (each.rule, each.about, each.days, each.holds)
            for each in fired(outcome)
            if each.rule is not None and not each.concludes
        ]
        assert Counter(seen) == Counter(told)
        rounds = [each.round for each in fired(outcome)]
        assert rounds == sorted(rounds)

    holds()
