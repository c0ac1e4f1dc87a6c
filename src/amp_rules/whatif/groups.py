"""Cases in groups: by a column of the population, or by one of a few named ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.errors import UnknownNameError
from amp_rules.population import TABLES, Population
from amp_rules.whatif.errors import TooManyError

Numbers = npt.NDArray[np.int64]

UNKNOWN_LABEL: Final = "unknown"
NAMED: Final = ("sex", "age_group", "children", "first_period")
AGES: Final = (18, 25, 35, 45, 55)
"""The ages at which the groups after the first begin."""
MOST_CHILDREN: Final = 3
MOST_GROUPS: Final = 60
_FAR: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Which group each case is in: `of_case` counts in `labels`, of which 'unknown' is the last if any is."""

    name: str
    labels: tuple[str, ...]
    of_case: Numbers


def group_names() -> tuple[str, ...]:
    """What cases can be grouped by: the named ways, then the columns of cases and of the principal."""
    columns = [
        column.name
        for table in ("cases", "persons")
        for column in TABLES[table].of_role("fact", "known")
        if column.name not in NAMED
    ]
    return (*NAMED, *dict.fromkeys(columns))


def grouped(population: Population, name: str) -> Grouping:
    """The cases of a population by one of the group names; the tables must be in order.

    - sex: of the principal
    - age_group: the principal's age on the day of the application
    - children: how many accompany, from 3 on together
    - first_period: the kind of the period that begins first

    Raises:
        UnknownNameError: nothing is called so.
        TooManyError: the column has more than 60 different values.
    """
    if name not in group_names():
        raise UnknownNameError("group", name, group_names())
    if name == "age_group":
        return _banded(name, _ages(population), AGES)
    if name == "children":
        return _children(population)
    if name == "first_period":
        return _labelled(name, _first_kind(population))
    table = "cases" if name in TABLES["cases"].columns else "persons"
    column = population.column(table, name)
    return _labelled(name, column if table == "cases" else _of_principal(population, column))


def _of_principal(population: Population, column: pa.ChunkedArray) -> pa.Array:
    """A column of persons, as it is for the principal of each case; NULL where there is no such row."""
    position = population.column("persons", "position")
    rows = np.flatnonzero(np.asarray(pc.fill_null(pc.equal(position, 0), False)))
    places = np.full(len(population), -1, np.int64)
    places[population.links["persons"].of_case[rows]] = rows
    return column.combine_chunks().take(pa.array(places, mask=places < 0))


def _labelled(name: str, column: pa.Array | pa.ChunkedArray) -> Grouping:
    """One group per value, in order of value."""
    values = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    found = pc.unique(values.drop_null())
    if len(found) > MOST_GROUPS:
        raise TooManyError(f"values in column '{name}'", len(found), MOST_GROUPS)
    ordered = found.take(pc.sort_indices(found))
    numbers = pc.index_in(values, value_set=ordered, skip_nulls=True)
    return _grouping(name, [_label(each) for each in ordered.to_pylist()], _whole(numbers, -1))


def _label(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value != "" else "none"


def _whole(column: pa.Array, missing: int) -> Numbers:
    return np.asarray(column.cast(pa.int64()).fill_null(missing), np.int64)


def _grouping(name: str, labels: Sequence[str], numbers: Numbers) -> Grouping:
    """Groups by number; -1 is unknown."""
    missing = numbers < 0
    if not missing.any():
        return Grouping(name, tuple(labels), numbers)
    return Grouping(name, (*labels, UNKNOWN_LABEL), np.where(missing, len(labels), numbers))


def _banded(name: str, numbers: Numbers, bounds: tuple[int, ...]) -> Grouping:
    """Numbers in bands that begin at the bounds; a negative number is unknown."""
    ends = [*(f"-{bound - 1}" for bound in bounds[1:]), "+"]
    labels = [f"0-{bounds[0] - 1}", *(f"{bound}{end}" for bound, end in zip(bounds, ends, strict=True))]
    bands = np.searchsorted(np.asarray(bounds), numbers, side="right")
    return _grouping(name, labels, np.where(numbers < 0, -1, bands).astype(np.int64))


def _ages(population: Population) -> Numbers:
    """The principal's completed years on the day of the application; -1 where that is not known."""
    stated = _whole(_of_principal(population, population.column("persons", "age")), -1)
    born = _of_principal(population, population.column("persons", "birth_date"))
    applied = population.column("cases", "applied_on").combine_chunks()
    both = np.asarray(pc.and_(born.is_valid(), applied.is_valid()))
    before = pc.fill_null(pc.less(_day_of_year(applied), _day_of_year(born)), False)
    years = pc.subtract(pc.year(applied), pc.year(born))
    completed = _whole(years, -1) - np.asarray(before).astype(np.int64)
    return np.where(both, completed, stated)


def _day_of_year(days: pa.Array) -> pa.Array:
    return pc.add(pc.multiply(pc.month(days), 100), pc.day(days))


def _children(population: Population) -> Grouping:
    known = np.asarray(pc.fill_null(population.column("cases", "children_known"), False))
    counts = np.minimum(population.links["persons"].entries, MOST_CHILDREN)
    labels = [*map(str, range(MOST_CHILDREN)), f"{MOST_CHILDREN}+"]
    return _used(_grouping("children", labels, np.where(known, counts, -1)))


def _first_kind(population: Population) -> pa.Array:
    """The kind of the period that begins first, the first listed among several; NULL where that is open."""
    links = population.links["periods"]
    starts = _whole(population.column("periods", "start").combine_chunks().cast(pa.int32()), _FAR)[links.rows]
    of_case = links.of_case[links.rows]
    order = np.lexsort((starts, of_case))
    firsts = order[np.flatnonzero(np.diff(of_case[order], prepend=-1))]
    dated = np.bincount(of_case[starts == _FAR], minlength=len(population)) == 0
    alone = links.entries == 1
    known = np.asarray(pc.fill_null(population.column("cases", "periods_known"), False))
    places = np.full(len(population), -1, np.int64)
    places[of_case[firsts]] = links.rows[firsts]
    places[~(known & (dated | alone))] = -1
    kinds = population.column("periods", "kind").combine_chunks().take(pa.array(places, mask=places < 0))
    empty = pa.array(known & (links.entries == 0))
    return pc.if_else(empty, pa.scalar("", pa.string()), kinds)


def _used(grouping: Grouping) -> Grouping:
    """Only the groups that some case is in."""
    counts = np.bincount(grouping.of_case, minlength=len(grouping.labels))
    kept = np.flatnonzero(counts)
    numbers = np.searchsorted(kept, grouping.of_case).astype(np.int64)
    return Grouping(grouping.name, tuple(grouping.labels[at] for at in kept), numbers)


def by_group(grouping: Grouping, rows: npt.NDArray[np.bool_]) -> Mapping[str, int]:
    """How many of these rows are in each group."""
    counts = np.bincount(grouping.of_case[rows], minlength=len(grouping.labels))
    return dict(zip(grouping.labels, counts.tolist(), strict=True))
