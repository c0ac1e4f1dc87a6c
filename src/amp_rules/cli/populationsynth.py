"""`amp-rules population synth`: invented cases, with the calibration table."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amp_rules.cli.options import LanguageOption, did_you_mean, form_option
from amp_rules.cli.people import refusing
from amp_rules.cli.terminal import complain, counted, show_page, write_utf8

PART = 1_000_000
"""Cases drawn and written at a time."""

if TYPE_CHECKING:
    from amp_rules.population import Population
    from amp_rules.population.synthetic.assumptions import Assumptions


def synth_command(
    number: Annotated[int, typer.Argument(metavar="N", help="How many cases.")],
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="The same seed gives the same cases.")
    ] = 2022,
    programme: Annotated[
        str,
        typer.Option(
            "--programme",
            "-p",
            metavar="P",
            help="nsp: as in 2022. amp: as in 2013 and 2014, moved into 2015.",
        ),
    ] = "nsp",
    assume: Annotated[
        list[str] | None,
        typer.Option("--assume", metavar="NAME=VALUE", help="Assume otherwise; may be repeated."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Write the tables into this folder.")
    ] = None,
    tables: Annotated[
        str, typer.Option("--tables", metavar="FORM", help="Form of the tables: parquet or csv.")
    ] = "parquet",
    decide: Annotated[
        int,
        typer.Option(
            "--decide", metavar="N", help="Decide so many of the cases for the lines of money; 0 for none."
        ),
    ] = 2_000,
    language: LanguageOption = "en",
    form: Annotated[Any, form_option("text", "json")] = "text",
) -> None:
    """Draw invented cases whose means are the published figures.

    Printed is each published figure beside what was drawn, with its standard error, and every assumption by
    name. Nobody in the population exists; ids read synthetic-000001 and on. More
    than a million cases are written in parts, which 'amp-rules population run' decides one at a time, and
    the figures are then those of the first million.

    \b
    Examples:
      amp-rules population synth 20000 --seed 1
      amp-rules population synth 1000 --out my-cases --tables csv
      amp-rules population synth 5000 --assume support.staffing_share=0.5 --language sv
    """  # noqa: D301
    with refusing("drawing cases"):
        from amp_rules.population.calibrate import calibrate
        from amp_rules.population.run import run
        from amp_rules.population.synthesize import synthesize
        from amp_rules.report.calibration import calibration_object, calibration_page
        from amp_rules.rulebook import load_rulebook

        assumed = _assumed(assume or [], programme)
        kind: Any = programme

        def drawn(first: int, count: int) -> Population:
            return synthesize(count, seed, kind, assumed, first)

        population = drawn(0, min(number, PART))
        decided = None
        if programme == "nsp" and decide and number:
            some = synthesize(min(number, decide), seed, "nsp", assumed)
            decided = run(load_rulebook("nsp", edition="2022"), some, engine="columns")
        found = calibrate(population, assumed, decided)
        if out is not None:
            _write(population, out, tables, drawn, number)
            complain(f"{out}: {counted(number, 'case')} written")
    if form == "json":
        write_utf8(json.dumps(calibration_object(found, seed, language), ensure_ascii=False, indent=2) + "\n")
    else:
        show_page(calibration_page(found, seed, language))


def _write(
    population: Population, out: Path, form: Any, drawn: Callable[[int, int], Population], number: int
) -> None:
    """Writes the cases as one file a table, or, where they are many, part by part."""
    if number <= PART:
        population.write(out, form)
        return
    for at, first in enumerate(range(0, number, PART)):
        part = population if first == 0 else drawn(first, min(PART, number - first))
        part.write(out, form, part=f"{at:05}")


def _assumed(given: list[str], programme: str) -> Assumptions:
    """The assumptions with those changed that are named as NAME=VALUE."""
    from amp_rules.population.synthetic.assumptions import Assumptions, assumption_names

    assumed, known = Assumptions(), assumption_names(programme if programme in ("nsp", "amp") else None)
    for each in given:
        name, equals, text = each.partition("=")
        value = _number(text) if equals else None
        if value is None:
            raise typer.BadParameter(f"expected NAME=VALUE, found '{each}'", param_hint="--assume")
        if name not in known:
            hint = did_you_mean(name, known)
            raise typer.BadParameter(
                f"{programme} has no assumption '{name}' ({hint})", param_hint="--assume"
            )
        assumed = assumed.changed(name, value)
    return assumed


def _number(text: str) -> float | int | None:
    """A number as written: whole where it has no point."""
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return None
