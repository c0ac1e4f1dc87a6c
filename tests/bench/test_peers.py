"""The peers of the benchmark answer the reduced rules alike."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bench.agree import find_disagreement, is_same
from bench.cases import FACTS, FAVOURABLE, Answer, Case, Kind, Period, Tri, generate_cases
from bench.peer import ENTRANTS, Entrant, import_peer, prepare_peers
from bench.peers.handwritten_peer import decide
from bench.peers.traced_peer import trace

pytestmark = pytest.mark.source_tree

BY_HAND = ("handwritten_peer", "traced_peer")


def make_period(
    kind: Kind,
    start: str,
    end: str,
    number: int = 0,
    child: bool = False,
    staffing: bool = False,
    allowance: int = 0,
) -> Period:
    return Period(
        kind, number, date.fromisoformat(start), date.fromisoformat(end), child, staffing, allowance
    )


def make_case(*periods: Period, **facts: Tri) -> Case:
    return Case(**{**FAVOURABLE, **facts}, periods=periods)


ONE_DAY = make_period("reflection", "2022-06-01", "2022-06-01")
FUNDING: list[tuple[str, tuple[Period, ...], tuple[int, ...]]] = [
    ("30 of 40 reflection days", (make_period("reflection", "2022-01-01", "2022-02-09"),), (36_000,)),
    (
        "the cap counts from a first day before the year",
        (make_period("reflection", "2021-12-20", "2022-02-10"),),
        (18 * 1200,),
    ),
    ("nothing after the year", (make_period("in_depth", "2023-01-01", "2023-01-31", 1),), (0,)),
    (
        "nothing where the cap ends before the year",
        (make_period("reflection", "2021-11-01", "2022-01-31"),),
        (0,),
    ),
    ("up to the year's last day", (make_period("in_depth", "2022-12-30", "2023-01-31", 1),), (2 * 1200,)),
    (
        "a chain of four in-depth periods",
        (
            make_period("in_depth", "2022-01-01", "2022-03-31", 1),
            make_period("in_depth", "2022-04-01", "2022-06-30", 2),
            make_period("in_depth", "2022-07-01", "2022-07-10", 3),
            make_period("in_depth", "2022-08-01", "2022-08-31", 4, child=True, staffing=True),
        ),
        (108_000, 54_000, 6_000, 0),
    ),
    (
        "supplements and an allowance",
        (
            make_period("reflection", "2022-05-01", "2022-05-10", child=True, allowance=71),
            make_period("in_depth", "2022-05-11", "2022-05-11", 1, staffing=True, allowance=24),
            make_period("in_depth", "2022-08-11", "2022-08-12", 2, child=True, staffing=True, allowance=24),
        ),
        (16_290, 1_376, 2 * 1_276),
    ),
]
ELIGIBILITY: list[tuple[dict[str, Tri], Tri]] = [
    ({}, True),
    ({"trafficked": False}, True),
    ({"trafficked": None}, True),
    ({"trafficked": None, "in_prostitution": False}, None),
    ({"trafficked": False, "in_prostitution": False}, False),
    ({"in_sweden": None}, None),
    ({"in_sweden": None, "informed": False}, False),
    ({"prior_participation": True}, True),
    ({"prior_participation": None}, True),
    ({"prior_participation": None, "special_circumstances": False}, None),
    ({"prior_participation": True, "special_circumstances": False}, False),
    ({"prior_participation": True, "special_circumstances": None}, None),
    ({"country_acceptable": False}, False),
    (dict.fromkeys(FACTS), None),
]


@pytest.fixture(scope="module", params=ENTRANTS, ids=lambda entrant: entrant.module)
def peers(request: pytest.FixtureRequest) -> list[Any]:
    entrant: Entrant = request.param
    if import_peer(entrant) is None:
        pytest.skip(f"not installed: {entrant.distribution}")
    return list(prepare_peers((entrant,))[0])


def answer(peer: Any, case: Case) -> Answer:
    found: Answer = peer.decide(peer.convert(case))
    return found


def test_a_peer_agrees_with_the_hand_written_function_on_generated_cases(peers: list[Any]) -> None:
    cases = generate_cases(300, seed=1)
    expected = [decide(case) for case in cases]
    assert [find_disagreement(cases, expected, peer) for peer in peers] == [None] * len(peers)


@pytest.mark.parametrize(
    ("periods", "amounts"), [row[1:] for row in FUNDING], ids=[row[0] for row in FUNDING]
)
def test_a_peer_pays_what_was_computed_by_hand(
    peers: list[Any], periods: tuple[Period, ...], amounts: tuple[int, ...]
) -> None:
    for peer in peers:
        if hasattr(peer, "decide"):
            assert answer(peer, make_case(*periods)) == (True, amounts, sum(amounts))


@pytest.mark.parametrize(("facts", "eligible"), ELIGIBILITY, ids=lambda value: str(value)[:40])
def test_a_peer_answers_eligibility_as_reasoned_by_hand(
    peers: list[Any], facts: dict[str, Tri], eligible: Tri
) -> None:
    for peer in peers:
        if hasattr(peer, "decide"):
            assert answer(peer, make_case(ONE_DAY, **facts)) == (eligible, (1200,), 1200)


def test_the_generator_gives_the_same_cases_for_the_same_seed() -> None:
    assert generate_cases(50, seed=7) == generate_cases(50, seed=7)
    assert generate_cases(50, seed=7) != generate_cases(50, seed=8)


def test_the_generator_reaches_every_corner_of_the_rules() -> None:
    cases = generate_cases(3000, seed=2022)
    periods = [period for case in cases for period in case.periods]
    caps = {"reflection": 30, "in_depth": 90}
    lengths = [((period.end - period.start).days + 1, caps[period.kind]) for period in periods]
    assert {len(case.periods) for case in cases} == {1, 2, 3, 4}
    assert {period.number for period in periods} == {0, 1, 2, 3, 4}
    assert {decide(case)[0] for case in cases} == {True, False, None}
    assert {getattr(case, fact) for case in cases for fact in FACTS} == {True, False, None}
    assert any(length > cap for length, cap in lengths)
    assert any(period.start.year < 2022 <= period.end.year for period in periods)
    assert any(period.start.year <= 2022 < period.end.year for period in periods)
    assert any(period.start.year > 2022 for period in periods)


def test_in_depth_periods_are_numbered_in_case_order() -> None:
    for case in generate_cases(200, seed=3):
        in_depth = [period.number for period in case.periods if period.kind == "in_depth"]
        assert in_depth == list(range(1, len(in_depth) + 1))


def test_the_trace_accounts_for_every_day_and_every_krona() -> None:
    for case in generate_cases(300, seed=4):
        traced = trace(case)
        assert traced["total"] == sum(period["conclusion"] for period in traced["periods"])
        for period in traced["periods"]:
            if period["number"] > 3:
                continue
            days = period["days_paid"] + period["days_past_cap"] + period["days_outside_year"]
            assert days == period["days_within"] == (period["end"] - period["start"]).days + 1
            assert period["days_paid"] * period["daily"] == period["conclusion"]


def test_the_trace_names_every_rule_that_was_tested() -> None:
    third = make_period("in_depth", "2022-01-01", "2022-01-02", 3)
    traced = trace(make_case(third))
    assert [entry["rule"] for entry in traced["periods"][0]["rules"]] == [
        "rate.reflection",
        "rate.first",
        "rate.reduced",
        "cap",
        "year",
        "allowance",
        "child",
        "staffing",
        "daily",
    ]
    assert len(traced["eligibility"]["rules"]) == 7


def test_agreement_names_the_first_case_that_differs() -> None:
    class Wrong:
        name = "wrong"

        def convert(self, case: Case) -> Case:
            return case

        def decide(self, given: Case) -> Answer:
            eligible, amounts, total = decide(given)
            return eligible, amounts, total + (given.periods[0].allowance == 71)

    plain = make_case(ONE_DAY)
    cases = [plain, make_case(replace(ONE_DAY, allowance=71)), plain]
    found = find_disagreement(cases, [decide(case) for case in cases], Wrong())
    assert found is not None
    assert (found.peer, found.index) == ("wrong", 1)


def test_agreement_is_exact_in_type() -> None:
    assert is_same((True, (1200,), 1200), (True, (1200,), 1200))
    assert not is_same((True, (1200,), 1200), (True, (1200.0,), 1200))
    assert not is_same((True, (1,), 1), (1, (1,), 1))


def test_a_peer_that_is_not_installed_is_skipped_and_any_other_fault_is_raised() -> None:
    absent = Entrant("absent_peer", "bench.peers.absent_peer", "absent")
    assert prepare_peers((absent,)) == ([], [absent])
    with pytest.raises(ModuleNotFoundError):
        prepare_peers((Entrant("absent_peer", "something_else", "absent"),))


def test_the_hand_written_peers_need_no_installation() -> None:
    assert [entrant.module for entrant in ENTRANTS if entrant.needs is None] == list(BY_HAND)
