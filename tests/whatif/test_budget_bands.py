from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from amp_rules.whatif.budget.bands import (
    band_of_curve,
    binomial_reached,
    mean_of,
    quantiles_by_day,
    ranks_around,
    share_of,
    spread,
)

HALF = Fraction(1, 2)


def test_binomial_probabilities_are_exact() -> None:
    found = binomial_reached(20, 0.3)
    exact = np.cumsum([math.comb(20, wins) * 0.3**wins * 0.7 ** (20 - wins) for wins in range(21)])
    assert found == pytest.approx(exact, abs=1e-12)
    assert binomial_reached(3, 0.0).tolist() == [1, 1, 1, 1]
    assert binomial_reached(3, 1.0).tolist() == [0, 0, 0, 1]


@pytest.mark.parametrize(("number", "low", "high"), [(10, 2, 9), (20, 6, 15), (50, 18, 33), (100, 40, 61)])
def test_the_ranks_around_the_median_are_those_of_the_tables(number: int, low: int, high: int) -> None:
    """Tables of the sign test; ranks counted from 1."""
    assert ranks_around(number, HALF, 0.95) == (low - 1, high - 1)


def test_too_few_years_leave_an_end_open() -> None:
    assert ranks_around(5, HALF, 0.95) == (None, None)
    assert spread(np.arange(20), 0.95).at(Fraction(95, 100)).high is None


@pytest.mark.parametrize("share", [Fraction(5, 100), HALF, Fraction(95, 100)])
def test_the_band_of_a_quantile_holds_the_true_one_as_often_as_it_says(share: Fraction) -> None:
    stream = np.random.default_rng(7)
    true = -math.log(1 - float(share)) * 1_000_000
    held = 0
    for _ in range(1_000):
        found = spread((stream.exponential(size=400) * 1_000_000).astype(np.int64), 0.9, (share,)).at(share)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= true <= found.high
    assert 0.88 <= held / 1_000 <= 0.95


def test_the_band_of_the_mean_holds_the_true_one_as_often_as_it_says() -> None:
    stream = np.random.default_rng(8)
    means = [mean_of(stream.poisson(1_000_000, 400), 0.9) for _ in range(1_000)]
    assert 0.87 <= sum(each.low <= 1_000_000 <= each.high for each in means) / 1_000 <= 0.97


def test_the_band_of_a_share_is_that_of_the_tables() -> None:
    """Clopper and Pearson's for 8 of 20."""
    found = share_of(8, 20, 0.95)
    assert (round(found.low, 4), round(found.high, 4)) == (0.1912, 0.6395)
    assert share_of(20, 20, 0.95).high == 1.0


def test_the_band_of_a_curve_holds_everywhere_at_once() -> None:
    stream = np.random.default_rng(9)
    grid = np.arange(1, 101) / 100
    wide = band_of_curve(500, 0.9)
    held = 0
    for _ in range(400):
        drawn = np.sort(stream.random(500))
        found = np.searchsorted(drawn, grid, side="right") / 500
        held += bool(np.all(np.abs(found - grid) <= wide))
    assert held / 400 >= 0.88


def test_quantiles_of_a_table_are_those_of_its_columns() -> None:
    table = np.random.default_rng(1).integers(0, 1_000, (57, 4))
    found = quantiles_by_day(table)
    for column in range(4):
        assert found[:, column].tolist() == [each.value for each in spread(table[:, column], 0.95).quantiles]


def test_numbers_that_are_all_alike_have_no_spread() -> None:
    found = spread(np.full(100, 7), 0.95)
    assert {each.value for each in found.quantiles} == {found.least, found.most, found.mean.value} == {7}
    assert (found.mean.low, found.mean.high) == (Fraction(7), Fraction(7))
