"""Simulates the years a command asks for and writes what they come to."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from amp_rules.cli.terminal import complain, show_page, write_utf8
from amp_rules.errors import UnknownNameError
from amp_rules.population import Population
from amp_rules.population import read as read_population
from amp_rules.report import as_html
from amp_rules.report.budgetcharts import budget_charts
from amp_rules.report.budgetobject import budget_object
from amp_rules.report.budgetpage import budget_page
from amp_rules.report.charts import form_of, save
from amp_rules.rulebook import Library, Rulebook, load_reform, parse_changes, reformed
from amp_rules.terms import Money
from amp_rules.whatif.budget import Assumptions, BudgetError, Policy, Simulation, simulate
from amp_rules.whatif.budget.assumptions import Passing


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be simulated."""

    library: Library
    edition: str
    sets: tuple[str, ...]
    readings: Mapping[str, str]
    reform: Path | None
    population: Path | None
    synthetic: int
    budget: str | None
    policy: Policy
    assumptions: Assumptions


@dataclass(frozen=True, slots=True)
class Shown:
    """In which forms it is to be told."""

    language: str
    form: str
    plot: Path | None
    html: Path | None


def assumed(
    years: int, seed: int, persons: int, season: str, carried: int, per_day: int, confidence: float
) -> Assumptions:
    """The assumptions as the options give them; raises BudgetError where one cannot be used."""
    try:
        weights = tuple(int(each) for each in season.split(","))
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


def policy_of(passing: Passing, shorten: bool, wait_days: int, reserve: str) -> Policy:
    """The policy as the options give it; raises BudgetError where it cannot be followed."""
    return Policy(passing=passing, shorten=shorten, wait_days=wait_days, reserve=_kronor(reserve, "reserve"))


def show_budget(asked: Asked, shown: Shown) -> None:
    """Simulates, writes the files that are asked for, and tells the rest on standard output.

    Raises AmpRulesError where the years cannot be simulated, OSError where a file cannot be written.
    """
    if shown.plot is not None:
        form_of(shown.plot)
    baseline, other, name = _rules(asked)
    budget = None if asked.budget is None else _kronor(asked.budget, "budget")
    with _bar(asked.assumptions.years * (1 if other is None else 2)) as watch:
        found = simulate(
            baseline,
            _people(asked),
            other,
            policy=asked.policy,
            assumptions=asked.assumptions,
            budget=budget,
            watch=watch,
        )
    _write_files(found, shown, name)
    if shown.form == "json":
        pretty = 2 if sys.stdout.isatty() else None
        write_utf8(json.dumps(budget_object(found, shown.language), ensure_ascii=False, indent=pretty) + "\n")
    else:
        show_page(budget_page(found, shown.language, name))


def _write_files(found: Simulation, shown: Shown, name: str) -> None:
    if shown.html is not None:
        page = budget_page(found, shown.language, name)
        shown.html.write_text(as_html([page], shown.language), encoding="utf-8")
        complain(f"wrote {shown.html}")
    if shown.plot is not None:
        for chart, record in budget_charts(found, shown.language).items():
            path = shown.plot.with_name(f"{shown.plot.stem}-{chart}{shown.plot.suffix}")
            save(record, path, shown.language)
            complain(f"wrote {path}")


def _rules(asked: Asked) -> tuple[Rulebook, Rulebook | None, str]:
    """The rules as they are, the rules as they might be, and what is changed."""
    books = {book.name: book for book in asked.library.rulebooks}
    if asked.edition not in books:
        raise UnknownNameError("edition", asked.edition, tuple(books))
    baseline = other = books[asked.edition]
    changes: list[str] = []
    if asked.reform is not None:
        reform = load_reform(asked.reform, asked.library)
        other = reformed(other, reform)
        changes.append(reform.id)
    if asked.sets or asked.readings:
        inline = parse_changes(other, asked.sets, asked.readings)
        other = reformed(other, inline)
        changes += [change.id for change in inline.changes]
    return baseline, other if changes else None, ", ".join(changes)


def _people(asked: Asked) -> Population:
    if asked.population is not None:
        return read_population(asked.population)
    from amp_rules.population.synthesize import synthesize

    return synthesize(asked.synthetic, asked.assumptions.seed)


def _kronor(text: str, option: str) -> Money:
    try:
        return Money.of(text, "SEK")
    except ValueError:
        raise BudgetError(f"{option}: expected an amount such as 2016000 or 71.50") from None


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
