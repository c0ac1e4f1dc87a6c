"""What an adjustment is made of: lines of money, and answers that changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from amp_rules.engine.answers import FindingHeld
from amp_rules.ledger import Answer, Verdict
from amp_rules.rulebook.model import Text
from amp_rules.terms import UNKNOWN, Maybe, Money, Unknown

T = TypeVar("T")


class View(NamedTuple):
    """What a case is seen from: about days up to `valid`, as written down by the end of `known`."""

    valid: date | None = None
    known: date | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two views: its total, and what that waits for where it is not known.

    total: None where the edition publishes no money. missing: paths of facts. asked: paths of questions that
    a person must answer.
    """

    view: View
    total: Money | Unknown | None
    missing: tuple[str, ...]
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a line is what it is on one side: rules that held, what they cite, what is missing."""

    rules: tuple[str, ...] = ()
    cite: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One amount that differs, or is not known on both sides; `about` as in the ledger.

    days: first and last day, where it is about days. decided, should_be: for all of them together.
    """

    decision: str
    title: Text
    about: str
    days: tuple[date, date] | None
    decided: Money | Unknown
    should_be: Money | Unknown
    then: Basis
    now: Basis

    @property
    def delta(self) -> Money | Unknown:
        """What should have been, less what was decided."""
        if isinstance(self.decided, Money) and isinstance(self.should_be, Money):
            return self.should_be - self.decided
        return UNKNOWN

    @property
    def changed(self) -> bool:
        """Whether the two sides differ, not known being one of the things they may say."""
        return self.decided != self.should_be

    @property
    def count(self) -> int | None:
        """How many days it is about."""
        return None if self.days is None else (self.days[1] - self.days[0]).days + 1


@dataclass(frozen=True, slots=True)
class Changed(Generic[T]):
    """An answer that differs; None where there was nothing to ask about, or nothing found."""

    name: str
    title: Text
    about: str
    then: T | None
    now: T | None


@dataclass(frozen=True, slots=True)
class Blame:
    """An event that only one view knows, without which the later view would say something else.

    delta: what it does to the total, so that with several events the deltas need not sum to the whole.
    Unknown where a total is, and where the other events cannot stand without this one.
    """

    number: int
    kind: str
    delta: Money | Unknown | None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What was decided from one view of a case file, and what should be from another.

    delta: the difference of the totals; zero where both views show the same facts, and otherwise unknown
    where a total is. covered: the sum of the lines that are known on both sides. Both are None without money.
    """

    rulebook: str
    then: Side
    now: Side
    delta: Money | Unknown | None
    covered: Money | None
    lines: tuple[Line, ...] = ()
    verdicts: tuple[Changed[Verdict], ...] = ()
    findings: tuple[Changed[FindingHeld], ...] = ()
    answers: tuple[Changed[Answer], ...] = ()
    days: tuple[Changed[Maybe[date]], ...] = ()
    blame: tuple[Blame, ...] = ()

    @property
    def open_lines(self) -> tuple[Line, ...]:
        """The lines that the sum does not cover."""
        return tuple(line for line in self.lines if line.delta is UNKNOWN)

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        several = (self.verdicts, self.findings, self.answers, self.days)
        return any(line.changed for line in self.lines) or any(several)
