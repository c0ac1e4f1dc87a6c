"""`amp-rules record make` and `archive`: records made, and rule files kept for them."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amp_rules.cli.options import (
    EditionOption,
    LanguageOption,
    RulesOption,
    chosen_books,
    day,
    engine_option,
    open_library,
    readings_of,
)
from amp_rules.cli.recording import OutOption, not_there_yet, refusing_record, write_file
from amp_rules.cli.terminal import BAD_INPUT, FAILED, complain, tell_apart, write

if TYPE_CHECKING:
    from amp_rules.case import Case


def make_command(
    case: Annotated[
        str,
        typer.Argument(
            metavar="CASE", help="A JSON or YAML file that holds one case, or - for standard input."
        ),
    ],
    author: Annotated[
        str, typer.Option("--author", "-a", metavar="WHO", help="Who makes it: a role or unit, never a name.")
    ],
    out: OutOption,
    commit: Annotated[
        Path | None,
        typer.Option(
            "--commit",
            metavar="OPENINGS",
            help="Hold commitments in place of facts; what opens them goes to this file.",
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="MOMENT", help="When it is made, as 2022-03-01T09:30:00Z; else now."),
    ] = None,
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
    engine: Annotated[Any, engine_option()] = "compiled",
    language: LanguageOption = "en",
    rules: RulesOption = None,
) -> None:
    """Decide a case and make a record of it; prints the digest of the record.

    The record holds the facts, the rule files by digest, the outcome and every entry of the ledger. A digest
    kept elsewhere proves later, with 'verify --expected', that the record was not written anew.

    \b
    Examples:
      amp-rules record make case.json --author "unit 1" --out case.record.json
      amp-rules record make case.json -a "unit 1" -o case.record.json --commit case.openings.json
    """  # noqa: D301
    from amp_rules.audit.record import committed, record
    from amp_rules.cli.outcomes import Deciding
    from amp_rules.engine import EnginesDifferError

    moment = None if at is None else _moment(at)
    if commit is not None and commit == out:
        raise typer.BadParameter("give another file than --out", param_hint="--commit")
    if on is not None and edition is not None:
        raise typer.BadParameter("give either --on or --edition, not both", param_hint="--on")
    not_there_yet(out, commit)
    chosen_day: date | None = None if on is None else day(on)
    library = open_library(rules)
    chosen_books(library, None, edition)
    deciding = Deciding(library, readings_of(reading or [], library), None, edition, chosen_day, engine)
    with refusing_record(Path(case)):
        try:
            outcome = deciding.outcome(_one_case(case))
        except EnginesDifferError as error:
            tell_apart(error, language)
            raise typer.Exit(FAILED) from None
        made = record(outcome, author=author, at=moment, library=library)
        if commit is not None:
            made, openings = committed(made)
            write_file(commit, openings.to_json())
    write_file(out, made.to_json())
    write(f"{made.digest}\n")


def _one_case(name: str) -> Case:
    """The case that a file holds; ends the command where it holds none, or several."""
    from amp_rules.cli.inputs import Refused, read_case, sources

    found = list(sources([name]))
    if len(found) != 1:
        complain(f"{name}: expected one case, found {len(found)}")
        raise typer.Exit(BAD_INPUT)
    case = found[0] if isinstance(found[0], Refused) else read_case(found[0])
    if isinstance(case, Refused):
        for problem in case.problems:
            complain(f"{case.name}: {problem}")
        raise typer.Exit(BAD_INPUT)
    return case


def _moment(text: str) -> datetime:
    from pydantic import TypeAdapter, ValidationError

    from amp_rules.casefile.base import Moment

    try:
        found: datetime = TypeAdapter(Moment).validate_json(json.dumps(text))
    except ValidationError:
        expected = "expected a moment as YYYY-MM-DDTHH:MM:SSZ"
        raise typer.BadParameter(expected, param_hint="--at") from None
    return found


def archive_command(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The archive; made where it is not there yet.")
    ],
    language: LanguageOption = "en",
    rules: RulesOption = None,
) -> None:
    """Add the rule files in force to an archive, so that records made now can be verified later.

    Each file is kept under its digest. Nothing in an archive is ever written over; do this again whenever the
    rules have changed.

    \b
    Examples:
      amp-rules record archive old-rules
      amp-rules record archive old-rules --rules my-rules
    """  # noqa: D301
    from amp_rules.audit.record import archive_rules
    from amp_rules.report.recordwords import archived_line

    with refusing_record():
        write(f"{archived_line(archive_rules(folder, rules), language)}\n")
