"""`amp-rules case kinds` and `verify`: what may be written, and whether what was written still stands."""

from __future__ import annotations

from typing import Annotated

import typer

from amp_rules.cli.casebook import FileArgument, FormOption, kind_of, refusing, write_json
from amp_rules.cli.options import LanguageOption, ProgrammeOption, did_you_mean
from amp_rules.cli.terminal import FAILED, complain, counted, show_page, write


def kinds_command(
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help="One kind of event, with its fields.")
    ] = None,
    programme: ProgrammeOption = None,
    language: LanguageOption = "en",
    form: FormOption = "text",
) -> None:
    """List the kinds of events, or the fields of one kind.

    \b
    Examples:
      amp-rules case kinds --programme nsp
      amp-rules case kinds period_granted --language sv
    """  # noqa: D301
    from amp_rules.report.casefilekinds import kind_shown, kinds_listed, kinds_page

    if programme not in (None, "amp", "nsp"):
        hint = did_you_mean(programme, ("amp", "nsp"))
        raise typer.BadParameter(f"no such programme ({hint})", param_hint="--programme")
    if kind is None:
        found = kinds_listed(programme, language)
    else:
        kind_of(kind, programme)
        found = kind_shown(kind, language)
    if form == "json":
        write_json(found)
    else:
        show_page(kinds_page(found))


def verify_command(
    file: FileArgument,
    expected: Annotated[
        str | None,
        typer.Option(
            "--expected", metavar="DIGEST", help="A digest kept from an earlier day: some line must have it."
        ),
    ] = None,
    form: FormOption = "text",
) -> None:
    """Check a case file line by line; prints its digest.

    Each problem is printed with its line, and the exit code is then 1. Without a digest from elsewhere it
    cannot be seen that whole lines are missing at the end.

    \b
    Examples:
      amp-rules case verify c1.jsonl
      amp-rules case verify c1.jsonl --expected "$(cat c1.digest)"
    """  # noqa: D301
    from amp_rules.casefile import load, verify

    with refusing(file):
        problems = verify(file, None if expected is None else expected.strip().lower())
        stored = None if problems else load(file)
    if form == "json":
        found = {
            "file": str(file),
            "whole": stored is not None,
            "problems": [
                {"line": each.line, "kind": each.kind, "message": each.message} for each in problems
            ],
        }
        write_json(
            found if stored is None else found | {"digest": stored.digest, "events": len(stored.records)}
        )
    elif stored is not None:
        write(f"{stored.digest}\n")
    else:
        for each in problems:
            write(f"{file}: {each}\n")
    if stored is None:
        complain(counted(len(problems), "problem"))
        raise typer.Exit(FAILED)
    complain(f"{counted(len(stored.records), 'event')}, 0 problems")
