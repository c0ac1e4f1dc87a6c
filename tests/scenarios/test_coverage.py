"""What the scenarios exercise: rules and atomic conditions, both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from amp_rules.rulebook import load_library
from amp_rules.scenarios import (
    ConditionCoverage,
    Coverage,
    RuleCoverage,
    coverage,
    load_scenarios,
    run_all,
)
from tests.scenarios.sample import GIVEN, RULES, entry, scenario, write_rules

SHOWN = "findings: []\n"


def measure(root: Path, text: str | None = None) -> Coverage:
    write_rules(root, text)
    library = load_library(root)
    return coverage(run_all(load_scenarios(root), library), library)


def rule(found: Coverage, name: str) -> RuleCoverage:
    (each,) = [each for each in found.rules if each.rule == name]
    return each


def condition(found: Coverage, name: str, text: str) -> ConditionCoverage:
    (each,) = [each for each in found.conditions if each.rule == name and each.condition == text]
    return each


def test_without_scenarios_nothing_is_covered(tmp_path: Path) -> None:
    found = measure(tmp_path)
    assert found.rule_ratio == found.condition_ratio == 0
    assert len(found.uncovered()) == len(found.rules) + len(found.conditions)


def test_without_rules_everything_is_covered() -> None:
    empty = Coverage((), ())
    assert empty.rule_ratio == empty.condition_ratio == 1
    assert empty.uncovered() == ()


def test_a_rule_that_holds_and_fails_is_covered(tmp_path: Path) -> None:
    found = rule(measure(tmp_path, scenario(SHOWN)), "child.paid")
    assert found.held == found.failed == {"sample.one"}
    assert found.covered


def test_a_rule_that_never_holds_is_not(tmp_path: Path) -> None:
    found = rule(measure(tmp_path, scenario(SHOWN)), "status.refused")
    assert (set(found.held), set(found.failed), found.covered) == (set(), {"sample.one"}, False)


def test_a_formula_is_covered_once_it_is_evaluated(tmp_path: Path) -> None:
    found = rule(measure(tmp_path, scenario(SHOWN)), "total.value")
    assert (found.can_fail, found.covered) == (False, True)


def test_an_unknown_formula_is_not(tmp_path: Path) -> None:
    assert not rule(
        measure(tmp_path, scenario(SHOWN, given="applied_on: 2022-01-01\n")), "total.value"
    ).covered


def test_a_formula_that_is_a_condition_must_hold_and_fail(tmp_path: Path) -> None:
    refused = GIVEN.replace("needs_remain: true", "needs_remain: false")
    text = scenario(SHOWN)
    assert not rule(measure(tmp_path, text), "refused_period.value").covered
    text += entry(SHOWN, refused, label="sample.two")
    found = rule(measure(tmp_path, text), "refused_period.value")
    assert (set(found.held), set(found.failed)) == ({"sample.two"}, {"sample.one"})


def test_a_rule_of_a_first_table_that_comes_too_late_does_not_hold(tmp_path: Path) -> None:
    refused = GIVEN.replace("needs_remain: true", "needs_remain: false")
    found = rule(measure(tmp_path, scenario(SHOWN, refused)), "status.capped")
    assert found.held == set()
    assert found.failed == {"sample.one"}


def test_a_rule_of_a_reading_counts_for_scenarios_that_choose_it(tmp_path: Path) -> None:
    text = scenario(SHOWN) + entry(SHOWN, more="readings: {B5: day-count}\n", label="sample.two")
    found = measure(tmp_path, text)
    assert rule(found, "adult.period").held == {"sample.one"}
    assert rule(found, "adult.days").held == {"sample.two"}
    assert rule(found, "adult.days").reading == "B5=day-count"
    assert not rule(found, "adult.after").covered


def test_a_condition_counts_both_ways(tmp_path: Path) -> None:
    found = measure(tmp_path, scenario(SHOWN))
    each = condition(found, "child.paid", "(day.children_in_shelter > 0)")
    assert each.held == each.failed == {"sample.one"}
    assert each.covered


def test_a_condition_of_a_choice_counts(tmp_path: Path) -> None:
    each = condition(measure(tmp_path, scenario(SHOWN)), "adult.period", "(day.status == 'paid')")
    assert each.covered


def test_an_unknown_condition_counts_as_neither(tmp_path: Path) -> None:
    each = condition(measure(tmp_path, scenario(SHOWN)), "support.value", "case.needed")
    assert not each.held
    assert not each.failed


def test_a_condition_behind_a_guard_is_not_reached(tmp_path: Path) -> None:
    text = "(case.voluntariness.withdrawn_on > case.applied_on)"
    each = condition(measure(tmp_path, scenario(SHOWN)), "withdrawn_after.value", text)
    assert not each.held
    assert not each.failed
    later = GIVEN.replace("withdrawn_on: null", "withdrawn_on: 2022-03-02")
    each = condition(measure(tmp_path, scenario(SHOWN, later)), "withdrawn_after.value", text)
    assert each.held == {"sample.one"}


def test_a_scenario_that_cannot_be_decided_exercises_nothing(tmp_path: Path) -> None:
    text = scenario("error: NoEditionError\n", given="applied_on: 2030-01-01\n")
    assert measure(tmp_path, text).rule_ratio == 0


def test_gaps_say_what_never_happened_and_where(tmp_path: Path) -> None:
    found = measure(tmp_path, scenario(SHOWN))
    (gap,) = [gap for gap in found.uncovered() if gap.rule == "status.refused" and gap.condition is None]
    assert gap.lacks == ("holds",)
    assert str(gap).startswith("nsp/2022-01-01/rules.yaml:")
    assert str(gap).endswith("status.refused never holds (nsp/2022)")


def test_gaps_of_a_reading_name_it(tmp_path: Path) -> None:
    gaps = [str(gap) for gap in measure(tmp_path, scenario(SHOWN)).uncovered() if gap.rule == "adult.after"]
    assert gaps[0].endswith("adult.after never holds under B5=after-90-days (nsp/2022)")


LATER = """\
programme: nsp
edition: "2023"
title: {en: Sample, sv: Exempel}
valid: {from: 2023-01-01}
extends: nsp/2022
counts_on: case.applied_on
authority: nsp
goals: [support, total]
total: total
timeline: {rate: rate, components: [adult, child], status: status}
"""


def later(root: Path, rules: str = "") -> None:
    folder = root / "nsp" / "2023-01-01"
    folder.mkdir(parents=True)
    (folder / "edition.yaml").write_text(LATER, encoding="utf-8")
    if rules:
        (folder / "rules.yaml").write_text(rules, encoding="utf-8")


def test_an_inherited_rule_counts_once(tmp_path: Path) -> None:
    later(tmp_path)
    found = rule(measure(tmp_path, scenario(SHOWN)), "child.paid")
    assert found.editions == ("nsp/2022", "nsp/2023")
    assert found.covered


def test_a_replaced_rule_needs_its_own_scenario(tmp_path: Path) -> None:
    block = RULES[RULES.index("  child:") : RULES.index("  rate:")].replace("> 0", "> 1")
    later(tmp_path, "decisions:\n" + block.replace("about: day", "about: day\n    replaces: true"))
    found = [each for each in measure(tmp_path, scenario(SHOWN)).rules if each.rule == "child.paid"]
    assert [(each.editions, each.covered) for each in found] == [
        (("nsp/2022",), True),
        (("nsp/2023",), False),
    ]


def test_an_edition_has_its_own_and_the_inherited_rules(tmp_path: Path) -> None:
    block = RULES[RULES.index("  child:") : RULES.index("  rate:")].replace("> 0", "> 1")
    later(tmp_path, "decisions:\n" + block.replace("about: day", "about: day\n    replaces: true"))
    found = measure(tmp_path, scenario(SHOWN)).of_edition("nsp/2023")
    assert not rule(found, "child.paid").covered
    assert rule(found, "total.value").covered
    assert {each.editions for each in found.conditions} == {("nsp/2023",), ("nsp/2022", "nsp/2023")}


AGGREGATES = """\
decisions:
  support:
    about: case
    type: verdict
    title: {en: Support, sv: Stöd}
    cite: [NSP-A01]
    replaces: true
    value: any(p.needs_remain for p in case.periods if p.kind == 'reflection')
  total:
    about: case
    type: amount
    unit: SEK
    title: {en: Total, sv: Summa}
    cite: [NSP-A01]
    replaces: true
    hit_policy: first
    rules:
      - {id: total.none, when: not (case.exploitation.prostitution or support), then: 0}
      - {id: total.all, then: sum(p.paid for p in case.periods if p.paid > 0)}
"""


@pytest.fixture
def aggregated(tmp_path: Path) -> Coverage:
    later(tmp_path, AGGREGATES)
    given = GIVEN.replace("applied_on: 2022", "applied_on: 2023")
    more = "  - {id: p2, kind: in_depth, start: 2022-05-01, end: 2022-05-02, needs_remain: false}\n"
    return measure(tmp_path, scenario(SHOWN, given.replace("daily:", more + "daily:")))


@pytest.mark.parametrize(
    ("name", "text", "held", "failed"),
    [
        ("support.value", "(p.kind == 'reflection')", True, True),
        ("support.value", "p.needs_remain", True, False),
        ("total.none", "case.exploitation.prostitution", True, False),
        ("total.none", "case.support", False, False),
        ("total.all", "(p.paid > 0)", True, True),
    ],
)
def test_conditions_of_each_item_count(
    aggregated: Coverage, name: str, text: str, held: bool, failed: bool
) -> None:
    each = condition(aggregated, name, text)
    assert (bool(each.held), bool(each.failed)) == (held, failed)


def test_an_aggregate_that_is_true_or_false_is_a_condition_too(aggregated: Coverage) -> None:
    texts = [each.condition for each in aggregated.conditions if each.rule == "support.value" and each.held]
    assert any(text.startswith("any(p.needs_remain for p in case.periods") for text in texts)


def test_the_last_rule_of_a_first_table_holds_where_it_is_reached(aggregated: Coverage) -> None:
    found = rule(aggregated, "total.all")
    assert (found.can_fail, found.covered) == (False, True)
