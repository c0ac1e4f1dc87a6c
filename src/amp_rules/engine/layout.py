"""Where each rule's and decision's answer stands in the rows a plan computes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from amp_rules.plan.model import BoundDecision, BoundRule, Plan

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

    def place(self, decision: str, rule: int | None = None) -> int:
        """The position in a row of this run."""
        head = DAY_HEAD if self.about == "day" else HEAD
        return head + self.slots.index(Slot(decision, rule))


@dataclass(frozen=True, slots=True, eq=False)
class GroupLayout:
    """One pass: the frame's runs in order, its rows' slots (sub-runs are slots too)."""

    number: int
    frame: str
    runs: tuple[Run, ...]
    slots: tuple[Slot, ...]

    def place(self, decision: str, rule: int | None = None) -> int:
        """The position in a row of the frame."""
        return HEAD + self.slots.index(Slot(decision, rule))

    def place_of_run(self, run: Run) -> int:
        """The position of a sub-run's rows in a row of the frame."""
        return HEAD + next(i for i, slot in enumerate(self.slots) if slot.run is run)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """All passes, and where each decision is answered."""

    groups: tuple[GroupLayout, ...]
    homes: dict[str, tuple[GroupLayout, Run]]


def tested(decision: BoundDecision) -> Iterator[tuple[int, BoundRule]]:
    """The rules of a decision whose condition is something to test."""
    for position, rule in enumerate(decision.rules):
        if rule.when is not None or rule.overridden_by:
            yield position, rule


def layout(plan: Plan) -> Layout:
    """The layout of a plan's rows."""
    groups: list[GroupLayout] = []
    homes: dict[str, tuple[GroupLayout, Run]] = {}
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
        homes.update({name: (made, run) for run in runs for name in run.decisions})
    return Layout(tuple(groups), homes)


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
