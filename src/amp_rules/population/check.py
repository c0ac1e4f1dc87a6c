"""Whether the rows of a population make cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from amp_rules.population.badrows import BadRow, BadRowsError
from amp_rules.population.checkcells import cell_faults
from amp_rules.population.checkrows import row_faults
from amp_rules.population.faults import Fault, listed
from amp_rules.population.links import links_of
from amp_rules.population.schema import CASES, TABLES
from amp_rules.population.tables import Population


def check(population: Population) -> tuple[BadRow, ...]:
    """Everything wrong with the rows, in order of table and row: nothing where every row is part of a case.

    >>> from amp_rules.case import case_from_mapping
    >>> from amp_rules.population import from_cases
    >>> check(from_cases([case_from_mapping({"id": "a-1", "programme": "nsp"})] * 2))[0].code
    'repeated'
    """
    return listed(faults_of(population), population.tables)


def faults_of(population: Population) -> list[Fault]:
    """The same, many rows at once."""
    return [*population.unread, *_found(population)]


def _found(population: Population) -> Iterator[Fault]:
    usable = {}
    for name, table in population.tables.items():
        found = list(cell_faults(TABLES[name], table))
        yield from found
        broken = {fault.column for fault in found if fault.code in ("type", "column")}
        if not any(column.required and column.name in broken for column in TABLES[name].columns.values()):
            usable[name] = table.drop_columns([each for each in broken if each in table.column_names])
    if CASES in usable:
        links = population.links if len(usable) == len(population.tables) else links_of(usable)
        yield from row_faults(
            usable, {name: links[name] for name in usable if name != CASES}, population.programme
        )


def without_bad(population: Population, faults: Sequence[Fault]) -> Population:
    """The population without any case that has a bad row.

    Raises BadRowsError with the faults that no case can be left out for: those of a whole table, and rows
    that belong to no case.
    """
    good = np.ones(len(population), np.bool_)
    stray = [fault for fault in faults if not len(fault.rows)]
    for fault in faults if not stray else ():
        numbers = fault.rows if fault.table == CASES else population.links[fault.table].of_case[fault.rows]
        good[numbers[numbers >= 0]] = False
        if (numbers < 0).any():
            stray.append(replace(fault, rows=fault.rows[numbers < 0]))
    if stray:
        raise BadRowsError(listed(stray, population.tables))
    kept = {CASES: population.tables[CASES].filter(pa.array(good))}
    for name, linked in population.links.items():
        rows = (linked.of_case >= 0) & good[linked.of_case]
        kept[name] = population.tables[name].filter(pa.array(rows))
    return Population(MappingProxyType(kept), population.programme)
