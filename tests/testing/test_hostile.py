"""Hostile input is refused as a CaseError, or accepted, and never echoed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from amp_rules.case import Case, case_from_json, case_from_mapping, case_from_yaml
from amp_rules.errors import CaseError
from amp_rules.testing import cases, hostile_mappings
from amp_rules.testing.hostile import CANARY

SETTINGS = settings(max_examples=150)


def read_or_refuse(read: Callable[[Any], Case], given_input: Any) -> Case | None:
    """The case, or None once the refusal has been looked at."""
    try:
        return read(given_input)
    except CaseError as error:
        refused = error
    assert refused.problems
    assert CANARY not in str(refused)
    assert all(problem.path.startswith("$") and problem.message for problem in refused.problems)
    return None


@given(hostile_mappings())
@SETTINGS
@example({"id": "a", "programme": "amp", "destination": {"country": "\ud800"}})
def test_a_hostile_mapping_is_refused_or_read(mapping: Mapping[Any, Any]) -> None:
    case = read_or_refuse(case_from_mapping, mapping)
    assert case is None or case_from_mapping(case.model_dump(mode="json")) == case


@given(hostile_mappings())
@SETTINGS
def test_hostile_json_is_refused_or_read(mapping: Mapping[Any, Any]) -> None:
    try:
        text = json.dumps(mapping, default=repr, skipkeys=True)
    except (ValueError, RecursionError, TypeError):
        return
    read_or_refuse(case_from_json, text)


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
@SETTINGS
@example("[" * 100_000)
@example('{"id":' * 5_000)
@example(b"\xff\xfe")
@example('{"id": 1e999999999}')
@example('{"id": "a", "id": "b", "programme": "amp"}')
def test_any_text_is_refused_or_read(text: str | bytes) -> None:
    read_or_refuse(case_from_json, text)
    if isinstance(text, str):
        read_or_refuse(case_from_yaml, text)


@given(st.data())
@SETTINGS
def test_json_cut_short_or_changed_is_refused_or_read(data: st.DataObject) -> None:
    text = data.draw(cases()).model_dump_json()
    at = data.draw(st.integers(0, len(text)))
    inserted = data.draw(st.sampled_from(("", "{", "]", '"', "\\", "\x00", "é", "1e9", ",", "null")))
    read_or_refuse(case_from_json, text[:at] + inserted + text[at + data.draw(st.integers(0, 3)) :])
    read_or_refuse(case_from_yaml, text[:at] + inserted + text[at:])
