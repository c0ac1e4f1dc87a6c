"""Strategies for fully known cases, as JSON, in which the money rules have something to decide."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.law.independent import span
from tests.law.independent_nsp import WEEK

Tree = dict[str, Any]
YES = st.sampled_from((True, True, True, True, True, True, True, False))
GATES = ("none", "needs_support", "rights_match", "society_pays", "responsibility_attempted", "certified")
FLAWS = (
    "pending_process",
    "needs_remain",
    "staffing_requested",
    "staffing_reasoned",
    "staffing_accepted",
    "full_rate_accepted",
)
EVEN = st.booleans()
LENGTHS = st.one_of(
    st.integers(1, 12), st.integers(25, 50), st.integers(85, 95), st.sampled_from((30, 45, 90, 90))
)


def _pick(draw: st.DrawFn, *values: Any) -> Any:
    return draw(st.sampled_from(values))


def _spans(draw: st.DrawFn, around: list[date], values: st.SearchStrategy[Any]) -> list[Tree]:
    """Up to three spans, none sharing a day, that begin or end near the given days."""
    found: list[Tree] = []
    free = date(2021, 6, 1)
    for _ in range(draw(st.sampled_from((0, 1, 2, 2)))):
        near = draw(st.sampled_from(around)) + timedelta(days=draw(st.sampled_from((-8, -2, 0, 0, 1, 3))))
        start = max(free, near)
        end = start + timedelta(days=draw(st.sampled_from((0, 1, 2, 6, 30, 120))))
        found.append({"start": start.isoformat(), "end": end.isoformat(), "value": draw(values)})
        free = end + timedelta(days=1)
    return found


def _periods(draw: st.DrawFn) -> list[Tree]:
    found: list[Tree] = []
    weekdays = _pick(draw, WEEK[:2], WEEK[:2], WEEK[2:4], WEEK[1:2])
    kinds = st.sampled_from(("in_depth", "in_depth", "in_depth", "reflection", "integration", "support_only"))
    start = date(2022, 1, 1) + timedelta(days=draw(st.sampled_from((0, 0, 0, 40, -20, -60, 180, 300))))
    for index in range(draw(st.sampled_from((1, 2, 3, 4, 4, 5, 6)))):
        end = start + timedelta(days=draw(LENGTHS) - 1)
        if start < date(2022, 1, 1) and draw(EVEN):
            end = max(start, date(2021, 12, 31))
        flaw = draw(st.sampled_from((*FLAWS, *[None] * 10)))
        found.append(
            {
                "id": f"p{index}",
                "kind": draw(kinds),
                "start": start.isoformat(),
                "end": end.isoformat(),
                "applied_on": (start - timedelta(days=draw(st.sampled_from((0, 20, 400))))).isoformat(),
                "continues": draw(EVEN),
                "justification": draw(EVEN),
                "full_extension_accepted": draw(EVEN),
                "further_extension_accepted": draw(EVEN),
                "reflection_paid_by": _pick(draw, "nsp", "municipality", "shelter"),
                "weekdays": weekdays,
                "overlap_accepted": draw(EVEN),
                "earlier_project_money": not draw(YES),
                **{name: name != flaw for name in FLAWS},
            }
        )
        start = max(start, end + timedelta(days=draw(st.sampled_from((1, 1, 1, 1, 1, 8, 40, -10, -50)))))
    return found


def _full_days(draw: st.DrawFn, periods: list[Tree]) -> list[Tree]:
    """A few days at the beginning or end of some periods."""
    days: set[date] = set()
    for period in periods:
        first, last = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
        few = draw(st.sampled_from((0, 2, 3, 4)))
        chosen = list(span(first, last))
        days.update(chosen[:few] if draw(EVEN) else chosen[len(chosen) - few :])
    return [{"start": day.isoformat(), "end": day.isoformat(), "value": True} for day in sorted(days)]


def _delivered(draw: st.DrawFn, periods: list[Tree]) -> list[Tree]:
    """Days of support without housing, on the fixed weekdays of the period and a few missed."""
    days: set[date] = set()
    for period in periods:
        missed = draw(st.integers(1, 9))
        if period["kind"] == "support_only":
            first, last = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
            fixed = [day for day in span(first, last) if WEEK[day.weekday()] in period["weekdays"]]
            days.update(day for index, day in enumerate(fixed, 1) if index % missed != 0 or missed == 1)
    return [{"start": day.isoformat(), "end": day.isoformat(), "value": True} for day in sorted(days)]


@st.composite
def nsp_cases(draw: st.DrawFn) -> Tree:
    """A fully known case of the support programme."""
    periods = _periods(draw)
    days = [date.fromisoformat(each[end]) for each in periods for end in ("start", "end")]
    days.append(date(2022, 12, 31))
    flags = st.just(True)
    closed = draw(st.sampled_from((*GATES, *[None] * 24)))
    money = st.sampled_from(("71", "24", "61", "47.50", "700", "1500"))
    items = [
        {
            "id": f"i{index}",
            "kind": "dentistry",
            "cost": _pick(draw, "900", "12345.67"),
            "on": _pick(draw, date(2021, 12, 31), date(2022, 5, 2), date(2022, 12, 31)).isoformat(),
            "accepted": draw(YES),
            "earlier_project_money": draw(EVEN),
        }
        for index in range(draw(st.integers(0, 2)))
    ]
    return {
        "id": "law",
        "programme": "nsp",
        "applied_on": _pick(draw, "2022-01-03", "2022-12-31"),
        "principal": {"birth_date": _pick(draw, "1990-02-28", "1990-02-28", "1990-02-28", "2006-06-06")},
        "children": [],
        "support": {
            "assessed_victim": "none" if closed == "none" else _pick(draw, "presumed", "identified"),
            "identified_by_shelter": True,
            "society_pays": closed == "society_pays",
            **{
                name: closed != name for name in ("needs_support", "rights_match", "responsibility_attempted")
            },
        },
        "shelter": {"certified": closed != "certified"},
        "stay": {
            "unaccompanied": draw(EVEN),
            "reflection_permit": draw(EVEN),
            "reflection_permit_from": _pick(draw, None, periods[0]["start"]),
            "reflection_permit_to": None,
        },
        "periods": periods,
        "items": items,
        "daily": {
            "adult_allowance": _spans(draw, days, money),
            "child_allowance": _spans(draw, days, money),
            "children_in_shelter": _spans(draw, days, st.integers(0, 3)),
            "children_elsewhere": _spans(draw, days, st.integers(0, 2)),
            "adults_with_children": _spans(draw, days, st.integers(0, 2)),
            "other_payer": _spans(draw, days, flags),
            "extra_staffing": _spans(draw, days, flags),
            "full_rate": _full_days(draw, periods),
            "support_delivered": _delivered(draw, periods),
        },
        "budget": {
            "left": _pick(draw, None, "1000", "30000", "54000", "2000000"),
            "waiting_first_periods": draw(EVEN),
        },
        "assessments": {"child_alone_rate": draw(EVEN), "extension_priority": draw(EVEN)},
    }


# The return programme


def _claims(draw: st.DrawFn, people: list[str], around: date) -> list[Tree]:
    purposes = {
        "reintegration": ("education", "business_equipment", "doctor"),
        "health": ("doctor", "medicine", "rent"),
        "housing": ("rent", "water", "medicine"),
        "other": ("other",),
    }
    found: list[Tree] = []
    for index in range(draw(st.integers(0, 6))):
        category = _pick(draw, "reintegration", "health", "housing", "health", "housing", "other")
        found.append(
            {
                "id": f"c{index}",
                "person": draw(st.sampled_from(people)),
                "category": category,
                "purpose": draw(st.sampled_from(purposes[category])),
                "amount": _pick(draw, "40", "99.99", "150", "300", "301", "1600", "3500"),
                "on": (around + timedelta(days=draw(st.integers(0, 60)))).isoformat(),
                "payee": _pick(draw, "provider", "provider", "provider", "person"),
                "receipt": draw(YES),
                "in_plan": draw(YES),
                "contracted": draw(YES),
                "accepted": draw(YES),
            }
        )
    return found


@st.composite
def amp_cases(draw: st.DrawFn) -> Tree:
    """A fully known case of the return programme."""
    children = [
        {"id": f"child{index}", "birth_date": "2010-01-01", "grant_share_granted": draw(YES)}
        for index in range(draw(st.sampled_from((0, 0, 1, 2, 3))))
    ]
    arrived = date(2015, 1, 1) + timedelta(days=draw(st.integers(0, 1200)))
    withdrawn = _pick(draw, None, None, arrived + timedelta(days=draw(st.integers(-3, 100))))
    gone = draw(YES)
    return {
        "id": "law",
        "programme": "amp",
        "applied_on": "2015-06-01",
        "principal": {
            "birth_date": _pick(draw, "1990-01-01", "1997-06-01", "1997-06-02", "2000-01-01"),
            "nationalities": _pick(draw, ["RO"], ["RO"], ["BR", "NG"], ["RO", "SE"], ["SE"], []),
        },
        "children": children,
        "exploitation": {
            "trafficking": _pick(draw, "identified", "suspected", "none"),
            "human_exploitation": draw(EVEN),
            "prostitution": draw(EVEN),
            "prostitution_in_sweden": draw(YES),
            "trafficking_in_sweden": draw(EVEN),
            "grounds": draw(YES),
        },
        "voluntariness": {
            "wants_return": draw(YES),
            "coerced": not draw(YES),
            "informed": draw(YES),
            "withdrawn_on": withdrawn.isoformat() if withdrawn else None,
        },
        "destination": {"kind": _pick(draw, "home", "home", "third"), "permanent_permit": draw(EVEN)},
        "participation": {"earlier": draw(EVEN), "special_circumstances": draw(YES)},
        "process": {"identified_in_sweden": draw(YES), "applied_in_sweden": draw(YES)},
        "journey": {
            "travel_on": (arrived - timedelta(days=1)).isoformat() if gone else None,
            "arrived_on": arrived.isoformat() if gone else None,
            "unused_at_withdrawal": _pick(draw, "0", "75", "10000"),
        },
        "claims": _claims(draw, ["principal", *[str(each["id"]) for each in children]], arrived),
        "assessments": {
            name: draw(YES)
            for name in (
                "participation_approved",
                "dual_citizen_included",
                "stateless_included",
                "trafficking_abroad_included",
                "third_country_included",
                "special_circumstances_accepted",
                "reintegration_grant",
                "extra_support",
            )
        },
    }
