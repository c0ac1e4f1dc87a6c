"""A PostgreSQL server says of every case what columns say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

pytest.importorskip("psycopg", reason="NOT TESTED ON POSTGRESQL: psycopg is not installed")

import psycopg

from amp_rules import population
from amp_rules.engine import plan_of
from amp_rules.population import Population
from amp_rules.population.sql.query import script_of
from amp_rules.rulebook import Rulebook
from tests.engine.books import BOOKS, NAMES
from tests.population.agree import differences
from tests.population.gather import generated, scenario_population
from tests.population.sql.postgres import SETTINGS, Connection, decided, fill

SHIPPED = pytest.mark.parametrize("book", BOOKS, ids=NAMES)
NUMBERS = count(1)


@pytest.fixture
def connection(postgres: str) -> Iterator[Connection]:
    with psycopg.connect(postgres, autocommit=True) as made:
        for setting in SETTINGS:
            made.execute(f"SET {setting}".encode())
        yield made


def _differences(connection: Connection, book: Rulebook, people: Population) -> list[str]:
    schema = f"s{next(NUMBERS)}"
    plan = plan_of(book)
    fill(connection, schema, people)
    script = script_of(plan, "postgres", schema=schema, explained=True)
    return differences(population.run(plan, people), decided(connection, plan, people, script))


@pytest.mark.slow
@SHIPPED
def test_drawn_cases_are_answered_alike_in_every_table(book: Rulebook, connection: Connection) -> None:
    assert _differences(connection, book, generated(book, 400, seed=11)) == []


@pytest.mark.slow
@SHIPPED
def test_the_cases_of_all_scenarios_are_answered_alike(book: Rulebook, connection: Connection) -> None:
    people = scenario_population(book)
    assert len(people) > 40
    assert _differences(connection, book, people) == []
