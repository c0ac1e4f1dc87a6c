from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from amp_rules.case import case_schema
from amp_rules.cli.schema import Subject
from amp_rules.report.schemas import SCHEMAS
from tests.cli.command import SUPPORTED, run


def test_every_schema_can_be_asked_for() -> None:
    assert [each.value for each in Subject] == ["case", *SCHEMAS]


@pytest.mark.parametrize("subject", [each.value for each in Subject])
def test_each_schema_is_one(subject: str) -> None:
    found = run("schema", subject)
    assert found.exit_code == 0
    Draft202012Validator.check_schema(json.loads(found.stdout))
    assert json.loads(found.stdout)["$id"].startswith("urn:amp-rules:")


def test_the_schema_of_a_case_is_in_the_language_asked_for() -> None:
    assert json.loads(run("schema", "case", "-l", "sv").stdout) == case_schema("sv")


def test_the_schema_of_a_case_accepts_a_case() -> None:
    Draft202012Validator(json.loads(run("schema", "case").stdout)).validate(dict(SUPPORTED))


def test_what_has_no_schema_is_refused() -> None:
    assert run("schema", "record").exit_code == 2
