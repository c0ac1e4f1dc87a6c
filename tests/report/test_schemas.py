from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from amp_rules.report import outcome_schema, rule_schema
from amp_rules.rulebook import shipped_rules
from amp_rules.yamltext import read
from tests.report.fits import plain

VALID = Draft202012Validator(rule_schema())
FILES = sorted(path for programme in ("amp", "nsp") for path in shipped_rules().glob(f"{programme}/*/*.yaml"))
WORDS = {"en": "Title", "sv": "Rubrik"}
DECISION: dict[str, Any] = {
    "about": "case",
    "type": "bool",
    "title": WORDS,
    "cite": ["NSP-A01"],
    "value": "True",
}


def fits(decision: Any) -> bool:
    return VALID.is_valid({"decisions": {"asked": decision}})


@pytest.mark.parametrize("schema", [rule_schema(), outcome_schema()], ids=["rule", "outcome"])
def test_the_schemas_are_schemas(schema: Any) -> None:
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_shipped_file_fits_as_text(path: Path) -> None:
    VALID.validate(plain(read(path.read_text("utf-8"), path.name)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_shipped_file_fits_as_an_editor_reads_it(path: Path) -> None:
    tree = yaml.safe_load(path.read_text("utf-8"))
    VALID.validate(json.loads(json.dumps(tree, default=str)))


def test_a_decision_has_exactly_one_body() -> None:
    assert fits(DECISION)
    assert not fits({key: value for key, value in DECISION.items() if key != "value"})
    assert not fits({**DECISION, "judgement": {"fact": "case.x", "question": WORDS}})


@pytest.mark.parametrize(
    "more",
    [
        {"unit": "SEK"},
        {"type": "amount"},
        {"type": "amount", "unit": "EUR"},
        {"choices": ["a", "b"]},
        {"type": "choice", "choices": ["a"]},
        {"severity": "note"},
        {"type": "finding", "severity": "note"},
        {"title": {"en": "Title"}},
        {"cite": []},
        {"tittle": WORDS},
        {"hit_policy": "last"},
        {"type": "text"},
    ],
)
def test_what_does_not_belong_is_refused(more: dict[str, Any]) -> None:
    assert not fits({**DECISION, **more})


@pytest.mark.parametrize(
    "more",
    [
        {"type": "amount", "unit": "SEK/day", "optional": "true"},
        {"type": "choice", "choices": ["a", "b"]},
        {"type": "choice", "choices": {"a": WORDS, "b": WORDS}},
        {"type": "finding", "severity": "note", "message": WORDS},
        {"replaces": True},
    ],
)
def test_what_belongs_is_accepted(more: dict[str, Any]) -> None:
    assert fits({**DECISION, **more})


def test_a_parameter_has_one_value_or_dated_ones() -> None:
    rate = {"unit": "SEK/day", "title": WORDS, "cite": ["NSP-A01"]}
    assert VALID.is_valid({"parameters": {"rate": {**rate, "value": 500}}})
    assert VALID.is_valid(
        {"parameters": {"rate": {**rate, "values": [{"from": "2022-01-01", "value": "500"}]}}}
    )
    assert not VALID.is_valid({"parameters": {"rate": rate}})
    assert not VALID.is_valid({"parameters": {"rate": {**rate, "value": 1, "values": [{"value": 1}]}}})


def test_names_are_lower_case() -> None:
    assert not VALID.is_valid({"decisions": {"Asked": DECISION}})
    assert not VALID.is_valid({})
