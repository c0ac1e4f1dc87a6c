"""`amp-rules decide`: cases in, outcomes out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from amp_rules.cli.options import (
    EditionOption,
    LanguageOption,
    ProgrammeOption,
    RulesOption,
    chosen_books,
    day,
    engine_option,
    form_option,
    open_library,
    readings_of,
)
from amp_rules.cli.terminal import BAD_INPUT, FAILED, tell_apart


def decide_command(
    cases: Annotated[
        list[str], typer.Argument(metavar="CASE", help="JSON or YAML files, or - for standard input.")
    ],
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
    language: LanguageOption = "en",
    form: Annotated[str, form_option("text", "json", "html")] = "text",
    rules: RulesOption = None,
    engine: Annotated[Any, engine_option()] = "compiled",
    explain: Annotated[
        bool,
        typer.Option(
            "--explain/--no-explain", help="Say why, with sources in words (json: also the ledger)."
        ),
    ] = False,
) -> None:
    """Decide cases: verdicts, amounts, days, what is missing.

    A file holds one case, a JSON array of cases, or one JSON case on each line. Every case is decided that
    can be; the others are named on standard error with all their problems, and the exit code is then 2.

    \b
    Examples:
      amp-rules decide case.json
      amp-rules decide case.yaml --language sv --explain
      amp-rules decide *.json --format json > outcomes.jsonl
      amp-rules decide - --edition nsp/2022 --reading B5=day-count < cases.jsonl
    """  # noqa: D301
    from amp_rules.cli.outcomes import Deciding, decide_all
    from amp_rules.engine import EnginesDifferError

    chosen_day: date | None = None if on is None else day(on)
    if chosen_day is not None and edition is not None:
        raise typer.BadParameter("give either --on or --edition, not both", param_hint="--on")
    library = open_library(rules)
    chosen_books(library, programme, edition)
    chosen = readings_of(reading or [], library)
    deciding = Deciding(library, chosen, programme, edition, chosen_day, engine)
    try:
        failed = decide_all(cases, deciding, form, language, explain)
    except EnginesDifferError as error:
        tell_apart(error, language)
        raise typer.Exit(FAILED) from None
    if failed:
        raise typer.Exit(BAD_INPUT)
