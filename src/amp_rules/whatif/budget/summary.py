"""What simulated years come to: spreads with bands, and what a reform changes year by year."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from amp_rules.terms import Money
from amp_rules.whatif.budget.assumptions import KINDS, Kind
from amp_rules.whatif.budget.bands import Mean, Share, Spread, mean_of, share_of, spread, spread_of
from amp_rules.whatif.budget.simulate import Side, Simulation
from amp_rules.whatif.budget.stays import Whole
from amp_rules.whatif.budget.year import Years


class Measure(StrEnum):
    """One number of a year. Money is in minor units.

    spent: granted. short: asked for and not granted. refused_days: days that the rules pay for, refused for
    lack of money. turned_away: periods and items of which nothing was granted. waiting_days: days waited,
    over all persons. most_waiting: persons on the day when most waited. persons: who came.
    """

    SPENT = "spent"
    SHORT = "short"
    REFUSED_DAYS = "refused_days"
    TURNED_AWAY = "turned_away"
    WAITING_DAYS = "waiting_days"
    MOST_WAITING = "most_waiting"
    PERSONS = "persons"


MONEY = frozenset({Measure.SPENT, Measure.SHORT})


@dataclass(frozen=True, slots=True)
class KindSummary:
    """Means over the years for one kind of request; money in minor units."""

    kind: Kind
    spent: Mean
    asked_days: Mean
    refused_days: Mean
    turned_away: Mean


@dataclass(frozen=True, slots=True)
class SideSummary:
    """One side's years.

    runs_out: the share of years in which some request was not granted in full for lack of money. ran_out: on
    which day of the year, from 1; the day after the last stands for never.
    """

    rules: str
    digest: str
    budget: Money
    measures: Mapping[Measure, Spread]
    runs_out: Share
    ran_out: Spread
    kinds: tuple[KindSummary, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Reform less baseline, year by year with the same persons.

    mean: with its band. spread: of the differences. narrowed: how many times wider the band would be with
    other persons on each side; None where no year differs from another. lower, higher: shares of the years.
    """

    measure: Measure
    mean: Mean
    spread: Spread
    narrowed: float | None
    lower: Share
    higher: Share


@dataclass(frozen=True, slots=True)
class Summary:
    """What the years of each side come to, and what the reform changes."""

    baseline: SideSummary
    reform: SideSummary | None
    differences: tuple[Difference, ...]


def measured(years: Years, measure: Measure) -> Whole:
    """One number for each year."""
    if measure is Measure.MOST_WAITING:
        return np.asarray(years.waiting.max(axis=1), np.int64)
    if measure is Measure.PERSONS:
        return years.persons
    if measure is Measure.SHORT:
        return np.asarray((years.asked - years.spent).sum(axis=1), np.int64)
    tables = {
        Measure.SPENT: years.spent,
        Measure.REFUSED_DAYS: years.refused_days,
        Measure.TURNED_AWAY: years.turned_away,
        Measure.WAITING_DAYS: years.waiting,
    }
    return np.asarray(tables[measure].sum(axis=1), np.int64)


def summarise(simulation: Simulation) -> Summary:
    """Every measure of each side, and the differences where there is a reform.

    >>> from amp_rules import load_rulebook
    >>> from amp_rules.population.synthesize import synthesize
    >>> from amp_rules.whatif.budget import Assumptions, simulate
    >>> few = Assumptions(years=3, stays_per_day=5)
    >>> found = simulate(load_rulebook("nsp", edition="2022"), synthesize(50, seed=1), assumptions=few)
    >>> summarise(found).baseline.measures[Measure.PERSONS].most >= 20
    True
    """
    confidence = simulation.assumptions.confidence
    baseline = _side(simulation.baseline, simulation.days, confidence)
    if simulation.reform is None:
        return Summary(baseline, None, ())
    reform = _side(simulation.reform, simulation.days, confidence)
    pairs = [
        _difference(each, simulation.baseline.years, simulation.reform.years, confidence)
        for each in Measure
        if each is not Measure.PERSONS
    ]
    return Summary(baseline, reform, tuple(pairs))


def _side(side: Side, days: int, confidence: float) -> SideSummary:
    years = side.years
    hits = int(np.count_nonzero(years.ran_out < days))
    return SideSummary(
        side.rules,
        side.digest,
        side.budget,
        MappingProxyType({each: spread(measured(years, each), confidence) for each in Measure}),
        share_of(hits, len(years), confidence),
        spread(years.ran_out + 1, confidence),
        tuple(_kind(years, place, confidence) for place in range(len(KINDS)) if years.asked[:, place].any()),
    )


def _kind(years: Years, place: int, confidence: float) -> KindSummary:
    tables = (years.spent, years.asked_days, years.refused_days, years.turned_away)
    return KindSummary(KINDS[place], *(mean_of(table[:, place], confidence) for table in tables))


def _difference(measure: Measure, baseline: Years, reform: Years, confidence: float) -> Difference:
    before, after = measured(baseline, measure), measured(reform, measure)
    change = after - before
    number = len(change)
    apart, together = math.hypot(spread_of(before), spread_of(after)), spread_of(change)
    return Difference(
        measure,
        mean_of(change, confidence),
        spread(change, confidence),
        apart / together if together else None,
        share_of(int(np.count_nonzero(change < 0)), number, confidence),
        share_of(int(np.count_nonzero(change > 0)), number, confidence),
    )


def day_of(simulation: Simulation, number: int) -> date | None:
    """The date of a day of the year counted from 1; None for the day after the last, which means never."""
    return simulation.first + timedelta(number - 1) if number <= simulation.days else None
