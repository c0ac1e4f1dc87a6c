"""The functions of the language: arguments, aggregates, running totals, parameters' values."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from amp_rules.plan import ir
from amp_rules.plan.functions import parameter_value
from amp_rules.plan.types import DATE, Type
from tests.plan.expressions import bound, faults_of, type_of


@pytest.mark.parametrize(
    ("expression", "about", "kind"),
    [
        ("days(case.applied_on, parameter.opening)", "case", "number of day"),
        ("add_months(case.applied_on, parameter.delay)", "case", "date"),
        ("year_end(case.applied_on)", "case", "date"),
        ("month_end(case.applied_on)", "case", "date"),
        ("age(case.principal.birth_date, case.applied_on)", "case", "number of year"),
        ("age_of(case.principal, case.applied_on)", "case", "number of year"),
        ("any(age_of(p, case.applied_on) < parameter.majority for p in case.persons)", "case", "bool"),
        ("age_of(person, case.applied_on)", "person", "number of year"),
        ("min(0, parameter.cost, parameter.cost)", "case", "number of SEK"),
        ("max(parameter.opening, case.applied_on)", "case", "date"),
        ("max(1, 2, 3)", "case", "number of things"),
        ("at(parameter.varying, case.applied_on)", "case", "number of SEK/day"),
        ("at(parameter.limit, case.applied_on)", "case", "number of day"),
        ("at(case.daily.adult_allowance, case.applied_on)", "case", "number of SEK/day"),
        ("sum(p.paid for p in case.periods)", "case", "number of SEK"),
        ("sum(p.paid for p in case.periods if p.long_stay if p.justification)", "case", "number of SEK"),
        ("sum(1 for p in case.periods)", "case", "number of things"),
        ("count(p for p in case.periods)", "case", "number of things"),
        ("min(p.start for p in case.periods)", "case", "date or absent"),
        ("max(p.paid for p in case.periods)", "case", "number of SEK or absent"),
        ("all(p.role == 'principal' for p in case.persons)", "case", "bool"),
        ("any(any(q.start == p.end for q in case.periods) for p in case.periods)", "case", "bool"),
        ("sum(d.worth for d in period.days)", "period", "number of SEK"),
        ("count(d for d in period.days if d.open_day)", "period", "number of day"),
        ("max(d.worth for d in period.days)", "period", "number of SEK/day or absent"),
        ("any(day.open_day for day in period.days)", "period", "bool"),
        ("any(i.due < case.applied_on for i in person.instalments)", "person", "bool"),
        ("sum(i.number for i in person.instalments)", "person", "number of things"),
        ("any(c.person == person.id for c in case.claims)", "person", "bool"),
        ("any(q.start < period.start for q in case.periods)", "period", "bool"),
        ("prior(paid, 0)", "period", "number of SEK"),
        ("prior(number, None)", "period", "number of things or absent"),
        ("prior(number, 0, period.kind, period.justification)", "period", "number of things"),
        ("prior(due, case.applied_on)", "instalment", "date"),
        ("first(day.full_rate, 0)", "day", "bool"),
    ],
)
def test_a_function_has_its_type(expression: str, about: str, kind: str) -> None:
    assert type_of(expression, about) == kind


@pytest.mark.parametrize(
    ("expression", "about", "fault"),
    [
        ("days(case.applied_on)", "case", "AR407 'days' takes 2 arguments, found 1"),
        ("year_end()", "case", "AR407 'year_end' takes 1 argument, found 0"),
        ("days(case.applied_on, 3)", "case", "AR205 expected date, found number of things"),
        ("add_months(case.applied_on, 3)", "case", "AR205 expected number of month, found number of things"),
        ("min(parameter.cost)", "case", "AR407 'min' takes two or more arguments"),
        (
            "min(parameter.cost, parameter.grant)",
            "case",
            "AR205 'min' compares numbers of one unit, or dates",
        ),
        ("max(willing, willing)", "case", "AR205 'max' compares numbers of one unit, or dates"),
        ("max(1, 'a', 'b')", "case", "AR205 'max' compares numbers of one unit, or dates"),
        ("at(parameter.nothing, case.applied_on)", "case", "AR201 'parameter.nothing' is not a dated fact"),
        ("at(case.daily.x, case.applied_on)", "case", "AR201 'case.daily.x' is not a dated fact"),
        ("at(case.applied_on, case.applied_on)", "case", "AR201 'case.applied_on' is not a dated fact"),
        ("at(willing, case.applied_on)", "case", "AR407 'at' takes a dated fact or parameter, and a date"),
        ("at(parameter.varying)", "case", "AR407 'at' takes a dated fact or parameter, and a date"),
        ("age_of(case.principal)", "case", "AR407 'age_of' takes a person and a date"),
        ("age_of(nobody, case.applied_on)", "case", "AR201 'nobody' is not declared"),
        ("age_of(case, case.applied_on)", "case", "AR201 'birth_date' is not a fact or decision of a case"),
        ("age_of(period, case.applied_on)", "period", "AR201 'birth_date' is not a fact"),
        ("age_of(1, case.applied_on)", "case", "AR404 only names may have parts"),
        ("print(1)", "case", "AR406 'print' is not a function of the rule language"),
        ("__import__('os')", "case", "AR406 '__import__' is not a function of the rule language"),
        ("case.applied_on()", "case", "AR406 only the language's own functions can be called"),
        ("'a'.upper()", "case", "AR406 only the language's own functions can be called"),
        ("sum(p.kind for p in case.periods)", "case", "AR205 cannot take the sum of choice"),
        ("all(p.paid for p in case.periods)", "case", "AR205 cannot take the all of number of SEK"),
        ("max(p.long_stay for p in case.periods)", "case", "AR205 cannot take the max of bool"),
        (
            "count(p.paid for p in case.periods)",
            "case",
            "AR408 'count' counts the items: write count(p for p in …)",
        ),
        ("any(p.x for p in case.principal)", "case", "AR201 'principal' is not a fact or decision of a case"),
        ("any(p for p in parameter.states)", "case", "AR408 'parameter.states' is not a collection"),
        ("any(p for p in case.principal.sex)", "case", "AR408 'case.principal.sex' is not a collection"),
        (
            "any(p.x for p in case.periods for q in case.claims)",
            "case",
            "AR408 an aggregate runs over one collection",
        ),
        ("any(p.x for (p, q) in case.periods)", "case", "AR408 an aggregate runs over one collection"),
        (
            "any(any(any(q.end == r.end for r in case.items) for q in case.claims) for p in case.periods)",
            "case",
            "AR408 aggregates nested deeper than 2",
        ),
        ("any(any(i.due < case.applied_on for i in p.instalments) for p in case.persons)", "case", "AR408"),
        ("count(i for i in person.instalments)", "instalment", "AR408"),
        ("sum(d.worth for d in period.days)", "day", "AR408"),
        ("any(case.pet for case in case.periods)", "case", "AR409 the name 'case' is taken"),
        ("any(willing.start == p for willing in case.periods)", "case", "AR409 the name 'willing' is taken"),
        (
            "any(any(p.start == p.end for p in case.periods) for p in case.periods)",
            "case",
            "AR409 the name 'p' is taken",
        ),
        ("sum(d.children_in_shelter for d in period.days)", "period", "AR217"),
        (
            "sum(parameter.most for d in period.days)",
            "period",
            "AR205 cannot take the sum of number of things",
        ),
        ("sum(parameter.cost for d in period.days)", "period", "AR205 cannot take the sum of number of SEK"),
        ("prior(willing, True)", "period", "AR214 'prior' names a decision about the same kind of entity"),
        ("prior(granted, True)", "case", "AR214 'prior' names a decision about the same kind of entity"),
        ("prior(worth, 0)", "day", "AR214 'prior' names a decision about the same kind of entity"),
        ("prior(nothing, 0)", "period", "AR214 'prior' names a decision about the same kind of entity"),
        ("prior(number)", "period", "AR407 'prior' takes a decision, a first value, and keys to group by"),
        (
            "prior('number', 0)",
            "period",
            "AR407 'prior' takes a decision, a first value, and keys to group by",
        ),
        ("prior(number, 'a')", "period", "AR205 expected number of things, found text"),
        ("prior(number, 0, paid)", "period", "AR214 the keys of 'prior' are facts of the entity"),
        ("first(day.full_rate)", "day", "AR407 'first' takes a flag of the day and a number of days"),
        ("first(day.full_rate, 3)", "day", "AR205 expected number of day, found number of things"),
        (
            "first(open_day, parameter.limit)",
            "day",
            "AR205 'first' counts the days on which a flag of the day holds",
        ),
        ("first(day.adult_allowance, parameter.limit)", "day", "AR205 'first' counts the days"),
        ("first(day.full_rate, parameter.limit if day.full_rate else 0)", "day", "AR212"),
    ],
)
def test_a_wrong_argument_is_named(expression: str, about: str, fault: str) -> None:
    (found,) = faults_of(expression, about)
    assert found.startswith(fault)


@pytest.mark.parametrize("expression", ["sum(1, 2)", "any(willing)", "count()", "all(1, 2, 3)"])
def test_an_aggregate_needs_its_collection(expression: str) -> None:
    (found,) = faults_of(expression)
    assert found.startswith("AR407")


def test_an_aggregate_over_days_weighs_each_span() -> None:
    made, _ = bound("sum(d.worth for d in period.days)", "period")
    assert made is not None
    assert isinstance(made.expr, ir.Aggregate)
    assert made.expr.weighted


def test_a_comparison_of_the_day_cuts_the_period() -> None:
    made, _ = bound("day.number > parameter.limit and willing or day.date < parameter.opening", "day")
    assert made is not None
    assert [cut.op for cut in made.cuts] == [">", "<"]


def test_the_first_days_of_a_flag_are_remembered() -> None:
    made, _ = bound("first(day.full_rate, parameter.limit) or first(day.extra_staffing, 0)", "day")
    assert made is not None
    assert [(first.name, first.key) for first in made.firsts] == [("full_rate", 0), ("extra_staffing", 1)]


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("30", "day", 30),
        ("71.50", "SEK", 7150),
        ("0.5", "SEK/day", 50),
        ("0.5", "ratio", Fraction(1, 2)),
        ("1.0", "ratio", 1),
        ("1", "ratio", 1),
        ("010", "count", 10),
        ("2020-02-29", "date", date(2020, 2, 29)),
        ("SE NO", "country", frozenset({"SE", "NO"})),
        ("", "country", frozenset()),
    ],
)
def test_a_parameter_is_read_as_its_unit_says(text: str, unit: str, value: ir.Value) -> None:
    found = parameter_value(text, unit)
    assert found is not None
    assert found[1] == value


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("thirty", "day"),
        ("-1", "day"),
        ("1.5", "day"),
        ("1.005", "SEK"),
        ("1e3", "SEK"),
        ("1234567890", "count"),
        ("1.1234567", "ratio"),
        ("٣", "count"),
        ("inf", "ratio"),
        ("2021-02-29", "date"),
        ("0000-01-01", "date"),
        ("9999-12-31", "date"),
        ("2020-2-29", "date"),
        ("se", "country"),
        ("SE,NO", "country"),
        ("1", "week"),
        ("", "count"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(text: str, unit: str) -> None:
    assert parameter_value(text, unit) is None


def test_money_is_kept_in_minor_units() -> None:
    assert parameter_value("71.50", "USD") == (Type("number", "USD"), 7150)
    assert parameter_value("2020-01-01", "date") == (DATE, date(2020, 1, 1))
