"""The rows a program computed, asked by decision and entity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from amp_rules.case.model import Case
from amp_rules.engine.compile import Program
from amp_rules.engine.kleene import entities
from amp_rules.engine.layout import DAY_HEAD, HEAD, Home
from amp_rules.engine.write import CASE_LISTS, ORDER_KEYS
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

    __slots__ = ("case", "groups", "homes", "labels", "layout", "program")

    def __init__(self, program: Program, case: Case, groups: tuple[Any, ...]) -> None:
        self.program = program
        self.case = case
        self.groups = groups
        self.layout = program.layout
        self.homes = program.layout.homes
        self.labels: dict[Instance, str] = {}

    def value(self, decision: str, instance: Instance) -> Any:
        """A decision's value about an entity, in the engine's own units."""
        home = self.homes[decision]
        return self._row(home, instance)[home.at]

    def holds(self, decision: str, rule: int, instance: Instance) -> Any:
        """Whether a tested rule held."""
        home = self.homes[decision]
        return self._row(home, instance)[home.rules[rule]]

    def values(self, decision: str) -> list[Any]:
        """A decision's values about every known entity, in order."""
        return self.homes[decision].read(self.groups)

    def _row(self, home: Home, instance: Instance) -> Any:
        group = home.group
        row = self.groups[home.number]
        if group.frame != "case":
            row = row[instance.at]
        return row if home.below < 0 else row[home.below][instance.sub]

    def instances(self, entity: str) -> list[Instance]:
        """Every known entity of a kind that some decision is about, in order."""
        if entity == "case":
            return [CASE]
        home = self.layout.speakers.get(entity)
        if home is None:
            return [Instance(entity, at) for at in range(len(self._order(entity)))]
        rows = self.groups[home.number]
        if entity == home.group.frame:
            return [Instance(entity, at) for at in range(len(rows))]
        return [
            Instance(entity, at, sub)
            for at, row in enumerate(rows)
            for sub in range(len(row[home.below] or ()))
        ]

    def children(self, owner: Instance, entity: str) -> list[Instance] | None:
        """The days or numbered entities of an entity; None when they are not known."""
        home = self.layout.speakers.get(entity)
        if home is None:
            return self._plain_days(owner) if entity == "day" else None
        rows = self.groups[home.number][owner.at][home.below]
        return None if rows is None else [Instance(entity, owner.at, sub) for sub in range(len(rows))]

    def _plain_days(self, owner: Instance) -> list[Instance] | None:
        """Days that no decision speaks of are still counted: one segment, the period itself."""
        start, end = self.object(owner).start, self.object(owner).end
        return None if start is UNKNOWN or end is UNKNOWN else [Instance("day", owner.at, 0)]

    def answers(self, day: Instance) -> tuple[Any, ...]:
        """Every answer about a segment of days."""
        found: tuple[Any, ...] = ()
        for group in self.layout.groups:
            for index, slot in enumerate(group.slots):
                if slot.run is not None and slot.run.about == "day":
                    found += self.groups[group.number][day.at][HEAD + index][day.sub][DAY_HEAD:]
        return found

    def days(self, instance: Instance) -> tuple[int, int]:
        """First and last ordinal of a segment."""
        home = self.layout.speakers.get("day")
        if home is not None:
            row = self._row(home, instance)
            return row[0], row[1]
        period = self.object(Instance("period", instance.at))
        return period.start.toordinal(), period.end.toordinal()

    def dates(self, instance: Instance) -> tuple[date, date]:
        """First and last day of a segment."""
        first, last = self.days(instance)
        return date.fromordinal(first), date.fromordinal(last)

    def position(self, instance: Instance) -> int:
        """Where the entity stands in the case's own list."""
        home = self.layout.speakers.get(instance.entity)
        if home is None:
            return self._order(instance.entity)[instance.at]
        if home.group.frame != instance.entity:
            return instance.at
        found: int = self.groups[home.number][instance.at][0]
        return found

    def _order(self, entity: str) -> Sequence[int]:
        """The positions, in order, of entities that no decision is about."""
        key = ORDER_KEYS.get(entity)
        if key is None:
            return range(len(self.case.persons)) if entity == "person" else ()
        return entities(getattr(self.case, CASE_LISTS[entity]), key)[1]

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
        found = self.labels.get(instance)
        if found is None:
            found = self.labels[instance] = self._label(instance)
        return found

    def _label(self, instance: Instance) -> str:
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
