"""How sure a simulation is of what it found: bands that presume nothing about the shape of the numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Ratios = npt.NDArray[np.float64]

SHARES: Final = tuple(Fraction(share, 100) for share in (5, 25, 50, 75, 95))


@dataclass(frozen=True, slots=True)
class Quantile:
    """The number that a share of the years stay at or below, and a band that holds the true one.

    low, high: None where there are too few years to say.
    """

    share: Fraction
    value: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over the years, exact, and its band, rounded outwards to hundredths."""

    value: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the years, as a ratio, and its band."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number is spread over the years."""

    mean: Mean
    quantiles: tuple[Quantile, ...]
    least: int
    most: int

    def at(self, share: Fraction) -> Quantile:
        """The quantile of a share."""
        return next(each for each in self.quantiles if each.share == share)


@cache
def _log_choose(number: int) -> Ratios:
    """Logarithms of the binomial coefficients of a number over 0, 1, 2 ..."""
    logs = np.array([math.lgamma(each + 1) for each in range(number + 1)])
    found: Ratios = logs[-1] - logs - logs[::-1]
    return found


def binomial_reached(number: int, chance: float) -> Ratios:
    """The probability of at most 0, 1, 2 ... successes in so many trials.

    >>> [round(float(each), 3) for each in binomial_reached(2, 0.5)]
    [0.25, 0.75, 1.0]
    """
    if chance in (0, 1):
        return np.asarray((np.arange(number + 1) >= number * chance).astype(np.float64))
    wins = np.arange(number + 1)
    logs = _log_choose(number) + wins * math.log(chance) + (number - wins) * math.log1p(-chance)
    found: Ratios = np.minimum(np.cumsum(np.exp(logs)), 1.0)
    return found


@cache
def ranks_around(number: int, share: Fraction, confidence: float) -> tuple[int | None, int | None]:
    """Places, from 0, in the sorted numbers whose two values hold the true quantile between them.

    The number of years below the true quantile is binomial whatever the numbers are. Source: David and
    Nagaraja, Order Statistics (2003), section 7.1.

    >>> ranks_around(100, Fraction(1, 2), 0.95)
    (39, 60)
    """
    reached = binomial_reached(number, float(share))
    outside = (1 - confidence) / 2
    below = int(np.searchsorted(reached, outside, side="right"))
    above = int(np.searchsorted(reached, 1 - outside, side="left"))
    return (below - 1 if below > 0 else None, above if above < number else None)


def mean_of(numbers: Numbers, confidence: float) -> Mean:
    """The mean with the band of the central limit theorem.

    >>> found = mean_of(np.array([10, 20, 30]), 0.95)
    >>> str(found.value), float(found.low), float(found.high)
    ('20', 8.68, 31.32)
    """
    exact = Fraction(int(numbers.sum()), len(numbers))
    wide = _quantile(confidence) * spread_of(numbers) / math.sqrt(len(numbers))
    low, high = math.floor((float(exact) - wide) * 100), math.ceil((float(exact) + wide) * 100)
    return Mean(exact, Fraction(low, 100), Fraction(high, 100))


def spread_of(numbers: Numbers) -> float:
    """The standard deviation over the years."""
    return float(numbers.std(ddof=1)) if len(numbers) > 1 else 0.0


def _quantile(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


def share_of(hits: int, number: int, confidence: float) -> Share:
    """A share with the exact band of Clopper and Pearson, Biometrika 26 (1934), by bisection.

    >>> found = share_of(0, 10, 0.95)
    >>> round(found.low, 3), round(found.high, 3)
    (0.0, 0.308)
    """
    outside = (1 - confidence) / 2
    low = 0.0 if hits == 0 else _chance(number, hits - 1, 1 - outside)
    high = 1.0 if hits == number else _chance(number, hits, outside)
    return Share(hits / number, low, high)


def _chance(number: int, hits: int, reached: float) -> float:
    """The chance of success at which at most so many hits are as probable as given."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if binomial_reached(number, middle)[hits] > reached else (low, middle)
    return (low + high) / 2


def band_of_curve(number: int, confidence: float) -> float:
    """How far, at most, the found share of years is from the true one, on all days at once.

    Source: Dvoretzky, Kiefer and Wolfowitz with the constant of Massart, Annals of Probability 18 (1990).

    >>> round(band_of_curve(10_000, 0.95), 4)
    0.0136
    """
    return math.sqrt(math.log(2 / (1 - confidence)) / (2 * number))


def spread(numbers: Numbers, confidence: float, shares: tuple[Fraction, ...] = SHARES) -> Spread:
    """Mean and quantiles with their bands.

    >>> spread(np.arange(1, 101), 0.95).at(Fraction(1, 2))
    Quantile(share=Fraction(1, 2), value=50, low=40, high=61)
    """
    ordered = np.sort(numbers)
    found = tuple(_quantile_of(ordered, share, confidence) for share in shares)
    return Spread(mean_of(numbers, confidence), found, int(ordered[0]), int(ordered[-1]))


def _quantile_of(ordered: Numbers, share: Fraction, confidence: float) -> Quantile:
    """The smallest number that at least the share of the years do not exceed."""
    number = len(ordered)
    low, high = ranks_around(number, share, confidence)
    place = max(0, math.ceil(share * number) - 1)
    return Quantile(
        share,
        int(ordered[place]),
        None if low is None else int(ordered[low]),
        None if high is None else int(ordered[high]),
    )


def quantiles_by_day(table: Numbers, shares: tuple[Fraction, ...] = SHARES) -> Numbers:
    """For each share a row with the quantile of every column."""
    ordered = np.sort(table, axis=0)
    places = [max(0, math.ceil(share * len(table)) - 1) for share in shares]
    return np.asarray(ordered[places])
