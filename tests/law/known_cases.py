"""Fully known cases in which every condition is met; a test changes what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Tree = dict[str, Any]
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


def changed(tree: Tree, changes: Mapping[str, Any]) -> Tree:
    """The tree with the groups named replaced fact by fact; other values are taken as they are."""
    merged = dict(tree)
    for key, value in changes.items():
        inside = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = changed(merged[key], value) if inside else value
    return merged


def period(kind: str, start: str, end: str, **facts: Any) -> Tree:
    """A period that meets its conditions; its id is its first day."""
    plain = {
        "id": start,
        "kind": kind,
        "start": start,
        "end": end,
        "applied_on": "2022-01-03",
        "continues": False,
        "pending_process": True,
        "needs_remain": True,
        "justification": True,
        "staffing_requested": False,
        "staffing_reasoned": False,
        "staffing_accepted": False,
        "full_rate_accepted": False,
        "full_extension_accepted": False,
        "further_extension_accepted": False,
        "reflection_paid_by": "municipality",
        "weekdays": ["monday", "thursday"],
        "overlap_accepted": False,
        "earlier_project_money": False,
    }
    return {**plain, **facts}


def days(start: str, end: str, value: object = True) -> list[Tree]:
    """A fact that holds from one day to another, both included."""
    return [{"start": start, "end": end, "value": value}]


def nsp_tree(*periods: Tree, **changes: Any) -> Tree:
    """An adult in a certified shelter that society does not pay."""
    tree: Tree = {
        "id": "known",
        "programme": "nsp",
        "applied_on": "2022-01-03",
        "principal": {"birth_date": "1990-05-05", "sex": "male", "pet": False, "substance_use": False},
        "children": [],
        "exploitation": {"forms": [], "suspected_forms": []},
        "support": {
            "assessed_victim": "identified",
            "needs_support": True,
            "rights_match": True,
            "society_pays": False,
            "responsibility_attempted": True,
        },
        "shelter": {"certified": True, "takes_men": True, "men_profile": "any"},
        "stay": {"unaccompanied": False, "reflection_permit": False},
        "periods": list(periods),
        "items": [],
        "daily": {name: [] for name in DAILY},
        "budget": {"left": None, "waiting_first_periods": False},
        "assessments": {"child_alone_rate": False, "extension_priority": False},
    }
    return changed(tree, changes)


def claim(name: str, person: str, category: str, purpose: str, amount: str, on: str) -> Tree:
    """A documented and accepted claim."""
    return {
        "id": name,
        "person": person,
        "category": category,
        "purpose": purpose,
        "amount": amount,
        "on": on,
        "payee": "provider",
        "receipt": True,
        "in_plan": True,
        "contracted": True,
        "accepted": True,
    }


def child(name: str, granted: bool = True) -> Tree:
    """An accompanying child of ten."""
    return {"id": name, "birth_date": "2005-01-01", "grant_share_granted": granted}


def amp_tree(**changes: Any) -> Tree:
    """A trafficked Romanian adult who has gone home of free will, approved in every way."""
    tree: Tree = {
        "id": "known",
        "programme": "amp",
        "applied_on": "2015-05-04",
        "principal": {"birth_date": "1990-05-05", "nationalities": ["RO"]},
        "children": [],
        "exploitation": {
            "trafficking": "identified",
            "human_exploitation": False,
            "prostitution": False,
            "prostitution_in_sweden": False,
            "trafficking_in_sweden": True,
            "grounds": True,
        },
        "voluntariness": {"wants_return": True, "coerced": False, "informed": True, "withdrawn_on": None},
        "destination": {"kind": "home", "permanent_permit": False},
        "participation": {"earlier": False, "special_circumstances": False},
        "process": {"identified_in_sweden": True, "applied_in_sweden": True},
        "journey": {"travel_on": "2015-06-29", "arrived_on": "2015-06-30", "unused_at_withdrawal": "0"},
        "claims": [],
        "assessments": {
            "participation_approved": True,
            "dual_citizen_included": False,
            "stateless_included": False,
            "trafficking_abroad_included": False,
            "third_country_included": False,
            "special_circumstances_accepted": False,
            "reintegration_grant": True,
            "extra_support": True,
            "country_support_suitable": True,
            "risk_acceptable": True,
        },
    }
    return changed(tree, changes)
