"""The fewest mistakes with which the rules give just what was paid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final

from amp_rules.audit.checking.aspaid import as_paid
from amp_rules.audit.checking.hypotheses import Hypotheses, Rival
from amp_rules.audit.checking.unit import Unit
from amp_rules.audit.checking.worth import Worth, amount, worth
from amp_rules.case.model import Case
from amp_rules.engine.decide import decide
from amp_rules.engine.outcome import Outcome
from amp_rules.rulebook.mistakes import FindingKind, Way
from amp_rules.terms import Money, Unknown

UNDERPAYMENT: Final = "underpayment"
DEEPEST: Final = 3
"""So many mistakes together are tried."""
MOST_TRIED: Final = 600
"""So many combinations are weighed for one payment."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One mistake: of the rules, or of the list itself (days never applied for, or paid before)."""

    kind: FindingKind
    way: Way | None = None
    outside: bool = False
    again: bool = False

    @property
    def name(self) -> str:
        """The way's name, or the kind's."""
        return self.kind.name if self.way is None else self.way.name


Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Mistakes in the order of the catalogue, and what the rules give after each.

    exact: whether they give just what was paid. instead: other mistakes that give it too.
    """

    steps: Steps
    worths: tuple[Worth, ...]
    exact: bool
    instead: tuple[Steps, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """Mistakes made, and what the rules then give."""

    steps: Steps
    amount: Money | Unknown
    outcome: Outcome


class Weighing:
    """One case under every hypothesis, each decided when first asked for."""

    def __init__(self, hypotheses: Hypotheses, case: Case) -> None:
        self.hypotheses = hypotheses
        self.case = case
        self._outcomes: dict[tuple[str, ...], Outcome] = {}
        self._read: dict[Rival, Outcome] = {}

    def outcome(self, ways: tuple[Way, ...] = ()) -> Outcome:
        """The case decided with these mistakes made."""
        key = tuple(way.name for way in ways)
        found = self._outcomes.get(key)
        if found is None:
            found = self._outcomes[key] = self.hypotheses.decide(self.case, ways)
        return found

    def read(self, rival: Rival) -> Outcome:
        """The case decided with one ambiguity read otherwise."""
        found = self._read.get(rival)
        if found is None:
            found = self._read[rival] = decide(self.hypotheses.plan_read(rival), self.case)
        return found


class Search:
    """What explains one unit."""

    def __init__(self, weighing: Weighing, unit: Unit, decision: str, base: Worth) -> None:
        self.weighing = weighing
        self.unit = unit
        self.decision = decision
        self.base = base
        self.paid = unit.paid
        self.stretched = as_paid(weighing.case, unit)
        self.steps = tuple(self._all_steps())
        self._tried: dict[frozenset[str], Tried] = {}

    def _all_steps(self) -> Iterator[Step]:
        """Mistakes that pay too much where too much was paid, else those that pay too little."""
        hypotheses = self.weighing.hypotheses
        if isinstance(self.base.amount, Money) and self.paid < self.base.amount:
            yield from (Step(way.kind, way) for way in hypotheses.ways if way.kind.name == UNDERPAYMENT)
            return
        if self.stretched is not None:
            yield Step(hypotheses.kind("outside_period"), outside=True)
        if self.unit.again or self.unit.times > 1:
            yield Step(hypotheses.kind("double_payment"), again=True)
        yield from (Step(way.kind, way) for way in hypotheses.ways if way.kind.name != UNDERPAYMENT)

    def explanation(self) -> Explanation | None:
        """The fewest mistakes that give what was paid, else those that the payment itself shows.

        The days that a payment states are taken at their word first. Mistakes that could stand for any other,
        as they pay whatever was refused, come last.
        """
        nearest: Tried | None = None
        for given, steps in self._rounds():
            for level in Round(self, given, steps).levels():
                exact = []
                for tried in level:
                    if tried.amount == self.paid:
                        exact.append(tried.steps)
                    nearest = self._nearer(nearest, tried)
                if exact:
                    exact.sort(key=lambda found: [self.steps.index(step) for step in found])
                    return Explanation(exact[0], self._worths(exact[0]), True, tuple(_others(exact)))
        return None if nearest is None else Explanation(nearest.steps, self._worths(nearest.steps), False)

    def _rounds(self) -> Iterator[tuple[Steps, Steps]]:
        """What is given, and which mistakes are tried with it."""
        stated = tuple(step for step in self.steps if step.outside or (step.again and self.unit.again))
        special = tuple(step for step in self.steps if not step.kind.general)
        for steps in (special, self.steps) if special != self.steps else (self.steps,):
            yield from ((given, steps) for given in dict.fromkeys((stated, ())))

    def attempt(self, steps: Steps) -> Tried | None:
        """These mistakes made; None where two are of one kind, or too many were tried."""
        more = tuple(sorted(steps, key=self.steps.index))
        names = frozenset(step.name for step in more)
        if len({step.kind.name for step in more}) < len(more):
            return None
        found = self._tried.get(names)
        if found is None and len(self._tried) < MOST_TRIED:
            outcome = self._decided(more)
            again = any(step.again for step in more)
            found = Tried(more, amount(outcome, self.unit, self.decision, again), outcome)
            self._tried[names] = found
        return found

    def opens(self, tried: Tried) -> bool:
        """Whether it makes days or things payable that are not, so that other mistakes come to matter."""
        shown = all(step.kind.evident or step.again for step in tried.steps)
        longer = any(step.outside for step in tried.steps)
        return shown and (longer or tried.amount != self.base.amount)

    def _nearer(self, nearest: Tried | None, tried: Tried) -> Tried | None:
        """Of mistakes that the payment itself shows, those nearest to what was paid, below it if possible."""
        base, reached = self.base.amount, tried.amount
        assert isinstance(base, Money)
        stated = bool(self.unit.stated) or not base
        shown = all(step.again or (step.kind.evident and stated) for step in tried.steps)
        if not shown or not isinstance(reached, Money) or not base < reached or self.paid < base:
            return nearest
        return tried if nearest is None or self._distance(tried) < self._distance(nearest) else nearest

    def _distance(self, tried: Tried) -> tuple[bool, Fraction, int]:
        assert isinstance(tried.amount, Money)
        gap = Fraction(tried.amount.minor - self.paid.minor)
        return gap > 0, abs(gap), len(tried.steps)

    def _worths(self, steps: Steps) -> tuple[Worth, ...]:
        parts = [steps[: length + 1] for length in range(len(steps))]
        return tuple(self._worth(self._decided(part), part) for part in parts)

    def _decided(self, steps: Steps) -> Outcome:
        ways = tuple(step.way for step in steps if step.way is not None)
        if self.stretched is not None and any(step.outside for step in steps):
            return self.weighing.hypotheses.decide(self.stretched, ways)
        return self.weighing.outcome(ways)

    def _worth(self, outcome: Outcome, steps: Steps) -> Worth:
        return worth(outcome, self.unit, self.decision, any(step.again for step in steps))


class Round:
    """Mistakes tried on top of what is given: alone, then those together that could matter together."""

    def __init__(self, search: Search, given: Steps, steps: Steps) -> None:
        self.search = search
        self.steps = tuple(step for step in steps if step not in given)
        self.given = search.attempt(given)
        self._new: set[Steps] = set()

    def levels(self) -> Iterator[list[Tried]]:
        """What is tried, fewest mistakes first."""
        if self.given is None:
            return
        if self.given.steps:
            yield [self.given]
        singles = self._grown([self.given], self.steps)
        yield singles
        alone = [tried for tried in singles if self._matters(tried)]
        yield self._predicted(alone)
        own = {step for tried in alone for step in tried.steps if step not in self.given.steps}
        pairs = self._grown(alone, [step for step in self.steps if step in own])
        pairs += self._grown([tried for tried in alone if self.search.opens(tried)], self.steps)
        yield pairs
        yield self._grown([tried for tried in pairs if self.search.opens(tried)], self.steps)

    def _matters(self, tried: Tried) -> bool:
        """Whether anything at all comes out otherwise than with what is given alone."""
        assert self.given is not None
        own = any(step.way is None for step in tried.steps if step not in self.given.steps)
        return own or tried.outcome.groups != self.given.outcome.groups

    def _grown(self, seeds: Iterable[Tried], steps: Iterable[Step]) -> list[Tried]:
        """Each of these with one more mistake, but none that was tried in this round."""
        listed = list(steps)
        more = [self.search.attempt((*seed.steps, step)) for seed in seeds for step in listed]
        return self._fresh(more)

    def _fresh(self, tried: Iterable[Tried | None]) -> list[Tried]:
        found = []
        for each in tried:
            if each is not None and each.steps not in self._new:
                self._new.add(each.steps)
                found.append(each)
        return found

    def _predicted(self, alone: list[Tried]) -> list[Tried]:
        """Two or three mistakes whose differences add up to what there is to explain."""
        assert self.given is not None
        base = self.given.amount
        if not isinstance(base, Money):
            return []
        parts = [
            (tried, tried.amount.minor - base.minor)
            for tried in alone
            if isinstance(tried.amount, Money) and tried.amount != base
        ]
        for size in range(2, DEEPEST + 1):
            fitting = [
                tuple(dict.fromkeys(step for tried, _ in some for step in tried.steps))
                for some in combinations(parts, size)
                if sum(gap for _, gap in some) == self.search.paid.minor - base.minor
            ]
            found = self._fresh(self.search.attempt(steps) for steps in fitting)
            if found:
                return found
        return []


def _others(exact: list[Steps]) -> Iterator[Steps]:
    """Those after the first, once for each other set of kinds."""
    seen = {frozenset(step.kind.name for step in exact[0])}
    for steps in exact[1:]:
        kinds = frozenset(step.kind.name for step in steps)
        if kinds not in seen:
            seen.add(kinds)
            yield steps
