"""One case after the other: the tables say what the outcomes say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from amp_rules.case import Case, case_from_mapping
from amp_rules.engine import Outcome, decide, plan_of
from amp_rules.engine.kleene import LimitError
from amp_rules.engine.rows import Rows
from amp_rules.errors import RulebookError, UniqueTableError
from amp_rules.ledger import Answer
from amp_rules.plan.model import Plan
from amp_rules.population import PopulationError, Run, from_cases, run, run_schema
from amp_rules.population.exact import decimals, steps_of
from amp_rules.rulebook import Rulebook
from amp_rules.rulebook.model import Decision
from amp_rules.terms import UNKNOWN, Money
from amp_rules.testing import cases
from tests.engine.books import program
from tests.engine.rulebooks import code, decision, rule, rulebook_of, rulebooks
from tests.population.gather import generated, scenario_populations

SHOWN = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def plain(value: Answer) -> Any:
    """An answer as its cell shows it, apart from fractions."""
    if value is UNKNOWN:
        return None
    return value.minor if isinstance(value, Money) else value


def cells_of(outcome: Outcome, plan: Plan) -> dict[str, Any]:
    """The row of a case, out of the outcome's own answers."""
    row: dict[str, Any] = {"case_id": outcome.case.id}
    edition = plan.rulebook.edition
    for name in dict.fromkeys((*edition.goals, *((edition.total,) if edition.total else ()))):
        bound = plan.decisions[name]
        if bound.about != "case":
            continue
        value = outcome.value(name)
        column = f"{name}_minor" if bound.type.money else name
        row[column] = outcome.verdicts[name].value if name in outcome.verdicts else plain(value)
        if bound.source.optional:
            row[f"{name}_absent"] = value is None
        held = [each.rule for each in outcome.ledger if each.decision == name and each.holds is True]
        row[f"{name}_rule"] = held[0] if held and value is not UNKNOWN else None
    missing = [each.path for each in outcome.missing]
    return {**row, "missing": missing, "problem": None}


def segments_of(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "case_id": outcome.case.id,
            "period_id": each.period,
            "start": each.start,
            "end": each.end,
            "days": each.days,
            "status": plain(each.status),
            "rate_minor": plain(each.rate),
            "amount_minor": plain(each.amount),
            **{f"{name}_minor": plain(value) for name, value in each.components.items()},
            "rules": " ".join(each.rules),
        }
        for each in outcome.timeline
    ]


def assert_as_decided(found: Run, outcomes: list[Outcome]) -> None:
    assert found.cases.to_pylist() == [cells_of(each, found.plan) for each in outcomes]
    if found.segments is not None:
        assert found.segments.to_pylist() == [row for each in outcomes for row in segments_of(each)]


@pytest.mark.slow
def test_the_scenarios_are_told_as_they_are_decided() -> None:
    for book, population in scenario_populations():
        found = run(book, population, engine="each")
        assert_as_decided(found, [decide(book, case) for case in population.cases()])


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["amp/2016", "nsp/2022"])
def test_drawn_cases_are_told_as_they_are_decided(edition: str) -> None:
    (book,) = {each.name: each for each, _ in scenario_populations() if each.name == edition}.values()
    population = generated(book, 150, seed=6)
    found = run(book, population, engine="each")
    assert_as_decided(found, [decide(book, case) for case in population.cases()])


def test_parts_have_a_row_for_every_entity_in_the_order_of_the_tables() -> None:
    book = next(each for each, _ in scenario_populations() if each.name == "nsp/2022")
    population = generated(book, 150, seed=7)
    found = run(book, population, engine="each")
    for entity, table in (("period", "periods"), ("item", "items")):
        keys = ["case_id", "position", f"{entity}_id"]
        assert (
            found.parts[entity].select(keys).to_pylist() == population.tables[table].select(keys).to_pylist()
        )
        goal = f"{entity}_granted"
        for row in found.parts[entity].slice(0, 40).to_pylist():
            outcome = found.trace(row["case_id"])
            assert row[goal] == outcome.verdict_of(goal, f"{entity} {row[f'{entity}_id']}")
            assert row[f"{goal}_rule"] == (f"{goal}.value" if row[goal] in ("granted", "refused") else None)


def made(*decisions: Decision, goals: tuple[str, ...] | None = None) -> Rulebook:
    """A small rulebook of these decisions."""
    book = rulebook_of({each.name: each for each in decisions})
    return book if goals is None else replace(book, edition=replace(book.edition, goals=goals))


def table(name: str, rows: list[tuple[str | None, str]], **more: Any) -> Decision:
    rules = tuple(rule(f"{name}.{number}", when, then) for number, (when, then) in enumerate(rows))
    return decision(name, name.partition("_")[0], more.pop("kind", "amount"), rules, **more)


def one_case(**facts: Any) -> Case:
    return case_from_mapping({"id": "a-1", "programme": "nsp", **facts})


def told(book: Rulebook, case: Case) -> dict[str, Any]:
    (row,) = run(book, from_cases([case]), engine="each").cases.to_pylist()
    return dict(row)


def test_a_case_that_cannot_be_decided_says_why_and_answers_nothing() -> None:
    rows: list[tuple[str | None, str]] = [
        ("period.applied_on < period.start", "1"),
        ("period.start < period.end", "2"),
    ]
    book = made(
        table("period_0", rows, otherwise=code("0"), unit="count"),
        table("case_1", [(None, "case.needs.acute")], kind="bool"),
        goals=("case_1", "period_0"),
    )
    period = {"id": "p", "applied_on": "2022-01-01", "start": "2022-01-02", "end": "2022-01-03"}
    case = one_case(needs={"acute": True}, periods=[period])
    with pytest.raises(UniqueTableError):
        decide(book, case)
    found = run(book, from_cases([case]), engine="each")
    assert found.cases.to_pylist() == [
        {
            "case_id": "a-1",
            "case_1": None,
            "case_1_rule": None,
            "missing": None,
            "problem": "unique: period_0",
        }
    ]
    assert found.parts["period"].to_pylist() == [
        {"case_id": "a-1", "position": 0, "period_id": "p", "period_0": None, "period_0_rule": None}
    ]
    with pytest.raises(UniqueTableError):
        found.trace("a-1")


@pytest.mark.parametrize(
    ("times", "amount", "problem"), [(8, 3**9 * (10**12 - 1), None), (15, None, "limit"), (27, None, "limit")]
)
def test_numbers_beyond_the_limit_are_a_problem(times: int, amount: int | None, problem: str | None) -> None:
    parts = [table("case_0", [(None, "sum(i.cost for i in case.items)")], unit="SEK")]
    for number in range(1, times + 1):
        parts.append(table(f"case_{number}", [(None, f"case_{number - 1} * parameter.three")], unit="SEK"))
    case = one_case(items=[{"id": f"i{at}", "cost": "9999999999.99"} for at in range(3)])
    row = told(made(*parts), case)
    assert (row[f"case_{times}_minor"], row["problem"]) == (amount, problem)


def test_counted_entities_are_named_by_their_owner_and_number() -> None:
    step = table("step_0", [(None, "step.number")], unit="count")
    stage = table("stage_1", [(None, "stage.number")], unit="count")
    case = one_case(needs={"acute": True}, children=[{"id": "child"}])
    found = run(made(step, stage, goals=("step_0", "stage_1")), from_cases([case]), engine="each")
    keys = ["position", "person_id", "number", "step_0"]
    assert [tuple(row[key] for key in keys) for row in found.parts["step"].to_pylist()] == [
        (position, person, number, number)
        for position, person in enumerate(("principal", "child"))
        for number in (1, 2, 3)
    ]
    assert found.parts["stage"].select(["number", "stage_1"]).to_pylist() == [
        {"number": number, "stage_1": number} for number in (1, 2, 3)
    ]


def test_the_rule_that_decided_is_named_where_it_is_certain() -> None:
    rows: list[tuple[str | None, str]] = [("case.needs.acute", "1"), ("case.needs.escort", "1")]
    book = made(
        table("case_0", rows, otherwise=code("1"), unit="count", hit_policy="first"),
        table("case_1", rows, otherwise=code("0"), unit="count", hit_policy="any"),
        table("case_2", rows, unit="count", hit_policy="collect sum"),
    )
    certain = told(book, one_case(needs={"acute": True, "escort": True}))
    assert [certain[f"case_{at}_rule"] for at in range(3)] == ["case_0.0", "case_1.0", "case_2.0 case_2.1"]
    open_first = told(book, one_case(needs={"escort": True}))
    assert (open_first["case_0"], open_first["case_0_rule"]) == (1, None)
    assert (open_first["case_2"], open_first["case_2_rule"]) == (None, None)
    neither = told(book, one_case(needs={"acute": False, "escort": False}))
    assert [neither[f"case_{at}_rule"] for at in range(3)] == [None, None, None]


def test_fractions_of_an_ore_are_exact() -> None:
    half = table("case_0", [(None, "sum(i.cost * parameter.half for i in case.items)")], unit="SEK")
    rest = table("case_1", [(None, "case_0 * parameter.half")], unit="SEK")
    book = made(half, rest)
    assert [str(field.type) for field in run_schema(plan_of(book)).cases if "minor" in field.name] == [
        "decimal128(38, 1)",
        "decimal128(38, 2)",
    ]
    row = told(book, one_case(items=[{"id": "i", "cost": "9999999999.99"}]))
    assert (row["case_0_minor"], row["case_1_minor"]) == (
        Decimal("499999999999.5"),
        Decimal("249999999999.75"),
    )


def test_the_step_of_an_amount_is_that_of_its_parts() -> None:
    found = steps_of(
        plan_of(
            made(
                table("case_0", [(None, "parameter.sek * parameter.half")], unit="SEK"),
                table("case_1", [(None, "case_0 + parameter.sek")], unit="SEK"),
                table("case_2", [(None, "min(case_1, parameter.sek)")], unit="SEK"),
            )
        )
    )
    assert [found[f"case_{at}"] for at in range(3)] == [5000, 5000, 5000]
    assert [decimals(Fraction(1, 20)), decimals(Fraction(3, 8)), decimals(Fraction(7))] == [2, 3, 0]


def test_goals_about_days_have_no_table() -> None:
    day = table("day_0", [(None, "day.full_rate")], kind="bool")
    with pytest.raises(PopulationError, match="goal 'day_0' is about days"):
        run_schema(plan_of(made(day, goals=("day_0",))))


@pytest.mark.slow
@settings(SHOWN, max_examples=150)
@given(st.data())
def test_any_rulebook_is_told_as_it_is_decided(data: st.DataObject) -> None:
    book = data.draw(rulebooks())
    goals = tuple(name for name, each in book.decisions.items() if each.about != "day")
    assume(goals)
    book = replace(book, edition=replace(book.edition, goals=goals))
    line = book.edition.timeline
    assume(line is None or not any(book.decisions[each].optional for each in (line.rate, *line.components)))
    try:
        plan = program(book).plan
    except RulebookError:
        assume(False)
    case = data.draw(cases(edition=book)).model_copy(update={"evidence": ()})
    found = run(book, from_cases([case]), engine="each")
    try:
        rows = decide(book, case).rows
    except (UniqueTableError, LimitError):
        assert found.cases["problem"].null_count == 0
        return
    for name in goals:
        assert_cells(found, rows, plan, name)


def assert_cells(found: Run, rows: Rows, plan: Plan, name: str) -> None:
    """The cells of one goal are its values, by entity in the case's own order."""
    bound = plan.decisions[name]
    column = f"{name}_minor" if bound.type.money else name
    instances = rows.instances(bound.about)
    if bound.about in ("person", "claim", "period", "item", "step"):
        instances = sorted(instances, key=lambda each: (rows.position(each), each.sub or 0))
    values = [rows.value(name, each) for each in instances]
    answers: pa.Table = found.cases if bound.about == "case" else found.parts[bound.about]
    cells = answers[column].to_pylist()
    if bound.source.kind == "verdict":
        assert [cell == "granted" for cell in cells] == [value is True for value in values]
    else:
        assert cells == [None if value is UNKNOWN else value for value in values]
    step = steps_of(plan)[name]
    assert [value for value in values if step and isinstance(value, int | Fraction) and value % step] == []
