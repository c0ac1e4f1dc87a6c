"""Whole invented histories: a stay of thirty days at a shelter, and a return with three instalments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from amp_rules.casefile import CaseFile, Event
from tests.casefile.made import amp, made, nsp, period

GATES: dict[str, Any] = {
    "assessed_victim": "identified",
    "needs_support": True,
    "rights_match": True,
    "society_pays": False,
    "responsibility_attempted": True,
}
PLAIN: dict[str, Any] = {"staffing_requested": False, "earlier_project_money": False}
FACTS: dict[str, Any] = {
    "principal": {"id": "p0", "birth_date": "1990-01-01", "nationalities": ["RO"]},
    "exploitation": {"trafficking": "identified"},
    "voluntariness": {"wants_return": True, "coerced": False, "informed": True},
    "destination": {"kind": "home", "country": "RO"},
    "children": [],
}
STAY = st.dates(date(2022, 3, 1), date(2022, 3, 30))
SIGNED: dict[str, Any] = {"consent": True, "certificate": True, "form_complete": True}


def nothing_more(start: str, end: str, recorded: str | None = None) -> tuple[Event, ...]:
    """Reports that say of some days: no children, no allowance, no other payer."""
    days = {"start": start, "end": end}
    return (
        made("children_reported", end, recorded, **days, in_shelter=[], elsewhere=[], adults=[]),
        made("other_payer_reported", end, recorded, **days, paid=[]),
        made("allowance_reported", end, recorded, **days, adult=[], children=[]),
    )


def stay(*more: Event) -> CaseFile:
    """Reflection from 1 to 30 March 2022 at 1200 SEK a day, 36 000 SEK, written down by 30 March."""
    return nsp(
        made("facts_stated", "2022-02-20", facts={"principal": {"id": "p0", "birth_date": "1990-01-01"}}),
        made("budget_reported", "2022-02-20", budget={"left": None, "waiting_first_periods": False}),
        made("shelter_applied", "2022-02-25", shelter={"certified": True}),
        made("gates_answered", "2022-02-26", support=GATES),
        made("period_granted", "2022-03-01", period=period(applied_on="2022-02-25", **PLAIN)),
        *nothing_more("2022-03-01", "2022-03-30"),
        *more,
    )


def home(*more: Event, arrived: str | None = "2015-03-16") -> CaseFile:
    """A return in 2015 with three instalments of 150 USD, the person back on 16 March."""
    return amp(
        made("facts_stated", "2015-02-01", facts=FACTS),
        made("secretariat_contacted", "2015-02-02", consent=True),
        made("decided", "2015-02-09", approved=True),
        made("iom_notified", "2015-02-10"),
        made("responsible_body_contacted", "2015-02-11"),
        made("talks_held", "2015-02-16"),
        made("application_signed", "2015-02-20", **SIGNED),
        made("application_sent", "2015-02-21"),
        made("travel_prepared", "2015-03-01"),
        made("departed", "2015-03-15"),
        *([] if arrived is None else [made("arrived", arrived)]),
        *more,
    )


def _sampled(said: tuple[tuple[str, dict[str, Any]], ...]) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    return st.sampled_from(said)


def next_period(own: str) -> dict[str, Any]:
    """An in-depth period after the reflection period, and one after that."""
    start, end = ("2022-03-31", "2022-05-29") if own == "p2" else ("2022-05-30", "2022-07-28")
    return period(own, start, end, kind="in_depth", applied_on="2022-03-25", continues=False, **PLAIN)


@st.composite
def stays(draw: st.DrawFn) -> CaseFile:
    """A decided stay, reported on again and again."""
    file = stay(*nothing_more("2022-03-31", "2022-07-28", "2022-03-30"))
    for number in range(draw(st.integers(1, 5))):
        start = draw(STAY)
        end = min(start + timedelta(days=draw(st.integers(0, 20))), date(2022, 3, 30))
        days = {"start": str(start), "end": str(end)}
        spans = [{**days, "value": draw(st.sampled_from(("71.00", "24.35", "0.00", "1300.00")))}]
        said = draw(
            _sampled(
                (
                    ("allowance_reported", {**days, "adult": spans}),
                    ("children_reported", {**days, "in_shelter": [{**days, "value": 1}]}),
                    ("other_payer_reported", {**days, "paid": [{**days, "value": True}]}),
                    ("moved_out", {}),
                    ("period_granted", {"period": next_period("p2")}),
                    ("extension_asked", {"period": next_period("p3")}),
                    ("period_cancelled", {"period": "p1"}),
                    ("gates_answered", {"support": {"society_pays": draw(st.booleans())}}),
                    ("corrected", {"number": draw(st.integers(1, 8 + number)), "reason": "mistyped"}),
                    (
                        "item_claimed",
                        {"item": {"id": "i1", "on": str(start), "cost": "10.05", "accepted": True}},
                    ),
                )
            )
        )
        recorded = str(date(2022, 4, 1) + timedelta(days=20 * number))
        file = file.with_event(made(said[0], str(start), recorded, **said[1]))
    return file


@st.composite
def returns(draw: st.DrawFn) -> CaseFile:
    """A decided return, with claims and perhaps an end."""
    file = home(
        made("assessed", "2015-03-01", assessments={"extra_support": True, "reintegration_grant": True})
    )
    for number in range(draw(st.integers(1, 5))):
        on = str(date(2015, 3, 20) + timedelta(days=30 * number))
        claim = {
            "id": draw(st.sampled_from(("c1", "c2"))),
            "person": "p0",
            "category": "housing",
            "purpose": "rent",
            "amount": draw(st.sampled_from(("100.05", "250.00", "300.00"))),
            "on": on,
            "payee": "provider",
            "accepted": draw(st.booleans()),
        }
        said = draw(
            _sampled(
                (
                    ("receipt_claimed", {"claim": claim}),
                    ("withdrawn", {}),
                    ("arrived", {}),
                    ("evaluated", {}),
                    ("instalment_paid", {"person": "p0", "number": number + 1, "amount": "150"}),
                    ("decided", {"approved": draw(st.booleans())}),
                )
            )
        )
        file = file.with_event(made(said[0], on, **said[1]))
    return file
