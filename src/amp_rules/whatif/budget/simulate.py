"""`simulate`: many years of the programme under a fixed budget, as the rules are and as they might be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from amp_rules.engine import plan_of
from amp_rules.population import BadRowsError, Population, Run, check, run
from amp_rules.population.check import faults_of, without_bad
from amp_rules.population.run import BadRows, Engine
from amp_rules.rulebook.model import Rulebook, Text
from amp_rules.terms import Money
from amp_rules.whatif.budget.arrivals import day_weights, draw_arrivals
from amp_rules.whatif.budget.assumptions import Assumptions, BudgetError, Policy
from amp_rules.whatif.budget.move import move_persons
from amp_rules.whatif.budget.pool import YearOfRules, asking, settled, stays_of, year_of
from amp_rules.whatif.budget.stays import Stays
from amp_rules.whatif.budget.year import Years, joined, run_years

BLOCK: Final = 5_000

Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Pool:
    """The stays that the years draw from.

    persons: those they were made of. stays: how many. left_out: stays that the rules leave open under one
    side or the other, which nobody draws.
    """

    persons: int
    stays: int
    left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """The years under one set of rules.

    rules: name and digest of the plan. budget: of the year. stays: what its stays would cost.
    """

    rules: str
    digest: str
    budget: Money
    stays: Stays
    years: Years


@dataclass(frozen=True, slots=True, eq=False)
class Simulation:
    """Years simulated under the rules as they are and, with the same persons, under a reform.

    title: of the edition. first, last: the year's ends.
    """

    title: Text
    first: date
    last: date
    policy: Policy
    assumptions: Assumptions
    pool: Pool
    baseline: Side
    reform: Side | None = None

    @property
    def days(self) -> int:
        """The length of the year."""
        return (self.last - self.first).days + 1

    @property
    def sides(self) -> tuple[Side, ...]:
        """The baseline, and the reform where there is one."""
        return (self.baseline,) if self.reform is None else (self.baseline, self.reform)


def simulate(
    baseline: Rulebook,
    people: Population,
    reform: Rulebook | None = None,
    *,
    policy: Policy | None = None,
    assumptions: Assumptions | None = None,
    budget: Money | None = None,
    engine: Engine = "columns",
    bad_rows: BadRows = "stop",
    watch: Watch | None = None,
    block: int = BLOCK,
) -> Simulation:
    """Years of the programme: who comes, what the rules give them, and how far the money goes.

    Every day's cost comes from a run of the rules over the persons moved through the year, the year and its
    budget from the parameters of each side. Both sides see the same persons on the same days. The same seed
    gives the same years, whatever `block` is.

    >>> from amp_rules import load_rulebook
    >>> from amp_rules.population.synthesize import synthesize
    >>> few = Assumptions(years=3, stays_per_day=5)
    >>> found = simulate(load_rulebook("nsp", edition="2022"), synthesize(50, seed=1), assumptions=few)
    >>> found.baseline.budget, found.baseline.years.spent.shape
    (Money('2016000.00', 'SEK'), (3, 6))

    budget: in place of the parameter, on both sides. watch: told how many of how many years are simulated,
    over all sides. block: years simulated at a time. bad_rows: "stop" refuses a population with bad rows,
    "leave out" goes on without their cases.

    Raises:
        BudgetError: the edition speaks of no year's money, the sides speak of different years, or the stays
            cannot be used.
        BadRowsError: rows that cannot be used.
        WrongProgrammeError: the population belongs to another programme.
    """
    chosen, assumed = policy or Policy(), assumptions or Assumptions()
    books = [baseline] if reform is None else [baseline, reform]
    years = [year_of(plan_of(book)) for book in books]
    _same_year(years)
    moved = move_persons(_sound(people, bad_rows), years[0].first, years[0].last, assumed)
    runs: list[Run] = [run(asking(book), moved.cases, engine) for book in books]
    kept = np.logical_and.reduce([settled(each) for each in runs])
    pool = Pool(moved.drawn_from, int(kept.sum()), int((~kept).sum()))
    stays = [stays_of(each, moved.by_day, kept) for each in runs]
    budgets = [year.budget if budget is None else budget for year in years]
    simulated = _simulated(years[0], stays, budgets, chosen, assumed, (watch, block))
    sides = [
        Side(plan_of(book).name, plan_of(book).digest, money, each, found)
        for book, money, each, found in zip(books, budgets, stays, simulated, strict=True)
    ]
    first, last = years[0].first, years[0].last
    title = baseline.edition.title
    return Simulation(title, first, last, chosen, assumed, pool, sides[0], sides[1] if reform else None)


def _sound(people: Population, bad_rows: BadRows) -> Population:
    """The population without cases that have bad rows, or a refusal that names the rows as given."""
    found = faults_of(people)
    if not found:
        return people
    if bad_rows == "stop":
        raise BadRowsError(check(people))
    return without_bad(people, found)


def _same_year(years: list[YearOfRules]) -> None:
    if len({(year.first, year.last) for year in years}) > 1:
        raise BudgetError("the rules as they are and the reform speak of different years")


def _simulated(
    year: YearOfRules,
    stays: list[Stays],
    budgets: list[Money],
    policy: Policy,
    assumptions: Assumptions,
    how: tuple[Watch | None, int],
) -> list[Years]:
    """The years of each side, block by block; the arrivals of a block are drawn once for all sides."""
    watch, block = how
    weights = day_weights(year.first, year.last, assumptions)
    blocks: list[list[Years]] = [[] for _ in stays]
    for first in range(0, assumptions.years, block):
        numbers = range(first, min(first + block, assumptions.years))
        arrivals = draw_arrivals(numbers, weights, stays[0].began, assumptions)
        for side, each in enumerate(stays):
            blocks[side].append(run_years(each, arrivals, policy, int(budgets[side].minor)))
            if watch is not None:
                done = first * len(stays) + (side + 1) * len(numbers)
                watch(done, assumptions.years * len(stays))
    return [joined(each) for each in blocks]
