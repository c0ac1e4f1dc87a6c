"""`amp-rules letter`: an outcome explained in plain words to the person or the shelter."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from amp_rules.cli.options import (
    EditionOption,
    LanguageOption,
    ProgrammeOption,
    RulesOption,
    chosen_books,
    day,
    form_option,
    open_library,
    readings_of,
)
from amp_rules.cli.terminal import BAD_INPUT, complain


def _reader(text: str) -> str:
    if text in ("person", "shelter"):
        return text
    raise typer.BadParameter(f"'{text}' is not one of person, shelter")


def letter_command(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="CASE", help="JSON or YAML files, or - for standard input."),
    ] = None,
    language: LanguageOption = "en",
    reader: Annotated[
        Any,
        typer.Option("--to", metavar="READER", parser=_reader, help="Who reads it: person or shelter."),
    ] = "person",
    discreet: Annotated[
        bool,
        typer.Option(
            "--discreet",
            help="A letter that may be found: no programme, reasons, money or days (person only).",
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="A file ending in .html or .pdf, or a folder: one each."
        ),
    ] = None,
    form: Annotated[Any, form_option("html", "pdf")] = "html",
    dated: Annotated[
        str | None, typer.Option("--dated", metavar="DATE", help="The date that the letter bears.")
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option("--templates", metavar="DIR", help="Templates and words used before the shipped ones."),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option("--export-templates", metavar="DIR", help="Write the shipped ones, to change them."),
    ] = None,
    programme: ProgrammeOption = None,
    edition: EditionOption = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Use the edition in force on this day.")
    ] = None,
    reading: Annotated[
        list[str] | None,
        typer.Option(
            "--reading", "-r", metavar="ID=CHOICE", help="Read an ambiguity otherwise; may be repeated."
        ),
    ] = None,
    rules: RulesOption = None,
) -> None:
    """Explain an outcome in plain words, as a letter.

    What the rules say, why, what is missing and how to add it, money, how to withdraw, who decides what, and
    the sources. HTML goes to standard output; with --out to a file, as a PDF where its name ends in .pdf.
    Several cases need a folder. A letter is no decision, and says so.

    \b
    Examples:
      amp-rules letter case.json --language sv > letter.html
      amp-rules letter case.json --language sv --to shelter --out letter.pdf
      amp-rules letter case.json --discreet --out letter.pdf
      amp-rules letter --export-templates our-letters
      amp-rules letter cases.jsonl --templates our-letters --out letters/ --format pdf
    """  # noqa: D301
    from amp_rules.cli.letters import Writing, export_to, write_all
    from amp_rules.cli.outcomes import Deciding

    if export is not None:
        if cases:
            raise typer.BadParameter("give no cases with it", param_hint="--export-templates")
        if export_to(export):
            raise typer.Exit(BAD_INPUT)
        return
    if not cases:
        raise typer.BadParameter("name at least one case", param_hint="CASE")
    if discreet and reader != "person":
        raise typer.BadParameter("only a letter to the person can be discreet", param_hint="--discreet")
    if on is not None and edition is not None:
        raise typer.BadParameter("give either --on or --edition, not both", param_hint="--on")
    chosen_day = None if on is None else day(on)
    date_shown = None if dated is None else _dated(dated)
    writing = Writing(language, reader, discreet, date_shown, templates, out, form)
    problem = writing.problem()
    if problem is not None:
        complain(problem)
        raise typer.Exit(BAD_INPUT)
    library = open_library(rules)
    chosen_books(library, programme, edition)
    deciding = Deciding(library, readings_of(reading or [], library), programme, edition, chosen_day)
    if write_all(cases, deciding, writing):
        raise typer.Exit(BAD_INPUT)


def _dated(text: str) -> date:
    try:
        return day(text)
    except typer.BadParameter as error:
        raise typer.BadParameter(error.message, param_hint="--dated") from None
