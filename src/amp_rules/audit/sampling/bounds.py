"""Upper limits of misstatement from ranked taintings, in units of the sampling interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Factor = Callable[[int], Decimal]
"""The confidence factor for a number of misstatements."""


class Bound(StrEnum):
    """How taintings are turned into an upper limit."""

    STRINGER = "stringer"
    CELL = "cell"


def stringer_steps(taintings: Sequence[Fraction], factor: Factor) -> tuple[Fraction, ...]:
    """What each tainting adds to the factor for none; the largest first, as it must be.

    U = R(0) + sum((R(i) - R(i - 1)) * t(i)), with R the confidence factors and t the taintings, the largest
    first. Source: K. W. Stringer, Practical Aspects of Statistical Sampling in Auditing, Proceedings of the
    Business and Economic Statistics Section, American Statistical Association (1963), 405-411; it is the
    evaluation of the AICPA Audit Guide Audit Sampling.

    >>> printed = [Decimal("3.00"), Decimal("4.75"), Decimal("6.30")]
    >>> stringer_steps([Fraction(1), Fraction(1, 4)], printed.__getitem__)
    (Fraction(7, 4), Fraction(31, 80))
    """
    return tuple(
        Fraction(factor(rank) - factor(rank - 1)) * tainting for rank, tainting in enumerate(taintings, 1)
    )


def cell_steps(taintings: Sequence[Fraction], factor: Factor) -> tuple[Fraction, ...]:
    """The same with the cell method, which may take more than one tainting's worth at a step.

    U(0) = R(0), and U(i) is the larger of U(i - 1) + t(i) and R(i) times the mean of t(1) to t(i). Source:
    Leslie, Teitlebaum and Anderson, Dollar-Unit Sampling (1979).

    >>> printed = [Decimal("3.00"), Decimal("4.75"), Decimal("6.30")]
    >>> cell_steps([Fraction(1), Fraction(1, 4)], printed.__getitem__)
    (Fraction(7, 4), Fraction(1, 4))
    """
    steps: list[Fraction] = []
    reached = Fraction(factor(0))
    total = Fraction(0)
    for rank, tainting in enumerate(taintings, 1):
        total += tainting
        after = max(reached + tainting, Fraction(factor(rank)) * total / rank)
        steps.append(after - reached)
        reached = after
    return tuple(steps)
