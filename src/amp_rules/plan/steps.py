"""Binds what the steps of an edition say about decisions: needs, conditions, days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from amp_rules.plan import ir
from amp_rules.plan.bind import Names, bind
from amp_rules.rulebook.fields import Faults, near, shown
from amp_rules.rulebook.model import Code, Due, Process, Step

NOTHING: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class BoundProcess:
    """The typed expressions of a process, by the id of the step or deadline they belong to."""

    conditions: Mapping[str, ir.Expr]
    dates: Mapping[str, ir.Expr]
    holds_for: Mapping[str, ir.Expr]

    def expressions(self) -> Iterator[ir.Expr]:
        """Every expression."""
        yield from (*self.conditions.values(), *self.dates.values(), *self.holds_for.values())


def bind_process(process: Process, names: Names, faults: Faults) -> BoundProcess:
    """The expressions of a process, typed; faults are kept and what they touch left out."""
    conditions: dict[str, ir.Expr] = {}
    dates: dict[str, ir.Expr] = {}
    holds_for: dict[str, ir.Expr] = {}
    for step in process.steps.values():
        _check_needs(step, names, faults)
        when = _condition(step.when, "case", names, faults)
        if when is not None:
            conditions[step.id] = when
    for due in process.dues.values():
        if _about_known(due, names, faults):
            day, when = _date(due, names, faults), _condition(due.when, due.about, names, faults)
            dates |= {} if day is None else {due.id: day}
            holds_for |= {} if when is None else {due.id: when}
    return BoundProcess(conditions, dates, holds_for)


def _check_needs(step: Step, names: Names, faults: Faults) -> None:
    verdicts = [
        name for name, each in names.decisions.items() if each.kind == "verdict" and each.about == "case"
    ]
    for need in step.needs:
        if need not in verdicts:
            message = f"'{shown(need)}' is not a verdict about the case"
            faults.add("AR708", message, step.places.get(need, step.where), near(need, verdicts))


def _about_known(due: Due, names: Names, faults: Faults) -> bool:
    known = [entity for entity in names.scopes.parents if entity != "day"]
    if due.about in known:
        return True
    message = f"'{shown(due.about)}' is not an entity that has deadlines"
    faults.add("AR204", message, due.where, near(due.about, known))
    return False


def _date(due: Due, names: Names, faults: Faults) -> ir.Expr | None:
    bound = bind(due.date, due.about, names, faults, NOTHING)
    if bound is None:
        return None
    if bound.expr.type.kind != "date":
        message = f"the day of '{due.id}' is no date: found {bound.expr.type}"
        faults.add("AR709", message, due.date.place(1, 0))
    return bound.expr


def _condition(code: Code | None, about: str, names: Names, faults: Faults) -> ir.Expr | None:
    bound = None if code is None else bind(code, about, names, faults, NOTHING)
    if bound is None or code is None:
        return None
    if bound.expr.type.kind != "bool" or bound.expr.type.optional:
        faults.add("AR202", f"expected true or false, found {bound.expr.type}", code.place(1, 0))
    return bound.expr
