"""The printed query: complete, small, the same every time, and honest about what it does not step along."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from sqlglot import exp

from amp_rules import population
from amp_rules.engine.decide import plan_of
from amp_rules.errors import UnknownNameError
from amp_rules.plan import Plan
from amp_rules.population import from_cases
from amp_rules.population.sql.most import SameFor
from amp_rules.population.sql.query import script_of
from amp_rules.testing import drawn_population
from tests.engine.books import BOOKS, NAMES
from tests.population.sql.ready import printed, stays

PLANS = [plan_of(book) for book in BOOKS]
NSP = next(plan for plan in PLANS if plan.name == "nsp/2022")
AMP = next(plan for plan in PLANS if plan.name == "amp/2023")
EACH = pytest.mark.parametrize("plan", PLANS, ids=NAMES)


@pytest.mark.slow
@EACH
def test_one_query_gives_the_cases_of_a_run(plan: Plan) -> None:
    people = drawn_population(plan.name, 60, seed=5).in_order()
    wanted = population.run(plan, people, engine="columns").cases.to_pylist()
    found = printed(plan, people, tables=("cases",), steps=SameFor(6), explained=True)["cases"].to_pylist()
    for row in found:
        row["missing"] = row["missing"].split(" ") if row["missing"] else []
    assert sorted(found, key=lambda row: row["case_id"]) == sorted(wanted, key=lambda row: row["case_id"])


def test_a_longer_case_says_so_and_gets_no_answer() -> None:
    people = from_cases([stays(2, "short"), stays(5)]).in_order()
    found = printed(NSP, people, steps=SameFor(3))
    rows = {row["case_id"]: row for row in found["cases"].to_pylist()}
    assert rows["short"]["problem"] is None
    assert rows["long"]["problem"] == "more than 3 periods"
    assert set(rows["long"].values()) == {"long", "more than 3 periods", None}
    assert set(found["segments"]["case_id"].to_pylist()) == {"short"}


def test_missing_facts_come_as_rows_too() -> None:
    people = drawn_population(AMP.name, 50, seed=1).in_order()
    found = printed(AMP, people, explained=True)
    by_case: dict[str, list[str]] = {}
    for row in found["missing"].to_pylist():
        by_case.setdefault(row["case_id"], []).append(row["path"])
    for row in found["cases"].to_pylist():
        assert row["missing"] == " ".join(sorted(by_case.get(row["case_id"], [])))


def test_only_the_columns_asked_for_are_worked_out() -> None:
    whole = script_of(AMP, "duckdb", ("cases",))
    some = script_of(AMP, "duckdb", ("cases",), columns=("case_id", "eligible"))
    (output,) = some.outputs
    assert [each.alias_or_name for each in output.query.selects] == ["case_id", "eligible"]
    assert len(some.statements) < len(whole.statements)


def test_many_members_of_a_set_are_told_by_the_few_others() -> None:
    text = script_of(AMP, "duckdb", ("cases",)).query(script_of(AMP, "duckdb", ("cases",)).outputs[0]).sql()
    assert "' SE '" in text
    assert len(re.findall(r"' [A-Z]{2} '", text)) < 60


@pytest.mark.slow
def test_the_query_stays_within_what_a_database_plans_quickly() -> None:
    plain, explained = (
        script_of(NSP, "duckdb", steps=SameFor(6), explained=explained) for explained in (False, True)
    )
    assert len(plain.statements) < 300
    assert len(explained.statements) < 700
    assert sum(len(each.query.selects) for each in explained.statements) < 20_000


@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
def test_every_statement_is_worked_out_by_itself(dialect: str) -> None:
    script = script_of(AMP, dialect, ("cases",))
    text = script.query(script.outputs[0]).sql(dialect)
    assert text.count(" AS MATERIALIZED (") == len(script.statements)


def test_statements_that_one_other_reads_stand_inside_of_it() -> None:
    """DuckDB stops at a thousand statements of one WITH."""
    script = script_of(NSP, "duckdb", ("cases",), steps=SameFor(4), explained=True)
    longest = max(len(each.expressions) for each in script.query(script.outputs[0]).find_all(exp.With))
    assert longest * 2 < len(script.statements)


def test_running_sums_are_windows_and_not_steps() -> None:
    names = {each.name for each in script_of(AMP, "duckdb").statements}
    assert not any("_at_" in name for name in names)
    assert any("_at_2" in each.name for each in script_of(NSP, "duckdb").statements)


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        script_of(AMP, "access")


@pytest.mark.slow
def test_the_text_is_the_same_on_any_hash_seed() -> None:
    code = (
        "from amp_rules import load_rulebook; from amp_rules.engine import plan_of;"
        "from amp_rules.population.sql.query import script_of; import hashlib;"
        "s = script_of(plan_of(load_rulebook('nsp', edition='2022')), 'spark', ('cases',), explained=True);"
        "print(hashlib.sha256(s.query(s.outputs[0]).sql('spark').encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(found) == 1
