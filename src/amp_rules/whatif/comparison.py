"""What a comparison is made of: answers that moved, amounts, groups, cases."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from amp_rules.rulebook.model import Text

PERCENTS: Final = (0, 10, 25, 50, 75, 90, 100)
"""The quantiles that are told, in per cent; the first and the last are the least and the greatest amount."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is compared: a goal of both rulebooks; `unit` is '' where it is no amount."""

    name: str
    title: Text
    about: str
    kind: str
    unit: str


@dataclass(frozen=True, slots=True)
class Move:
    """So many that were one thing under the old rules and are another, or the same, under the new."""

    then: str
    now: str
    count: int

    @property
    def changed(self) -> bool:
        """Whether anything moved."""
        return self.now not in (self.then, "same")


@dataclass(frozen=True, slots=True)
class Moves:
    """How the answers to one goal moved.

    Verdicts are verdicts, truths 'yes' or 'no', choices their words; 'unknown' and 'none' are said where
    that is the answer. Of dates it is told whether there is one: 'date', then 'same', 'earlier' or 'later'.
    """

    goal: Goal
    moves: tuple[Move, ...]

    @property
    def changed(self) -> tuple[Move, ...]:
        """Those where something moved."""
        return tuple(move for move in self.moves if move.changed)

    @property
    def count(self) -> int:
        """How many moved."""
        return sum(move.count for move in self.changed)


@dataclass(frozen=True, slots=True)
class Quantile:
    """The smallest amount that at least this share of the amounts does not exceed."""

    percent: int
    value: Fraction


@dataclass(frozen=True, slots=True)
class Spread:
    """Amounts of many cases, in ore or cents for money; exact. mean: None where there are no cases."""

    cases: int
    total: Fraction
    mean: Fraction | None
    quantiles: tuple[Quantile, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """What moved in a set of cases whose amounts are known on both sides.

    gained, lost: sums, the second below zero; they add up to the difference.
    """

    cases: int
    gainers: int
    losers: int
    gained: Fraction
    lost: Fraction

    @property
    def same(self) -> int:
        """How many stay as they are."""
        return self.cases - self.gainers - self.losers

    @property
    def difference(self) -> Fraction:
        """What the new rules give more, in all."""
        return self.gained + self.lost


@dataclass(frozen=True, slots=True)
class AmountShift:
    """One amount, old and new, over the cases where both are known.

    apart: the others, by whether the amount is 'known', known to be 'none', or 'unknown'; they count in
    nothing else here.
    """

    goal: Goal
    then: Spread
    now: Spread
    difference: Spread
    shift: Shift
    apart: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class GroupShift:
    """What moved in one group.

    shift: of the total; None where the rules publish no money. apart: cases whose total is not known on both
    sides. moved: cases with another verdict about the case.
    """

    label: str
    cases: int
    shift: Shift | None
    apart: int
    moved: int


@dataclass(frozen=True, slots=True)
class Groups:
    """What moved, group by group."""

    name: str
    groups: tuple[GroupShift, ...]


@dataclass(frozen=True, slots=True)
class CaseShift:
    """A case and its total under both."""

    case_id: str
    then: Fraction
    now: Fraction

    @property
    def difference(self) -> Fraction:
        """What the new rules give more."""
        return self.now - self.then
