from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.case import (
    Case,
    SupportPeriod,
    case_from_json,
    case_from_mapping,
    fact_at,
    fact_type,
    iter_unknown,
    label,
    with_fact,
    with_facts,
)
from amp_rules.case.paths import known_path, parse_path, specs_along, write_path
from amp_rules.errors import CaseError, UnknownNameError
from amp_rules.terms import UNKNOWN, Money
from tests.case.trees import case_trees

CASE = case_from_mapping(
    {
        "id": "a-1",
        "programme": "nsp",
        "children": [{"id": "child-1", "age": 4}],
        "periods": [{"id": "p1", "start": "2022-01-01"}, {"id": "p2"}],
        "journey": {"travel_on": None},
        "daily": {"adult_allowance": [{"start": "2022-01-01", "end": "2022-01-09", "value": "71"}]},
    }
)

NO_PATHS = [
    "",
    "x",
    "$",
    "$.",
    "$.x",
    "$.exploitation",
    "$.exploitation.x",
    "$.periods[0]",
    "$.periods[-1].end",
    "$.periods[01].end",
    "$.periods.end",
    "$.id[0]",
    "$[0]",
    "$.children[0][0].age",
    "$.Id",
    "$.__class__",
    "$.principal.nationalities[0]",
    "$." + "x" * 300,
]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$.id", "a-1"),
        ("$.principal.age", UNKNOWN),
        ("$.journey.travel_on", None),
        ("$.children[0].age", 4),
        ("$.periods[0].start", date(2022, 1, 1)),
        ("$.periods[1].start", UNKNOWN),
        ("$.daily.adult_allowance[0].value", Money(7100, "SEK")),
        ("$.claims", UNKNOWN),
        ("$.shelter.minimum.knowledge", UNKNOWN),
    ],
)
def test_a_fact_is_found_by_its_path(path: str, value: object) -> None:
    assert fact_at(CASE, path) == value


@pytest.mark.parametrize("path", NO_PATHS)
def test_a_path_the_model_does_not_have_is_refused(path: str) -> None:
    for use in (fact_type, lambda path: fact_at(CASE, path), lambda path: label(path, "en")):
        with pytest.raises(UnknownNameError):
            use(path)


@pytest.mark.parametrize("path", ["$.periods[2].end", "$.claims[0].amount", "$.children[1].age"])
def test_an_index_beyond_the_list_is_refused(path: str) -> None:
    for value in (UNKNOWN, None):
        with pytest.raises(UnknownNameError):
            with_fact(CASE, path, value)
    with pytest.raises(UnknownNameError):
        fact_at(CASE, path)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$.periods[1].end", date(2022, 3, 1)),
        ("$.daily.adult_allowance[0].value", Money(2400, "SEK")),
        ("$.principal.nationalities", frozenset({"BG"})),
        ("$.journey.arrived_on", None),
        ("$.shelter.minimum.knowledge", True),
        ("$.periods", (SupportPeriod(id="p9"),)),
        ("$.claims", ()),
    ],
)
def test_a_changed_fact_is_read_back_and_the_case_is_left_alone(path: str, value: object) -> None:
    changed = with_fact(CASE, path, value)
    assert fact_at(changed, path) == value
    assert fact_at(CASE, path) != value
    assert with_fact(changed, path, fact_at(CASE, path)) == CASE


def test_a_fact_can_be_made_unknown_again() -> None:
    assert with_fact(CASE, "$.children[0].age", UNKNOWN) == with_facts(CASE, {"$.children[0].age": UNKNOWN})
    assert fact_at(with_fact(CASE, "$.children", UNKNOWN), "$.children") is UNKNOWN
    assert with_fact(CASE, "$.needs.escort", UNKNOWN) == CASE


def test_a_changed_case_is_checked_again() -> None:
    with pytest.raises(CaseError, match=r"^\$\.periods\[0\]\.end: date is before start$"):
        with_fact(CASE, "$.periods[0].end", date(2021, 1, 1))
    with pytest.raises(CaseError, match="expected a whole number"):
        with_fact(CASE, "$.principal.age", "old")


@given(case_trees())
def test_unknown_facts_are_listed_and_only_they(tree: dict[str, Any]) -> None:
    case = case_from_mapping(tree)
    paths = list(iter_unknown(case))
    assert len(set(paths)) == len(paths)
    assert all(fact_at(case, path) is UNKNOWN for path in paths)
    if "children" in paths:
        assert not any(path.startswith("$.children[") for path in paths)


@given(case_trees(), st.randoms())
def test_setting_a_known_fact_to_itself_changes_nothing(tree: dict[str, Any], random: Any) -> None:
    case = case_from_mapping(tree)
    path = random.choice(
        ["$.principal.birth_date", "$.stay.status", "$.periods", "$.claims", "$.daily.full_rate"]
    )
    assert with_fact(case, path, fact_at(case, path)) == case


@pytest.mark.parametrize(
    ("path", "english", "swedish"),
    [
        ("$.periods[1].end", "period 2, last day", "period 2, sista dag"),
        ("$.children[0].age", "child 1, age", "barn 1, ålder"),
        ("$.principal.age", "principal, age", "huvudperson, ålder"),
        ("$.exploitation.trafficking", "trafficking", "människohandel"),
        (
            "$.daily.adult_allowance[0].value",
            "daily allowance of the adult, span 1, amount",
            "den vuxnes dagersättning, intervall 1, belopp",
        ),
        ("$.daily.full_rate", "full rate asked for", "full ersättning begärd"),
        ("$.claims", "claims", "anspråk"),
    ],
)
def test_a_fact_has_a_label_in_both_languages(path: str, english: str, swedish: str) -> None:
    assert (label(path, "en"), label(path, "sv")) == (english, swedish)


def test_a_label_in_another_language_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no language 'fi'"):
        label("$.id", "fi")


@given(st.lists(st.sampled_from(["periods", "end", 0, 7, 4711]), max_size=6).map(tuple))
def test_paths_are_written_and_read_back(steps: tuple[str | int, ...]) -> None:
    assert parse_path(write_path(steps)) == steps


@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        (("periods", 0, "end"), "$.periods[0].end"),
        (("principal", "nationalities", 0), "$.principal.nationalities[0]"),
        (("secret", "end"), "$"),
        (("principal", "secret"), "$.principal"),
        (("principal", "age", "secret"), "$.principal.age"),
        (("principal", 3), "$.principal"),
        (("periods", 0, "secret", 3), "$.periods[0]"),
    ],
)
def test_an_unknown_key_is_never_part_of_a_shown_path(steps: tuple[str | int, ...], shown: str) -> None:
    assert known_path(Case, steps) == shown


def test_the_specs_along_a_path_are_those_of_its_names() -> None:
    specs = specs_along(Case, ("periods", 0, "end"))
    assert specs is not None
    assert [spec.kind for spec in specs] == ["list", "date"]


def test_a_case_read_from_json_answers_by_path() -> None:
    case = case_from_json('{"id": "a-1", "programme": "amp", "stay": {"status": "none"}}')
    assert fact_at(case, "$.stay.status") == "none"
