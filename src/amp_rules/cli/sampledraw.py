"""`amp-rules sample draw`: which payments to audit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amp_rules.cli.casebook import write_json
from amp_rules.cli.options import LanguageOption, form_option
from amp_rules.cli.sampleasked import (
    ConfidenceOption,
    CurrencyOption,
    ExpectedOption,
    MappingOption,
    SizingOption,
    TolerableOption,
    amount,
    chosen,
    listed,
    needed,
    refusing,
)
from amp_rules.cli.samplelist import KEYS, ListError, PaymentList
from amp_rules.cli.terminal import complain, counted, show_page

if TYPE_CHECKING:
    from amp_rules.audit.payments.payment import Payment
    from amp_rules.audit.sampling import Pick, Plan, Sample, Selection
    from amp_rules.terms import Money


def draw_command(
    payments: Annotated[
        Path, typer.Argument(metavar="PAYMENTS", help="A payment list: CSV, XLSX or Parquet.")
    ],
    seed: Annotated[
        str, typer.Option("--seed", metavar="TEXT", help="The same seed draws the same payments.")
    ],
    tolerable: TolerableOption = None,
    expected: ExpectedOption = None,
    confidence: ConfidenceOption = None,
    sizing: SizingOption = "exact",
    interval: Annotated[
        str | None,
        typer.Option("--interval", metavar="AMOUNT", help="Instead of a plan: the sampling interval."),
    ] = None,
    selection: Annotated[
        Any,
        typer.Option(
            "--selection",
            metavar="WAY",
            parser=chosen("fixed", "cell", "sieve"),
            help="fixed (a unit every interval), cell (one from each) or sieve (each payment by itself).",
        ),
    ] = "fixed",
    key: Annotated[
        Any,
        typer.Option(
            "--key",
            metavar="WHAT",
            parser=chosen(*KEYS),
            help="What names a payment: its row, or its reference.",
        ),
    ] = "row",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Write the sheet to fill in, .csv or .xlsx, and its record, .json."
        ),
    ] = None,
    mapping: MappingOption = None,
    currency: CurrencyOption = None,
    language: LanguageOption = "en",
    form: Annotated[Any, form_option("text", "json")] = "text",
) -> None:
    """Draw a monetary-unit sample from a payment list.

    A payment's chance is its amount over the interval; at or above the interval it is taken with certainty.
    With --out a sheet is written with an empty column 'audited', and beside it a record that evaluation
    needs. SEK and USD are two populations. With fixed intervals and cells the order of the rows matters; a
    sieve with --key reference does not look at it.

    \b
    Examples:
      amp-rules sample draw paid.csv --tolerable 60000 --expected 0 --confidence 0.9 --seed 71 --out s.csv
      amp-rules sample draw paid.csv --mapping columns.yaml --interval 20000 --seed 71
    """  # noqa: D301
    from amp_rules.report.samplingobject import Drawn, draw_object
    from amp_rules.report.samplingpage import draw_page

    with refusing():
        source = listed(payments, mapping, currency, key)
        digest, total = source.digest(), source.total()
        width, plan = _planned(total, interval, (tolerable, expected, confidence, sizing))
        sample, taken = drawn_from(source, width, seed, selection)
        if source.digest() != digest:
            raise ListError(f"{payments}: was changed while it was read")
        drawn = Drawn(sample, plan, payments.name, digest, key)
        if out is not None:
            from amp_rules.cli.samplefile import record_beside, write_sample

            write_sample(drawn, taken, out)
            complain(f"{counted(len(taken), 'payment')} written to {out}; the record is {record_beside(out)}")
    if form == "json":
        write_json(draw_object(drawn))
    else:
        show_page(draw_page(drawn, language))


def _planned(
    total: Money, interval: str | None, asked: tuple[str | None, str | None, str | None, Any]
) -> tuple[Money, Plan | None]:
    from amp_rules.audit.sampling import SamplingError, Sizing, plan_sample

    tolerable, expected, confidence, sizing = asked
    if interval is not None:
        if any(each is not None for each in (tolerable, expected, confidence)):
            raise typer.BadParameter("give either an interval or what a plan needs", param_hint="--interval")
        if not total:
            raise SamplingError("there is nothing to sample: the book value is not above zero")
        return amount(interval, "--interval", total.currency), None
    plan = plan_sample(
        total,
        tolerable=amount(tolerable, "--tolerable", total.currency),
        expected=amount(expected, "--expected", total.currency),
        confidence=needed(confidence, "--confidence"),
        sizing=Sizing(sizing),
    )
    return plan.interval, plan


def drawn_from(
    source: PaymentList, interval: Money, seed: str, selection: Selection | str
) -> tuple[Sample, list[tuple[Pick, Payment]]]:
    """The sample, with the payments drawn."""
    from amp_rules.audit.sampling import Drawing, Selection

    drawing = Drawing(interval, seed=seed, selection=Selection(selection))
    taken = []
    for key, payment in source.payments():
        pick = drawing.add(key, payment.amount)
        if pick is not None:
            taken.append((pick, payment))
    return drawing.sample(), taken
