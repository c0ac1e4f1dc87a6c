"""Tables as they are found: without the columns that say whether lists are known, or with gaps in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from amp_rules import case_from_json, case_from_mapping, load_rulebook
from amp_rules.engine.decide import plan_of
from amp_rules.plan import build_plan
from amp_rules.population import from_cases
from amp_rules.population.columns import decide_population
from amp_rules.population.schema import CASES, TABLES
from amp_rules.population.sql.most import SameFor
from amp_rules.population.sql.query import script_of
from amp_rules.population.sql.shape import shape_of
from amp_rules.population.tables import Population, population_of
from amp_rules.testing import drawn_population
from tests.engine.books import BOOKS
from tests.places import ROOT
from tests.population.sql.ready import answers, printed

PLANS = {book.name: plan_of(book) for book in BOOKS}
LISTS = sorted({str(table.known) for table in TABLES.values() if table.known})
Change = Callable[[pa.Table, str], pa.Table]


def without(cases: pa.Table, column: str) -> pa.Table:
    return cases.drop_columns([column])


def gaps_in(cases: pa.Table, column: str) -> pa.Table:
    some = pa.array([row % 2 == 0 for row in range(len(cases))])
    values = pc.if_else(some, pa.scalar(None, pa.bool_()), cases[column].combine_chunks())
    return cases.set_column(cases.schema.get_field_index(column), column, values)


def changed(people: Population, change: Change) -> Population:
    """The tables with another column for each list that may be known."""
    cases = people.tables[CASES]
    for column in cases.column_names:
        if column.endswith("_known"):
            cases = change(cases, column)
    return population_of({**people.tables, CASES: cases})


def rows(table: pa.Table, keys: tuple[str, ...] = ("case_id", "position")) -> list[dict[str, Any]]:
    here = [key for key in keys if key in table.column_names]
    return sorted(table.to_pylist(), key=lambda row: [row[key] for key in here])


def unexplained(table: pa.Table) -> pa.Table:
    """What a query without reasons says: a verdict that is open is not told apart further."""
    for at, field in enumerate(table.schema):
        if field.type == pa.string():
            plain = pc.if_else(pc.equal(table[at], "referred"), "undetermined", table[at])
            table = table.set_column(at, field, plain)
    return table


def in_database(name: str, people: Population) -> Mapping[str, pa.Table]:
    return answers(script_of(PLANS[name], "duckdb", shape=shape_of(people.tables), steps=SameFor(8)), people)


@pytest.mark.source_tree
def test_a_list_without_its_column_is_known_exactly_where_it_has_rows() -> None:
    plan = build_plan(load_rulebook("nsp", edition="2022", root=ROOT / "bench/rules-many/funding"))
    period: dict[str, Any] = {"id": "p", "kind": "reflection", "start": "2022-03-01", "end": "2022-03-30"}
    period |= {"justification": True, "staffing_accepted": False, "reflection_paid_by": "nsp"}
    one: Any = {"id": "one", "programme": "nsp", "periods": [period]}
    people = from_cases([case_from_mapping(one), case_from_mapping({"id": "none", "programme": "nsp"})])
    bare = changed(people, without)
    found = printed(plan, bare, shape=shape_of(bare.tables), steps=SameFor(4))["cases"]
    wanted = decide_population(plan, bare.in_order()).cases
    columns = ["case_id", "total_minor"]
    assert rows(found.select(columns)) == rows(wanted.select(columns))
    assert [row["total_minor"] is None for row in rows(found)] == [True, False]


@pytest.mark.slow
@pytest.mark.parametrize("listed", LISTS)
def test_any_one_list_may_say_nothing_of_itself(listed: str) -> None:
    whole = case_from_json((ROOT / "examples/nsp-mother-and-child.json").read_text("utf-8"))
    people = from_cases([whole])
    bare = population_of({**people.tables, CASES: without(people.tables[CASES], listed)})
    columns = ("case_id", "days_paid_total", "total_paid_minor")
    asked = {"tables": (CASES,), "columns": columns, "steps": SameFor(4)}
    found = printed(PLANS["nsp/2022"], bare, shape=shape_of(bare.tables), **asked)[CASES]
    wanted = decide_population(PLANS["nsp/2022"], bare.in_order()).cases
    assert rows(found) == rows(wanted.select(list(columns)))


@pytest.mark.parametrize("change", [without, gaps_in])
@pytest.mark.parametrize("name", ["amp/2015", "amp/2023", pytest.param("nsp/2022", marks=pytest.mark.slow)])
def test_lists_that_say_nothing_of_themselves_mean_what_they_mean_elsewhere(
    name: str, change: Change
) -> None:
    people = changed(drawn_population(name, 150, seed=21), change)
    found = in_database(name, people)
    wanted = decide_population(PLANS[name], people.in_order())
    for table, whole in (("cases", wanted.cases), *wanted.parts.items()):
        columns = [each for each in whole.column_names if each != "missing"]
        assert rows(found[table].select(columns)) == rows(unexplained(whole.select(columns)))
