"""`amp-rules sample evaluate`: what an audited sample says of all payments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amp_rules.cli.casebook import write_json
from amp_rules.cli.options import LanguageOption, form_option
from amp_rules.cli.sampleasked import ConfidenceOption, TolerableOption, amount, chosen, needed, refusing
from amp_rules.cli.terminal import FAILED, show_page

if TYPE_CHECKING:
    from fractions import Fraction

    from amp_rules.audit.sampling import Plan, Sample
    from amp_rules.terms import Money


def evaluate_command(
    sheet: Annotated[
        Path | None, typer.Argument(metavar="[SHEET]", help="The sheet of a sample, filled in: CSV or XLSX.")
    ] = None,
    audited: Annotated[
        str,
        typer.Option("--audited", metavar="COLUMN", help="The column of what should have been paid."),
    ] = "audited",
    audit: Annotated[
        Path | None,
        typer.Option(
            "--audit", metavar="FILE", help="Instead of a sheet: what 'audit' prints with --format json."
        ),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="FILE", help="The record of the sample, if not beside the sheet."),
    ] = None,
    tolerable: TolerableOption = None,
    confidence: ConfidenceOption = None,
    bound: Annotated[
        Any,
        typer.Option(
            "--bound",
            metavar="WAY",
            parser=chosen("stringer", "cell"),
            help="The upper limit: stringer, or cell (cell method).",
        ),
    ] = "stringer",
    factors: Annotated[
        Any,
        typer.Option(
            "--factors",
            metavar="LAW",
            parser=chosen("poisson", "binomial"),
            help="poisson, or binomial (fixed and cell only).",
        ),
    ] = "poisson",
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one page that opens offline.")
    ] = None,
    language: LanguageOption = "en",
    form: Annotated[Any, form_option("text", "json")] = "text",
) -> None:
    """Evaluate a sample: projected misstatement with its upper limit, both ways.

    Each row of the sheet needs an audited amount, or the word unknown where nobody can tell; an unknown
    amount counts as wholly overpaid. Tolerable misstatement and confidence are those of the plan unless
    given here. The exit code is 1 unless both upper limits are within what is tolerable.

    \b
    Examples:
      amp-rules sample evaluate sample.csv
      amp-rules sample evaluate sample.xlsx --audited right --confidence 0.9 --language sv
      amp-rules sample evaluate --audit audit.jsonl --record sample.json
    """  # noqa: D301
    from amp_rules.audit.sampling import Bound, Counting, Standing, evaluate_sample
    from amp_rules.cli.sampleaudit import read_audit
    from amp_rules.cli.samplefile import read_record, record_beside
    from amp_rules.cli.samplesheet import read_audited
    from amp_rules.report.samplingevaluation import evaluation_page
    from amp_rules.report.samplingobject import evaluation_object

    with refusing():
        given = _given(sheet, audit)
        drawn = read_record(record or record_beside(given))
        sample, key = drawn.sample, drawn.key
        most, sure = _asked(sample, drawn.plan, tolerable, confidence)
        found = evaluate_sample(
            sample,
            read_audit(given, drawn) if audit else read_audited(given, audited, sample, key),
            tolerable=most,
            confidence=sure,
            bound=Bound(bound),
            counting=Counting(factors),
        )
        page = evaluation_page(found, language, key)
        if html is not None:
            from amp_rules.report import as_html

            html.write_text(as_html([page], language), encoding="utf-8")
    if form == "json":
        write_json(evaluation_object(found))
    else:
        show_page(page)
    if found.standing is not Standing.WITHIN:
        raise typer.Exit(FAILED)


def _given(sheet: Path | None, audit: Path | None) -> Path:
    if sheet is not None and audit is None:
        return sheet
    if audit is not None and sheet is None:
        return audit
    raise typer.BadParameter("name either a sheet or --audit", param_hint="SHEET")


def _asked(
    sample: Sample, plan: Plan | None, tolerable: str | None, confidence: str | None
) -> tuple[Money, Fraction | str]:
    """What is tolerable and how sure to be: as given, or as planned."""
    if plan is not None and tolerable is None:
        most = plan.tolerable
    else:
        most = amount(tolerable, "--tolerable", sample.currency)
    if plan is not None and confidence is None:
        return most, plan.confidence
    return most, needed(confidence, "--confidence")
