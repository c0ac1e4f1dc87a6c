"""Both engines on one case: the same answers, or a loud difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from amp_rules.engine.entries import public
from amp_rules.engine.outcome import Outcome
from amp_rules.engine.rows import Instance
from amp_rules.errors import AmpRulesError
from amp_rules.ledger import Answer


class EnginesDifferError(AmpRulesError):
    """The two engines do not agree on a case; `one` and `other` are their outcomes.

    The message names decisions, never what a case says.
    """

    def __init__(self, one: Outcome, other: Outcome, decisions: tuple[str, ...]) -> None:
        self.one = one
        self.other = other
        self.decisions = decisions
        super().__init__(f"the two engines differ on {', '.join(decisions)}: do not use either answer")


@dataclass(frozen=True, slots=True)
class Line:
    """Whether a rule held, or (without a rule) what a decision answered, by each of two engines.

    None where an engine has no such entity or run of days.
    """

    decision: str
    rule: str | None
    about: str
    days: tuple[date, date] | None
    one: Answer
    other: Answer


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two ledgers on the decisions that differ, line by line; alike: how many other lines are the same."""

    lines: tuple[Line, ...]
    alike: int


def agreed_outcome(one: Outcome, other: Outcome) -> Outcome:
    """The second of two outcomes of one case under one plan, once they agree in everything.

    Whatever an outcome tells is worked out from its rows, so the rows are compared: every rule's condition
    and every answer, about every entity and every run of days.

    Raises EnginesDifferError where they do not.
    """
    if _same(one.groups, other.groups):
        return other
    lines = side_by_side(one, other).lines
    raise EnginesDifferError(one, other, tuple(dict.fromkeys(line.decision for line in lines)))


def side_by_side(one: Outcome, other: Outcome) -> SideBySide:
    """What two outcomes say of the decisions they differ on."""
    lines: list[Line] = []
    alike = 0
    for name in one.program.layout.homes:
        left, right = _told(one, name), _told(other, name)
        if _same(list(left.items()), list(right.items())):
            alike += len(left)
            continue
        for key in dict.fromkeys((*left, *right)):
            rule, about, days = key
            lines.append(Line(name, rule, about, days, left.get(key), right.get(key)))
    return SideBySide(tuple(lines), alike)


Key: TypeAlias = tuple[str | None, str, tuple[date, date] | None]


def _told(outcome: Outcome, name: str) -> dict[Key, Answer]:
    """Whether each tested rule of a decision held, and its answer, for every entity in order."""
    decision = outcome.plan.decisions[name]
    return {
        (rule, outcome.rows.label(each), outcome.rows.dates(each) if decision.about == "day" else None): told
        for each in outcome.rows.instances(decision.about)
        for rule, told in _about(outcome, name, each)
    }


def _about(outcome: Outcome, name: str, instance: Instance) -> Iterator[tuple[str | None, Answer]]:
    decision, home = outcome.plan.decisions[name], outcome.rows.homes[name]
    for position in home.rules:
        yield decision.rules[position].id, outcome.rows.holds(name, position, instance)
    yield None, public(outcome.rows.value(name, instance), decision.type)


def _same(one: Any, other: Any) -> bool:
    """Equal in value and in kind: 1 is not True, a whole Fraction is not an int."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)
