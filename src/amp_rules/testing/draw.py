"""Whole columns of facts drawn at once, from the facts' own types; needs NumPy and Arrow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.case.facts import FIRST_DAY, LAST_DAY
from amp_rules.case.shapes import FactSpec
from amp_rules.population.schema import Column, TableSchema
from amp_rules.testing.usual import ORDERED, SELDOM_PRESENT, SELDOM_TRUE, USUAL_VALUES

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
Columns = dict[str, pa.Array]

EPOCH: Final = date(1970, 1, 1).toordinal()
FIRST: Final = FIRST_DAY.toordinal() - EPOCH
LAST: Final = LAST_DAY.toordinal() - EPOCH
SETS: Final = 64
"""So many different sets are made up for a column, of which every row has one."""


@dataclass(frozen=True, slots=True)
class Turns:
    """The sums in minor units, and the days since 1970, at which something changes."""

    sums: tuple[int, ...]
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What the rows of one table have of their cases.

    lean: how much the case leans towards what is usual. known: the share of its facts that are known. around:
    the day it takes place about, in days since 1970. turns: the sums and the days at which the rules change
    their answers.
    """

    rng: np.random.Generator
    lean: Shares
    known: Shares
    around: Numbers
    turns: Turns

    def __len__(self) -> int:
        return len(self.lean)

    def of(self, numbers: Numbers) -> Rows:
        """The rows of a table below, by the position of their cases."""
        return Rows(self.rng, self.lean[numbers], self.known[numbers], self.around[numbers], self.turns)

    def chance(self, share: float | Shares) -> Flags:
        """True in such a share of the rows."""
        return self.rng.random(len(self)) < share

    def whole(self, lowest: int, highest: int) -> Numbers:
        """Whole numbers, both ends included."""
        return self.rng.integers(lowest, highest, len(self), endpoint=True)

    def one_of(self, values: tuple[int, ...]) -> Numbers:
        """One of a few numbers."""
        return np.asarray(values, np.int64)[self.rng.integers(0, len(values), len(self))]


def facts(schema: TableSchema, rows: Rows, given: Columns) -> Columns:
    """Every column of a table; those that are given are kept."""
    made = dict(given)
    for column in schema.columns.values():
        if column.role == "fact" and column.name not in made:
            _fact(column, _name(schema, column), rows, made)
    _put_in_order(schema, made)
    return {name: made[name] for name in schema.columns}


def days(numbers: Numbers, known: Flags) -> pa.Array:
    """Dates from days since 1970, none beyond what a case may name; NULL where not known."""
    inside = np.clip(numbers, FIRST, LAST).astype(np.int32)
    return pa.array(inside, pa.int32(), mask=~known).cast(pa.date32())


def chosen(members: tuple[str, ...], numbers: Numbers, known: Flags) -> pa.Array:
    """Words by their position among the members; NULL where not known."""
    return pa.array(members, pa.string()).take(pa.array(numbers, mask=~known))


def _name(schema: TableSchema, column: Column) -> str:
    """What a fact is called among the usual ones; the value of a span by its dated fact."""
    return schema.name if schema.entity == "span" else column.path[-1]


def _fact(column: Column, name: str, rows: Rows, made: Columns) -> None:
    spec = column.spec
    assert spec is not None
    known = rows.chance(rows.known)
    if spec.optional:
        absent = rows.chance(rows.lean if name in SELDOM_PRESENT else np.minimum(1 - rows.lean, 0.2) + 0.02)
        made[f"{column.name}_absent"] = pa.array(known & absent)
        known &= ~absent
    made[column.name] = _values(spec, name, rows, known)


def _values(spec: FactSpec, name: str, rows: Rows, known: Flags) -> pa.Array:
    usual = rows.chance(rows.lean)
    match spec.kind:
        case "bool":
            return pa.array(usual != (name in SELDOM_TRUE), mask=~known)
        case "int":
            return pa.array(_number(spec, rows), mask=~known)
        case "money":
            amounts = np.where(rows.chance(0.7), rows.one_of(rows.turns.sums), rows.whole(0, 300_000))
            large = np.where(rows.chance(0.02), rows.whole(0, 10**12 - 1), amounts)
            return pa.array(large, mask=~known)
        case "date":
            near = np.where(rows.chance(0.7), rows.whole(-15, 40), rows.whole(-60, 240))
            drawn = np.where(rows.chance(0.01), rows.whole(FIRST, LAST), rows.around + near)
            return days(np.where(rows.chance(0.02), rows.one_of(rows.turns.days), drawn), known)
        case "set":
            return _sets(spec, name, rows, usual, known)
    return _members(spec, name, rows, usual, known)


def _number(spec: FactSpec, rows: Rows) -> Numbers:
    lowest, highest = spec.lowest or 0, 10**6 if spec.highest is None else spec.highest
    few = rows.whole(lowest, min(highest, lowest + 3))
    return few if spec.unit == "" else np.where(rows.chance(0.1), few, rows.whole(lowest, highest))


def _usual(spec: FactSpec, name: str) -> tuple[str, ...]:
    return tuple(each for each in USUAL_VALUES.get(name, ()) if each in spec.members) or spec.members


def _members(spec: FactSpec, name: str, rows: Rows, usual: Flags, known: Flags) -> pa.Array:
    likely = _usual(spec, name)
    all_members = (*likely, *spec.members)
    places = np.where(usual, rows.whole(0, len(likely) - 1), rows.whole(len(likely), len(all_members) - 1))
    return chosen(all_members, places, known)


def _sets(spec: FactSpec, name: str, rows: Rows, usual: Flags, known: Flags) -> pa.Array:
    """Sets of one to three codes, mostly one; now and then the empty one."""
    pools = (_usual(spec, name), spec.members)
    made: list[str] = [""]
    for pool in pools:
        for _ in range(SETS):
            size = min(int(rows.rng.choice((1, 1, 1, 2, 3))), len(pool))
            made.append(" ".join(sorted(set(rows.rng.choice(pool, size)))))
    places = np.where(usual, rows.whole(1, SETS), rows.whole(SETS + 1, 2 * SETS))
    return chosen(tuple(made), np.where(rows.chance(0.03), 0, places), known)


def _put_in_order(schema: TableSchema, made: Columns) -> None:
    """Facts that may not lie below another of the same group are raised to it."""
    for column in schema.of_role("fact"):
        earlier = ORDERED.get(column.path[-1])
        before = ".".join((*column.path[:-1], earlier)) if earlier else ""
        for other in schema.of_role("fact"):
            if ".".join(other.path) == before:
                later: Any = made[column.name]
                raised = pc.max_element_wise(later, made[other.name], skip_nulls=True)
                made[column.name] = pc.if_else(pc.is_valid(later), raised, pa.scalar(None, later.type))
