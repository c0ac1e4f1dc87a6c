"""`amp-rules sql`: one query that a database runs to the answers of a run."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner, Result

from amp_rules import load_rulebook, population
from amp_rules.cli.app import app
from amp_rules.cli.sql import MOST
from amp_rules.population import Population, synthesize
from amp_rules.population.sql import most

TABLES = [
    *((name, "cases") for name in ("amp/2015", "amp/2016", "amp/2023")),
    *(("nsp/2022", table) for table in ("cases", "period", "item", "segments")),
]
LEAST = ("--no-reasons", "--most", "4")


def sql(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["sql", *arguments])


def filled(people: Population, ddl: str) -> duckdb.DuckDBPyConnection:
    """A database whose tables are made by the statements printed, with these cases."""
    connection = duckdb.connect(config={"autoload_known_extensions": "false"})
    connection.execute(ddl)
    for name, table in people.tables.items():
        connection.register("given", table)
        columns = population.TABLES[name].columns
        given = {
            column: f'coalesce("{column}", false)' if column.endswith("_absent") else f'"{column}"'
            for column in table.column_names
        }
        for column in columns:
            if column.endswith("_absent"):
                given.setdefault(column, "false")
        into = ", ".join(f'"{column}"' for column in given)
        connection.execute(f'INSERT INTO "{name}" ({into}) SELECT {", ".join(given.values())} FROM given')
        connection.unregister("given")
    return connection


def answers(found: duckdb.DuckDBPyConnection, query: str, column: str) -> dict[str, Any]:
    """One column of the answers by case."""
    table = found.sql(query).to_arrow_table()
    return dict(zip(table["case_id"].to_pylist(), table[column].to_pylist(), strict=True))


@pytest.mark.slow
def test_the_query_gives_the_answers_of_a_run_in_a_database_of_ones_own() -> None:
    people = synthesize(60, 9).in_order()
    database = filled(people, sql("nsp", "--ddl").stdout)
    query = sql("nsp", *LEAST)
    assert query.exit_code == 0
    found = answers(database, query.stdout, "total_paid_minor")
    told = population.run(load_rulebook("nsp", edition="2022"), people).cases
    wanted = dict(zip(told["case_id"].to_pylist(), told["total_paid_minor"].to_pylist(), strict=True))
    problems = answers(database, query.stdout, "problem")
    kept = [name for name, why in problems.items() if why is None]
    assert len(kept) > 40
    assert {name: found[name] for name in kept} == {name: wanted[name] for name in kept}


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES, ids=" ".join)
def test_what_is_printed_by_default_runs_in_a_database_as_it_comes(table: tuple[str, str]) -> None:
    rules, name = table
    with duckdb.connect() as database:
        database.execute(sql(rules, "--ddl").stdout)
        found = sql(rules, "--table", name)
        assert found.exit_code == 0
        assert database.execute(found.stdout).fetchall() == []


def test_as_many_steps_are_told_as_the_query_is_written_for() -> None:
    assert MOST == most.MOST


def test_the_rules_are_named_in_a_comment() -> None:
    lines = sql("amp/2023", "--reading", "A11=carry-2015", *LEAST).stdout.splitlines()
    assert lines[0].startswith("-- amp-rules, amp/2023, digest ")
    assert "A11=carry-2015" in lines[1]
    assert lines[2] == "-- dialect duckdb, table cases, at most 4 entities of a case one after the other"


def test_other_numbers_give_another_query() -> None:
    plain, other = (sql("amp/2015", *more, *LEAST).stdout for more in ((), ("--set", "health=301")))
    assert plain.splitlines()[0] != other.splitlines()[0]
    assert "30100" in other
    assert "30100" not in plain


def test_the_text_is_the_same_on_another_hash_seed() -> None:
    command = [sys.executable, "-c", "from amp_rules.cli import main; main()", "sql", "amp/2023"]
    texts = {
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark"])
def test_every_dialect_has_its_tables(dialect: str) -> None:
    found = sql("nsp", "--ddl", "--dialect", dialect)
    assert found.exit_code == 0
    assert found.stdout.count("CREATE TABLE") == 14


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nsp", "--table", "segment"), "did you mean 'segments'"),
        (("amp/2023", "--table", "segments"), "gives no table 'segments'"),
        (("nsp", "--dialect", "dbase"), "'dbase' is not one of duckdb, postgres, spark"),
        (("nps",), "no rules 'nps'"),
    ],
)
def test_what_there_is_not_is_said(arguments: tuple[str, ...], said: str) -> None:
    found = sql(*arguments)
    assert found.exit_code == 2
    assert said in found.stderr
