from __future__ import annotations

import json
from typing import Any

import pytest

from amp_rules.errors import UnknownNameError
from amp_rules.report import as_html, as_text, rule_found, rules_listed, rules_page
from amp_rules.report.lookup import names_of
from amp_rules.scenarios import Scenario, load_scenarios
from tests.report.outcomes import shipped


@pytest.fixture(scope="module")
def scenarios() -> tuple[Scenario, ...]:
    return load_scenarios()


def found(name: str, scenarios: tuple[Scenario, ...], language: str = "en") -> Any:
    return rule_found(shipped(), name, shipped().rulebooks, scenarios, language)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_list_names_every_decision_once_where_it_is_written(language: str) -> None:
    listed = rules_listed(shipped().rulebooks, language)
    for edition, book in zip(listed["editions"], shipped().rulebooks, strict=True):
        files = edition["files"]
        names = [each["id"] for file in files for kind in ("decisions", "parameters") for each in file[kind]]
        assert sorted(names) == sorted(book.own - set(book.entities))
    assert as_text(rules_page(listed)).startswith("Editions" if language == "en" else "Utgåvor")


@pytest.mark.parametrize("language", ["en", "sv"])
def test_one_of_each_kind_can_be_shown(language: str, scenarios: tuple[Scenario, ...]) -> None:
    kinds = set()
    for name in ("support", "NSP-A04", "B5", "S5", "nsp/2022", "child_supplement_rate"):
        one = found(name, scenarios, language)
        kinds.add(one["kind"])
        page = rules_page(json.loads(json.dumps(one)))
        assert as_text(page).strip()
        assert as_html([page], language)
    assert kinds == {"decision", "official", "interpretation", "document", "list", "parameter"}


@pytest.mark.slow
def test_every_name_can_be_shown(scenarios: tuple[Scenario, ...]) -> None:
    for name in names_of(shipped(), shipped().rulebooks):
        assert as_text(rules_page(found(name, scenarios, "sv"))).strip(), name


def test_an_official_rule_has_source_decisions_and_scenarios(scenarios: tuple[Scenario, ...]) -> None:
    one = found("nsp-a04", scenarios)
    assert one["id"] == "NSP-A04"
    assert one["section"] == "Structure in 2022"
    assert one["cited_by"][0]["edition"] == "nsp/2022"
    assert "child_supplement" in one["cited_by"][0]["decisions"]
    assert one["scenarios"]


def test_a_rule_is_shown_alone_with_its_reading(scenarios: tuple[Scenario, ...]) -> None:
    [version] = found("child_supplement.each_child", scenarios)["versions"]
    [rule] = version["rules"]
    assert rule["reading"] == "B1=per-child"
    assert rule["words"].endswith("(reading B1=per-child)")


def test_editions_that_say_the_same_are_shown_together(scenarios: tuple[Scenario, ...]) -> None:
    versions = found("eligible", scenarios)["versions"]
    assert [version["editions"] for version in versions] == [["amp/2015", "amp/2016"], ["amp/2023"]]


def test_an_interpretation_has_its_readings_and_the_rules_that_use_it(
    scenarios: tuple[Scenario, ...],
) -> None:
    one = found("B5", scenarios)
    assert [each["id"] for each in one["readings"] if each["default"]] == ["period-number"]
    assert one["rules"]
    assert one["scenarios"]


def test_a_question_says_who_answers(scenarios: tuple[Scenario, ...]) -> None:
    [version] = found("staffing_judged", scenarios)["versions"]
    assert version["question"]
    assert version["authority"] == "National support programme (NSP)"


def test_a_rule_that_no_machine_decides_has_its_reason(scenarios: tuple[Scenario, ...]) -> None:
    one = found("AMP-S06", scenarios)
    assert one["undecidable"]
    assert one["cited_by"] == []
    assert "Not decided by machine" in as_text(rules_page(one))


def test_many_scenarios_are_counted_and_not_listed(scenarios: tuple[Scenario, ...]) -> None:
    one = found("support", scenarios)
    more = len(one["scenarios"]) - 20
    assert more > 0
    assert as_text(rules_page(one)).rstrip().endswith(f"and {more} more")


def test_a_name_that_does_not_exist_is_refused(scenarios: tuple[Scenario, ...]) -> None:
    with pytest.raises(UnknownNameError) as refused:
        found("zork", scenarios)
    assert "NSP-A04" in refused.value.known
