# ruff: noqa: E501  (a golden message reads best on one line)
from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.case import Case, Person, SupportPeriod, case_from_json, case_from_mapping, case_from_yaml
from amp_rules.case.enums import PeriodKind
from amp_rules.errors import CaseError
from amp_rules.terms import UNKNOWN, Money
from tests.case.trees import case_trees

DAY = "expected a date as YYYY-MM-DD from 1900-01-01 to 2199-12-31"
ID = "expected 1 to 64 letters a-z, digits, dots, underscores or hyphens"
COUNTRY = "expected a country code: ISO 3166-1 alpha-2 in capitals, or XK"
MARKER = "secret-marker"


def bare(**facts: Any) -> dict[str, Any]:
    return {"id": "a-1", "programme": "nsp"} | facts


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(CaseError) as caught:
        case_from_json(text)
    return [str(problem) for problem in caught.value.problems]


def spans(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"start": start, "end": end} for start, end in pairs]


JANUARY = ("2022-01-01", "2022-01-31")

GOLDEN: list[tuple[Any, list[str]]] = [
    ({}, ["$.id: required key is missing", "$.programme: required key is missing"]),
    ([], ["$: expected an object, found a list"]),
    (None, ["$: expected an object, found null"]),
    (bare(applied_on=MARKER), [f"$.applied_on: {DAY}, found other text"]),
    (bare(applied_on=20220101), [f"$.applied_on: {DAY}, found a number"]),
    (bare(applied_on="2022-01-01T00:00:00"), [f"$.applied_on: {DAY}, found other text"]),
    (bare(applied_on="1640995200"), [f"$.applied_on: {DAY}, found other text"]),
    (bare(applied_on="0000-00-00"), [f"$.applied_on: {DAY}, found other text"]),
    (bare(applied_on="9999-12-31"), [f"$.applied_on: {DAY}, found other text"]),
    (bare(applied_on="1899-12-31"), [f"$.applied_on: {DAY}, found other text"]),
    (bare(applied_on="2023-02-29"), [f"$.applied_on: {DAY}, found other text"]),
    (bare(applied_on="٢٠٢٢-01-01"), [f"$.applied_on: {DAY}, found other text"]),
    (bare(applied_on=None), [f"$.applied_on: {DAY}, found null"]),
    (bare(stay={"unaccompanied": 1}), ["$.stay.unaccompanied: expected true or false, found a number"]),
    (bare(principal={"age": 1.0}), ["$.principal.age: expected a whole number, found a number"]),
    (bare(principal={"age": True}), ["$.principal.age: expected a whole number, found true or false"]),
    (bare(principal={"age": -1}), ["$.principal.age: expected at least 0"]),
    (bare(principal={"age": 10**400}), ["$.principal.age: expected at most 120"]),
    (bare(principal={"sex": MARKER}), ["$.principal.sex: expected 'female', 'male' or 'other', found other text"]),
    (bare(principal={"sex": 3}), ["$.principal.sex: expected 'female', 'male' or 'other', found a number"]),
    (bare(principal={"nationalities": ["no", 3]}), [
        f"$.principal.nationalities[0]: {COUNTRY}, found other text",
        f"$.principal.nationalities[1]: {COUNTRY}, found a number",
    ]),
    (bare(principal={"nationalities": "SE"}), ["$.principal.nationalities: expected a list, found text"]),
    (bare(principal={"id": "a\0b"}), [f"$.principal.id: {ID}, found other text"]),
    (bare(principal={"id": "x" * 65}), [f"$.principal.id: {ID}, found other text"]),
    (bare(principal={"id": "a/b"}), [f"$.principal.id: {ID}, found other text"]),
    (bare(principal={"id": "a\n"}), [f"$.principal.id: {ID}, found other text"]),
    (bare(principal=[]), ["$.principal: expected an object, found a list"]),
    (bare(children={}), ["$.children: expected a list, found an object"]),
    (bare(children=["x"]), ["$.children[0]: expected an object, found text"]),
    (bare(children=[{"id": "b"}, {"id": "b"}]), ["$.children[1].id: same id as entry [0]"]),
    (bare(children=[{"id": "principal"}]), ["$.children[0].id: same id as the principal"]),
    (bare(items=[{"id": "i", "cost": 7.5}]), ["$.items[0].cost: expected an amount as text such as '71.00', found a number"]),
    (bare(items=[{"id": "i", "cost": "7e1"}]), ["$.items[0].cost: expected a plain amount such as '71.00', found other text"]),
    (bare(items=[{"id": "i", "cost": "0.001"}]), ["$.items[0].cost: expected at most two decimals, found other text"]),
    (bare(items=[{"id": "i", "cost": "-1"}]), ["$.items[0].cost: expected an amount from 0 to 9999999999.99, found other text"]),
    (bare(items=[{"id": "i", "cost": 10**10}]), ["$.items[0].cost: expected an amount from 0 to 9999999999.99, found a number"]),
    (bare(claims=[{"id": "c", "person": "b"}], children=[]), ["$.claims[0].person: not the id of the principal or of a child"]),
    (bare(periods=[{"id": "p", "start": "2022-03-10", "end": "2022-03-01"}]), ["$.periods[0].end: date is before start"]),
    (bare(stay={"reflection_permit_from": "2022-03-10", "reflection_permit_to": "2022-03-01"}), [
        "$.stay.reflection_permit_to: date is before reflection_permit_from"
    ]),
    (bare(shelter={"women_age_from": 18, "women_age_to": 17}), ["$.shelter.women_age_to: number is below women_age_from"]),
    (bare(daily={"full_rate": spans(JANUARY, ("2022-02-10", "2022-02-09"))}), [
        "$.daily.full_rate[1].end: date is before start"
    ]),
    (bare(daily={"full_rate": spans(JANUARY, ("2022-02-01", "2022-02-03"), ("2022-01-31", "2022-01-31"))}), [
        "$.daily.full_rate[2].start: overlaps entry [0]"
    ]),
    (bare(daily={"full_rate": [{"start": "2022-01-01", "value": True}]}), ["$.daily.full_rate[0].end: required key is missing"]),
    (bare(evidence=[{"about": "$.exploitation", "asserted_by": "x", "basis": "document"}]), [
        "$.evidence[0].about: not the path of a fact"
    ]),
    (bare(evidence=[{"about": MARKER, "asserted_by": "x", "basis": "document"}]), [
        "$.evidence[0].about: expected a path such as '$.exploitation.trafficking'"
    ]),
    (bare(evidence=[{"about": "$.periods[0].end", "asserted_by": "x", "basis": "document"}]), [
        "$.evidence[0].about: index beyond the end of the list"
    ]),
    (bare(evidence=[{"about": "$.id", "asserted_by": "\0", "basis": "document"}]), [
        "$.evidence[0].asserted_by: expected 1 to 200 characters without control characters, found other text"
    ]),
    (bare(exploitaton={}), ["$: unknown key (did you mean 'exploitation'?)"]),
    (bare(**{MARKER: {MARKER: 1}}), ["$: unknown key"]),
    (bare(exploitation={"traficking": MARKER}), ["$.exploitation: unknown key (did you mean 'trafficking'?)"]),
    (bare(**{"x" * 10_000: 1}), ["$: unknown key"]),
    (bare(children=[{"id": f"c{n}"} for n in range(10_001)]), ["$.children: expected at most 10000 entries"]),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "expected"), GOLDEN, ids=[str(index) for index in range(len(GOLDEN))])
def test_each_problem_has_its_own_message(tree: Any, expected: list[str]) -> None:
    assert problems(json.dumps(tree)) == expected


@pytest.mark.parametrize(("tree", "expected"), GOLDEN, ids=[str(index) for index in range(len(GOLDEN))])
def test_a_mapping_is_refused_with_the_same_messages_as_its_json(tree: Any, expected: list[str]) -> None:
    with pytest.raises(CaseError) as caught:
        case_from_mapping(tree)
    assert [str(problem) for problem in caught.value.problems] == expected


TEXTS: list[tuple[str | bytes, list[str]]] = [
    ("", ["$: not valid JSON at line 1, column 1"]),
    ('{"id": "a",\n "b" 1}', ["$: not valid JSON at line 2, column 6"]),
    ('{"id": "a-1", "programme": "nsp", "id": "a-2"}', ["$: repeated key"]),
    ('{"id": "a-1", "programme": "nsp", "principal": {"age": 1, "age": 2}}', ["$.principal: repeated key"]),
    ('{"id": "a-1", "programme": "nsp", "secret": {"age": 1, "age": 2}}', ["$: repeated key", "$: unknown key"]),
    ('{"id": "a-1", "programme": "nsp", "principal": {"age": NaN}}', [
        "$.principal.age: expected a finite number",
        "$.principal.age: expected a whole number, found a number",
    ]),
    ('{"id": "a-1", "programme": "nsp", "items": [{"id": "i", "cost": -Infinity}]}', [
        "$.items[0].cost: expected a finite number",
        "$.items[0].cost: expected an amount as text such as '71.00', found a number",
    ]),
    ("[" * 40 + "]" * 40, ["$: nested deeper than 32 levels"]),
    ("[" * 1_000_000, ["$: nested deeper than 32 levels"]),
    ('{"a":' * 100_000, ["$: nested deeper than 32 levels"]),
    ('{"id": "\\ud800", "programme": "nsp"}', ["$: not valid JSON"]),
    ('{"id": "\ud800", "programme": "nsp"}', ["$: not valid Unicode text"]),
    (b'{"id": "\xff", "programme": "nsp"}', ["$: not valid Unicode text"]),
    ('"' + "x" * (4 * 1024 * 1024) + '"', ["$: text larger than 4194304 bytes"]),
    (b'"' + b"x" * (4 * 1024 * 1024) + b'"', ["$: text larger than 4194304 bytes"]),
    ("9" * 100_000, ["$: not valid JSON"]),
    ("1e999999", ["$: expected an object, found a number"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TEXTS, ids=[str(index) for index in range(len(TEXTS))])
def test_hostile_text_is_refused_with_its_own_message(text: str | bytes, expected: list[str]) -> None:
    assert problems(text) == expected


def test_every_problem_is_reported_at_once() -> None:
    tree = bare(
        applied_on="tomorrow",
        children=[{"id": "b", "age": "x"}, {"id": "b"}],
        claims=[{"id": "c", "person": "nobody"}],
        periods=[{"id": "p", "kind": "x", "start": "2022-02-01", "end": "2022-01-01"}],
        daily={"other_payer": [*spans(JANUARY, JANUARY), {"start": 1, "end": 2}]},
        evidence=[{"about": "$.periods[1].end", "asserted_by": "x", "basis": "document"}],
    )
    assert {line.split(":")[0] for line in problems(json.dumps(tree))} == {
        "$.applied_on",
        "$.children[0].age",
        "$.children[1].id",
        "$.claims[0].person",
        "$.periods[0].kind",
        "$.periods[0].end",
        "$.daily.other_payer[1].start",
        "$.daily.other_payer[2].start",
        "$.daily.other_payer[2].end",
        "$.evidence[0].about",
    }


def test_bytes_with_a_byte_order_mark_are_read() -> None:
    assert case_from_json(b'\xef\xbb\xbf{"id": "a-1", "programme": "amp"}').id == "a-1"


PLACES: list[tuple[str | int, ...]] = [
    ("id",),
    ("applied_on",),
    ("principal",),
    ("principal", "age"),
    ("principal", "sex"),
    ("principal", "nationalities"),
    ("principal", MARKER),
    (MARKER,),
    ("destination", "country"),
    ("periods",),
    ("periods", 0),
    ("periods", 0, "end"),
    ("periods", 0, "id"),
    ("items", 0, "cost"),
    ("items", 0, MARKER),
    ("claims", 0, "person"),
    ("daily", "full_rate"),
    ("daily", "adult_allowance", 0, "value"),
    ("daily", MARKER, 0, "value"),
    ("evidence", 0, "about"),
    ("evidence", 0, "asserted_by"),
]
SECRETS = st.sampled_from(
    [f" {MARKER}\0", [MARKER], {MARKER: MARKER}, [{MARKER: 1}, {MARKER: 2}], [[[MARKER]]], MARKER + "!"]
)


def planted(place: tuple[str | int, ...], secret: Any) -> dict[str, Any]:
    for step in reversed(place):
        secret = [secret] if isinstance(step, int) else {step: secret}
    return bare() | dict(secret)


@given(st.sampled_from(PLACES), SECRETS)
def test_no_error_shows_a_value_or_an_unknown_key(place: tuple[str | int, ...], secret: Any) -> None:
    tree = planted(place, secret)
    attempts: list[Callable[[], Case]] = [
        lambda: case_from_json(json.dumps(tree)),
        lambda: case_from_mapping(tree),
    ]
    for attempt in attempts:
        with pytest.raises(CaseError) as caught:
            attempt()
        assert MARKER not in str(caught.value)
        assert MARKER not in repr(caught.value.problems)
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
))  # fmt: skip
def test_any_json_document_is_a_case_or_a_case_error(tree: Any) -> None:
    for facts in (tree, bare(principal=tree), bare(children=[tree]), bare(daily={"full_rate": tree})):
        with contextlib.suppress(CaseError):
            assert isinstance(case_from_json(json.dumps(facts)), Case)


@given(st.text(max_size=60))
def test_any_text_is_a_case_or_a_case_error(text: str) -> None:
    for reader in (case_from_json, case_from_yaml):
        with pytest.raises(CaseError):
            reader(text)


@given(case_trees())
def test_json_yaml_and_mappings_give_the_same_case(tree: dict[str, Any]) -> None:
    text = json.dumps(tree)
    case = case_from_json(text)
    assert case == Case.model_validate_json(text)
    assert case_from_mapping(tree) == case
    assert case_from_yaml(as_yaml(tree)) == case


def as_yaml(tree: Any, indent: str = "") -> str:
    if isinstance(tree, dict):
        lines = [f"{indent}{key}:{as_yaml(child, indent + '  ')}" for key, child in tree.items()]
        return "\n" + "\n".join(lines) if lines else " {}"
    if isinstance(tree, list):
        lines = [f"{indent}-{as_yaml(child, indent + '  ')}" for child in tree]
        return "\n" + "\n".join(lines) if lines else " []"
    if isinstance(tree, str):
        return f" {json.dumps(tree)}"
    return f" {'null' if tree is None else str(tree).lower()}"


def yaml_problems(text: str) -> list[str]:
    with pytest.raises(CaseError) as caught:
        case_from_yaml(text)
    return [str(problem) for problem in caught.value.problems]


BASE = "id: a-1\nprogramme: nsp\n"


def test_yaml_scalars_are_typed_by_the_fact_they_stand_for() -> None:
    case = case_from_yaml(
        BASE.replace("a-1", "010")
        + "applied_on: 2022-01-02\nprincipal: {age: 20, pet: true, nationalities: [NO]}\n"
        + "journey: {arrived_on: ~, travel_on: }\nitems: [{id: no, cost: 71}, {id: null, cost: 71.50}]\n"
    )
    assert case.id == "010"
    assert case.applied_on == date(2022, 1, 2)
    assert case.principal == Person(age=20, pet=True, nationalities=frozenset({"NO"}))
    assert case.journey.arrived_on is None
    assert case.journey.travel_on is None
    assert case.items is not UNKNOWN
    assert [item.id for item in case.items] == ["no", "null"]
    assert [item.cost for item in case.items] == [Money(7100, "SEK"), Money(7150, "SEK")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("principal: {nationalities: [no]}", f"$.principal.nationalities[0]: {COUNTRY}, found other text"),
        ("principal: {pet: yes}", "$.principal.pet: expected true or false, found text"),
        ("principal: {pet: True}", "$.principal.pet: expected true or false, found text"),
        ("principal: {pet: 'true'}", "$.principal.pet: expected true or false, found text"),
        ("principal: {age: 010}", "$.principal.age: expected a whole number, found text"),
        ("principal: {age: '10'}", "$.principal.age: expected a whole number, found text"),
        ("principal: {age: 1_0}", "$.principal.age: expected a whole number, found text"),
        ("principal: {age: ~}", "$.principal.age: expected a whole number, found null"),
        ("principal:", "$.principal: expected an object, found null"),
        ("children: none", "$.children: expected a list, found text"),
        ("journey: {arrived_on: 'null'}", f"$.journey.arrived_on: {DAY}, found other text"),
        ("items: [{id: i, cost: 7e1}]", "$.items[0].cost: expected a plain amount such as '71.00', found other text"),
        ("items: [{id: i, cost: .nan}]", "$.items[0].cost: expected a plain amount such as '71.00', found other text"),
        ("secret: [~, 1]", "$: unknown key"),
        ("id: b", "$: duplicate key (line 3, column 1)"),
        ("a: &x [1]\nb: *x", "$: anchors and aliases are not allowed (line 3, column 4)"),
        ("a: !!python/object:os.system x", "$: tags are not allowed (line 3, column 4)"),
    ],
)  # fmt: skip
def test_yaml_is_refused_with_a_message(line: str, expected: str) -> None:
    assert yaml_problems(BASE + line) == [expected]


def test_alias_bombs_and_deep_yaml_are_refused() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    assert len(yaml_problems(bomb)) == 1
    assert len(yaml_problems("[" * 5000)) == 1
    assert yaml_problems("x" * (4 * 1024 * 1024 + 1)) == ["$: text larger than 4194304 bytes"]


def test_a_mapping_may_hold_typed_values() -> None:
    case = case_from_mapping(
        bare(
            applied_on=date(2022, 1, 2),
            principal=Person(age=20),
            children=UNKNOWN,
            periods=(SupportPeriod(id="p1", kind=PeriodKind.IN_DEPTH),),
            items=[{"id": "i1", "cost": Money(7100, "SEK")}, {"id": "i2", "cost": Decimal("7.5")}],
            exploitation={"forms": frozenset({"sexual"}), "trafficking": UNKNOWN},
        )
    )
    assert case.children is UNKNOWN
    assert case.principal.age == 20
    assert case.items is not UNKNOWN
    assert case.items[1].cost == Money(750, "SEK")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"items": [{"id": "i", "cost": Money(1, "USD")}]}, "$.items[0].cost: expected an amount in SEK, found USD"),
        ({"items": [{"id": "i", "cost": Decimal("NaN")}]},
         "$.items[0].cost: expected a plain amount such as '71.00', found other text"),
        ({"items": [{"id": "i", "cost": Decimal("1E+999999")}]},
         "$.items[0].cost: expected a plain amount such as '71.00', found other text"),
        ({"applied_on": datetime(2022, 1, 1)}, "$.applied_on: expected a value that JSON can hold, found datetime"),  # noqa: DTZ001
        ({"principal": {"id": b"x"}}, "$.principal.id: expected a value that JSON can hold, found bytes"),
        ({"principal": {3: MARKER}}, "$.principal: expected keys that are text"),
        ({"principal": {"age": float("nan")}}, "$.principal.age: expected a whole number, found a number"),
        ({"principal": {"id": "\ud800"}}, "$: not valid Unicode text"),
        ({"principal": {"age": 10**5000}}, "$: holds a number that is too large"),
    ],
)  # fmt: skip
def test_a_mapping_with_unfit_values_is_refused(facts: dict[str, Any], expected: str) -> None:
    with pytest.raises(CaseError) as caught:
        case_from_mapping(bare(**facts))
    assert str(caught.value.problems[0]) == expected


def test_a_mapping_that_holds_itself_is_refused() -> None:
    loop: dict[str, Any] = bare()
    loop["principal"] = loop
    with pytest.raises(CaseError, match="nested deeper"):
        case_from_mapping(loop)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            {f"exploitati{n}": 1 for n in range(9_000)},
            ["$: unknown key (did you mean 'exploitation'?)", "$: unknown key"],
        ),
        ({f"key{n}": 1 for n in range(20_000)}, ["$: expected at most 10000 entries"]),
        (
            {"principal": {"nationalities": ["zz"] * 500_000}},
            ["$.principal.nationalities: expected at most 10000 entries"],
        ),
    ],
)
def test_a_flood_of_problems_is_cut_short(facts: dict[str, Any], expected: list[str]) -> None:
    assert problems(json.dumps(bare(**facts))) == expected


def test_at_most_a_thousand_problems_are_listed() -> None:
    found = problems(json.dumps(bare(children=[{"id": f"c{n}", "age": "x"} for n in range(2500)])))
    assert len(found) == 1001
    assert found[-1] == "$: and 1500 more problems"


def test_entries_that_are_no_objects_do_not_hide_other_problems() -> None:
    tree = bare(
        principal=3, daily=[], claims=[3], evidence=[{"about": "$.periods[0].end"}], periods=3, children=3
    )
    assert "$.evidence[0].about: index beyond the end of the list" in problems(json.dumps(tree))
    assert len(problems(json.dumps(tree))) == 8


def test_half_valid_spans_are_still_compared() -> None:
    tree = bare(
        daily={
            "full_rate": [*spans(JANUARY, ("2022-01-05", "x")), {"start": "2022-01-31", "end": "2022-02-01"}]
        }
    )
    assert problems(json.dumps(tree)) == [
        f"$.daily.full_rate[1].end: {DAY}, found other text",
        "$.daily.full_rate[2].start: overlaps entry [0]",
    ]
