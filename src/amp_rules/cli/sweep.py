"""`amp-rules sweep`: what comes of many cases as one or two numbers are turned."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from amp_rules.cli.options import LanguageOption, RulesOption, form_option, open_library, readings_of
from amp_rules.cli.people import (
    Chosen,
    EngineOption,
    HtmlOption,
    LeaveOutOption,
    PlotOption,
    PopulationOption,
    ReadingOption,
    RulesArgument,
    SeedOption,
    SyntheticOption,
    edition_named,
    people_of,
    refusing,
)


def sweep_command(
    named: RulesArgument,
    over: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME=FROM..TO/STEP...", help="One or two parameters; a list of values may be given too."
        ),
    ],
    population: PopulationOption = None,
    synthetic: SyntheticOption = None,
    seed: SeedOption = 1,
    reading: ReadingOption = None,
    plot: PlotOption = None,
    html: HtmlOption = None,
    engine: EngineOption = "columns",
    leave_out: LeaveOutOption = False,
    language: LanguageOption = "en",
    form: Annotated[Any, form_option("text", "json")] = "text",
    rules: RulesOption = None,
) -> None:
    """Turn one or two parameters through many values, on the same cases.

    \b
    Examples:
      amp-rules sweep nsp child_supplement=400..800/50 --synthetic 5000
      amp-rules sweep nsp reduced_share=0.4..0.6/0.05 in_depth_days=60,90,120 --synthetic 1000 --plot map.svg
    """  # noqa: D301
    from amp_rules.rulebook import with_readings

    library = open_library(rules)
    rulebook = edition_named(library, named)
    chosen_readings = readings_of(reading or [], library)
    with refusing("sweeping over a number"):
        from amp_rules.cli.trying import Shown, show_sweep

        chosen = Chosen(population, synthetic, seed, engine, leave_out)
        people, source = people_of(chosen, rulebook.edition.programme)
        book = with_readings(rulebook, chosen_readings) if chosen_readings else rulebook
        show_sweep(book, people, source, over, chosen, Shown(language, form, plot, html))
