"""Small rulebooks that once ran otherwise than written; each keeps its minimal case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from amp_rules.case import case_from_mapping
from amp_rules.engine import decide
from amp_rules.engine.rows import Rows
from amp_rules.rulebook import load_rulebook
from amp_rules.rulebook.model import Decision
from amp_rules.terms import UNKNOWN
from tests.engine.books import program
from tests.engine.oracle import World, differences
from tests.engine.reference import disagreements
from tests.engine.rulebooks import code, decision, rule, rulebook_of

PERIOD = {"periods": [{"id": "p", "start": "2022-02-20", "end": "2022-03-10"}]}
MOTHER = {"children": [{"id": "child-1", "birth_date": "2015-01-01"}]}
RATE = {"unit": "SEK/day"}


def formula(name: str, kind: str, text: str, **more: Any) -> Decision:
    about = name.partition("_")[0]
    return decision(name, about, kind, (rule(f"{name}.value", None, text),), **more)


def table(
    name: str, kind: str, policy: str, rows: list[tuple[str, str]], otherwise: str, **more: Any
) -> Decision:
    about = name.partition("_")[0]
    rules = tuple(rule(f"{name}.{number}", when, then) for number, (when, then) in enumerate(rows))
    return decision(name, about, kind, rules, hit_policy=policy, otherwise=code(otherwise), **more)


CASES: dict[str, tuple[list[Decision], dict[str, Any]]] = {
    "an optional sum that is absent": (
        [formula("case_1", "bool", "case.budget.left is not None and case.budget.left < parameter.sek")],
        {"budget": {"left": None}},
    ),
    "any over days is not weighed": (
        [
            formula("day_0", "bool", "day.full_rate"),
            formula("period_1", "bool", "any(case.assessments.dual_citizen_included for d in period.days)"),
        ],
        {**PERIOD, "assessments": {"dual_citizen_included": True}, "daily": {"full_rate": []}},
    ),
    "the greatest day rate is not weighed": (
        [
            formula("day_0", "amount", "day.adult_allowance", **RATE),
            formula("period_1", "amount", "max(d.day_0 for d in period.days)", optional=True, **RATE),
        ],
        {**PERIOD, "daily": {"adult_allowance": [{"start": "2022-02-21", "end": "2022-02-25", "value": 71}]}},
    ),
    "claims that no decision is about": (
        [formula("case_1", "bool", "any(c.receipt for c in case.claims)")],
        {"claims": [{"id": "c1", "receipt": True}]},
    ),
    "an answer of an any table that holds an aggregate": (
        [
            table(
                "period_1",
                "amount",
                "any",
                [
                    ("True", "sum((parameter.sek if v.purpose == 'rent' else 0) for v in case.claims)"),
                    ("case.needs.acute", "parameter.sek"),
                ],
                "0",
                unit="SEK",
            )
        ],
        {**PERIOD, "claims": [{"id": "c1", "purpose": "rent"}], "needs": {"acute": True}},
    ),
    "the entity before, read in a later run": (
        [
            formula("step_2", "amount", "step.number", unit="count"),
            formula("person_6", "bool", "person.birth_date < parameter.turn"),
            formula("step_7", "amount", "prior(step_2, 0)", unit="count"),
        ],
        {**MOTHER, "principal": {"birth_date": "1990-01-01"}, "needs": {"acute": True}},
    ),
    "counting entities of a later pass": (
        [
            formula("case_0", "bool", "any(p.person_1 for p in case.persons)"),
            formula("person_1", "bool", "person.sex == 'female'"),
            formula("step_2", "bool", "case_0"),
            formula("person_7", "bool", "any('FR' in person.nationalities for v in person.steps)"),
        ],
        {"children": [], "principal": {"sex": "female", "nationalities": ["FR"]}, "needs": {"acute": True}},
    ),
    "the facts a count reads": (
        [formula("stage_0", "bool", "True"), formula("person_1", "bool", "all(False for v in case.stages)")],
        {"children": [], "needs": {"acute": False}},
    ),
    "days cut at what only a later pass reads": (
        [
            formula("day_1", "date", "parameter.turn"),
            formula("case_2", "bool", "count(m for m in case.exploitation.forms) > 1"),
            table("day_5", "amount", "first", [("case_2", "parameter.daily")], "day.adult_allowance", **RATE),
        ],
        {
            **PERIOD,
            "exploitation": {"forms": []},
            "daily": {"adult_allowance": [{"start": "2022-02-25", "end": "2022-02-26", "value": "71.00"}]},
        },
    ),
    "an unknown list that only a later pass reads": (
        [
            formula("case_1", "bool", "True"),
            table("day_4", "amount", "any", [("case_1", "parameter.rate")], "day.child_allowance", **RATE),
            formula("day_7", "amount", "parameter.rate", **RATE),
        ],
        PERIOD,
    ),
    "a cut at something that holds an aggregate": (
        [
            formula(
                "period_1", "amount", "min(parameter.span for v in case.periods)", unit="day", optional=True
            ),
            table(
                "day_3",
                "choice",
                "any",
                [
                    (
                        "day.number + parameter.span != "
                        "sum((period_1 if period_1 is not None else parameter.span)"
                        " for v in case.persons if case.needs.work_practice)",
                        "'low'",
                    )
                ],
                "'middle'",
            ),
        ],
        {**PERIOD, "children": [], "needs": {"work_practice": True}},
    ),
}


ORDERS = ("<", "<=", ">", ">=", "==", "!=")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("more", ["", " + parameter.span"])
def test_a_day_may_be_compared_with_half_of_the_days(order: str, more: str) -> None:
    text = f"day.number{more} {order} days(period.start, period.end) * parameter.half{more}"
    book = rulebook_of({"day_1": formula("day_1", "bool", text)})
    case = case_from_mapping({"id": "case-1", "programme": "nsp", **PERIOD})
    assert (date(2022, 3, 10) - date(2022, 2, 20)).days % 2 == 0  # an odd number of days, both ends counted
    found = program(book)
    assert differences(Rows(found, case, found.run(case)), World(book, case)) == []


@pytest.mark.parametrize("name", CASES)
def test_it_runs_as_written(name: str) -> None:
    decisions, facts = CASES[name]
    book = rulebook_of({each.name: each for each in decisions})
    case = case_from_mapping({"id": "case-1", "programme": "nsp", **facts})
    found = program(book)
    assert disagreements(found, case) == []
    rows = Rows(found, case, found.run(case))
    assert differences(rows, World(book, case)) == []


def test_a_claim_that_no_decision_is_about_is_asked_about() -> None:
    decisions, _ = CASES["claims that no decision is about"]
    book = rulebook_of({each.name: each for each in decisions})
    case = case_from_mapping({"id": "case-1", "programme": "nsp", "claims": [{"id": "c1"}]})
    assert [each.path for each in decide(book, case).missing] == ["$.claims[0].receipt"]


def test_an_age_may_seem_negative_and_the_bounds_say_so() -> None:
    text = "age({}, {})".format(
        *(
            f"(case.journey.{name} if case.journey.{name} is not None else parameter.turn)"
            for name in ("travel_on", "arrived_on")
        )
    )
    book = rulebook_of({"case_1": formula("case_1", "amount", text, unit="year")})
    bounds = decide(book, case_from_mapping({"id": "case-1", "programme": "nsp"})).bounds["case_1"]
    assert isinstance(bounds.lowest, int)
    assert bounds.lowest <= -23


def test_a_date_that_may_be_absent_has_bounds() -> None:
    text = "max(parameter.turn for v in case.claims)"
    book = rulebook_of({"case_1": formula("case_1", "date", text, optional=True)})
    assert "case_1" in decide(book, case_from_mapping({"id": "case-1", "programme": "nsp"})).bounds


def test_money_left_that_has_no_limit_is_no_obstacle() -> None:
    book = load_rulebook("nsp", edition="2022")
    case = case_from_mapping({"id": "case-1", "programme": "nsp", "budget": {"left": None}})
    assert decide(book, case).missing


def test_a_day_without_a_rate_has_no_known_amount() -> None:
    rate = decision(
        "day_0", "day", "amount", (rule("day_0.none", None, "None"),), unit="SEK/day", optional=True
    )
    case = case_from_mapping({"id": "a-1", "programme": "nsp", **PERIOD, "daily": {"adult_allowance": []}})
    (segment,) = decide(rulebook_of({"day_0": rate}), case).timeline
    assert segment.rate is UNKNOWN
    assert segment.amount is UNKNOWN
