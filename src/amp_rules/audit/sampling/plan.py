"""How large a sample must be, and how far apart its units lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil
from types import MappingProxyType
from typing import Final

from amp_rules.audit.sampling.errors import SamplingError
from amp_rules.audit.sampling.factors import confidence_of, planning_factor, poisson_factor
from amp_rules.terms import Money

EXPANSION_FACTORS: Final[Mapping[Fraction, Fraction]] = MappingProxyType(
    {
        Fraction(confidence): Fraction(factor)
        for confidence, factor in (
            ("0.99", "1.9"),
            ("0.95", "1.6"),
            ("0.90", "1.5"),
            ("0.85", "1.4"),
            ("0.80", "1.3"),
            ("0.75", "1.25"),
            ("0.70", "1.2"),
            ("0.63", "1.15"),
            ("0.50", "1.0"),
        )
    }
)
"""By confidence. Source: AICPA Audit Guide Audit Sampling, expansion factors for expected misstatement, in
editions before 2008. Only the one for 0.95 was found in a printed example that could be checked."""


class Sizing(StrEnum):
    """How the expected misstatement makes the sample larger."""

    EXACT = "exact"
    EXPANSION = "expansion"


@dataclass(frozen=True, slots=True)
class Plan:
    """A sample that has been planned.

    factor: units per tolerable misstatement, or what is left of it once the expansion is taken off. size:
    units to be drawn. interval: money per unit, whole ore or cents, rounded down so that no fewer units are
    drawn.
    """

    book: Money
    tolerable: Money
    expected: Money
    confidence: Fraction
    sizing: Sizing
    factor: Decimal
    size: int
    interval: Money


def plan_sample(
    book: Money,
    *,
    tolerable: Money,
    expected: Money,
    confidence: Fraction | Decimal | str,
    sizing: Sizing = Sizing.EXACT,
) -> Plan:
    """The size and the sampling interval of a monetary-unit sample.

    book: everything that may be drawn, so without items of zero and below. With T tolerable, E expected and B
    book value:

    exact: size = m * B / T rounded up, where P(1 + m * E / T, m) = confidence; `planning_factor` tells
    more. It is what Table C-1 of the AICPA Audit Guide Audit Sampling (2017) is made of, and holds for any
    confidence. expansion: size = B * R / (T - E * X) rounded up, where R is the confidence factor for no
    misstatement, rounded up to two decimals as it is printed, and X the expansion factor. It is an older
    approximation that is printed for nine confidences only.

    The interval is the book value divided by the size, rounded down to the ore or cent, and never below one.

    >>> found = plan_sample(
    ...     Money.of("9000000", "SEK"),
    ...     tolerable=Money.of("360000", "SEK"),
    ...     expected=Money.of("108000", "SEK"),
    ...     confidence="0.95",
    ... )
    >>> found.size, found.interval
    (150, Money('60000.00', 'SEK'))

    Raises:
        SamplingError: the figures leave no room for a sample, or there is nothing to draw from.
        TypeError: the currencies differ.
    """
    sure = confidence_of(confidence)
    _check(book, tolerable, expected)
    if sizing is Sizing.EXACT:
        factor = planning_factor(Fraction(expected.minor) / tolerable.minor, sure)
        room = Fraction(tolerable.minor)
    else:
        factor = poisson_factor(0, sure).quantize(Decimal("0.01"), rounding=ROUND_CEILING)
        room = tolerable.minor - _expanded(expected, sure)
        if room <= 0:
            raise SamplingError("expected misstatement is too close to tolerable misstatement for a sample")
    size = max(1, ceil(Fraction(factor) * book.minor / room))
    interval = Money(max(1, int(book.minor // size)), book.currency)
    return Plan(book, tolerable, expected, sure, sizing, factor, size, interval)


def _check(book: Money, tolerable: Money, expected: Money) -> None:
    if not book > Money(0, book.currency):
        raise SamplingError("there is nothing to sample: the book value is not above zero")
    if not tolerable > Money(0, book.currency):
        raise SamplingError("tolerable misstatement must be above zero")
    if tolerable > book:
        raise SamplingError("tolerable misstatement is above the book value, so no sample is needed")
    if expected < Money(0, book.currency):
        raise SamplingError("expected misstatement must not be below zero")
    if expected >= tolerable:
        raise SamplingError("expected misstatement must be below tolerable misstatement")


def _expanded(expected: Money, confidence: Fraction) -> Fraction:
    if confidence not in EXPANSION_FACTORS:
        known = ", ".join(str(float(each)) for each in EXPANSION_FACTORS)
        raise SamplingError(f"expansion factors are printed only for the confidences {known}")
    return EXPANSION_FACTORS[confidence] * expected.minor
