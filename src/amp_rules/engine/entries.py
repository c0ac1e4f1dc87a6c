"""Rows written out as ledger entries, with the facts each rule read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from amp_rules.engine import kleene
from amp_rules.engine.rows import Instance
from amp_rules.engine.trace import Env, Tracer, env_of
from amp_rules.ledger import Answer, DecisionRead, Entry, FactRead, ParameterRead
from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision, BoundRule
from amp_rules.plan.types import Type
from amp_rules.terms import UNKNOWN, Money


def public(value: Any, kind: Type) -> Answer:
    """A value of the engine as users see it: minor units become Money."""
    currency = kind.money
    if currency is None or value is UNKNOWN or value is None:
        return value  # type: ignore[no-any-return]
    return Money(value, currency)  # type: ignore[arg-type]


def ledger_of(tracer: Tracer) -> tuple[Entry, ...]:
    """Every rule of every decision for every entity, in the order of evaluation."""
    plan = tracer.plan
    return tuple(
        entry
        for group in plan.groups
        for name in group.decisions
        for instance in tracer.rows.instances(plan.decisions[name].about)
        for entry in entries_of(tracer, plan.decisions[name], instance)
    )


def entries_of(tracer: Tracer, decision: BoundDecision, instance: Instance) -> Iterator[Entry]:
    """The entries of one decision about one entity."""
    rows, env = tracer.rows, env_of(tracer.rows, instance)
    about = rows.label(instance)
    days = rows.dates(instance) if instance.entity == "day" else None
    value = public(rows.value(decision.name, instance), decision.type)
    source = decision.source
    if decision.fact is not None:
        read = (*reads(tracer, decision.fact, env),)
        yield Entry(
            source.name, None, about, days, value is not UNKNOWN or UNKNOWN, value, read, source.cite, None
        )
        return
    decided = False
    for position, rule in enumerate(decision.rules):
        tested = rule.when is not None or bool(rule.overridden_by)
        holds = rows.holds(source.name, position, instance) if tested else True
        applies = holds is True and (not decided or source.hit_policy != "first")
        decided = decided or holds is not False
        yield _entry(tracer, decision, rule, env, about, days, holds, applies)
    if not decided:
        read = () if decision.otherwise is None else tuple(reads(tracer, decision.otherwise, env))
        yield Entry(source.name, None, about, days, True, value, read, source.cite, None)


def _entry(
    tracer: Tracer,
    decision: BoundDecision,
    rule: BoundRule,
    env: Env,
    about: str,
    days: Any,
    holds: Any,
    applies: bool,
) -> Entry:
    parts = [expr for expr in (rule.when, rule.then if applies else None) if expr is not None]
    read = dict.fromkeys(found for expr in parts for found in reads(tracer, expr, env))
    conclusion = public(tracer.value(rule.then, env), decision.type) if applies else None
    notes = tuple(note for expr in parts for note in clamped(tracer, expr, env))
    reading = str(rule.reading) if rule.reading is not None else None
    return Entry(
        decision.name, rule.id, about, days, holds, conclusion, tuple(read), rule.source.cite, reading, notes
    )


def reads(tracer: Tracer, expr: ir.Expr, env: Env) -> Iterator[FactRead | ParameterRead | DecisionRead]:
    """What an expression reads of the case, of the parameters and of other decisions."""
    rows = tracer.rows
    match expr:
        case ir.Fact():
            path = ".".join((rows.path(env[expr.var]), *expr.path))
            yield FactRead(path, public(tracer.fact(expr, env), expr.type))
        case ir.DayFact(name=name) | ir.First(name=name) | ir.At(name=name):
            yield FactRead(f"$.daily.{name}", public(tracer.value(expr, env), expr.type))
        case ir.Const(parameter=str(name)):
            yield ParameterRead(name, public(expr.value, expr.type))
        case ir.DatedParam(name=name):
            yield ParameterRead(name, public(tracer.value(expr, env), expr.type))
        case ir.Ref(decision=name) if expr.entity != "member":
            yield DecisionRead(name, rows.label(env[expr.var]), public(tracer.value(expr, env), expr.type))
    if isinstance(expr, ir.Aggregate):
        yield from _each(tracer, expr, env)
        return
    for child in ir.children(expr):
        yield from reads(tracer, child, env)


def _each(tracer: Tracer, made: ir.Aggregate, env: Env) -> Iterator[FactRead | ParameterRead | DecisionRead]:
    if made.collection.fact is not None:
        yield from reads(tracer, made.collection.fact, env)
    for item, _ in tracer.items(made, env)[0]:
        inner = {**env, made.var: item}
        if made.condition is not None:
            yield from reads(tracer, made.condition, inner)
            if tracer.value(made.condition, inner) is False:
                continue
        yield from reads(tracer, made.body, inner)


def clamped(tracer: Tracer, expr: ir.Expr, env: Env) -> Iterator[str]:
    """A note for every month sum that had to stop at the month's end."""
    for node in ir.walk(expr):
        if isinstance(node, ir.Call) and node.function == "add_months":
            try:
                day, months = (tracer.value(arg, env) for arg in node.args)
            except KeyError:
                continue
            if day is not UNKNOWN and months is not UNKNOWN and kleene.add_months(day, months).day != day.day:
                yield "month-end"
