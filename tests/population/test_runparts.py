"""A population in parts is decided part by part, to the same answers as in one piece."""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from amp_rules import load_rulebook, population
from amp_rules.errors import UnknownNameError
from amp_rules.plan import Plan
from amp_rules.population import Population, PopulationError, runparts, synthesize

BOOK = load_rulebook("nsp", edition="2022")


def in_parts(folder: Path, sizes: tuple[int, ...]) -> Path:
    """Invented cases as so many parts."""
    first = 0
    for at, size in enumerate(sizes):
        synthesize(size, 3, first=first).write(folder, part=f"p{at}")
        first += size
    return folder


def test_parts_are_read_one_at_a_time(tmp_path: Path) -> None:
    found = list(population.read_parts(in_parts(tmp_path, (5, 7))))
    assert [(name, len(people)) for name, people in found] == [("p0", 5), ("p1", 7)]
    whole = population.read(tmp_path)
    assert whole.tables["cases"]["case_id"].to_pylist() == [
        each for _, people in found for each in people.tables["cases"]["case_id"].to_pylist()
    ]


def test_a_folder_of_plain_files_is_one_part(tmp_path: Path) -> None:
    synthesize(4, 3).write(tmp_path)
    assert [name for name, _ in population.read_parts(tmp_path)] == ["all"]


def test_parts_give_the_answers_of_the_whole(tmp_path: Path) -> None:
    summary = population.run_parts(BOOK, in_parts(tmp_path / "in", (40, 1, 60)), tmp_path / "out")
    whole = population.run(BOOK, synthesize(101, 3))
    assert summary.cases == 101
    assert summary.sums["total_paid"] == sum(
        each or 0 for each in whole.cases["total_paid_minor"].to_pylist()
    )
    assert summary.open["total_paid"] == whole.cases["total_paid_minor"].null_count
    assert sum(summary.verdicts["support"].values()) == 101
    for name, table in (
        ("cases", whole.cases),
        ("segments", whole.segments),
        ("period", whole.parts["period"]),
    ):
        assert parquet.read_table(tmp_path / "out" / name).equals(table), name


def test_memory_holds_one_part_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[weakref.ref[pa.Table]] = []

    def run(plan: Plan, people: Population, **asked: Any) -> population.Run:
        assert [each() for each in alive] == [None] * len(alive)
        found = population.run(plan, people, **asked)
        alive.extend((weakref.ref(people.tables["periods"]), weakref.ref(found.cases)))
        return found

    monkeypatch.setattr(runparts, "run", run)
    population.run_parts(BOOK, in_parts(tmp_path, (3, 4, 5)))
    assert len(alive) == 6


def test_facts_that_lack_are_counted_once_a_case(tmp_path: Path) -> None:
    synthesize(300, 5).write(tmp_path)
    summary = population.run_parts(BOOK, tmp_path)
    whole = population.run(BOOK, synthesize(300, 5)).cases["missing"].to_pylist()
    listed = [
        {path.replace("[0]", "[]").replace("[1]", "[]").replace("[2]", "[]") for path in each}
        for each in whole
    ]
    lacking = {path for each in listed for path in each if "[3]" not in path and "[4]" not in path}
    assert lacking
    for path in lacking & set(summary.missing):
        assert summary.missing[path] >= sum(path in each for each in listed)
    assert set(summary.missing) >= lacking


def test_a_part_without_its_cases_is_refused(tmp_path: Path) -> None:
    in_parts(tmp_path, (5, 7))
    (tmp_path / "cases" / "p1.parquet").rename(tmp_path / "cases" / "p9.parquet")
    with pytest.raises(PopulationError, match="'p1' goes with no part of 'cases'"):
        list(population.read_parts(tmp_path))


def test_answers_are_never_written_over_others(tmp_path: Path) -> None:
    synthesize(2, 3).write(tmp_path / "in")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(PopulationError, match="is not empty"):
        population.run_parts(BOOK, tmp_path / "in", tmp_path / "out")


@pytest.mark.parametrize("part", ["", "../x", "a b", "x" * 65])
def test_a_part_has_a_plain_name(tmp_path: Path, part: str) -> None:
    people: Population = synthesize(1, 3)
    with pytest.raises(PopulationError, match="the name of a part"):
        people.write(tmp_path, part=part)


def test_answers_as_text_hold_the_same(tmp_path: Path) -> None:
    from pyarrow import csv

    synthesize(60, 8).write(tmp_path / "in")
    population.run_parts(BOOK, tmp_path / "in", tmp_path / "out", form="csv")
    found = csv.read_csv(tmp_path / "out" / "cases" / "all.csv").to_pylist()
    whole = population.run(BOOK, synthesize(60, 8)).cases.to_pylist()
    assert [row["total_paid_minor"] for row in found] == [row["total_paid_minor"] for row in whole]
    assert [(row["missing"] or "").split() for row in found] == [row["missing"] for row in whole]


def test_a_form_nobody_knows_is_refused(tmp_path: Path) -> None:
    synthesize(1, 8).write(tmp_path / "in")
    with pytest.raises(UnknownNameError, match="docx"):
        population.run_parts(BOOK, tmp_path / "in", tmp_path / "out", form="docx")  # type: ignore[arg-type]
