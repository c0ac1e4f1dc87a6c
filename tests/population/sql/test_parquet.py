"""Populations in Parquet, decided where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyarrow import parquet

from amp_rules import population
from amp_rules.engine.decide import WrongProgrammeError, plan_of
from amp_rules.population.badrows import PopulationError
from amp_rules.population.sql.parquet import decide_parquet
from amp_rules.population.tables import Population, population_of
from amp_rules.testing import drawn_population
from tests.engine.books import BOOKS

PLANS = {book.name: plan_of(book) for book in BOOKS}
KEYS = ("case_id", "position", "period_id", "start")


def rows(table: pa.Table) -> list[dict[str, Any]]:
    keys = [key for key in KEYS if key in table.column_names]
    return sorted(table.to_pylist(), key=lambda row: [str(row[key]) for key in keys])


def tables_of(found: population.Run) -> Mapping[str, pa.Table]:
    segments = {} if found.segments is None else {"segments": found.segments}
    return {"cases": found.cases, **found.parts, **segments}


def assert_alike(name: str, people: Population, folder: Path, **asked: Any) -> None:
    people.write(folder / "in")
    assert decide_parquet(PLANS[name], folder / "in", folder / "out", **asked) == len(people)
    for table, wanted in tables_of(population.run(PLANS[name], people, engine="columns")).items():
        found = parquet.read_table(folder / "out" / f"{table}.parquet")
        assert found.schema.names == wanted.schema.names
        assert [field.type for field in found.schema if not pa.types.is_list(field.type)] == [
            field.type for field in wanted.schema if not pa.types.is_list(field.type)
        ]
        assert rows(found) == rows(wanted)


@pytest.mark.parametrize("name", ["amp/2015", "amp/2023"])
def test_files_give_what_columns_give(name: str, tmp_path: Path) -> None:
    assert_alike(name, drawn_population(name, 300, seed=4), tmp_path)


def test_tables_that_are_not_there_have_no_rows(tmp_path: Path) -> None:
    whole = drawn_population("amp/2023", 30, seed=8)
    some = {name: whole.tables[name] for name in ("cases", "persons")}
    population_of(some).write(tmp_path / "all")
    (tmp_path / "in").mkdir()
    for name in some:
        (tmp_path / "all" / f"{name}.parquet").rename(tmp_path / "in" / f"{name}.parquet")
    assert decide_parquet(PLANS["amp/2023"], tmp_path / "in", tmp_path / "out") == 30
    wanted = population.run(PLANS["amp/2023"], population_of(some), engine="columns")
    assert rows(parquet.read_table(tmp_path / "out" / "cases.parquet")) == rows(wanted.cases)


@pytest.mark.slow
def test_a_population_larger_than_memory_is_decided_all_the_same(tmp_path: Path) -> None:
    few = drawn_population("amp/2023", 2000, seed=4)
    many = times(few, 150)
    assert sum(table.nbytes for table in many.tables.values()) > 300_000_000
    many.write(tmp_path / "in")
    (tmp_path / "room").mkdir()
    asked: Any = {"memory": "100MB", "room": tmp_path / "room"}
    assert decide_parquet(PLANS["amp/2023"], tmp_path / "in", tmp_path / "out", **asked) == len(many)
    assert list((tmp_path / "room").iterdir()) == []
    found = parquet.read_table(tmp_path / "out" / "cases.parquet")
    wanted = population.run(PLANS["amp/2023"], few, engine="columns").cases
    for number in (0, 77, 149):
        some = found.filter(pc.ends_with(found["case_id"], f"-{number}"))
        assert rows(named(some, "")) == rows(named(wanted, f"-{number}"))
    assert found.num_rows == len(many)


def named(table: pa.Table, end: str) -> pa.Table:
    """The table with another end of each case's id."""
    return table.set_column(0, "case_id", pc.binary_join_element_wise(table["case_id"], end, ""))


def times(people: Population, number: int) -> Population:
    """The same cases so many times, under other ids."""
    return population_of(
        {
            name: pa.concat_tables([named(table, f"-{at}") for at in range(number)])
            for name, table in people.tables.items()
        }
    )


def test_what_fails_leaves_no_answers_behind(tmp_path: Path) -> None:
    drawn_population("amp/2023", 5, seed=1).write(tmp_path / "in")
    with pytest.raises(PopulationError, match="gave up"):
        decide_parquet(PLANS["amp/2023"], tmp_path / "in", tmp_path / "out", memory="1MB")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_files_that_would_be_overlooked_are_refused(tmp_path: Path) -> None:
    for number, name in enumerate(("persons.csv", "person.parquet", "periods/part.csv", "cases/a.parquet")):
        folder = tmp_path / str(number)
        drawn_population("amp/2023", 5, seed=1).write(folder)
        (folder / "persons.parquet").unlink()
        (folder / "periods.parquet").unlink()
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes((folder / "cases.parquet").read_bytes())
        with pytest.raises(PopulationError, match=r"no table of a population|both a file"):
            decide_parquet(PLANS["amp/2023"], folder, tmp_path / "out")


def test_a_column_that_would_be_rounded_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    drawn_population("amp/2023", 5, seed=1).write(folder)
    persons = parquet.read_table(folder / "persons.parquet")
    at = persons.schema.get_field_index("position")
    floats = persons.set_column(at, "position", persons["position"].cast(pa.float64()))
    parquet.write_table(floats, folder / "persons.parquet")
    with pytest.raises(PopulationError, match="persons position: expected int64, found double"):
        decide_parquet(PLANS["amp/2023"], folder, tmp_path / "out")


def test_cases_of_another_programme_are_refused(tmp_path: Path) -> None:
    drawn_population("nsp/2022", 5, seed=1).write(tmp_path / "in")
    with pytest.raises(WrongProgrammeError):
        decide_parquet(PLANS["amp/2023"], tmp_path / "in", tmp_path / "out")


def test_rows_that_share_a_key_or_belong_nowhere_are_refused(tmp_path: Path) -> None:
    people = drawn_population("amp/2023", 5, seed=1).in_order()
    cases, persons = people.tables["cases"], people.tables["persons"]
    twice = {**people.tables, "cases": pa.concat_tables([cases, cases.slice(0, 1)])}
    astray = {**people.tables, "cases": cases.slice(1)}
    for number, tables in enumerate((twice, astray)):
        folder = tmp_path / str(number)
        population_of({"cases": tables["cases"], "persons": persons}).write(folder)
        with pytest.raises(PopulationError, match=r"key of another row|not there"):
            decide_parquet(PLANS["amp/2023"], folder, tmp_path / f"out{number}")


def test_a_folder_with_files_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(PopulationError, match="is not empty"):
        decide_parquet(PLANS["amp/2023"], tmp_path, tmp_path)
