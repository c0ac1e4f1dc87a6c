from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from amp_rules import Rulebook, decide, load_rulebook
from amp_rules.engine import plan_of
from amp_rules.errors import UnknownNameError
from amp_rules.population import Population, run
from amp_rules.terms import Money
from amp_rules.whatif.budget import KINDS, Assumptions, BudgetError, Kind, Policy, Stays, Years
from amp_rules.whatif.budget.arrivals import Arrivals
from amp_rules.whatif.budget.move import Moved, move_persons
from amp_rules.whatif.budget.pool import asking, settled, stays_of, year_of
from amp_rules.whatif.budget.year import run_years
from tests.whatif.supported import ADULT, OPEN, SUPPORT_ONLY, case, mother, people, rules

ONE_A_DAY = Assumptions(stays_per_day=1)
NEW_YEAR = date(2022, 1, 1)


def moved(population: Population, assumptions: Assumptions = ONE_A_DAY) -> Moved:
    return move_persons(population, NEW_YEAR, date(2022, 12, 31), assumptions)


def decided(stays: Moved, book: Rulebook | None = None) -> Stays:
    found = run(asking(book or rules()), stays.cases, "each")
    return stays_of(found, stays.by_day, settled(found))


def one_stay(facts: Mapping[str, Any], day: date, book: Rulebook | None = None, **assumed: int) -> Years:
    """What becomes, with all the money in the world, of the one person who begins on a day."""
    assumptions = Assumptions(stays_per_day=1, **assumed)  # type: ignore[arg-type]
    stays = decided(moved(people(facts), assumptions), book)
    number = (day - NEW_YEAR).days + assumptions.carried_days
    return run_years(stays, Arrivals(1, np.array([0]), np.array([number])), Policy(), 10**12)


def test_one_person_costs_what_the_hand_reckons_and_decide_gives() -> None:
    found = one_stay(ADULT, date(2022, 2, 2))
    assert found.spent[0, KINDS.index(Kind.REFLECTION)] == 30 * 1200_00
    assert found.spent[0, KINDS.index(Kind.FIRST_IN_DEPTH)] == 90 * 1200_00
    total = decide(rules(), case(ADULT)).total
    assert Money(int(found.spent.sum()), "SEK") == total == Money.of("144000", "SEK")


def test_every_kind_of_the_example_is_told_apart_and_sums_to_its_total() -> None:
    found = one_stay(mother(), date(2022, 3, 1))
    spent = {kind: int(found.spent[0, place]) for place, kind in enumerate(KINDS) if found.spent[0, place]}
    assert spent == {
        Kind.REFLECTION: (10 * 1700 + 20 * 1629) * 100,
        Kind.FIRST_IN_DEPTH: (76 * 1629 + 14 * 1829) * 100,
        Kind.EXTENSION: (2 * 1629 + 88 * 1029) * 100,
        Kind.INTEGRATION: 30 * 500_00,
        Kind.ONE_OFF: 1495_00,
    }
    assert Money(sum(spent.values()), "SEK") == decide(rules(), case(mother())).total


@pytest.mark.parametrize("facts", [ADULT, SUPPORT_ONLY, mother()], ids=["adult", "support-only", "mother"])
def test_a_stay_costs_on_each_day_of_the_year_what_decide_gives_there(facts: Mapping[str, Any]) -> None:
    stays = moved(people(facts))
    found = decided(stays)
    sums = [int(found.total[first:last].sum()) for first, last in pairwise(found.requests)]
    for number in (0, 1, 58, 200, 290, 364):
        assert decide(rules(), stays.cases.case(str(number))).total == Money(sums[number], "SEK")


def test_enough_money_spends_what_the_run_gives_in_all() -> None:
    stays = moved(people(ADULT, SUPPORT_ONLY, mother()))
    found = run(asking(rules()), stays.cases, "each")
    held = stays_of(found, stays.by_day, settled(found))
    everyone = Arrivals(1, np.zeros(365, np.int64), np.arange(365))
    years = run_years(held, everyone, Policy(), 10**15)
    assert years.spent.sum() == sum(found.cases["total_paid_minor"].to_pylist())


def test_the_year_ends_where_the_rules_say() -> None:
    cut = one_stay(ADULT, date(2022, 12, 30))
    assert cut.spent.sum() == 2 * 1200_00
    assert cut.asked_days.sum() == 2
    uncut = one_stay(ADULT, date(2022, 12, 30), rules(B13="no-cut"))
    assert uncut.spent.sum() == 30 * 1200_00


def test_a_stay_from_the_year_before_is_charged_from_new_year_on() -> None:
    found = one_stay(ADULT, date(2021, 12, 22), carried_days=10)
    assert found.by_day[0, 0] == 20 * 1200_00
    assert found.spent[0, KINDS.index(Kind.FIRST_IN_DEPTH)] == 90 * 1200_00


def test_all_dates_of_a_person_move_together_and_weekdays_with_them() -> None:
    stays = moved(people(SUPPORT_ONLY))
    found = stays.cases.case("40")
    begins = NEW_YEAR + timedelta(40)
    by = begins - date(2022, 2, 1)
    period = found.periods[0]  # type: ignore[index]
    assert (period.start, period.end) == (begins, date(2022, 5, 1) + by)
    assert found.applied_on == date(2022, 2, 1) + by
    assert found.daily.support_delivered[0].start == begins  # type: ignore[index]
    # 10 February is a Thursday: nine days later, so Monday and Thursday become Wednesday and Saturday
    assert {str(each) for each in period.weekdays} == {"wednesday", "saturday"}  # type: ignore[union-attr]


def test_the_money_of_the_year_is_no_fact_of_a_person() -> None:
    facts = {**mother(), "budget": {"left": "0.00", "waiting_first_periods": True}}
    facts["periods"] = [{**each, "earlier_project_money": True} for each in facts["periods"]]
    found = moved(people(facts)).cases.case("0")
    assert found.budget.left is None
    assert [each.earlier_project_money for each in found.periods] == [False] * 4  # type: ignore[union-attr]


def test_every_person_is_drawn_as_often_as_every_other() -> None:
    population = people(
        *({**ADULT, "id": f"p{number}", "principal": {"age": number}} for number in range(20, 93))
    )
    ages = moved(population).cases.tables["persons"]["age"].to_pylist()
    assert sorted(ages) == sorted([*range(20, 93)] * 5)
    assert ages != sorted(ages)


def test_a_stay_that_is_open_is_left_out() -> None:
    stays = moved(people(ADULT, OPEN))
    found = run(asking(rules()), stays.cases, "each")
    kept = settled(found)
    assert not kept.all()
    held = stays_of(found, stays.by_day, kept)
    assert held.began[-1] == kept.sum() == len(held.requests) - 1
    assert set(held.total) <= {days * 1200_00 for days in range(1, 91)}
    days = np.flatnonzero(np.diff(held.began))
    assert days.tolist() == np.flatnonzero(kept).tolist()


def test_a_person_without_a_day_is_not_drawn() -> None:
    assert moved(people(ADULT, {**ADULT, "id": "none", "periods": []})).drawn_from == 1
    with pytest.raises(BudgetError, match="no person of the population"):
        moved(people({**ADULT, "periods": []}))


def test_the_budget_and_the_year_are_parameters_of_the_edition() -> None:
    year = year_of(plan_of(rules()))
    assert (year.first, year.last, year.days) == (NEW_YEAR, date(2022, 12, 31), 365)
    assert year.budget == Money.of("2016000", "SEK")


def test_an_edition_without_a_budget_is_refused() -> None:
    with pytest.raises(BudgetError, match="amp/2015 has no parameter 'year_first'"):
        year_of(plan_of(load_rulebook("amp", edition="2015")))


def test_rules_without_a_decision_that_is_needed_are_refused() -> None:
    decisions = {name: each for name, each in rules().decisions.items() if name != "is_extension"}
    with pytest.raises(UnknownNameError, match="is_extension"):
        asking(replace(rules(), decisions=decisions))


def test_days_that_do_not_sum_to_the_total_are_refused() -> None:
    stays = moved(people(ADULT))
    book = rules()
    total = replace(book.edition, total="extension_cost_total")
    other = replace(
        book.decisions["total_paid"],
        name="extension_cost_total",
        rules=(replace(book.decisions["total_paid"].rules[0], then=replace_text(book)),),
    )
    odd = replace(book, edition=total, decisions={**book.decisions, "extension_cost_total": other})
    with pytest.raises(BudgetError, match="do not sum to extension_cost_total in 365 stays"):
        decided(stays, odd)


def replace_text(book: Rulebook) -> Any:
    return replace(book.decisions["total_paid"].rules[0].then, text="parameter.budget_used", scalar=None)
