"""A plan's column code compiled, and kept with the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from amp_rules.case.vocabulary import vocabulary
from amp_rules.engine.write import CASE_LISTS
from amp_rules.plan.model import Plan
from amp_rules.population.columns import dates, days, groups, logic, masks, sets
from amp_rules.population.columns.because import CauseWriter
from amp_rules.population.columns.collect import BlockAnswers
from amp_rules.population.columns.program import ProgramWriter

if TYPE_CHECKING:
    from amp_rules.population.columns.load import Block
    from amp_rules.population.tables import Population


ROWS = 15_000
"""Of eight bytes each: larger columns are claimed from the system anew each time, which costs much."""
MOST_CASES = 16_384
FEWEST_CASES = 4_096
NARROW_CASES = 262_144
"""Where every column of cases takes a byte or two, calls cost more than memory."""


@dataclass(frozen=True, slots=True, eq=False)
class ColumnProgram:
    """A plan as code over columns.

    run, explain: the code that `answers` and `explained` call. scales: into how many parts a minor unit is
    cut in each decision's amounts. entities: those whose rows it reads. narrow: whether all that it reads of
    cases takes two bytes or less.
    """

    plan: Plan
    source: str
    run: Callable[[Block, BlockAnswers], None]
    explain: Callable[[Block, BlockAnswers], None]
    scales: Mapping[str, int]
    entities: frozenset[str]
    narrow: bool

    def answers(self, block: Block) -> BlockAnswers:
        """What the rules say of a block."""
        found = BlockAnswers(self.plan, block, self.scales)
        self.run(block, found)
        return found

    def explained(self, block: Block) -> BlockAnswers:
        """The same, and what unknown answers wait for."""
        found = BlockAnswers(self.plan, block, self.scales)
        self.explain(block, found)
        return found

    def block_size(self, population: Population) -> int:
        """How many cases at a time keep every column of a block in memory that is cheap to claim."""
        tables = population.tables
        rows = 1.0
        for entity in self.entities - {"case"}:
            name = "persons" if entity == "person" else CASE_LISTS.get(entity, "")
            found = tables[name].num_rows if name in tables else 0
            if entity == "day":
                spans = (tables[each].num_rows for each in vocabulary()["day"] if each in tables)
                found = tables["periods"].num_rows + 2 * sum(spans) if "periods" in tables else 0
            rows = max(rows, found / max(len(population), 1))
        if self.narrow:
            return NARROW_CASES
        return max(FEWEST_CASES, min(MOST_CASES, int(ROWS / rows)))


def columns_of(plan: Plan) -> ColumnProgram:
    """The column program of a plan, written when first asked for and kept with the plan."""
    found = plan.kept.get("columns")
    if not isinstance(found, ColumnProgram):
        found = plan.kept["columns"] = _program(plan)
    return found


def _program(plan: Plan) -> ColumnProgram:
    plain, explaining = ProgramWriter(plan), CauseWriter(plan)
    source = plain.write()
    return ColumnProgram(
        plan,
        source,
        _function(plan, source),
        _function(plan, explaining.write()),
        plain.scales,
        frozenset(plain.bases),
        plain.narrow,
    )


def _function(plan: Plan, source: str) -> Callable[[Block, BlockAnswers], None]:
    scope: dict[str, Any] = {"np": np}
    for module in (logic, sets, dates, groups, masks, days):
        scope.update({name: each for name, each in vars(module).items() if callable(each)})
    exec(compile(source, f"<columns of {plan.name} {plan.digest[:12]}>", "exec"), scope)  # noqa: S102 - source made by us
    found: Callable[[Block, BlockAnswers], None] = scope["run"]
    return found
