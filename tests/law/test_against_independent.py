"""The rulebook and the independent computations agree, whichever reading is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache, partial
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
from tests.law.independent import DEFAULTS
from tests.law.independent_amp import amp
from tests.law.independent_nsp import nsp
from tests.law.whole_cases import Tree, amp_cases, nsp_cases

pytestmark = pytest.mark.slow
LAW = settings(settings.get_profile("ci"), max_examples=180)
REGISTER = load_library().registers.interpretations
TURNS = st.integers(0, 3)
RIVALS = [(key, name) for key, each in REGISTER.items() for name in each.readings if name != each.default]


@cache
def _plan(programme: str, edition: str, *readings: tuple[str, str]) -> Plan:
    return build_plan(with_readings(load_rulebook(programme, edition=edition), dict(readings)))


def _dollars_or_crowns(answer: object) -> Decimal | None:
    assert answer is None or isinstance(answer, Money)
    return None if answer is None else answer.amount


def _nsp_rulebook(outcome: Outcome, tree: Tree) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "support": outcome.value("support"),
        "total": _dollars_or_crowns(outcome.value("total_paid")),
        "days": outcome.value("days_paid_total"),
        "deferred": outcome.value("deferred_days_total"),
        "charged": _dollars_or_crowns(outcome.value("charged_to_2022")),
    }
    for period in tree["periods"]:
        about = f"period {period['id']}"
        answers[period["id"]] = (
            outcome.value("period_granted", about),
            outcome.value("period_number", about),
            _dollars_or_crowns(outcome.value("period_total", about)),
            outcome.value("days_paid", about),
            outcome.value("deferred_days", about),
        )
    return answers


def _nsp_alone(tree: Tree, readings: dict[str, str]) -> dict[str, Any]:
    found = nsp(tree, readings)
    answers: dict[str, Any] = {
        "support": found.support,
        "total": found.total,
        "days": found.days,
        "deferred": found.deferred,
        "charged": found.charged,
    }
    for name, each in found.periods.items():
        answers[name] = (each.granted, each.number, each.total, each.days, each.deferred)
    return answers


def _check_nsp(tree: Tree, readings: dict[str, str]) -> None:
    outcome = decide(_plan("nsp", "2022", *readings.items()), case_from_mapping(tree))
    assert _nsp_rulebook(outcome, tree) == _nsp_alone(tree, readings), readings


def _amp_rulebook(outcome: Outcome, tree: Tree, edition: str) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "eligible": outcome.value("eligible"),
        "may_enter": outcome.value("may_enter"),
        "subsistence": _dollars_or_crowns(outcome.value("subsistence_total")),
        "ceiling": _dollars_or_crowns(outcome.value("ceiling_total")),
        "follow_up": outcome.value("follow_up_until"),
    }
    if edition != "2023":
        claims = [each["id"] for each in tree["claims"]]
        answers |= {
            "due": [outcome.value("due_on", f"instalment principal.{number}") for number in (1, 2, 3)],
            "claims": {each: _dollars_or_crowns(outcome.value("paid", f"claim {each}")) for each in claims},
            "claims_paid": _dollars_or_crowns(outcome.value("claims_paid")),
            "granted": _dollars_or_crowns(outcome.value("granted_total")),
        }
    return answers


def _amp_alone(tree: Tree, edition: str, readings: dict[str, str]) -> dict[str, Any]:
    answers = vars(amp(tree, edition, readings))
    money = ("due", "claims", "claims_paid", "granted")
    return {name: value for name, value in answers.items() if edition != "2023" or name not in money}


def _check_amp(tree: Tree, edition: str, readings: dict[str, str]) -> None:
    outcome = decide(_plan("amp", edition, *readings.items()), case_from_mapping(tree))
    assert _amp_rulebook(outcome, tree, edition) == _amp_alone(tree, edition, readings), readings


Alone = Callable[[dict[str, str]], dict[str, Any]]


def _worth_checking(letter: str, turn: int, alone: Alone) -> Iterator[dict[str, str]]:
    """The rivals that the independent computation says matter here, and every fourth of the others."""
    standard = alone({})
    for index, (key, name) in enumerate(RIVALS):
        if key.startswith(letter) and (index % 4 == turn or alone({key: name}) != standard):
            yield {key: name}


def test_both_sides_start_from_the_recommended_readings() -> None:
    assert {key: each.default for key, each in REGISTER.items()} == DEFAULTS


@LAW
@given(nsp_cases(), TURNS)
def test_the_support_programme_pays_what_the_independent_computation_pays(tree: Tree, turn: int) -> None:
    _check_nsp(tree, {})
    for readings in _worth_checking("B", turn, partial(_nsp_alone, tree)):
        _check_nsp(tree, readings)


@LAW
@given(amp_cases(), st.sampled_from(("2015", "2016", "2023")), TURNS)
def test_the_return_programme_gives_what_the_independent_computation_gives(
    tree: Tree, edition: str, turn: int
) -> None:
    _check_amp(tree, edition, {})
    for readings in _worth_checking("A", turn, partial(_amp_alone, tree, edition)):
        _check_amp(tree, edition, readings)


PAIRS = st.lists(st.sampled_from(RIVALS), min_size=2, max_size=3, unique_by=lambda each: each[0]).map(dict)


@settings(LAW, max_examples=60)
@given(nsp_cases(), PAIRS)
def test_two_rivals_chosen_together(tree: Tree, readings: dict[str, str]) -> None:
    _check_nsp(tree, {key: name for key, name in readings.items() if key.startswith("B")})


@settings(LAW, max_examples=60)
@given(amp_cases(), PAIRS)
def test_two_rivals_chosen_together_in_the_return_programme(tree: Tree, readings: dict[str, str]) -> None:
    _check_amp(tree, "2015", {key: name for key, name in readings.items() if key.startswith("A")})
