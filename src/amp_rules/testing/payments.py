"""Payments as the rules give them, for tests that then spoil them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from amp_rules.audit.payments.payment import Payment, PaymentKind
from amp_rules.case.nsp import SupportPeriod
from amp_rules.engine.outcome import Outcome
from amp_rules.terms import UNKNOWN, Money

_AMOUNTS: tuple[tuple[PaymentKind, str], ...] = (
    ("item", "item_paid"),
    ("claim", "paid"),
    ("instalment", "instalment_amount"),
)


def right_payments(outcome: Outcome, first_row: int = 2) -> Iterator[Payment]:
    """What the rules give, as one payment for each thing that is worth something and known.

    A period is paid for with its days, from its first to its last.
    """
    rows = count(first_row)
    case = outcome.case
    for period in () if case.periods is UNKNOWN else case.periods:
        amount = _of_period(outcome, period)
        if amount:
            days = {"first": period.start, "last": period.end}
            yield Payment(next(rows), case.id, "period", period.id, amount, **days)  # type: ignore[arg-type]
    for kind, decision in _AMOUNTS:
        if decision not in outcome.plan.decisions:
            continue
        about = outcome.plan.decisions[decision].about
        for each in outcome.rows.instances(about):
            label = outcome.rows.label(each)
            value = outcome.value(decision, label)
            if isinstance(value, Money) and value and isinstance(value.minor, int):
                target, _, number = label.removeprefix(f"{about} ").rpartition(".")
                numbered = kind == "instalment"
                named = target if numbered else label.removeprefix(f"{about} ")
                yield Payment(next(rows), case.id, kind, named, value, int(number) if numbered else None)


def _of_period(outcome: Outcome, period: SupportPeriod) -> Money | None:
    """What a period's days are worth in all; None where that is not known, or no whole number of ore."""
    if outcome.plan.rulebook.edition.timeline is None:
        return None
    total = Money(0, "SEK")
    for segment in outcome.timeline:
        if segment.period == period.id:
            if segment.amount is UNKNOWN:
                return None
            total += segment.amount
    return total if isinstance(total.minor, int) else None
