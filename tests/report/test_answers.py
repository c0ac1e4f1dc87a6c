from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from amp_rules.case import case_from_mapping
from amp_rules.engine import Outcome, choose_edition, decide
from amp_rules.ledger import DecisionRead, FactRead, ParameterRead
from amp_rules.report import outcome_object, outcome_schema
from tests.places import EXAMPLES
from tests.report.outcomes import KNOWN, OPEN, example, sampled, shipped

VALID = Draft202012Validator(outcome_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
LITTLE = {"id": "made-up-9", "programme": "nsp", "applied_on": "2022-05-01"}


def little() -> Outcome:
    case = case_from_mapping(LITTLE)
    return decide(choose_edition(shipped(), case), case)


def written(outcome: Outcome, language: str = "en", *, why: bool = False) -> Any:
    return json.loads(json.dumps(outcome_object(outcome, language, why=why)))


def walk(node: Any) -> list[dict[str, Any]]:
    found = [node] if isinstance(node, dict) else []
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return found + [deeper for child in children for deeper in walk(child)]


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("why", [False, True])
def test_a_little_known_case_fits_the_schema(language: str, why: bool) -> None:
    VALID.validate(written(little(), language, why=why))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_fits_the_schema(path: Path) -> None:
    VALID.validate(written(example(path), "sv", why=True))


def test_the_schema_refuses_amounts_as_numbers_and_unknown_keys() -> None:
    assert VALID.is_valid(written(little()))
    for broken in ({"more": 1}, {"verdict": "maybe"}, {"language": "de"}, {"schema": "amp-rules/outcome/2"}):
        assert not VALID.is_valid(written(little()) | broken)


def test_amounts_are_text_with_their_unit() -> None:
    found = written(sampled(KNOWN))
    assert found["amounts"]["total"] == {
        "title": "Total",
        "type": "amount",
        "unit": "SEK",
        "value": "122780.00",
        "cite": ["NSP-A01"],
    }
    assert not [node for node in walk(found) for value in node.values() if isinstance(value, float)]


def test_an_unknown_amount_is_left_out_and_bounded() -> None:
    found = written(sampled(OPEN))["amounts"]["total"]
    assert "value" not in found
    assert set(found["bounds"]) == {"lowest", "highest"}


def test_unknown_parts_of_a_day_are_left_out() -> None:
    segment = written(sampled(OPEN))["timeline"][0]
    assert segment["components"] == {"adult": "1200.00", "staffing": "0.00"}
    assert "rate" not in segment
    assert "amount" not in segment


def test_segments_say_days_rates_rules_and_sources() -> None:
    assert written(sampled(KNOWN))["timeline"][1] == {
        "period": "p1",
        "from": "2022-04-11",
        "to": "2022-04-30",
        "days": 20,
        "status": "paid",
        "currency": "SEK",
        "rate": "1129.00",
        "amount": "22580.00",
        "components": {"adult": "1129.00", "child": "0.00", "staffing": "0.00"},
        "rules": ["day_total.value", "adult.full"],
        "cite": ["NSP-A01"],
    }


def test_names_stay_and_titles_change_with_the_language() -> None:
    english, swedish = written(little()), written(little(), "sv")
    assert list(english["verdicts"]) == list(swedish["verdicts"])
    assert english["verdicts"]["support"]["title"] != swedish["verdicts"]["support"]["title"]
    assert english["rulebook"]["digest"] == swedish["rulebook"]["digest"]


def test_the_ledger_and_the_explanation_come_only_when_asked_for() -> None:
    outcome = little()
    assert {"ledger", "explanation"}.isdisjoint(written(outcome))
    found = written(outcome, why=True)
    assert len(found["ledger"]) == len(outcome.ledger)
    assert found["explanation"]["language"] == "en"


def test_the_ledger_tells_facts_parameters_and_decisions_apart() -> None:
    outcome = little()
    kinds = {type(read) for entry in outcome.ledger for read in entry.read}
    assert kinds == {FactRead, ParameterRead, DecisionRead}
    reads = [read for entry in written(outcome, why=True)["ledger"] for read in entry["read"]]
    assert all(len({"fact", "parameter", "decision"} & set(read)) == 1 for read in reads)


def test_every_official_id_that_is_cited_has_its_source() -> None:
    found = written(little(), why=True)
    cited = {cite for node in walk(found) for cite in node.get("cite", ())}
    assert cited <= set(found["sources"])


def test_missing_facts_have_path_label_and_goals() -> None:
    missing = {each["path"]: each for each in written(little(), "sv")["missing"]}
    assert missing["$.shelter.certified"]["label"].endswith("certifierat")
    assert "support" in missing["$.shelter.certified"]["decisions"]


def test_the_object_says_the_same_every_time() -> None:
    assert json.dumps(outcome_object(little(), why=True)) == json.dumps(outcome_object(little(), why=True))
