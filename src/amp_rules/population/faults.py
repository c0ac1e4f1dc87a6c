"""Faults as they are found, many rows at once, and as bad rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.population.badrows import BadRow, Code
from amp_rules.population.links import Numbers
from amp_rules.population.schema import TABLES

IDENTIFIER: Final = r"^[A-Za-z0-9._-]{1,64}$"
MOST_ALIKE: Final = 1_000
"""Where more rows than this, and all that say anything, have one fault, the column has it."""
NO_ROWS: Final[Numbers] = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One kind of fault in some rows of a table; no rows: in the table as a whole. `rows` count from 0."""

    table: str
    column: str
    code: Code
    message: str
    rows: Numbers


def whole(table: str, column: str, code: Code, message: str) -> Fault:
    """A fault of a table or a whole column."""
    return Fault(table, column, code, message, NO_ROWS)


def in_rows(table: str, column: str, code: Code, message: str, bad: pa.ChunkedArray) -> Iterator[Fault]:
    """A fault in the rows where `bad` is true; none where it is true nowhere."""
    rows = np.flatnonzero(np.asarray(pc.fill_null(bad, False)))
    if len(rows):
        yield Fault(table, column, code, message, rows)


def in_cells(
    table: str, column: str, code: Code, message: str, bad: pa.ChunkedArray, known: int
) -> Iterator[Fault]:
    """As `in_rows`; one fault of the column where all of its many `known` cells are bad."""
    for fault in in_rows(table, column, code, message, bad):
        alike = len(fault.rows) == known and known > MOST_ALIKE
        yield (
            whole(table, column, code, f"{message}, in all {known} rows that have a value")
            if alike
            else fault
        )


def well_formed(ids: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    """Which ids may be shown: those of the form that the case model asks for."""
    return np.asarray(pc.fill_null(pc.match_substring_regex(ids, IDENTIFIER), False), np.bool_)


def listed(faults: Iterable[Fault], tables: Mapping[str, pa.Table]) -> tuple[BadRow, ...]:
    """Every fault as bad rows, in order of table, row and column; one for each cell."""
    places = {name: list(schema.columns) for name, schema in TABLES.items()}
    found: dict[tuple[int, int, int], BadRow] = {}
    for fault in faults:
        table = list(TABLES).index(fault.table)
        columns = places[fault.table]
        at = columns.index(fault.column) if fault.column in columns else -1 - len(found)
        for row, case_id, own_id in _keyed(fault, tables[fault.table]):
            bad = BadRow(fault.table, row, case_id, own_id, fault.column, fault.code, fault.message)
            found.setdefault((table, row, at), bad)
    return tuple(found[key] for key in sorted(found))


def _keyed(fault: Fault, table: pa.Table) -> Iterator[tuple[int, str, str]]:
    if not len(fault.rows):
        yield 0, "", ""
        return
    rows = pa.array(fault.rows)
    own = TABLES[fault.table].own
    case_ids = _shown(table, "case_id", rows)
    own_ids = _shown(table, own, rows) if own is not None else [""] * len(rows)
    yield from zip((fault.rows + 1).tolist(), case_ids, own_ids, strict=True)


def _shown(table: pa.Table, column: str, rows: pa.Array) -> list[str]:
    if column not in table.column_names or not pa.types.is_string(table.schema.field(column).type):
        return [""] * len(rows)
    ids = table[column].take(rows)
    shown = pc.if_else(pa.array(well_formed(ids)), ids.combine_chunks(), "")
    return [each or "" for each in shown.to_pylist()]
