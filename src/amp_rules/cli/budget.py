"""`amp-rules budget`: whether the money of a year lasts, under the rules as they are and under others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from amp_rules.cli.options import LanguageOption, RulesOption, form_option, open_library, readings_of
from amp_rules.cli.people import (
    Chosen,
    EngineOption,
    HtmlOption,
    LeaveOutOption,
    PopulationOption,
    ReadingOption,
    ReformOption,
    SetOption,
    edition_named,
    people_of,
    reform_asked,
    refusing,
)

FEW = 1_000
"""Persons made up where none are named."""


def budget_command(
    named: Annotated[
        str, typer.Argument(metavar="RULES", help="The programme or edition whose year it is.")
    ] = "nsp",
    population: PopulationOption = None,
    synthetic: Annotated[
        int | None,
        typer.Option(
            "--synthetic",
            metavar="N",
            help=f"Instead of a population: N invented cases; {FEW} when left out.",
        ),
    ] = None,
    years: Annotated[int, typer.Option("--years", metavar="N", help="Years to simulate.")] = 10_000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="The same seed gives the same cases and years.")
    ] = 2022,
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget", metavar="SEK", help="The year's money; what the edition sets aside when left out."
        ),
    ] = None,
    persons: Annotated[
        int, typer.Option("--persons", metavar="N", help="Persons expected to come in the year.")
    ] = 35,
    season: Annotated[
        str | None,
        typer.Option("--season", metavar="W,W,...", help="Weights of the twelve months; even when left out."),
    ] = None,
    carried: Annotated[
        int,
        typer.Option(
            "--carried-days", metavar="N", help="Those who came so many days before the year are there."
        ),
    ] = 0,
    per_day: Annotated[
        int, typer.Option("--stays-per-day", metavar="N", help="Stays decided for each day of the year.")
    ] = 20,
    confidence: Annotated[
        float, typer.Option("--confidence", metavar="RATIO", help="Confidence of the bands.")
    ] = 0.95,
    wait_days: Annotated[
        int, typer.Option("--wait-days", metavar="N", help="Days on which what does not fit is tried again.")
    ] = 30,
    shorten: Annotated[
        bool, typer.Option("--shorten/--whole", help="Cut a period to the days that the money covers.")
    ] = False,
    passing: Annotated[
        str,
        typer.Option(
            "--passing",
            metavar="WHAT",
            help="What may pass a request that does not fit: all, ranks (none of a later rank), none.",
        ),
    ] = "all",
    reserve: Annotated[
        str,
        typer.Option("--reserve", metavar="SEK", help="Kept for first periods when the year begins."),
    ] = "0",
    reform: ReformOption = None,
    sets: SetOption = None,
    reading: ReadingOption = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot", metavar="FILE", help="Write the charts; FILE ends in .svg or .png, each adds its name."
        ),
    ] = None,
    html: HtmlOption = None,
    engine: EngineOption = "columns",
    leave_out: LeaveOutOption = False,
    language: LanguageOption = "en",
    form: Annotated[Any, form_option("text", "json")] = "text",
    rules: RulesOption = None,
) -> None:
    """Simulate years of the programme under its fixed budget.

    Persons come through the year; what their stays cost comes from the rules. Reflection and first in-depth
    periods go before extensions. Shown are the spending, the day on which the money runs out, the days of
    support refused for lack of money, and who waits, with bands and with every assumption by name.

    With --reform, --set or --reading the same years are also simulated under those rules, with the same
    persons on the same days.

    \b
    Examples:
      amp-rules budget
      amp-rules budget --persons 40 --budget 2500000 --language sv
      amp-rules budget --set child_supplement=600 --html page.html --plot charts.svg
      amp-rules budget --population my-cases --reading B13=no-cut --format json
    """  # noqa: D301
    library = open_library(rules)
    rulebook = edition_named(library, named)
    readings = readings_of(reading or [], library)
    with refusing("simulating years"):
        from amp_rules.cli.budgeting import Asked, Shown, assumed, kronor, policy_of, show_budget

        change = reform_asked(library, rulebook, reform, sets or [], readings)
        if population is None and synthetic is None:
            synthetic = FEW
        chosen = Chosen(population, synthetic, seed, engine, leave_out)
        asked = Asked(
            rulebook,
            change,
            *people_of(chosen, rulebook.edition.programme),
            chosen,
            None if budget is None else kronor(budget, "budget"),
            policy_of(passing, shorten, wait_days, reserve),
            assumed(years, seed, persons, season, carried, per_day, confidence),
        )
        show_budget(asked, Shown(language, form, plot, html))
