"""Rows of a Parquet file, a few thousand at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from amp_rules.audit.payments.cells import (
    LONGEST_TEXT,
    MOST_ROWS,
    Advance,
    Cell,
    SheetError,
    SheetRow,
    Unreadable,
    columns_of,
    double_of,
    plain,
)
from amp_rules.errors import MissingExtraError

LARGEST_GROUP: Final = 1024 * 1024 * 1024
_ROWS_AT_ONCE: Final = 4_096
_UNKNOWN: Final = Unreadable("a type of column that is not read")


def parquet_rows(path: Path, advance: Advance) -> Generator[SheetRow]:
    """The names of the columns as keys with no values, under number 0; then every row, counted from 1."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtraError("reading Parquet needs PyArrow", "audit", str(error)) from None

    try:
        with pq.ParquetFile(path, read_dictionary=_texts(pq.ParquetFile(path))) as file:
            columns = columns_of(path, list(file.schema_arrow.names), None)
            _bounded(path, file.metadata)
            yield SheetRow(0, dict.fromkeys(columns))
            yield from _rows(path, file, columns, advance)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        raise SheetError(path, "not a whole Parquet file, or of a form that is not read") from None


def _texts(file: Any) -> list[str]:
    """The columns of text, which are read as codes so that a repeated text stands once."""
    import pyarrow as pa

    text = (pa.string(), pa.large_string())
    with file:
        return [each.name for each in file.schema_arrow if each.type in text]


def _bounded(path: Path, metadata: Any) -> None:
    if not 0 <= metadata.num_rows <= MOST_ROWS:
        raise SheetError(path, f"more than {MOST_ROWS} rows")
    for place in range(metadata.num_row_groups):
        # PyArrow ends the process when a broken description of a column is asked for, so none is.
        if not 0 <= metadata.row_group(place).total_byte_size <= LARGEST_GROUP:
            raise SheetError(path, f"a row group of more than {LARGEST_GROUP} bytes once unpacked")


def _rows(path: Path, file: Any, columns: tuple[str, ...], advance: Advance) -> Iterator[SheetRow]:
    size, total, number, told = path.stat().st_size, file.metadata.num_rows, 0, 0
    for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE):
        batch.validate(full=True)
        for values in zip(*[_values(batch.column(place)) for place in range(len(columns))], strict=True):
            number += 1
            yield SheetRow(number, dict(zip(columns, values, strict=True)))
        place = size * number // max(1, total)
        advance(place - told)
        told = place


def _values(column: Any) -> list[Cell]:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        held = [*_values(column.dictionary), None]
        return [held[-1 if place is None else place] for place in column.indices.to_pylist()]
    read = _reader(column.type)
    if read is None:
        return [None if each is None else _UNKNOWN for each in column.is_null().to_pylist()]
    return [None if each is None else read(each) for each in _listed(column)]


def _listed(column: Any) -> list[Any]:
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        # Nanoseconds would become a type of another package; the day is all that is asked for.
        column = column.cast(pa.timestamp("us"), safe=False)
    return list(column.to_pylist())


def _reader(kind: Any) -> Callable[[Any], Cell] | None:
    """How values of an Arrow type become cells; None where they do not."""
    import pyarrow as pa

    tests: tuple[tuple[Callable[[Any], bool], Callable[[Any], Cell]], ...] = (
        (lambda each: pa.types.is_string(each) or pa.types.is_large_string(each), _text),
        (pa.types.is_boolean, bool),
        (pa.types.is_integer, int),
        (pa.types.is_decimal, _decimal),
        (pa.types.is_float64, double_of),
        (pa.types.is_date, _day),
        (lambda each: pa.types.is_timestamp(each) and each.tz is None, _day),
    )
    return next((read for fits, read in tests if fits(kind)), None)


def _text(value: str) -> Cell:
    if len(value) > LONGEST_TEXT:
        return Unreadable(f"a text of more than {LONGEST_TEXT} characters")
    return value or None


def _decimal(value: Decimal) -> Cell:
    return plain(value)


def _day(value: date) -> Cell:
    return value.date() if isinstance(value, datetime) else value
