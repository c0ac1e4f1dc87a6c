"""`amp-rules pseudonymise`: cases and payments without identities."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from amp_rules.cli.options import RulesOption, open_library
from amp_rules.cli.terminal import BAD_INPUT, FAILED, complain


def pseudonymise_command(
    cases: Annotated[
        list[str] | None,
        typer.Argument(metavar="CASE", help="JSON or YAML files, or - for standard input."),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="The key that pseudonyms are made with.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write cases.jsonl and payment lists to this folder."),
    ] = None,
    payments: Annotated[
        list[Path] | None,
        typer.Option(
            "--payments",
            metavar="FILE",
            help="A payment list of these cases: CSV, XLSX or Parquet; may be repeated.",
        ),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="Which columns of the lists say what.")
    ] = None,
    coarse: Annotated[
        bool, typer.Option("--coarse", help="Leave out what no rule of the edition reads for the case.")
    ] = False,
    nearly: Annotated[
        bool,
        typer.Option(
            "--nearly", help="Where nothing else fits: dates reckoned in months may fall 3 days beside."
        ),
    ] = False,
    require_shift: Annotated[
        bool, typer.Option("--require-shift", help="Refuse a case whose real dates would stay.")
    ] = False,
    new_key: Annotated[
        Path | None, typer.Option("--new-key", metavar="FILE", help="Only draw a key, into a new file.")
    ] = None,
    rules: RulesOption = None,
) -> None:
    """Replace ids and texts in cases by pseudonyms, and move dates, every outcome unchanged.

    The same key gives the same pseudonyms, so that cases and payments still belong together. Dates of a case
    are moved together, by days that keep its edition, verdicts, amounts, days and ledger, whichever way the
    rules are read; they are not told. Where none are found the real dates stay, and standard error says so.
    What comes out is still personal data: whoever has the key, or knows the facts, can find the person.

    Cases are written in the order of their pseudonyms. The exit code is 1 where --require-shift refused a
    case, and 2 where something could not be read.

    \b
    Examples:
      amp-rules pseudonymise --new-key office.key
      amp-rules pseudonymise case.json --key office.key --require-shift > for-the-report.json
      amp-rules pseudonymise cases/*.json --key office.key --coarse --out for-audit --payments paid.xlsx
    """  # noqa: D301
    from amp_rules.cli.pseudonymising import Asked, draw_key, run
    from amp_rules.errors import AmpRulesError

    try:
        if new_key is not None:
            if cases or key or payments:
                raise typer.BadParameter("draws a key and does nothing else", param_hint="--new-key")
            draw_key(new_key)
            return
        if not cases:
            raise typer.BadParameter("expected at least one file of cases", param_hint="CASE")
        if key is None:
            raise typer.BadParameter("expected a key file; --new-key draws one", param_hint="--key")
        if payments and out is None:
            raise typer.BadParameter("payment lists need a folder to go to", param_hint="--out")
        asked = Asked(tuple(payments or ()), mapping, out, coarse, nearly, require_shift)
        refused, unread = run(cases, key, open_library(rules), asked)
    except (AmpRulesError, OSError) as error:
        for line in (_reason(error) if isinstance(error, OSError) else str(error)).splitlines():
            complain(line)
        raise typer.Exit(BAD_INPUT) from None
    if unread:
        raise typer.Exit(BAD_INPUT)
    if refused:
        raise typer.Exit(FAILED)


def _reason(error: OSError) -> str:
    named = f"{error.filename}: " if error.filename else ""
    return f"{named}cannot be read or written: {(error.strerror or type(error).__name__).lower()}"
