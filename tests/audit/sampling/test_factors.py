"""Confidence factors, against published tables and their definition."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, localcontext
from fractions import Fraction
from math import ceil, comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.sampling import (
    SamplingError,
    binomial_factor,
    confidence_of,
    planning_factor,
    poisson_factor,
)
from amp_rules.audit.sampling.factors import PLACES
from amp_rules.audit.sampling.gamma import lower_gamma
from tests.audit.sampling.tables import FACTORS, LIMITS_5, LIMITS_10, RISKS, SHARES, SIZES, rows

CONFIDENCES = st.fractions(Fraction(1, 2), Fraction(999, 1000), max_denominator=1000)


def test_every_factor_of_the_printed_table_is_met() -> None:
    """AICPA Audit Guide Audit Sampling (2017), Table C-2."""
    for number, *printed in rows(FACTORS):
        for risk, factor in zip(RISKS, printed, strict=True):
            found = poisson_factor(int(number), 1 - Fraction(risk, 100))
            assert found.quantize(Decimal("0.01"), rounding=ROUND_CEILING) == Decimal(factor), (number, risk)


def test_every_size_of_the_printed_table_is_met() -> None:
    """AICPA Audit Guide Audit Sampling (2017), Table C-1."""
    for risk, ratio, *printed in rows(SIZES):
        factor = planning_factor(Fraction(ratio), 1 - Fraction(int(risk), 100))
        sizes = [ceil(Fraction(factor) / Fraction(share)) for share in SHARES]
        assert sizes == [int(size) for size in printed[:-1]], (risk, ratio)


def test_the_expected_taintings_of_the_printed_table_are_met() -> None:
    """The last column of Table C-1, to the rounding of its second decimal."""
    for risk, ratio, *printed in rows(SIZES):
        taintings = Fraction(ratio) * Fraction(planning_factor(Fraction(ratio), 1 - Fraction(int(risk), 100)))
        assert abs(taintings - Fraction(printed[-1])) <= Fraction(1, 100), (risk, ratio)


@pytest.mark.parametrize(("table", "risk"), [(LIMITS_5, 5), (LIMITS_10, 10)])
def test_every_binomial_limit_of_the_printed_tables_is_met(table: str, risk: int) -> None:
    """AICPA Audit Guide Audit Sampling (2017), Tables A-3 and A-4."""
    for size, *printed in rows(table):
        units = int(size)
        for number, limit in enumerate(printed):
            factor = binomial_factor(number, units, 1 - Fraction(risk, 100))
            found = (factor * 100 / units).quantize(Decimal("0.1"), rounding=ROUND_CEILING)
            assert found == Decimal(limit), (size, number)


@given(st.integers(0, 60), CONFIDENCES)
def test_a_poisson_factor_is_the_least_of_ten_decimals_that_is_enough(
    number: int, confidence: Fraction
) -> None:
    factor = poisson_factor(number, confidence)
    a = Decimal(number + 1)
    assert Fraction(lower_gamma(a, factor)) >= confidence
    assert Fraction(lower_gamma(a, factor - PLACES)) < confidence


@given(st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))), CONFIDENCES)
def test_a_binomial_factor_is_the_least_of_ten_decimals_that_is_enough(
    counted: tuple[int, int], confidence: Fraction
) -> None:
    number, units = counted

    def few(share: Fraction) -> Fraction:
        return sum(
            (comb(units, i) * share**i * (1 - share) ** (units - i) for i in range(number + 1)), Fraction(0)
        )

    factor = Fraction(binomial_factor(number, units, confidence))
    least = Fraction(PLACES)
    assert factor >= units or few(factor / units) <= 1 - confidence
    assert few((factor - least) / units) > 1 - confidence


@given(st.fractions(0, Fraction(9, 10), max_denominator=200), CONFIDENCES)
def test_a_planning_factor_is_the_least_of_ten_decimals_that_is_enough(
    ratio: Fraction, confidence: Fraction
) -> None:
    factor = planning_factor(ratio, confidence)

    def sure(m: Decimal) -> Fraction:
        with localcontext(prec=60):
            share = Decimal(ratio.numerator) / Decimal(ratio.denominator)
            return Fraction(lower_gamma(1 + share * m, m))

    assert sure(factor) >= confidence
    assert sure(factor - PLACES) < confidence


@given(st.integers(0, 30), CONFIDENCES, st.integers(31, 500))
def test_poisson_factors_are_never_below_binomial_ones(number: int, confidence: Fraction, units: int) -> None:
    assert poisson_factor(number, confidence) >= binomial_factor(number, units, confidence)


def test_a_factor_that_a_decimal_can_write_is_that_decimal() -> None:
    """One unit, nothing wrong: p = confidence."""
    assert binomial_factor(0, 1, Fraction(389, 500)) == Decimal("0.778")


def test_as_many_misstatements_as_units_leave_nothing_right() -> None:
    assert binomial_factor(5, 5, Fraction(9, 10)) == 5


def test_factors_do_not_depend_on_the_callers_precision() -> None:
    confidence = Fraction(771, 997)
    with localcontext(prec=6):
        few = poisson_factor(3, confidence), binomial_factor(3, 41, confidence)
        planned = planning_factor(Fraction(1, 7), confidence)
    assert len(few[0].as_tuple().digits) > 10
    assert len(few[1].as_tuple().digits) > 10
    assert len(planned.as_tuple().digits) > 10


@pytest.mark.parametrize("given", ["0.5", "0.999", Decimal("0.95"), Fraction(9, 10)])
def test_a_confidence_from_a_half_to_999_in_a_thousand_is_taken(given: Fraction | Decimal | str) -> None:
    assert confidence_of(given) == Fraction(given)


@pytest.mark.parametrize("given", ["0.49", "0.9991", "95", "1", "-0.95", "nan", "inf", "", "1/0", "high"])
def test_any_other_confidence_is_refused(given: str) -> None:
    with pytest.raises(SamplingError):
        confidence_of(given)


def test_a_confidence_that_is_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        confidence_of(0.95)  # type: ignore[arg-type]


def test_a_confidence_that_is_no_number_is_refused() -> None:
    for none in (Decimal("NaN"), Decimal("Infinity")):
        with pytest.raises(SamplingError):
            confidence_of(none)


@pytest.mark.parametrize("ratio", [Fraction(1), Fraction(3, 2), Fraction(-1, 10)])
def test_expected_misstatement_must_be_below_tolerable(ratio: Fraction) -> None:
    with pytest.raises(SamplingError):
        planning_factor(ratio, Fraction(19, 20))


def test_expected_misstatement_close_to_tolerable_needs_more_than_any_sample() -> None:
    with pytest.raises(SamplingError, match="too close"):
        planning_factor(Fraction(999, 1000), Fraction(19, 20))
