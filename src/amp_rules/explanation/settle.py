"""Which parts of an expression counted for one case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from amp_rules.engine.trace import Env, Tracer
from amp_rules.plan import ir
from amp_rules.plan.shape import absence, key_of, presence
from amp_rules.terms import UNKNOWN


def turned(value: Any, negated: bool) -> Any:
    """The value of a condition, or of its opposite."""
    return value if value is UNKNOWN else bool(value) is not negated


def guarded(tracer: Tracer, logic: ir.Logic, env: Env) -> Iterator[tuple[ir.Expr, Any]]:
    """The parts with their values; what a failed guard keeps from being asked is left out."""
    stop = logic.op == "or"
    learn = absence if stop else presence
    lost: frozenset[tuple[str, str]] = frozenset()
    for item in logic.items:
        if lost and any(key_of(node) in lost for node in ir.walk(item)):
            continue
        value = tracer.value(item, env)
        if value is stop:
            lost |= learn(item)
        yield item, value


def clamped(tracer: Tracer, expr: ir.Expr, env: Env) -> bool:
    """Whether some month sum, in the parts that count, had no such day in its month."""
    match expr:
        case ir.Aggregate():
            return False
        case ir.Logic():
            return any(clamped(tracer, item, env) for item, _ in guarded(tracer, expr, env))
        case ir.Choose(condition=condition, then=then, otherwise=otherwise):
            held = tracer.value(condition, env)
            return held is not UNKNOWN and clamped(tracer, then if held else otherwise, env)
        case ir.Call(function="add_months", args=(first, _)):
            day, end = tracer.value(first, env), tracer.value(expr, env)
            if isinstance(day, date) and isinstance(end, date) and end.day < day.day:
                return True
    return any(clamped(tracer, child, env) for child in ir.children(expr))
