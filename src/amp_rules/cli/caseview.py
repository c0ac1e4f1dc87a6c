"""`amp-rules case status`: where a case stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from amp_rules.cli.casebook import (
    FileArgument,
    FormOption,
    KnownOption,
    day_of,
    opened,
    refusing,
    rulebook_for,
    write_json,
)
from amp_rules.cli.options import EditionOption, LanguageOption, RulesOption, open_library
from amp_rules.cli.terminal import FAILED, show_page

if TYPE_CHECKING:
    from amp_rules.casefile import CaseFile
    from amp_rules.report.casefilestatus import Status
    from amp_rules.rulebook import Library


def status_command(
    file: FileArgument,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Count what is about days up to this one.")
    ] = None,
    known: KnownOption = None,
    edition: EditionOption = None,
    language: LanguageOption = "en",
    form: FormOption = "text",
    rules: RulesOption = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain/--no-explain", help="Add the money day by day and why decisions came out so."
        ),
    ] = False,
) -> None:
    """Show where a case stands, what may be done and why not.

    The timeline, who acts next, which steps may be taken, what falls due, which decisions hold and which
    facts are missing. Left out, --on and --known count everything in the file. The exit code is 1 where facts
    of the file cannot all be true.

    \b
    Examples:
      amp-rules case status c1.jsonl
      amp-rules case status c1.jsonl --on 2022-04-30 --known 2022-05-31 --language sv
    """  # noqa: D301
    from amp_rules.report.casefilestatus import status_page
    from amp_rules.report.casefilestatusobject import status_object

    valid, by = day_of(on, "--on"), day_of(known, "--known")
    stored = opened(file)
    library = open_library(rules)
    with refusing(file):
        status = _status(library, stored.file, valid, by, edition)
        if form == "json":
            write_json(status_object(status, language, why=explain))
        else:
            show_page(status_page(status, language, why=explain))
    if status.conflict:
        raise typer.Exit(FAILED)


def _status(
    library: Library, file: CaseFile, valid: date | None, known: date | None, edition: str | None
) -> Status:
    """Everything that can be told of the file as seen from one view."""
    from amp_rules.casefile import EventsConflictError, now
    from amp_rules.casefile.due import due
    from amp_rules.casefile.progress import progress
    from amp_rules.casefile.reasons import NoStepsError
    from amp_rules.engine import decide
    from amp_rules.errors import NoEditionError
    from amp_rules.report.casefilestatus import Status

    seen = file.as_of(valid, known)
    status = Status(seen, valid, known, on=valid or now().date())
    try:
        book = rulebook_for(library, seen, edition)
        status = replace(status, outcome=decide(book, seen.case()))
        status = replace(status, progress=progress(book, seen))
        assert status.on is not None
        return replace(status, dues=due(book, seen, status.on))
    except (EventsConflictError, NoEditionError, NoStepsError) as error:
        return replace(status, untold=error)
