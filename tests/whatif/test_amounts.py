"""Exact amounts by row."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.whatif.amounts import Exact, amounts_of, column_of, difference, plus, times, whole_sum

HUGE = st.integers(-(2**62), 2**62)


def decimals(*values: str | None, scale: int = 2) -> pa.ChunkedArray:
    exact = [None if each is None else Decimal(each) for each in values]
    return pa.chunked_array([pa.array(exact, pa.decimal128(38, scale))])


def test_whole_numbers_and_null() -> None:
    found = amounts_of(pa.chunked_array([[5, None], [-7]], pa.int64()))
    assert found.counts.tolist() == [5, 0, -7]
    assert found.known.tolist() == [True, False, True]
    assert found.states().tolist() == [0, 2, 0]


def test_a_known_absence_is_told_from_an_unknown_amount() -> None:
    column = pa.chunked_array([[5, None, None]], pa.int64())
    found = amounts_of(column, pa.chunked_array([[False, True, None]], pa.bool_()))
    assert found.states().tolist() == [0, 1, 2]


@pytest.mark.parametrize("cut", [0, 1, 2])
def test_decimals_are_counted_in_their_parts(cut: int) -> None:
    found = amounts_of(decimals("1.25", None, "-3.50").slice(cut))
    assert found.parts == 100
    assert found.counts.tolist() == [125, 0, -350][cut:]


def test_decimals_beyond_64_bits_stay_exact() -> None:
    found = amounts_of(decimals("123456789012345678901234.11", "-123456789012345678901234.12"))
    assert found.where(found.known).total() == Fraction(-1, 100)
    assert found.counts[1] == -12345678901234567890123412


def test_a_difference_of_two_scales_is_exact() -> None:
    then, now = amounts_of(decimals("1.25", "2.00")), amounts_of(decimals("1.255", None, scale=3))
    more = difference(then, now)
    assert (more.counts.tolist()[0], more.known.tolist(), more.parts) == (5, [True, False], 1000)
    assert column_of(more).to_pylist() == [Decimal("0.005"), None]


def test_whole_amounts_make_a_whole_column() -> None:
    found = amounts_of(pa.chunked_array([[5, None]], pa.int64()))
    assert column_of(found).equals(pa.array([5, None], pa.int64()))


@given(st.lists(HUGE, max_size=50))
def test_sums_never_overflow(values: list[int]) -> None:
    assert whole_sum(np.array(values, np.int64)) == sum(values)


@given(st.lists(st.tuples(HUGE, HUGE), max_size=20), st.integers(-(10**6), 10**6))
def test_products_and_sums_by_row_never_overflow(pairs: list[tuple[int, int]], factor: int) -> None:
    one, other = (np.array([pair[at] for pair in pairs], np.int64) for at in (0, 1))
    assert plus(one, other).tolist() == [a + b for a, b in pairs]
    assert times(one, factor).tolist() == [a * factor for a, _ in pairs]


@given(st.lists(st.integers(-1000, 1000), min_size=1), st.integers(0, 100))
def test_a_quantile_is_the_least_amount_that_enough_do_not_exceed(values: list[int], percent: int) -> None:
    found = Exact(np.array(values, np.int64)).quantile(percent)
    enough = [
        value for value in values if 100 * sum(each <= value for each in values) >= percent * len(values)
    ]
    assert found == min(enough)


def test_nothing_has_no_mean_and_no_quantile() -> None:
    empty = Exact(np.zeros(0, np.int64))
    assert empty.total() == 0
    assert empty.mean() is None
    assert empty.quantile(50) is None


def test_a_mean_is_exact() -> None:
    assert Exact(np.array([1, 1, 2]), 100).mean() == Fraction(4, 300)
