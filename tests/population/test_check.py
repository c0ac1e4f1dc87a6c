"""`check` finds what keeps rows from being cases, and nothing else; it shows keys and no other value."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings

from amp_rules.case import case_from_mapping
from amp_rules.errors import CaseError
from amp_rules.population import BadRow, BadRowsError, Population, check, from_cases, read
from amp_rules.population.badrows import MOST_NAMED
from amp_rules.population.check import faults_of
from amp_rules.population.faults import MOST_ALIKE
from amp_rules.population.schema import MOST_ROWS
from amp_rules.population.tables import population_of
from tests.population.gather import scenario_populations
from tests.population.spoil import spoiled, unusable

CASE = {
    "id": "a-1",
    "programme": "nsp",
    "principal": {"id": "mother", "birth_date": "1990-01-01"},
    "children": [{"id": "first", "age": 3}, {"id": "second"}],
    "claims": [{"id": "c1", "person": "second"}],
    "periods": [{"id": "p1", "start": "2022-03-01", "end": "2022-03-30"}, {"id": "p2"}],
    "daily": {
        "adult_allowance": [
            {"start": "2022-03-01", "end": "2022-03-10", "value": "71.00"},
            {"start": "2022-03-11", "end": "2022-03-20"},
        ]
    },
    "stay": {"reflection_permit_from": "2022-01-01", "reflection_permit_to": "2022-01-31"},
}
SOUND = from_cases([case_from_mapping(CASE), case_from_mapping({**CASE, "id": "a-2"})])


def changed(table: str, row: int, **cells: Any) -> tuple[BadRow, ...]:
    """What is found once some cells of a row (from 0) are replaced."""
    tables = dict(SOUND.tables)
    for name, value in cells.items():
        column = tables[table][name].to_pylist()
        column[row] = value
        at = tables[table].schema.get_field_index(name)
        kind = tables[table].schema.field(name).type
        tables[table] = tables[table].set_column(at, name, pa.array(column, kind))
    return check(read(tables))


def test_sound_rows_have_nothing_wrong() -> None:
    assert check(SOUND) == ()
    assert [book.name for book, population in scenario_populations() if check(population)] == []


FAULTS = [
    ("cases", 1, {"case_id": "a-1"}, "case_id", "repeated"),
    ("cases", 1, {"case_id": None}, "case_id", "missing"),
    ("cases", 1, {"case_id": "no name please"}, "case_id", "form"),
    ("cases", 1, {"programme": None}, "programme", "missing"),
    ("cases", 1, {"programme": "amp"}, "programme", "programme"),
    ("cases", 1, {"programme": "aid"}, "programme", "code"),
    ("cases", 1, {"destination_country": "XX"}, "destination_country", "code"),
    ("cases", 1, {"exploitation_forms": "sexual theft"}, "exploitation_forms", "code"),
    ("cases", 1, {"applied_on": date(2200, 1, 1)}, "applied_on", "limit"),
    ("cases", 1, {"applied_on": date(1899, 12, 31)}, "applied_on", "limit"),
    ("cases", 1, {"budget_left_minor": 10**12}, "budget_left_minor", "limit"),
    ("cases", 1, {"budget_left_minor": -1}, "budget_left_minor", "limit"),
    (
        "cases",
        1,
        {"budget_left_minor": 5, "budget_left_minor_absent": True},
        "budget_left_minor_absent",
        "absent",
    ),
    ("cases", 1, {"stay_reflection_permit_to": date(2021, 12, 31)}, "stay_reflection_permit_to", "reversed"),
    (
        "cases",
        1,
        {"shelter_women_age_from": 30, "shelter_women_age_to": 29},
        "shelter_women_age_to",
        "reversed",
    ),
    ("cases", 1, {"shelter_women_age_to": 121}, "shelter_women_age_to", "limit"),
    ("cases", 1, {"periods_known": False}, "periods_known", "known"),
    ("cases", 1, {"adult_allowance_known": False}, "adult_allowance_known", "known"),
    ("persons", 1, {"age": 121}, "age", "limit"),
    ("persons", 1, {"birth_date": date(2019, 1, 1)}, "age", "exclusive"),
    ("persons", 1, {"person_id": "mother"}, "person_id", "repeated"),
    ("persons", 1, {"person_id": None}, "person_id", "missing"),
    ("persons", 0, {"relation": "own"}, "relation", "child"),
    ("persons", 2, {"position": 3}, "position", "gap"),
    ("persons", 2, {"position": 1}, "position", "repeated"),
    ("persons", 2, {"position": None}, "position", "missing"),
    ("persons", 2, {"position": -1}, "position", "limit"),
    ("claims", 0, {"person": "third"}, "person", "person"),
    ("claims", 0, {"person": "principal"}, "person", "person"),
    ("claims", 0, {"case_id": "a-3"}, "case_id", "orphan"),
    ("periods", 0, {"end": date(2022, 2, 28)}, "end", "reversed"),
    ("periods", 1, {"period_id": "p1"}, "period_id", "repeated"),
    ("periods", 0, {"weekdays": "monday monday_"}, "weekdays", "code"),
    ("adult_allowance", 1, {"start": date(2022, 3, 10)}, "start", "overlap"),
    ("adult_allowance", 1, {"end": date(2022, 3, 10)}, "end", "reversed"),
    ("adult_allowance", 1, {"start": None}, "start", "missing"),
    ("adult_allowance", 1, {"value_minor": 10**12}, "value_minor", "limit"),
]


@pytest.mark.parametrize(("table", "row", "cells", "column", "code"), FAULTS)
def test_every_fault_is_found_in_its_cell(
    table: str, row: int, cells: dict[str, Any], column: str, code: str
) -> None:
    found = changed(table, row, **cells)
    assert (table, row + 1, column, code) in [(bad.table, bad.row, bad.column, bad.code) for bad in found]


def test_a_missing_principal_is_called_principal() -> None:
    cases = [case_from_mapping({"id": "a-1", "programme": "amp", "children": [{"id": "principal_"}]})]
    tables = dict(from_cases(cases).tables)
    tables["persons"] = tables["persons"].slice(1)
    assert check(read(tables)) == ()
    at = tables["persons"].schema.get_field_index("person_id")
    tables["persons"] = tables["persons"].set_column(at, "person_id", pa.array(["principal"]))
    assert [bad.code for bad in check(read(tables))] == ["repeated"]


def test_nobody_knows_who_claims_while_the_children_are_not_known() -> None:
    case = case_from_mapping({"id": "a-1", "programme": "amp", "claims": [{"id": "c", "person": "son"}]})
    assert check(from_cases([case])) == ()


def test_a_case_has_so_many_rows_at_most() -> None:
    many = [str(number) for number in range(MOST_ROWS + 1)]
    cases = pa.table({"case_id": ["a"], "programme": ["nsp"]})
    items = pa.table({"case_id": ["a"] * len(many), "item_id": many, "position": range(len(many))})
    (bad,) = check(read({"cases": cases, "items": items}))
    assert (bad.table, bad.row, bad.column, bad.code) == ("cases", 1, "items_known", "limit")
    with pytest.raises(CaseError):
        read({"cases": cases, "items": items}).case("a")
    assert check(read({"cases": cases, "items": items.slice(0, MOST_ROWS)})) == ()


def test_tables_that_were_not_read_are_held_to_the_schema() -> None:
    cases = pa.table({"case_id": ["a"], "programme": ["nsp"], "colour": ["red"], "applied_on": ["today"]})
    found = check(population_of({"cases": cases}))
    assert [(bad.row, bad.column, bad.code) for bad in found] == [
        (0, "", "column"),
        (0, "applied_on", "type"),
    ]


@pytest.mark.parametrize(
    ("table", "key"), [("cases", "case_id"), ("persons", "position"), ("items", "case_id")]
)
def test_a_table_without_its_keys_is_told(table: str, key: str) -> None:
    tables = {**SOUND.tables, table: SOUND.tables[table].drop_columns([key])}
    found = check(read(tables))
    assert (table, 0, key, "column") in [(bad.table, bad.row, bad.column, bad.code) for bad in found]


def test_keys_are_shown_and_no_other_value() -> None:
    (bad,) = changed("persons", 1, age=113, birth_date=date(2019, 12, 31))[:1]
    assert (bad.key, bad.row) == (("a-1", "first"), 2)
    assert str(bad) == "persons row 2 (a-1/first) age: given beside birth_date: give only one of them"
    found = changed("cases", 0, case_id="Kvittra Olsson", destination_country="ZZ")
    told = "".join(str(bad) for bad in found)
    assert "Kvittra" not in told
    assert "ZZ" not in told


def test_an_error_shows_twenty_and_holds_all() -> None:
    cases = from_cases([case_from_mapping({"id": "a-1", "programme": "nsp"})] * 30)
    error = BadRowsError(check(cases))
    assert len(error.bad_rows) == 30
    assert str(error).splitlines()[-1] == f"and {30 - MOST_NAMED} more"


def test_a_column_that_is_wrong_all_through_is_one_fault() -> None:
    rows = MOST_ALIKE + 1
    cases = {"case_id": [f"c{at}" for at in range(rows)], "programme": ["nsp"] * rows}
    (bad,) = check(read({"cases": pa.table({**cases, "destination_country": ["Sverige"] * rows})}))
    assert (bad.row, bad.column, bad.code) == (0, "destination_country", "code")
    some = ["Sverige"] * (rows - 1) + ["SE"]
    assert len(check(read({"cases": pa.table({**cases, "destination_country": some})}))) == rows - 1


@pytest.mark.slow
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(spoiled())
def test_a_case_is_bad_exactly_when_it_cannot_be_restored(population: Population) -> None:
    found: set[int] = set()
    for fault in faults_of(population):
        linked = population.links.get(fault.table)
        found |= set((fault.rows if linked is None else linked.of_case[fault.rows]).tolist())
    assert found == unusable(population)
    assert (check(population) == ()) == (not found)
