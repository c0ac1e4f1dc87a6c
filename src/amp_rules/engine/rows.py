"""The rows a program computed, asked by decision and entity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from amp_rules.case.model import Case
from amp_rules.engine.compile import Program
from amp_rules.engine.layout import Run
from amp_rules.engine.write import CASE_LISTS
from amp_rules.terms import UNKNOWN

LISTS_BY_ID = {"person", "claim", "period", "item"}


@dataclass(frozen=True, slots=True)
class Instance:
    """One entity: its position in the order of evaluation, and below that a day or a number."""

    entity: str
    at: int = 0
    sub: int | None = None


CASE = Instance("case")


class Rows:
    """A program's answers for one case."""

    __slots__ = ("case", "groups", "program")

    def __init__(self, program: Program, case: Case, groups: tuple[Any, ...]) -> None:
        self.program = program
        self.case = case
        self.groups = groups

    def value(self, decision: str, instance: Instance) -> Any:
        """A decision's value about an entity, in the engine's own units."""
        group, run = self.program.layout.homes[decision]
        if run.about == group.frame:
            return self._row(group.number, group.frame, instance.at)[group.place(decision)]
        return self._sub_rows(run, instance.at)[instance.sub][run.place(decision)]

    def holds(self, decision: str, rule: int, instance: Instance) -> Any:
        """Whether a tested rule held."""
        group, run = self.program.layout.homes[decision]
        if run.about == group.frame:
            return self._row(group.number, group.frame, instance.at)[group.place(decision, rule)]
        return self._sub_rows(run, instance.at)[instance.sub][run.place(decision, rule)]

    def _row(self, number: int, frame: str, at: int) -> Any:
        return self.groups[number] if frame == "case" else self.groups[number][at]

    def _sub_rows(self, run: Run, at: int) -> Any:
        group = next(group for group in self.program.layout.groups if run in group.runs)
        return self._row(group.number, group.frame, at)[group.place_of_run(run)]

    def instances(self, entity: str) -> list[Instance]:
        """Every known entity of a kind that some decision is about, in order."""
        if entity == "case":
            return [CASE]
        for group in self.program.layout.groups:
            if group.frame == entity:
                return [Instance(entity, at) for at in range(len(self.groups[group.number]))]
            for run in group.runs:
                if run.about == entity:
                    return list(self._below(run, entity, group.number))
        return []

    def _below(self, run: Run, entity: str, number: int) -> Iterator[Instance]:
        for at in range(len(self.groups[number])):
            for sub in range(len(self._sub_rows(run, at) or ())):
                yield Instance(entity, at, sub)

    def children(self, owner: Instance, entity: str) -> list[Instance] | None:
        """The days or numbered entities of an entity; None when they are not known."""
        for group in self.program.layout.groups:
            for run in group.runs:
                if run.about == entity and group.frame == owner.entity:
                    rows = self._sub_rows(run, owner.at)
                    return (
                        None
                        if rows is None
                        else [Instance(entity, owner.at, sub) for sub in range(len(rows))]
                    )
        return self._plain_days(owner) if entity == "day" else None

    def _plain_days(self, owner: Instance) -> list[Instance] | None:
        """Days that no decision speaks of are still counted: one segment, the period itself."""
        start, end = self.object(owner).start, self.object(owner).end
        return None if start is UNKNOWN or end is UNKNOWN else [Instance("day", owner.at, 0)]

    def days(self, instance: Instance) -> tuple[int, int]:
        """First and last ordinal of a segment."""
        for group in self.program.layout.groups:
            for run in group.runs:
                if run.about == "day":
                    row = self._sub_rows(run, instance.at)[instance.sub]
                    return row[0], row[1]
        period = self.object(Instance("period", instance.at))
        return period.start.toordinal(), period.end.toordinal()

    def dates(self, instance: Instance) -> tuple[date, date]:
        """First and last day of a segment."""
        first, last = self.days(instance)
        return date.fromordinal(first), date.fromordinal(last)

    def position(self, instance: Instance) -> int:
        """Where the entity stands in the case's own list."""
        for group in self.program.layout.groups:
            if group.frame == instance.entity:
                found: int = self.groups[group.number][instance.at][0]
                return found
        return instance.at

    def object(self, instance: Instance) -> Any:
        """The entity's facts: a part of the case, or a number."""
        if instance.entity == "case":
            return self.case
        if instance.entity in CASE_LISTS:
            return getattr(self.case, CASE_LISTS[instance.entity])[self.position(instance)]
        return instance.sub + 1 if instance.sub is not None else self.position(instance)

    def parent(self, instance: Instance, entity: str) -> Instance:
        """The entity's frame, or the case."""
        if entity in (instance.entity, "case"):
            return instance if entity == instance.entity else CASE
        return Instance(entity, instance.at)

    def path(self, instance: Instance) -> str:
        """The JSON path of the entity's facts."""
        if instance.entity not in CASE_LISTS:
            return "$"
        position = self.position(instance)
        if instance.entity == "person":
            return "$.principal" if position == 0 else f"$.children[{position - 1}]"
        return f"$.{CASE_LISTS[instance.entity]}[{position}]"

    def label(self, instance: Instance) -> str:
        """How entries name the entity: 'case', 'period p1', 'instalment principal.2'."""
        if instance.entity == "case":
            return "case"
        if instance.entity == "day":
            return self.label(Instance("period", instance.at))
        if instance.entity in LISTS_BY_ID:
            return f"{instance.entity} {self.object(instance).id}"
        parent = self.program.plan.scopes.parents[instance.entity]
        if parent in (None, "case"):
            return f"{instance.entity} {self.object(instance)}"
        owner = self.object(Instance(str(parent), instance.at)).id
        return f"{instance.entity} {owner}.{self.object(instance)}"
