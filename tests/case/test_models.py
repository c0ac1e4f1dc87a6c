from __future__ import annotations

import copy
import json
import pickle
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from amp_rules.case import Case, Child, DailyFacts, FlagSpan, Person, SupportPeriod, case_from_mapping
from amp_rules.case.enums import Programme
from amp_rules.terms import UNKNOWN, Money
from tests.case.trees import case_trees

BARE = '{"id": "a-1", "programme": "nsp"}'


def read(**facts: Any) -> Case:
    return Case.model_validate_json(json.dumps({"id": "a-1", "programme": "nsp"} | facts))


def test_a_bare_case_knows_nothing_else() -> None:
    case = Case.model_validate_json(BARE)
    assert case.exploitation.trafficking is UNKNOWN
    assert case.children is UNKNOWN
    assert case.principal.id == "principal"
    assert case.model_dump_json() == '{"id":"a-1","programme":"nsp"}'


def test_unknown_absent_and_known_stay_apart_in_json() -> None:
    unknown, absent, known = (
        read(),
        read(journey={"arrived_on": None}),
        read(journey={"arrived_on": "2016-05-02"}),
    )
    assert unknown.journey.arrived_on is UNKNOWN
    assert absent.journey.arrived_on is None
    assert known.journey.arrived_on == date(2016, 5, 2)
    assert [case.model_dump(mode="json").get("journey") for case in (unknown, absent, known)] == [
        None,
        {"arrived_on": None},
        {"arrived_on": "2016-05-02"},
    ]


def test_a_known_empty_list_is_not_unknown() -> None:
    assert read(children=[]).children == ()
    assert read(children=[]) != read()


def test_null_is_refused_where_a_fact_cannot_be_absent() -> None:
    for facts in ({"principal": {"age": None}}, {"children": None}, {"exploitation": None}):
        with pytest.raises(ValidationError):
            read(**facts)


def test_persons_are_the_principal_and_the_known_children() -> None:
    assert read().persons == (Person(),)
    assert [person.id for person in read(children=[{"id": "child-1"}]).persons] == ["principal", "child-1"]


def test_a_case_is_frozen_and_hashable() -> None:
    case: Any = read(children=[{"id": "child-1", "nationalities": ["BG", "SE"]}])
    with pytest.raises(ValidationError):
        case.id = "b"
    assert hash(case) == hash(read(children=[{"id": "child-1", "nationalities": ["SE", "BG"]}]))


def test_python_construction_is_typed() -> None:
    case = Case(
        id="a-1",
        programme=Programme.NSP,
        children=(Child(id="child-1"),),
        periods=(SupportPeriod(id="p1", start=date(2022, 1, 1), end=date(2022, 1, 30)),),
        daily=DailyFacts(full_rate=(FlagSpan(start=date(2022, 1, 1), end=date(2022, 1, 2), value=True),)),
    )
    assert case.children is not UNKNOWN
    assert case.children[0].age is UNKNOWN
    text: Any = "nsp"
    with pytest.raises(ValidationError):
        Case(id="a-1", programme=text)


def test_a_date_with_a_time_is_no_date() -> None:
    for moment in (datetime(2022, 1, 1), "2022-01-01", 18993):  # noqa: DTZ001
        with pytest.raises(ValidationError, match="expected a date"):
            Case.model_validate({"id": "a-1", "programme": Programme.NSP, "applied_on": moment})


def test_python_construction_takes_unknown_for_any_fact() -> None:
    assert Person(age=UNKNOWN) == Person()


def test_spans_are_kept_sorted_by_their_first_day() -> None:
    late, early = {"start": "2022-02-01", "end": "2022-02-02"}, {"start": "2022-01-01", "end": "2022-01-02"}
    spans = read(daily={"full_rate": [late, early]}).daily.full_rate
    assert spans is not UNKNOWN
    assert [span.start.month for span in spans] == [1, 2]


def test_adjacent_spans_may_touch() -> None:
    spans = [{"start": "2022-01-01", "end": "2022-01-02"}, {"start": "2022-01-03", "end": "2022-01-03"}]
    assert read(daily={"other_payer": spans}).daily.other_payer is not UNKNOWN


def test_money_is_written_as_text_with_two_decimals() -> None:
    case = read(items=[{"id": "i1", "cost": 71}], claims=[{"id": "c1", "amount": "300.5"}])
    assert case.items is not UNKNOWN
    assert case.items[0].cost == Money(7100, "SEK")
    assert '"cost":"71.00"' in case.model_dump_json()
    assert '"amount":"300.50"' in case.model_dump_json()


def test_sets_are_written_sorted() -> None:
    case = read(exploitation={"forms": ["servitude", "au_pair", "sexual"]})
    assert '"forms":["au_pair","servitude","sexual"]' in case.model_dump_json()


def test_only_known_facts_are_shown() -> None:
    assert repr(read(principal={"age": 20})) == (
        "Case(id='a-1', programme=<Programme.NSP: 'nsp'>, principal=Person(age=20))"
    )


def test_pydantic_errors_do_not_show_the_input() -> None:
    with pytest.raises(ValidationError) as caught:
        read(principal={"age": "secret-marker", "sex": "secret-marker"}, programme="secret-marker")
    assert "secret-marker" not in str(caught.value)


@given(case_trees())
def test_a_case_survives_json_mappings_pickles_and_copies(tree: dict[str, Any]) -> None:
    case = Case.model_validate_json(json.dumps(tree))
    assert Case.model_validate_json(case.model_dump_json()) == case
    assert Case.model_validate(case.model_dump()) == case
    assert case_from_mapping(case.model_dump()) == case
    assert case_from_mapping(case.model_dump(mode="json")) == case
    assert pickle.loads(pickle.dumps(case)) == case
    assert copy.deepcopy(case) == case


@given(case_trees())
def test_unknown_facts_never_reach_json(tree: dict[str, Any]) -> None:
    text = Case.model_validate_json(json.dumps(tree)).model_dump_json()
    assert "UNKNOWN" not in text
    assert '"unknown"' not in text
    assert "{}" not in text
