"""A population decided by DuckDB in this process: the tables are read where they are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.plan.model import Plan
from amp_rules.population.outcome import MISSING, Answers, run_schema
from amp_rules.population.schema import CASES, PERSONS
from amp_rules.population.sql.query import Script, script_of
from amp_rules.population.sql.shape import shape_of
from amp_rules.population.tables import Population

EX = bool(os.environ.get("EX"))
SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "preserve_insertion_order": "false",
}
"""Nothing is fetched, nothing outside of the tables is read, and no statement can change that."""


@contextmanager
def connected(settings: Mapping[str, str] | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that reaches nothing outside."""
    connection = duckdb.connect(config={**SETTINGS, **(settings or {})})
    try:
        yield connection
    finally:
        connection.close()


def decide_population(plan: Plan, population: Population, progress: bool = False) -> Answers:
    """Every case decided under the plan, in DuckDB."""
    with connected() as connection:
        for name, table in numbered(population).items():
            connection.register(name, table)
        connection.execute("SET lock_configuration = true")
        script = script_of(
            plan, "duckdb", shape=shape_of(population.tables), steps=FromData(connection), explained=EX
        )
        found = run_script(connection, script)
    return answers_of(plan, population.tables[CASES]["case_id"], found)


def numbered(population: Population) -> dict[str, pa.Table]:
    """The tables with the place of each case instead of its id: whole numbers are joined faster."""
    cases = population.tables[CASES]
    found = {CASES: _with_id(cases, pa.array(np.arange(len(cases))))}
    for name, linked in population.links.items():
        found[name] = _with_id(population.tables[name], pa.array(linked.of_case, pa.int64()))
    return found


def _with_id(table: pa.Table, numbers: pa.Array) -> pa.Table:
    return table.set_column(table.schema.get_field_index("case_id"), "case_id", numbers)


@dataclass(frozen=True, slots=True)
class FromData:
    """As many steps as some case of the tables needs."""

    connection: duckdb.DuckDBPyConnection

    def of(self, table: str, keys: tuple[str, ...]) -> int:
        """The most rows of a table with the same case and keys."""
        by = ", ".join(f'"{name}"' for name in ("case_id", *keys))
        counted = f'SELECT count(*) AS n FROM "{table}" GROUP BY {by}'  # noqa: S608 - names of the schema
        ((number,),) = self.connection.execute(f"SELECT max(n) FROM ({counted})").fetchall()  # noqa: S608
        return int(number or 0) + (1 if table == PERSONS else 0)


def run_script(connection: duckdb.DuckDBPyConnection, script: Script) -> dict[str, pa.Table]:
    """The tables that a script asks for; statements read more than once are kept meanwhile."""
    for statement in script.kept():
        connection.execute(f"CREATE TEMP TABLE {statement.name} AS {statement.query.sql('duckdb')}")
    return {
        each.name: connection.sql(each.query.sql("duckdb")).to_arrow_table()
        for each in script.folded_outputs()
    }


def answers_of(plan: Plan, case_ids: pa.ChunkedArray, found: Mapping[str, pa.Table]) -> Answers:
    """The tables of a run, in input order and in its schemas."""
    schema = run_schema(plan)
    ids = case_ids.combine_chunks()
    cases = _put_in_order(found["cases"], ids, ())
    cases = cases.set_column(cases.schema.get_field_index("missing"), "missing", _listed(cases["missing"]))
    parts = {
        entity: _in_schema(_put_in_order(found[entity], ids, ("position", "number")), kind)
        for entity, kind in schema.parts.items()
    }
    segments = None
    if schema.segments is not None:
        segments = _in_schema(_put_in_order(found["segments"], ids, ("place", "start")), schema.segments)
    return Answers(_in_schema(cases, schema.cases), parts, segments)


def _put_in_order(table: pa.Table, ids: pa.Array, then: tuple[str, ...]) -> pa.Table:
    names = [name for name in then if name in table.column_names]
    ordered = table.take(pc.sort_indices(table, [(name, "ascending") for name in ("case_id", *names)]))
    return _with_id(ordered, ids.take(ordered["case_id"].combine_chunks()))


def _listed(texts: pa.ChunkedArray) -> pa.Array:
    """Lists of words out of texts with one space between."""
    whole = texts.cast(pa.string()).combine_chunks()
    lists = pc.split_pattern(whole, " ")
    empty = pa.scalar([], lists.type)
    return pc.if_else(pc.equal(whole, ""), empty, lists).cast(MISSING)


def _in_schema(table: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = [table[field.name].combine_chunks().cast(field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)
