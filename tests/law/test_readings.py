"""Every rival reading does something: there is a case in which choosing it changes an answer."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules import (
    Money,
    Outcome,
    Plan,
    build_plan,
    case_from_mapping,
    decide,
    load_rulebook,
    with_readings,
)
from amp_rules.rulebook import load_library
from amp_rules.rulebook.load import shipped_rules
from amp_rules.yamltext import Mapping, Scalar, Sequence, read
from tests.law.known_cases import Tree, amp_tree
from tests.law.switches import Switch, switches
from tests.law.whole_cases import amp_cases, nsp_cases

REGISTER = load_library().registers.interpretations
SWITCHES = {each.rival: each for each in switches()}
RIVALS = [f"{key}={name}" for key, each in REGISTER.items() for name in each.readings if name != each.default]


@cache
def _plan(programme: str, edition: str, rival: str = "") -> Plan:
    key, _, name = rival.partition("=")
    book = load_rulebook(programme, edition=edition)
    return build_plan(with_readings(book, {key: name}) if rival else book)


def _outcomes(switch: Switch) -> tuple[Outcome, Outcome]:
    case = case_from_mapping(switch.case)
    programme = switch.case["programme"]
    return tuple(decide(_plan(programme, switch.edition, rival), case) for rival in ("", switch.rival))  # type: ignore[return-value]


def _answer(outcome: Outcome, named: str) -> str:
    decision, _, about = named.partition(" of ")
    kind = outcome.plan.decisions[decision].source.kind
    if kind == "verdict":
        return outcome.verdict_of(decision, about or "case").value
    value = outcome.value(decision, about or "case")
    return str(value.amount if isinstance(value, Money) else value)


@cache
def _declared() -> dict[str, set[str]]:
    """What the register says that another reading can change, by interpretation."""
    text = (shipped_rules() / "interpretations.yaml").read_text(encoding="utf-8")
    root = read(text, "interpretations.yaml")
    assert isinstance(root, Mapping)
    entries = root.get("interpretations")
    assert isinstance(entries, Mapping)
    found = {}
    for key, entry in entries:
        assert isinstance(entry, Mapping)
        words = entry.get("changes")
        assert isinstance(words, Sequence)
        found[key.text] = {word.text for word in words.items if isinstance(word, Scalar)}
    return found


def _changed(before: Outcome, after: Outcome) -> set[str]:
    """The kinds of answer that differ: verdicts, and the money, days and dates of the goals."""
    goals = before.plan.rulebook.edition.goals
    kinds = set()
    for name, decision in before.plan.decisions.items():
        source = decision.source
        told = source.kind == "verdict" or (name in goals and source.kind in ("amount", "date"))
        if told and before.values(name) != after.values(name):
            dated = source.kind == "date" or source.unit == "day"
            kinds.add("schedule" if dated else source.kind)
    return kinds


def test_every_rival_of_the_register_has_a_case() -> None:
    assert sorted(SWITCHES) == sorted(RIVALS)


@pytest.mark.parametrize("rival", RIVALS)
def test_choosing_the_rival_changes_the_answer(rival: str) -> None:
    switch = SWITCHES[rival]
    before, after = _outcomes(switch)
    assert (_answer(before, switch.decision), _answer(after, switch.decision)) == (
        switch.before,
        switch.after,
    )
    assert switch.before != switch.after


@pytest.mark.parametrize("rival", RIVALS)
def test_the_rival_changes_what_the_register_says(rival: str) -> None:
    declared = _declared()[rival.partition("=")[0]]
    changed = _changed(*_outcomes(SWITCHES[rival]))
    if declared != {"none"}:
        assert changed or "schedule" in declared


def _within_the_register(tree: Tree, edition: str) -> None:
    """No verdict and no money changes but where the register says so; days and dates follow either."""
    programme, case = tree["programme"], case_from_mapping(tree)
    before = decide(_plan(programme, edition), case)
    for key, entry in REGISTER.items():
        for name in entry.readings:
            if key.startswith("A" if programme == "amp" else "B") and name != entry.default:
                after = decide(_plan(programme, edition, f"{key}={name}"), case)
                found = _changed(before, after)
                assert found - {"schedule"} <= _declared()[key], (key, name)
                assert "schedule" not in found or _declared()[key] != {"none"}, (key, name)


@settings(settings.get_profile("ci"), max_examples=60)
@given(nsp_cases())
def test_no_reading_changes_more_support_than_the_register_says(tree: Tree) -> None:
    _within_the_register(tree, "2022")


@settings(settings.get_profile("ci"), max_examples=60)
@given(amp_cases(), st.sampled_from(("2015", "2023")))
def test_no_reading_changes_more_of_a_return_than_the_register_says(tree: Tree, edition: str) -> None:
    _within_the_register(tree, edition)


def test_who_decides_changes_only_where_a_case_is_sent() -> None:
    tree: dict[str, Any] = amp_tree()
    del tree["assessments"]["participation_approved"]
    sent = {}
    for reading in REGISTER["A10"].readings:
        for edition in ("2015", "2016", "2023"):
            outcome = decide(_plan("amp", edition, f"A10={reading}"), case_from_mapping(tree))
            assert outcome.verdict_of("may_enter") == "referred"
            sent[reading, edition] = {each.authority for each in outcome.referrals}
    assert sent == {
        ("by-edition", "2015"): {"county_administrative_board"},
        ("by-edition", "2016"): {"county_administrative_board"},
        ("by-edition", "2023"): {"iom_finland"},
        ("coordinator-and-iom", "2015"): {"regional_coordinator", "iom_helsinki"},
        ("coordinator-and-iom", "2016"): {"regional_coordinator", "iom_helsinki"},
        ("coordinator-and-iom", "2023"): {"regional_coordinator", "iom_finland"},
        ("coordinators", "2015"): {"regional_coordinator"},
        ("coordinators", "2016"): {"regional_coordinator"},
        ("coordinators", "2023"): {"regional_coordinator"},
    }


def test_a_rival_of_one_programme_leaves_the_other_alone() -> None:
    for key, each in REGISTER.items():
        programmes = {rule.partition("-")[0].lower() for rule in each.rules} - {"law"}
        assert programmes == ({"amp"} if key.startswith("A") else {"nsp"})
