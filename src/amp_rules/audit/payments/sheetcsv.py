"""Rows of a CSV file, one at a time."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

from amp_rules.audit.payments.cells import (
    LONGEST_ROW,
    LONGEST_TEXT,
    MOST_COLUMNS,
    MOST_ROWS,
    Advance,
    SheetError,
    SheetRow,
    columns_of,
)

LONGEST_LINE: Final = 1024 * 1024
DELIMITERS: Final = (",", ";", "\t")
_ENCODING: Final = "utf-8-sig"
_OTHERS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ZIP: Final = b"PK\x03\x04"


class _Lines:
    """The lines of a file for the reader, with a count of them and a bound on their length."""

    def __init__(
        self, path: Path, stream: io.TextIOWrapper, raw: io.BufferedReader, advance: Advance
    ) -> None:
        self.path = path
        self.stream = stream
        self.raw = raw
        self.advance = advance
        self.number = 0
        self.first = 1
        self.size = 0
        self.told = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def start_row(self) -> None:
        """From here on lines belong to a new row."""
        self.first = self.number + 1
        self.size = 0

    def error(self, message: str) -> SheetError:
        """An error at the row that is being read."""
        return SheetError(self.path, message, self.first)

    def __next__(self) -> str:
        try:
            line = self.stream.readline(LONGEST_LINE + 1)
        except UnicodeError:
            raise self.error(
                f"not {self.stream.encoding.removesuffix('-sig').upper()} text here or a little below;"
                " name the encoding, such as cp1252 or utf-16"
            ) from None
        if not line:
            self._tell()
            raise StopIteration
        self.number += 1
        self.size += len(line)
        if self.number % 1024 == 0:
            self._tell()
        if len(line) > LONGEST_LINE:
            raise self.error(f"a line of more than {LONGEST_LINE} characters")
        if self.size > LONGEST_ROW:
            raise self.error(f"a row of more than {LONGEST_ROW} characters; is a quote left open?")
        if "\0" in line:
            raise self.error("holds a NUL character; is the encoding another, such as utf-16?")
        return line

    def _tell(self) -> None:
        place = self.raw.tell()
        self.advance(place - self.told)
        self.told = place


def csv_rows(
    path: Path, encoding: str | None, delimiter: str | None, advance: Advance
) -> Generator[SheetRow]:
    """The header as row 0 of the stream, under its own number, then every row that is not blank.

    The first row given holds the names of the columns as keys, with no values.
    """
    with path.open("rb") as raw:
        chosen = _encoding(path, raw.peek(4)[:4], encoding)
        stream = io.TextIOWrapper(raw, encoding=chosen, errors="strict", newline="")
        yield from _rows(_Lines(path, stream, raw, advance), delimiter)


def _encoding(path: Path, begins: bytes, chosen: str | None) -> str:
    if begins == _ZIP:
        raise SheetError(path, "expected text, found a packed file such as XLSX")
    if chosen is None:
        mark = next((name for mark, name in _OTHERS if begins.startswith(mark)), _ENCODING)
        if mark != _ENCODING:
            raise SheetError(path, f"begins as {mark} text; name the encoding {mark}")
        return mark
    try:
        name = codecs.lookup(chosen).name
        "".encode(name)
    except LookupError:
        raise SheetError(path, "no such text encoding") from None
    return _ENCODING if name == "utf-8" else name


def _rows(lines: _Lines, delimiter: str | None) -> Iterator[SheetRow]:
    first = next(lines, "")
    if first[:4].lower() == "sep=" and len(first.rstrip("\r\n")) == 5:
        delimiter = delimiter or first[4]
        lines.start_row()
        first = next(lines, "")
    reader = csv.reader(_chain(first, lines), delimiter=delimiter or _sniffed(lines, first), strict=True)
    number = lines.first
    columns = columns_of(lines.path, list(_next(reader, lines) or ()), number)
    yield SheetRow(number, dict.fromkeys(columns))
    count = 0
    while True:
        lines.start_row()
        cells = _next(reader, lines)
        if cells is None:
            return
        if any(cells):
            count += 1
            if count > MOST_ROWS:
                raise lines.error(f"more than {MOST_ROWS} rows")
            yield _row(lines.first, columns, cells)


def _chain(first: str, lines: _Lines) -> Iterator[str]:
    if first:
        yield first
    yield from lines


def _next(reader: Iterator[list[str]], lines: _Lines) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error:
        raise lines.error("quotes that do not fit, or a cell that is too long") from None


def _row(number: int, columns: tuple[str, ...], cells: list[str]) -> SheetRow:
    if len(cells) != len(columns):
        while len(cells) > len(columns) and not cells[-1]:
            cells.pop()
        if len(cells) != len(columns):
            return SheetRow(
                number, {}, f"expected {len(columns)} cells, found {min(len(cells), MOST_COLUMNS + 1)}"
            )
    if any(len(cell) > LONGEST_TEXT for cell in cells):
        return SheetRow(number, {}, f"a cell of more than {LONGEST_TEXT} characters")
    return SheetRow(number, {name: cell or None for name, cell in zip(columns, cells, strict=True)})


def _sniffed(lines: _Lines, header: str) -> str:
    """The delimiter that stands most often in the header, outside quotes."""
    bare = "".join(header.split('"')[::2])
    counts = {each: bare.count(each) for each in DELIMITERS}
    best = max(counts.values())
    found = [each for each, count in counts.items() if count == best]
    if best and len(found) > 1:
        raise lines.error("cannot tell what divides the columns; name the delimiter")
    return found[0]
