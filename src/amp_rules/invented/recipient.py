"""A made-up recipient of the support programme, for whom every condition is met: JSON to be made a case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from amp_rules.case.daily import DailyFacts
from amp_rules.case.shapes import specs_of

LATER: Final = ("extension", "full_day")
"""Kinds of day that only come after a first in-depth period."""
WEEKDAYS: Final = (0, 3)
"""Monday and Thursday: the days on which support without housing is given."""

Tree = dict[str, Any]


def earlier_periods(kind: str, first: date) -> list[Tree]:
    """What an extension comes after: a reflection period and a first in-depth period, both in full."""
    if kind not in LATER:
        return []
    reflection = asked_period("reflection", "reflection", first, first + timedelta(days=29))
    in_depth = asked_period("first", "in_depth", first + timedelta(days=30), first + timedelta(days=119))
    return [reflection, in_depth]


def asked_period(name: str, kind: str, start: date, end: date) -> Tree:
    """A period for which every condition is met and every judgement made."""
    return {
        "id": name,
        "kind": "in_depth" if kind in LATER else kind,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "applied_on": start.isoformat(),
        "continues": False,
        "pending_process": True,
        "needs_remain": True,
        "justification": True,
        "staffing_requested": True,
        "staffing_reasoned": True,
        "staffing_accepted": True,
        "full_rate_accepted": True,
        "full_extension_accepted": False,
        "further_extension_accepted": False,
        "reflection_paid_by": "nsp",
        "weekdays": ["monday", "thursday"],
        "overlap_accepted": False,
        "earlier_project_money": False,
    }


def recipient(applied: date) -> Tree:
    """An adult for whom every condition is met, alone and without anything that varies by day."""
    return {
        "id": "probe",
        "programme": "nsp",
        "applied_on": applied.isoformat(),
        "principal": {"id": "principal", "age": 30, "sex": "female"},
        "children": [],
        "support": {
            "assessed_victim": "identified",
            "needs_support": True,
            "rights_match": True,
            "society_pays": False,
            "responsibility_attempted": True,
        },
        "shelter": {"certified": True},
        "stay": {
            "unaccompanied": False,
            "reflection_permit": True,
            "reflection_permit_from": None,
            "reflection_permit_to": None,
        },
        "budget": {"left": None, "waiting_first_periods": False},
        "items": [],
        "daily": {name: [] for name in specs_of(DailyFacts)},
    }


def weekday_spans(start: date, end: date) -> list[Tree]:
    """A span for each Monday and Thursday."""
    days = (start + timedelta(days=number) for number in range((end - start).days + 1))
    given = [day.isoformat() for day in days if day.weekday() in WEEKDAYS]
    return [{"start": day, "end": day, "value": True} for day in given]
