"""A run checks its population first; nothing is decided on bad rows, and none is dropped silently."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import Any

import pyarrow as pa
import pytest

from amp_rules.case import case_from_mapping
from amp_rules.engine import plan_of
from amp_rules.engine.decide import WrongProgrammeError
from amp_rules.errors import UnknownNameError
from amp_rules.population import BadRowsError, Population, Run, from_cases, read, run
from amp_rules.population.check import faults_of
from amp_rules.rulebook import load_rulebook
from tests.engine.books import NSP
from tests.population.agree import differences
from tests.population.gather import generated
from tests.population.spoil import EDITIONS, population, unusable

BOOK = NSP[0]


def with_cell(whole: Population, table: str, row: int, column: str, value: Any) -> Population:
    tables = dict(whole.tables)
    cells = tables[table][column].to_pylist()
    cells[row] = value
    at = tables[table].schema.get_field_index(column)
    tables[table] = tables[table].set_column(
        at, column, pa.array(cells, tables[table].schema.field(column).type)
    )
    return read(tables)


def test_bad_rows_stop_a_run() -> None:
    bad = with_cell(generated(BOOK, 20), "cases", 3, "destination_country", "XX")
    with pytest.raises(BadRowsError) as stopped:
        run(BOOK, bad, engine="each")
    assert [(each.row, each.case_id) for each in stopped.value.bad_rows] == [(4, "c3")]


def test_cases_with_bad_rows_are_left_out_and_listed() -> None:
    whole = generated(BOOK, 20)
    row = whole.tables["periods"]["case_id"].to_pylist().index("c5")
    bad = with_cell(with_cell(whole, "cases", 3, "destination_country", "XX"), "periods", row, "kind", "long")
    found = run(BOOK, bad, engine="each", bad_rows="leave out")
    assert [(each.table, each.case_id) for each in found.bad_rows] == [("cases", "c3"), ("periods", "c5")]
    kept = [f"c{at}" for at in range(20) if at not in (3, 5)]
    assert found.cases["case_id"].to_pylist() == kept
    again = run(BOOK, from_cases(whole.case(each) for each in kept), engine="each")
    assert differences(found, again) == []
    assert len(found) == len(found.population) == 18


def test_rows_of_no_case_stop_a_run_in_any_way() -> None:
    whole = with_cell(generated(BOOK, 20), "periods", 0, "case_id", "nobody")
    bad = with_cell(whole, "cases", 3, "destination_country", "XX")
    with pytest.raises(BadRowsError) as stopped:
        run(BOOK, bad, engine="each", bad_rows="leave out")
    assert [each.code for each in stopped.value.bad_rows] == ["orphan"]
    unknown = read({**whole.tables, "items": pa.table({"colour": ["red"]})})
    with pytest.raises(BadRowsError, match="items: column 1 is not of the schema"):
        run(BOOK, unknown, engine="each", bad_rows="leave out")


def test_what_is_left_is_what_can_be_restored() -> None:
    for edition in EDITIONS:
        whole = population(edition, 3)
        bad = with_cell(whole, "persons", 1, "age", 500)
        left = unusable(bad)
        assert len(left) == 1
        programme, _, name = edition.partition("/")
        book = load_rulebook(programme, edition=name)
        found = run(book, bad, engine="each", bad_rows="leave out")
        assert found.cases["case_id"].to_pylist() == [f"c{at}" for at in range(8) if at not in left]
        assert {fault.table for fault in faults_of(bad)} == {"persons"}


def test_a_population_of_another_programme_is_refused() -> None:
    amp = from_cases([case_from_mapping({"id": "a-1", "programme": "amp"})])
    with pytest.raises(WrongProgrammeError):
        run(BOOK, amp, engine="each")


def test_an_empty_population_gives_empty_tables() -> None:
    found = run(BOOK, from_cases([]), engine="each")
    assert (len(found), found.population.programme) == (0, None)
    assert found.segments is not None
    assert found.segments.num_rows == 0


def test_only_known_ways_are_taken() -> None:
    empty = from_cases([])
    with pytest.raises(UnknownNameError, match="no engine 'abacus'"):
        run(BOOK, empty, engine="abacus")  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="no way with bad rows 'guess'"):
        run(BOOK, empty, engine="each", bad_rows="guess")  # type: ignore[arg-type]


def test_a_plan_may_be_run_and_a_case_traced() -> None:
    found = run(plan_of(BOOK), generated(BOOK, 5), engine="each", progress=True)
    assert repr(found) == "Run(plan='nsp/2022', engine='each', cases=5)"
    assert found.trace("c2").case.id == "c2"
    with pytest.raises(UnknownNameError, match="no case 'c7'"):
        found.trace("c7")


def test_runs_that_differ_are_told_apart() -> None:
    one = run(BOOK, generated(BOOK, 30), engine="each")
    assert differences(one, one) == []
    at = one.cases.schema.get_field_index("total_paid_minor")
    other = one.cases.set_column(at, "total_paid_minor", pa.array([7] * 30))
    assert one.segments is not None
    altered = Run(one.plan, one.population, "each", other, one.parts, one.segments.slice(1))
    found = differences(one, altered)
    assert found[0].startswith("cases.total_paid_minor ['c0']: ")
    assert any(line.startswith("segments: ") for line in found)
    fewer = Run(one.plan, one.population, "each", one.cases, {}, None)
    assert differences(one, fewer) == ["parts: ['item', 'period'] against []"]


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is None, reason="needs Arrow")
def test_the_package_stays_light() -> None:
    code = "import sys, amp_rules, amp_rules.testing; print({'numpy', 'pyarrow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
