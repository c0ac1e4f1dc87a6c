"""DuckDB in this process decides what deciding one case after the other does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from amp_rules import case_from_mapping, population
from amp_rules.engine.decide import plan_of
from amp_rules.population import from_cases
from amp_rules.population.badrows import PopulationError
from amp_rules.population.each import decide_population as decide_each
from amp_rules.population.sql import embedded
from amp_rules.population.tables import Population, population_of
from amp_rules.rulebook import Rulebook
from amp_rules.testing import drawn_population
from tests.engine.books import BOOKS, NAMES
from tests.population.agree import differences
from tests.population.sql.ready import stays

SHIPPED = pytest.mark.parametrize("book", BOOKS, ids=NAMES)
NSP = next(book for book in BOOKS if book.name == "nsp/2022")
AMP = next(book for book in BOOKS if book.name == "amp/2023")


def alike(book: Rulebook, people: Population) -> population.Run:
    found = population.run(book, people, engine="duckdb")
    assert differences(population.run(book, people, engine="each"), found) == []
    return found


@pytest.mark.slow
@SHIPPED
def test_drawn_cases_are_answered_alike(book: Rulebook) -> None:
    found = alike(book, drawn_population(book, 150, seed=9))
    assert sum(map(len, found.cases["missing"].to_pylist())) > 50


def test_names_and_texts_that_look_like_sql_are_only_names_and_texts() -> None:
    hostile = ["x'; DROP TABLE cases; --", 'a"b', "$$", "%s {0} \\", "ny rad", "NULL"]
    drawn = list(drawn_population(NSP, len(hostile), seed=2).cases())
    cases = [case.model_copy(update={"id": name}) for case, name in zip(drawn, hostile, strict=True)]
    found = embedded.decide_population(plan_of(NSP), from_cases(cases).in_order()).cases
    assert found["case_id"].to_pylist() == hostile
    wanted = decide_each(plan_of(NSP), from_cases(drawn).in_order()).cases
    assert found.drop_columns(["case_id"]).equals(wanted.drop_columns(["case_id"]))


@pytest.mark.slow
def test_a_case_with_more_periods_than_the_query_steps_along_is_decided_all_the_same() -> None:
    many = embedded.FARTHEST + 3
    found = alike(NSP, from_cases([stays(2, "short"), stays(many), stays(1, "last")]))
    assert found.cases["case_id"].to_pylist() == ["short", "long", "last"]
    assert found.cases["problem"].null_count == 3
    assert found.parts["period"].num_rows == many + 3


def test_columns_and_tables_left_out_are_unknown_everywhere() -> None:
    whole = drawn_population(NSP, 40, seed=6).in_order()
    tables = {
        "cases": whole.tables["cases"].select(["case_id", "programme", "applied_on"]),
        "persons": whole.tables["persons"].select(["case_id", "person_id", "position", "nationalities"]),
        "periods": whole.tables["periods"].select(["case_id", "period_id", "position", "start", "end"]),
        "full_rate": whole.tables["full_rate"].select(["case_id", "start", "end"]),
    }
    alike(NSP, population_of(tables))


def test_a_population_without_cases_gives_empty_tables() -> None:
    found = alike(AMP, from_cases([]))
    assert len(found) == 0


def test_statements_are_written_once_for_tables_of_one_kind() -> None:
    plan = plan_of(replace(NSP))
    for seed in (1, 2):
        population.run(plan, from_cases([stays(2, f"s{seed}")]), engine="duckdb")
    kept = plan.kept["statements"]
    assert isinstance(kept, dict)
    assert len(kept) == 2


def test_the_database_reaches_nothing_outside_and_stays_that_way(tmp_path: Path) -> None:
    (tmp_path / "near.txt").write_text("mine")
    with embedded.connected() as connection:
        connection.execute("SET lock_configuration = true")
        for command in (
            f"SELECT * FROM read_text('{tmp_path}/near.txt')",
            "INSTALL httpfs",
            "SET enable_external_access = true",
            f"ATTACH '{tmp_path}/other.db'",
            f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(command).fetchall()
    assert [each.name for each in tmp_path.iterdir()] == ["near.txt"]


def test_what_the_database_says_of_values_is_not_passed_on() -> None:
    with pytest.raises(PopulationError) as caught, embedded.told_without_values():
        duckdb.connect().execute("SELECT CAST('secret' AS BIGINT)").fetchall()
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_equal_dates_keep_the_order_of_the_list() -> None:
    period = {"kind": "in_depth", "start": "2022-03-01", "end": "2022-03-20"}
    case = case_from_mapping(
        {
            "id": "twice",
            "programme": "nsp",
            "periods": [{"id": "b", **period}, {"id": "a", **period}],
        }
    )
    found = alike(NSP, from_cases([case]))
    assert found.parts["period"]["period_id"].to_pylist() == ["b", "a"]


@pytest.mark.parametrize("book", [AMP, NSP], ids=["amp/2023", "nsp/2022"])
def test_progress_is_told_statement_by_statement_and_ends_with_all_cases(
    book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []

    @contextmanager
    def shown(total: int, wanted: bool) -> Iterator[Callable[[float], None]]:
        assert (total, wanted) == (20, True)
        yield told.append

    monkeypatch.setattr(embedded, "shown", shown)
    population.run(book, drawn_population(book, 20, seed=4), engine="duckdb", progress=True)
    assert len(told) > 2
    assert max(told) < 20
    assert sum(told) == pytest.approx(20)
