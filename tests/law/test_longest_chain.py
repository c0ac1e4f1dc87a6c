"""The longest stay the programme pays: its length and worth follow from the parameters alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from amp_rules import Money, Rulebook, case_from_mapping, decide, load_rulebook, with_readings
from tests.law.independent_nsp import nsp

FIRST = date(2022, 1, 1)
DAILY = (
    "adult_allowance",
    "child_allowance",
    "children_in_shelter",
    "children_elsewhere",
    "adults_with_children",
    "other_payer",
    "extra_staffing",
    "full_rate",
    "support_delivered",
)


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
    for position, days in enumerate(_caps(book)):
        share = _number(book, "reduced_share") if position > 1 else Decimal(1)
        total += days * (adult * share + extra)
    return total


def _longest(
    book: Rulebook, child: bool = False, staffing: bool = False, days_more: int = 0
) -> dict[str, Any]:
    """A fully known case that fills every cap, each period on the heels of the one before."""
    periods: list[dict[str, Any]] = []
    start = FIRST
    for position, days in enumerate(_caps(book)):
        end = start + timedelta(days=days - 1 + days_more)
        periods.append(
            {
                "id": f"p{position}",
                "kind": "in_depth" if position else "reflection",
                "start": start.isoformat(),
                "end": end.isoformat(),
                "applied_on": start.isoformat(),
                "pending_process": True,
                "needs_remain": True,
                "justification": True,
                "continues": False,
                "staffing_requested": staffing,
                "staffing_reasoned": staffing,
                "staffing_accepted": staffing,
                "full_rate_accepted": False,
                "full_extension_accepted": False,
                "further_extension_accepted": False,
                "overlap_accepted": False,
                "reflection_paid_by": "nsp",
                "weekdays": [],
                "earlier_project_money": False,
            }
        )
        start = end + timedelta(days=1)
    whole = {"start": FIRST.isoformat(), "end": "2022-12-31"}
    daily: dict[str, Any] = {name: [] for name in DAILY}
    daily["children_in_shelter"] = [{**whole, "value": 2}] if child else []
    daily["extra_staffing"] = [{**whole, "value": True}] if staffing else []
    return {
        "id": "longest",
        "programme": "nsp",
        "applied_on": FIRST.isoformat(),
        "principal": {"birth_date": "1990-05-05"},
        "children": [],
        "support": {
            "assessed_victim": "identified",
            "needs_support": True,
            "rights_match": True,
            "society_pays": False,
            "responsibility_attempted": True,
        },
        "shelter": {"certified": True},
        "stay": {"unaccompanied": False, "reflection_permit": False},
        "periods": periods,
        "items": [],
        "daily": daily,
        "budget": {"left": None, "waiting_first_periods": False},
        "assessments": {},
    }


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


def test_one_period_more_pays_no_more(book: Rulebook) -> None:
    tree = _longest(book)
    last = date.fromisoformat(tree["periods"][-1]["end"])
    start, end = last + timedelta(days=1), last + timedelta(days=20)
    more = {**tree["periods"][-1], "id": "more", "start": start.isoformat(), "end": end.isoformat()}
    assert _paid(book, {**tree, "periods": [*tree["periods"], more]}) == _worth(
        book, child=False, staffing=False
    )


def test_an_allowance_throughout_takes_its_own_sum_a_day(book: Rulebook) -> None:
    tree = _longest(book, child=True)
    tree["daily"]["adult_allowance"] = [{"start": FIRST.isoformat(), "end": "2022-12-31", "value": "71"}]
    assert _paid(book, tree) == _worth(book, child=True, staffing=False) - 71 * sum(_caps(book))


def test_integration_support_after_the_chain_adds_its_cap_at_its_rate(book: Rulebook) -> None:
    tree = _longest(book)
    last = date.fromisoformat(tree["periods"][-1]["end"])
    days = int(_number(book, "integration_days"))
    more = {
        **tree["periods"][-1],
        "id": "after",
        "kind": "integration",
        "start": (last + timedelta(days=1)).isoformat(),
        "end": (last + timedelta(days=days + 10)).isoformat(),
    }
    added = days * _number(book, "integration_day_rate")
    paid = _paid(book, {**tree, "periods": [*tree["periods"], more]})
    assert paid == _worth(book, child=False, staffing=False) + added


def test_the_chain_loses_its_last_period_when_reflection_counts_as_one(book: Rulebook) -> None:
    narrower = with_readings(book, {"B6": "counts-as-one"})
    last = _caps(book)[-1] * (_number(book, "support_half_rate") + _number(book, "housing_half_rate"))
    lost = last * _number(book, "reduced_share")
    assert _paid(narrower, _longest(book)) == _worth(book, child=False, staffing=False) - lost
