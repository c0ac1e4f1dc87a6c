"""`amp-rules budget`: whether the money of a year lasts, under the rules as they are and under others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, cast

import typer

from amp_rules.cli.options import LanguageOption, RulesOption, form_option, open_library, readings_of
from amp_rules.cli.terminal import BAD_INPUT, complain
from amp_rules.errors import AmpRulesError, MissingExtraError


def budget_command(
    population: Annotated[
        Path | None,
        typer.Option("--population", metavar="FOLDER", help="Draw stays from the persons of these tables."),
    ] = None,
    synthetic: Annotated[
        int,
        typer.Option("--synthetic", metavar="N", help="Without a population: draw from N invented persons."),
    ] = 1_000,
    years: Annotated[int, typer.Option("--years", metavar="N", help="Years to simulate.")] = 10_000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="The same seed gives the same years.")
    ] = 2022,
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget", metavar="SEK", help="The year's money; the edition's parameter when left out."
        ),
    ] = None,
    persons: Annotated[
        int, typer.Option("--persons", metavar="N", help="Persons expected to come in the year.")
    ] = 35,
    season: Annotated[
        str, typer.Option("--season", metavar="W,W,...", help="Weights of the twelve months.")
    ] = "1,1,1,1,1,1,1,1,1,1,1,1",
    carried: Annotated[
        int,
        typer.Option(
            "--carried-days", metavar="N", help="Persons who came so many days before the year are there."
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
        bool, typer.Option("--shorten/--whole", help="Cut a period to the days the money covers.")
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
        str, typer.Option("--reserve", metavar="SEK", help="Kept for first periods when the year begins.")
    ] = "0",
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME=VALUE", help="Also simulate with another parameter; may be repeated."
        ),
    ] = None,
    readings: Annotated[
        list[str] | None,
        typer.Option(
            "--reading",
            "-r",
            metavar="ID=CHOICE",
            help="Also simulate with another reading; may be repeated.",
        ),
    ] = None,
    reform: Annotated[
        Path | None, typer.Option("--reform", metavar="FILE", help="Also simulate with this reform file.")
    ] = None,
    edition: Annotated[
        str, typer.Option("--edition", "-e", metavar="E", help="Programme and edition.")
    ] = "nsp/2022",
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot", metavar="FILE", help="Write the charts; FILE ends in .svg or .png, each adds its name."
        ),
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one page that opens offline.")
    ] = None,
    language: LanguageOption = "en",
    form: Annotated[Any, form_option("text", "json")] = "text",
    rules: RulesOption = None,
) -> None:
    """Simulate years of the programme under its fixed budget.

    Persons come through the year; what their stays cost comes from the rules. Reflection and first in-depth
    periods go before extensions. Shown are the spending, the day on which the money runs out, the days of
    support refused for lack of money, and who waits, with bands and with every assumption by name.

    With --set, --reading or --reform the same years are also simulated under those rules, with the same
    persons on the same days.

    \b
    Examples:
      amp-rules budget
      amp-rules budget --persons 40 --budget 2500000 --language sv
      amp-rules budget --set child_supplement=600 --html page.html --plot charts.svg
      amp-rules budget --population my-cases --reading B13=no-cut --format json
    """  # noqa: D301
    library = open_library(rules)
    chosen = readings_of(readings or [], library)
    try:
        from amp_rules.cli.budgeting import Asked, Shown, assumed, policy_of, show_budget
    except ImportError as error:
        complain(str(MissingExtraError("simulated years need NumPy and PyArrow", "population", str(error))))
        raise typer.Exit(BAD_INPUT) from None
    try:
        asked = Asked(
            library,
            edition,
            sets=tuple(sets or ()),
            readings=chosen,
            reform=reform,
            population=population,
            synthetic=synthetic,
            budget=budget,
            policy=policy_of(cast(Any, passing), shorten, wait_days, reserve),
            assumptions=assumed(years, seed, persons, season, carried, per_day, confidence),
        )
        show_budget(asked, Shown(language, form, plot, html))
    except (AmpRulesError, OSError) as error:
        for line in str(error).splitlines():
            complain(line)
        raise typer.Exit(BAD_INPUT) from None
