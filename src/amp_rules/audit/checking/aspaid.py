"""The case as a payment has it: a period as long as the days paid for, a receipt in the category booked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from amp_rules.audit.checking.unit import Unit, period_days
from amp_rules.case.amp import Claim
from amp_rules.case.enums import ClaimCategory
from amp_rules.case.model import Case
from amp_rules.case.nsp import SupportPeriod
from amp_rules.terms import UNKNOWN

Part = TypeVar("Part", SupportPeriod, Claim)


def as_paid(case: Case, unit: Unit) -> Case | None:
    """The case with the unit's period stretched over all days paid for; None where it covers them anyway."""
    period = _named(() if case.periods is UNKNOWN else case.periods, unit)
    own = None if period is None else period_days(period)
    if unit.kind != "period" or period is None or own is None or not unit.stated:
        return None
    first = min(own[0], unit.stated[0][0])
    last = max(own[1], unit.stated[-1][1])
    if (first, last) == own:
        return None
    longer = period.model_copy(update={"start": first, "end": last})
    assert case.periods is not UNKNOWN
    return case.model_copy(update={"periods": _with(case.periods, longer)})


def as_booked(case: Case, unit: Unit) -> Case:
    """The case with a receipt in the category that the list has for it."""
    claim = _named(() if case.claims is UNKNOWN else case.claims, unit)
    if unit.kind != "claim" or claim is None or unit.category in (None, claim.category):
        return case
    booked = claim.model_copy(update={"category": ClaimCategory(unit.category)})
    assert case.claims is not UNKNOWN
    return case.model_copy(update={"claims": _with(case.claims, booked)})


def _named(parts: Iterable[Part], unit: Unit) -> Part | None:
    return next((each for each in parts if each.id == unit.target), None)


def _with(parts: Sequence[Part], other: Part) -> tuple[Part, ...]:
    return tuple(other if each.id == other.id else each for each in parts)
