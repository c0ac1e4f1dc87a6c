"""Cases in groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

import numpy as np
import pytest

from amp_rules import Case, case_from_mapping
from amp_rules.engine.kleene import age
from amp_rules.errors import UnknownNameError
from amp_rules.population import from_cases
from amp_rules.terms import UNKNOWN
from amp_rules.whatif import TooManyError, group_names, grouped
from tests.whatif.crowd import crowd


def told(name: str, *cases: Mapping[str, object]) -> list[str]:
    """The label of each case."""
    made = [case_from_mapping({"id": f"c{at}", "programme": "nsp", **case}) for at, case in enumerate(cases)]
    found = grouped(from_cases(made).in_order(), name)
    return [found.labels[number] for number in found.of_case]


def age_label(case: Case) -> str:
    principal = case.principal
    years: object = principal.age
    if principal.birth_date is not UNKNOWN and case.applied_on is not UNKNOWN:
        years = age(principal.birth_date, case.applied_on)
    if not isinstance(years, int) or years < 0:
        return "unknown"
    bounds = [0, 18, 25, 35, 45, 55]
    low = max(bound for bound in bounds if bound <= years)
    return "55+" if low == 55 else f"{low}-{bounds[bounds.index(low) + 1] - 1}"


def children_label(case: Case) -> str:
    if case.children is UNKNOWN:
        return "unknown"
    return str(len(case.children)) if len(case.children) < 3 else "3+"


def first_label(case: Case) -> str:
    if case.periods is UNKNOWN:
        return "unknown"
    if not case.periods:
        return "none"
    starts = [each.start for each in case.periods]
    if len(starts) > 1 and UNKNOWN in starts:
        return "unknown"
    dated = [each if isinstance(each, date) else date.max for each in starts]
    kind = case.periods[dated.index(min(dated))].kind
    return "unknown" if kind is UNKNOWN else str(kind)


def sex_label(case: Case) -> str:
    return "unknown" if case.principal.sex is UNKNOWN else str(case.principal.sex)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("sex", sex_label),
        ("age_group", age_label),
        ("children", children_label),
        ("first_period", first_label),
    ],
)
def test_groups_are_those_that_the_cases_say(name: str, label: object) -> None:
    people = crowd(400, seed=11).in_order()
    found = grouped(people, name)
    assert callable(label)
    assert [found.labels[number] for number in found.of_case] == [label(case) for case in people.cases()]


def test_every_case_is_in_one_group() -> None:
    people = crowd().in_order()
    for name in ("sex", "age_group", "children", "first_period", "shelter_certified", "children_known"):
        found = grouped(people, name)
        assert np.bincount(found.of_case, minlength=len(found.labels)).sum() == len(people)
        assert len(found.of_case) == len(people)


def test_a_column_of_truths_is_yes_no_and_unknown() -> None:
    found = told("shelter_certified", {"shelter": {"certified": True}}, {"shelter": {"certified": False}}, {})
    assert found == ["yes", "no", "unknown"]


def test_a_column_of_the_principal_is_not_that_of_a_child() -> None:
    family = {"principal": {"pet": True}, "children": [{"id": "k1", "pet": False}]}
    assert told("pet", family, {"children": [{"id": "k1", "pet": False}]}) == ["yes", "unknown"]


def test_a_birthday_on_the_day_of_the_application_counts() -> None:
    young = {"principal": {"birth_date": "2004-03-02"}}
    assert told(
        "age_group", {**young, "applied_on": "2022-03-01"}, {**young, "applied_on": "2022-03-02"}
    ) == [
        "0-17",
        "18-24",
    ]


def test_no_periods_and_unknown_periods_are_told_apart() -> None:
    assert told("first_period", {"periods": []}, {}) == ["none", "unknown"]


def test_labels_are_in_order_with_unknown_last() -> None:
    found = grouped(crowd(400, seed=11).in_order(), "age_group")
    assert found.labels[0] == "0-17"
    assert found.labels[-1] == "unknown"
    assert len(Counter(found.labels)) == len(found.labels)


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no group 'hair'"):
        grouped(crowd(), "hair")
    assert {"sex", "children", "shelter_certified"} <= set(group_names())


def test_a_column_with_too_many_values_is_refused_without_saying_them() -> None:
    with pytest.raises(TooManyError, match=r"^\d+ values in column 'birth_date', expected at most 60$"):
        grouped(crowd(400, seed=11).in_order(), "birth_date")
