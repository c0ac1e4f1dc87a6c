"""How much hangs on each reading, against the cases decided one by one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from amp_rules.errors import UnknownNameError
from amp_rules.rulebook import with_readings
from amp_rules.whatif import Sensitivity, sensitivity
from tests.whatif.crowd import book, crowd, minor, outcomes

SOME = ("B1", "B5", "B11", "B17", "B22")


@pytest.fixture(scope="module")
def found() -> Sensitivity:
    return sensitivity(book(), crowd(), interpretations=SOME, engine="each")


def test_every_rival_reading_is_tried(found: Sensitivity) -> None:
    known = book().registers.interpretations
    expected = {
        f"{label}={choice}"
        for label in SOME
        for choice in known[label].readings
        if choice != known[label].default
    }
    assert {each.name for each in found.readings} == expected
    assert found.runs <= 1 + len(expected)


def test_cases_and_money_are_those_of_the_cases(found: Sensitivity) -> None:
    then = outcomes(book(), crowd())
    for effect in found.readings:
        now = outcomes(with_readings(book(), {effect.interpretation: effect.choice}), crowd())
        pairs = list(zip(map(minor, then), map(minor, now), strict=True))
        both = [other - one for one, other in pairs if one is not None and other is not None]
        assert effect.shift is not None
        assert (effect.shift.cases, effect.difference) == (len(both), sum(both))
        assert effect.money == sum(map(abs, both))
        assert sum(move.count for move in effect.apart) == len(crowd()) - len(both)
        moved = [
            one.verdicts != other.verdicts
            or any(
                one.verdict_at(name, each) != other.verdict_at(name, each)
                for name, about in (("period_granted", "period"), ("item_granted", "item"))
                for each in one.rows.instances(about)
            )
            for one, other in zip(then, now, strict=True)
        ]
        assert effect.moved == sum(moved)
        assert effect.changed >= max(effect.moved, effect.shift.gainers + effect.shift.losers)


def test_that_with_most_money_comes_first(found: Sensitivity) -> None:
    keys = [(-each.money, -each.changed, each.name) for each in found.readings]
    assert keys == sorted(keys)
    ranked = [(-each.money, -each.changed, each.interpretation) for each in found.ambiguities]
    assert ranked == sorted(ranked)


def test_an_ambiguity_has_the_range_of_its_readings(found: Sensitivity) -> None:
    for each in found.ambiguities:
        differences = [reading.difference for reading in each.readings]
        assert (each.lowest, each.highest) == (min(differences), max(differences))
        assert max(reading.changed for reading in each.readings) <= each.changed
        assert each.changed <= sum(reading.changed for reading in each.readings)


def test_the_reading_in_force_is_the_one_compared_with() -> None:
    other = sensitivity(
        with_readings(book(), {"B11": "whole-day-sum"}), crowd(), interpretations=["B11"], engine="each"
    )
    assert other.ambiguities[0].in_force == "whole-day-sum"
    assert "B11=whole-day-sum" not in {each.name for each in other.readings}
    assert "B11=adult-rate" in {each.name for each in other.readings}


@pytest.mark.slow
def test_all_ambiguities_that_the_rules_touch_are_looked_at() -> None:
    every = sensitivity(book(), crowd(6, 1), engine="each")
    assert {each.interpretation for each in every.ambiguities} == every_touched()
    assert every.cases == 6


def every_touched() -> set[str]:
    return {
        rule.reading.interpretation
        for decision in book().decisions.values()
        for rule in decision.rules
        if rule.reading is not None
    }


def test_an_edition_without_a_total_has_cases_and_no_money() -> None:
    found = sensitivity(book("amp/2023"), crowd(20, 2, "amp/2023"), engine="each")
    assert found.total is None
    assert all(each.shift is None and each.money == Fraction(0) for each in found.readings)


def test_an_ambiguity_that_no_rule_touches_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no interpretation 'A1'"):
        sensitivity(book(), crowd(), interpretations=["A1"], engine="each")


def test_every_engine_finds_the_same(found: Sensitivity) -> None:
    assert sensitivity(book(), crowd(), interpretations=SOME, engine="columns") == found
