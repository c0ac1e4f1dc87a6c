"""Rows written out as ledger entries, with what each rule read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from amp_rules.engine import kleene
from amp_rules.engine.rows import Instance
from amp_rules.engine.trace import Env, Tracer, env_of
from amp_rules.ledger import Answer, DecisionRead, Entry, FactRead, ParameterRead
from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision
from amp_rules.plan.types import Type
from amp_rules.terms import UNKNOWN, in_currency

Read = FactRead | ParameterRead | DecisionRead
Parts = tuple[ir.Expr, ...]


def public(value: Any, kind: Type) -> Answer:
    """A value of the engine as users see it: minor units become Money."""
    currency = kind.money
    return value if currency is None else in_currency(value, currency)


def ledger_of(tracer: Tracer) -> tuple[Entry, ...]:
    """Every rule of every decision for every entity, in the order of evaluation."""
    plan, scribe = tracer.plan, Scribe(tracer)
    return tuple(
        entry
        for group in plan.groups
        for name in group.decisions
        for instance in tracer.rows.instances(plan.decisions[name].about)
        for entry in scribe.entries_of(plan.decisions[name], instance)
    )


class Scribe:
    """Writes entries; what the same entity's rules read again is not looked up again."""

    def __init__(self, tracer: Tracer) -> None:
        self.tracer = tracer
        self.rows = tracer.rows
        self.parts: dict[int, Parts] = {}
        self.facts: dict[tuple[Instance, tuple[str, ...]], FactRead] = {}
        self.parameters: dict[str, ParameterRead] = {}
        self.envs: dict[Instance, dict[str, Any]] = {}

    def entries_of(self, decision: BoundDecision, instance: Instance) -> Iterator[Entry]:
        """The entries of one decision about one entity."""
        rows, source = self.rows, decision.source
        env = self.envs.get(instance)
        if env is None:
            env = self.envs[instance] = env_of(rows, instance)
        about = rows.label(instance)
        days = rows.dates(instance) if instance.entity == "day" else None
        value = public(rows.value(source.name, instance), decision.type)
        if decision.fact is not None:
            read = self.reads((decision.fact,), env)
            yield Entry(
                source.name,
                None,
                about,
                days,
                value is not UNKNOWN or UNKNOWN,
                value,
                read,
                source.cite,
                None,
            )
            return
        decided, first = False, source.hit_policy == "first"
        for position, rule in enumerate(decision.rules):
            tested = rule.when is not None or bool(rule.overridden_by)
            holds = rows.holds(source.name, position, instance) if tested else True
            applies = holds is True and not (decided and first)
            decided = decided or holds is not False
            parts = ((rule.when,) if rule.when is not None else ()) + ((rule.then,) if applies else ())
            conclusion = public(self.tracer.value(rule.then, env), decision.type) if applies else None
            reading = str(rule.reading) if rule.reading is not None else None
            notes = self.notes(rule.then, env) if applies else ()
            read = self.reads(parts, env)
            yield Entry(
                source.name, rule.id, about, days, holds, conclusion, read, rule.source.cite, reading, notes
            )
        if not decided:
            read = () if decision.otherwise is None else self.reads((decision.otherwise,), env)
            yield Entry(source.name, None, about, days, True, value, read, source.cite, None)

    def reads(self, parts: Parts, env: Env) -> tuple[Read, ...]:
        """What expressions read of the case, of the parameters and of other decisions, each once."""
        return tuple(dict.fromkeys(read for part in parts for read in self._reads(part, env)))

    def _reads(self, expr: ir.Expr, env: Env) -> Iterator[Read]:
        for leaf in self._leaves(expr):
            match leaf:
                case ir.Fact():
                    yield self._fact(leaf, env)
                case ir.Const(parameter=str(name)):
                    found = self.parameters.get(name)
                    if found is None:
                        found = self.parameters[name] = ParameterRead(name, public(leaf.value, leaf.type))
                    yield found
                case ir.Ref(decision=name):
                    instance = env[leaf.var]
                    value = public(self.rows.value(name, instance), leaf.type)
                    yield DecisionRead(name, self.rows.label(instance), value)
                case ir.Aggregate():
                    yield from self._each(leaf, env)
                case _:
                    yield from self._other(leaf, env)

    def _leaves(self, expr: ir.Expr) -> Parts:
        """The parts of an expression that read something, in reading order."""
        found = self.parts.get(id(expr))
        if found is None:
            found = self.parts[id(expr)] = tuple(_reading_parts(expr))
        return found

    def _fact(self, fact: ir.Fact, env: Env) -> FactRead:
        instance = env[fact.var]
        key = (instance, fact.path)
        found = self.facts.get(key)
        if found is None:
            path = ".".join((self.rows.path(instance), *fact.path))
            found = self.facts[key] = FactRead(path, public(self.tracer.fact(fact, env), fact.type))
        return found

    def _other(self, leaf: ir.Expr, env: Env) -> Iterator[Read]:
        match leaf:
            case ir.DayFact(name=name) | ir.First(name=name) | ir.At(name=name):
                yield FactRead(f"$.daily.{name}", public(self.tracer.value(leaf, env), leaf.type))
            case ir.DatedParam(name=name):
                yield ParameterRead(name, public(self.tracer.value(leaf, env), leaf.type))

    def _each(self, made: ir.Aggregate, env: Env) -> Iterator[Read]:
        if made.collection.fact is not None:
            yield self._fact(made.collection.fact, env)
        for item, _ in self.tracer.items(made, env)[0]:
            inner = {**env, made.var: item}
            if made.condition is not None:
                yield from self._reads(made.condition, inner)
                if self.tracer.value(made.condition, inner) is False:
                    continue
            yield from self._reads(made.body, inner)

    def notes(self, expr: ir.Expr, env: Env) -> tuple[str, ...]:
        """'month-end' where a sum of months had to stop at the end of a month."""
        if not isinstance(expr, ir.Call | ir.Choose | ir.Arith):
            return ()
        return tuple("month-end" for node in _evaluated(self.tracer, expr, env) if self._clamped(node, env))

    def _clamped(self, node: ir.Expr, env: Env) -> bool:
        if not isinstance(node, ir.Call) or node.function != "add_months":
            return False
        day, months = (self.tracer.value(arg, env) for arg in node.args)
        return day is not UNKNOWN and months is not UNKNOWN and kleene.add_months(day, months).day != day.day


def _reading_parts(expr: ir.Expr) -> Iterator[ir.Expr]:
    """Aggregates are kept whole: what they read differs from item to item."""
    match expr:
        case ir.Fact() | ir.DayFact() | ir.DatedParam(on=None) | ir.Aggregate() | ir.Const(parameter=str()):
            yield expr
        case ir.Ref(entity=entity):
            if entity != "member":
                yield expr
        case ir.First() | ir.At() | ir.DatedParam():
            yield expr
            for child in ir.children(expr):
                yield from _reading_parts(child)
        case _:
            for child in ir.children(expr):
                yield from _reading_parts(child)


def _evaluated(tracer: Tracer, expr: ir.Expr, env: Env) -> Iterator[ir.Expr]:
    """The parts of an expression outside aggregates that its value came from."""
    yield expr
    if isinstance(expr, ir.Choose):
        held = tracer.value(expr.condition, env)
        parts = [
            part for part, taken in ((expr.then, held is True), (expr.otherwise, held is False)) if taken
        ]
    else:
        parts = [] if isinstance(expr, ir.Aggregate) else list(ir.children(expr))
    for part in parts:
        yield from _evaluated(tracer, part, env)


def clamped(tracer: Tracer, expr: ir.Expr, env: Env) -> tuple[str, ...]:
    """'month-end' where a sum of months in an expression had to stop at the end of a month."""
    return Scribe(tracer).notes(expr, env)
