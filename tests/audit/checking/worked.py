"""Cases for the tests of payments, each as small as its rules allow."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from amp_rules.audit.checking import Checked, Checker
from amp_rules.audit.payments.payment import Payment, PaymentKind
from amp_rules.case import Case, case_from_mapping
from amp_rules.rulebook import load_library
from amp_rules.terms import Money

GATES = {
    "assessed_victim": "identified",
    "needs_support": True,
    "rights_match": True,
    "society_pays": False,
    "responsibility_attempted": True,
}


@cache
def checker(complete: bool = False) -> Checker:
    return Checker(load_library(), complete=complete)


def period(own: str, kind: str, start: str, end: str, **more: Any) -> dict[str, Any]:
    plain = {"staffing_requested": False, "earlier_project_money": False}
    return {"id": own, "kind": kind, "start": start, "end": end, **plain, **more}


def extension(own: str, start: str, end: str, **more: Any) -> dict[str, Any]:
    granted = {"pending_process": True, "needs_remain": True, "justification": True}
    return period(own, "in_depth", start, end, **{**granted, **more})


def shelter_case(*periods: dict[str, Any], **more: Any) -> Case:
    """A case in which everything is known and granted unless said otherwise."""
    daily: dict[str, Any] = {
        "adult_allowance": [],
        "children_in_shelter": [],
        "children_elsewhere": [],
        "other_payer": [],
        "full_rate": [],
        "extra_staffing": [],
        "child_allowance": [],
    }
    tree: dict[str, Any] = {
        "id": "made-up",
        "programme": "nsp",
        "applied_on": "2022-01-03",
        "principal": {"age": 30},
        "support": GATES,
        "shelter": {"certified": True},
        "items": [],
        "children": [],
        "budget": {"waiting_first_periods": False, "left": None},
        "periods": list(periods),
        "daily": {**daily, **more.pop("daily", {})},
    }
    return case_from_mapping({**tree, **more})


def return_case(**more: Any) -> Case:
    """A person who came home on 10 April 2015 and was granted everything, with one child that has a share."""
    tree: dict[str, Any] = {
        "id": "made-up",
        "programme": "amp",
        "applied_on": "2015-03-02",
        "principal": {"age": 27, "nationalities": ["MD"]},
        "children": [{"id": "child", "age": 6, "grant_share_granted": True}],
        "exploitation": {"trafficking": "identified"},
        "voluntariness": {"wants_return": True, "coerced": False, "informed": True, "withdrawn_on": None},
        "destination": {"country": "MD", "kind": "home", "support_available": True},
        "assessments": {
            "participation_approved": True,
            "country_support_suitable": True,
            "risk_acceptable": True,
            "reintegration_grant": True,
            "extra_support": True,
        },
        "journey": {"travel_on": "2015-04-10", "arrived_on": "2015-04-10"},
        "claims": [],
    }
    return case_from_mapping({**tree, **more})


def sek(
    amount: str,
    target: str = "p",
    first: str | None = None,
    last: str | None = None,
    row: int = 2,
    **more: Any,
) -> Payment:
    days: dict[str, Any] = {
        "first": None if first is None else date.fromisoformat(first),
        "last": None if last is None else date.fromisoformat(last),
    }
    kind: PaymentKind = more.pop("kind", "period")
    return Payment(row, "made-up", kind, target, Money.of(amount, "SEK"), **days, **more)


def usd(amount: str, target: str, kind: PaymentKind = "claim", row: int = 2, **more: Any) -> Payment:
    return Payment(row, "made-up", kind, target, Money.of(amount, "USD"), **more)


def found(case: Case, *payments: Payment, complete: bool = False) -> list[Checked]:
    return list(checker(complete).check(case, payments))


def codes(checked: Checked) -> list[tuple[str, str]]:
    """Each finding's kind with its part of the difference."""
    return [(finding.kind, str(finding.difference)) for finding in checked.findings]
