"""The parts of an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from amp_rules.ledger import Answer
from amp_rules.rulebook.model import Text
from amp_rules.terms import Money, Unknown


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact left out of the case that can still change an answer; `for_decisions` names the goals."""

    path: str
    for_decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Referral:
    """A question that a person must answer, and where the answer is filed in the case."""

    decision: str
    about: str
    authority: str
    question: Text
    path: str
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingHeld:
    """A conflict, warning or note that holds for an entity."""

    decision: str
    severity: str
    about: str
    days: tuple[date, date] | None
    message: Text
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of days of one period on which every answer is the same.

    rate: per day. amount: rate times days. components: the parts of the rate, per day. rules: ids that held.
    """

    period: str
    start: date
    end: date
    days: int
    status: Answer
    rate: Money | Unknown
    amount: Money | Unknown
    components: Mapping[str, Money | Unknown]
    rules: tuple[str, ...]
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and greatest value over all completions of the case; None: no limit is known."""

    lowest: Answer
    highest: Answer


@dataclass(frozen=True, slots=True)
class Firing:
    """A production rule that fired in the second engine.

    round: which telling of facts, from 1. decision: the decision, or a named part of a condition too large
    for one rule. rule: the rule of the decision's table, None for the table's own answer. concludes: whether
    it settles what the rule concludes, rather than whether the rule holds. holds: whether the condition was
    found to hold or to fail. facts: what the condition was matched on, of that what is known.
    """

    round: int
    decision: str
    rule: str | None
    concludes: bool
    about: str
    days: tuple[date, date] | None
    holds: bool
    facts: tuple[tuple[str, Answer], ...]
