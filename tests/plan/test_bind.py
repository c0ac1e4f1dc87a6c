"""What an expression means, and what is said of one that means nothing."""

from __future__ import annotations

import pytest

from amp_rules.plan import ir
from tests.plan.expressions import canonical, expr_of, faults_of, type_of

GUARD = "case.process.approved_on is not None"
SOON = "case.process.approved_on < case.applied_on"


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("parameter.rate * parameter.limit", "number of SEK"),
        ("parameter.limit * parameter.rate", "number of SEK"),
        ("parameter.share * parameter.grant", "number of USD"),
        ("parameter.share * parameter.share", "number of ratio"),
        ("parameter.most * parameter.cost", "number of SEK"),
        ("parameter.cost + 0", "number of SEK"),
        ("0 - parameter.cost", "number of SEK"),
        ("0 if willing else parameter.cost", "number of SEK"),
        ("parameter.cost if willing else 0", "number of SEK"),
        ("parameter.opening - case.applied_on", "number of day"),
        ("parameter.opening + parameter.limit", "date"),
        ("parameter.opening - parameter.limit", "date"),
        ("parameter.states", "set"),
        ("None if willing else case.applied_on", "date or absent"),
        ("'short' if willing else 'long'", "text"),
        ("'short' if willing else route", "choice"),
        ("case.budget.left", "number of SEK or absent"),
        ("(case).applied_on", "date"),
        ("1 < parameter.most <= 3 != 4", "bool"),
        ("u'short' == route", "bool"),
        ("case.destination.country in parameter.states", "bool"),
        ("case.principal.age in (17, 18)", "bool"),
        ("'SE' not in case.principal.nationalities", "bool"),
        ("case.process.approved_on == case.process.met_on", "bool"),
    ],
)
def test_types_and_units_follow_from_the_parts(expression: str, kind: str) -> None:
    assert type_of(expression) == kind


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("parameter.grant + parameter.cost", "AR205 cannot compute number of USD + number of SEK"),
        ("parameter.grant * parameter.cost", "AR205 cannot compute number of USD * number of SEK"),
        ("parameter.cost + 1", "AR205 cannot compute number of SEK + number of things"),
        ("parameter.rate * parameter.delay", "AR205 cannot compute number of SEK/day * number of month"),
        ("parameter.rate + parameter.cost", "AR205 cannot compute number of SEK/day + number of SEK"),
        ("parameter.limit + parameter.opening", "AR205 cannot compute number of day + date"),
        ("parameter.opening + parameter.delay", "AR205 cannot compute date + number of month"),
        ("parameter.opening + 1", "AR205 cannot compute date + number of things"),
        ("parameter.opening + parameter.opening", "AR205 cannot compute date + date"),
        ("parameter.opening * 2", "AR205 cannot compute date * number of things"),
        ("willing + willing", "AR205 cannot compute bool + bool"),
        ("1 == True", "AR205 cannot compare number of things with bool"),
        ("case.principal.age == 17", "AR205 cannot compare number of year with number of things"),
        (
            "case.principal.nationalities == case.principal.nationalities",
            "AR205 cannot compare set with set",
        ),
        ("1 if willing else 'a'", "AR205 the two values differ in type: number of things, text"),
        ("route in ('short', 3)", "AR205 cannot compare choice with number of things"),
        ("case.principal.age in ('a', 'b')", "AR205 cannot compare number of year with text"),
    ],
)
def test_units_and_types_that_do_not_fit_are_named(expression: str, fault: str) -> None:
    assert faults_of(expression) == [fault]


@pytest.mark.parametrize(
    "expression",
    [
        f"{GUARD} and {SOON}",
        f"case.process.approved_on is None or {SOON}",
        f"not (case.process.approved_on is None) and {SOON}",
        f"not ({GUARD}) or {SOON}",
        f"willing and {GUARD} and ({SOON} or {SOON})",
        f"({GUARD} and willing) and {SOON}",
        f"(case.process.approved_on is None or willing) or {SOON}",
        f"{SOON} if {GUARD} else False",
        f"True if case.process.approved_on is None else {SOON}",
        f"({SOON} if willing else True) if {GUARD} else True",
        "latest is not None and latest < case.applied_on",
        "any(latest < p.start for p in case.periods if latest is not None if willing)",
    ],
)
def test_a_guard_narrows_an_optional_value(expression: str) -> None:
    assert type_of(expression) == "bool"


@pytest.mark.parametrize(
    "expression",
    [
        SOON,
        f"{SOON} and {GUARD}",
        f"{GUARD} or {SOON}",
        f"case.process.approved_on is None and {SOON}",
        f"{SOON} if case.process.approved_on is None else True",
        f"({GUARD} or willing) and {SOON}",
        f"not ({GUARD}) and {SOON}",
        f"case.process.met_on is not None and {SOON}",
        f"(willing if {GUARD} else willing) and {SOON}",
        "latest < case.applied_on",
        "latest + parameter.limit",
        "days(case.applied_on, latest)",
        "min(case.applied_on, latest)",
        "min(p.start for p in case.periods) < case.applied_on",
        "sum(latest - case.applied_on for p in case.periods)",
        "0 < case.budget.left",
    ],
)
def test_an_optional_value_without_its_guard_is_a_fault(expression: str) -> None:
    (fault,) = faults_of(expression)
    assert fault == "AR210 this may be absent"


def test_an_aggregate_of_what_may_be_absent_is_a_fault() -> None:
    assert [fault[:5] for fault in faults_of("min(latest for p in case.periods)")] == ["AR210"]


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("unknown_name", "AR201 'unknown_name' is not declared"),
        ("case.nothing.x", "AR201 'nothing.x' is not a fact or decision of a case"),
        ("case.__class__", "AR201 '__class__' is not a fact or decision of a case"),
        ("case.applied_on.year", "AR201 'applied_on.year' is not a fact or decision of a case"),
        ("parameter.limt", "AR201 parameter 'limt' is not declared"),
        ("person.age", "AR201 'person' is not declared"),
        ("parameter", "AR201"),
        ("parameter.limit.x", "AR201"),
        ("case.children", "AR201"),
        ("case.periods", "AR201"),
        ("case.daily.full_rate", "AR201"),
        ("period.kind", "AR201 'period' is not declared"),
        ("any(f.x for f in case.exploitation.forms)", "AR201 'f' is not declared"),
        ("not parameter.cost", "AR202 expected true or false, found number of SEK"),
        ("willing and route", "AR202 expected true or false, found choice"),
        ("1 if route else 2", "AR202 expected true or false, found choice"),
        ("case", "AR203 'case' stands for an entity, not a value"),
        ("paid", "AR204 'paid' is about 'period', this about 'case'"),
        ("willing is willing", "AR207 'is' only asks whether a fact is absent: 'is None'"),
        ("case.process.approved_on == None", "AR207 ask for absence with 'is None'"),
        ("None != case.process.approved_on", "AR207 ask for absence with 'is None'"),
        ("willing is None", "AR208 this is never absent (an unknown fact is not an absent one)"),
        ("willing < True", "AR209 bool has no order"),
        ("'short' < 'long'", "AR209 text has no order"),
        ("parameter.varying", "AR211 parameter 'varying' has dated values: say of which day"),
        ("route in 'short'", "AR213 expected a set or (a, b, …), found text"),
        ("case.applied_on in parameter.states", "AR213 date cannot be a member of a set"),
        ("route in (route, 'long')", "AR213 a set is written with quoted words or whole numbers"),
        ("route in (True, 'long')", "AR213 a set is written with quoted words or whole numbers"),
        ("'XX' in case.exploitation.forms and willing", "AR206"),
        ("'a'.b", "AR404 only names may have parts"),
        ("(1, 2)", "AR404 this cannot stand here"),
        ("(p for p in case.periods)", "AR404 this cannot stand here"),
        ("b'a' == 'a'", "AR405 only short whole numbers and quoted words may be literals"),
        ("...", "AR405 only short whole numbers and quoted words may be literals"),
        ("1.5", "AR405 only short whole numbers and quoted words may be literals"),
        ("1234567890", "AR405 only short whole numbers and quoted words may be literals"),
    ],
)
def test_what_is_not_known_here_is_named(expression: str, fault: str) -> None:
    (found,) = faults_of(expression)
    assert found.startswith(fault)


@pytest.mark.parametrize("expression", ["route == 'medium'", "'medium' != route", "route in ('short', 'x')"])
def test_a_word_that_is_not_among_the_choices_is_a_fault(expression: str) -> None:
    (found,) = faults_of(expression)
    assert found.startswith("AR206")
    assert found.endswith("is not one of short, long")


@pytest.mark.parametrize(
    "expression",
    [
        "day.date < parameter.opening",
        "day.date + parameter.limit < case.applied_on",
        "day.date - parameter.opening < parameter.limit",
        "parameter.limit + day.number > parameter.limit",
        "parameter.limit >= day.number",
        "day.number > days(period.start, period.end)",
        "case.process.met_on is not None and day.date < case.process.met_on",
    ],
)
def test_a_day_may_be_compared_with_what_is_steady(expression: str) -> None:
    assert type_of(expression, "day") == "bool"


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("day.date == day.date", "AR212"),
        ("day.number in (1, 2)", "AR212"),
        ("days(day.date, case.applied_on)", "AR212"),
        ("day.date < at(parameter.varying, day.date)", "AR212"),
        ("parameter.limit < day.number if day.number < parameter.limit else worth > day.number", "AR205"),
        ("parameter.opening - day.date", "AR205"),
        ("parameter.limit - day.number", "AR205"),
        ("day.number * 2", "AR205"),
        ("day.number + day.number", "AR205"),
        ("min(day.number, parameter.limit)", "AR205"),
        ("day.number + (parameter.limit if day.full_rate else 0) > parameter.limit", "AR212"),
        ("day.number + (parameter.limit if open_day else 0) > parameter.limit", "AR212"),
        ("parameter.limit + (parameter.limit if open_day else 0) > day.number", "AR212"),
        ("(day.date if willing else case.applied_on) < parameter.opening", "AR212"),
        ("day.date - (parameter.limit if day.full_rate else 0) < parameter.opening", "AR212"),
        ("day.number > (parameter.limit if parameter.varying > 0 else 0)", "AR212"),
        ("day", "AR203"),
    ],
)
def test_a_day_may_do_nothing_else(expression: str, fault: str) -> None:
    (found,) = faults_of(expression, "day")
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("expression", "about", "text"),
    [
        ("number", "day", "period.number"),
        ("willing", "day", "case.willing"),
        ("worth", "day", "day.worth"),
        ("period.kind", "day", "period.kind"),
        ("parameter.varying", "day", "parameter.varying"),
        ("adult", "instalment", "person.adult"),
        ("instalment.number == 1", "instalment", "(instalment.number == 1)"),
        ("person.relation == 'own'", "person", "(person.relation == 'own')"),
        ("prior(number, 0, period.kind)", "period", "prior(number, 0, period.kind)"),
        (
            "not willing or route in ('short', 'long')",
            "case",
            "((not case.willing) or (case.route in ('long', 'short',)))",
        ),
        (
            "count(d for d in period.days if d.open_day)",
            "period",
            "count(d for d in period.days if d.open_day)",
        ),
        ("case.process.met_on is not None", "case", "(case.process.met_on is not None)"),
        ("case.process.met_on is None", "case", "(case.process.met_on is None)"),
        ("first(day.full_rate, parameter.limit)", "day", "first(day.full_rate, parameter.limit)"),
        ("at(case.daily.full_rate, case.applied_on)", "case", "at(case.daily.full_rate, case.applied_on)"),
        ("at(parameter.varying, case.applied_on)", "case", "at(parameter.varying, case.applied_on)"),
        ("route if willing else 'long'", "case", "(case.route if case.willing else 'long')"),
        ("max(parameter.cost, 0)", "case", "max(parameter.cost, 0)"),
        (
            "any(f == 'sexual' for f in case.exploitation.forms)",
            "case",
            "any((f == 'sexual') for f in case.exploitation.forms)",
        ),
    ],
)
def test_names_are_bound_to_their_entity(expression: str, about: str, text: str) -> None:
    assert canonical(expression, about) == text


def test_a_literal_nought_takes_the_unit_beside_it() -> None:
    made = expr_of("parameter.cost > 0")
    assert isinstance(made, ir.Compare)
    assert made.right.type.unit == "SEK"
