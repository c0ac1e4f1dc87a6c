"""amp_rules in SQL: the plans of bench/rules-many as queries, run by DuckDB.

*Tables in the database*: native tables, laid out as the library prints them but with numbers for ids, and
the query written beforehand; timed is the query, to Arrow. *Answers alone* asks for the same columns as the
query by hand; *whole output* also for the rule that decided, for what unknown answers wait for and for
problems. *Tables to tables*: a whole run from Arrow tables, every row checked, the query written anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from duckdb import DuckDBPyConnection

from amp_rules.population.schema import TABLES as SCHEMAS
from amp_rules.population.sql.ddl import type_of
from amp_rules.population.sql.embedded import FromData, numbered
from amp_rules.population.sql.query import script_of
from amp_rules.population.sql.shape import shape_of
from amp_rules.population.tables import population_of
from bench.many.cases import Many
from bench.many.peer import Answer, Peer, Question
from bench.many.peers.amp_columns import VERDICTS, TablesToTables, plan_of
from bench.many.peers.duckdb_peer import in_order, load, quiet
from bench.many.report import SQL
from bench.many.tables import tables_of

WHOLE = "amp_rules, DuckDB, whole output"
TABLES = "amp_rules, DuckDB, tables to tables"
ASKED: dict[str, dict[str, tuple[str, ...]]] = {
    "eligibility": {"cases": ("case_id", "eligible")},
    "funding": {
        "period": ("case_id", "position", "period_total_minor"),
        "cases": ("case_id", "total_minor"),
    },
}


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A database with the tables, what is kept meanwhile by name, and the queries by table."""

    connection: DuckDBPyConnection
    kept: dict[str, str]
    queries: dict[str, str]


class InDatabase(Peer[Ready, dict[str, pa.Table]]):
    """The statements of a script, with the columns that are wanted."""

    def prepare(self, many: Many) -> Ready:
        population = population_of(tables_of(self.question, many)).in_order()
        connection = quiet()
        connection.execute("set preserve_insertion_order = false")
        for name, table in numbered(population).items():
            load(connection, name, table, typed(name, table))
        asked = {} if self.name == WHOLE else ASKED[self.question]
        script = script_of(
            plan_of(self.question),
            "duckdb",
            tables=tuple(asked),
            columns=[column for columns in asked.values() for column in columns],
            shape=shape_of(population.tables),
            steps=FromData(connection),
        )
        return Ready(
            connection,
            {each.name: each.query.sql("duckdb") for each in script.kept()},
            {each.name: each.query.sql("duckdb") for each in script.folded_outputs()},
        )

    def renew(self, ready: Ready) -> None:
        for name in ready.kept:
            ready.connection.execute(f"drop table if exists {name}")

    def answer(self, ready: Ready) -> dict[str, pa.Table]:
        for name, query in ready.kept.items():
            ready.connection.execute(f"create temp table {name} as {query}")
        return {name: ready.connection.sql(query).to_arrow_table() for name, query in ready.queries.items()}

    def read(self, ready: Ready, made: dict[str, pa.Table]) -> Answer:
        cases = made["cases"]
        if self.question == "eligibility":
            places = pc.index_in(cases["eligible"], value_set=pa.array(list(VERDICTS)))
            found: Any = np.array(list(VERDICTS.values()), np.int8)[places.to_numpy()]
            return found[in_order(cases)]  # type: ignore[no-any-return]
        return sek(made["period"], "period_total_minor"), sek(cases, "total_minor")


def typed(name: str, table: pa.Table) -> str:
    """The columns in the types that `amp-rules sql --ddl` prints; cases go by number."""
    columns = SCHEMAS[name].columns
    cast = (
        f'"{column}"::{type_of(columns[column], "duckdb").sql("duckdb")} as "{column}"'
        for column in table.column_names
        if columns[column].role == "fact"
    )
    return f"replace (case_id::integer as case_id, {', '.join(cast)})"


def sek(table: pa.Table, name: str) -> Any:
    """Whole SEK, in order."""
    if table[name].null_count:
        raise AssertionError("an amount is unknown")
    return table[name].cast(pa.int64()).to_numpy()[in_order(table)] // 100


def peers(question: Question) -> list[Peer[Any, Any]]:
    """All three."""
    return [
        InDatabase(SQL, question),
        InDatabase(WHOLE, question),
        TablesToTables(TABLES, question, "duckdb"),
    ]
