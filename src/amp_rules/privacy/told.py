"""Everything an outcome tells, in a form in which two of them can be held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from amp_rules.case.access import fact_type
from amp_rules.engine import Outcome
from amp_rules.errors import UnknownNameError
from amp_rules.ledger import DecisionRead, Entry, FactRead
from amp_rules.plan.model import Plan


@dataclass(frozen=True, slots=True)
class Named:
    """An id, or the label of an entity, which another name may stand for."""

    text: str


@dataclass(frozen=True, slots=True)
class Limit:
    """An end of what an unknown answer can be: the case's own, or that of all cases there can be."""

    value: Any


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """Notes that a sum of months stopped at the end of one."""

    notes: tuple[str, ...]


Told = tuple[Any, ...]
"""Nested tuples of values; what is not compared as it stands is in one of the forms above."""


@dataclass(frozen=True, slots=True)
class Turned:
    """How one case becomes another: every date so many days later, every name another.

    fixed: dates that the rules themselves set, which stay. slack: so many days more or less are let pass,
    and the end of a month may come into it or not.
    """

    days: int
    names: Mapping[str, str]
    fixed: frozenset[date]
    slack: int = 0

    def same(self, one: Any, other: Any) -> bool:
        """Whether `one` becomes `other`."""
        if isinstance(one, tuple) and isinstance(other, tuple):
            return len(one) == len(other) and all(map(self.same, one, other))
        if type(one) is not type(other):
            return False
        if isinstance(one, date):
            off = other.toordinal() - one.toordinal() - self.days
            return abs(off) <= self.slack or (one == other and one in self.fixed)
        if isinstance(one, Named):
            return bool(self.names.get(one.text, one.text) == other.text)
        if isinstance(one, MonthEnd):
            return self.slack > 0 or bool(one == other)
        if isinstance(one, Limit):
            return bool(one.value == other.value) or self.same(one.value, other.value)
        return bool(one == other)


def fixed_dates(plan: Plan) -> frozenset[date]:
    """The dates that the rules set themselves, such as the last day of a year."""
    values = [value for each in plan.parameters.values() for _, value in each.values]
    return frozenset(value for value in values if isinstance(value, date))


def labels_of(outcome: Outcome) -> tuple[str, ...]:
    """What entities are called, in an order that neither dates moved together nor names change."""
    rows, scopes = outcome.rows, outcome.plan.scopes
    kinds = dict.fromkeys(("case", *scopes.parents))
    return tuple(rows.label(each) for kind in kinds for each in rows.instances(kind))


def answers_told(outcome: Outcome) -> Iterator[Told]:
    """Verdicts, amounts, what is missing or left to a person, findings, and the days."""
    yield tuple(outcome.verdicts.items())
    yield tuple((name, _plain(value)) for name, value in outcome.amounts.items())
    yield tuple((each.path, each.for_decisions) for each in outcome.missing)
    yield tuple((each.decision, Named(each.about), each.path) for each in outcome.referrals)
    yield tuple((each.decision, Named(each.about), each.days) for each in outcome.findings)
    yield tuple(
        (
            *(Named(each.period), each.start, each.end, each.status, each.rate, each.amount),
            *(tuple(each.components.items()), each.rules),
        )
        for each in outcome.timeline
    )


def ledger_told(outcome: Outcome) -> Iterator[Told]:
    """Every entry of the ledger, and the bounds of what is unknown."""
    yield tuple(_entry(each) for each in outcome.ledger)
    yield tuple((name, Limit(each.lowest), Limit(each.highest)) for name, each in outcome.bounds.items())


def _entry(entry: Entry) -> Told:
    read = tuple(_read(each) for each in entry.read)
    return (
        *(entry.decision, entry.rule, Named(entry.about), entry.days, entry.holds, _plain(entry.conclusion)),
        *(read, entry.reading, MonthEnd(entry.notes)),
    )


def _read(read: Any) -> Told:
    if isinstance(read, FactRead):
        return read.path, Named(str(read.value)) if _is_name(read) else _plain(read.value)
    if isinstance(read, DecisionRead):
        return read.decision, Named(read.about), _plain(read.value)
    return read.name, _plain(read.value)


def _is_name(read: FactRead) -> bool:
    if not isinstance(read.value, str):
        return False
    try:
        return fact_type(read.path).kind in ("ref", "text")
    except UnknownNameError:
        return False


def _plain(value: Any) -> Any:
    return tuple(sorted(value)) if isinstance(value, frozenset) else value


def facts_read(outcome: Outcome) -> Iterator[str]:
    """The paths of the facts that the ledger or the missing facts speak of."""
    for entry in outcome.ledger:
        for each in entry.read:
            if isinstance(each, FactRead):
                yield each.path
    for missing in outcome.missing:
        yield missing.path
