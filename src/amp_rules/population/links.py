"""Which rows of a table belong to which case, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.population.schema import CASES, PERSONS, TABLES, TableSchema

Numbers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
"""Rows and cases by number: more than 2³¹ of them are not held in one process."""


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """The rows of one table by case.

    of_case: for every row of the table the position of its case in `cases`, -1 where there is none. rows: the
    rows that have a case, by case and then by place. starts: where in `rows` each case begins; one more
    number than there are cases. entries: how many entries the list of
    each case has; the principal is not in the list of children.
    """

    of_case: Places
    rows: Places
    starts: Places
    entries: Places

    def of(self, first: int, last: int) -> Places:
        """The rows of the cases from `first` up to, but not including, `last`."""
        return self.rows[self.starts[first] : self.starts[last]]


def links_of(tables: Mapping[str, pa.Table]) -> Mapping[str, Links]:
    """The links of every table below `cases`, by table; one that is left out has no rows."""
    cases = tables[CASES]
    ids = (
        cases["case_id"].combine_chunks()
        if "case_id" in cases.column_names
        else pa.nulls(len(cases), pa.string())
    )
    return {name: _links(tables.get(name), schema, ids) for name, schema in TABLES.items() if schema.order}


def _links(table: pa.Table | None, schema: TableSchema, ids: pa.Array) -> Links:
    count = len(ids)
    keys = {"case_id", schema.order}
    if table is None or not table.num_rows or not keys.issubset(table.column_names):
        none = np.zeros(0, np.int32)
        return Links(none, none, _nothing(count + 1), _nothing(count))
    of_case = _owners(table["case_id"].combine_chunks(), ids)
    places = table[schema.order]
    if pa.types.is_date32(places.type):
        places = places.cast(pa.int32())
    place = _numbers(places, np.iinfo(np.int64).max)
    inside = np.flatnonzero(of_case >= 0)
    steps = np.diff(of_case[inside])
    if (steps < 0).any() or ((steps == 0) & (np.diff(place[inside]) < 0)).any():
        inside = inside[np.lexsort((place[inside], of_case[inside]))]
    listed = inside[place[inside] > 0] if schema.name == PERSONS else inside
    counts = np.bincount(of_case[inside], minlength=count)
    entries = counts if listed is inside else np.bincount(of_case[listed], minlength=count)
    starts = np.zeros(count + 1, np.int32)
    np.cumsum(counts, out=starts[1:])
    return Links(of_case, inside.astype(np.int32), starts, entries.astype(np.int32))


def _nothing(count: int) -> Places:
    """So many zeros that take no room."""
    return np.broadcast_to(np.zeros((), np.int32), (count,))


def _owners(names: pa.Array, ids: pa.Array) -> Places:
    """For every row the position of its case; rows of a case mostly stand together, so runs are looked up."""
    runs = pc.run_end_encode(names)
    ends = np.asarray(runs.run_ends.to_numpy(), np.int64)
    if runs.values.equals(ids):
        found = np.arange(len(ids), dtype=np.int32)
    else:
        found = _numbers(pc.index_in(runs.values, value_set=ids, skip_nulls=True), -1).astype(np.int32)
    return np.repeat(found, np.diff(ends, prepend=0))


def _numbers(column: pa.ChunkedArray, missing: int) -> Numbers:
    """A column of numbers, with `missing` for NULL."""
    whole = column.cast(pa.int64())
    return np.asarray(pc.fill_null(whole, missing).to_numpy(), np.int64)
