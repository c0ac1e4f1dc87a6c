"""What an audit comes to, counted and summed while it goes on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from amp_rules.audit.checking.finding import Checked
from amp_rules.terms import Currency, Money

Minor = int | Fraction
"""Ore or cents; a fraction only under rules that give one."""


@dataclass
class KindTotal:
    """One kind of finding: how many there are, and what they come to in minor units, neither below zero."""

    code: str
    count: int = 0
    over: Minor = 0
    under: Minor = 0


@dataclass
class CurrencyTotal:
    """The payments of one currency, in minor units; all but `unchecked` of those that could be checked."""

    paid: Minor = 0
    expected: Minor = 0
    over: Minor = 0
    under: Minor = 0
    unchecked: Minor = 0
    kinds: dict[str, KindTotal] = field(default_factory=dict)

    @property
    def difference(self) -> Minor:
        """Paid less expected."""
        return self.paid - self.expected


@dataclass
class Totals:
    """What an audit comes to.

    payments: rows that could be read; bad_rows: those that could not. right, wrong, unchecked: what was
    checked as one, by what came of it. obstacles: why some could not be checked. cases: those with payments,
    and all others where the list is complete.
    """

    payments: int = 0
    bad_rows: int = 0
    cases: int = 0
    right: int = 0
    wrong: int = 0
    obstacles: Counter[str] = field(default_factory=Counter)
    currencies: dict[Currency, CurrencyTotal] = field(default_factory=dict)

    @property
    def unchecked(self) -> int:
        """How many could not be checked."""
        return self.obstacles.total()

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return sum(kind.count for each in self.currencies.values() for kind in each.kinds.values())

    def add(self, checked: Checked) -> None:
        """Counts one more."""
        total = self.currencies.setdefault(checked.paid.currency, CurrencyTotal())
        difference = checked.difference
        if difference is None or not isinstance(checked.expected, Money):
            self.obstacles[checked.obstacle or "missing"] += 1
            total.unchecked += checked.paid.minor
            return
        total.paid += checked.paid.minor
        total.expected += checked.expected.minor
        total.over += max(0, difference.minor)
        total.under += max(0, -difference.minor)
        self.right += not checked.findings
        self.wrong += bool(checked.findings)
        for finding in checked.findings:
            kind = total.kinds.setdefault(finding.kind, KindTotal(finding.code))
            kind.count += 1
            kind.over += max(0, finding.difference.minor)
            kind.under += max(0, -finding.difference.minor)
