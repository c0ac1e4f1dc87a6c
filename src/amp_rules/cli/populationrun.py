"""`amp-rules population run`: every case of a population decided."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from amp_rules.cli.options import LanguageOption, RulesOption, form_option, open_library, readings_of
from amp_rules.cli.people import (
    EngineOption,
    LeaveOutOption,
    ReadingOption,
    ReformOption,
    RulesArgument,
    SetOption,
    edition_named,
    reform_asked,
    refusing,
)
from amp_rules.cli.terminal import complain, show_page, write_utf8


def population_run_command(
    named: RulesArgument,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The cases, as tables in Parquet, Arrow or CSV.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help="Write the answers into this folder, as tables."),
    ] = None,
    tables: Annotated[
        str, typer.Option("--tables", metavar="FORM", help="Form of the answers: parquet or csv.")
    ] = "parquet",
    reform: ReformOption = None,
    sets: SetOption = None,
    reading: ReadingOption = None,
    engine: EngineOption = "columns",
    leave_out: LeaveOutOption = False,
    language: LanguageOption = "en",
    form: Annotated[Any, form_option("text", "json")] = "text",
    rules: RulesOption = None,
) -> None:
    """Decide every case of a population and tell what came of it all in all.

    With --out the answers are written as tables: `cases` has a row for every case with its verdicts, amounts,
    deciding rules and missing facts, `segments` a row for every run of days. A folder whose tables are
    folders of parts is decided part by part, so that it may be larger than memory.

    \b
    Examples:
      amp-rules population run nsp my-cases --out answers
      amp-rules population run nsp/2022 my-cases --reading B5=day-count --format json
    """  # noqa: D301
    from amp_rules.rulebook import with_readings

    library = open_library(rules)
    rulebook = with_readings(edition_named(library, named), readings_of(reading or [], library))
    with refusing("deciding many cases"):
        from amp_rules.cli.trying import name_bad_rows
        from amp_rules.engine import plan_of
        from amp_rules.population.runparts import run_parts
        from amp_rules.report.populationrun import run_object, run_page
        from amp_rules.rulebook import reformed

        change = reform_asked(library, rulebook, reform, sets or [], {})
        plan = plan_of(rulebook if change is None else reformed(rulebook, change))
        way: Any = "leave out" if leave_out else "stop"
        kind: Any = tables
        found = run_parts(plan, folder, out, kind, engine, way, progress=sys.stderr.isatty())
        name_bad_rows(tuple(found.bad_rows))
        if out is not None:
            complain(f"{out}: answers written")
    if form == "json":
        write_utf8(json.dumps(run_object(plan, found), ensure_ascii=False, indent=2) + "\n")
    else:
        show_page(run_page(plan, found, language))
