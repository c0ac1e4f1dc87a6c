"""Populations in which something has been changed, and what plain Python says is wrong with them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from amp_rules.errors import CaseError
from amp_rules.population import TABLES, Column, Population
from amp_rules.population.restore import restored
from amp_rules.population.tables import population_of
from amp_rules.testing import drawn_population

EDITIONS = ("amp/2015", "amp/2023", "nsp/2022")
NUMBERS = (-1, 0, 1, 2, 17, 120, 121, 1000, 1001, 10**12 - 1, 10**12, 2**63 - 1, -(2**63))
DAYS = (date(1899, 12, 31), date(1900, 1, 1), date(2022, 5, 1), date(2199, 12, 31), date(2200, 1, 1))
WORDS = (
    "",
    " ",
    "[]",
    "principal",
    "adult",
    "child-1",
    "child-2",
    "c1",
    "c2",
    "nobody",
    "x" * 64,
    "x" * 65,
    "å",
    "a b",
    "line\n",
    "amp",
    "nsp",
    "RO SE",
    "SE RO",
    "SE SE",
    "SE  RO",
    "friday monday",
    "se",
    "none",
)


@cache
def population(edition: str, seed: int) -> Population:
    """A few cases, drawn once."""
    return drawn_population(edition, 8, seed)


@st.composite
def spoiled(draw: st.DrawFn) -> Population:
    """A few drawn cases with up to three cells or rows changed."""
    whole = population(draw(st.sampled_from(EDITIONS)), draw(st.integers(0, 40)))
    tables = dict(whole.tables)
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from([each for each in tables if tables[each].num_rows]))
        change = draw(st.sampled_from((_cell, _cell, _cell, _copied, _dropped)))
        tables[name] = change(draw, name, tables[name])
    return population_of(tables)


def _cell(draw: st.DrawFn, name: str, table: pa.Table) -> pa.Table:
    columns = list(TABLES[name].columns.values())
    column = draw(st.sampled_from([*columns, *(each for each in columns if each.role != "fact")]))
    row = draw(st.integers(0, table.num_rows - 1))
    cells = table[column.name].to_pylist()
    cells[row] = draw(_values(column, cells))
    at = table.schema.get_field_index(column.name)
    return table.set_column(at, column.name, pa.array(cells, column.type))


def _values(column: Column, cells: list[Any]) -> st.SearchStrategy[Any]:
    others: list[st.SearchStrategy[Any]] = [st.none(), st.sampled_from(cells)]
    if pa.types.is_boolean(column.type):
        return st.one_of(st.booleans(), *others)
    if pa.types.is_int64(column.type):
        return st.one_of(st.sampled_from(NUMBERS), *others)
    if pa.types.is_date32(column.type):
        near = [day + timedelta(days=by) for day in cells if day is not None for by in (-40, -1, 1, 40)]
        return st.one_of(st.sampled_from((*DAYS, *near)), *others)
    members = column.spec.members if column.spec is not None else ()
    return st.one_of(st.sampled_from((*WORDS, *members)), *others)


def _copied(draw: st.DrawFn, name: str, table: pa.Table) -> pa.Table:
    return pa.concat_tables([table, table.slice(draw(st.integers(0, table.num_rows - 1)), 1)])


def _dropped(draw: st.DrawFn, name: str, table: pa.Table) -> pa.Table:
    row = draw(st.integers(0, table.num_rows - 1))
    return pa.concat_tables([table.slice(0, row), table.slice(row + 1)])


def unusable(spoilt: Population) -> set[int]:
    """The cases that cannot be restored, are of another programme, or share an id; -1 for stray rows."""
    ids = spoilt.tables["cases"]["case_id"].to_pylist()
    found = restored(spoilt.tables, spoilt.links, 0, len(ids))
    bad = {
        number
        for number, case in enumerate(found)
        if isinstance(case, CaseError) or case.programme != spoilt.programme
    }
    counts = Counter(ids)
    bad |= {number for number, each in enumerate(ids) if counts[each] > 1}
    known = set(ids) - {None}
    stray = any(
        each not in known
        for name, table in spoilt.tables.items()
        if name != "cases"
        for each in table["case_id"].to_pylist()
    )
    return bad | {-1} if stray else bad
