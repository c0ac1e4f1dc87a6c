"""Confidence factors: how many misstated units a sample may stand for, at a stated confidence."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import Final

from amp_rules.audit.sampling.errors import SamplingError
from amp_rules.audit.sampling.gamma import gamma_density, lower_gamma, many_digits

LEAST_CONFIDENCE: Final = Fraction(1, 2)
MOST_CONFIDENCE: Final = Fraction(999, 1000)
MOST_FACTOR: Final = Decimal(100_000)
PLACES: Final = Decimal("1E-10")
"""Factors are rounded up in the tenth decimal, so that none is too small."""

_CLOSE: Final = Decimal("1E-25")
_NOISE: Final = Decimal("1E-30")


def confidence_of(given: Fraction | Decimal | str) -> Fraction:
    """The confidence as an exact ratio. Ratio from 0.5 to 0.999; floats are refused.

    >>> confidence_of("0.95")
    Fraction(19, 20)

    Raises:
        TypeError: it is no Fraction, Decimal or text.
        SamplingError: it is no ratio from 0.5 to 0.999.
    """
    if not isinstance(given, Fraction | Decimal | str):
        raise TypeError(f"a confidence must be a Fraction, Decimal or str, found {type(given).__name__}")
    try:
        found = Fraction(given)
    except (ValueError, OverflowError, ZeroDivisionError):
        raise SamplingError("a confidence must be a number such as 0.95") from None
    if not LEAST_CONFIDENCE <= found <= MOST_CONFIDENCE:
        raise SamplingError("a confidence must be a ratio from 0.5 to 0.999")
    return found


def poisson_factor(misstatements: int, confidence: Fraction) -> Decimal:
    """The Poisson mean at which so few misstatements or fewer are as rare as 1 - confidence.

    Units expected to be misstated in the sample; rounded up in the tenth decimal. It solves
    sum(exp(-R) R**i / i! for i = 0..k) = 1 - confidence. These are the confidence factors of Table C-2 of the
    AICPA Audit Guide Audit Sampling (2017), which prints two decimals.

    >>> poisson_factor(0, confidence_of("0.95"))
    Decimal('2.9957322736')
    """
    return _poisson(misstatements, confidence)


@lru_cache(maxsize=4096)
def _poisson(misstatements: int, confidence: Fraction) -> Decimal:
    with many_digits():
        a = Decimal(misstatements + 1)
        risk = Decimal(1) - _decimal(confidence)
        # The median of a gamma distribution is above a - 1/3 (Chen and Rubin 1986), and the quantile is not
        # below it. The tail is log-concave: one step of Newton's method on its logarithm may pass the root,
        # after which the steps only come back.
        x = a - Decimal(1) / 3
        while True:
            tail = 1 - lower_gamma(a, x)
            step = tail * (tail / risk).ln() / gamma_density(a, x)
            x += step
            if abs(step) < _CLOSE:
                return _up(x)


def binomial_factor(misstatements: int, units: int, confidence: Fraction) -> Decimal:
    """The same for a sample of so many units: units times the upper limit of Clopper and Pearson.

    Units expected to be misstated in the sample; rounded up in the tenth decimal. It solves
    sum(C(n, i) p**i (1 - p)**(n - i) for i = 0..k) = 1 - confidence, and gives n p.
    Source: Clopper and Pearson, Biometrika 26 (1934), 404-413.

    >>> binomial_factor(0, 31, confidence_of("0.95"))
    Decimal('2.8555358584')
    """
    if misstatements >= units:
        return Decimal(units)
    return _binomial(misstatements, units, confidence)


@lru_cache(maxsize=4096)
def _binomial(misstatements: int, units: int, confidence: Fraction) -> Decimal:
    with many_digits():
        risk = Decimal(1) - _decimal(confidence)
        k, n = misstatements, units
        if k == 0:
            p = 1 - (risk.ln() / n).exp()
            return _up(n * p)
        p = low = Decimal(k) / n
        high = Decimal(1)
        while True:
            tail, slope = _few(k, n, p)
            low, high = (p, high) if tail > risk else (low, p)
            after = p + tail * (tail / risk).ln() / slope
            after = after if low < after < high else (low + high) / 2
            if abs(after - p) < _CLOSE:
                return _up(n * after)
            p = after


def _few(k: int, n: int, p: Decimal) -> tuple[Decimal, Decimal]:
    """The chance of at most k misstated units of n, and how fast it falls as p grows."""
    q = 1 - p
    term = total = comb(n, k) * p**k * q ** (n - k)
    slope = term * (n - k) / q
    for i in range(k, 0, -1):
        term *= i * q / ((n - i + 1) * p)
        total += term
    return total, slope


def planning_factor(ratio: Fraction, confidence: Fraction) -> Decimal:
    """The factor of a sample that leaves room for the misstatement expected.

    ratio: expected to tolerable misstatement, from 0 to under 1. Units; rounded up in the tenth decimal. It
    solves P(1 + ratio * m, m) = confidence for m, with P the regularized lower incomplete gamma function:
    the Poisson factor of as many misstated units as are expected, which need not be a whole number. Source:
    T. R. Stewart, Technical Notes on the AICPA Audit Guide Audit Sampling (2012), for Table C-1 of the
    guide.

    >>> planning_factor(Fraction(1, 5), confidence_of("0.95"))
    Decimal('4.6201622627')

    Raises:
        SamplingError: the two are so close that the factor passes 100,000.
    """
    if not 0 <= ratio < 1:
        raise SamplingError("expected misstatement must be below tolerable misstatement")
    if ratio == 0:
        return poisson_factor(0, confidence)
    with many_digits():
        share, wanted = _decimal(ratio), _decimal(confidence)
        return _least(lambda m: lower_gamma(1 + share * m, m) >= wanted)


def _least(enough: Callable[[Decimal], bool]) -> Decimal:
    """The least number, rounded up to ten decimals, that is enough."""
    high = Decimal(1)
    while not enough(high):
        high *= 2
        if high > MOST_FACTOR:
            raise SamplingError("expected misstatement is too close to tolerable misstatement for a sample")
    low = high / 2 if high > 1 else Decimal(0)
    while high - low > PLACES:
        middle = ((low + high) / 2).quantize(PLACES, rounding=ROUND_CEILING)
        if middle >= high:
            break
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high.quantize(PLACES, rounding=ROUND_CEILING)


def _up(factor: Decimal) -> Decimal:
    """The factor rounded up in the tenth decimal, once the noise far beyond it is off."""
    return factor.quantize(_NOISE).quantize(PLACES, rounding=ROUND_CEILING)


def _decimal(ratio: Fraction) -> Decimal:
    return Decimal(ratio.numerator) / Decimal(ratio.denominator)
