"""A population: many cases as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from os import PathLike
from types import MappingProxyType
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.case.model import Case
from amp_rules.errors import CaseError, UnknownNameError
from amp_rules.population.encode import tables_of
from amp_rules.population.faults import Fault
from amp_rules.population.links import Links, links_of
from amp_rules.population.restore import restored
from amp_rules.population.schema import CASES, TABLES
from amp_rules.population.write import Format, write_tables


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Population:
    """Many cases of one programme as tables, in the order and the types of the schema.

    tables: every table by name, each with the columns that were given. programme: None where there is no
    case to tell it. unread: what could not be read as its column's type, and now is unknown. `kept` is room
    for what is worked out of the tables once.
    """

    tables: Mapping[str, pa.Table]
    programme: str | None
    unread: tuple[Fault, ...] = ()
    kept: dict[str, object] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Population(programme={self.programme!r}, cases={len(self)})"

    def __len__(self) -> int:
        return int(self.tables[CASES].num_rows)

    @property
    def links(self) -> Mapping[str, Links]:
        """Which rows belong to which case, by table."""
        found = self.kept.get("links")
        if found is None:
            found = self.kept.setdefault("links", links_of(self.tables))
        return cast(Mapping[str, Links], found)

    def column(self, table: str, name: str) -> pa.ChunkedArray:
        """A column of the schema; all unknown where the table was given without it."""
        given = self.tables[table]
        if name in given.column_names:
            return given[name]
        kind = TABLES[table].columns[name].type
        return pa.chunked_array([pa.nulls(given.num_rows, kind)])

    def in_order(self) -> Population:
        """The same cases with the rows of each table by case and place, and every `_known` said.

        Rows that have no case are not among them. The population itself where nothing has to be changed.
        """
        tables = {name: _sorted(self.tables[name], linked) for name, linked in self.links.items()}
        cases = self.tables[CASES]
        for name, linked in self.links.items():
            known = str(TABLES[name].known)
            if self.column(CASES, known).null_count:
                cases = _with_known(cases, known, self._known(name, linked))
        ordered = {CASES: cases, **tables}
        if all(ordered[name] is self.tables[name] for name in ordered):
            return self
        return Population(MappingProxyType(ordered), self.programme, self.unread)

    def _known(self, name: str, linked: Links) -> pa.Array:
        """Whether each case's list is known: as it says, else where it has rows."""
        given = self.column(CASES, str(TABLES[name].known)).combine_chunks()
        return pc.coalesce(given, pa.array(linked.entries > 0))

    def case(self, case_id: str) -> Case:
        """The case that the rows with this id make.

        Raises:
            UnknownNameError: no row of `cases` has this id.
            CaseError: the rows make no case.
        """
        number = pc.index(self.column(CASES, "case_id"), pa.scalar(case_id, pa.string())).as_py()
        if number < 0:
            raise UnknownNameError("case", case_id, ())
        (found,) = restored(self.tables, self.links, number, number + 1)
        if isinstance(found, CaseError):
            raise found
        return found

    def cases(self) -> Iterator[Case]:
        """Every case, in order; raises CaseError at the first whose rows make none."""
        for found in restored(self.tables, self.links, 0, len(self)):
            if isinstance(found, CaseError):
                raise found
            yield found

    def write(self, folder: str | PathLike[str], format: Format = "parquet", part: str | None = None) -> None:
        """Writes the tables to a folder of files that `read` reads back as they are.

        part: the name of one part of many, which `read_parts` reads one at a time.

        Raises PopulationError when the folder has such files already, or cannot be written.
        """
        write_tables(self.tables, folder, format, part)


def _sorted(table: pa.Table, linked: Links) -> pa.Table:
    rows = linked.rows
    if len(rows) == table.num_rows and (np.diff(rows) == 1).all():
        return table
    return table.take(pa.array(rows))


def _with_known(cases: pa.Table, name: str, known: pa.Array) -> pa.Table:
    at = cases.schema.get_field_index(name)
    return cases.append_column(name, known) if at < 0 else cases.set_column(at, name, known)


def from_cases(cases: Iterable[Case]) -> Population:
    """The population of these cases, in order; evidence is left out.

    >>> from amp_rules.case import Case
    >>> case = Case.model_validate_json('{"id": "a-1", "programme": "nsp"}')
    >>> from_cases([case]).case("a-1") == case
    True
    """
    return population_of(tables_of(cases))


def population_of(tables: Mapping[str, pa.Table], unread: tuple[Fault, ...] = ()) -> Population:
    """The population of typed tables, those left out being empty; its programme is that of the first case."""
    whole = {name: tables.get(name, schema.arrow.empty_table()) for name, schema in TABLES.items()}
    return Population(MappingProxyType(whole), _programme(whole[CASES]), unread)


def _programme(cases: pa.Table) -> str | None:
    """The first programme that the cases name, of those there are."""
    if "programme" not in cases.column_names or not pa.types.is_string(cases["programme"].type):
        return None
    spec = TABLES[CASES].columns["programme"].spec
    assert spec is not None
    known = cases["programme"].filter(pc.is_in(cases["programme"], value_set=pa.array(spec.members)))
    return known[0].as_py() if len(known) else None
