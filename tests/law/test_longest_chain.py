"""The longest stay the programme pays: its length and worth follow from the parameters alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from amp_rules import Money, Rulebook, case_from_mapping, decide, load_rulebook, with_readings
from tests.law.independent_nsp import nsp
from tests.law.known_cases import days, nsp_tree, period

FIRST = date(2022, 1, 1)


def _number(book: Rulebook, name: str) -> Decimal:
    (value,) = book.parameters[name].values
    return Decimal(value.text)


def _caps(book: Rulebook) -> list[int]:
    """Days of each period: the reflection period, then every in-depth period."""
    in_depth = int(_number(book, "in_depth_days"))
    return [int(_number(book, "reflection_days")), *[in_depth] * int(_number(book, "in_depth_periods"))]


def _worth(book: Rulebook, child: bool, staffing: bool) -> Decimal:
    """Caps times rates."""
    adult = _number(book, "support_half_rate") + _number(book, "housing_half_rate")
    extra = (
        _number(book, "child_supplement_rate") * child + _number(book, "staffing_supplement_rate") * staffing
    )
    total = Decimal(0)
    for position, cap in enumerate(_caps(book)):
        share = _number(book, "reduced_share") if position > 1 else Decimal(1)
        total += cap * (adult * share + extra)
    return total


def _longest(
    book: Rulebook, child: bool = False, staffing: bool = False, days_more: int = 0
) -> dict[str, Any]:
    """A fully known case that fills every cap, each period on the heels of the one before."""
    periods: list[dict[str, Any]] = []
    start = FIRST
    for position, cap in enumerate(_caps(book)):
        end = start + timedelta(days=cap - 1 + days_more)
        staff = dict.fromkeys(("staffing_requested", "staffing_reasoned", "staffing_accepted"), staffing)
        kind = "in_depth" if position else "reflection"
        periods.append(period(kind, start.isoformat(), end.isoformat(), **staff))
        start = end + timedelta(days=1)
    inside = days(FIRST.isoformat(), "2022-12-31", 2) if child else []
    staffed = days(FIRST.isoformat(), "2022-12-31") if staffing else []
    return nsp_tree(*periods, daily={"children_in_shelter": inside, "extra_staffing": staffed})


def _paid(book: Rulebook, tree: dict[str, Any]) -> Decimal:
    total = decide(book, case_from_mapping(tree)).total
    assert isinstance(total, Money)
    return total.amount


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook("nsp", edition="2022")


KINDS = [(False, False), (True, False), (True, True), (False, True)]


@pytest.mark.parametrize(("child", "staffing"), KINDS)
def test_the_longest_chain_is_paid_caps_times_rates(book: Rulebook, child: bool, staffing: bool) -> None:
    tree = _longest(book, child, staffing)
    assert _paid(book, tree) == _worth(book, child, staffing) == nsp(tree).total


def test_the_figures_of_the_catalogue_follow_from_the_parameters(book: Rulebook) -> None:
    worth = [_worth(book, child, staffing) for child, staffing in KINDS[:3]]
    assert worth == [Decimal(252_000), Decimal(402_000), Decimal(462_000)]
    assert sum(_caps(book)) == 300


@pytest.mark.parametrize(("child", "staffing"), KINDS)
def test_staying_longer_than_the_caps_pays_no_more(book: Rulebook, child: bool, staffing: bool) -> None:
    assert _paid(book, _longest(book, child, staffing, days_more=7)) == _worth(book, child, staffing)


def _after(book: Rulebook, kind: str, length: int) -> dict[str, Any]:
    """The longest chain and one period more."""
    tree = _longest(book)
    start = date.fromisoformat(tree["periods"][-1]["end"]) + timedelta(days=1)
    more = period(kind, start.isoformat(), (start + timedelta(days=length - 1)).isoformat())
    return {**tree, "periods": [*tree["periods"], more]}


def test_one_period_more_pays_no_more(book: Rulebook) -> None:
    assert _paid(book, _after(book, "in_depth", 20)) == _worth(book, child=False, staffing=False)


def test_an_allowance_throughout_takes_its_own_sum_a_day(book: Rulebook) -> None:
    tree = _longest(book, child=True)
    tree["daily"]["adult_allowance"] = days(FIRST.isoformat(), "2022-12-31", "71")
    assert _paid(book, tree) == _worth(book, child=True, staffing=False) - 71 * sum(_caps(book))


def test_integration_support_after_the_chain_adds_its_cap_at_its_rate(book: Rulebook) -> None:
    cap = int(_number(book, "integration_days"))
    added = cap * _number(book, "integration_day_rate")
    paid = _paid(book, _after(book, "integration", cap + 10))
    assert paid == _worth(book, child=False, staffing=False) + added


def test_the_chain_loses_its_last_period_when_reflection_counts_as_one(book: Rulebook) -> None:
    narrower = with_readings(book, {"B6": "counts-as-one"})
    last = _caps(book)[-1] * (_number(book, "support_half_rate") + _number(book, "housing_half_rate"))
    lost = last * _number(book, "reduced_share")
    assert _paid(narrower, _longest(book)) == _worth(book, child=False, staffing=False) - lost
