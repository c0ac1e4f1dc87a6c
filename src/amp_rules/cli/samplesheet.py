"""The sheet of a sample as it comes back: what should have been paid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from amp_rules.cli.samplelist import ListError
from amp_rules.terms import UNKNOWN, Currency, Money, Unknown

if TYPE_CHECKING:
    from amp_rules.audit.payments.cells import Cell, SheetRow
    from amp_rules.audit.sampling import Pick, Sample

_UNKNOWN: Final = ("unknown", "okänt")
_PLAIN: Final = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,2})?", re.ASCII)
_GROUPED: Final = re.compile(r"-?[0-9]{1,3}(?: [0-9]{3}){1,4}(?:[.,][0-9]{1,2})?", re.ASCII)
_MOST_TOLD: Final = 20


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
