"""The incomplete gamma function, against what is known of it exactly."""

from __future__ import annotations

from decimal import Decimal, getcontext, localcontext
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.sampling.gamma import gamma_density, ln_gamma, lower_gamma, many_digits

CLOSE = Decimal("1E-45")


@pytest.mark.parametrize("number", [1, 2, 5, 30, 59, 60, 61, 200])
def test_the_gamma_of_a_whole_number_is_a_factorial(number: int) -> None:
    with many_digits():
        assert abs(ln_gamma(Decimal(number)) - Decimal(factorial(number - 1)).ln()) < CLOSE


def test_the_gamma_of_a_half_is_the_root_of_pi() -> None:
    pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494")
    with many_digits():
        assert abs(ln_gamma(Decimal("0.5")) - pi.ln() / 2) < CLOSE


@given(st.integers(0, 40), st.decimals("0.01", "120", places=2))
def test_at_whole_numbers_it_is_the_tail_of_a_poisson_count(count: int, mean: Decimal) -> None:
    with many_digits():
        few = sum(((-mean).exp() * mean**i / factorial(i) for i in range(count + 1)), Decimal(0))
        assert abs(1 - few - lower_gamma(Decimal(count + 1), mean)) < CLOSE


@given(st.decimals("0.1", "60", places=2), st.decimals("0.1", "90", places=2))
def test_it_keeps_its_recurrence_between_whole_numbers(a: Decimal, x: Decimal) -> None:
    with many_digits():
        dropped = (a * x.ln() - x - ln_gamma(a + 1)).exp()
        assert abs(lower_gamma(a, x) - dropped - lower_gamma(a + 1, x)) < CLOSE


@given(st.decimals("1", "50", places=1), st.decimals("0.5", "80", places=1))
def test_the_density_is_its_slope(a: Decimal, x: Decimal) -> None:
    little = Decimal("1E-12")
    with many_digits():
        slope = (lower_gamma(a, x + little) - lower_gamma(a, x - little)) / (2 * little)
        assert abs(slope - gamma_density(a, x)) < Decimal("1E-18")


def test_below_zero_there_is_nothing() -> None:
    assert lower_gamma(Decimal(2), Decimal(0)) == 0


def test_the_callers_own_precision_changes_nothing_and_stays() -> None:
    usual = lower_gamma(Decimal(3), Decimal("5.5"))
    with localcontext() as own:
        own.prec = 5
        assert lower_gamma(Decimal(3), Decimal("5.5")) == usual
        assert getcontext().prec == 5
