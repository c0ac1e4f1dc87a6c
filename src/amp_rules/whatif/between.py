"""Two runs of one population, row by row: what each answer was and is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from amp_rules.engine.decide import WrongProgrammeError
from amp_rules.plan.model import BoundDecision
from amp_rules.population import Run, run_schema
from amp_rules.population.outcome import GoalColumns
from amp_rules.whatif.amounts import Amounts, Flags, amounts_of, column_of, difference
from amp_rules.whatif.coded import KNOWN, Answers, dates_of, truths_of, words_of
from amp_rules.whatif.comparison import Goal
from amp_rules.whatif.rowpairs import Codes, Rows, rows_of


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """One amount on both sides, and what the second is more."""

    then: Amounts
    now: Amounts
    more: Amounts

    @property
    def both(self) -> Flags:
        """The rows where both are known."""
        return self.more.known


class Between:
    """The rows of two runs that belong together.

    undecided: cases with a problem on either side; no row of theirs counts in anything.
    """

    def __init__(self, then: Run, now: Run) -> None:
        programmes = [each.plan.rulebook.edition.programme for each in (then, now)]
        if programmes[0] != programmes[1]:
            raise WrongProgrammeError(programmes[0], now.plan.name)
        self.then = then
        self.now = now
        ids = [each.cases["case_id"].combine_chunks() for each in (then, now)]
        if not ids[0].equals(ids[1]):
            raise ValueError("the two runs are of different cases")
        self.ids = ids[0]
        self.undecided: Flags = _not_null(then.cases["problem"]) | _not_null(now.cases["problem"])
        self.goals: tuple[Goal, ...] = tuple(self._goals())
        self._sides = {about: self._side(about) for about in dict.fromkeys(goal.about for goal in self.goals)}
        self._answers: dict[str, Answers] = {}
        self._amounts: dict[str, Pairs] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def _goals(self) -> Iterator[Goal]:
        """The goals of both plans that are the same kind of answer."""
        schemas = [_columns_of(each) for each in (self.then, self.now)]
        for name in schemas[0]:
            if name in schemas[1]:
                one, other = (each.plan.decisions[name] for each in (self.then, self.now))
                if (one.about, _kind(one), one.type.unit) == (other.about, _kind(other), other.type.unit):
                    yield Goal(name, other.source.title, one.about, _kind(one), one.type.unit)

    def _side(self, about: str) -> Rows:
        then, now = (each.cases if about == "case" else each.parts[about] for each in (self.then, self.now))
        return rows_of(about, then, now, self.ids, self.undecided)

    # what a goal says

    def case_of(self, about: str) -> Codes:
        """The position of each row's case among the cases."""
        return self._sides[about].case_of

    def rows(self, about: str) -> Flags:
        """The rows about such an entity that count."""
        return self._sides[about].counted

    def answers(self, goal: Goal) -> Answers:
        """The answers to a goal, an amount by whether it is known."""
        if goal.name not in self._answers:
            self._answers[goal.name] = self._answered(goal)
        return self._answers[goal.name]

    def _answered(self, goal: Goal) -> Answers:
        side, pair = self._sides[goal.about], self._columns(goal)
        if goal.kind == "date":
            return dates_of(side, pair)
        if goal.kind in ("verdict", "choice"):
            return words_of(side, pair, goal.kind == "verdict")
        if goal.kind == "bool":
            return truths_of(side, pair)
        amounts = self.amounts(goal)
        then, now = amounts.then.states(), amounts.now.states()
        return Answers(KNOWN, then, now, then != now)

    def amounts(self, goal: Goal) -> Pairs:
        """An amount on both sides; rows that do not count are not known."""
        if goal.name not in self._amounts:
            self._amounts[goal.name] = self._paired(goal)
        return self._amounts[goal.name]

    def _paired(self, goal: Goal) -> Pairs:
        side = self._sides[goal.about]
        found = [
            amounts_of(*_value_and_absent(table, columns))
            for table, columns in zip((side.then, side.now), self._columns(goal), strict=True)
        ]
        then, now = (_only(each, side.counted) for each in found)
        return Pairs(then, now, difference(then, now))

    def columns(self, goal: Goal) -> Mapping[str, pa.ChunkedArray | pa.Array]:
        """A goal's columns of both runs, and for an amount what the second is more."""
        side, (then, now) = self._sides[goal.about], self._columns(goal)
        found = {
            f"{goal.name}_then": side.then[then.value],
            f"{goal.name}_now": side.now[now.value],
        }
        if goal.kind == "amount":
            found[f"{goal.name}_more"] = column_of(self.amounts(goal).more)
        return found

    def _columns(self, goal: Goal) -> tuple[GoalColumns, GoalColumns]:
        then, now = (_columns_of(each)[goal.name] for each in (self.then, self.now))
        return then, now

    @cached_property
    def total(self) -> Goal | None:
        """The goal that is the total of the new rules, where both have it."""
        name = self.now.plan.rulebook.edition.total
        return next((goal for goal in self.goals if goal.name == name and goal.about == "case"), None)

    @cached_property
    def changed(self) -> Flags:
        """The cases about which, or about a part of which, some goal says something else."""
        return self._any(self.goals)

    @cached_property
    def moved(self) -> Flags:
        """The cases with another verdict, about the case or about a part of it."""
        return self._any(tuple(goal for goal in self.goals if goal.kind == "verdict"))

    def _any(self, goals: tuple[Goal, ...]) -> Flags:
        found = np.zeros(len(self), np.bool_)
        for goal in goals:
            differs = self.answers(goal).moved
            if goal.kind == "amount":
                more = self.amounts(goal).more
                differs = differs | (more.known & (more.counts != 0))
            side = self._sides[goal.about]
            found[side.case_of[differs & side.counted]] = True
        return found


def _columns_of(run: Run) -> Mapping[str, GoalColumns]:
    schema = run_schema(run.plan)
    return {goal.name: goal for goals in schema.goals.values() for goal in goals}


def _kind(decision: BoundDecision) -> str:
    return "amount" if decision.type.kind == "number" else decision.source.kind


def _not_null(column: pa.ChunkedArray) -> Flags:
    return np.asarray(column.combine_chunks().is_valid())


def _value_and_absent(
    table: pa.Table, columns: GoalColumns
) -> tuple[pa.ChunkedArray, pa.ChunkedArray | None]:
    return table[columns.value], None if columns.absent is None else table[columns.absent]


def _only(amounts: Amounts, counted: Flags) -> Amounts:
    return Amounts(amounts.counts, amounts.known & counted, amounts.absent & counted, amounts.parts)
