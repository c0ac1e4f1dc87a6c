"""Persons moved through the year: the same stays, beginning on every day on which someone may come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from types import MappingProxyType
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.case.enums import Weekday
from amp_rules.population import Population
from amp_rules.population.schema import CASES, TABLES, Column
from amp_rules.whatif.budget.assumptions import Assumptions, BudgetError
from amp_rules.whatif.budget.stays import Whole, ranges

NEVER: Final = np.iinfo(np.int64).max
BEGIN_ON: Final[Mapping[str, str]] = MappingProxyType({"periods": "start", "items": "on"})
"""The day on which a stay asks for money for the first time is the first of these."""


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """Stays as cases of their own, by the day on which they begin.

    cases: ids count from 0; periods and items are numbered likewise through all of them. by_day: how many
    begin on each day on which someone may come. drawn_from: the persons whose first day is known.
    """

    cases: Population
    by_day: Whole
    drawn_from: int


def move_persons(people: Population, first: date, last: date, assumptions: Assumptions) -> Moved:
    """So many stays for each day from `carried_days` before the year to its last one.

    Every person is drawn as often as every other, once each before anyone is drawn again. All dates of a
    person move by the same number of days, and fixed weekdays with them. The year's money is no fact of one
    person here: no case states what is left, and none is paid from an earlier year's money.

    Raises BudgetError where nobody's first day is known.
    """
    begins = first_days(people)
    persons = np.flatnonzero(begins < NEVER)
    if not len(persons):
        raise BudgetError("no person of the population has a period or an item whose day is known")
    year = (first - date(1970, 1, 1)).days
    days = np.arange(-assumptions.carried_days, (last - first).days + 1)
    many = len(days) * assumptions.stays_per_day
    seed = np.random.SeedSequence(assumptions.seed, spawn_key=(0, 0))
    stream = np.random.Generator(np.random.PCG64(seed))
    rounds = [stream.permutation(persons) for _ in range(-(-many // len(persons)))]
    # neighbours in a round go to neighbouring days, so that each round is spread over the whole year
    person = np.concatenate(rounds)[:many].reshape(assumptions.stays_per_day, len(days)).T.reshape(-1)
    by = np.repeat(days + year, assumptions.stays_per_day) - begins[person]
    tables = {name: _moved(people, name, person, by) for name in people.tables}
    _settle(tables)
    by_day = np.full(len(days), assumptions.stays_per_day, np.int64)
    return Moved(Population(MappingProxyType(tables), people.programme), by_day, len(persons))


def first_days(people: Population) -> Whole:
    """For each person the first day of a period or an item, counted from 1970, or NEVER."""
    found = np.full(len(people), NEVER, np.int64)
    for table, column in BEGIN_ON.items():
        if table in people.tables:
            days = pc.fill_null(people.column(table, column).cast(pa.int32()).cast(pa.int64()), NEVER)
            owner = people.links[table].of_case
            linked = owner >= 0
            np.minimum.at(found, owner[linked], days.to_numpy()[linked])
    return found


def _moved(people: Population, name: str, person: Whole, by: Whole) -> pa.Table:
    """The rows of a table for each stay, with the dates moved and ids counted anew."""
    given, schema = people.tables[name], TABLES[name]
    if name == CASES:
        rows, owner = person, np.arange(len(person))
    else:
        links = people.links[name]
        first, last = (links.starts[each].astype(np.int64) for each in (person, person + 1))
        rows, counts = links.rows[ranges(first, last - first)].astype(np.int64), last - first
        owner = np.repeat(np.arange(len(person)), counts)
    table = given.take(pa.array(rows)).combine_chunks()
    for place, column in enumerate(table.column_names):
        changed = _column(schema.columns[column], table[column], owner, by)
        if changed is not None:
            table = table.set_column(place, column, changed)
    return table


def _column(column: Column, values: pa.ChunkedArray, owner: Whole, by: Whole) -> pa.Array | None:
    """A column moved with its stays; None where it stays as it is."""
    if column.role == "case":
        return pa.array(owner).cast(pa.string())
    if column.role == "own" and column.name in ("period_id", "item_id"):
        return pa.array(np.arange(len(owner))).cast(pa.string())
    if column.type == pa.date32():
        return pc.add(values.cast(pa.int32()), pa.array(by[owner], pa.int32())).cast(pa.date32())
    if column.spec is not None and column.spec.kind == "set" and column.spec.enum is Weekday:
        return _weekdays(values, by[owner] % 7)
    return None


def _weekdays(values: pa.ChunkedArray, by: Whole) -> pa.Array:
    """Fixed weekdays, so many days later."""
    coded = pc.dictionary_encode(values).combine_chunks()
    week = list(Weekday)
    later = [
        " ".join(sorted(week[(week.index(Weekday(each)) + shift) % 7] for each in written.split()))
        for written, shift in product(coded.dictionary.to_pylist(), range(7))
    ]
    place = pc.add(pc.multiply(coded.indices.cast(pa.int64()), 7), pa.array(by))
    return pa.array(later, pa.string()).take(place)


def _settle(tables: dict[str, pa.Table]) -> None:
    """Leaves the year's money to the simulation."""
    rows = tables[CASES].num_rows
    _put(tables, CASES, "budget_left_minor", pa.nulls(rows, pa.int64()))
    _put(tables, CASES, "budget_left_minor_absent", pa.array(np.ones(rows, np.bool_)))
    for name in ("periods", "items"):
        if name in tables:
            _put(tables, name, "earlier_project_money", pa.array(np.zeros(tables[name].num_rows, np.bool_)))


def _put(tables: dict[str, pa.Table], name: str, column: str, values: pa.Array) -> None:
    table = tables[name]
    if column in table.column_names:
        tables[name] = table.set_column(table.column_names.index(column), column, values)
    else:
        tables[name] = table.append_column(column, values)
