"""The two files of a sample: a sheet to be filled in, and the record that evaluation needs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter, ValidationError

from amp_rules.cli.samplelist import ListError
from amp_rules.terms import Currency, Money

if TYPE_CHECKING:
    from amp_rules.audit.payments.payment import Payment
    from amp_rules.audit.payments.plaintext import CellOut
    from amp_rules.audit.sampling import Pick, Plan, Sample
    from amp_rules.report.samplingobject import Drawn
    from amp_rules.report.shapes.sampling import Planned, SampleDraw
    from amp_rules.report.shapes.sampling import Stratum as StratumShape

COLUMNS: Final = (
    "row",
    "case",
    "kind",
    "target",
    "number",
    "from",
    "to",
    "category",
    "paid_on",
    "reference",
    "amount",
    "currency",
    "drawn",
    "units",
    "audited",
)
_MOST_BYTES: Final = 256 * 1024 * 1024


def record_beside(sheet: Path) -> Path:
    """Where the record of a sheet is."""
    return sheet.with_suffix(".json")


def write_sample(drawn: Drawn, payments: Iterable[tuple[Pick, Payment]], sheet: Path) -> None:
    """Writes the sheet, as CSV or XLSX by its name, and the record beside it.

    Only their owner may read them, and nothing is written over.

    Raises:
        ListError: the name ends otherwise, or a file is there.
        OSError: a file cannot be written.
    """
    from amp_rules.audit.payments.plaintext import csv_writer, write_xlsx
    from amp_rules.report.samplingobject import draw_object

    record = record_beside(sheet)
    if sheet.suffix.lower() not in (".csv", ".xlsx"):
        raise ListError(f"{sheet}: expected a name that ends in .csv or .xlsx")
    for path in (sheet, record):
        if path.exists():
            raise ListError(f"{path}: is there already; what was filled in is never written over")
    names: list[CellOut] = list(COLUMNS)
    table = [names, *(_cells(pick, payment) for pick, payment in payments)]
    for path in (sheet, record):
        path.touch(mode=0o600, exist_ok=False)
    if sheet.suffix.lower() == ".xlsx":
        write_xlsx(sheet, "sample", table)
    else:
        with sheet.open("w", encoding="utf-8", newline="") as stream:
            write = csv_writer(stream)
            for row in table:
                write(row)
    told = json.dumps(draw_object(drawn), ensure_ascii=False, indent=2) + "\n"
    record.write_text(told, encoding="utf-8")


def _cells(pick: Pick, payment: Payment) -> list[CellOut]:
    return [
        payment.row,
        payment.case,
        payment.kind,
        payment.target or None,
        payment.number,
        payment.first,
        payment.last,
        payment.category,
        payment.paid_on,
        payment.reference,
        payment.amount.amount,
        payment.amount.currency,
        "certain" if pick.certain else "sampled",
        pick.hits,
        None,
    ]


def read_record(path: Path) -> Drawn:
    """The sample of a record, its plan, and the list it was drawn from.

    Raises:
        ListError: the file is no such record, or its parts do not add up.
        OSError: it cannot be read.
    """
    from amp_rules.audit.sampling import SamplingError
    from amp_rules.report.samplingobject import Drawn, draw_object
    from amp_rules.report.shapes.sampling import SampleDraw

    if path.stat().st_size > _MOST_BYTES:
        raise ListError(f"{path}: larger than {_MOST_BYTES} bytes")
    text = path.read_bytes()
    try:
        told = TypeAdapter(SampleDraw).validate_json(text, strict=True)
        sample = _sample(told)
        plan = None if told["plan"] is None else _plan(told["plan"], told["currency"])
    except (ValidationError, SamplingError, ValueError, ArithmeticError):
        raise ListError(f"{path}: not the record of a sample") from None
    source = told["source"]
    drawn = Drawn(sample, plan, source["file"], source["sha256"], source["key"])
    if draw_object(drawn) != json.loads(text) or not _adds_up(sample) or not _as_planned(sample, plan):
        raise ListError(f"{path}: the sample and its population do not add up")
    return drawn


def _sample(told: SampleDraw) -> Sample:
    from amp_rules.audit.sampling import Pick, Sample, Selection, Stratum

    currency: Currency = "SEK" if told["currency"] == "SEK" else "USD"

    def stratum(of: StratumShape) -> Stratum:
        return Stratum(of["count"], Money.of(of["book"], currency))

    strata = told["population"]
    return Sample(
        Money.of(told["interval"], currency),
        Selection(told["selection"]),
        told["seed"],
        stratum(strata["below"]),
        stratum(strata["certain"]),
        stratum(strata["zero"]),
        stratum(strata["negative"]),
        tuple(
            Pick(each["key"], Money.of(each["book"], currency), each["units"], each["certain"])
            for each in told["picks"]
        ),
    )


def _plan(told: Planned, unit: str) -> Plan:
    from amp_rules.audit.sampling import Plan, Sizing

    currency: Currency = "SEK" if unit == "SEK" else "USD"
    return Plan(
        Money.of(told["book"], currency),
        Money.of(told["tolerable"], currency),
        Money.of(told["expected"], currency),
        Fraction(told["confidence"]),
        Sizing(told["sizing"]),
        Decimal(told["factor"]),
        told["size"],
        Money.of(told["interval"], currency),
    )


def _adds_up(sample: Sample) -> bool:
    certain = [pick for pick in sample.picks if pick.certain]
    none = Money(0, sample.currency)
    return (
        sample.interval > none
        and len({pick.key for pick in sample.picks}) == len(sample.picks)
        and all(pick.book > none and pick.certain == (pick.book >= sample.interval) for pick in sample.picks)
        and len(certain) == sample.certain.count
        and sum((pick.book for pick in certain), none) == sample.certain.book
        and len(sample.picks) - len(certain) <= sample.below.count
        and sum((pick.book for pick in sample.picks if not pick.certain), none) <= sample.below.book
    )


def _as_planned(sample: Sample, plan: Plan | None) -> bool:
    """Whether the plan is what its own figures give, for this population and interval."""
    from amp_rules.audit.sampling import SamplingError, plan_sample

    if plan is None:
        return True
    try:
        again = plan_sample(
            sample.below.book + sample.certain.book,
            tolerable=plan.tolerable,
            expected=plan.expected,
            confidence=plan.confidence,
            sizing=plan.sizing,
        )
    except SamplingError:
        return False
    return again == plan and plan.interval == sample.interval
