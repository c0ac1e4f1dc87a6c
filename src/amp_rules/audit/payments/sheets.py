"""Tables of payments, read row by row from CSV, XLSX or Parquet within bounds."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from amp_rules.audit.payments.cells import Advance, Cell, SheetError, SheetRow, Unreadable
from amp_rules.audit.payments.package import Package
from amp_rules.audit.payments.sheetcsv import csv_rows
from amp_rules.audit.payments.sheetparquet import parquet_rows
from amp_rules.audit.payments.sheetxlsx import xlsx_rows
from amp_rules.audit.payments.workbook import sheet_parts

__all__ = ["Advance", "Cell", "SheetError", "SheetRow", "Unreadable", "header", "rows", "sheet_names"]

CSV: Final = (".csv", ".tsv", ".txt")
XLSX: Final = (".xlsx", ".xlsm")
PARQUET: Final = (".parquet",)


def rows(
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    advance: Advance | None = None,
) -> Iterator[SheetRow]:
    """The rows of a table below its header, in order, blank ones left out.

    The form is told by the name: .csv, .tsv, .txt; .xlsx, .xlsm; .parquet. sheet: of an XLSX file with
    several. encoding, delimiter: of a CSV file; left out, UTF-8, and what divides the names in the header.
    advance: is called with the bytes of the file gone through; they add up to no more than its size.

    A cell is text as it stands (in CSV always), an exact number (of a double, the shortest decimal that names
    it; float32 is not read), a day (a time of day is left off) or None where empty. It is `Unreadable` where
    there is an error, a formula never computed, or a type that is not read. A formula's value is the one
    saved with the file, and its column is named in `computed`. No more than a few thousand rows are held at a
    time, beside the table of texts of an XLSX file.

    Raises, also on the way:
        SheetError: the file is of another form, is broken, or goes beyond what is read.
        MissingExtraError: openpyxl or PyArrow is not there.
        OSError: the file cannot be read.
    """
    found = _stream(path, sheet, encoding, delimiter, advance or _nothing)
    next(found)
    return found


def header(
    path: Path, *, sheet: str | None = None, encoding: str | None = None, delimiter: str | None = None
) -> tuple[str, ...]:
    """The names of the columns, in order; raises as `rows` does."""
    with closing(_stream(path, sheet, encoding, delimiter, _nothing)) as stream:
        return tuple(next(stream).cells)


def sheet_names(path: Path) -> tuple[str, ...]:
    """The worksheets of an XLSX file, hidden ones too. Raises SheetError and OSError."""
    with Package(path) as package:
        return tuple(sheet_parts(package))


def _nothing(_: int) -> None:
    pass


def _stream(
    path: Path, sheet: str | None, encoding: str | None, delimiter: str | None, advance: Advance
) -> Generator[SheetRow]:
    form = path.suffix.lower()
    if path.exists() and not path.is_file():
        raise SheetError(path, "expected a file")
    if sheet is not None and form not in XLSX:
        raise SheetError(path, "only XLSX files have sheets to name")
    if (encoding is not None or delimiter is not None) and form not in CSV:
        raise SheetError(path, "an encoding and a delimiter are for CSV files")
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n\0 '):
        raise SheetError(path, "a delimiter is one character, no quote, space or line break")
    if form in CSV:
        return csv_rows(path, encoding, delimiter, advance)
    if form in XLSX:
        return xlsx_rows(path, sheet, advance)
    if form in PARQUET:
        return parquet_rows(path, advance)
    raise SheetError(path, "expected a name that ends in .csv, .tsv, .txt, .xlsx, .xlsm or .parquet")
