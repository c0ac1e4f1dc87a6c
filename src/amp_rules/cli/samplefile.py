"""The two files of a sample: a sheet to be filled in, and the record that evaluation needs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter, ValidationError

from amp_rules.cli.samplelist import ListError
from amp_rules.terms import UNKNOWN, Currency, Money, Unknown

if TYPE_CHECKING:
    from amp_rules.audit.payments.cells import Cell, SheetRow
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
_UNKNOWN: Final = ("unknown", "okänt")
_PLAIN: Final = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,2})?", re.ASCII)
_GROUPED: Final = re.compile(r"-?[0-9]{1,3}(?: [0-9]{3}){1,4}(?:[.,][0-9]{1,2})?", re.ASCII)
_MOST_TOLD: Final = 20
_MOST_BYTES: Final = 256 * 1024 * 1024


def record_beside(sheet: Path) -> Path:
    """Where the record of a sheet is."""
    return sheet.with_suffix(".json")


def write_sample(drawn: Drawn, payments: Iterable[tuple[Pick, Payment]], sheet: Path) -> None:
    """Writes the sheet, as CSV or XLSX by its name, and the record beside it. Nothing is written over.

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
    if sheet.suffix.lower() == ".xlsx":
        write_xlsx(sheet, "sample", table)
    else:
        with sheet.open("x", encoding="utf-8", newline="") as stream:
            write = csv_writer(stream)
            for row in table:
                write(row)
    told = json.dumps(draw_object(drawn), ensure_ascii=False, indent=2) + "\n"
    with record.open("x", encoding="utf-8") as stream:
        stream.write(told)


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


def read_record(path: Path) -> tuple[Sample, Plan | None, str]:
    """The sample of a record, its plan, and what names an item.

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
    again = draw_object(Drawn(sample, plan, source["file"], source["sha256"], source["key"]))
    if again != json.loads(text) or not _adds_up(sample) or not _as_planned(sample, plan):
        raise ListError(f"{path}: the sample and its population do not add up")
    return sample, plan, source["key"]


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


def read_audited(sheet: Path, column: str, sample: Sample, key: str) -> Mapping[str, Money | Unknown]:
    """The audited amounts of a sheet by key.

    An amount is a number, or text with a decimal point or comma and spaces between thousands. `unknown` or
    `okänt` stands where nobody can tell.

    Raises:
        ListError: with every problem, by row: a payment that was not drawn or is missing, another amount
        than was
            drawn, a cell that is empty or no amount.
        SheetError: the sheet cannot be read.
    """
    from amp_rules.audit.payments.sheets import header, rows

    lacking = [
        name for name in dict.fromkeys((key, "amount", "currency", column)) if name not in header(sheet)
    ]
    if lacking:
        raise ListError(f"{sheet}: no column {', '.join(lacking)}")
    reader = _Sheet(sheet, column, sample, key)
    for row in rows(sheet):
        reader.take(row)
    return reader.found()


class _Sheet:
    def __init__(self, path: Path, column: str, sample: Sample, key: str) -> None:
        from amp_rules.audit.payments.plaintext import plain_text

        self.path, self.column, self.key = path, column, key
        self.picks = {pick.key: pick for pick in sample.picks}
        # A reference that begins as a formula would has an apostrophe in front of it in CSV.
        self.written = {plain_text(each): each for each in self.picks} | {each: each for each in self.picks}
        self.amounts: dict[str, Money | Unknown] = {}
        self.problems: list[str] = []

    def take(self, row: SheetRow) -> None:
        if row.problem is not None:
            self.problems.append(f"row {row.number}: {row.problem}")
            return
        said = row.cells[self.key]
        name = self.written.get(said.strip() if isinstance(said, str) else str(said))
        if name is None:
            self.problems.append(f"row {row.number}: {self.key}: not a payment that was drawn")
        elif name in self.amounts:
            self.problems.append(f"row {row.number}: {self.key}: a payment that stands above")
        else:
            self.amounts[name] = self._audited(row, self.picks[name])

    def _audited(self, row: SheetRow, pick: Pick) -> Money | Unknown:
        currency = pick.book.currency
        if amount_of(row.cells["amount"], currency) != pick.book or row.cells["currency"] != currency:
            self.problems.append(f"row {row.number}: amount: not what was drawn")
        cell = row.cells[self.column]
        if isinstance(cell, str) and cell.strip().lower() in _UNKNOWN:
            return UNKNOWN
        found = amount_of(cell, currency)
        if found is None:
            said = (
                "is empty" if cell is None else "expected an amount with at most two decimals, or 'unknown'"
            )
            self.problems.append(f"row {row.number}: {self.column}: {said}")
            return UNKNOWN
        return found

    def found(self) -> Mapping[str, Money | Unknown]:
        missing = len(self.picks.keys() - self.amounts.keys())
        if missing:
            self.problems.append(f"{missing} of {len(self.picks)} payments that were drawn are missing")
        if self.problems:
            raise ListError("\n".join(self._told()))
        return self.amounts

    def _told(self) -> Iterator[str]:
        for each in self.problems[:_MOST_TOLD]:
            yield f"{self.path}: {each}"
        if len(self.problems) > _MOST_TOLD:
            yield f"and {len(self.problems) - _MOST_TOLD} more problems"


def amount_of(cell: Cell, currency: Currency) -> Money | None:
    """The amount of a cell; None where it is none.

    >>> amount_of("1 234,50", "SEK"), amount_of("1,234", "SEK")
    (Money('1234.50', 'SEK'), None)
    """
    if isinstance(cell, bool) or not isinstance(cell, str | int | Decimal):
        return None
    if isinstance(cell, str):
        text = cell.strip().translate({0xA0: " ", 0x202F: " ", 0x2212: "-"})
        if not (_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)):
            return None
        cell = Decimal(text.replace(" ", "").replace(",", "."))
    minor = Decimal(cell) * 100
    if not minor.is_finite() or minor != minor.to_integral_value() or abs(minor) > 10**17:
        return None
    return Money(int(minor), currency)
