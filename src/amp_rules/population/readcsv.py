"""Tables of text: CSV files typed by the schema, a block at a time."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from amp_rules.population.badrows import BadRow, BadRowsError, PopulationError
from amp_rules.population.faults import Fault
from amp_rules.population.schema import TableSchema
from amp_rules.population.typed import Typing, moved

BLOCK: Final = 16 * 1024 * 1024
LONGEST_HEADER: Final = 1024 * 1024


def read_csv(schema: TableSchema, parts: list[Path]) -> tuple[pa.Table, list[Fault]]:
    """The table that CSV files in UTF-8 hold, each with the same kind of header.

    Cells are separated by commas, or by semicolons where the header has them. An empty cell is unknown,
    whether quoted or not; `[]` is a set known to be empty.

    Raises:
        PopulationError: a file without a header, or not in UTF-8.
        BadRowsError: lines with another number of cells than the header.
    """
    tables: list[pa.Table] = []
    faults: list[Fault] = []
    rows = 0
    for part in parts:
        for names, batch in _batches(schema, part):
            typing = Typing(schema, as_text=True)
            columns = [pa.chunked_array([column]) for column in batch.columns]
            tables.append(typing.table(names, columns))
            faults += moved(typing.faults, rows)
            rows += batch.num_rows
    found = pa.concat_tables(tables, promote_options="default") if tables else schema.arrow.empty_table()
    return found, _once(faults)


def _once(faults: list[Fault]) -> list[Fault]:
    """Faults of a whole table, seen again in each block, only once."""
    seen: set[tuple[str, str, str]] = set()
    kept: list[Fault] = []
    for fault in faults:
        key = (fault.column, fault.code, fault.message)
        if len(fault.rows) or key not in seen:
            kept.append(fault)
        if not len(fault.rows):
            seen.add(key)
    return kept


def _batches(schema: TableSchema, path: Path) -> Iterator[tuple[list[str], pa.RecordBatch]]:
    from pyarrow import csv as arrow_csv

    names, delimiter = _header(path)
    cells = [f"c{at}" for at in range(len(names))]
    uneven: list[int] = []
    options = (
        arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=cells, skip_rows=1),
        arrow_csv.ParseOptions(delimiter=delimiter, invalid_row_handler=_noting(uneven)),
        arrow_csv.ConvertOptions(column_types=dict.fromkeys(cells, pa.string()), strings_can_be_null=False),
    )
    try:
        with arrow_csv.open_csv(path, *options) as stream:
            for batch in stream:
                yield names, batch
    except pa.ArrowInvalid:
        raise PopulationError(f"{path}: not CSV in UTF-8") from None
    if uneven:
        message = "another number of cells than the header"
        raise BadRowsError(tuple(BadRow(schema.name, row, "", "", "", "form", message) for row in uneven))


def _noting(uneven: list[int]) -> Callable[[Any], str]:
    def note(row: Any) -> str:
        uneven.append(int(row.number or 0) - 1)
        return "skip"

    return note


def _header(path: Path) -> tuple[list[str], str]:
    """The names of the columns, and what separates them."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            line = stream.readline(LONGEST_HEADER)
    except UnicodeDecodeError:
        raise PopulationError(f"{path}: not in UTF-8") from None
    if not line.strip():
        raise PopulationError(f"{path}: no header")
    delimiter = ";" if ";" in line else ","
    return next(csv.reader([line], delimiter=delimiter)), delimiter
