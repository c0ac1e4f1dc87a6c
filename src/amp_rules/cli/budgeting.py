"""Simulates the years a command asks for and writes what they come to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from amp_rules.cli.people import Chosen
from amp_rules.cli.terminal import show_page
from amp_rules.cli.trying import Shown, write_charts, write_object, write_page
from amp_rules.population import Population
from amp_rules.report import as_html
from amp_rules.report.budgetcharts import budget_charts
from amp_rules.report.budgetobject import budget_object
from amp_rules.report.budgetpage import budget_page
from amp_rules.report.charts import form_of
from amp_rules.report.whatifwords import People
from amp_rules.rulebook import Reform, Rulebook, reformed
from amp_rules.terms import Money
from amp_rules.whatif.budget import Assumptions, BudgetError, Policy, simulate
from amp_rules.whatif.budget.assumptions import Passing

__all__ = ["Asked", "Shown", "assumed", "kronor", "policy_of", "show_budget"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be simulated: under which rules, with whom, under which assumptions."""

    rulebook: Rulebook
    reform: Reform | None
    people: Population
    source: People
    chosen: Chosen
    budget: Money | None
    policy: Policy
    assumptions: Assumptions


def assumed(
    years: int,
    seed: int,
    persons: int,
    season: str | None,
    carried: int,
    per_day: int,
    confidence: float,
) -> Assumptions:
    """The assumptions as the options give them; raises BudgetError where one cannot be used."""
    try:
        weights = (1,) * 12 if season is None else tuple(int(each) for each in season.split(","))
    except ValueError:
        raise BudgetError("season: expected twelve whole numbers with commas between") from None
    return Assumptions(
        years=years,
        seed=seed,
        persons=persons,
        season=weights,
        carried_days=carried,
        stays_per_day=per_day,
        confidence=confidence,
    )


def policy_of(passing: str, shorten: bool, wait_days: int, reserve: str) -> Policy:
    """The policy as the options give it; raises BudgetError where it cannot be followed."""
    return Policy(
        passing=cast(Passing, passing),
        shorten=shorten,
        wait_days=wait_days,
        reserve=kronor(reserve, "reserve"),
    )


def kronor(text: str, option: str) -> Money:
    """An amount as it is typed; raises BudgetError where it is none."""
    try:
        return Money.of(text, "SEK")
    except ValueError:
        raise BudgetError(f"{option}: expected an amount such as 2016000 or 71.50") from None


def show_budget(asked: Asked, shown: Shown) -> None:
    """Simulates, writes the files that are asked for, and tells the rest on standard output.

    Raises AmpRulesError where the years cannot be simulated, OSError where a file cannot be written.
    """
    if shown.plot is not None:
        form_of(shown.plot)
    other = None if asked.reform is None else reformed(asked.rulebook, asked.reform)
    with _bar(asked.assumptions.years * (1 if other is None else 2)) as watch:
        found = simulate(
            asked.rulebook,
            asked.people,
            other,
            policy=asked.policy,
            assumptions=asked.assumptions,
            budget=asked.budget,
            engine=asked.chosen.engine,
            bad_rows=asked.chosen.bad_rows,
            watch=watch,
        )
    page = budget_page(found, shown.language, asked.reform, asked.source)
    if shown.html is not None:
        write_page(shown.html, as_html([page], shown.language))
    if shown.plot is not None:
        write_charts(budget_charts(found, shown.language), shown.plot, shown.language)
    if shown.form == "json":
        write_object(budget_object(found, shown.language))
    else:
        show_page(page)


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int, int], None] | None]:
    """A function to tell how far the years are; draws a bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("years"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("years", total=total)
        yield lambda done, _: bar.update(task, completed=done)
