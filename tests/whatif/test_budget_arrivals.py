from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from amp_rules.whatif.budget import Assumptions, BudgetError
from amp_rules.whatif.budget.arrivals import day_weights, draw_arrivals

YEAR = (date(2022, 1, 1), date(2022, 12, 31))


def began(each: int = 3, days: int = 365) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.arange(0, each * days + 1, each)


def test_as_many_are_expected_as_assumed_and_evenly() -> None:
    weights = day_weights(*YEAR, Assumptions(persons=73))
    assert weights.sum() == pytest.approx(73)
    assert weights == pytest.approx(0.2)


def test_a_month_with_twice_the_weight_sees_twice_as_many_on_each_day() -> None:
    weights = day_weights(*YEAR, Assumptions(persons=40, season=(2, *[1] * 11)))
    assert weights[0] == pytest.approx(2 * weights[31])
    assert weights.sum() == pytest.approx(40)


def test_those_of_the_year_before_come_on_top() -> None:
    weights = day_weights(*YEAR, Assumptions(persons=36, carried_days=100))
    assert len(weights) == 465
    assert weights[100:].sum() == pytest.approx(36)


def test_a_year_is_the_same_whichever_others_are_drawn_with_it() -> None:
    assumptions = Assumptions()
    weights = day_weights(*YEAR, assumptions)
    whole = draw_arrivals(range(20), weights, began(), assumptions)
    for first, last in ((0, 7), (7, 8), (8, 20)):
        part = draw_arrivals(range(first, last), weights, began(), assumptions)
        mine = (whole.year >= first) & (whole.year < last)
        assert np.array_equal(part.stay, whole.stay[mine])
        assert np.array_equal(part.year + first, whole.year[mine])


def test_another_seed_draws_others() -> None:
    weights = day_weights(*YEAR, Assumptions())
    one, other = (draw_arrivals(range(50), weights, began(), Assumptions(seed=seed)) for seed in (1, 2))
    assert not np.array_equal(one.stay, other.stay)


def test_numbers_and_days_are_those_of_a_poisson_process() -> None:
    assumptions = Assumptions(persons=35, season=(3, *[1] * 11))
    weights = day_weights(*YEAR, assumptions)
    drawn = draw_arrivals(range(4_000), weights, began(), assumptions)
    counts = np.bincount(drawn.year, minlength=4_000)
    assert counts.mean() == pytest.approx(35, abs=0.4)
    assert counts.var() == pytest.approx(35, rel=0.1)
    day = drawn.stay // 3
    assert np.mean(day < 31) == pytest.approx(weights[:31].sum() / 35, abs=0.01)
    assert np.bincount(drawn.stay % 3) / len(drawn.stay) == pytest.approx(1 / 3, abs=0.01)


def test_nobody_comes_on_a_day_without_weight() -> None:
    assumptions = Assumptions(season=(0, 1, *[0] * 10))
    drawn = draw_arrivals(range(200), day_weights(*YEAR, assumptions), began(), assumptions)
    assert set(np.unique(drawn.stay // 3)) == set(range(31, 59))


def test_nobody_comes_at_all_where_nobody_is_expected() -> None:
    assumptions = Assumptions(persons=0)
    drawn = draw_arrivals(range(5), day_weights(*YEAR, assumptions), began(), assumptions)
    assert (drawn.years, len(drawn.stay)) == (5, 0)


def test_a_day_without_stays_to_draw_is_refused() -> None:
    assumptions = Assumptions()
    with pytest.raises(BudgetError, match="on some day none of the stays is decided"):
        draw_arrivals(range(2), day_weights(*YEAR, assumptions), np.zeros(366, np.int64), assumptions)
    summer = Assumptions(season=(*[0] * 6, 1, *[0] * 5))
    only = np.concatenate((np.zeros(181, np.int64), np.arange(32), np.full(153, 31)))
    assert len(draw_arrivals(range(2), day_weights(*YEAR, summer), only, summer).stay)
