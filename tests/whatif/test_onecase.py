"""One case under two sets of rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules import Case, case_from_json, case_from_mapping, decide
from amp_rules.ledger import Verdict
from amp_rules.rulebook import parse_changes, read_reform
from amp_rules.rulebook.load import load_library
from amp_rules.terms import UNKNOWN, Money
from amp_rules.whatif import BothWays, both_ways
from tests.whatif.crowd import book, crowd, made, several

FAMILY = Path(__file__).parents[2] / "examples" / "nsp-mother-and-child.json"


def family() -> Case:
    return case_from_json(FAMILY.read_text("utf-8"))


def under(*sets: str, **readings: str) -> BothWays:
    reform = parse_changes(book(), sets, readings)
    return both_ways(decide(book(), family()), decide(made(reform), family()), reform)


def test_a_larger_supplement_is_a_line_for_each_run_of_days() -> None:
    found = under("child_supplement_rate=600")
    assert found.delta == Money.of("21000", "SEK")
    assert {line.decision for line in found.lines} == {"child_supplement"}
    assert sum((line.count or 0) for line in found.lines) == 210


def test_lines_add_up_to_the_difference_to_the_last_ore() -> None:
    found = under("child_supplement_rate=600.50", "reduced_share=0.333333", B5="after-90-days")
    assert sum(line.delta.minor for line in found.lines if line.delta is not UNKNOWN) == found.delta.minor  # type: ignore[union-attr]


@settings(max_examples=20)
@given(st.integers(0, 59))
def test_lines_add_up_wherever_both_totals_are_known(number: int) -> None:
    case = next(each for at, each in enumerate(crowd().cases()) if at == number)
    found = both_ways(decide(book(), case), decide(made(several()), case), several())
    if isinstance(found.delta, Money):
        assert sum(line.delta.minor for line in found.lines if line.delta is not UNKNOWN) == found.delta.minor


def test_the_same_rules_say_the_same() -> None:
    once = decide(book(), family())
    found = both_ways(once, once)
    assert not found.changed
    assert found.delta == Money.of("0", "SEK")


def test_verdicts_answers_and_findings_that_differ_are_told() -> None:
    found = under("adult_age=60")
    verdict = next(each for each in found.verdicts if each.name == "support")
    assert (verdict.then, verdict.now) == (Verdict.GRANTED, Verdict.UNDETERMINED)
    assert "charged_to_2022" in {each.name for each in found.answers}


def test_an_unknown_total_has_no_difference() -> None:
    nobody = case_from_mapping({"id": "a-1", "programme": "nsp"})
    reform = parse_changes(book(), ["child_supplement_rate=600"])
    found = both_ways(decide(book(), nobody), decide(made(reform), nobody), reform)
    assert found.delta is UNKNOWN
    assert not found.changed


@pytest.mark.parametrize(
    ("change", "played"),
    [
        ("set_parameter: child_supplement_rate, value: 600", True),
        ("set_parameter: support_only_rate, value: 1", False),
        ("switch_reading: B11=whole-day-sum", True),
        ("change_rule: support_half.reduced, then: parameter.support_half_rate", True),
        ("change_rule: support_half.support_only, then: 0", False),
        ("remove_rule: support_half.reduced", True),
        ("change_decision: staffing_supplement, otherwise: parameter.staffing_supplement_rate", True),
        ("change_decision: day_gross, value: adult_rate + child_supplement", True),
        ("add_rule: support_half.more, when: is_paid and period.kind == 'integration', then: 0", True),
        ("add_rule: housing_half.more, when: is_paid and period.kind == 'support_only', then: 0", False),
    ],
)
def test_the_changes_that_came_into_play_are_named(change: str, played: bool) -> None:
    text = (
        "reform: trial\ntitle: {en: T, sv: T}\nof: nsp/2022\nchanges:\n"
        f"  a: {{{change}, why: {{en: W, sv: V}}}}\n"
    )
    reform = read_reform(text, load_library(), "trial.yaml")
    found = both_ways(decide(book(), family()), decide(made(reform), family()), reform)
    assert found.played == (("a",) if played else ())
