"""Rows of an XLSX worksheet, one at a time."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from amp_rules.audit.payments.cells import (
    LONGEST_ROW,
    LONGEST_TEXT,
    Advance,
    Cell,
    SheetError,
    SheetRow,
    Unreadable,
    columns_of,
    day_of,
    number_of,
)
from amp_rules.audit.payments.package import LARGEST_SHEET, Package
from amp_rules.audit.payments.workbook import Workbook, open_workbook, unescaped

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
_REFERENCE: Final = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
_NEVER: Final = Unreadable("a formula that was never computed")


def xlsx_rows(path: Path, sheet: str | None, advance: Advance) -> Generator[SheetRow]:
    """The header, then every row that is not blank.

    The first row given holds the names of the columns as keys, with no values.
    """
    with Package(path) as package:
        book = open_workbook(package, sheet)
        heard = _Rows(path, book)
        columns: tuple[str, ...] | None = None
        for _ in package.read(book.part, heard, LARGEST_SHEET, advance):
            for number, cells, computed in heard.take():
                if columns is None:
                    columns = _header(path, number, cells)
                    yield SheetRow(number, dict.fromkeys(columns))
                else:
                    yield _row(number, columns, cells, computed)
        if columns is None:
            raise SheetError(path, "expected the names of the columns, found an empty sheet", 1)


_Read = tuple[int, dict[int, Cell], set[int]]


def _header(path: Path, number: int, cells: dict[int, Cell]) -> tuple[str, ...]:
    if number != 1:
        raise SheetError(path, "expected the names of the columns, found an empty row", 1)
    return columns_of(path, [cells.get(place) for place in range(1, max(cells) + 1)], 1)


def _row(number: int, columns: tuple[str, ...], cells: dict[int, Cell], computed: set[int]) -> SheetRow:
    if max(cells) > len(columns):
        return SheetRow(number, {}, "a cell beyond the last named column")
    named = {name: cells.get(place) for place, name in enumerate(columns, 1)}
    return SheetRow(number, named, computed=tuple(columns[place - 1] for place in sorted(computed)))


class _Rows:
    """What a worksheet says, as rows that are complete; what is not a cell is passed over."""

    def __init__(self, path: Path, book: Workbook) -> None:
        self.path = path
        self.book = book
        self.done: list[_Read] = []
        self.within = False
        self.number = 0
        self.cells: dict[int, Cell] = {}
        self.computed: set[int] = set()
        self.place = 0
        self.kind = "n"
        self.style = 0
        self.formula = False
        self.value: list[str] | None = None
        self.size = 0
        self.listening = False
        self.phonetic = False

    def take(self) -> list[_Read]:
        """The rows complete by now that are not blank; each is given once."""
        found, self.done = self.done, []
        return found

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""
        if name == "sheetData":
            self.within = True
        elif not self.within:
            return
        elif name == "row":
            self._start_row(attributes.get("r"))
        elif name == "c":
            self._start_cell(attributes)
        elif name == "f":
            self.formula = True
        elif name in ("v", "t"):
            self.listening = not self.phonetic and (name == "v") == (self.kind != "inlineStr")
            if self.listening and self.value is None:
                self.value = []
        elif name == "rPh":
            self.phonetic = True

    def end(self, name: str) -> None:
        """An element closes."""
        if not self.within:
            return
        if name in ("v", "t"):
            self.listening = False
        elif name == "c":
            value = self._cell()
            if value is not None:
                self.cells[self.place] = value
                if self.formula:
                    self.computed.add(self.place)
        elif name == "row":
            if self.cells:
                self.done.append((self.number, self.cells, self.computed))
            self.cells, self.computed = {}, set()
        elif name == "rPh":
            self.phonetic = False
        elif name == "sheetData":
            self.within = False

    def text(self, text: str) -> None:
        """Text of a cell."""
        if self.listening and self.value is not None:
            self.size += len(text)
            if self.size > LONGEST_ROW:
                raise SheetError(self.path, f"a row of more than {LONGEST_ROW} characters", self.number)
            self.value.append(text)

    def _start_row(self, written: str | None) -> None:
        number = self.number + 1 if written is None else _whole(written)
        if not self.number < number <= LAST_ROW:
            raise SheetError(self.path, "rows out of order, or beyond the last that a sheet has", self.number)
        self.number = number
        self.place = 0
        self.size = 0

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        place = self.place + 1
        if "r" in attributes:
            column = _REFERENCE.fullmatch(attributes["r"])
            place = _column(column[1]) if column and int(column[2]) == self.number else 0
        if not self.place < place <= LAST_COLUMN:
            raise SheetError(
                self.path, "cells out of order, or beyond the last that a sheet has", self.number
            )
        self.place = place
        self.kind = attributes.get("t", "n")
        self.style = _whole(attributes.get("s", "0"))
        self.formula = False
        self.value = None

    def _cell(self) -> Cell:
        text = None if self.value is None else "".join(self.value)
        if not text:
            return _NEVER if self.formula and self.kind != "str" else None
        match self.kind:
            case "s":
                return self._short(self.book.string(_whole(text)))
            case "str" | "inlineStr":
                return self._short(unescaped(text))
            case "n":
                number = number_of(text.strip())
                return day_of(number, self.book.from_1904) if self.style in self.book.dates else number
            case "b":
                return {"0": False, "1": True}.get(text.strip(), Unreadable("not a truth value"))
            case "d":
                return _iso(text.strip())
            case "e":
                return Unreadable("an error in the spreadsheet")
        return Unreadable("a kind of cell that is not known")

    def _short(self, text: str | None) -> Cell:
        if text is None:
            return Unreadable("a text that the file does not hold")
        if len(text) > LONGEST_TEXT:
            return Unreadable(f"a text of more than {LONGEST_TEXT} characters")
        return text or None


def _iso(text: str) -> date | Unreadable:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return Unreadable("not a date")


def _whole(text: str) -> int:
    return int(text) if len(text) <= 10 and text.isascii() and text.isdigit() else -1


def _column(letters: str) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - 64
    return place
