"""The statement of days: every day once, and every sum from its parts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from amp_rules.case import Case
from amp_rules.engine import Outcome, decide
from amp_rules.rulebook import Rulebook
from amp_rules.terms import UNKNOWN, Money
from amp_rules.testing import cases
from tests.engine.books import NSP

EDITIONS = pytest.mark.parametrize("book", NSP, ids=[book.name for book in NSP])
RUNS = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def amount(book: Rulebook, name: str) -> Any:
    """A parameter in ore, or as it stands."""
    return Money.of(book.parameters[name].values[0].text, "SEK")


def assert_partition(case: Case, outcome: Outcome) -> None:
    """Every day of every dated period lies in one segment, in order; neighbours differ."""
    assert case.periods is not UNKNOWN
    for period in case.periods:
        if period.start is UNKNOWN or period.end is UNKNOWN:
            continue
        own = [each for each in outcome.timeline if each.period == period.id]
        day = period.start
        for each in own:
            assert each.start == day
            assert each.days == (each.end - each.start).days + 1
            day = each.end + timedelta(days=1)
        assert day == period.end + timedelta(days=1)


@EDITIONS
def test_segments_cut_each_period_into_whole_days(book: Rulebook) -> None:
    @settings(RUNS, max_examples=60)
    @given(cases(edition=book))
    def holds(case: Case) -> None:
        if case.periods is not UNKNOWN:
            assert_partition(case, decide(book, case))

    holds()


@EDITIONS
def test_segments_sum_to_the_period_and_the_total(book: Rulebook) -> None:
    @settings(RUNS, max_examples=60)
    @given(cases(edition=book, unknown=False))
    def holds(case: Case) -> None:
        outcome = decide(book, case)
        assert case.periods is not UNKNOWN
        assert case.items is not UNKNOWN
        sums = {
            each.id: [segment.amount for segment in outcome.timeline if segment.period == each.id]
            for each in case.periods
        }
        nothing = Money(0, "SEK")
        total = nothing
        for each in case.periods:
            found = outcome.value("period_total", f"period {each.id}")
            granted = outcome.value("period_granted", f"period {each.id}")
            expected = sum((part for part in sums[each.id] if isinstance(part, Money)), nothing)
            assert found == (expected if granted else nothing)
            total += expected if granted else nothing
        for item in case.items:
            paid = outcome.value("item_paid", f"item {item.id}")
            assert isinstance(paid, Money)
            total += paid
        assert outcome.total == (total if outcome.value("support") else nothing)

    holds()


@EDITIONS
def test_a_segment_is_its_rate_times_its_days_and_the_rate_its_parts(book: Rulebook) -> None:
    @settings(RUNS, max_examples=60)
    @given(cases(edition=book))
    def holds(case: Case) -> None:
        nothing = Money(0, "SEK")
        for each in decide(book, case).timeline:
            if isinstance(each.rate, Money):
                assert each.amount == each.rate * each.days
                parts = [part for part in each.components.values() if isinstance(part, Money)]
                if len(parts) == len(each.components):
                    assert sum(parts, nothing) == each.rate

    holds()


@EDITIONS
def test_a_day_is_worth_one_of_the_known_rates(book: Rulebook) -> None:
    support, housing = amount(book, "support_half_rate"), amount(book, "housing_half_rate")
    extra = amount(book, "child_supplement_rate") + amount(book, "staffing_supplement_rate")
    nothing = Money(0, "SEK")

    @settings(RUNS, max_examples=60)
    @given(cases(edition=book))
    def holds(case: Case) -> None:
        for each in decide(book, case).timeline:
            halves = [each.components[name] for name in ("support_half", "housing_half")]
            if all(isinstance(half, Money) for half in halves):
                rate = sum((half for half in halves if isinstance(half, Money)), nothing)
                # without housing only the support half is paid; both halves are halved in an extension
                assert rate in (nothing, support, support + housing)
            if isinstance(each.rate, Money):
                assert nothing <= each.rate <= support + housing + extra
                assert each.status == "paid" or each.rate == nothing

    holds()
