"""How much hangs on how the unclear places are read: every rival reading, on the same population."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from amp_rules.engine import plan_of
from amp_rules.errors import UnknownNameError
from amp_rules.plan import Plan
from amp_rules.plan.substance import substance
from amp_rules.population import Population, Run, run
from amp_rules.population.run import BadRows, Engine
from amp_rules.rulebook import with_readings
from amp_rules.rulebook.model import Interpretation, Rulebook, Text
from amp_rules.whatif.amounts import Flags
from amp_rules.whatif.between import Between
from amp_rules.whatif.compare import shift_of
from amp_rules.whatif.comparison import Goal, Move, Shift

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class ReadingEffect:
    """What another reading of one ambiguity does, against the reading in force.

    changed: cases about which some goal says something else. moved: those with another verdict. shift: of
    the total, over the cases where it is known on both sides; None where the rules publish no money. apart:
    the other cases, by whether the total is known. undecided: cases with a problem on either side.
    """

    interpretation: str
    choice: str
    text: Text
    changed: int
    moved: int
    shift: Shift | None
    apart: tuple[Move, ...]
    undecided: int

    @property
    def name(self) -> str:
        """The reading as it is switched, such as 'B5=day-count'."""
        return f"{self.interpretation}={self.choice}"

    @property
    def difference(self) -> Fraction:
        """What it adds to the total."""
        return NOTHING if self.shift is None else self.shift.difference

    @property
    def money(self) -> Fraction:
        """The money that depends on it: what is gained and what is lost, together."""
        return NOTHING if self.shift is None else self.shift.gained - self.shift.lost


@dataclass(frozen=True, slots=True)
class AmbiguityEffect:
    """What hangs on one ambiguity; changed: cases that some other reading says something else about."""

    interpretation: str
    question: Text
    in_force: str
    changed: int
    readings: tuple[ReadingEffect, ...]

    @property
    def money(self) -> Fraction:
        """The most money that depends on any one of its readings."""
        return max((each.money for each in self.readings), default=NOTHING)

    @property
    def lowest(self) -> Fraction:
        """The least that another reading adds to the total; 0 where none takes off."""
        return min((each.difference for each in self.readings), default=NOTHING)

    @property
    def highest(self) -> Fraction:
        """The most that another reading adds to the total."""
        return max((each.difference for each in self.readings), default=NOTHING)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What hangs on each ambiguity that the rules touch, that with most money and then most cases first.

    total: the goal that the money is of; None where the rules publish none. runs: how often the population
    was decided.
    """

    rulebook: str
    cases: int
    total: Goal | None
    ambiguities: tuple[AmbiguityEffect, ...]
    runs: int

    @property
    def readings(self) -> tuple[ReadingEffect, ...]:
        """Every rival reading, that with most money and then most cases first."""
        every = [each for ambiguity in self.ambiguities for each in ambiguity.readings]
        return tuple(sorted(every, key=lambda each: (-each.money, -each.changed, each.name)))


def sensitivity(
    rules: Rulebook | Plan,
    population: Population,
    *,
    interpretations: Iterable[str] | None = None,
    engine: Engine = "columns",
    bad_rows: BadRows = "stop",
    progress: bool = False,
) -> Sensitivity:
    """For every other reading of every ambiguity: how many cases and how much money depend on it.

    One ambiguity is read otherwise at a time, the others as the rulebook has them. interpretations: only
    these; all that the rules touch when left out.

    >>> from amp_rules import case_from_mapping, load_rulebook
    >>> from amp_rules.population import from_cases
    >>> one = from_cases([case_from_mapping({"id": "a-1", "programme": "nsp", "items": []})])
    >>> found = sensitivity(load_rulebook("nsp", edition="2022"), one, interpretations=["B5"])
    >>> [(each.name, each.changed) for each in found.readings]
    [('B5=after-90-days', 0), ('B5=day-count', 0)]

    Raises:
        UnknownNameError: an interpretation that no rule touches.
        BadRowsError, WrongProgrammeError: as `run` does.
    """
    plan = plan_of(rules)
    for label in interpretations or ():
        if label not in plan.readings:
            raise UnknownNameError("interpretation", label, tuple(plan.readings))
    chosen = plan.readings if interpretations is None else interpretations
    asked = _Asked(run(plan, population, engine, bad_rows, progress), engine, progress)
    known = plan.rulebook.registers.interpretations
    effects = [asked.ambiguity(known[label]) for label in dict.fromkeys(chosen)]
    ranked = sorted(effects, key=lambda each: (-each.money, -each.changed, each.interpretation))
    return Sensitivity(plan.name, len(asked.then), asked.itself.total, tuple(ranked), asked.runs)


class _Asked:
    """The population decided as the rulebook reads, to be decided otherwise."""

    def __init__(self, then: Run, engine: Engine, progress: bool) -> None:
        self.then = then
        self.plan = then.plan
        self.itself = Between(then, then)
        self.text = substance(then.plan)
        self.engine: Engine = engine
        self.progress = progress
        self.runs = 1

    def ambiguity(self, known: Interpretation) -> AmbiguityEffect:
        """What hangs on one ambiguity."""
        in_force = self.plan.readings[known.id]
        changed: Flags = np.zeros(len(self.then), np.bool_)
        found = []
        for choice in known.readings:
            if choice != in_force:
                between = self._between(known.id, choice)
                changed |= between.changed
                found.append(_effect(between, known, choice))
        return AmbiguityEffect(known.id, known.question, in_force, int(changed.sum()), tuple(found))

    def _between(self, label: str, choice: str) -> Between:
        plan = plan_of(with_readings(self.plan.rulebook, {label: choice}))
        if substance(plan) == self.text:
            return self.itself
        self.runs += 1
        now = run(plan, self.then.population, self.engine, "stop", self.progress)
        return Between(self.then, now)


def _effect(between: Between, known: Interpretation, choice: str) -> ReadingEffect:
    shift, apart = None, tuple[Move, ...]()
    if between.total is not None:
        pairs = between.amounts(between.total)
        shift = shift_of(pairs.more.counts[pairs.both], pairs.more.parts)
        apart = between.answers(between.total).moves(between.rows("case") & ~pairs.both)
    return ReadingEffect(
        known.id,
        choice,
        known.readings[choice],
        int(between.changed.sum()),
        int(between.moved.sum()),
        shift,
        apart,
        int(between.undecided.sum()),
    )
