"""What happened, in order: every rule tested, what it read, what it concluded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from amp_rules.terms import Money, Unknown

Answer = bool | int | Fraction | str | date | Money | None | frozenset[str] | Unknown


class Verdict(StrEnum):
    """What the rules say of the facts."""

    GRANTED = "granted"
    REFUSED = "refused"
    UNDETERMINED = "undetermined"
    REFERRED = "referred"


@dataclass(frozen=True, slots=True)
class FactRead:
    """A fact a rule read: its path in the case, and its value there."""

    path: str
    value: Answer


@dataclass(frozen=True, slots=True)
class ParameterRead:
    """A parameter a rule read, with its value."""

    name: str
    value: Answer


@dataclass(frozen=True, slots=True)
class DecisionRead:
    """Another decision a rule read, about which entity, with its value."""

    decision: str
    about: str
    value: Answer


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule tested for one entity (and one run of days).

    rule: its id, or None where no rule held and the table's own answer stands. holds: true, false or
    UNKNOWN. conclusion: the value the rule gives, None unless it holds. days: first and last day of the
    segment, for decisions about a day.
    """

    decision: str
    rule: str | None
    about: str
    days: tuple[date, date] | None
    holds: bool | Unknown
    conclusion: Answer
    read: tuple[FactRead | ParameterRead | DecisionRead, ...]
    cite: tuple[str, ...]
    reading: str | None
    notes: tuple[str, ...] = ()
