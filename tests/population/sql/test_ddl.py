"""The tables of a population as statements: a database makes them, and the query runs on them."""

from __future__ import annotations

import duckdb
import pytest
import sqlglot

from amp_rules.engine.decide import plan_of
from amp_rules.population.schema import TABLES
from amp_rules.population.sql.ddl import tables_ddl
from amp_rules.population.sql.most import SameFor
from amp_rules.population.sql.query import script_of
from amp_rules.rulebook import Rulebook
from tests.engine.books import BOOKS, NAMES


def test_every_table_and_column_is_made_and_explained() -> None:
    with duckdb.connect() as connection:
        connection.execute(tables_ddl("duckdb"))
        made = connection.sql(
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
    assert {(table, column) for table, column, _ in made} == {
        (table.name, column) for table in TABLES.values() for column in table.columns
    }
    assert all(comment for _, _, comment in made)


@pytest.mark.parametrize("book", BOOKS, ids=NAMES)
def test_the_query_finds_the_tables_in_a_schema_of_their_own(book: Rulebook) -> None:
    script = script_of(plan_of(book), "duckdb", ("cases",), steps=SameFor(2), schema="agency")
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA agency")
        connection.execute(tables_ddl("duckdb", "agency"))
        for each in script.outputs:
            assert connection.sql(script.query(each).sql("duckdb")).fetchall() == []


@pytest.mark.parametrize("dialect", ["postgres", "spark"])
def test_other_dialects_read_what_is_written_for_them(dialect: str) -> None:
    found = sqlglot.parse(tables_ddl(dialect, "agency"), dialect=dialect)
    made = [each for each in found if isinstance(each, sqlglot.exp.Create)]
    assert len(made) == len(TABLES)


def test_nothing_is_known_of_what_a_row_does_not_speak_of() -> None:
    with duckdb.connect() as connection:
        connection.execute(tables_ddl("duckdb"))
        connection.execute("INSERT INTO cases (case_id, programme) VALUES ('a', 'nsp')")
        row = connection.sql("FROM cases").to_arrow_table().to_pylist()[0]
    said = {name: value for name, value in row.items() if value is not None}
    told = [column for column in TABLES["cases"].columns.values() if column.role in ("known", "absent")]
    assert said == {"case_id": "a", "programme": "nsp", **{column.name: False for column in told}}


def test_only_spark_has_no_values_that_stand_by_themselves() -> None:
    made = {dialect: "DEFAULT FALSE" in tables_ddl(dialect) for dialect in ("duckdb", "postgres", "spark")}
    assert made == {"duckdb": True, "postgres": True, "spark": False}


def test_a_case_and_a_place_are_the_key_of_what_is_listed() -> None:
    text = tables_ddl("postgres")
    assert 'PRIMARY KEY (case_id, "position")' in text
    assert text.count("FOREIGN KEY (case_id) REFERENCES cases") == len(TABLES) - 1


def test_a_word_that_is_none_of_a_choice_is_refused() -> None:
    with duckdb.connect() as connection:
        connection.execute(tables_ddl("duckdb"))
        into = "INSERT INTO cases (case_id, programme, exploitation_trafficking) VALUES ('a', 'nsp', ?)"
        connection.execute(into, ["suspected"])
        connection.execute(into.replace("'a'", "'b'"), [None])
        with pytest.raises(duckdb.ConversionException):
            connection.execute(into.replace("'a'", "'c'"), ["hearsay"])
