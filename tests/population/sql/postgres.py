"""Cases decided by a PostgreSQL server: tables made, filled and asked."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyarrow import csv

from amp_rules.plan import Plan
from amp_rules.population import Population, Run
from amp_rules.population.outcome import run_schema
from amp_rules.population.schema import TABLES
from amp_rules.population.sql.collect import answers_of
from amp_rules.population.sql.ddl import tables_ddl
from amp_rules.population.sql.query import Script

pytest.importorskip("psycopg", reason="NOT TESTED ON POSTGRESQL: psycopg is not installed")

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]
SETTINGS = ("jit = off",)
"""What the page on databases of one's own says to set."""


def fill(connection: Connection, schema: str, people: Population) -> None:
    """Makes a schema with the tables of a population, and copies its rows into them."""
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    connection.execute(tables_ddl("postgres", schema).encode())
    for name, table in people.in_order().tables.items():
        _copy(connection, schema, name, table)
    connection.execute("ANALYZE")


def _copy(connection: Connection, schema: str, name: str, table: pa.Table) -> None:
    for column in TABLES[name].of_role("absent"):
        at = table.schema.get_field_index(column.name)
        if at < 0:
            table = table.append_column(column.name, pa.repeat(False, len(table)))
        else:
            table = table.set_column(at, column.name, pc.fill_null(table[column.name], False))
    into = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(
        sql.Identifier(schema, name), sql.SQL(", ").join(map(sql.Identifier, table.column_names))
    )
    written = io.BytesIO()
    csv.write_csv(table, written, csv.WriteOptions(include_header=False))
    with connection.cursor() as cursor, cursor.copy(into) as stream:
        stream.write(written.getvalue())


def decided(connection: Connection, plan: Plan, people: Population, script: Script) -> Run:
    """The run of which the server gives every table, made to look like one of columns."""
    ready, kinds = people.in_order(), run_schema(plan)
    ids = ready.tables["cases"]["case_id"]
    schemas = {"cases": kinds.cases, **kinds.parts, "segments": kinds.segments}
    found = {}
    for each in script.outputs:
        if each.name not in schemas:
            continue
        asked = _asked(connection, script.query(each).sql("postgres"), schemas[each.name])
        places = pc.index_in(asked["case_id"].combine_chunks(), value_set=ids.combine_chunks())
        found[each.name] = asked.set_column(0, "case_id", places)
    answers = answers_of(plan, ids, found)
    return Run(plan, ready, "columns", answers.cases, answers.parts, answers.segments)


def _asked(connection: Connection, query: str, schema: pa.Schema) -> pa.Table:
    cursor = connection.execute(query.encode())
    rows = cursor.fetchall()
    columns = {}
    for at, described in enumerate(cursor.description or ()):
        place = schema.get_field_index(described.name)
        kind = schema.field(place).type if place >= 0 else pa.int64()
        listed = pa.types.is_list(kind)
        columns[described.name] = pa.array([row[at] for row in rows], pa.string() if listed else kind)
    return pa.table(columns)
