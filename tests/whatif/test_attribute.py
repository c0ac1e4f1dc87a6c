"""A difference split over the changes of a reform: exact, and whatever order they are listed in."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amp_rules.errors import RulebookError, UnknownNameError
from amp_rules.rulebook import Reform, parse_changes, read_reform
from amp_rules.rulebook.load import load_library
from amp_rules.whatif import Attribution, TooManyError, attribute, compare
from amp_rules.whatif.shapley import shares_of
from tests.whatif.crowd import book, crowd, made, several, totals

MENU = (
    "child_supplement_rate=600",
    "reduced_share=0.333333",
    "reflection_days=45",
    "in_depth_days=60",
    "staffing_supplement_rate=0",
    "integration_day_rate=500",
    "support_half_rate=650.50",
    "in_depth_periods=1",
)
READINGS = ("B1=per-child", "B5=after-90-days", "B11=whole-day-sum", "B17=nights", "A1=all-three")
FEW = crowd(14, 8)


def shares(found: Attribution) -> dict[str, Fraction]:
    return {part.name: part.share for part in found.parts}


def reform_of(picked: list[str]) -> Reform:
    sets = [each for each in picked if each in MENU]
    readings = dict(each.split("=") for each in picked if each in READINGS)
    return parse_changes(book(), sets, readings)


PICKED = st.lists(st.sampled_from([*MENU, *READINGS]), min_size=1, max_size=3, unique=True)


@pytest.mark.slow
@settings(max_examples=15)
@given(PICKED)
def test_the_shares_add_up_in_every_case_and_in_all(picked: list[str]) -> None:
    reform = reform_of(picked)
    found = attribute(book(), reform, FEW, engine="each")
    then, now = totals(book(), FEW), totals(made(reform), FEW)
    assert sum(shares(found).values()) == found.difference
    seen = Fraction(0)
    for case, one, other in zip(FEW.cases(), then, now, strict=True):
        split = found.of_case(case.id)
        if split is not None:
            assert one is not None
            assert other is not None
            assert sum(split.values()) == other - one
            seen += other - one
    assert seen == found.difference


@pytest.mark.slow
@settings(max_examples=8)
@given(PICKED, st.randoms(use_true_random=False))
def test_the_order_of_the_list_means_nothing(picked: list[str], rng: Random) -> None:
    reform = reform_of(picked)
    mixed = list(reform.changes)
    rng.shuffle(mixed)
    one = attribute(book(), reform, FEW, engine="each")
    other = attribute(book(), replace(reform, changes=tuple(mixed)), FEW, engine="each")
    assert shares(one) == shares(other)
    assert all(one.of_case(case.id) == other.of_case(case.id) for case in FEW.cases())


@pytest.mark.slow
@settings(max_examples=8)
@given(
    PICKED, st.sampled_from(["integration_day_rate=500.00", "adult_age=18", "A2=prostitution-branch-only"])
)
def test_a_change_that_changes_nothing_has_no_share_and_takes_none(picked: list[str], idle: str) -> None:
    reform = reform_of([each for each in picked if not each.startswith("integration")])
    name, _, value = idle.partition("=")
    more = parse_changes(book(), [idle]) if name.islower() else parse_changes(book(), [], {name: value})
    wider = replace(reform, changes=(*reform.changes, *more.changes))
    found, without = (
        attribute(book(), wider, FEW, engine="each"),
        attribute(book(), reform, FEW, engine="each"),
    )
    assert found.parts[-1].share == found.parts[-1].alone == found.parts[-1].last == 0
    assert found.parts[-1].cases == 0
    assert shares(found) == {**shares(without), found.parts[-1].name: 0}
    assert found.runs == without.runs


@pytest.mark.slow
def test_changes_that_do_alike_have_the_same_share() -> None:
    halves = parse_changes(book(), ["support_half_rate=700", "housing_half_rate=700", "reduced_share=0.6"])
    placed = [
        case.id
        for case in crowd().cases()
        if isinstance(case.periods, tuple)
        and all(each.kind in ("reflection", "in_depth") for each in case.periods)
    ]
    found = attribute(book(), halves, crowd(), engine="each")
    split = [each for name in placed if (each := found.of_case(name)) is not None]
    assert any(each["support_half_rate=700"] for each in split)
    assert all(each["support_half_rate=700"] == each["housing_half_rate=700"] for each in split)


@pytest.fixture(scope="module")
def found() -> Attribution:
    return attribute(book(), several(), crowd(), engine="each")


@pytest.mark.slow
def test_it_is_the_shapley_value_of_the_totals(found: Attribution) -> None:
    ids = [change.id for change in several().changes]
    worth = []
    known = [True] * len(crowd())
    rows = []
    for coalition in range(2 ** len(ids)):
        only = [name for at, name in enumerate(ids) if coalition >> at & 1]
        rows.append(totals(made(several(), only), crowd()))
        known = [one and each is not None for one, each in zip(known, rows[-1], strict=True)]
    for row in rows:
        worth.append(
            sum((each for each, one in zip(row, known, strict=True) if one and each is not None), Fraction(0))
        )
    assert [part.share for part in found.parts] == shares_of(worth)
    assert found.split == sum(known)
    assert [part.alone for part in found.parts] == [worth[1 << at] - worth[0] for at in range(len(ids))]
    full = len(worth) - 1
    assert [part.last for part in found.parts] == [
        worth[full] - worth[full ^ 1 << at] for at in range(len(ids))
    ]


def test_the_whole_difference_is_that_of_the_comparison(found: Attribution) -> None:
    total = compare(book(), several(), crowd(), engine="each").total
    assert total is not None
    assert found.whole == total.shift.difference
    assert found.split + found.apart + found.unknown == len(crowd())
    assert found.unknown == sum(move.count for move in total.apart)


def test_a_case_known_at_both_ends_only_is_told_apart() -> None:
    reform = parse_changes(book(), ["reflection_days=45"], {"B1": "per-adult", "B5": "day-count"})
    people = crowd(200, 21)
    found = attribute(book(), reform, people, engine="columns")
    total = compare(book(), reform, people, engine="columns").total
    assert total is not None
    assert found.difference + found.unsplit == total.shift.difference
    assert sum(shares(found).values()) == found.difference
    assert found.of_case(people.tables["cases"]["case_id"][0].as_py()) is None or found.split > 0


def test_every_combination_that_answers_otherwise_is_run_once(found: Attribution) -> None:
    assert (found.combinations, found.runs) == (16, 16)
    two = parse_changes(book(), ["child_supplement_rate=600"], {"A1": "all-three"})
    again = attribute(book(), two, FEW, engine="each")
    assert (again.combinations, again.runs) == (4, 2)


@pytest.mark.slow
def test_another_amount_than_the_total_can_be_split() -> None:
    found = attribute(book(), several(), crowd(), goal="days_paid_total", engine="each")
    assert found.goal.unit == "day"
    assert found.parts[0].share == 0
    assert sum(shares(found).values()) == found.difference


def test_a_share_of_some_rows_adds_up_too(found: Attribution) -> None:
    for at, part in enumerate(found.parts):
        half = found.rows.copy()
        half[::2] = False
        assert found.of_rows(at, half) + found.of_rows(at, ~half) == part.share


TIED = """
reform: tied
title: {en: Tied, sv: Bundna}
of: nsp/2022
changes:
  bonus:
    add_parameter: bonus
    unit: SEK/day
    value: 50
    title: {en: Bonus, sv: Tillägg}
    why: {en: A trial., sv: Ett försök.}
  paid:
    change_decision: day_gross
    value: adult_rate + child_supplement + staffing_supplement + parameter.bonus
    needs: [bonus]
    why: {en: A trial., sv: Ett försök.}
  children:
    set_parameter: child_supplement_rate
    value: 600
    why: {en: A trial., sv: Ett försök.}
"""


def test_changes_tied_together_have_one_share() -> None:
    reform = read_reform(TIED, load_library(), "tied.yaml")
    found = attribute(book(), reform, FEW, engine="each")
    assert [part.changes for part in found.parts] == [("bonus", "paid"), ("children",)]
    assert (found.combinations, found.parts[0].name) == (4, "bonus + paid")


def test_more_than_ten_parts_are_refused_by_number() -> None:
    sets = [f"{name}=7" for name in list(book().parameters)[:3]]
    readings = {
        label: next(each for each in known.readings if each != known.default)
        for label, known in list(book().registers.interpretations.items())[:8]
    }
    with pytest.raises(TooManyError, match="11 changes to split over, expected at most 10"):
        attribute(book(), parse_changes(book(), sets, readings), FEW, engine="each")


@pytest.mark.parametrize("goal", ["support", "period_granted", "none_such"])
def test_what_is_no_amount_about_the_case_is_refused(goal: str) -> None:
    with pytest.raises(UnknownNameError, match="no amount about the case"):
        attribute(book(), several(), FEW, goal=goal, engine="each")


def test_an_edition_without_a_total_asks_for_a_goal() -> None:
    some = next(iter(book("amp/2023").parameters))
    with pytest.raises(UnknownNameError, match="no amount about the case 'total'"):
        attribute(book("amp/2023"), parse_changes(book("amp/2023"), [f"{some}=1"]), FEW, engine="each")


def test_a_combination_that_does_not_hold_together_is_refused() -> None:
    untied = TIED.replace("    needs: [bonus]\n", "")
    reform = read_reform(untied, load_library(), "untied.yaml")
    with pytest.raises(
        RulebookError, match=r"untied.yaml:12:3: AR813 'paid' cannot stand without the others"
    ):
        attribute(book(), reform, FEW, engine="each")


@pytest.mark.slow
def test_pairs_of_changes_are_split_alike_by_every_engine() -> None:
    for pair in combinations(("child_supplement_rate=600", "reflection_days=45", "B5=after-90-days"), 2):
        reform = reform_of(list(pair))
        one, other = (attribute(book(), reform, crowd(), engine=engine) for engine in ("each", "columns"))
        assert one.parts == other.parts
