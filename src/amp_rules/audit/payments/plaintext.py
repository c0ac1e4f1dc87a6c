"""Text that stays text in a spreadsheet: what is written to CSV and XLSX is never a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TextIO

from amp_rules.audit.payments.cells import LONGEST_TEXT, SheetError
from amp_rules.errors import MissingExtraError

CellOut = str | int | Decimal | date | bool | None
"""What may be written to a cell; None leaves it empty."""

LAST_ROW: Final = 1_048_576
STRINGS_STAY: Final[Mapping[str, Any]] = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}
"""Options of an XlsxWriter workbook: text is written as text, and one row is held at a time."""

_SIGNS: Final = (
    "=+@|%\\-\u2212\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u207a\u207b\u207c\u208a\u208b\u208c"
)
_QUIET: Final = "\\s\"'`\u00b4\u2018-\u201f\u00ad\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u206f"
_OPENS: Final = re.compile(f"[{_QUIET}]*[{_SIGNS}]")
_OPENS_WITHIN: Final = re.compile(f"([,;|])(?=[{_QUIET}]*[{_SIGNS}])")
_NUMBER: Final = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", re.ASCII)
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_DOUBLE_DIGITS: Final = 15


def plain_text(text: str) -> str:
    r"""The text as a CSV cell that no spreadsheet program takes for a formula.

    An apostrophe goes before text that begins as a formula would, also after spaces, quotes or invisible
    characters, in full-width and raised forms, and within the text after what a program may take for the end
    of a cell. Control characters become spaces. A plain number stays as it is. After the guidance of OWASP on
    CSV injection.

    >>> plain_text("=1+1"), plain_text("-71.00"), plain_text("a;@b\tc")
    ("'=1+1", '-71.00', "a;'@b c")
    """
    flat = _CONTROLS.sub(" ", text)[:LONGEST_TEXT]
    if _NUMBER.fullmatch(flat):
        return flat
    guarded = _OPENS_WITHIN.sub(r"\1'", flat)
    return f"'{guarded}" if _OPENS.match(flat) or text[:1] in ("\t", "\r", "\n") else guarded


def csv_cell(value: CellOut) -> str:
    """A value as the text of a CSV cell: dates as YYYY-MM-DD, truth values as true and false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return plain_text(value)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def csv_writer(stream: TextIO, delimiter: str = ",") -> Callable[[Iterable[CellOut]], None]:
    r"""A function that writes one row as CSV; the stream is opened with newline=''.

    >>> import io
    >>> stream = io.StringIO()
    >>> csv_writer(stream)(["a,b", Decimal("-1.50"), None])
    >>> stream.getvalue()
    '"a,b",-1.50,\n'
    """
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")

    def write(row: Iterable[CellOut]) -> None:
        writer.writerow([csv_cell(value) for value in row])

    return write


def write_xlsx(path: Path, name: str, rows: Iterable[Iterable[CellOut]]) -> int:
    """Writes the rows as the one sheet of a new workbook; the number of rows.

    Text is never a formula or a link, and stays text when it is edited. Sums that a double does not hold
    exactly are written as text.

    Raises:
        SheetError: there are more rows than a sheet has.
        MissingExtraError: XlsxWriter is not there.
    """
    try:
        import xlsxwriter  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtraError("writing XLSX needs XlsxWriter", "audit", str(error)) from None

    number = 0
    with xlsxwriter.Workbook(path, dict(STRINGS_STAY)) as book:
        put = xlsx_cells(book, book.add_worksheet(name))
        for number, row in enumerate(rows, 1):
            if number > LAST_ROW:
                raise SheetError(path, f"more than {LAST_ROW} rows; write CSV instead")
            for place, value in enumerate(row):
                put(number - 1, place, value)
    return number


def xlsx_cells(book: Any, sheet: Any) -> Callable[[int, int, CellOut], None]:
    """A function that writes a value to a cell (row, column; from 0) of an XlsxWriter sheet, text as text."""
    quoted = book.add_format({"quote_prefix": True})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})

    def put(row: int, column: int, value: CellOut) -> None:
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, str):
            text = _CONTROLS.sub(" ", value)[:LONGEST_TEXT]
            sheet.write_string(row, column, text, quoted if _OPENS.match(text) else None)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, dated)
        elif isinstance(value, int | Decimal):
            _put_number(sheet, row, column, value)

    return put


def _put_number(sheet: Any, row: int, column: int, value: int | Decimal) -> None:
    if len(Decimal(value).normalize().as_tuple().digits) <= _DOUBLE_DIGITS:
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, format(Decimal(value), "f"))
