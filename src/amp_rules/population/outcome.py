"""What a run gives: the tables of its answers, derived from the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal

import pyarrow as pa

from amp_rules.engine.decide import decide
from amp_rules.engine.outcome import Outcome
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.population.badrows import BadRow, PopulationError
from amp_rules.population.exact import decimals, steps_of
from amp_rules.population.tables import Population

Part = Literal["value", "absent", "rule"]

MISSING: Final = pa.list_(pa.field("item", pa.string()))
WIDEST: Final = 38
"""Digits of an amount that may be a fraction of an ore or a cent."""


@dataclass(frozen=True, slots=True)
class GoalColumns:
    """The columns that hold one goal's answers.

    name: the decision. value: the column of its value; absent: of whether it is known to be absent, None for
    a goal that always has a value; rule: of the rule that decided.
    """

    name: str
    value: str
    type: pa.DataType
    absent: str | None
    rule: str

    def fields(self) -> list[tuple[str, pa.DataType]]:
        """The columns in order, with their types."""
        absent = [] if self.absent is None else [(self.absent, pa.bool_())]
        return [(self.value, self.type), *absent, (self.rule, pa.string())]


@dataclass(frozen=True, slots=True)
class RunSchema:
    """The tables that any engine fills for one plan.

    goals: the goals in order, by the entity that they are about, always with 'case'. cases, parts and
    segments: the Arrow schemas; segments is None where the edition has no timeline. components: those of the
    timeline.
    """

    goals: Mapping[str, tuple[GoalColumns, ...]]
    cases: pa.Schema
    parts: Mapping[str, pa.Schema]
    segments: pa.Schema | None
    components: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What an engine gives back: every table of a run, in the run's schemas."""

    cases: pa.Table
    parts: Mapping[str, pa.Table]
    segments: pa.Table | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Run:
    """The answers to a population under one plan.

    cases: one row per case, input order. parts: per other entity that a goal is about one row per entity, by
    case and place in the case's list. segments: one row per segment of the timeline, by case. bad_rows: what
    was wrong with the cases that were left out. population: the cases that were decided. Where a case has a
    `problem`, every answer about it and its parts is NULL, and it has no segments.
    """

    plan: Plan
    population: Population
    engine: str
    cases: pa.Table
    parts: Mapping[str, pa.Table]
    segments: pa.Table | None
    bad_rows: tuple[BadRow, ...] = ()

    def __repr__(self) -> str:
        return f"Run(plan={self.plan.name!r}, engine={self.engine!r}, cases={self.cases.num_rows})"

    def __len__(self) -> int:
        return int(self.cases.num_rows)

    def trace(self, case_id: str) -> Outcome:
        """One case decided again, with its whole ledger.

        Raises:
            UnknownNameError: no case that was decided has this id.
            UniqueTableError, LimitError: what its `problem` says.
        """
        return decide(self.plan, self.population.case(case_id))


def run_schema(plan: Plan) -> RunSchema:
    """The tables of a run of this plan, made when first asked for and kept with the plan.

    Raises PopulationError when a goal is about days, which only `segments` has.
    """
    found = plan.kept.get("run schema")
    if not isinstance(found, RunSchema):
        found = plan.kept["run schema"] = _run_schema(plan)
    return found


def goal_names(plan: Plan) -> tuple[str, ...]:
    """The edition's goals, then its total, each once."""
    edition = plan.rulebook.edition
    return tuple(dict.fromkeys((*edition.goals, *((edition.total,) if edition.total else ()))))


def _run_schema(plan: Plan) -> RunSchema:
    steps = steps_of(plan)
    goals: dict[str, tuple[GoalColumns, ...]] = {"case": ()}
    for name in goal_names(plan):
        decision = plan.decisions[name]
        if decision.about == "day":
            raise PopulationError(f"goal '{name}' is about days: a run has no table for it")
        goals[decision.about] = (*goals.get(decision.about, ()), _goal(decision, steps[name]))
    parts = {
        entity: pa.schema([*_keys(plan, entity), *_fields(columns)])
        for entity, columns in goals.items()
        if entity != "case"
    }
    line = plan.rulebook.edition.timeline
    about_case = [("case_id", pa.string()), *_fields(goals["case"])]
    return RunSchema(
        MappingProxyType(goals),
        pa.schema([*about_case, ("missing", MISSING), ("problem", pa.string())]),
        MappingProxyType(parts),
        _segments(plan, steps),
        line.components if line is not None else (),
    )


def _fields(goals: tuple[GoalColumns, ...]) -> list[tuple[str, pa.DataType]]:
    return [field for goal in goals for field in goal.fields()]


def _goal(decision: BoundDecision, step: Fraction) -> GoalColumns:
    name = decision.name
    value = f"{name}_minor" if decision.type.money else name
    absent = f"{name}_absent" if decision.source.optional else None
    return GoalColumns(name, value, _type(decision, step), absent, f"{name}_rule")


def _type(decision: BoundDecision, step: Fraction) -> pa.DataType:
    if decision.source.kind == "verdict" or decision.type.kind == "choice":
        return pa.string()
    if decision.type.kind == "number":
        return _number(step)
    return pa.date32() if decision.type.kind == "date" else pa.bool_()


def _number(step: Fraction) -> pa.DataType:
    return pa.int64() if step.denominator == 1 else pa.decimal128(WIDEST, decimals(step))


def _keys(plan: Plan, entity: str) -> list[tuple[str, pa.DataType]]:
    """The columns that name an entity; one that is counted is named by whose it is and its number."""
    owner = plan.scopes.parents[entity] if entity in plan.scopes.numbered else entity
    keys = [("case_id", pa.string())]
    if owner != "case":
        keys += [("position", pa.int64()), (f"{owner}_id", pa.string())]
    return keys if owner == entity else [*keys, ("number", pa.int64())]


def _segments(plan: Plan, steps: Mapping[str, Fraction]) -> pa.Schema | None:
    line = plan.rulebook.edition.timeline
    if line is None:
        return None
    rate = _number(steps[line.rate])
    return pa.schema(
        [
            ("case_id", pa.string()),
            ("period_id", pa.string()),
            ("start", pa.date32()),
            ("end", pa.date32()),
            ("days", pa.int64()),
            ("status", pa.string()),
            ("rate_minor", rate),
            ("amount_minor", rate),
            *((f"{name}_minor", _number(steps[name])) for name in line.components),
            ("rules", pa.string()),
        ]
    )
