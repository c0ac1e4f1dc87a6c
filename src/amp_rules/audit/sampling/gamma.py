"""The regularized incomplete gamma function in decimal arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import cache
from math import comb
from typing import Final

DIGITS: Final = 60
_SMALL: Final = Decimal(10) ** -(DIGITS + 2)
_PI: Final = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")
_SHIFT: Final = 60
_TERMS: Final = 30


@contextmanager
def many_digits() -> Iterator[None]:
    """Decimal arithmetic of 60 digits, whatever the caller has set."""
    with localcontext(Context(prec=DIGITS)):
        yield


@cache
def _bernoulli(number: int) -> Fraction:
    """The Bernoulli number of an index, from their recurrence."""
    if number == 0:
        return Fraction(1)
    earlier = sum((comb(number + 1, at) * _bernoulli(at) for at in range(number)), Fraction(0))
    return -earlier / (number + 1)


def _decimal(ratio: Fraction) -> Decimal:
    return Decimal(ratio.numerator) / Decimal(ratio.denominator)


def ln_gamma(a: Decimal) -> Decimal:
    """The natural logarithm of the gamma function of a positive number, to some 50 digits.

    Stirling's series with thirty terms, after the argument is shifted to 60 or more; there the first term
    left out is below 10 to the power of -70. Source: NIST Digital Library of Mathematical Functions,
    5.11.1.

    >>> round(ln_gamma(Decimal(5)).exp(), 20)
    Decimal('24.00000000000000000000')
    """
    with many_digits():
        below = Decimal(1)
        while a < _SHIFT:
            below *= a
            a += 1
        series = Decimal(0)
        for at in range(1, _TERMS + 1):
            series += _decimal(_bernoulli(2 * at) / (2 * at * (2 * at - 1))) / a ** (2 * at - 1)
        return (a - Decimal("0.5")) * a.ln() - a + (2 * _PI).ln() / 2 + series - below.ln()


def lower_gamma(a: Decimal, x: Decimal) -> Decimal:
    """The regularized lower incomplete gamma function P(a, x), to some 45 digits.

    With a = k + 1 it is the chance that a Poisson count of mean x is above k.
    Source: NIST Digital Library of Mathematical Functions, 8.7.1 and 8.4.8.

    >>> round(lower_gamma(Decimal(1), Decimal(3)), 6)
    Decimal('0.950213')
    """
    if x <= 0:
        return Decimal(0)
    with many_digits():
        term = total = Decimal(1)
        bottom = a
        while term > total * _SMALL:
            bottom += 1
            term *= x / bottom
            total += term
        return (a * x.ln() - x - ln_gamma(a + 1)).exp() * total


def gamma_density(a: Decimal, x: Decimal) -> Decimal:
    """The derivative of `lower_gamma` in x.

    >>> round(gamma_density(Decimal(1), Decimal(1)), 6)
    Decimal('0.367879')
    """
    with many_digits():
        return ((a - 1) * x.ln() - x - ln_gamma(a)).exp()
