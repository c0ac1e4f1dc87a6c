from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from amp_rules import Rulebook
from amp_rules.rulebook.model import ParameterValue
from amp_rules.terms import Money
from amp_rules.whatif.budget import Assumptions, BudgetError, Kind, Policy, Simulation, Years, simulate
from amp_rules.whatif.budget.summary import Measure, day_of, measured, summarise
from tests.whatif.supported import ADULT, mother, people, rules

FEW = Assumptions(years=60, stays_per_day=1, persons=20)


def with_parameter(book: Rulebook, name: str, text: str) -> Rulebook:
    old = book.parameters[name]
    value = ParameterValue(None, text, old.where)
    return replace(book, parameters={**book.parameters, name: replace(old, values=(value,))})


def simulated(reform: Rulebook | None = None, assumptions: Assumptions = FEW, **more: object) -> Simulation:
    found = people(ADULT, mother())
    return simulate(rules(), found, reform, assumptions=assumptions, engine="each", **more)  # type: ignore[arg-type]


def same(one: Years, other: Years) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in Years.__slots__)


def test_the_same_seed_gives_the_same_years_in_blocks_of_any_size() -> None:
    years = [simulated(block=block).baseline.years for block in (7, 60, 1_000)]
    assert same(years[0], years[1])
    assert same(years[1], years[2])
    assert not same(years[0], simulated(assumptions=replace(FEW, seed=1)).baseline.years)


def test_fewer_years_are_the_first_of_more() -> None:
    some = simulated(assumptions=replace(FEW, years=10)).baseline.years
    assert np.array_equal(some.by_day, simulated().baseline.years.by_day[:10])


def test_both_sides_see_the_same_persons() -> None:
    dearer = with_parameter(rules(), "child_supplement_rate", "600")
    found = simulated(dearer, budget=Money.of("100000000", "SEK"))
    assert found.reform is not None
    assert np.array_equal(found.baseline.years.persons, found.reform.years.persons)
    assert np.array_equal(found.baseline.years.asked_days, found.reform.years.asked_days)
    assert (found.reform.years.spent >= found.baseline.years.spent).all()


def test_a_reform_that_changes_nothing_makes_no_difference() -> None:
    found = simulated(with_parameter(rules(), "budget_used", "2215561"))
    assert found.reform is not None
    assert same(found.baseline.years, found.reform.years)
    for each in summarise(found).differences:
        assert {each.mean.low, each.mean.value, each.mean.high} == {Fraction(0)}
        assert each.narrowed is None


def test_the_same_persons_on_both_sides_make_the_band_of_the_difference_narrower() -> None:
    found = simulated(
        with_parameter(rules(), "child_supplement_rate", "501"), budget=Money.of("100000000", "SEK")
    )
    (spent,) = (each for each in summarise(found).differences if each.measure is Measure.SPENT)
    assert spent.narrowed is not None
    assert spent.narrowed > 100
    assert spent.higher.value == 1.0


def test_the_budget_comes_from_each_side_or_from_the_caller() -> None:
    richer = with_parameter(rules(), "budget_set_aside", "3000000")
    found = simulated(richer)
    assert [str(each.budget) for each in found.sides] == ["2016000.00", "3000000.00"]
    assert {str(each.budget) for each in simulated(richer, budget=Money.of("5", "SEK")).sides} == {"5.00"}


def test_no_budget_refuses_all_and_a_large_one_nothing() -> None:
    nothing = simulated(budget=Money(0, "SEK")).baseline.years
    assert not nothing.spent.any()
    assert np.array_equal(nothing.refused_days, nothing.asked_days)
    plenty = simulated(budget=Money.of("1000000000", "SEK")).baseline.years
    assert not plenty.refused_days.any()
    assert (plenty.ran_out == 365).all()


def test_more_money_refuses_no_more_days_where_nothing_may_pass() -> None:
    policy = Policy(passing="none")
    budgets = [Money.of(text, "SEK") for text in ("200000", "500000", "1000000", "2016000")]
    tables = [simulated(policy=policy, budget=each).baseline.years.refused_days for each in budgets]
    for less, more in pairwise(tables):
        assert (more <= less).all()


@pytest.mark.slow
def test_ten_thousand_years_are_simulated_on_both_sides_when_nothing_is_said() -> None:
    dearer = with_parameter(rules(), "child_supplement_rate", "600")
    found = simulate(rules(), people(ADULT, mother()), dearer)
    assert found.reform is not None
    assert len(found.baseline.years) == len(found.reform.years) == 10_000


def test_progress_is_told_up_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    simulated(rules(), watch=lambda done, all_: told.append((done, all_)), block=25)
    assert told[-1] == (120, 120)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_the_summary_is_that_of_the_years() -> None:
    found = simulated(assumptions=replace(FEW, persons=40))
    years, summary = found.baseline.years, summarise(found).baseline
    assert summary.measures[Measure.SPENT].most == years.spent.sum(axis=1).max()
    assert summary.measures[Measure.MOST_WAITING].most == years.waiting.max()
    short = measured(years, Measure.SHORT)
    assert np.array_equal(short, years.asked.sum(axis=1) - years.by_day.sum(axis=1))
    assert summary.runs_out.value == np.mean(years.ran_out < 365)
    assert summary.ran_out.at(Fraction(1, 2)).value == np.sort(years.ran_out)[29] + 1
    assert {each.kind for each in summary.kinds} >= {Kind.REFLECTION, Kind.EXTENSION, Kind.ONE_OFF}
    for each, line in zip(Kind, summary.kinds, strict=False):
        assert each in Kind
        assert line.asked_days.value >= line.refused_days.value


def test_days_are_told_by_their_date_and_never_by_none() -> None:
    found = simulated()
    assert day_of(found, 1) == date(2022, 1, 1)
    assert day_of(found, 365) == date(2022, 12, 31)
    assert day_of(found, 366) is None


def test_a_reform_of_another_year_is_refused() -> None:
    with pytest.raises(BudgetError, match="different years"):
        simulated(with_parameter(rules(), "year_last", "2022-12-30"))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"years": 1}, "years: expected 2 to"),
        ({"season": (1, 2)}, "twelve weights"),
        ({"season": (0,) * 12}, "twelve weights"),
        ({"confidence": 1.0}, "confidence"),
        ({"persons": -1}, "persons"),
    ],
)
def test_assumptions_out_of_range_are_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(BudgetError, match=message):
        Assumptions(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"ranks": ((Kind.REFLECTION,),)}, "every kind once"),
        ({"wait_days": -1}, "at least 0"),
        ({"reserve": Money(-1, "SEK")}, "at least 0"),
        ({"passing": "some"}, "all, ranks or none"),
        ({"passing": "none", "reserve": Money(1, "SEK")}, "no use"),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(BudgetError, match=message):
        Policy(**wrong)  # type: ignore[arg-type]


def test_every_engine_gives_the_same_years() -> None:
    each, columns, duckdb = (
        simulate(rules(), people(ADULT, mother()), assumptions=FEW, engine=engine).baseline.years
        for engine in ("each", "columns", "duckdb")
    )
    assert same(each, columns)
    assert same(each, duckdb)
