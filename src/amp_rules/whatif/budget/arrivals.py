"""Who comes when: the same persons on the same days whatever the rules and the budget are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from amp_rules.whatif.budget.assumptions import Assumptions, BudgetError
from amp_rules.whatif.budget.stays import Whole

Ratios = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """Persons who come in simulated years, in order of year and day: the year of each and its stay."""

    years: int
    year: Whole
    stay: Whole


def day_weights(first: date, last: date, assumptions: Assumptions) -> Ratios:
    """The expected number who come on each day, those before the year first.

    Source: a Poisson process whose rate is constant within a month; Ross, Introduction to Probability
    Models, section 5.4 (nonhomogeneous Poisson processes).
    """
    before = assumptions.carried_days
    dates = [first + timedelta(day) for day in range(-before, (last - first).days + 1)]
    weights = np.array([assumptions.season[each.month - 1] for each in dates], np.float64)
    expected: Ratios = weights * assumptions.persons / weights[before:].sum()
    return expected


def draw_arrivals(numbers: range, weights: Ratios, began: Whole, assumptions: Assumptions) -> Arrivals:
    """The arrivals of the years with these numbers.

    Each year draws from a stream of its own, the child of the seed with the year's number, so that a year is
    the same whichever others are drawn with it.

    Raises BudgetError where no stay begins on a day on which someone may come.
    """
    choices = np.diff(began)
    if np.any((choices == 0) & (weights > 0)):
        raise BudgetError(
            "on some day none of the stays is decided by the rules: more stays per day are needed"
        )
    reached = np.cumsum(weights)
    expected = float(reached[-1])
    counts = np.zeros(len(numbers), np.int64)
    drawn: list[Ratios] = []
    for place, number in enumerate(numbers):
        seed = np.random.SeedSequence(assumptions.seed, spawn_key=(number,))
        stream = np.random.Generator(np.random.PCG64(seed))
        counts[place] = stream.poisson(expected)
        drawn.append(stream.random((int(counts[place]), 2)))
    both = np.concatenate(drawn) if drawn else np.zeros((0, 2))
    day = np.searchsorted(reached, both[:, 0] * expected, side="right")
    day = np.minimum(day, np.flatnonzero(weights)[-1] if expected else 0)
    stay = began[day] + (both[:, 1] * choices[day]).astype(np.int64)
    year = np.repeat(np.arange(len(numbers)), counts)
    order = np.lexsort((day, year))
    return Arrivals(len(numbers), year[order], stay[order])
