"""What a day is worth is what the engine pays for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from amp_rules.engine import plan_of
from amp_rules.errors import UnknownNameError
from amp_rules.invented.dayworth import KINDS, DayWorth, UnevenDayError, day_worths
from amp_rules.plan import Plan
from amp_rules.rulebook import load_rulebook, shipped_rules
from amp_rules.terms import Money


def plan(**readings: str) -> Plan:
    return plan_of(load_rulebook("nsp", edition="2022", readings=readings))


def sek(money: Money) -> int:
    return int(money.amount)


def parts(worth: DayWorth) -> tuple[int, int, int, int, int]:
    taken = sum(sek(less) for _, less in worth.deductions)
    return sek(worth.plain), sek(worth.child), sek(worth.staffing), taken, worth.longest


def test_the_worth_of_a_day_of_each_kind_under_the_recommended_readings() -> None:
    assert {kind: parts(worth) for kind, worth in day_worths(plan()).items()} == {
        "reflection": (1200, 500, 200, 175, 30),
        "in_depth": (1200, 500, 200, 175, 90),
        "extension": (600, 500, 200, 175, 90),
        "full_day": (1200, 500, 200, 175, 3),
        "support_only": (600, 0, 0, 0, 26),
        "integration": (500, 0, 0, 0, 45),
    }


def test_the_allowances_are_the_statutory_ones_of_an_adult() -> None:
    stated = [sek(each) for each, _ in day_worths(plan())["reflection"].deductions]
    assert stated == [71, 61, 24, 19]


@pytest.mark.parametrize(
    ("label", "choice", "kind", "expected"),
    [
        ("B3", "halved", "extension", (600, 500, 100, 175, 90)),
        ("B3", "not-payable", "extension", (600, 500, 0, 175, 90)),
        ("B12", "integration-too", "integration", (500, 0, 0, 175, 45)),
        ("B15", "child-supplement", "integration", (500, 500, 0, 0, 45)),
        ("B16", "twelve-weeks", "support_only", (600, 0, 0, 0, 24)),
    ],
)
def test_a_reading_changes_what_it_is_about(
    label: str, choice: str, kind: str, expected: tuple[int, ...]
) -> None:
    usual, other = day_worths(plan()), day_worths(plan(**{label: choice}))
    assert parts(other[kind]) == expected
    assert [each for each in KINDS if usual[each] != other[each]] == [kind]


def test_a_soft_cap_lets_integration_support_last_to_the_end_of_the_year() -> None:
    assert day_worths(plan(B15="soft-cap"))["integration"].longest == 365


def test_worths_are_asked_for_once() -> None:
    made = plan()
    assert day_worths(made) is day_worths(made)


def test_an_edition_without_a_year_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no parameter 'year_first'"):
        day_worths(plan_of(load_rulebook("amp", edition="2015")))


def test_rules_under_which_supplements_do_not_add_up_are_refused(tmp_path: Path) -> None:
    shutil.copytree(shipped_rules(), tmp_path / "rules")
    rates = tmp_path / "rules" / "nsp" / "2022-01-01" / "day-rates.yaml"
    text = rates.read_text(encoding="utf-8")
    uneven = text.replace(
        "adult_net + child_supplement + staffing_supplement",
        "adult_net + max(child_supplement, staffing_supplement)",
    )
    assert uneven != text
    rates.write_text(uneven, encoding="utf-8")
    reformed = load_rulebook("nsp", edition="2022", root=tmp_path / "rules")
    with pytest.raises(UnevenDayError, match="a day of 'reflection' is not worth a rate"):
        day_worths(plan_of(reformed))
