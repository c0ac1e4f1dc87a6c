"""`amp-rules population check`: whether the rows of a population make cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amp_rules.cli.casebook import write_json
from amp_rules.cli.options import form_option
from amp_rules.cli.terminal import BAD_INPUT, FAILED, complain, counted, write

if TYPE_CHECKING:
    from amp_rules.population import BadRow, Population


def population_check_command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder with one file for each table.")],
    form: Annotated[Any, form_option("text", "json")] = "text",
) -> None:
    """Check the tables of many cases; nothing is decided.

    Each bad row is printed with its table, its number from 1, its keys and its column, never with another
    value, and the exit code is then 1.

    \b
    Examples:
      amp-rules population check cases-2022
      amp-rules population check cases-2022 --format json
    """  # noqa: D301
    population, bad_rows = _checked(folder)
    if form == "json":
        from amp_rules.report.populationcheck import check_object

        write_json(check_object(str(folder), population, bad_rows))
    else:
        for each in bad_rows:
            write(f"{each}\n")
    said = "" if population is None else f"{counted(len(population), 'case')}, "
    complain(said + counted(len(bad_rows), "bad row"))
    if bad_rows:
        raise typer.Exit(FAILED)


def _checked(folder: Path) -> tuple[Population | None, tuple[BadRow, ...]]:
    """The population with its bad rows; None where a table cannot even be read line by line."""
    try:
        from amp_rules.population import BadRowsError, check, read
    except ModuleNotFoundError as error:
        complain(f"populations need {error.name}: install amp-rules[population]")
        raise typer.Exit(BAD_INPUT) from None
    from amp_rules.errors import AmpRulesError

    try:
        population = read(folder)
        return population, check(population)
    except BadRowsError as error:
        return None, error.bad_rows
    except AmpRulesError as error:
        complain(str(error))
        raise typer.Exit(BAD_INPUT) from None
