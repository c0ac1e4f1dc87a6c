"""`amp-rules sql`: the rules as one query, for use where the data is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from amp_rules.cli.options import RulesOption, did_you_mean, open_library, readings_of
from amp_rules.cli.people import (
    ReadingOption,
    ReformOption,
    RulesArgument,
    SetOption,
    edition_named,
    reform_asked,
    refusing,
)
from amp_rules.cli.terminal import write

if TYPE_CHECKING:
    from amp_rules.plan import Plan

DIALECTS: Final = ("duckdb", "postgres", "spark")
MOST: Final = 6
"""That of `amp_rules.population.sql.most`, told before the extra is there."""
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9 _.,:=+/-]")


def _dialect(text: str) -> str:
    if text in DIALECTS:
        return text
    raise typer.BadParameter(f"'{text}' is not one of {', '.join(DIALECTS)}")


def sql_command(
    named: RulesArgument,
    dialect: Annotated[
        Any,
        typer.Option(
            "--dialect",
            "-d",
            metavar="D",
            parser=_dialect,
            help="For which database: duckdb, postgres, spark.",
        ),
    ] = "duckdb",
    table: Annotated[
        str,
        typer.Option(
            "--table", metavar="TABLE", help="Which answers: cases, segments, or another entity of the goals."
        ),
    ] = "cases",
    most: Annotated[
        int,
        typer.Option(
            "--most",
            metavar="N",
            min=1,
            max=99,
            help="Periods or claims of one case that the query steps along; longer cases are named, not cut.",
        ),
    ] = MOST,
    reasons: Annotated[
        bool,
        typer.Option(
            "--reasons/--no-reasons",
            help="Whether to work out what unknown answers wait for; without it the query is much shorter.",
        ),
    ] = True,
    schema: Annotated[
        str, typer.Option("--schema", metavar="S", help="The schema that the tables stand in.")
    ] = "",
    ddl: Annotated[
        bool, typer.Option("--ddl", help="Print CREATE TABLE statements of the tables instead.")
    ] = False,
    reform: ReformOption = None,
    sets: SetOption = None,
    reading: ReadingOption = None,
    rules: RulesOption = None,
) -> None:
    """Print the rules as one SQL query over the tables of a population.

    The query gives the answers that 'amp-rules population run' gives, inside the database that holds the
    cases: nothing has to leave it. Without --reasons an unknown verdict reads 'undetermined' and the facts
    that are missing are not listed.

    \b
    Examples:
      amp-rules sql nsp --dialect postgres --table segments > nsp.sql
      amp-rules sql amp/2023 --reading A11=carry-2015
      amp-rules sql nsp --ddl --dialect spark
    """  # noqa: D301
    from amp_rules.rulebook import with_readings

    library = open_library(rules)
    rulebook = with_readings(edition_named(library, named), readings_of(reading or [], library))
    with refusing("a query"):
        from amp_rules.engine import plan_of
        from amp_rules.population.sql.ddl import tables_ddl
        from amp_rules.rulebook import reformed

        if ddl:
            write(tables_ddl(dialect, schema) + "\n")
            return
        change = reform_asked(library, rulebook, reform, sets or [], {})
        plan = plan_of(rulebook if change is None else reformed(rulebook, change))
        write(_query(plan, dialect, table, most, schema, reasons))


def _query(plan: Plan, dialect: str, table: str, most: int, schema: str, reasons: bool) -> str:
    """The query under a comment that says which rules it is made of."""
    from amp_rules.population.outcome import run_schema
    from amp_rules.population.sql.most import SameFor
    from amp_rules.population.sql.query import script_of

    answers = run_schema(plan)
    known = ["cases", *answers.parts, *(["segments"] if answers.segments is not None else [])]
    if table not in known:
        hint = did_you_mean(table, known)
        raise typer.BadParameter(f"{plan.name} gives no table '{table}' ({hint})", param_hint="--table")
    script = script_of(plan, dialect, (table,), steps=SameFor(most), schema=schema, explained=reasons)
    (output,) = script.outputs
    readings = ", ".join(f"{key}={choice}" for key, choice in plan.readings.items())
    head = (
        f"amp-rules, {plan.name}, digest {plan.digest}",
        f"readings: {readings or 'none'}",
        f"dialect {dialect}, table {table}, at most {most} entities of a case one after the other",
    )
    comment = "".join(f"-- {_UNSAFE.sub('?', line)}\n" for line in head)
    return f"{comment}{script.query(output).sql(dialect, pretty=True)};\n"
