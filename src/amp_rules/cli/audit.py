"""`amp-rules audit`: what was paid, held against the rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from amp_rules.cli.options import (
    EditionOption,
    LanguageOption,
    RulesOption,
    chosen_books,
    form_option,
    open_library,
    readings_of,
)
from amp_rules.cli.people import ReadingOption
from amp_rules.cli.terminal import BAD_INPUT, FAILED, complain, tell_apart


def _engines(text: str) -> str:
    if text in ("both", "compiled"):
        return text
    raise typer.BadParameter(f"'{text}' is not one of both, compiled")


def audit_command(
    payments: Annotated[Path, typer.Argument(metavar="PAYMENTS", help="The list: CSV, XLSX or Parquet.")],
    cases: Annotated[
        list[str],
        typer.Option(
            "--cases",
            metavar="PATH",
            help="The cases: JSON or YAML files, or a folder of tables; may be repeated.",
        ),
    ],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="Which columns of the list say what.")
    ] = None,
    reading: ReadingOption = None,
    edition: EditionOption = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="The list has all payments: name also what was never paid.")
    ] = False,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FILE", help="Write a workbook whose sums are formulas.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one page that opens offline.")
    ] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write the page as PDF.")] = None,
    drawn: Annotated[
        int, typer.Option("--drawn", metavar="N", min=1, max=5000, help="So many are drawn, largest first.")
    ] = 200,
    engine: Annotated[
        Any,
        typer.Option(
            "--engine",
            metavar="ENGINE",
            parser=_engines,
            help="What works out each payment: both engines, which must agree, or compiled alone.",
        ),
    ] = "both",
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", min=1, max=64, help="So many processes.")
    ] = 1,
    language: LanguageOption = "en",
    form: Annotated[Any, form_option("text", "json")] = "text",
    rules: RulesOption = None,
) -> None:
    """Hold what was paid against what the rules give: every payment computed again, by both engines.

    Each difference is explained by the fewest mistakes that give just what was paid, with the days concerned,
    the rules not kept, and every other reading that would give it too. With --format json the summary comes
    first, then a line for every payment that is wrong or could not be checked, and for every unreadable row.

    The exit code is 1 when something was found, and 2 when nothing was, but rows or cases could not be read.

    \b
    Examples:
      amp-rules audit payments.csv --cases cases.jsonl
      amp-rules audit paid.xlsx --mapping columns.yaml --cases cases --xlsx found.xlsx --html found.html
      amp-rules audit paid.parquet --cases cases.jsonl --complete --workers 4 --format json > found.jsonl
    """  # noqa: D301
    from amp_rules.audit.checking import Terms
    from amp_rules.cli.auditing import Wanted, audited
    from amp_rules.engine import EnginesDifferError
    from amp_rules.errors import AmpRulesError

    library = open_library(rules)
    fitting = chosen_books(library, None, edition)
    if edition is not None and len(fitting) > 1:
        names = ", ".join(book.name for book in fitting)
        raise typer.BadParameter(f"'{edition}' is one of {names}", param_hint="--edition")
    readings = tuple(readings_of(reading or [], library).items())
    named = None if edition is None else fitting[0].name
    terms = Terms(rules, readings, named, engine, complete, workers)
    wanted = Wanted(xlsx, html, pdf, drawn, language, form)
    try:
        wrong, unread = audited(payments, cases, mapping, library, terms, wanted)
    except EnginesDifferError as error:
        tell_apart(error, language)
        raise typer.Exit(FAILED) from None
    except (AmpRulesError, OSError) as error:
        for line in (str(error) if isinstance(error, AmpRulesError) else _reason(error)).splitlines():
            complain(line)
        raise typer.Exit(BAD_INPUT) from None
    if wrong:
        raise typer.Exit(FAILED)
    if unread:
        raise typer.Exit(BAD_INPUT)


def _reason(error: OSError) -> str:
    named = f"{error.filename}: " if error.filename else ""
    return f"{named}cannot be read or written: {(error.strerror or type(error).__name__).lower()}"
