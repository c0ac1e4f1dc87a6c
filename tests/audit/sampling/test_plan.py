"""Sizes and intervals of samples."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.audit.sampling import EXPANSION_FACTORS, Plan, SamplingError, Sizing, plan_sample
from amp_rules.terms import Currency, Money


def kr(amount: str, currency: Currency = "SEK") -> Money:
    return Money.of(amount, currency)


def planned(book: str = "1000000", tolerable: str = "50000", expected: str = "0", **more: Any) -> Plan:
    asked = {"confidence": "0.95", **more}
    return plan_sample(kr(book), tolerable=kr(tolerable), expected=kr(expected), **asked)


def test_a_population_without_expected_misstatement_has_the_printed_size() -> None:
    """Touw and Hoogduin, Statistiek voor audit en controlling (2011), page 23: 100,000 of 5,000,000."""
    assert planned("5000000", "100000").size == 150
    assert planned("5000000", "100000", confidence="0.875").size == 104


def test_the_interval_is_whole_ore_and_draws_no_fewer_units() -> None:
    found = planned("1000000", "50000")
    assert found.size == 60
    assert found.interval == kr("16666.66")
    assert found.interval * found.size <= found.book < found.interval * (found.size + 1)


def test_the_expansion_method_takes_what_is_expected_off_what_is_tolerable() -> None:
    """A handout of a course (course no. 1004): 1,000,000 x 3 / (50,000 - 10,000 x 1.6), printed as 88.

    The quotient is 88.2; a size is rounded up here, so that the sample is never smaller than the formula
    asks.
    """
    found = planned("1000000", "50000", "10000", sizing=Sizing.EXPANSION)
    assert found.factor == 3
    assert Fraction(1_000_000 * 3, 50_000 - 16_000) == Fraction(1500, 17)
    assert found.size == 89


def test_the_expansion_method_is_close_to_the_exact_one() -> None:
    """No printed example was found for any confidence but 0.95, so the others are only held against this."""
    for confidence in EXPANSION_FACTORS:
        exact = planned("1000000", "50000", "10000", confidence=confidence).size
        older = planned("1000000", "50000", "10000", confidence=confidence, sizing=Sizing.EXPANSION).size
        assert abs(older - exact) <= exact * 0.12 + 1


def test_the_expansion_method_is_refused_where_no_factor_is_printed() -> None:
    with pytest.raises(SamplingError, match=r"printed only for the confidences 0\.99, 0\.95"):
        planned(expected="100", confidence="0.94", sizing=Sizing.EXPANSION)


def test_expansion_that_eats_up_what_is_tolerable_is_refused() -> None:
    with pytest.raises(SamplingError, match="too close"):
        planned("1000000", "50000", "32000", sizing=Sizing.EXPANSION)


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.fractions(0, Fraction(4, 5)), st.integers(500, 999))
def test_the_limit_of_a_sample_with_what_is_expected_is_tolerable(
    book: int, tolerable: int, ratio: Fraction, thousandths: int
) -> None:
    """The interval times the factor, which is that limit, never passes the tolerable misstatement."""
    tolerable = min(tolerable, book)
    expected = Money(int(tolerable * ratio), "SEK")
    found = plan_sample(
        Money(book, "SEK"),
        tolerable=Money(tolerable, "SEK"),
        expected=expected,
        confidence=Fraction(thousandths, 1000),
    )
    if found.interval.minor > 1:
        assert Fraction(found.factor) * found.interval.minor <= tolerable


@settings(max_examples=25)
@given(st.integers(10**6, 10**9), st.integers(1, 100), st.integers(0, 60), st.integers(500, 998))
def test_more_confidence_and_more_expected_and_less_tolerable_misstatement_take_more_units(
    book: int, share: int, ratio: int, thousandths: int
) -> None:
    tolerable = max(book * share // 100, 100)

    def size(tolerable: int, expected: int, confidence: int) -> int:
        return plan_sample(
            Money(book, "USD"),
            tolerable=Money(tolerable, "USD"),
            expected=Money(expected, "USD"),
            confidence=Fraction(confidence, 1000),
        ).size

    usual = size(tolerable, tolerable * ratio // 100, thousandths)
    assert size(tolerable, tolerable * ratio // 100, thousandths + 1) >= usual
    assert size(tolerable, tolerable * (ratio + 5) // 100, thousandths) >= usual
    assert size(tolerable * 9 // 10, tolerable * ratio // 100, thousandths) >= usual


def test_a_population_of_few_ore_is_taken_whole() -> None:
    found = planned("0.05", "0.01", "0")
    assert found.interval == Money(1, "SEK")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"book": "0"}, "nothing to sample"),
        ({"book": "-5"}, "nothing to sample"),
        ({"tolerable": "0"}, "tolerable misstatement must be above zero"),
        ({"tolerable": "1000000.01"}, "no sample is needed"),
        ({"expected": "-1"}, "must not be below zero"),
        ({"expected": "50000"}, "must be below tolerable"),
        ({"expected": "60000"}, "must be below tolerable"),
        ({"expected": "49999"}, "too close"),
        ({"confidence": "0.4"}, "ratio from 0.5 to 0.999"),
    ],
)
def test_figures_that_leave_no_room_are_refused(asked: dict[str, str], said: str) -> None:
    with pytest.raises(SamplingError, match=said):
        planned(**asked)


def test_two_currencies_are_never_compared() -> None:
    with pytest.raises(TypeError):
        plan_sample(kr("100"), tolerable=kr("5", "USD"), expected=kr("0"), confidence="0.9")
    with pytest.raises(TypeError):
        plan_sample(kr("100"), tolerable=kr("5"), expected=kr("0", "USD"), confidence="0.9")
