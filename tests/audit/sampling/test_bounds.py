"""The two ways from taintings to an upper limit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.sampling import cell_steps, poisson_factor, stringer_steps

CONFIDENCE = Fraction(19, 20)
TAINTINGS = st.lists(st.fractions(Fraction(1, 100), 1, max_denominator=100), max_size=12).map(
    lambda each: sorted(each, reverse=True)
)


def factor(number: int) -> Decimal:
    return poisson_factor(number, CONFIDENCE)


def test_wholly_wrong_items_come_to_the_factor_for_their_number() -> None:
    for steps in (stringer_steps, cell_steps):
        assert Fraction(factor(0)) + sum(steps([Fraction(1)] * 5, factor)) == Fraction(factor(5))


@given(TAINTINGS)
def test_neither_limit_is_below_what_is_projected(taintings: list[Fraction]) -> None:
    for steps in (stringer_steps, cell_steps):
        found = steps(taintings, factor)
        assert len(found) == len(taintings)
        assert sum(found) >= sum(taintings)


@given(TAINTINGS.filter(bool), st.fractions(Fraction(1, 100), 1, max_denominator=100))
def test_one_more_tainting_never_lowers_a_limit(taintings: list[Fraction], more: Fraction) -> None:
    longer = sorted([*taintings, more], reverse=True)
    for steps in (stringer_steps, cell_steps):
        assert sum(steps(longer, factor)) >= sum(steps(taintings, factor))


def test_the_cell_limit_takes_small_taintings_at_their_own_worth() -> None:
    """All of thirty-one units tainted by a tenth: each adds its tainting alone."""
    assert sum(cell_steps([Fraction(1, 10)] * 31, factor)) == Fraction(31, 10)


def test_without_misstatement_there_are_no_steps() -> None:
    assert stringer_steps([], factor) == cell_steps([], factor) == ()
