"""Checks of single cells: kinds, codes, limits, and two facts of one row that do not go together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.case.facts import FIRST_DAY, LAST_DAY, MOST_MINOR
from amp_rules.case.people import Person
from amp_rules.case.shapes import FactSpec, specs_of
from amp_rules.population.badrows import Code
from amp_rules.population.faults import IDENTIFIER, Fault, in_cells, in_rows, whole
from amp_rules.population.schema import PERSONS, Column, TableSchema

ORDERED: Final = (
    ("end", "start"),
    ("stay_reflection_permit_to", "stay_reflection_permit_from"),
    ("shelter_women_age_to", "shelter_women_age_from"),
)
"""Columns of one table, of which the first may not lie below the second."""
_LINE: Final = r"^[^\x00-\x1f\x7f-\x{9f}]{1,200}$"


def cell_faults(schema: TableSchema, table: pa.Table) -> Iterator[Fault]:
    """Everything wrong with a table that can be seen in one row at a time."""
    usable = {}
    for name, kind in zip(table.column_names, table.schema.types, strict=True):
        column = schema.columns.get(name)
        if column is None:
            yield whole(
                schema.name, "", "column", f"column {table.column_names.index(name) + 1} is not of the schema"
            )
        elif kind != column.type:
            yield whole(schema.name, name, "type", f"expected {column.type}, found {kind}")
        else:
            usable[name] = table[name]
    for name, column in schema.columns.items():
        if name in usable:
            yield from _column_faults(schema, column, usable[name])
        elif column.required and name not in table.column_names:
            yield whole(schema.name, name, "column", "the table does not have this column")
    yield from _between(schema, usable)


def _column_faults(schema: TableSchema, column: Column, cells: pa.ChunkedArray) -> Iterator[Fault]:
    if column.required:
        yield from in_rows(schema.name, column.name, "missing", "a value is needed", pc.is_null(cells))
    known = len(cells) - cells.null_count
    if not known:
        return
    if column.role in ("case", "own") or (column.role == "fact" and column.spec is not None):
        for code, message, bad in _refused(column, cells):
            yield from in_cells(schema.name, column.name, code, message, bad, known)
    elif column.role == "position":
        bad = pc.less(cells, 0)
        yield from in_cells(schema.name, column.name, "limit", "expected at least 0", bad, known)


def _refused(column: Column, cells: pa.ChunkedArray) -> Iterator[tuple[Code, str, Any]]:
    """Code, message and cells of what the fact's type does not allow."""
    spec = column.spec
    kind = spec.kind if spec is not None else "text"
    if kind in ("enum", "country"):
        assert spec is not None
        words = "a country code" if kind == "country" else "one of the codes of this fact"
        yield "code", f"expected {words}", _not_among(cells, spec.members)
    elif kind == "set":
        assert spec is not None
        yield "code", "expected codes in order with one space between", _not_sets(cells, spec)
    elif kind in ("text", "ref"):
        own = column.role in ("case", "own") or kind == "ref"
        message = "expected 1 to 64 letters a-z, digits, dots, underscores or hyphens"
        message = message if own else "expected 1 to 200 characters without control characters"
        yield "form", message, pc.invert(pc.match_substring_regex(cells, IDENTIFIER if own else _LINE))
    elif kind == "date":
        yield "limit", f"expected a date from {FIRST_DAY} to {LAST_DAY}", _outside(cells, FIRST_DAY, LAST_DAY)
    elif kind == "money":
        yield "limit", f"expected from 0 to {MOST_MINOR - 1}", _outside(cells, 0, MOST_MINOR - 1)
    elif kind == "int" and spec is not None:
        lowest, highest = spec.lowest or 0, spec.highest
        yield "limit", f"expected from {lowest} to {highest}", _outside(cells, lowest, highest)


def _not_among(cells: pa.ChunkedArray, members: tuple[str, ...]) -> Any:
    inside = pc.is_in(cells, value_set=pa.array(members, pa.string()))
    return pc.and_(pc.is_valid(cells), pc.invert(inside))


def _not_sets(cells: pa.ChunkedArray, spec: FactSpec) -> Any:
    """Cells that are no set in its one form; looks at each different text once."""
    members = frozenset(spec.members)
    texts = pc.unique(cells.combine_chunks()).drop_null().to_pylist()
    good = [text for text in texts if not text or _is_set(text.split(" "), members)]
    return _not_among(cells, tuple(good))


def _is_set(codes: list[str], members: frozenset[str]) -> bool:
    return codes == sorted(set(codes)) and members.issuperset(codes)


def _outside(cells: pa.ChunkedArray, lowest: Any, highest: Any) -> Any:
    below = pc.less(cells, pa.scalar(lowest, cells.type))
    if highest is None:
        return below
    return pc.or_(below, pc.greater(cells, pa.scalar(highest, cells.type)))


def _between(schema: TableSchema, cells: dict[str, pa.ChunkedArray]) -> Iterator[Fault]:
    for column in schema.of_role("absent"):
        value = column.name.removesuffix("_absent")
        if value in cells and column.name in cells:
            both = pc.and_(pc.is_valid(cells[value]), pc.fill_null(cells[column.name], False))
            yield from in_rows(schema.name, column.name, "absent", "said to be absent beside a value", both)
    for later, earlier in ORDERED:
        if later in cells and earlier in cells:
            below = pc.less(cells[later], cells[earlier])
            yield from in_rows(schema.name, later, "reversed", f"is below {earlier}", below)
    if schema.name == PERSONS:
        yield from _of_persons(schema, cells)


def _of_persons(schema: TableSchema, cells: dict[str, pa.ChunkedArray]) -> Iterator[Fault]:
    if "age" in cells and "birth_date" in cells:
        both = pc.and_(pc.is_valid(cells["age"]), pc.is_valid(cells["birth_date"]))
        yield from in_rows(
            PERSONS, "age", "exclusive", "given beside birth_date: give only one of them", both
        )
    if "position" not in cells:
        return
    principal = pc.equal(cells["position"], 0)
    for column in schema.of_role("fact"):
        if column.path[-1] not in specs_of(Person) and column.name in cells:
            stated = pc.and_(principal, pc.is_valid(cells[column.name]))
            yield from in_rows(
                PERSONS, column.name, "child", "a fact of children, said of the principal", stated
            )
