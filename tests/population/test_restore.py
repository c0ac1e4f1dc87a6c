"""Cases written into tables come back as they were."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings

from amp_rules.case import Case, case_from_mapping
from amp_rules.errors import CaseError, UnknownNameError
from amp_rules.population import TABLES, check, from_cases, read
from amp_rules.population.tables import population_of
from amp_rules.rulebook import Rulebook
from amp_rules.testing import cases
from tests.engine.books import BOOKS, NAMES
from tests.population.gather import generated, scenario_populations

SHIPPED = pytest.mark.parametrize("book", BOOKS, ids=NAMES)
FULL = {
    "id": "a-1",
    "programme": "nsp",
    "principal": {"id": "mother", "nationalities": []},
    "children": [],
    "voluntariness": {"withdrawn_on": None},
    "budget": {"left": "71.50"},
    "periods": [{"id": "p2", "start": "2022-05-01", "weekdays": ["monday", "friday"]}, {"id": "p1"}],
    "daily": {
        "adult_allowance": [
            {"start": "2022-05-02", "end": "2022-05-03"},
            {"start": "2022-05-01", "end": "2022-05-01", "value": "24.00"},
        ],
        "other_payer": [],
    },
    "evidence": [{"about": "$.budget.left", "asserted_by": "shelter", "basis": "document"}],
}


def without_evidence(case: Case) -> Case:
    return case.model_copy(update={"evidence": ()})


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(cases())
def test_any_case_comes_back(case: Case) -> None:
    population = from_cases([case])
    assert population.case(case.id) == without_evidence(case)
    assert check(population) == ()


def test_the_cases_of_all_scenarios_come_back() -> None:
    for _, population in scenario_populations():
        assert from_cases(population.cases()).tables == population.tables


@pytest.mark.slow
@SHIPPED
def test_drawn_cases_come_back(book: Rulebook) -> None:
    drawn = generated(book, 300, seed=1)
    again = from_cases(drawn.cases())
    for name, table in drawn.tables.items():
        if name != "persons":  # a principal of whom nothing is known need not have a row
            assert again.tables[name].equals(table)
    assert list(again.cases()) == list(drawn.cases())


def test_what_stands_in_the_tables() -> None:
    tables = from_cases([case_from_mapping(FULL)]).tables
    (case,) = tables["cases"].to_pylist()
    assert (case["budget_left_minor"], case["budget_left_minor_absent"]) == (7150, False)
    assert (case["voluntariness_withdrawn_on"], case["voluntariness_withdrawn_on_absent"]) == (None, True)
    assert (case["children_known"], case["claims_known"], case["other_payer_known"]) == (True, False, True)
    assert tables["persons"].select(["person_id", "position", "nationalities"]).to_pylist() == [
        {"person_id": "mother", "position": 0, "nationalities": ""}
    ]
    assert tables["periods"]["weekdays"].to_pylist() == ["friday monday", None]
    assert tables["adult_allowance"].to_pylist() == [
        {"case_id": "a-1", "start": date(2022, 5, 1), "end": date(2022, 5, 1), "value_minor": 2400},
        {"case_id": "a-1", "start": date(2022, 5, 2), "end": date(2022, 5, 3), "value_minor": None},
    ]


def test_rows_may_come_in_any_order() -> None:
    population = generated(BOOKS[-1], 50, seed=2)
    rng = np.random.default_rng(0)
    mixed = {
        name: table.take(pa.array(rng.permutation(table.num_rows))) if name != "cases" else table
        for name, table in population.tables.items()
    }
    assert list(read(mixed).cases()) == list(population.cases())
    ordered = read(mixed).in_order()
    assert ordered.in_order() is ordered
    assert [name for name in TABLES if not ordered.tables[name].equals(population.tables[name])] == []


def test_columns_and_tables_left_out_are_unknown() -> None:
    cases = pa.table({"case_id": ["a", "b"], "programme": ["nsp", "nsp"]})
    periods = pa.table({"case_id": ["b"], "period_id": ["p"], "position": [0]})
    population = read({"cases": cases, "periods": periods})
    assert check(population) == ()
    assert population.case("a") == case_from_mapping({"id": "a", "programme": "nsp"})
    assert population.case("b") == case_from_mapping(
        {"id": "b", "programme": "nsp", "periods": [{"id": "p"}]}
    )
    known = population.in_order().tables["cases"]
    assert known["periods_known"].to_pylist() == [False, True]
    assert known["claims_known"].to_pylist() == [False, False]


def test_a_case_that_is_not_there_is_named() -> None:
    with pytest.raises(UnknownNameError, match="no case 'a-2'"):
        from_cases([case_from_mapping(FULL)]).case("a-2")


def test_rows_that_make_no_case_are_refused_with_their_paths() -> None:
    cases = {"case_id": ["a"], "programme": ["nsp"], "periods_known": [False], "budget_left_minor": [-5]}
    periods = pa.table({"case_id": ["a"], "period_id": ["p"], "position": [3]})
    with pytest.raises(CaseError) as refused:
        read({"cases": pa.table(cases), "periods": periods}).case("a")
    assert {problem.path for problem in refused.value.problems} == {"$.periods", "$.budget.left"}


@pytest.mark.parametrize(
    ("cases", "path"),
    [
        ({"periods_known": [False]}, "$.periods"),
        ({"exploitation_forms": ["sexual au_pair"]}, "$.exploitation.forms[0]"),
        ({"exploitation_forms": ["sexual sexual"]}, "$.exploitation.forms[0]"),
        ({"budget_left_minor": [1], "budget_left_minor_absent": [True]}, "$.budget.left"),
    ],
)
def test_what_check_finds_cannot_be_restored(cases: dict[str, list[Any]], path: str) -> None:
    periods = pa.table({"case_id": ["a"], "period_id": ["p"], "position": [0]})
    whole = {"case_id": ["a"], "programme": ["nsp"], **cases}
    # Not read, which would put the codes of a set in order.
    population = population_of({"cases": pa.table(whole), "periods": periods})
    assert [bad.key for bad in check(population)] == [("a",)]
    with pytest.raises(CaseError) as refused:
        population.case("a")
    assert [problem.path for problem in refused.value.problems] == [path]


def test_a_population_is_not_printed() -> None:
    population = from_cases([case_from_mapping(FULL)])
    assert repr(population) == "Population(programme='nsp', cases=1)"
    assert "mother" not in str(population)
