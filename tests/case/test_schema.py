from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from amp_rules.case import Case, case_from_mapping, case_schema
from amp_rules.errors import CaseError, UnknownNameError
from tests.case.trees import case_trees

CHECK = Draft202012Validator(case_schema())

EXAMPLE = {
    "id": "a-1",
    "programme": "nsp",
    "children": [{"id": "child-1", "nationalities": ["BG", "XK"]}],
    "journey": {"arrived_on": None},
    "items": [{"id": "i1", "cost": "71.00"}, {"id": "i2", "cost": 71}],
    "daily": {"full_rate": [{"start": "2022-01-01", "end": "2022-01-31", "value": True}]},
}


def walk(node: Any) -> list[dict[str, Any]]:
    found = [node] if isinstance(node, dict) else []
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return found + [deeper for child in children for deeper in walk(child)]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_schema_is_valid_2020_12_and_names_itself(language: str) -> None:
    schema = case_schema(language)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:amp-rules:case:1"
    assert schema["additionalProperties"] is False


def test_each_language_carries_the_other_beside_it() -> None:
    english, swedish = case_schema("en"), case_schema("sv")
    age = english["$defs"]["Person"]["properties"]["age"]
    alder = swedish["$defs"]["Person"]["properties"]["age"]
    assert (age["title"], age["x-title-sv"]) == ("Age", "Ålder") == (alder["x-title-en"], alder["title"])
    assert age["description"] == alder["x-description-en"]
    assert english["$defs"]["Form"]["x-members"] == swedish["$defs"]["Form"]["x-members-en"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_property_and_type_has_a_title_in_both_languages(language: str) -> None:
    other = "x-title-en" if language == "sv" else "x-title-sv"
    schema = case_schema(language)
    for definition in [schema, *schema["$defs"].values()]:
        for named in [definition, *definition.get("properties", {}).values()]:
            assert {"title", other} <= set(named)


def test_no_property_has_a_default() -> None:
    assert not [node for node in walk(case_schema()) if "default" in node]
    assert '"unknown"' not in json.dumps(case_schema())


def test_countries_and_units_are_told() -> None:
    definitions = case_schema()["$defs"]
    assert definitions["Destination"]["properties"]["country"]["$ref"] == "#/$defs/Country"
    assert len(definitions["Country"]["enum"]) == 250
    assert definitions["Claim"]["properties"]["amount"]["x-unit"] == "USD"


def test_a_schema_in_another_language_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        case_schema("fi")


def test_an_example_case_is_valid_under_the_schema() -> None:
    CHECK.validate(EXAMPLE)
    CHECK.validate(case_from_mapping(EXAMPLE).model_dump(mode="json"))


@pytest.mark.parametrize(
    "facts",
    [
        {"id": "a b"},
        {"programme": "x"},
        {"extra": 1},
        {"applied_on": None},
        {"applied_on": "1899-01-01"},
        {"principal": {"age": 121}},
        {"principal": {"age": "1"}},
        {"principal": {"nationalities": ["no"]}},
        {"items": [{"id": "i1", "cost": 7.5}]},
        {"items": [{"id": "i1", "cost": "7.555"}]},
        {"items": [{"id": "i1", "cost": 10**10}]},
        {"items": [{"cost": "7"}]},
        {"daily": {"full_rate": [{"start": "2022-01-01"}]}},
        {"evidence": [{"about": "$.id", "asserted_by": "", "basis": "document"}]},
    ],
)
def test_the_schema_and_the_reader_refuse_alike(facts: dict[str, Any]) -> None:
    assert not CHECK.is_valid(EXAMPLE | facts)
    with pytest.raises(CaseError):
        case_from_mapping(EXAMPLE | facts)


@settings(max_examples=40)
@given(case_trees())
def test_every_case_is_valid_under_the_schema(tree: dict[str, Any]) -> None:
    CHECK.validate(tree)
    CHECK.validate(Case.model_validate_json(json.dumps(tree)).model_dump(mode="json"))
