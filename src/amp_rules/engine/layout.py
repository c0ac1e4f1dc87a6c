"""Where each rule's and decision's answer stands in the rows a plan computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from amp_rules.plan.model import BoundDecision, BoundRule, Plan
from amp_rules.terms import Currency

DAY_HEAD = 2
HEAD = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a row: a rule's condition, a decision's value (rule is None), or a run of sub-rows."""

    decision: str
    rule: int | None = None
    run: Run | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Decisions about one entity, evaluated together in this order."""

    about: str
    decisions: tuple[str, ...]
    slots: tuple[Slot, ...]
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class GroupLayout:
    """One pass: the frame's runs in order, its rows' slots (sub-runs are slots too)."""

    number: int
    frame: str
    runs: tuple[Run, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Home:
    """Where a decision is answered.

    number: the pass; alone: whether the decision is about the case, whose row is the whole pass. at: its
    value's position in its row; rules: the positions of its tested rules, by rule. below: where, in a row of
    the frame, the rows stand that it is answered in; -1 for a decision about the frame itself. money: its
    currency, if any.
    """

    group: GroupLayout
    run: Run
    number: int
    alone: bool
    at: int
    rules: Mapping[int, int]
    below: int
    money: Currency | None

    def read(self, groups: tuple[Any, ...]) -> list[Any]:
        """The decision's values about every known entity, in order."""
        at, below = self.at, self.below
        if self.alone:
            return [groups[self.number][at]]
        if below < 0:
            return [row[at] for row in groups[self.number]]
        rows = (groups[self.number],) if self.group.frame == "case" else groups[self.number]
        return [part[at] for row in rows for part in row[below] or ()]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """All passes, where each decision is answered, and one decision about each kind of entity."""

    groups: tuple[GroupLayout, ...]
    homes: Mapping[str, Home]
    speakers: Mapping[str, Home]


def tested(decision: BoundDecision) -> Iterator[tuple[int, BoundRule]]:
    """The rules of a decision whose condition is something to test."""
    for position, rule in enumerate(decision.rules):
        if rule.when is not None or rule.overridden_by:
            yield position, rule


def layout(plan: Plan) -> Layout:
    """The layout of a plan's rows."""
    groups: list[GroupLayout] = []
    homes: dict[str, Home] = {}
    count = 0
    for number, group in enumerate(plan.groups):
        runs: list[Run] = []
        slots: list[Slot] = []
        for about, names in _stretches(plan, group.decisions):
            own = tuple(slot for name in names for slot in _slots(plan.decisions[name]))
            runs.append(Run(about, names, own, count))
            slots.extend(own if about == group.frame else (Slot("", None, runs[-1]),))
            count += 1
        made = GroupLayout(number, group.frame, tuple(runs), tuple(slots))
        groups.append(made)
        homes.update({name: _home(plan, made, run, name) for run in runs for name in run.decisions})
    speakers: dict[str, Home] = {}
    for name, home in homes.items():
        speakers.setdefault(plan.decisions[name].about, home)
    for each in groups:
        speakers.setdefault(each.frame, homes[each.runs[0].decisions[0]])
    return Layout(tuple(groups), homes, speakers)


def _home(plan: Plan, group: GroupLayout, run: Run, decision: str) -> Home:
    below = run.about != group.frame
    slots = run.slots if below else group.slots
    head = DAY_HEAD if run.about == "day" else HEAD
    places = {
        slot.rule: head + index
        for index, slot in enumerate(slots)
        if slot.decision == decision and not slot.run
    }
    at = places.pop(None)
    rows_at = (
        next((HEAD + index for index, slot in enumerate(group.slots) if slot.run is run), -1) if below else -1
    )
    return Home(
        group,
        run,
        group.number,
        group.frame == "case" and not below,
        at,
        {rule: place for rule, place in places.items() if rule is not None},
        rows_at,
        plan.decisions[decision].type.money,
    )


def _slots(decision: BoundDecision) -> Iterator[Slot]:
    for position, _ in tested(decision):
        yield Slot(decision.name, position)
    yield Slot(decision.name)


def _stretches(plan: Plan, names: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    stretch: list[str] = []
    for name in names:
        if stretch and plan.decisions[stretch[-1]].about != plan.decisions[name].about:
            yield plan.decisions[stretch[-1]].about, tuple(stretch)
            stretch = []
        stretch.append(name)
    if stretch:
        yield plan.decisions[stretch[-1]].about, tuple(stretch)
