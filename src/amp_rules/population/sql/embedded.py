"""A population decided by DuckDB in this process: the tables are read where they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.engine.kleene import LimitError
from amp_rules.plan.model import Plan
from amp_rules.population.badrows import PopulationError
from amp_rules.population.outcome import Answers
from amp_rules.population.progress import shown
from amp_rules.population.schema import CASES, PERSONS
from amp_rules.population.sql.collect import answers_of, open_cases, replaced
from amp_rules.population.sql.commands import keep, most_alike, number
from amp_rules.population.sql.far import decide_far, far_cases
from amp_rules.population.sql.shape import Shape, shape_of
from amp_rules.population.sql.texts import Texts, texts_of
from amp_rules.population.tables import Population

SETTINGS: Mapping[str, str] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "preserve_insertion_order": "false",
}
"""Nothing is fetched, nothing outside of the tables is read."""
FARTHEST = 24
"""Entities of one case, one after the other, that the query steps along; longer cases go another way."""

Tables = Mapping[str, pa.Table]


@contextmanager
def connected(settings: Mapping[str, str] | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that reaches nothing outside."""
    connection = duckdb.connect(config={**SETTINGS, **(settings or {})})
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def told_without_values() -> Iterator[None]:
    """Says that the database gave up without its message, which may hold values of persons."""
    try:
        yield
    except duckdb.OutOfRangeException:
        raise LimitError("an amount or a date beyond what the database holds") from None
    except duckdb.Error as error:
        raise PopulationError(f"DuckDB gave up: {type(error).__name__}") from None


def decide_population(plan: Plan, population: Population, progress: bool = False) -> Answers:
    """Every case decided under the plan, in DuckDB.

    Verdicts and amounts come first; what the cases with unknown answers wait for is asked of these alone.

    Raises LimitError for an amount beyond 64 bits, and PopulationError where DuckDB cannot go on.
    """
    tables = numbered(population)
    with shown(len(population), progress) as advance:

        def half(part: float) -> None:
            advance(part * len(population) / 2)

        found = run_tables(plan, tables, False, half)
        opened = open_cases(plan, found)
        if len(opened):
            some = {name: _of_cases(table, opened) for name, table in tables.items()}
            found = replaced(found, run_tables(plan, some, True, half), opened)
        else:
            half(1)
    answers = answers_of(plan, population.tables[CASES]["case_id"], found)
    far = far_cases(answers)
    return decide_far(plan, population, answers, far) if far else answers


def numbered(population: Population) -> dict[str, pa.Table]:
    """The tables with the place of each case instead of its id: whole numbers are joined faster."""
    cases = population.tables[CASES]
    found = {CASES: _with_id(cases, pa.array(np.arange(len(cases))))}
    for name, linked in population.links.items():
        found[name] = _with_id(population.tables[name], pa.array(linked.of_case, pa.int64()))
    return found


def _with_id(table: pa.Table, numbers: pa.Array) -> pa.Table:
    if "case_id" not in table.column_names:
        return table
    return table.set_column(table.schema.get_field_index("case_id"), "case_id", numbers)


def _of_cases(table: pa.Table, cases: pa.Array) -> pa.Table:
    return table.filter(pc.is_in(table["case_id"], value_set=cases))


@dataclass(frozen=True, slots=True)
class FromData:
    """As many steps as some case of the tables needs, up to a limit."""

    connection: duckdb.DuckDBPyConnection

    def of(self, table: str, keys: tuple[str, ...]) -> int:
        """The most rows of a table with the same case and keys."""
        found = number(self.connection, most_alike(table, ("case_id", *keys)))
        return min(found + (1 if table == PERSONS else 0), FARTHEST)


def run_tables(
    plan: Plan, tables: Tables, explained: bool, advance: Callable[[float], None] = lambda part: None
) -> dict[str, pa.Table]:
    """The tables of a run in the database's own types, cases by their number.

    advance: told after each statement which part of all that is.
    """
    with connected() as connection, told_without_values():
        for name, table in tables.items():
            connection.register(name, table)
        connection.execute("SET lock_configuration = true")
        shape: Shape = shape_of(tables)
        return run_texts(connection, texts_of(plan, shape, FromData(connection), explained), advance)


def run_texts(
    connection: duckdb.DuckDBPyConnection, texts: Texts, advance: Callable[[float], None]
) -> dict[str, pa.Table]:
    """The tables that are asked for, words as texts."""
    part = 1 / (len(texts.kept) + len(texts.asked))
    keep(connection, texts, lambda: advance(part))
    found = {}
    for each in texts.asked:
        found[each.name] = _plain(connection.sql(each.query).to_arrow_table())
        advance(part)
    return found


def _plain(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, table[field.name].cast(field.type.value_type))
    return table
