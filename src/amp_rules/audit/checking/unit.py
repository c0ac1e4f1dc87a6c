"""Payments of one case, put together by what they pay for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from amp_rules.audit.checking.spans import Span, count, joined, shared, without
from amp_rules.audit.payments.payment import Payment, PaymentKind, currency_of
from amp_rules.case.amp import Claim
from amp_rules.case.model import Case
from amp_rules.case.nsp import OneOffItem, SupportPeriod
from amp_rules.terms import UNKNOWN, Money


@dataclass(frozen=True, slots=True)
class Unit:
    """What is checked as one: a payment, the payments for one thing that no days tell apart, or none at all.

    days: those paid for the first time; None: all days of the period, or no days at all. again: days that an
    earlier payment, or this one, has paid before. times: how many payments there are.
    """

    kind: PaymentKind
    target: str
    number: int | None
    payments: tuple[Payment, ...]
    days: tuple[Span, ...] | None = None
    again: tuple[Span, ...] = ()
    times: int = 1

    @property
    def paid(self) -> Money:
        """What was paid, less what came back."""
        whole = sum(payment.amount.minor for payment in self.payments)
        return Money(whole, currency_of(self.kind))

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows of the list."""
        return tuple(payment.row for payment in self.payments)

    @property
    def stated(self) -> tuple[Span, ...]:
        """Every day that the payments say they pay for."""
        return joined(
            (each.first, each.last)
            for each in self.payments
            if each.first is not None and each.last is not None
        )

    @property
    def category(self) -> str | None:
        """The category that the list has for a receipt; None where it has none."""
        return next((each.category for each in self.payments if each.category is not None), None)


def units_of(case: Case, payments: Iterable[Payment]) -> tuple[Unit, ...]:
    """The payments of a case as units, in the order of their first rows."""
    groups: dict[tuple[PaymentKind, str, int | None], list[Payment]] = {}
    for payment in payments:
        key = (payment.kind, _target(case, payment), payment.number)
        groups.setdefault(key, []).append(payment)
    found = [unit for key, group in groups.items() for unit in _units(*key, group)]
    return tuple(sorted(found, key=lambda unit: min(unit.rows)))


def unpaid_units(case: Case, units: Iterable[Unit]) -> Iterator[Unit]:
    """What the case has that no payment is for: whole periods or the rest of their days, and other things."""
    paid: dict[tuple[PaymentKind, str, int | None], list[Unit]] = {}
    for unit in units:
        paid.setdefault((unit.kind, unit.target, unit.number), []).append(unit)
    for period in () if case.periods is UNKNOWN else case.periods:
        own = period_days(period)
        some = paid.get(("period", period.id, None), [])
        if not some:
            yield Unit("period", period.id, None, ())
        elif own is not None and all(unit.days is not None for unit in some):
            rest = without([own], [span for unit in some for span in unit.stated])
            if rest:
                yield Unit("period", period.id, None, (), rest)
    kinds: tuple[tuple[PaymentKind, Iterable[OneOffItem | Claim]], ...] = (
        ("item", () if case.items is UNKNOWN else case.items),
        ("claim", () if case.claims is UNKNOWN else case.claims),
    )
    for kind, things in kinds:
        yield from (Unit(kind, each.id, None, ()) for each in things if (kind, each.id, None) not in paid)


def unpaid_instalments(people: Iterable[tuple[str, int]], units: Iterable[Unit]) -> Iterator[Unit]:
    """The instalments that no payment is for; people: each person with each number that there is."""
    paid = {(unit.target, unit.number) for unit in units if unit.kind == "instalment"}
    yield from (Unit("instalment", who, number, ()) for who, number in people if (who, number) not in paid)


def _target(case: Case, payment: Payment) -> str:
    if payment.target:
        return payment.target
    if payment.kind == "instalment":
        return case.principal.id
    if payment.kind == "period" and payment.first is not None and payment.last is not None:
        return _period_of(case, (payment.first, payment.last))
    return ""


def _period_of(case: Case, days: Span) -> str:
    """The period that shares most days, the earlier of two that share as many; '' where none shares any."""
    known = (
        [] if case.periods is UNKNOWN else [each for each in case.periods if period_days(each) is not None]
    )
    ranked = sorted(known, key=lambda each: (-_common(each, days), str(each.start), each.id))
    return ranked[0].id if ranked and _common(ranked[0], days) else ""


def period_days(period: SupportPeriod) -> Span | None:
    """First and last day of a period, where both are known."""
    if period.start is UNKNOWN or period.end is UNKNOWN:
        return None
    return period.start, period.end


def _common(period: SupportPeriod, days: Span) -> int:
    own = period_days(period)
    return 0 if own is None else count(shared([own], [days]))


def _units(kind: PaymentKind, target: str, number: int | None, group: list[Payment]) -> list[Unit]:
    apart = kind == "period" and all(each.first is not None and each.amount.minor >= 0 for each in group)
    if not apart:
        return [_together(kind, target, number, group)]
    covered: tuple[Span, ...] = ()
    found = []
    for each in sorted(group, key=lambda each: (each.paid_on or date.min, each.row)):
        assert each.first is not None
        assert each.last is not None
        own = [(each.first, each.last)]
        found.append(Unit(kind, target, number, (each,), without(own, covered), shared(own, covered)))
        covered = joined([*covered, *own])
    return found


def _together(kind: PaymentKind, target: str, number: int | None, group: list[Payment]) -> Unit:
    """Payments that no days tell apart, or of which some came back."""
    ordered = tuple(sorted(group, key=lambda each: each.row))
    outgoing = [each for each in ordered if each.amount.minor >= 0]
    spans = [(each.first, each.last) for each in outgoing if each.first is not None and each.last is not None]
    if kind != "period" or len(spans) < len(outgoing) or not spans:
        return Unit(kind, target, number, ordered, times=max(1, len(outgoing)))
    covered: tuple[Span, ...] = ()
    again: list[Span] = []
    for span in spans:
        again += shared([span], covered)
        covered = joined([*covered, span])
    return Unit(kind, target, number, ordered, covered, tuple(again))
