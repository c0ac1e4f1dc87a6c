"""What a table is made of as it is read: rows, cells, and what cannot be read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from amp_rules.errors import AmpRulesError

MOST_COLUMNS: Final = 1_000
MOST_ROWS: Final = 20_000_000
LONGEST_TEXT: Final = 32_767
"""So many characters a cell may hold, as in a spreadsheet program."""
LONGEST_ROW: Final = 4 * 1024 * 1024
"""So many characters a row may hold, written out."""

Advance = Callable[[int], None]
"""Called with so many bytes of the file gone through since the last call."""

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_LONGEST_NUMBER: Final = 40
_MOST_DIGITS: Final = 17
_MOST_WHOLE: Final = Decimal(10**18)
_EPOCH_1900: Final = date(1899, 12, 30)
_EPOCH_1904: Final = date(1904, 1, 1)
_FIRST_SURE: Final = 61
_LAST: Final = (date.max - _EPOCH_1900).days


class SheetError(AmpRulesError):
    """A table that cannot be read; names the file and perhaps the row, never what a cell holds."""

    def __init__(self, path: Path, message: str, row: int | None = None) -> None:
        self.path = path
        self.row = row
        self.problem = message
        place = f"{path}, row {row}" if row is not None else str(path)
        super().__init__(f"{place}: {message}")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell whose value cannot be told, and why."""

    reason: str


Cell = str | Decimal | int | date | bool | Unreadable | None
"""A cell's value; None where it is empty. A date is never a `datetime`; a truth value is never a number."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row below the header.

    number: as a person sees it. In CSV and XLSX the header is row 1; a CSV row with line breaks within quotes
    has the number of its first line. Parquet has no header row, and its first row is 1.
    cells: by column, every column of the header; empty where the row as a whole cannot be read.
    problem: why the row as a whole cannot be read. computed: columns whose value is a formula's, as it stood
    when the file was saved.
    """

    number: int
    cells: Mapping[str, Cell]
    problem: str | None = None
    computed: tuple[str, ...] = ()


def columns_of(path: Path, names: list[Cell], row: int | None) -> tuple[str, ...]:
    """The names of the columns, without space around them.

    Raises SheetError where a name is empty, is no text, or stands twice, by the column's place.
    """
    while names and (names[-1] is None or names[-1] == ""):
        names.pop()
    if not names:
        raise SheetError(path, "expected the names of the columns, found an empty row", row)
    if len(names) > MOST_COLUMNS:
        raise SheetError(path, f"expected at most {MOST_COLUMNS} columns", row)
    found: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        text = name.strip() if isinstance(name, str) else ""
        if not text:
            raise SheetError(path, f"column {place} has no name", row)
        if found.setdefault(text, place) != place:
            raise SheetError(path, f"columns {found[text]} and {place} have the same name", row)
    return tuple(found)


def number_of(text: str) -> int | Decimal | Unreadable:
    """The number that a double written as text stands for.

    Spreadsheets hold doubles and write up to 17 digits: 1234.56 may stand in the file as 1234.5599999999999.
    The value is the shortest decimal that names the same double, which is what was typed. Text that no double
    holds exactly, such as whole numbers of 20 digits, is unreadable.

    >>> number_of("1234.5599999999999")
    Decimal('1234.56')
    """
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return Unreadable("not a number")
    written = Decimal(text)
    value = float(text)
    if not math.isfinite(value):
        return Unreadable("a number too large for a spreadsheet")
    shortest = Decimal(repr(value))
    too_long = len(written.normalize().as_tuple().digits) > _MOST_DIGITS
    if too_long or (shortest != written and written == written.to_integral_value()):
        return Unreadable("a number of more digits than a spreadsheet holds")
    return plain(shortest)


def double_of(value: float) -> int | Decimal | Unreadable:
    """The shortest decimal that names a double."""
    return plain(Decimal(repr(value))) if math.isfinite(value) else Unreadable("not a finite number")


def plain(number: Decimal) -> int | Decimal:
    """Whole numbers as int where they are of a common size, others as they are."""
    if abs(number) < _MOST_WHOLE and number == number.to_integral_value():
        return int(number)
    return number


def day_of(serial: int | Decimal | Unreadable, from_1904: bool) -> date | Unreadable:
    """The day that a spreadsheet counts as `serial`; a time of day is left off.

    Days before 1900-03-01 are unreadable: programs disagree about them.
    """
    if isinstance(serial, Unreadable):
        return serial
    days = int(serial // 1)
    if from_1904:
        sure, epoch = 0 <= days <= _LAST - 1462, _EPOCH_1904
    else:
        sure, epoch = _FIRST_SURE <= days <= _LAST, _EPOCH_1900
    return epoch + timedelta(days) if sure else Unreadable("not a date that a spreadsheet counts")
