"""Cases written into tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from operator import attrgetter
from typing import Any, Final

import pyarrow as pa

from amp_rules.case.model import Case
from amp_rules.population.schema import PERSONS, TABLES, Column, TableSchema
from amp_rules.terms import UNKNOWN

BATCH: Final = 10_000

Entry = tuple[str, int, Any]
"""The id of the case, the position in its list, and the entry."""


def tables_of(cases: Iterable[Case]) -> Mapping[str, pa.Table]:
    """Every table of the cases, whole and in order; takes so many cases at a time as fit in memory."""
    waiting = iter(cases)
    batches: dict[str, list[pa.RecordBatch]] = {name: [] for name in TABLES}
    while batch := list(islice(waiting, BATCH)):
        for name, schema in TABLES.items():
            batches[name].append(_batch(schema, list(_entries(schema, batch))))
    return {name: pa.Table.from_batches(batches[name], schema.arrow) for name, schema in TABLES.items()}


def _entries(schema: TableSchema, cases: list[Case]) -> Iterator[Entry]:
    if not schema.listed:
        yield from ((case.id, 0, case) for case in cases)
        return
    read = attrgetter(".".join(schema.listed))
    ahead = schema.name == PERSONS
    for case in cases:
        if ahead:
            yield (case.id, 0, case.principal)
        listed = read(case)
        if listed is not UNKNOWN:
            yield from ((case.id, place + ahead, entry) for place, entry in enumerate(listed))


def _batch(schema: TableSchema, entries: list[Entry]) -> pa.RecordBatch:
    arrays = [pa.array(_values(column, entries), column.type) for column in schema.columns.values()]
    return pa.RecordBatch.from_arrays(arrays, schema=schema.arrow)


def _values(column: Column, entries: list[Entry]) -> list[Any]:
    if column.role == "case":
        return [case_id for case_id, _, _ in entries]
    if column.role == "position":
        return [place for _, place, _ in entries]
    read = _reader(column)
    if column.role == "known":
        return [read(entry) is not UNKNOWN for _, _, entry in entries]
    if column.role == "absent":
        return [read(entry) is None for _, _, entry in entries]
    return _plain(column, [read(entry) for _, _, entry in entries])


def _reader(column: Column) -> Callable[[Any], Any]:
    """Reads a fact; the principal has none of what only a child has."""
    if len(column.path) > 1:
        return attrgetter(".".join(column.path))
    (name,) = column.path
    return lambda entry: getattr(entry, name, UNKNOWN)


def _plain(column: Column, values: list[Any]) -> list[Any]:
    kind = column.spec.kind if column.spec is not None else "text"
    if kind == "money":
        return [None if value is UNKNOWN or value is None else value.minor for value in values]
    if kind == "set":
        return [None if value is UNKNOWN or value is None else " ".join(sorted(value)) for value in values]
    return [None if value is UNKNOWN else value for value in values]
