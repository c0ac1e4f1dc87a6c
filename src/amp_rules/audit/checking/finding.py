"""What checking gives: what was expected, what was paid, and the findings that lie between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from amp_rules.audit.checking.spans import Span
from amp_rules.audit.payments.payment import PaymentKind
from amp_rules.rulebook.model import Text
from amp_rules.terms import UNKNOWN, Money, Unknown

Obstacle = Literal["missing", "question", "no_case", "no_edition", "no_amount", "no_decision"]
"""Why a payment cannot be checked: facts are missing; a person has to answer; its case is not there; no
edition covers the case; the edition names no amount for such a payment; the case cannot be decided."""


@dataclass(frozen=True, slots=True)
class DayRun:
    """Days in a row that are worth the same. rate: per day. status: what becomes of the days."""

    first: date
    last: date
    rate: Money
    status: str | None

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a payment.

    kind, code: what it is, such as 'beyond_cap' and 'PF01'. difference: its part of what was paid less what
    was expected, below zero where too little was paid; the parts of all findings of one payment add up to
    the whole. way: the mistake that explains it, as '<kind>.<way>'; None for a kind that is found otherwise.
    why: what was done wrong. days: the days concerned. rules: the rules that were not kept, or else those
    that gave what was expected. cite: official ids. readings: each reading, such as 'B1=per-child', under
    which the rules give just what was paid. instead: other ways that give it too.
    """

    kind: str
    code: str
    difference: Money
    days: tuple[Span, ...]
    rules: tuple[str, ...]
    cite: tuple[str, ...]
    way: str | None = None
    why: Text | None = None
    readings: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """One payment, or several for the same thing that only make sense together, held against the rules.

    rows: of the payment list. kind, target, number: what was paid for. expected: what the rules give, UNKNOWN
    where that cannot be told; then `obstacle` says why, and `open` names the missing facts by path or the
    questions by decision. should, was: the days as the rules give them, and as the findings explain what was
    paid. dates: days that matter beside, such as ('withdrawn', ...). edition: '' where none was found.
    """

    case: str
    edition: str
    kind: PaymentKind
    target: str
    number: int | None
    rows: tuple[int, ...]
    paid: Money
    expected: Money | Unknown
    findings: tuple[Finding, ...] = ()
    obstacle: Obstacle | None = None
    open: tuple[str, ...] = ()
    should: tuple[DayRun, ...] = ()
    was: tuple[DayRun, ...] = ()
    dates: tuple[tuple[str, date], ...] = ()

    @property
    def difference(self) -> Money | None:
        """What was paid less what was expected; None where that cannot be told."""
        return None if self.expected is UNKNOWN else self.paid - self.expected
