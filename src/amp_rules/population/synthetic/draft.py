"""Tables being drawn: whole columns for every case, then only the rows that are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.population.schema import CASES, PERSONS, TABLES, Column
from amp_rules.population.synthetic.draws import Bools, Draws, Ints

PREFIX: Final = "synthetic-"
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Coded:
    """One of some texts for each case, by its number in `members`."""

    codes: Ints
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """Values of an optional fact, and where it is known to be absent."""

    values: Ints
    absent: Bools


Values = Bools | Ints | Coded | Absent | str | int | bool


def case_ids(draws: Draws) -> pa.Array:
    """Ids that say that the case is invented: 'synthetic-000001' and on."""
    numbers = pc.cast(pa.array(np.arange(draws.first + 1, draws.first + draws.number + 1)), pa.string())
    padded = pc.utf8_lpad(numbers, width=_DIGITS, padding="0")
    return pc.binary_join_element_wise(pa.scalar(PREFIX), padded, pa.scalar(""))


class Draft:
    """One table: parts with a row for each case that has them, in the order of its entries.

    unknown: the share of facts that are left unknown, each by itself.
    """

    def __init__(self, table: str, draws: Draws, unknown: float) -> None:
        self.schema = TABLES[table]
        self.draws = draws
        self.unknown = unknown
        self._there: list[Bools] = []
        self._columns: list[Mapping[str, Values]] = []

    def add(self, there: Bools, **columns: Values) -> None:
        """One more entry of the cases that have it, with its facts; a fact left out is unknown."""
        self._there.append(there)
        self._columns.append(columns)

    @property
    def counts(self) -> Ints:
        """How many rows each case has."""
        return (
            np.sum(self._there, axis=0, dtype=np.int64)
            if self._there
            else np.zeros(self.draws.number, np.int64)
        )

    def table(self, ids: pa.Array) -> pa.Table:
        """The rows, by case and entry, with the columns that were given."""
        if not self._there:
            return self.schema.arrow.empty_table()
        there = np.stack(self._there, axis=1)
        rows = np.flatnonzero(there.ravel())
        arrays: dict[str, pa.Array] = {}
        for name, column in self.schema.columns.items():
            if column.role == "case":
                arrays[name] = ids.take(pa.array(rows // there.shape[1]))
            elif column.role == "position":
                arrays[name] = pa.array((np.cumsum(there, axis=1) - 1).ravel()[rows])
            elif column.role in ("own", "fact") and any(name in each for each in self._columns):
                arrays.update(self._column(column, rows))
        return pa.table({name: arrays[name] for name in self.schema.columns if name in arrays})

    def _column(self, column: Column, rows: Ints) -> Mapping[str, pa.Array]:
        """A fact's column, with that of its absence where it may be absent."""
        given = [each.get(column.name) for each in self._columns]
        values, members = _stacked(given, self.draws.number)
        missing = np.stack(
            [self._missing(column, at, value) for at, value in enumerate(given)], axis=1
        ).ravel()[rows]
        absent = np.stack([_absent(value, self.draws.number) for value in given], axis=1).ravel()[rows]
        made = {column.name: _arrow(values.ravel()[rows], missing | absent, members, column.type)}
        if column.spec is not None and column.spec.optional:
            made[f"{column.name}_absent"] = pa.array(absent, mask=missing)
        return made

    def _missing(self, column: Column, at: int, value: Values | None) -> Bools:
        """Where the fact is unknown: left out of this entry, or left unknown by chance."""
        if value is None:
            return np.ones(self.draws.number, dtype=np.bool_)
        if column.required or column.name == "programme" or not self.unknown:
            return np.zeros(self.draws.number, dtype=np.bool_)
        return self.draws.chance(f"unknown.{self.schema.name}.{column.name}", self.unknown, at)


def known_lists(drafts: Mapping[str, Draft], draws: Draws, unknown: float) -> dict[str, pa.Array]:
    """The columns of `cases` that say that lists are known; one without entries may be unknown by chance."""
    made = {}
    for draft in drafts.values():
        column = draft.schema.known
        if column is not None:
            principal = int(draft.schema.name == PERSONS)
            open_ = draws.chance(f"unknown.{CASES}.{column}", unknown) & (draft.counts <= principal)
            made[column] = pa.array(np.ones(draws.number, dtype=np.bool_), mask=open_)
    return made


def _stacked(given: list[Values | None], number: int) -> tuple[npt.NDArray[Any], tuple[str, ...] | None]:
    """One column of values for each entry; texts as numbers in one list of members."""
    members: tuple[str, ...] | None = None
    if any(isinstance(value, Coded | str) for value in given):
        named = (
            value.members if isinstance(value, Coded) else (value,)
            for value in given
            if isinstance(value, Coded | str)
        )
        members = tuple(dict.fromkeys(each for part in named for each in part))
    return np.stack([_numbers(value, members, number) for value in given], axis=1), members


def _numbers(value: Values | None, members: tuple[str, ...] | None, number: int) -> npt.NDArray[Any]:
    if isinstance(value, Absent):
        return value.values
    if isinstance(value, Coded):
        assert members is not None
        return np.array([members.index(each) for each in value.members], dtype=np.int64)[value.codes]
    if isinstance(value, str):
        assert members is not None
        return np.full(number, members.index(value), dtype=np.int64)
    if isinstance(value, np.ndarray):
        return value
    return np.full(number, 0 if value is None else value)


def _absent(value: Values | None, number: int) -> Bools:
    return value.absent if isinstance(value, Absent) else np.zeros(number, dtype=np.bool_)


def _arrow(
    values: npt.NDArray[Any], unknown: Bools, members: tuple[str, ...] | None, kind: pa.DataType
) -> pa.Array:
    if members is not None:
        codes = pa.array(values.astype(np.int32), mask=unknown)
        return pa.DictionaryArray.from_arrays(codes, pa.array(members, pa.string())).cast(pa.string())
    if pa.types.is_date32(kind):
        return pa.array(values.astype(np.int32), mask=unknown).cast(pa.date32())
    if pa.types.is_boolean(kind):
        return pa.array(values.astype(np.bool_), mask=unknown)
    return pa.array(values.astype(np.int64), mask=unknown)
