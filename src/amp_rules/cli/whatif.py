"""`amp-rules whatif`: what other rules would do to many cases."""

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
    RulesArgument,
    SeedOption,
    SetOption,
    SyntheticOption,
    edition_named,
    groups_named,
    people_of,
    reform_asked,
    refusing,
)


def whatif_command(
    named: RulesArgument,
    population: PopulationOption = None,
    synthetic: SyntheticOption = None,
    seed: SeedOption = 1,
    reform: ReformOption = None,
    sets: SetOption = None,
    reading: ReadingOption = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="GROUP",
            help="Tell groups apart: sex, age_group, children, first_period or a column; may be repeated.",
        ),
    ] = None,
    case: Annotated[
        list[str] | None,
        typer.Option("--case", metavar="ID", help="Tell this case line by line; may be repeated."),
    ] = None,
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=0, help="How many of the cases that change most.")
    ] = 10,
    split: Annotated[
        bool | None,
        typer.Option(
            "--split/--no-split",
            help="Split the difference over the changes; done for up to four changes when left out.",
        ),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot", metavar="FILE", help="Write the charts; FILE ends in .svg or .png, each adds its name."
        ),
    ] = None,
    html: HtmlOption = None,
    table: Annotated[
        Path | None,
        typer.Option(
            "--table", metavar="FILE", help="Write old and new side by side by case, as .csv or .parquet."
        ),
    ] = None,
    engine: EngineOption = "columns",
    leave_out: LeaveOutOption = False,
    language: LanguageOption = "en",
    form: Annotated[Any, form_option("text", "json")] = "text",
    rules: RulesOption = None,
) -> None:
    """Try other rules on many cases: who gains, who loses, what it costs.

    The rules are changed by a reform file, by setting parameters, or by reading ambiguities otherwise. Old
    and new rules decide the same cases. A case whose amount is not known on both sides counts in no sum and
    is told apart. With several changes the difference is split over them exactly.

    \b
    Examples:
      amp-rules whatif nsp --synthetic 10000 --set nsp.child_supplement=600 --by children
      amp-rules whatif nsp --population my-cases --reform reform.yaml --html page.html
      amp-rules whatif nsp/2022 --synthetic 1000 --reading B5=day-count --format json
    """  # noqa: D301
    library = open_library(rules)
    rulebook = edition_named(library, named)
    readings = readings_of(reading or [], library)
    with refusing("comparing rules"):
        from amp_rules.cli.trying import Asked, Shown, show_whatif

        groups_named(by or [])
        change = reform_asked(library, rulebook, reform, sets or [], readings)
        if change is None:
            raise typer.BadParameter("say what to change: --reform, --set or --reading", param_hint="--set")
        chosen = Chosen(population, synthetic, seed, engine, leave_out)
        people, source = people_of(chosen, rulebook.edition.programme)
        asked = Asked(
            rulebook, change, people, source, chosen, tuple(by or ()), tuple(case or ()), most, split
        )
        show_whatif(asked, Shown(language, form, plot, html, table))
