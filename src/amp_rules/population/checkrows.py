"""Checks between rows: keys, places, spans, and lists that are said to be unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.case.facts import FIRST_DAY, LAST_DAY
from amp_rules.population.badrows import Code
from amp_rules.population.faults import NO_ROWS, Fault, in_rows
from amp_rules.population.links import Links, Numbers, Places
from amp_rules.population.schema import CASES, MOST_ROWS, PERSONS, TABLES, TableSchema

PRINCIPAL: Final = "principal"
EPOCH: Final = date(1970, 1, 1).toordinal()
FIRST: Final = FIRST_DAY.toordinal() - EPOCH
LAST: Final = LAST_DAY.toordinal() - EPOCH
DAYS: Final = LAST - FIRST + 1


def row_faults(
    tables: Mapping[str, pa.Table], links: Mapping[str, Links], programme: str | None
) -> Iterator[Fault]:
    """Everything wrong between rows of tables whose columns have the types of the schema."""
    cases = tables[CASES]
    shared = _shared(cases)
    yield from in_rows(CASES, "case_id", "repeated", "several cases have this id", pa.array(shared))
    yield from _other_programme(cases, programme)
    for name, linked in links.items():
        for fault in _of_list(TABLES[name], tables, links):
            # Whose rows they are cannot be told while cases share an id.
            numbers = fault.rows if fault.table == CASES else linked.of_case[fault.rows]
            alone = (numbers < 0) | ~shared[numbers]
            if alone.any():
                yield replace(fault, rows=fault.rows[alone])


def _of_list(
    schema: TableSchema, tables: Mapping[str, pa.Table], links: Mapping[str, Links]
) -> Iterator[Fault]:
    table, linked = tables[schema.name], links[schema.name]
    yield from _lists(schema, tables[CASES], linked)
    if not table.num_rows:
        return
    orphans = pc.and_(pc.is_valid(table["case_id"]), pa.array(linked.of_case < 0))
    yield from in_rows(schema.name, "case_id", "orphan", "no case has this id", orphans)
    if schema.entity == "span":
        yield from _overlaps(schema, table, linked)
    else:
        yield from _places(schema, table, linked)
        yield from _names(schema, table, linked)
    if schema.entity == "claim" and PERSONS in links:
        yield from _claimants(tables, links)


def _shared(cases: pa.Table) -> npt.NDArray[np.bool_]:
    """For every case whether another has its id."""
    ids = cases["case_id"].combine_chunks()
    counted = pc.value_counts(ids.drop_null())
    twice = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
    return np.asarray(pc.is_in(ids, value_set=twice), np.bool_)


def _other_programme(cases: pa.Table, programme: str | None) -> Iterator[Fault]:
    if "programme" in cases.column_names and programme is not None:
        other = pc.and_(
            pc.is_in(cases["programme"], value_set=_programmes()), pc.not_equal(cases["programme"], programme)
        )
        message = "another programme than the first case's"
        yield from in_rows(CASES, "programme", "programme", message, other)


def _programmes() -> pa.Array:
    spec = TABLES[CASES].columns["programme"].spec
    assert spec is not None
    return pa.array(spec.members)


def _lists(schema: TableSchema, cases: pa.Table, linked: Links) -> Iterator[Fault]:
    name = str(schema.known)
    if name in cases.column_names:
        denied = pc.and_(pc.invert(cases[name]), pa.array(linked.entries > 0))
        yield from in_rows(CASES, name, "known", f"said to be unknown, but has rows in {schema.name}", denied)
    too_many = pa.array(linked.entries > MOST_ROWS)
    yield from in_rows(CASES, name, "limit", f"more than {MOST_ROWS} rows in {schema.name}", too_many)


def _sorted_numbers(table: pa.Table, column: str, rows: Places) -> Numbers:
    """The numbers of a column in these rows; where there is none, one below all others."""
    cells = table[column]
    if pa.types.is_date32(cells.type):
        cells = cells.cast(pa.int32())
    return np.asarray(pc.fill_null(cells.cast(pa.int64()), -(2**62)))[rows]


def _overlaps(schema: TableSchema, table: pa.Table, linked: Links) -> Iterator[Fault]:
    """Spans that begin inside another of the same case; only those whose own dates are in order."""
    rows = linked.rows
    starts, ends = (_sorted_numbers(table, name, rows) for name in ("start", "end"))
    fit = (starts >= FIRST) & (starts <= ends) & (ends <= LAST)
    rows, starts, ends = rows[fit], starts[fit] - FIRST, ends[fit] - FIRST
    case = linked.of_case[rows].astype(np.int64) * DAYS
    latest = np.maximum.accumulate(case + ends)[:-1] if len(rows) else NO_ROWS
    yield from _found(
        schema, "start", "overlap", "overlaps another of the case", rows[1:], case[1:] + starts[1:] <= latest
    )


def _found(
    schema: TableSchema, column: str, code: Code, message: str, rows: Places, bad: npt.NDArray[np.bool_]
) -> Iterator[Fault]:
    if bad.any():
        yield Fault(schema.name, column, code, message, np.sort(rows[bad]).astype(np.int64))


def _places(schema: TableSchema, table: pa.Table, linked: Links) -> Iterator[Fault]:
    """Positions that do not count on from the one before; persons may begin with the first child."""
    rows = linked.rows
    places = _sorted_numbers(table, "position", rows)
    begins = np.zeros(len(rows) + 1, np.bool_)
    begins[linked.starts] = True
    begins = begins[:-1]
    expected = np.where(begins, 0, np.roll(places, 1) + 1)
    if schema.name == PERSONS:
        expected = np.where(begins, np.clip(places, 0, 1), expected)
    said = places >= 0
    twice = said & ~begins & (places == np.roll(places, 1))
    yield from _found(
        schema, "position", "repeated", "another row of the case has this position", rows, twice
    )
    gap = said & ~twice & (places != expected)
    yield from _found(schema, "position", "gap", "positions are not counted without gaps", rows, gap)


def _names(schema: TableSchema, table: pa.Table, linked: Links) -> Iterator[Fault]:
    """Ids that an earlier row of the case has; the principal that has no row is called 'principal'."""
    own, rows = str(schema.own), linked.rows
    names = table[own].combine_chunks().dictionary_encode()
    codes = np.asarray(pc.fill_null(names.indices, -1), np.int64)[rows]
    cases = linked.of_case[rows]
    order = np.lexsort((np.arange(len(rows)), codes, cases))
    same = (np.diff(cases[order]) == 0) & (np.diff(codes[order]) == 0) & (codes[order][1:] >= 0)
    again = np.zeros(len(rows), np.bool_)
    again[order[1:][same]] = True
    yield from _found(schema, own, "repeated", "another row of the case has this id", rows, again)
    if schema.name == PERSONS:
        alone = ~_has_principal(table, linked)[cases]
        called = np.asarray(pc.fill_null(pc.equal(table[own], PRINCIPAL), False))[rows]
        yield from _found(schema, own, "repeated", "the id of the principal", rows, alone & called)


def _has_principal(persons: pa.Table, linked: Links) -> npt.NDArray[np.bool_]:
    """For every case whether its principal has a row."""
    stands = np.zeros(len(linked.starts) - 1, np.bool_)
    rows = linked.rows
    stands[linked.of_case[rows[_sorted_numbers(persons, "position", rows) == 0]]] = True
    return stands


def _claimants(tables: Mapping[str, pa.Table], links: Mapping[str, Links]) -> Iterator[Fault]:
    """Claims for somebody who is not of the case, where the children are known."""
    claims, persons = tables["claims"], tables[PERSONS]
    if "person" not in claims.column_names or not claims.num_rows:
        return
    of_claim, of_person = (links[name].of_case.astype(np.int64) for name in ("claims", PERSONS))
    named = pa.chunked_array([*claims["person"].chunks, *persons["person_id"].chunks], pa.string())
    codes = np.asarray(pc.fill_null(named.combine_chunks().dictionary_encode().indices, -1), np.int64)
    wanted, there = codes[: claims.num_rows], codes[claims.num_rows :]
    most = len(codes) + 1
    found = np.isin(of_claim * most + wanted, (of_person * most + there)[of_person >= 0])
    by_default = np.asarray(pc.fill_null(pc.equal(claims["person"], PRINCIPAL), False))
    known = _children_known(tables[CASES], links[PERSONS])
    stands = _has_principal(persons, links[PERSONS]) if persons.num_rows else np.zeros(len(known), np.bool_)
    inside = of_claim >= 0
    found[inside] |= by_default[inside] & ~stands[of_claim[inside]]
    strange = inside & (wanted >= 0) & ~found
    strange[inside] &= known[of_claim[inside]]
    message = "not the id of the principal or of a child"
    yield from _found(
        TABLES["claims"], "person", "person", message, np.arange(len(wanted), dtype=np.int32), strange
    )


def _children_known(cases: pa.Table, persons: Links) -> npt.NDArray[np.bool_]:
    name = str(TABLES[PERSONS].known)
    rows = persons.entries > 0
    if name not in cases.column_names:
        return rows
    return np.asarray(pc.coalesce(cases[name].combine_chunks(), pa.array(rows)), np.bool_)
