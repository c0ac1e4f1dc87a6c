"""What is material, from shares that are set."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from amp_rules.audit.sampling import Materiality, SamplingError, materiality_of
from amp_rules.terms import Money


def of(
    basis: str = "1000000", overall: str = "0.02", performance: str = "0.75", trivial: str = "0.05"
) -> Materiality:
    return materiality_of(Money.of(basis, "USD"), overall=overall, performance=performance, trivial=trivial)


def test_sums_are_shares_rounded_down() -> None:
    found = of("333.33", "1/3")
    assert found.overall == Money.of("111.11", "USD")
    assert found.performance == Money.of("83.33", "USD")
    assert found.trivial == Money.of("5.55", "USD")


def test_no_share_has_a_default() -> None:
    with pytest.raises(TypeError):
        materiality_of(Money.of("100", "SEK"), overall="0.02", performance="0.5")  # type: ignore[call-arg]


def test_shares_are_kept_as_they_were_set() -> None:
    found = materiality_of(
        Money.of("100", "SEK"), overall=Decimal("0.01"), performance=Fraction(2, 3), trivial="0"
    )
    assert (found.overall_share, found.performance_share, found.trivial_share) == (
        Fraction(1, 100),
        Fraction(2, 3),
        Fraction(0),
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"basis": "0"},
        {"basis": "-1"},
        {"overall": "2"},
        {"overall": "0"},
        {"overall": "x"},
        {"performance": "1.01"},
        {"performance": "0"},
        {"trivial": "-0.1"},
        {"trivial": "0.75"},
        {"trivial": "inf"},
    ],
)
def test_shares_out_of_range_are_refused(asked: dict[str, str]) -> None:
    with pytest.raises(SamplingError):
        of(**asked)


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        of(overall=0.02)  # type: ignore[arg-type]
