"""Old and new rules side by side on one population."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import pyarrow as pa

from amp_rules.engine import plan_of
from amp_rules.errors import UnknownNameError
from amp_rules.plan import Plan, reformed_plan
from amp_rules.population import Population, Run, run
from amp_rules.population.run import BadRows, Engine
from amp_rules.rulebook.model import Rulebook
from amp_rules.rulebook.reform import Reform
from amp_rules.whatif.amounts import Exact, Flags, Whole
from amp_rules.whatif.between import Between, Pairs
from amp_rules.whatif.comparison import (
    PERCENTS,
    AmountShift,
    CaseShift,
    Goal,
    Groups,
    GroupShift,
    Moves,
    Quantile,
    Shift,
    Spread,
)
from amp_rules.whatif.groups import Grouping, grouped
from amp_rules.whatif.onecase import BothWays, both_ways

MOST_CASES: Final = 20


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Comparison:
    """What a population comes to under two sets of rules.

    cases: how many were decided. undecided: cases with a problem on either side, which count in nothing
    else. changed: cases about which some goal says something else. moves: of every goal that is no amount;
    amounts: of every one that is. groups: one for each way asked for. most: the cases whose total changes
    most, greatest change first, in the order of the population where it is the same.
    """

    between: Between
    reform: Reform | None
    cases: int
    undecided: int
    changed: int
    moves: tuple[Moves, ...]
    amounts: tuple[AmountShift, ...]
    groups: tuple[Groups, ...]
    most: tuple[CaseShift, ...]

    def __repr__(self) -> str:
        return f"Comparison({self.then.plan.name!r}, {self.now.plan.name!r}, cases={self.cases})"

    @property
    def then(self) -> Run:
        """The run of the old rules."""
        return self.between.then

    @property
    def now(self) -> Run:
        """The run of the new rules."""
        return self.between.now

    @property
    def total(self) -> AmountShift | None:
        """What the total does; None where the rules publish no money."""
        goal = self.between.total
        return next((each for each in self.amounts if each.goal == goal), None)

    def moved(self, goal: str, then: str, now: str) -> tuple[str, ...]:
        """The ids of the cases where a goal was one thing and is another, in the order of the population.

        Raises UnknownNameError when no goal is called so.
        """
        between = self.between
        found = next((each for each in between.goals if each.name == goal), None)
        if found is None:
            raise UnknownNameError("goal", goal, tuple(each.name for each in between.goals))
        answers = between.answers(found)
        if then not in answers.words or now not in answers.words:
            return ()
        held = (answers.then == answers.words.index(then)) & (answers.now == answers.words.index(now))
        owners = between.case_of(found.about)[held & between.rows(found.about)]
        return tuple(between.ids.take(pa.array(np.unique(owners))).to_pylist())

    def case(self, case_id: str) -> BothWays:
        """One case decided under both, with what differs and why.

        Raises:
            UnknownNameError: no case that was decided has this id.
            UniqueTableError, LimitError: what its `problem` says.
        """
        return both_ways(self.then.trace(case_id), self.now.trace(case_id), self.reform)

    def table(self) -> pa.Table:
        """One row per case, input order kept: every goal about the case, `_then` and `_now`.

        Amounts have a third column, `_more`: in minor units for money, NULL where either side is unknown.
        """
        return _side_by_side(self.between)


def compare(
    baseline: Rulebook | Plan,
    reform: Reform | Rulebook | Plan,
    population: Population,
    *,
    by: Iterable[str] = (),
    most: int = MOST_CASES,
    engine: Engine = "columns",
    bad_rows: BadRows = "stop",
    progress: bool = False,
) -> Comparison:
    """What changes for a population when the rules do.

    >>> from amp_rules import case_from_mapping, load_rulebook
    >>> from amp_rules.population import from_cases
    >>> from amp_rules.rulebook import parse_changes
    >>> book = load_rulebook("nsp", edition="2022")
    >>> one = from_cases([case_from_mapping({"id": "a-1", "programme": "nsp", "items": []})])
    >>> found = compare(book, parse_changes(book, ["nsp.child_supplement=600"]), one)
    >>> found.cases, found.changed
    (1, 0)

    Both are run on the same cases. Sums and means are exact; a case whose amount is not known on either side
    counts in none of them and is told apart. by: names of groups, see `grouped`.

    Raises:
        RulebookError: the reform cannot be made, with its places.
        UnknownNameError: no such group or engine.
        TooManyError: a group with too many values.
        BadRowsError, WrongProgrammeError: as `run` does.
    """
    before = plan_of(baseline)
    after = reformed_plan(before.rulebook, reform) if isinstance(reform, Reform) else plan_of(reform)
    then = run(before, population, engine, bad_rows, progress)
    groupings = [grouped(then.population, name) for name in by]
    now = then if after is before else run(after, then.population, engine, "stop", progress)
    return compared(Between(then, now), reform if isinstance(reform, Reform) else None, groupings, most)


def compared(
    between: Between, reform: Reform | None = None, groupings: Sequence[Grouping] = (), most: int = MOST_CASES
) -> Comparison:
    """The comparison of two runs."""
    amounts = {goal: between.amounts(goal) for goal in between.goals if goal.kind == "amount"}
    return Comparison(
        between=between,
        reform=reform,
        cases=len(between),
        undecided=int(between.undecided.sum()),
        changed=int(between.changed.sum()),
        moves=tuple(
            Moves(goal, between.answers(goal).moves(between.rows(goal.about)))
            for goal in between.goals
            if goal.kind != "amount"
        ),
        amounts=tuple(_amount_shift(between, goal, pairs) for goal, pairs in amounts.items()),
        groups=tuple(_groups(between, each) for each in groupings),
        most=tuple(_most(between, most)),
    )


# amounts


def spread_of(amounts: Exact) -> Spread:
    """How known amounts are spread."""
    quantiles = [
        Quantile(percent, value) for percent in PERCENTS if (value := amounts.quantile(percent)) is not None
    ]
    return Spread(len(amounts), amounts.total(), amounts.mean(), tuple(quantiles))


def shift_of(more: Whole, parts: int) -> Shift:
    """What moved, of known differences."""
    gained, lost = more[more > 0], more[more < 0]
    return Shift(len(more), len(gained), len(lost), Exact(gained, parts).total(), Exact(lost, parts).total())


def _amount_shift(between: Between, goal: Goal, pairs: Pairs) -> AmountShift:
    both = pairs.both
    apart = between.answers(goal).moves(between.rows(goal.about) & ~both)
    return AmountShift(
        goal,
        spread_of(pairs.then.where(both)),
        spread_of(pairs.now.where(both)),
        spread_of(pairs.more.where(both)),
        shift_of(pairs.more.counts[both], pairs.more.parts),
        apart,
    )


def _most(between: Between, most: int) -> Iterator[CaseShift]:
    if between.total is None:
        return
    pairs = between.amounts(between.total)
    rows = np.flatnonzero(pairs.both & (pairs.more.counts != 0))
    sizes = np.abs(pairs.more.counts[rows])
    for row in rows[np.argsort(-sizes, kind="stable")[:most]].tolist():
        then = Fraction(int(pairs.then.counts[row]), pairs.then.parts)
        more = Fraction(int(pairs.more.counts[row]), pairs.more.parts)
        yield CaseShift(between.ids[row].as_py(), then, then + more)


# groups


def _groups(between: Between, grouping: Grouping) -> Groups:
    pairs = None if between.total is None else between.amounts(between.total)
    decided = ~between.undecided
    found = []
    for number, label in enumerate(grouping.labels):
        rows = (grouping.of_case == number) & decided
        found.append(_group(between, label, rows, pairs))
    return Groups(grouping.name, tuple(found))


def _group(between: Between, label: str, rows: Flags, pairs: Pairs | None) -> GroupShift:
    cases, moved = int(rows.sum()), int((between.moved & rows).sum())
    if pairs is None:
        return GroupShift(label, cases, None, 0, moved)
    both = rows & pairs.both
    shift = shift_of(pairs.more.counts[both], pairs.more.parts)
    return GroupShift(label, cases, shift, cases - shift.cases, moved)


# side by side


def _side_by_side(between: Between) -> pa.Table:
    columns = {"case_id": between.ids}
    for goal in between.goals:
        if goal.about == "case":
            columns |= between.columns(goal)
    return pa.table(columns)
