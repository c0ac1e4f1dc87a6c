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
from amp_rules.audit.checking.worth import Worth, worth
from amp_rules.case.model import Case
from amp_rules.engine.decide import decide
from amp_rules.engine.outcome import Outcome
from amp_rules.rulebook.mistakes import FindingKind, Way
from amp_rules.terms import Money

UNDERPAYMENT: Final = "underpayment"
DEEPEST: Final = 3
"""So many mistakes together are tried."""
MOST_TRIED: Final = 600
"""So many combinations are weighed for one payment."""


@dataclass(frozen=True, slots=True)
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
    """Mistakes made. matters: whether anything at all comes out otherwise than without them."""

    steps: Steps
    worth: Worth
    matters: bool


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
        self._steps = tuple(self._all_steps())
        self._seen: set[frozenset[str]] = set()
        self._base_outcome = self._decided(())

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
        """The fewest mistakes that give what was paid, else those that the payment itself shows."""
        nearest: Tried | None = None
        for level in self._levels():
            exact = []
            for tried in level:
                if tried.worth.amount == self.paid:
                    exact.append(tried.steps)
                nearest = self._nearer(nearest, tried)
            if exact:
                exact.sort(key=lambda steps: [self._steps.index(step) for step in steps])
                return Explanation(exact[0], self._worths(exact[0]), True, tuple(exact[1:]))
        return None if nearest is None else Explanation(nearest.steps, self._worths(nearest.steps), False)

    def _levels(self) -> Iterator[list[Tried]]:
        """Mistakes alone, then those together that could matter together, then three."""
        singles = [tried for step in self._steps if (tried := self._try((step,))) is not None]
        alone = [tried for tried in singles if tried.matters]
        yield singles
        yield self._predicted(alone)
        pairs = self._grown(alone, [tried.steps[0] for tried in alone])
        pairs += self._grown([tried for tried in alone if self._opens(tried)], self._steps)
        yield pairs
        opening = [tried for tried in pairs if tried.matters and self._opens(tried)]
        yield self._grown(opening, self._steps)

    def _try(self, steps: Steps) -> Tried | None:
        """These mistakes made; None where they were made before, or too many were."""
        more = tuple(sorted(steps, key=self._steps.index))
        names = frozenset(step.name for step in more)
        kinds = {step.kind.name for step in more}
        if names in self._seen or len(kinds) < len(more) or len(self._seen) >= MOST_TRIED:
            return None
        self._seen.add(names)
        outcome = self._decided(more)
        own = any(step.way is None for step in more)
        matters = own or outcome.groups != self._base_outcome.groups
        return Tried(more, self._worth(outcome, more), matters)

    def _grown(self, seeds: list[Tried], steps: Iterable[Step]) -> list[Tried]:
        """Each of these with one more mistake."""
        listed = list(steps)
        found = [self._try((*seed.steps, step)) for seed in seeds for step in listed]
        return [tried for tried in found if tried is not None]

    def _opens(self, tried: Tried) -> bool:
        """Whether it makes days or things payable that are not, so that other mistakes come to matter."""
        shown = all(step.kind.evident or step.again for step in tried.steps)
        longer = any(step.outside for step in tried.steps)
        return shown and (longer or tried.worth.amount != self.base.amount)

    def _predicted(self, alone: list[Tried]) -> list[Tried]:
        """Two or three mistakes whose differences add up to what there is to explain."""
        parts = [(tried, self._gap(tried)) for tried in alone]
        parts = [(tried, gap) for tried, gap in parts if gap]
        wanted = self.paid.minor - (self.base.amount.minor if isinstance(self.base.amount, Money) else 0)
        found = []
        for size in range(2, DEEPEST + 1):
            for some in combinations(parts, size):
                if sum(gap for _, gap in some) == wanted:
                    found.append(self._try(tuple(step for tried, _ in some for step in tried.steps)))
            if found:
                break
        return [tried for tried in found if tried is not None]

    def _gap(self, tried: Tried) -> int | Fraction:
        amount, base = tried.worth.amount, self.base.amount
        return amount.minor - base.minor if isinstance(amount, Money) and isinstance(base, Money) else 0

    def _nearer(self, nearest: Tried | None, tried: Tried) -> Tried | None:
        """Of mistakes that the payment itself shows, those nearest to what was paid, below it if possible."""
        base, amount = self.base.amount, tried.worth.amount
        assert isinstance(base, Money)
        stated = bool(self.unit.stated) or not base
        shown = all(step.again or (step.kind.evident and stated) for step in tried.steps)
        if not shown or not isinstance(amount, Money) or not base < amount or self.paid < base:
            return nearest
        return tried if nearest is None or self._distance(tried) < self._distance(nearest) else nearest

    def _distance(self, tried: Tried) -> tuple[bool, Fraction, int]:
        assert isinstance(tried.worth.amount, Money)
        gap = Fraction(tried.worth.amount.minor - self.paid.minor)
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
