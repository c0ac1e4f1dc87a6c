"""Outcomes looked through for what they exercise of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from amp_rules.engine.decide import plan_of
from amp_rules.engine.outcome import Outcome
from amp_rules.engine.rows import Instance
from amp_rules.engine.trace import Env, Tracer, env_of
from amp_rules.errors import Where
from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision, BoundRule, Plan
from amp_rules.plan.shape import text
from amp_rules.rulebook.load import Library
from amp_rules.rulebook.model import Rulebook
from amp_rules.scenarios.atoms import atoms, met
from amp_rules.scenarios.coverage import ConditionCoverage, Coverage, RuleCoverage
from amp_rules.scenarios.run import Ran, read_otherwise
from amp_rules.terms import UNKNOWN


def coverage(ran: Iterable[Ran], library: Library) -> Coverage:
    """What the scenarios exercise of every edition, under its default readings and their rivals.

    A rule written once counts once, whichever edition inherits it. An unknown condition counts as neither.
    """
    counter = _Counter()
    for plan in _plans(library):
        counter.declare(plan)
    for each in ran:
        if each.outcome is not None:
            counter.declare(each.outcome.plan)
            counter.look_through(each.outcome, each.scenario.id)
    return counter.coverage()


def _plans(library: Library) -> Iterator[Plan]:
    """Plans in which every rule of every edition is in force at least once."""
    for book in library.rulebooks:
        for readings in _choices(book):
            yield plan_of(read_otherwise(book, readings))


def _choices(book: Rulebook) -> Iterator[dict[str, str]]:
    """The default readings, then rivals of all ambiguities side by side: as few plans as there are rivals."""
    known = book.registers.interpretations
    rules = [rule for decision in book.decisions.values() for rule in decision.rules]
    used = sorted({rule.reading.interpretation for rule in rules if rule.reading is not None})
    yield {}
    rivals = [
        [(label, each) for each in known[label].readings if each != known[label].default] for label in used
    ]
    for choices in zip_longest(*rivals):
        yield dict(choice for choice in choices if choice is not None)


@dataclass(frozen=True, slots=True)
class _Part:
    """An expression that belongs to a rule; `judged`: it is itself true or false."""

    rule: str
    reading: str | None
    where: Where
    expr: ir.Expr
    judged: bool


@dataclass(slots=True)
class _Tally:
    """What is counted of one rule or condition."""

    rule: str
    decision: str
    reading: str | None
    where: Where
    can_fail: bool = True
    editions: dict[str, None] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)

    def count(self, value: Any, scenario: str) -> None:
        """Notes that it held or failed; anything else is neither."""
        if value is True:
            self.held.add(scenario)
        elif value is False:
            self.failed.add(scenario)


def _when(rule: BoundRule) -> _Part | None:
    expr = rule.when
    return None if expr is None else _Part(rule.id, _reading(rule), rule.source.where, expr, True)


def _then(decision: BoundDecision, rule: BoundRule) -> _Part:
    return _Part(rule.id, _reading(rule), rule.source.where, rule.then, decision.type.kind == "bool")


def _otherwise(decision: BoundDecision) -> _Part | None:
    expr, source = decision.otherwise, decision.source
    if expr is None:
        return None
    return _Part(f"{decision.name}.otherwise", None, source.where, expr, decision.type.kind == "bool")


def _reading(rule: BoundRule) -> str | None:
    return None if rule.reading is None else str(rule.reading)


def _parts(decision: BoundDecision) -> Iterator[_Part]:
    found = [part for rule in decision.rules for part in (_when(rule), _then(decision, rule))]
    yield from (part for part in (*found, _otherwise(decision)) if part is not None)


def _tested(rule: BoundRule) -> bool:
    return rule.when is not None or bool(rule.overridden_by)


def _formula(decision: BoundDecision) -> bool:
    """True for a decision that is a condition itself: its one rule holds where the decision does."""
    only = decision.rules[0] if len(decision.rules) == 1 and not _tested(decision.rules[0]) else None
    return only is not None and decision.type.kind == "bool" and not isinstance(only.then, ir.Const)


class _Counter:
    def __init__(self) -> None:
        self.rules: dict[Where, _Tally] = {}
        self.conditions: dict[tuple[Where, str], _Tally] = {}
        self.texts: dict[int, str] = {}
        self.known: dict[int, Plan] = {}

    def declare(self, plan: Plan) -> None:
        """Notes every rule and condition of a plan, once for each plan."""
        if id(plan) in self.known:
            return
        self.known[id(plan)] = plan
        for decision in plan.decisions.values():
            for rule in decision.rules:
                can_fail = _tested(rule) or _formula(decision)
                tally = _Tally(rule.id, decision.name, _reading(rule), rule.source.where, can_fail)
                self.rules.setdefault(tally.where, tally).editions[plan.name] = None
            for part in _parts(decision):
                self._declare_conditions(part, decision, plan)

    def _declare_conditions(self, part: _Part, decision: BoundDecision, plan: Plan) -> None:
        for atom in atoms(part.expr, part.judged):
            tally = _Tally(part.rule, decision.name, part.reading, part.where)
            self.conditions.setdefault((part.where, self._text(atom)), tally).editions[plan.name] = None

    def _text(self, atom: ir.Expr) -> str:
        # keyed by id: `known` keeps every plan, and so every expression, alive
        found = self.texts.get(id(atom))
        if found is None:
            found = self.texts[id(atom)] = text(atom)
        return found

    def look_through(self, outcome: Outcome, scenario: str) -> None:
        """Counts every rule and condition that an outcome evaluated."""
        tracer = Tracer(outcome.rows)
        instances: dict[str, list[Instance]] = {}
        for decision in outcome.plan.decisions.values():
            if decision.about not in instances:
                instances[decision.about] = outcome.rows.instances(decision.about)
            for instance in instances[decision.about]:
                _Look(self, tracer, decision, instance, scenario).rules()

    def count_conditions(self, tracer: Tracer, part: _Part, env: Env, scenario: str) -> None:
        """Counts the conditions of a part that are reached."""
        for atom, value in met(tracer, part.expr, env, part.judged):
            self.conditions[part.where, self._text(atom)].count(value, scenario)

    def coverage(self) -> Coverage:
        """Everything counted, by place."""
        return Coverage(
            tuple(_rule(each) for each in sorted(self.rules.values(), key=lambda each: each.where)),
            tuple(
                _condition(condition, each)
                for (_, condition), each in sorted(self.conditions.items(), key=lambda each: each[0][0])
            ),
        )


@dataclass(frozen=True, slots=True)
class _Look:
    """One decision about one entity, looked through."""

    counter: _Counter
    tracer: Tracer
    decision: BoundDecision
    instance: Instance
    scenario: str

    def rules(self) -> None:
        """Counts its rules in order; a rule that a higher one forestalls neither holds nor fails."""
        env = env_of(self.tracer.rows, self.instance)
        decided = False
        for position, rule in enumerate(self.decision.rules):
            self._conditions(_when(rule), env)
            holds = self._holds(position, rule)
            if holds is True and decided and self.decision.source.hit_policy == "first":
                continue
            decided = decided or holds is not False
            self.counter.rules[rule.source.where].count(self._outcome(rule, holds), self.scenario)
            if holds is True:
                self._conditions(_then(self.decision, rule), env)
        if not decided:
            self._conditions(_otherwise(self.decision), env)

    def _conditions(self, part: _Part | None, env: Env) -> None:
        if part is not None:
            self.counter.count_conditions(self.tracer, part, env, self.scenario)

    def _holds(self, position: int, rule: BoundRule) -> Any:
        return self.tracer.rows.holds(self.decision.name, position, self.instance) if _tested(rule) else True

    def _outcome(self, rule: BoundRule, holds: Any) -> Any:
        if _tested(rule):
            return holds
        value = self.tracer.rows.value(self.decision.name, self.instance)
        return value if _formula(self.decision) else value is not UNKNOWN or UNKNOWN


def _rule(tally: _Tally) -> RuleCoverage:
    return RuleCoverage(
        rule=tally.rule,
        decision=tally.decision,
        editions=tuple(tally.editions),
        reading=tally.reading,
        where=tally.where,
        can_fail=tally.can_fail,
        held=frozenset(tally.held),
        failed=frozenset(tally.failed),
    )


def _condition(condition: str, tally: _Tally) -> ConditionCoverage:
    return ConditionCoverage(
        rule=tally.rule,
        condition=condition,
        decision=tally.decision,
        editions=tuple(tally.editions),
        reading=tally.reading,
        where=tally.where,
        held=frozenset(tally.held),
        failed=frozenset(tally.failed),
    )
