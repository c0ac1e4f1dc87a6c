"""A plan's column code compiled, and kept with the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from amp_rules.plan.model import Plan
from amp_rules.population.columns import dates, days, groups, logic, masks, sets
from amp_rules.population.columns.because import CauseWriter
from amp_rules.population.columns.program import ProgramWriter

if TYPE_CHECKING:
    from amp_rules.population.columns.collect import BlockAnswers
    from amp_rules.population.columns.load import Block


@dataclass(frozen=True, slots=True, eq=False)
class ColumnProgram:
    """A plan as code over columns.

    run: fills the answers of a block. explain: the same, and what unknown answers wait for. scales: into how
    many parts a minor unit is cut in each decision's amounts.
    """

    plan: Plan
    source: str
    run: Callable[[Block, BlockAnswers], None]
    explain: Callable[[Block, BlockAnswers], None]
    scales: Mapping[str, int]


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
        plan, source, _function(plan, source), _function(plan, explaining.write()), plain.scales
    )


def _function(plan: Plan, source: str) -> Callable[[Block, BlockAnswers], None]:
    scope: dict[str, Any] = {"np": np}
    for module in (logic, sets, dates, groups, masks, days):
        scope.update({name: each for name, each in vars(module).items() if callable(each)})
    exec(compile(source, f"<columns of {plan.name} {plan.digest[:12]}>", "exec"), scope)  # noqa: S102 - source made by us
    found: Callable[[Block, BlockAnswers], None] = scope["run"]
    return found
