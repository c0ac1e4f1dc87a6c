"""`amp-rules sensitivity`: how much hangs on how the unclear places are read."""

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


def sensitivity_command(
    named: RulesArgument,
    interpretations: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Only these ambiguities; all that the rules touch."),
    ] = None,
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
    """Read every ambiguity otherwise, one at a time, and rank what hangs on it.

    For each other reading it is told how many cases come to something else and how much money moves, on the
    same cases. With --reading, some ambiguities are read otherwise throughout.

    \b
    Examples:
      amp-rules sensitivity nsp --synthetic 5000
      amp-rules sensitivity nsp B5 B11 --population my-cases --plot readings.svg
    """  # noqa: D301
    from amp_rules.rulebook import with_readings

    library = open_library(rules)
    rulebook = edition_named(library, named)
    chosen_readings = readings_of(reading or [], library)
    with refusing("reading ambiguities otherwise"):
        from amp_rules.cli.trying import Shown, show_sensitivity

        chosen = Chosen(population, synthetic, seed, engine, leave_out)
        people, source = people_of(chosen, rulebook.edition.programme)
        book = with_readings(rulebook, chosen_readings) if chosen_readings else rulebook
        show_sensitivity(
            book, people, source, interpretations or None, chosen, Shown(language, form, plot, html)
        )
