"""Whole populations drawn at once: cases, persons, periods in sequence, claims, items, days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.case.people import Person
from amp_rules.case.shapes import specs_of
from amp_rules.plan.model import Plan
from amp_rules.population.schema import CASES, PERSONS, TABLES, TableSchema
from amp_rules.population.tables import Population, population_of
from amp_rules.testing.draw import (
    EPOCH,
    FIRST,
    LAST,
    Columns,
    Flags,
    Numbers,
    Rows,
    Shares,
    Turns,
    chosen,
    days,
    facts,
)
from amp_rules.testing.usual import AMOUNTS, PERIOD_LENGTHS

LEANINGS: Final = ((0.997, 0.6), (0.97, 0.2), (0.85, 0.12), (0.5, 0.08))
"""How much cases lean towards what is usual, and the share of cases that lean so."""
KNOWN: Final = ((1.0, 0.6), (0.985, 0.2), (0.9, 0.1), (0.6, 0.06), (0.2, 0.03), (0.0, 0.01))
"""How many of a case's facts are known, and the share of such cases."""
ENTRIES: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType(
    {
        PERSONS: (0.5, 0.25, 0.15, 0.1),
        "claims": (0.25, 0.25, 0.2, 0.15, 0.1, 0.05),
        "periods": (0.04, 0.3, 0.25, 0.19, 0.11, 0.07, 0.04),
        "items": (0.6, 0.25, 0.1, 0.05),
    }
)
"""The share of cases with no entry, one entry and so on."""
SPANS: Final = (0.35, 0.35, 0.2, 0.1)
PERIOD_KINDS: Final = ("reflection", *["in_depth"] * 4, "integration")
"""The kinds of the periods of most cases, one after the other."""
GAPS: Final = (1, 1, 1, 1, 1, 1, 1, 2, 15, 40, -5)
YEAR: Final = 365
LONGEST: Final = 3 * YEAR
"""Days of an edition that has no end."""


def drawn(plan: Plan, count: int, seed: int) -> Population:
    """A population of a plan's programme, most of its dates in the edition's span."""
    rng = np.random.default_rng(seed)
    edition = plan.rulebook.edition
    first = edition.start.toordinal() - EPOCH
    last = min(edition.end.toordinal() - EPOCH if edition.end else LAST, first + LONGEST)
    around = rng.integers(first, last, count, endpoint=True)
    edge = rng.choice(np.asarray((first, last)), count) + rng.integers(-150, 150, count)
    around = np.where(rng.random(count) < 0.1, edge, around)
    around = np.where(rng.random(count) < 0.02, rng.integers(FIRST, LAST, count), around)
    cases = Rows(rng, _one_of(rng, LEANINGS, count), _one_of(rng, KNOWN, count), around, _turns(plan, first))
    return _Drawer(edition.programme, cases).population()


def _turns(plan: Plan, first: int) -> Turns:
    """The sums and dates that the plan's parameters name, and those next to them."""
    values = [(each.type, value) for each in plan.parameters.values() for _, value in each.values]
    sums = [int(amount.replace(".", "")) for amount in AMOUNTS]
    sums += [int(value) for kind, value in values if kind.money and isinstance(value, int | Fraction)]
    named = [value.toordinal() - EPOCH for _, value in values if isinstance(value, date)] or [first]
    near = (-1, 0, 1)
    return Turns(
        tuple(sorted({max(0, each + by) for each in sums for by in near})),
        tuple(sorted({each + by for each in named for by in near})),
    )


def _one_of(rng: np.random.Generator, choices: tuple[tuple[float, float], ...], count: int) -> Shares:
    values, shares = zip(*choices, strict=True)
    return rng.choice(np.asarray(values), count, p=np.asarray(shares))


class _Drawer:
    """Draws the tables one by one; `known` gathers whether the lists are known."""

    def __init__(self, programme: str, cases: Rows) -> None:
        self.programme = programme
        self.cases = cases
        self.ids = _numbered("c", np.arange(len(cases)))
        self.known: Columns = {}
        self.tables: dict[str, pa.Table] = {}
        self.days = (cases.around, cases.around)

    def population(self) -> Population:
        """Everything drawn."""
        children, named_apart = self._persons()
        self._periods()
        for name in ("claims", "items"):
            numbers, places = self._entries(name)
            own: Columns = {}
            if name == "claims":
                own["person"] = self._claimants(numbers, children, named_apart)
            self._add(TABLES[name], numbers, places, own)
        for schema in TABLES.values():
            if schema.entity == "span":
                self._spans(schema)
        programme = pa.array([self.programme]).take(pa.array(np.zeros(len(self.cases), np.int64)))
        given = {"case_id": self.ids, "programme": programme, **self.known}
        made = facts(TABLES[CASES], self.cases, given)
        self.tables[CASES] = pa.table(made, TABLES[CASES].arrow)
        return population_of({name: self.tables[name] for name in TABLES})

    def _count(self, name: str, shares: tuple[float, ...]) -> Numbers:
        """How many entries each case has; none where the list is not known."""
        known = self.cases.chance(self.cases.known)
        self.known[str(TABLES[name].known)] = pa.array(known)
        counts = self.cases.rng.choice(len(shares), len(self.cases), p=np.asarray(shares))
        return np.where(known, counts, 0).astype(np.int64)

    def _entries(self, name: str) -> tuple[Numbers, Numbers]:
        return _grid(self._count(name, ENTRIES[name]))

    def _add(self, schema: TableSchema, numbers: Numbers, places: Numbers, own: Columns) -> None:
        given = {"case_id": self.ids.take(pa.array(numbers)), **own}
        if schema.own is not None:
            given.setdefault(schema.own, _numbered(f"{schema.entity}-", places + 1))
            given["position"] = pa.array(places)
        made = facts(schema, self.cases.of(numbers), given)
        self.tables[schema.name] = pa.table(made, schema.arrow)

    def _persons(self) -> tuple[Numbers, Flags]:
        """How many children each case has, and whether its principal has a name of its own."""
        children = self._count(PERSONS, ENTRIES[PERSONS])
        named_apart = self.cases.chance(0.1)
        stands = named_apart | self.cases.chance(0.98)
        numbers, places = _grid(children + stands)
        places += ~stands[numbers]
        adult, rows = places == 0, self.cases.of(numbers)
        names = chosen(("principal", "adult"), named_apart[numbers].astype(np.int64), adult)
        own = {"person_id": pc.coalesce(names, _numbered("child-", places)), **_ages(rows, adult)}
        self._add(TABLES[PERSONS], numbers, places, own)
        table = self.tables[PERSONS]
        for column in TABLES[PERSONS].of_role("fact"):
            if column.path[-1] not in specs_of(Person):
                at = table.schema.get_field_index(column.name)
                child_only = pc.if_else(pa.array(~adult), table[column.name], pa.scalar(None, column.type))
                table = table.set_column(at, column.name, child_only)
        self.tables[PERSONS] = table
        return children, named_apart

    def _claimants(self, numbers: Numbers, children: Numbers, named_apart: Flags) -> pa.Array:
        """The principal or a child of the case; some child where nobody knows the children."""
        rows = self.cases.of(numbers)
        known = self.known[str(TABLES[PERSONS].known)].to_numpy(zero_copy_only=False)
        last = np.where(known, children, 2)[numbers]
        child = 1 + rows.rng.integers(0, np.maximum(last, 1))
        principal = rows.chance(0.6) | (last == 0)
        names = chosen(("principal", "adult"), named_apart[numbers].astype(np.int64), principal)
        found = pc.coalesce(names, _numbered("child-", child))
        return pc.if_else(pa.array(rows.chance(rows.known)), found, pa.scalar(None, pa.string()))

    def _periods(self) -> None:
        """Periods one after the other, with gaps, overlaps, the same first day; some listed out of order."""
        counts = self._count("periods", ENTRIES["periods"])
        most, count, rng = len(ENTRIES["periods"]), len(self.cases), self.cases.rng
        near_caps = rng.choice(np.asarray(PERIOD_LENGTHS), (count, most))
        lengths = np.where(rng.random((count, most)) < 0.6, near_caps, rng.integers(1, 200, (count, most)))
        steps = lengths - 1 + rng.choice(np.asarray(GAPS), (count, most))
        steps[rng.random((count, most)) < 0.03] = 0
        starts = np.cumsum(np.c_[np.zeros(count, np.int64), steps[:, :-1]], axis=1)
        starts += (self.cases.around + self.cases.whole(-40, 60))[:, None]
        ends = starts + lengths - 1
        turn = np.where(self.cases.chance(0.06), self.cases.one_of(self.cases.turns.days) - ends[:, 1], 0)
        starts, ends = starts + turn[:, None], ends + turn[:, None]
        numbers, places = _grid(counts)
        turned = self.cases.chance(0.05)[numbers]
        at = np.where(turned, counts[numbers] - 1 - places, places)
        rows = self.cases.of(numbers)
        spec = TABLES["periods"].columns["kind"].spec
        assert spec is not None
        usual = rows.chance(rows.lean * 0.92)
        other = len(PERIOD_KINDS) + rows.whole(0, len(spec.members) - 1)
        kind = np.where(usual, at % len(PERIOD_KINDS), other)
        own = {
            "start": days(starts[numbers, at], rows.chance(rows.known)),
            "end": days(ends[numbers, at], rows.chance(rows.known)),
            "kind": chosen((*PERIOD_KINDS, *spec.members), kind, rows.chance(rows.known)),
        }
        self._add(TABLES["periods"], numbers, places, own)
        last = np.take_along_axis(ends, np.maximum(counts - 1, 0)[:, None], axis=1)[:, 0]
        self.days = (starts[:, 0], last)

    def _spans(self, schema: TableSchema) -> None:
        """Days in sequence, around those of the periods."""
        counts = self._count(schema.name, SPANS)
        most, count, rng = len(SPANS) - 1, len(self.cases), self.cases.rng
        first, last = self.days
        begin = first + rng.integers(-10, np.clip(last - first, 1, 200))
        long = rng.random((count, most)) < 0.05
        lengths = np.where(long, 400, rng.integers(0, 40, (count, most)))
        steps = lengths + rng.integers(1, 20, (count, most))
        starts = np.cumsum(np.c_[np.clip(begin, FIRST, LAST - 2000), steps[:, :-1]], axis=1)
        numbers, places = _grid(counts)
        known = np.ones(len(numbers), np.bool_)
        own = {
            "start": days(starts[numbers, places], known),
            "end": days((starts + lengths)[numbers, places], known),
        }
        self._add(schema, numbers, places, own)


def _ages(rows: Rows, adult: Flags) -> Columns:
    """Dates of birth, or ages instead; adults are mostly of age and children mostly not."""
    usual = rows.chance(0.95)
    low = np.where(adult, np.where(usual, 18, 10), 0) * YEAR
    high = np.where(adult, np.where(usual, 45, 90), np.where(usual, 18, 30)) * YEAR
    age = rows.rng.integers(low, high)
    by_date, known = rows.chance(0.75), rows.chance(rows.known)
    return {
        "birth_date": days(rows.around - age, known & by_date),
        "age": pa.array(age // YEAR, mask=~(known & ~by_date)),
    }


def _grid(counts: Numbers) -> tuple[Numbers, Numbers]:
    """For every entry the position of its case, and its own place among the entries of that case."""
    numbers = np.repeat(np.arange(len(counts)), counts)
    return numbers, np.arange(len(numbers)) - np.repeat(np.cumsum(counts) - counts, counts)


def _numbered(word: str, numbers: Numbers) -> pa.Array:
    return pc.binary_join_element_wise(word, pa.array(numbers).cast(pa.string()), "")
