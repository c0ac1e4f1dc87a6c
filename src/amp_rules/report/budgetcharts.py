"""Simulated years as charts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from amp_rules.report.budgetwords import BudgetWords, kinds_asked
from amp_rules.report.charts.records import (
    Axis,
    Band,
    Bars,
    Curve,
    Days,
    Fan,
    FanSide,
    Frame,
    Limit,
    Record,
    Series,
)
from amp_rules.report.words import report_words
from amp_rules.whatif.budget import KINDS, Side, Simulation
from amp_rules.whatif.budget.bands import SHARES, band_of_curve, mean_of, quantiles_by_day
from amp_rules.whatif.budget.stays import Whole


def budget_charts(simulation: Simulation, language: str) -> Mapping[str, Record]:
    """The charts of a simulation by name: 'spending', 'runs-out', 'refused' and 'waiting'.

    spending: money committed through the year. runs-out: the months in which the money runs out. refused:
    days refused by kind. waiting: persons who wait through the year.
    """
    made = _Charts(simulation, BudgetWords(report_words(language)))
    return MappingProxyType(
        {
            "spending": made.spending(),
            "runs-out": made.runs_out(),
            "refused": made.refused(),
            "waiting": made.waiting(),
        }
    )


def month_ends(simulation: Simulation) -> tuple[int, ...]:
    """The last day of each month of the year, from 0."""
    days = [simulation.first + timedelta(number) for number in range(simulation.days + 1)]
    return tuple(number for number, (day, after) in enumerate(pairwise(days)) if day.month != after.month)


def run_out_by(side: Side, days: int) -> Whole:
    """In how many years the money has run out by the end of each day."""
    counts = np.bincount(side.years.ran_out, minlength=days + 1)[:days]
    return np.asarray(np.cumsum(counts), np.int64)


class _Charts:
    def __init__(self, simulation: Simulation, told: BudgetWords) -> None:
        self.simulation = simulation
        self.told = told
        self.say = told.words.say
        self.sides = tuple(zip(told.sides(), simulation.sides, strict=False))

    def frame(self, title: str, note: str, alt: str) -> Frame:
        """A frame whose note tells what was simulated."""
        assumed = self.simulation.assumptions
        made_of = self.say(
            "budget.made_of",
            years=self.told.words.number(assumed.years),
            persons=self.told.words.number(assumed.persons),
            seed=str(assumed.seed),
        )
        return Frame(title, f"{note} {made_of}", alt)

    def spending(self) -> Fan:
        sums = [quantiles_by_day(np.cumsum(side.years.by_day, axis=1)) for _, side in self.sides]
        ends = [self.told.kronor(int(each[len(SHARES) // 2, -1])) for each in sums]
        alt = "; ".join(f"{name}: {end}" for (name, _), end in zip(self.sides, ends, strict=True))
        budgets = {side.budget: None for _, side in self.sides}
        return Fan(
            self.frame(
                self.say("budget.spending_title"),
                self.say("budget.spending_note"),
                self.say("budget.spending_alt", sides=alt),
            ),
            Axis(self.say("budget.spending_axis"), "money"),
            self.simulation.first,
            self.say("budget.middle_year"),
            tuple(
                FanSide(name, _row(each, 2), self._bands(each))
                for (name, _), each in zip(self.sides, sums, strict=True)
            ),
            tuple(Limit(self.told.budget(each), each.minor) for each in budgets),
        )

    def _bands(self, sums: Whole) -> tuple[Band, ...]:
        return (
            Band(self.say("budget.nine_in_ten"), _row(sums, 0), _row(sums, 4)),
            Band(self.say("budget.half_of_years"), _row(sums, 1), _row(sums, 3)),
        )

    def runs_out(self) -> Bars:
        assumed, days = self.simulation.assumptions, self.simulation.days
        wide = band_of_curve(assumed.years, assumed.confidence)
        series, spoken = [], []
        for name, side in self.sides:
            reached = run_out_by(side, days)[list(month_ends(self.simulation))]
            counts = np.diff(reached, prepend=0).tolist()
            shares = [Fraction(each, assumed.years) for each in (*counts, assumed.years - int(reached[-1]))]
            series.append(Series(name, tuple(shares)))
            spoken.append(f"{name}: {self.told.share(1 - float(shares[-1]))}")
        return Bars(
            self.frame(
                self.say("budget.runs_out_title"),
                self.say("budget.runs_out_note", wide=self.told.share(wide)),
                self.say("budget.runs_out_alt", sides="; ".join(spoken)),
            ),
            Axis(self.say("budget.years_axis"), "share"),
            (*self.months(), self.say("budget.never")),
            tuple(series),
        )

    def months(self) -> list[str]:
        """The names of the year's months, as short as the language has them."""
        from babel.dates import get_month_names

        names = get_month_names("abbreviated", "stand-alone", locale=self.told.words.locale)
        return [names[self._date(day).month].rstrip(".") for day in month_ends(self.simulation)]

    def _date(self, day: int) -> date:
        return self.simulation.first + timedelta(day)

    def refused(self) -> Bars:
        confidence = self.simulation.assumptions.confidence
        kinds = kinds_asked(self.simulation)
        series, spoken = [], []
        for name, side in self.sides:
            found = [mean_of(side.years.refused_days[:, KINDS.index(kind)], confidence) for kind in kinds]
            series.append(
                Series(
                    name, tuple(each.value for each in found), tuple((each.low, each.high) for each in found)
                )
            )
            total = sum((each.value for each in found), Fraction(0))
            spoken.append(f"{name}: {self.told.number(total)}")
        return Bars(
            self.frame(
                self.say("budget.refused_title"),
                self.say("budget.refused_note", share=self.told.share(confidence)),
                self.say("budget.refused_alt", sides="; ".join(spoken)),
            ),
            Axis(self.say("budget.days_axis")),
            tuple(self.told.kind(kind) for kind in kinds),
            tuple(series),
        )

    def waiting(self) -> Days:
        curves, spoken = [], []
        for name, side in self.sides:
            mean = side.years.waiting.mean(axis=0).tolist()
            low, high = (_row(quantiles_by_day(side.years.waiting), at) for at in (0, 4))
            curves.append(Curve(name, tuple(mean), Band(self.say("budget.nine_of", side=name), low, high)))
            spoken.append(f"{name}: {self.told.number(Fraction(max(mean)))}")
        return Days(
            self.frame(
                self.say("budget.waiting_title"),
                self.say("budget.waiting_note"),
                self.say("budget.waiting_alt", sides="; ".join(spoken)),
            ),
            Axis(self.say("budget.persons_axis")),
            self.simulation.first,
            tuple(curves),
        )


def _row(table: Whole, at: int) -> tuple[int, ...]:
    return tuple(table[at].tolist())
