from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.terms import Money
from amp_rules.whatif.budget import KINDS, BudgetError, Kind, Policy, Request, Stays, Years, stays_by_hand
from amp_rules.whatif.budget.arrivals import Arrivals
from amp_rules.whatif.budget.year import joined, run_years
from tests.whatif.plainyears import DAYS, Stay, paid, plain_year, policies, stays

REFUSE = Policy(wait_days=0)


def by_hand(days: int, some: Sequence[Stay]) -> Stays:
    """The stays as if all began on the first day: a year that draws them all holds each once."""
    return stays_by_hand(days, [some, *([[]] * (days - 1))])


def one_year(days: int, some: Sequence[Stay], policy: Policy, budget: int) -> Years:
    everyone = Arrivals(1, np.zeros(len(some), np.int64), np.arange(len(some)))
    return run_years(by_hand(days, some), everyone, policy, budget)


def spent(years: Years, kind: Kind) -> int:
    return int(years.spent[0, KINDS.index(kind)])


def refused(years: Years, kind: Kind) -> int:
    return int(years.refused_days[0, KINDS.index(kind)])


def ask(kind: Kind, start: int, *runs: tuple[int, int]) -> Request:
    return Request(kind, start, runs)


@given(stays, policies, st.integers(0, 60))
def test_a_year_is_what_plain_python_makes_of_it(some: list[Stay], policy: Policy, budget: int) -> None:
    found, plain = one_year(DAYS, some, policy, budget), plain_year(DAYS, some, policy, budget)
    assert found.by_day[0].tolist() == plain.by_day
    assert found.waiting[0].tolist() == plain.waiting
    assert found.ran_out[0] == plain.ran_out
    for place, kind in enumerate(KINDS):
        assert found.spent[0, place] == plain.spent(kind)
        assert found.refused_days[0, place] == plain.refused(kind)
        assert found.turned_away[0, place] == plain.turned_away(kind)


@given(stays, st.lists(st.lists(st.integers(0, 4), max_size=6), min_size=1, max_size=4), policies)
def test_years_do_not_touch_each_other(some: list[Stay], drawn: list[list[int]], policy: Policy) -> None:
    held = by_hand(DAYS, some)
    years = [[each for each in year if each < len(some)] for year in drawn]
    year = np.repeat(np.arange(len(years)), [len(each) for each in years])
    together = run_years(held, Arrivals(len(years), year, np.array([*chain(*years)], np.int64)), policy, 20)
    alone = [
        run_years(held, Arrivals(1, np.zeros(len(each), np.int64), np.array(each, np.int64)), policy, 20)
        for each in years
    ]
    for name in Years.__slots__:
        assert np.array_equal(getattr(together, name), getattr(joined(alone), name))


@given(stays, policies)
def test_enough_money_grants_all_and_makes_nobody_wait(some: list[Stay], policy: Policy) -> None:
    found = one_year(DAYS, some, policy, 10**9)
    costs = [cost * days for stay in some for each in stay for days, cost in each.runs]
    assert found.spent.sum() == found.asked.sum() == sum(costs)
    assert found.ran_out.tolist() == [DAYS]
    assert not found.refused_days.any()
    assert not found.waiting.any()


@given(stays, policies)
def test_no_money_refuses_every_paid_day(some: list[Stay], policy: Policy) -> None:
    found = one_year(DAYS, some, policy, 0)
    assert not found.spent.any()
    assert np.array_equal(found.refused_days, found.asked_days)


@given(stays, policies, st.integers(0, 60))
def test_what_is_spent_stays_within_the_budget_and_adds_up(
    some: list[Stay], policy: Policy, budget: int
) -> None:
    found = one_year(DAYS, some, policy, budget)
    assert found.spent.sum() == found.by_day.sum() <= budget
    assert (found.spent <= found.asked).all()
    assert ((found.refused_days >= 0) & (found.refused_days <= found.asked_days)).all()


@given(stays, st.booleans(), st.integers(0, 60), st.integers(0, 20))
def test_more_money_refuses_no_more_days_where_nothing_may_pass(
    some: list[Stay], shorten: bool, budget: int, more: int
) -> None:
    policy = Policy(passing="none", shorten=shorten)
    less, much = (one_year(DAYS, some, policy, each) for each in (budget, budget + more))
    assert (much.refused_days <= less.refused_days).all()
    assert much.ran_out[0] >= less.ran_out[0]


def test_more_money_may_refuse_more_days_where_what_fits_may_pass() -> None:
    """One dear period takes what several cheap ones would have had."""
    dear = [ask(Kind.REFLECTION, 0, (2, 10))]
    cheap = [ask(Kind.REFLECTION, 1, (6, 3))]
    less, more = (one_year(8, [dear, cheap], REFUSE, budget) for budget in (19, 20))
    assert (refused(less, Kind.REFLECTION), refused(more, Kind.REFLECTION)) == (2, 6)


@given(stays, st.sampled_from(["all", "ranks"]), st.booleans(), st.integers(0, 60))
def test_an_extension_takes_nothing_that_a_first_period_could_have_had_the_same_day(
    some: list[Stay], passing: str, shorten: bool, budget: int
) -> None:
    policy = Policy(passing=passing, shorten=shorten, wait_days=0)  # type: ignore[arg-type]
    today = [[Request(each.kind, 0, each.runs) for each in stay] for stay in some]
    first = [[each for each in stay if policy.rank(each.kind) == 0] for stay in today]
    both, alone = one_year(DAYS, today, policy, budget), one_year(DAYS, first, policy, budget)
    for place, kind in enumerate(KINDS):
        if policy.rank(kind) == 0:
            assert both.spent[0, place] == alone.spent[0, place]


def test_a_first_period_goes_before_an_extension_asked_by_someone_who_came_earlier() -> None:
    found = one_year(4, [[ask(Kind.EXTENSION, 1, (3, 5))], [ask(Kind.REFLECTION, 1, (3, 5))]], REFUSE, 20)
    assert (spent(found, Kind.REFLECTION), spent(found, Kind.EXTENSION)) == (15, 0)


def test_within_a_rank_who_asked_first_comes_first() -> None:
    late, early = [ask(Kind.REFLECTION, 2, (2, 5))], [ask(Kind.FIRST_IN_DEPTH, 1, (3, 5))]
    found = one_year(4, [late, early], Policy(), 15)
    assert (spent(found, Kind.FIRST_IN_DEPTH), spent(found, Kind.REFLECTION)) == (15, 0)


def test_days_that_pass_while_waiting_are_lost_and_the_rest_may_fit() -> None:
    some = [[ask(Kind.REFLECTION, 0, (2, 5))], [ask(Kind.FIRST_IN_DEPTH, 0, (5, 4))]]
    found = one_year(6, some, Policy(wait_days=3), 22)
    assert found.by_day[0].tolist() == [10, 0, 12, 0, 0, 0]
    assert found.waiting[0].tolist() == [1, 1, 0, 0, 0, 0]
    assert refused(found, Kind.FIRST_IN_DEPTH) == 2
    assert found.ran_out.tolist() == [0]


def test_who_waits_too_long_is_turned_away() -> None:
    found = one_year(6, [[ask(Kind.REFLECTION, 0, (6, 4))]], Policy(wait_days=2), 10)
    assert found.waiting[0].tolist() == [1, 1, 0, 0, 0, 0]
    assert found.turned_away[0, KINDS.index(Kind.REFLECTION)] == 1


def test_an_item_loses_nothing_by_waiting() -> None:
    some = [[ask(Kind.ONE_OFF, 0, (1, 4))], [ask(Kind.EXTENSION, 0, (3, 3))]]
    policy = Policy(ranks=(tuple(each for each in Kind if each is not Kind.ONE_OFF), (Kind.ONE_OFF,)))
    found = one_year(5, some, policy, 12)
    assert (spent(found, Kind.EXTENSION), spent(found, Kind.ONE_OFF)) == (9, 0)
    assert found.waiting[0].tolist() == [1, 1, 1, 1, 1]
    reserve = one_year(5, [some[0]], Policy(reserve=Money(8, "SEK")), 8)
    assert reserve.by_day[0].tolist() == [0, 0, 4, 0, 0]


def test_a_person_with_two_requests_waits_once() -> None:
    some = [[ask(Kind.EXTENSION, 0, (3, 4)), ask(Kind.ONE_OFF, 0, (1, 4)), ask(Kind.INTEGRATION, 1, (2, 4))]]
    assert one_year(4, some, Policy(), 0).waiting[0].tolist() == [1, 1, 1, 1]


def test_a_period_is_shortened_to_what_the_money_covers() -> None:
    found = one_year(6, [[ask(Kind.REFLECTION, 0, (2, 5), (3, 4))]], Policy(shorten=True), 19)
    assert (spent(found, Kind.REFLECTION), refused(found, Kind.REFLECTION)) == (18, 1)
    assert not found.waiting.any()


def test_the_reserve_is_kept_for_first_periods_and_falls_to_nothing() -> None:
    policy = Policy(reserve=Money(12, "SEK"), wait_days=9)
    found = one_year(5, [[ask(Kind.EXTENSION, 0, (5, 2))]], policy, 12)
    # on day 2 half of the reserve is left: 12 - 6 covers the three days that remain
    assert found.by_day[0].tolist() == [0, 0, 6, 0, 0]
    first = one_year(5, [[ask(Kind.REFLECTION, 0, (5, 2))]], policy, 12)
    assert spent(first, Kind.REFLECTION) == 10


def test_an_extension_waits_behind_a_first_period_if_ranks_hold_it_up() -> None:
    some = [[ask(Kind.REFLECTION, 0, (4, 5))], [ask(Kind.EXTENSION, 0, (4, 2))]]
    passing, held = (one_year(4, some, Policy(passing=each), 16) for each in ("all", "ranks"))
    assert (spent(passing, Kind.REFLECTION), spent(passing, Kind.EXTENSION)) == (5, 8)
    assert (spent(held, Kind.REFLECTION), spent(held, Kind.EXTENSION)) == (15, 0)


def test_a_request_that_costs_nothing_is_not_asked_for() -> None:
    found = one_year(4, [[ask(Kind.REFLECTION, 0, (3, 0))], []], Policy(), 0)
    assert found.ran_out.tolist() == [4]
    assert found.persons.tolist() == [2]
    assert not found.asked_days.any()


def test_days_that_bring_money_cannot_be_cut_off() -> None:
    some = [[ask(Kind.REFLECTION, 0, (1, 5), (1, -1))]]
    with pytest.raises(BudgetError, match="less than nothing"):
        one_year(4, some, Policy(shorten=True), 3)
    assert spent(one_year(4, some, Policy(), 4), Kind.REFLECTION) == 4


def test_stays_are_given_for_every_day_of_the_year() -> None:
    with pytest.raises(BudgetError, match="expected the stays of 3 days, found 1"):
        stays_by_hand(3, [[]])


def test_only_days_paid_count_as_refused() -> None:
    costs = ask(Kind.REFLECTION, 0, (1, 0), (2, 5), (1, 0))
    found = one_year(4, [[costs]], REFUSE, 0)
    assert refused(found, Kind.REFLECTION) == 2 == len(paid([0, 5, 5, 0]))
