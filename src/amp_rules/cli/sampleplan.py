"""`amp-rules sample materiality` and `amp-rules sample plan`: what matters, and how many units that takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

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
    listed,
    needed,
    ratio,
    refusing,
)
from amp_rules.cli.samplelist import PaymentList
from amp_rules.cli.terminal import show_page

ListArgument = Annotated[
    Path | None, typer.Argument(metavar="[PAYMENTS]", help="A payment list: CSV, XLSX or Parquet.")
]
TotalOption = Annotated[
    str | None,
    typer.Option("--total", metavar="AMOUNT", help="Instead of a list: the sum of what may be drawn."),
]


def materiality_command(
    payments: ListArgument = None,
    total: TotalOption = None,
    overall: Annotated[
        str | None, typer.Option("--overall", metavar="SHARE", help="Share of the total, such as 0.02.")
    ] = None,
    performance: Annotated[
        str | None,
        typer.Option("--performance", metavar="SHARE", help="Share of overall materiality, such as 0.75."),
    ] = None,
    trivial: Annotated[
        str | None,
        typer.Option("--trivial", metavar="SHARE", help="Share of overall materiality, such as 0.05."),
    ] = None,
    mapping: MappingOption = None,
    currency: CurrencyOption = None,
    language: LanguageOption = "en",
    form: Annotated[Any, form_option("text", "json")] = "text",
) -> None:
    """Work out what is material, from shares that you set.

    Overall materiality is a share of the total, performance materiality and what is clearly trivial are
    shares of that. Each share has to be given: no standard sets one.

    \b
    Examples:
      amp-rules sample materiality paid.csv --overall 0.02 --performance 0.75 --trivial 0.05
    """  # noqa: D301
    from amp_rules.audit.sampling import materiality_of
    from amp_rules.report.samplingobject import materiality_object
    from amp_rules.report.samplingpage import materiality_page

    with refusing():
        basis, _ = _basis(payments, total, mapping, currency)
        found = materiality_of(
            basis,
            overall=ratio(overall, "--overall"),
            performance=ratio(performance, "--performance"),
            trivial=ratio(trivial, "--trivial"),
        )
    if form == "json":
        write_json(materiality_object(found))
    else:
        show_page(materiality_page(found, language))


def plan_command(
    payments: ListArgument = None,
    total: TotalOption = None,
    tolerable: TolerableOption = None,
    expected: ExpectedOption = None,
    confidence: ConfidenceOption = None,
    sizing: SizingOption = "exact",
    mapping: MappingOption = None,
    currency: CurrencyOption = None,
    language: LanguageOption = "en",
    form: Annotated[Any, form_option("text", "json")] = "text",
) -> None:
    """Plan a monetary-unit sample: how many units, and the interval between them.

    Tolerable and expected misstatement and the confidence have no usual value; you set them. With a payment
    list you also see how many payments the interval takes with certainty, and which it cannot reach.

    \b
    Examples:
      amp-rules sample plan paid.csv --tolerable 60000 --expected 6000 --confidence 0.95
      amp-rules sample plan --total 4000000 --currency SEK --tolerable 60000 --expected 0 --confidence 0.9
    """  # noqa: D301
    from amp_rules.audit.sampling import Sizing, plan_sample
    from amp_rules.report.samplingobject import plan_object
    from amp_rules.report.samplingpage import plan_page

    with refusing():
        book, source = _basis(payments, total, mapping, currency)
        plan = plan_sample(
            book,
            tolerable=amount(tolerable, "--tolerable", book.currency),
            expected=amount(expected, "--expected", book.currency),
            confidence=needed(confidence, "--confidence"),
            sizing=Sizing(sizing),
        )
        strata = None if source is None else source.strata(plan.interval)
    if form == "json":
        write_json(plan_object(plan, strata))
    else:
        show_page(plan_page(plan, strata, language))


def _basis(
    payments: Path | None, total: str | None, mapping: Path | None, currency: Any
) -> tuple[Any, PaymentList | None]:
    """The sum of a list or the one given, and the list."""
    if (payments is None) == (total is None):
        raise typer.BadParameter("name either a payment list or --total", param_hint="PAYMENTS")
    if payments is not None:
        source = listed(payments, mapping, currency)
        return source.total(), source
    if currency is None:
        raise typer.BadParameter("is needed with --total", param_hint="--currency")
    return amount(total, "--total", currency), None
