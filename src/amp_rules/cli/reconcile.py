"""`amp-rules reconcile`: the published table of 2022 held against the rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from amp_rules.cli.options import LanguageOption, RulesOption, form_option, open_library, readings_of
from amp_rules.cli.terminal import BAD_INPUT, FAILED, complain, show_page, write_utf8


def reconcile_command(
    readings: Annotated[
        list[str] | None,
        typer.Option(
            "--reading", "-r", metavar="ID=CHOICE", help="Read an ambiguity otherwise; may be repeated."
        ),
    ] = None,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Make every combination into cases and let the engine decide them."),
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE", help="Write a picture; FILE ends in .svg or .png."),
    ] = None,
    language: LanguageOption = "en",
    form: Annotated[Any, form_option("text", "json")] = "text",
    rules: RulesOption = None,
) -> None:
    """Hold the annual report of 2022 against its own rules.

    For each row of its table of interventions: which combinations of days, supplements and deductions could
    have produced the sum, and which sums no combination that keeps the rules can give, with the reasoning and
    its sources. Nothing is sampled: all whole numbers of days are gone through.

    With --verify the exit code is 1 should the engine come to another sum than a combination.

    \b
    Examples:
      amp-rules reconcile --verify
      amp-rules reconcile --language sv --plot rows.svg
      amp-rules reconcile --reading B15=soft-cap --format json
    """  # noqa: D301
    from amp_rules.audit import reconcile
    from amp_rules.errors import AmpRulesError
    from amp_rules.report.reconcile import reconcile_object, reconcile_page
    from amp_rules.rulebook import with_readings

    library = open_library(rules)
    chosen = readings_of(readings or [], library)
    try:
        rulebook = with_readings(library.rulebook("nsp", edition="2022"), chosen)
        found = reconcile(rulebook, library=library)
        verified = tuple(found.verify()) if verify else None
        if plot is not None:
            from amp_rules.report.reconcileplot import save_reconcile_plot

            save_reconcile_plot(found, plot, language)
    except (AmpRulesError, OSError) as error:
        complain(error.strerror or str(error) if isinstance(error, OSError) else str(error))
        raise typer.Exit(BAD_INPUT) from None
    if form == "json":
        write_utf8(
            json.dumps(reconcile_object(found, language, verified), ensure_ascii=False, indent=2) + "\n"
        )
    else:
        show_page(reconcile_page(found, language, verified))
    if verified is not None and not all(each.agrees for each in verified):
        raise typer.Exit(FAILED)
