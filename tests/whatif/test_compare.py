"""Old and new rules on one population, against the cases decided one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from amp_rules.engine.decide import WrongProgrammeError
from amp_rules.errors import RulebookError, UnknownNameError
from amp_rules.population.run import Engine
from amp_rules.rulebook import parse_changes, with_readings
from amp_rules.terms import UNKNOWN
from amp_rules.whatif import Comparison, Move, compare
from tests.whatif.crowd import book, crowd, made, outcomes, several, totals


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare(
        book(), several(), crowd(), by=("sex", "children", "age_group", "first_period"), engine="each"
    )


def test_the_same_rules_change_nothing() -> None:
    same = compare(book(), book(), crowd(), by=("sex",), engine="each")
    assert same.changed == 0
    assert same.most == ()
    assert [move for moves in same.moves for move in moves.changed] == []
    assert all(amount.shift.same == amount.shift.cases for amount in same.amounts)
    assert all(group.shift is not None and group.shift.difference == 0 for group in same.groups[0].groups)


def test_the_same_rules_with_the_same_number_set_change_nothing() -> None:
    same = compare(book(), parse_changes(book(), ["child_supplement_rate=500.00"]), crowd(), engine="each")
    assert (same.changed, same.most) == (0, ())


def test_totals_are_those_of_the_cases(found: Comparison) -> None:
    then, now = totals(book(), crowd()), totals(made(several()), crowd())
    both = [
        (one, other) for one, other in zip(then, now, strict=True) if one is not None and other is not None
    ]
    total = found.total
    assert total is not None
    assert (total.then.cases, total.then.total) == (len(both), sum(one for one, _ in both))
    assert total.now.total == sum(other for _, other in both)
    assert total.difference.mean == sum(other - one for one, other in both) / Fraction(len(both))
    assert total.shift.gainers == sum(other > one for one, other in both)
    assert total.shift.losers == sum(other < one for one, other in both)
    assert total.shift.difference == total.difference.total == total.now.total - total.then.total


def test_an_unknown_total_is_never_counted_as_nothing(found: Comparison) -> None:
    then, now = totals(book(), crowd()), totals(made(several()), crowd())
    expected = Counter(
        tuple("unknown" if each is None else "known" for each in pair) for pair in zip(then, now, strict=True)
    )
    del expected["known", "known"]
    total = found.total
    assert total is not None
    assert {(move.then, move.now): move.count for move in total.apart} == dict(expected)
    assert total.shift.cases + sum(expected.values()) == len(crowd())


def test_verdicts_are_those_of_the_cases() -> None:
    reform = parse_changes(book(), ["adult_age=31"])
    moved = compare(book(), reform, crowd(), engine="each").moves
    pairs = zip(outcomes(book(), crowd()), outcomes(made(reform), crowd()), strict=True)
    expected = Counter((str(one.verdicts["support"]), str(other.verdicts["support"])) for one, other in pairs)
    support = next(moves for moves in moved if moves.goal.name == "support")
    assert {(move.then, move.now): move.count for move in support.moves} == dict(expected)
    assert support.count > 0
    assert all(move.changed for move in support.changed)


def test_verdicts_about_periods_are_counted_by_period() -> None:
    reform = parse_changes(book(), ["in_depth_periods=1"])
    periods = next(
        each for each in compare(book(), reform, crowd(), engine="each").moves if each.goal.about == "period"
    )
    pairs = zip(outcomes(book(), crowd()), outcomes(made(reform), crowd()), strict=True)
    expected = Counter(
        (str(one.verdict_at("period_granted", each)), str(other.verdict_at("period_granted", each)))
        for one, other in pairs
        for each in one.rows.instances("period")
    )
    assert {(move.then, move.now): move.count for move in periods.moves} == dict(expected)


def test_the_cases_that_moved_can_be_named() -> None:
    reform = parse_changes(book(), ["adult_age=31"])
    found = compare(book(), reform, crowd(), engine="each")
    support = next(moves for moves in found.moves if moves.goal.name == "support")
    for move in support.changed:
        names = found.moved("support", move.then, move.now)
        assert len(names) == move.count
        case = found.case(names[0])
        assert (str(case.then.verdicts["support"]), str(case.now.verdicts["support"])) == (
            move.then,
            move.now,
        )
    assert found.moved("support", "granted", "never") == ()
    with pytest.raises(UnknownNameError, match="no goal 'suport'"):
        found.moved("suport", "granted", "refused")


def test_the_groups_add_up_to_the_whole(found: Comparison) -> None:
    total = found.total
    assert total is not None
    assert [groups.name for groups in found.groups] == ["sex", "children", "age_group", "first_period"]
    for groups in found.groups:
        shifts = [each.shift for each in groups.groups if each.shift is not None]
        assert sum(each.cases for each in groups.groups) == found.cases - found.undecided
        assert sum(shift.cases for shift in shifts) == total.shift.cases
        assert sum(shift.gained for shift in shifts) == total.shift.gained
        assert sum(shift.lost for shift in shifts) == total.shift.lost
        assert sum(each.apart for each in groups.groups) == sum(move.count for move in total.apart)


def test_the_cases_that_change_most_come_first(found: Comparison) -> None:
    then, now = totals(book(), crowd()), totals(made(several()), crowd())
    ids = [case.id for case in crowd().cases()]
    changes = {
        name: other - one
        for name, one, other in zip(ids, then, now, strict=True)
        if one is not None and other is not None and one != other
    }
    ordered = sorted(changes, key=lambda name: (-abs(changes[name]), ids.index(name)))[:20]
    assert [case.case_id for case in found.most] == ordered
    assert [case.difference for case in found.most] == [changes[name] for name in ordered]


def test_each_of_them_is_explained_to_the_last_ore(found: Comparison) -> None:
    for shift in found.most:
        case = found.case(shift.case_id)
        assert (
            sum(Fraction(line.delta.minor) for line in case.lines if line.delta is not UNKNOWN)
            == shift.difference
        )
        assert case.changed
        assert set(case.played) <= {change.id for change in several().changes}
        assert case.played


def test_the_table_has_old_and_new_side_by_side(found: Comparison) -> None:
    table = found.table()
    then, now = totals(book(), crowd()), totals(made(several()), crowd())
    assert table.num_rows == len(crowd())
    assert table["total_paid_then"].to_pylist() == then
    assert table["total_paid_now"].to_pylist() == now
    more = [None if None in (one, other) else other - one for one, other in zip(then, now, strict=True)]  # type: ignore[operator]
    assert table["total_paid_more"].to_pylist() == more


def test_quantiles_stand_in_order(found: Comparison) -> None:
    for amount in found.amounts:
        values = [quantile.value for quantile in amount.now.quantiles]
        assert values == sorted(values)


def test_there_and_back_again_is_the_identity() -> None:
    there = made(several())
    back = parse_changes(
        there,
        ["child_supplement_rate=500", "reduced_share=0.5", "reflection_days=30"],
        {"B5": book().registers.interpretations["B5"].default},
    )
    again = made(replace(back, id="back"), name="nsp/2022")
    assert compare(book(), again, crowd(), engine="each").changed == 0


def test_a_reform_and_the_reformed_rulebook_are_compared_alike(found: Comparison) -> None:
    other = compare(book(), made(several()), crowd(), engine="each")
    assert other.amounts == found.amounts
    assert other.moves == found.moves


def test_two_editions_can_be_compared() -> None:
    found = compare(book("amp/2015"), book("amp/2016"), crowd(40, 5, "amp/2015"), engine="each")
    names = {each.goal.name for each in found.moves} | {each.goal.name for each in found.amounts}
    assert {"eligible", "granted_total", "support_until"} <= names
    assert found.case(found.then.cases["case_id"][0].as_py()).then.plan.name == "amp/2015"


def test_dates_are_earlier_later_or_the_same() -> None:
    people = crowd(60, 5, "amp/2016")
    longer = parse_changes(book("amp/2016"), ["support_months=4"])
    found = compare(book("amp/2016"), longer, people, engine="each")
    until = next(each for each in found.moves if each.goal.name == "support_until")
    dates = Counter(
        (one.amounts["support_until"], other.amounts["support_until"])
        for one, other in zip(
            outcomes(book("amp/2016"), people), outcomes(found.now.plan.rulebook, people), strict=True
        )
    )
    later = sum(
        count
        for (one, other), count in dates.items()
        if isinstance(one, date) and isinstance(other, date) and other > one
    )
    assert later > 0
    assert {(move.then, move.now): move.count for move in until.moves}["date", "later"] == later
    assert {move.now for move in until.moves} <= {"same", "later", "none", "unknown"}


def test_a_table_whose_rules_meet_leaves_a_case_undecided() -> None:
    from tests.whatif.clash import clashing

    found = compare(book(), clashing(book()), crowd(), engine="each")
    assert found.undecided > 0
    total = found.total
    assert total is not None
    assert total.shift.cases + sum(move.count for move in total.apart) == found.cases - found.undecided
    assert all(
        move != Move("granted", "unknown", move.count) for moves in found.moves for move in moves.moves
    )


def test_another_programme_is_refused() -> None:
    with pytest.raises(WrongProgrammeError):
        compare(book("amp/2016"), book("nsp/2022"), crowd(40, 5, "amp/2016"), engine="each")


def test_a_reform_that_does_not_hold_together_is_refused_at_its_place() -> None:
    reform = parse_changes(book(), ["reflection_days=45@2022-07-01"])
    with pytest.raises(RulebookError, match="--set:1:1: AR812"):
        compare(book(), reform, crowd(), engine="each")


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no group 'height'"):
        compare(book(), several(), crowd(), by=("height",), engine="each")


def test_readings_can_be_compared_too() -> None:
    found = compare(book(), with_readings(book(), {"B11": "whole-day-sum"}), crowd(), engine="each")
    assert found.reform is None
    assert found.now.plan.readings["B11"] == "whole-day-sum"


@pytest.mark.parametrize("engine", ["columns"])
def test_every_engine_gives_the_same_comparison(found: Comparison, engine: Engine) -> None:
    other = compare(
        book(), several(), crowd(), by=("sex", "children", "age_group", "first_period"), engine=engine
    )
    assert (other.moves, other.amounts, other.groups, other.most) == (
        found.moves,
        found.amounts,
        found.groups,
        found.most,
    )
