"""Whole invented histories: a stay of thirty days at a shelter, and a return with three instalments."""

from __future__ import annotations

from typing import Any

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
SIGNED: dict[str, Any] = {"consent": True, "certificate": True, "form_complete": True}


def nothing_more(start: str, end: str) -> tuple[Event, ...]:
    """Reports that say of some days: no children, no allowance, no other payer."""
    days = {"start": start, "end": end}
    return (
        made("children_reported", end, **days, in_shelter=[], elsewhere=[], adults=[]),
        made("other_payer_reported", end, **days, paid=[]),
        made("allowance_reported", end, **days, adult=[], children=[]),
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
