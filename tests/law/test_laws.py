"""Laws that hold for every case: what can never lower or raise what is paid."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from amp_rules import UNKNOWN, Money, Outcome, Plan, build_plan, case_from_mapping, decide, load_rulebook
from tests.law.whole_cases import Tree, amp_cases, nsp_cases

pytestmark = pytest.mark.slow
LAW = settings(settings.get_profile("ci"), max_examples=120)
CAPS = {"reflection": 30, "in_depth": 90, "support_only": 90, "integration": 45}
FLAWS = (
    ("support", "needs_support", False),
    ("support", "rights_match", False),
    ("support", "society_pays", True),
    ("support", "responsibility_attempted", False),
    ("support", "assessed_victim", "none"),
    ("shelter", "certified", False),
)


@cache
def _plan(programme: str, edition: str) -> Plan:
    return build_plan(load_rulebook(programme, edition=edition))


def _nsp(tree: Tree) -> Outcome:
    return decide(_plan("nsp", "2022"), case_from_mapping(tree))


def _total(tree: Tree) -> Decimal:
    total = _nsp(tree).total
    assert isinstance(total, Money)
    return total.amount


def _dates(period: Tree) -> tuple[date, date]:
    return date.fromisoformat(period["start"]), date.fromisoformat(period["end"])


def _without_budget(tree: Tree) -> Tree:
    """How dear an extension is decides whether others come first, so that a longer one may get nothing."""
    return {**tree, "budget": {"left": None, "waiting_first_periods": False}}


def _apart(tree: Tree) -> bool:
    dates = [_dates(each) for each in tree["periods"]]
    return all(one[1] < other[0] for one, other in pairwise(dates))


def _split(tree: Tree, index: int, share: int) -> Tree:
    """The same case with one period decided in two parts."""
    whole = tree["periods"][index]
    start, end = _dates(whole)
    cut = start + timedelta(days=(end - start).days * share // 100)
    first = {**whole, "end": cut.isoformat()}
    second = {**whole, "id": "rest", "start": (cut + timedelta(days=1)).isoformat(), "continues": True}
    periods = [*tree["periods"][:index], first, second, *tree["periods"][index + 1 :]]
    return {**tree, "periods": periods}


@LAW
@given(nsp_cases(), st.integers(0, 5), st.integers(0, 99))
def test_a_period_decided_in_two_parts_is_worth_the_same(tree: Tree, place: int, share: int) -> None:
    tree = _without_budget(tree)
    assume(_apart(tree))
    index = place % len(tree["periods"])
    start, end = _dates(tree["periods"][index])
    assume(0 < (end - start).days < CAPS[tree["periods"][index]["kind"]])
    assume(not tree["periods"][index]["continues"])
    assert _total(_split(tree, index, share)) == _total(tree)


@LAW
@given(nsp_cases(), st.integers(1, 40))
def test_more_days_never_lower_the_total(tree: Tree, more: int) -> None:
    tree = _without_budget(tree)
    assume(_apart(tree))
    last = tree["periods"][-1]
    end = _dates(last)[1] + timedelta(days=more)
    longer = {**tree, "periods": [*tree["periods"][:-1], {**last, "end": end.isoformat()}]}
    assert _total(longer) >= _total(tree)


@LAW
@given(nsp_cases())
def test_a_larger_allowance_never_raises_the_total(tree: Tree) -> None:
    larger = deepcopy(tree)
    for span in larger["daily"]["adult_allowance"]:
        span["value"] = str(Decimal(span["value"]) + 50)
    assert _total(larger) <= _total(tree)


@LAW
@given(nsp_cases())
def test_a_second_child_changes_nothing(tree: Tree) -> None:
    more = deepcopy(tree)
    for span in more["daily"]["children_in_shelter"]:
        span["value"] += span["value"] > 0
    assert _total(more) == _total(tree)


@LAW
@given(nsp_cases(), st.sampled_from(FLAWS))
def test_one_condition_failed_leaves_nothing(tree: Tree, flaw: tuple[str, str, Any]) -> None:
    group, fact, value = flaw
    outcome = _nsp({**tree, group: {**tree[group], fact: value}})
    assert outcome.verdict == "refused"
    assert outcome.total == Money.of(0, "SEK")


@LAW
@given(nsp_cases())
def test_a_day_is_worth_no_more_than_every_rate_together(tree: Tree) -> None:
    for line in _nsp(tree).timeline:
        assert isinstance(line.rate, Money)
        assert 0 <= line.rate.amount <= 1200 + 500 + 200


@LAW
@given(nsp_cases())
def test_no_day_is_paid_twice_unless_someone_accepts_it(tree: Tree) -> None:
    assume(not any(each["overlap_accepted"] for each in tree["periods"]))
    paid: set[date] = set()
    for line in _nsp(tree).timeline:
        if line.status == "paid":
            days = {line.start + timedelta(days=number) for number in range(line.days)}
            assert not days & paid
            paid |= days


@LAW
@given(nsp_cases())
def test_money_comes_only_from_granted_periods_and_items(tree: Tree) -> None:
    outcome = _nsp(tree)
    granted = outcome.values("period_granted")
    for name, yes in zip((each["id"] for each in tree["periods"]), granted, strict=True):
        assert yes or outcome.value("period_total", f"period {name}") == Money.of(0, "SEK")


def _without(tree: Tree, chosen: list[tuple[str, str]]) -> Tree:
    """The case with facts left out; of a list, from every entry."""
    left = deepcopy(tree)
    for group, fact in chosen:
        entries = left[group] if isinstance(left[group], list) else [left[group]]
        for entry in entries:
            entry.pop(fact, None)
    return left


def _goals(outcome: Outcome) -> dict[str, tuple[object, ...]]:
    return {name: outcome.values(name) for name in outcome.plan.rulebook.edition.goals}


NSP_FACTS = (
    ("support", "needs_support"),
    ("support", "society_pays"),
    ("support", "assessed_victim"),
    ("daily", "adult_allowance"),
    ("daily", "children_in_shelter"),
    ("daily", "other_payer"),
    ("daily", "full_rate"),
    ("periods", "pending_process"),
    ("periods", "needs_remain"),
    ("periods", "staffing_accepted"),
    ("periods", "continues"),
    ("items", "accepted"),
)


@settings(LAW, max_examples=40)
@given(nsp_cases(), st.lists(st.sampled_from(NSP_FACTS), min_size=1, max_size=4, unique=True))
def test_what_is_left_out_never_makes_the_total_seem_negative(tree: Tree, out: list[tuple[str, str]]) -> None:
    left = _without(tree, out)
    bounds = _nsp(left).bounds["total_paid"]
    assert isinstance(bounds.lowest, Money)
    assert 0 <= bounds.lowest.amount <= _total(tree)
    assert bounds.highest is None or (
        isinstance(bounds.highest, Money) and _total(tree) <= bounds.highest.amount
    )


AMP_FACTS = (
    ("exploitation", "trafficking"),
    ("voluntariness", "withdrawn_on"),
    ("assessments", "participation_approved"),
    ("assessments", "extra_support"),
    ("journey", "arrived_on"),
    ("children", "grant_share_granted"),
    ("claims", "amount"),
    ("claims", "accepted"),
)


@settings(LAW, max_examples=40)
@given(amp_cases(), st.lists(st.sampled_from(AMP_FACTS), min_size=1, max_size=3, unique=True))
def test_no_sum_of_the_return_programme_seems_negative(tree: Tree, out: list[tuple[str, str]]) -> None:
    left = _without(tree, out)
    plan = _plan("amp", "2015")
    whole, partial = decide(plan, case_from_mapping(tree)), decide(plan, case_from_mapping(left))
    for name in ("granted_total", "subsistence_total", "ceiling_total", "claims_paid", "claims_unpaid"):
        bounds, told = partial.bounds[name], whole.value(name)
        assert isinstance(bounds.lowest, Money)
        assert isinstance(told, Money)
        assert 0 <= bounds.lowest.amount <= told.amount, name
        assert partial.value(name) in (UNKNOWN, told), name


@LAW
@given(amp_cases())
def test_nobody_is_granted_more_than_the_ceiling(tree: Tree) -> None:
    outcome = decide(_plan("amp", "2015"), case_from_mapping(tree))
    granted, ceiling = outcome.value("granted_total"), outcome.value("ceiling_total")
    assert isinstance(granted, Money)
    assert isinstance(ceiling, Money)
    assert 0 <= granted.amount <= ceiling.amount


@LAW
@given(nsp_cases(), st.lists(st.sampled_from(NSP_FACTS), min_size=1, max_size=4, unique=True))
def test_what_is_left_out_is_asked_for_and_contradicts_nothing(
    tree: Tree, out: list[tuple[str, str]]
) -> None:
    whole, partial = _goals(_nsp(tree)), _nsp(_without(tree, out))
    open_goals = False
    for name, told in _goals(partial).items():
        for value, known in zip(told, whole[name], strict=True):
            assert value in (UNKNOWN, known), name
            open_goals = open_goals or value is UNKNOWN
    assert open_goals == bool(partial.missing or partial.referrals)
    paths = [each.path for each in partial.missing] + [each.path for each in partial.referrals]
    assert {path.rpartition(".")[2] for path in paths} <= {fact for _, fact in out}


STATUS = st.sampled_from(("eu_right", "residence_permit", "asylum_seeker", "temporary_protection", "none"))
NEVER_READ = st.fixed_dictionaries(
    {
        "stay": st.fixed_dictionaries(
            {
                "status": STATUS,
                "asylum_sought": st.booleans(),
                "reception_act": st.booleans(),
                "needed_for_investigation": st.booleans(),
                "willing_to_cooperate": st.booleans(),
                "contact_with_suspects_cut": st.booleans(),
                "wants_permit": st.booleans(),
            }
        ),
        "exploitation": st.fixed_dictionaries({"cooperates": st.booleans(), "police_report": st.booleans()}),
    }
)


def _with(tree: Tree, facts: Tree) -> Tree:
    return {**tree, **{group: {**tree.get(group, {}), **inside} for group, inside in facts.items()}}


@LAW
@given(nsp_cases(), NEVER_READ, st.sampled_from((["SE"], ["RO"], ["NG"], [])))
def test_status_asylum_and_cooperation_never_change_the_support(
    tree: Tree, facts: Tree, nationalities: list[str]
) -> None:
    told = _with(tree, {**facts, "principal": {"nationalities": nationalities}})
    assert _goals(_nsp(told)) == _goals(_nsp(tree))


@LAW
@given(amp_cases(), NEVER_READ, st.sampled_from(("2015", "2016", "2023")))
def test_status_asylum_and_cooperation_never_change_the_return(tree: Tree, facts: Tree, edition: str) -> None:
    plan = _plan("amp", edition)
    told = _with(tree, {**facts, "principal": {"sex": "male"}})
    assert _goals(decide(plan, case_from_mapping(told))) == _goals(decide(plan, case_from_mapping(tree)))


@LAW
@given(amp_cases(), st.sampled_from(("2015", "2016", "2023")))
def test_being_a_minor_or_an_eu_citizen_is_no_reason_to_refuse(tree: Tree, edition: str) -> None:
    verdicts = set()
    for born in ("1980-01-01", "2001-01-01"):
        for country in ("RO", "NG"):
            told = _with(tree, {"principal": {"birth_date": born, "nationalities": [country]}})
            outcome = decide(_plan("amp", edition), case_from_mapping(told))
            verdicts.add((outcome.value("eligible"), outcome.value("may_enter")))
    assert len(verdicts) == 1
