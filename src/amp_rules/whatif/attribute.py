"""Splits what a reform does over its changes, exactly and whatever order they are listed in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from math import lcm
from typing import Final

import numpy as np

from amp_rules.engine import plan_of
from amp_rules.errors import UnknownNameError
from amp_rules.plan import Plan, reformed_plan
from amp_rules.plan.substance import substance
from amp_rules.population import Population, Run, run, run_schema
from amp_rules.population.run import BadRows, Engine
from amp_rules.rulebook.model import Rulebook
from amp_rules.rulebook.reform import Change, Reform
from amp_rules.whatif.amounts import Amounts, Exact, Flags, amounts_of, difference
from amp_rules.whatif.attribution import Attribution, Part
from amp_rules.whatif.comparison import Goal
from amp_rules.whatif.errors import TooManyError
from amp_rules.whatif.shapley import Shares

MOST_PARTS: Final = 10
"""Parts of a reform that a difference is split over; there are two to the power of them combinations."""


def attribute(
    baseline: Rulebook | Plan,
    reform: Reform,
    population: Population,
    *,
    goal: str | None = None,
    engine: Engine = "columns",
    bad_rows: BadRows = "stop",
    progress: bool = False,
) -> Attribution:
    """How much of the difference in an amount each change of a reform makes.

    Each part's share is its Shapley value: what it adds, averaged over all orders in which the parts could be
    made. Changes tied by `needs` are one part. The population is run once for each combination that answers
    otherwise than one before it. A case whose amount is unknown under some combination is not split.

    goal: an amount about the case; the total of the edition when left out.

    >>> from amp_rules import case_from_mapping, load_rulebook
    >>> from amp_rules.population import from_cases
    >>> from amp_rules.rulebook import parse_changes
    >>> book = load_rulebook("nsp", edition="2022")
    >>> one = from_cases([case_from_mapping({"id": "a-1", "programme": "nsp", "items": []})])
    >>> reform = parse_changes(book, ["child_supplement_rate=600", "reflection_days=45"])
    >>> attribute(book, reform, one).combinations
    4

    Raises:
        TooManyError: more than ten parts.
        UnknownNameError: the goal is no amount about the case, or there is no total.
        RulebookError: some combination of changes does not hold together.
    """
    plan = plan_of(baseline)
    blocks = reform.blocks()
    if len(blocks) > MOST_PARTS:
        raise TooManyError("changes to split over", len(blocks), MOST_PARTS)
    told = _goal(plan, goal)
    first = run(plan, population, engine, bad_rows, progress)
    combinations = _Combinations(plan, reform, blocks, first, engine, progress)
    split = _Split(told, combinations)
    return split.attribution(blocks)


def _goal(plan: Plan, name: str | None) -> Goal:
    amounts = {
        goal.name: plan.decisions[goal.name]
        for goal in run_schema(plan).goals["case"]
        if plan.decisions[goal.name].type.kind == "number"
    }
    wanted = name or plan.rulebook.edition.total or ""
    if wanted not in amounts:
        raise UnknownNameError("amount about the case", wanted or "total", tuple(amounts))
    found = amounts[wanted]
    return Goal(wanted, found.source.title, "case", "amount", found.type.unit)


class _Combinations:
    """The amount under every combination of blocks, each run once unless one before it answers alike."""

    def __init__(
        self,
        plan: Plan,
        reform: Reform,
        blocks: tuple[tuple[Change, ...], ...],
        first: Run,
        engine: Engine,
        progress: bool,
    ) -> None:
        self.plan = plan
        self.reform = reform
        self.blocks = blocks
        self.first = first
        self.engine: Engine = engine
        self.progress = progress
        self.runs = 1

    def __len__(self) -> int:
        return 1 << len(self.blocks)

    def groups(self) -> list[tuple[Plan, list[int]]]:
        """The combinations that answer alike together, the old rules first; all are checked by then."""
        found: dict[bytes, tuple[Plan, list[int]]] = {}
        for number in range(len(self)):
            plan = self._plan(number)
            text = hashlib.sha256(substance(plan).encode()).digest()
            found.setdefault(text, (plan, []))[1].append(number)
        return list(found.values())

    def amounts(self, name: str) -> Iterator[tuple[list[int], Amounts]]:
        """Combinations, and the amount under them, row by row."""
        waiting = self.groups()[::-1]
        while waiting:
            # Taken off the list, so that a plan goes once it has been run.
            plan, numbers = waiting.pop()
            found = self.first if plan is self.plan else self._run(plan)
            columns = next(each for each in run_schema(plan).goals["case"] if each.name == name)
            absent = None if columns.absent is None else found.cases[columns.absent]
            yield numbers, amounts_of(found.cases[columns.value], absent)

    def _plan(self, number: int) -> Plan:
        """The plan of a combination: bit n stands for block n."""
        blocks = [block for at, block in enumerate(self.blocks) if number >> at & 1]
        chosen = [change.id for block in blocks for change in block]
        return reformed_plan(self.plan.rulebook, self.reform, chosen) if chosen else self.plan

    def _run(self, plan: Plan) -> Run:
        self.runs += 1
        return run(plan, self.first.population, self.engine, "stop", self.progress)


class _Split:
    """Gathers shares while the combinations go by."""

    def __init__(self, goal: Goal, combinations: _Combinations) -> None:
        self.goal = goal
        self.combinations = combinations
        self.players = len(combinations.blocks)
        self.kept: dict[int, Amounts] = {}
        self.shares = Shares(self.players, len(combinations.first))
        self.fineness = 1
        self.known: Flags = np.ones(len(combinations.first), np.bool_)

    def attribution(self, blocks: tuple[tuple[Change, ...], ...]) -> Attribution:
        """The attribution once every combination has gone by."""
        ends = self._ends()
        for numbers, amounts in self.combinations.amounts(self.goal.name):
            self._add(numbers, amounts)
            self.kept |= {number: amounts for number in numbers if number in ends}
        full = len(self.combinations) - 1
        whole = difference(self.kept[0], self.kept[full])
        apart = whole.known & ~self.known
        return Attribution(
            self.goal,
            tuple(self._part(at, block) for at, block in enumerate(blocks)),
            whole.where(self.known).total(),
            int(self.known.sum()),
            int(apart.sum()),
            whole.where(apart).total(),
            int((~whole.known).sum()),
            len(self.combinations),
            self.combinations.runs,
            self.combinations.first.cases["case_id"].combine_chunks(),
            self.known,
            tuple(self.shares.counts),
            self.fineness * self.shares.orders,
        )

    def _ends(self) -> set[int]:
        """The combinations to look back at: none, all, each part alone and all but it."""
        full = len(self.combinations) - 1
        alone = {1 << at for at in range(self.players)}
        return {0, full, *alone, *(full ^ each for each in alone)}

    def _add(self, numbers: list[int], amounts: Amounts) -> None:
        finer = lcm(self.fineness, amounts.parts)
        self.shares.finer(finer // self.fineness)
        self.fineness = finer
        self.known = self.known & amounts.known
        counts = np.where(amounts.known, amounts.in_parts(finer).counts, 0)
        for number in numbers:
            self.shares.add(number, counts)

    def _part(self, at: int, block: tuple[Change, ...]) -> Part:
        full = len(self.combinations) - 1
        counts = self.shares.counts[at][self.known]
        return Part(
            tuple(change.id for change in block),
            tuple(change.why for change in block),
            Exact(counts, self.fineness * self.shares.orders).total(),
            self._between(0, 1 << at),
            self._between(full ^ 1 << at, full),
            int((counts != 0).sum()),
        )

    def _between(self, one: int, other: int) -> Fraction:
        return difference(self.kept[one], self.kept[other]).where(self.known).total()
