"""The tables of a population and their columns, derived from the case model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import pyarrow as pa

from amp_rules.case.daily import DailyFacts, Span
from amp_rules.case.facts import MOST_ENTRIES, Facts
from amp_rules.case.people import Person
from amp_rules.case.shapes import FactSpec, specs_of
from amp_rules.case.vocabulary import entity_of, vocabulary

Role = Literal["case", "own", "position", "known", "fact", "absent"]

PERSONS: Final = "persons"
CASES: Final = "cases"
MOST_ROWS: Final = MOST_ENTRIES
"""Rows of one table that one case may have."""
TYPES: Final[Mapping[str, pa.DataType]] = MappingProxyType(
    {
        "bool": pa.bool_(),
        "int": pa.int64(),
        "money": pa.int64(),
        "date": pa.date32(),
        "enum": pa.string(),
        "country": pa.string(),
        "text": pa.string(),
        "ref": pa.string(),
        "set": pa.string(),
    }
)
"""The Arrow type of a fact, by its kind; a set is its codes, sorted, with one space between."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a population table.

    role: 'case' (the case's id), 'own' (the id of a person, period, claim or item), 'position', 'known'
    (whether the list of this name is known), 'fact', or 'absent' (whether the optional fact is known to be
    absent). path: the fields that lead to the fact from its entity, or to the list from the case.
    """

    name: str
    role: Role
    type: pa.DataType
    path: tuple[str, ...] = ()
    spec: FactSpec | None = None

    @property
    def required(self) -> bool:
        """Whether every row must have a value here."""
        if self.role == "fact":
            return self.spec is not None and self.spec.required
        return self.role in ("case", "own", "position")


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One population table: what a row is about and its columns, in order.

    entity: 'case', 'person', 'period', 'claim', 'item', or 'span' for the days of a dated fact. listed: the
    fields that lead from the case to the list whose entries the rows are; () for `cases`.
    """

    name: str
    entity: str
    listed: tuple[str, ...]
    columns: Mapping[str, Column]

    def of_role(self, *roles: Role) -> tuple[Column, ...]:
        """The columns with one of these roles, in order."""
        return tuple(column for column in self.columns.values() if column.role in roles)

    @property
    def own(self) -> str | None:
        """The column with the row's own id below its case; None where rows have none."""
        return next((column.name for column in self.of_role("own")), None)

    @property
    def order(self) -> str | None:
        """The column that orders the rows of one case; None for `cases`."""
        if self.entity == "span":
            return "start"
        return "position" if self.listed else None

    @property
    def known(self) -> str | None:
        """The column of `cases` that says whether the list is known; None for `cases` itself."""
        return known_column(self.listed) if self.listed else None

    @property
    def arrow(self) -> pa.Schema:
        """The whole table's Arrow schema."""
        return pa.schema([(column.name, column.type) for column in self.columns.values()])


def known_column(listed: tuple[str, ...]) -> str:
    """The column of `cases` that says whether a list is known, such as 'periods_known'."""
    return f"{listed[-1]}_known"


def fact_column(spec: FactSpec) -> str:
    """The column of a fact: its dotted name joined by '_', with '_minor' where it counts ore or cents."""
    return spec.name.replace(".", "_") + ("_minor" if spec.kind == "money" else "")


def _facts(specs: Mapping[str, FactSpec]) -> Iterator[Column]:
    for name, spec in specs.items():
        column = fact_column(spec)
        path = tuple(name.split("."))
        yield Column(column, "fact", TYPES[spec.kind], path, spec)
        if spec.optional:
            yield Column(f"{column}_absent", "absent", pa.bool_(), path, spec)


def _case_columns() -> Iterator[Column]:
    known = vocabulary()["case"]
    facts = {
        name: spec
        for name, spec in known.items()
        if name != "id" and spec.kind != "list" and not name.startswith("principal.")
    }
    yield Column("case_id", "case", pa.string(), ("id",), known["id"])
    yield from _facts(facts)
    for listed, _ in _lists():
        yield Column(known_column(listed), "known", pa.bool_(), listed)


def _entry_columns(entity: str, specs: Mapping[str, FactSpec]) -> Iterator[Column]:
    yield Column("case_id", "case", pa.string())
    yield Column(f"{entity}_id", "own", pa.string(), ("id",), specs["id"])
    yield Column("position", "position", pa.int64())
    yield from _facts({name: spec for name, spec in specs.items() if name != "id"})


def _span_columns(specs: Mapping[str, FactSpec]) -> Iterator[Column]:
    yield Column("case_id", "case", pa.string())
    yield from _facts(specs)


def _lists() -> Iterator[tuple[tuple[str, ...], type[Facts]]]:
    """The lists of a case that have tables, in the order of the model, dated facts last."""
    for name, spec in vocabulary()["case"].items():
        if spec.kind == "list" and spec.item is not None:
            yield (name,), spec.item
    for name, spec in specs_of(DailyFacts).items():
        if spec.item is not None:
            yield ("daily", name), spec.item


def _list_table(listed: tuple[str, ...], item: type[Facts]) -> TableSchema:
    if issubclass(item, Span):
        return _table(listed[-1], "span", listed, _span_columns(specs_of(item)))
    if issubclass(item, Person):
        specs = {**specs_of(item), **specs_of(Person)}
        return _table(PERSONS, "person", listed, _entry_columns("person", specs))
    entity = entity_of(item)
    assert entity is not None
    return _table(listed[-1], entity, listed, _entry_columns(entity, specs_of(item)))


def _table(name: str, entity: str, listed: tuple[str, ...], columns: Iterator[Column]) -> TableSchema:
    made: dict[str, Column] = {}
    for column in columns:
        if column.name in made:
            raise TypeError(f"two columns of table '{name}' have the name '{column.name}'")
        made[column.name] = column
    return TableSchema(name, entity, listed, MappingProxyType(made))


def _tables() -> Mapping[str, TableSchema]:
    found = [_table(CASES, "case", (), _case_columns()), *(_list_table(*each) for each in _lists())]
    tables = {table.name: table for table in found}
    if len(tables) != len(found):
        raise TypeError("two population tables have the same name")
    return MappingProxyType(tables)


TABLES: Final[Mapping[str, TableSchema]] = _tables()
"""Every table, `cases` first."""
