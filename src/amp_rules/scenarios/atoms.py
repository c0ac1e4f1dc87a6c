"""The atomic conditions of an expression: where they stand, and how they came out.

An atomic condition is true or false and made of no others: a comparison, a flag, a test of membership or
absence, another decision, an aggregate `any` or `all` (whose items are conditions too).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from amp_rules.engine.trace import Env, Tracer
from amp_rules.plan import ir

Met = tuple[ir.Expr, Any]


def atoms(expr: ir.Expr, judged: bool) -> Iterator[ir.Expr]:
    """Every atomic condition; `judged`: the expression itself stands where a condition does."""
    match expr:
        case ir.Const():
            return
        case ir.Not() | ir.Logic():
            for child in ir.children(expr):
                yield from atoms(child, True)
        case ir.Choose(condition=condition, then=then, otherwise=otherwise):
            yield from atoms(condition, True)
            yield from atoms(then, judged)
            yield from atoms(otherwise, judged)
        case _:
            if judged:
                yield expr
            yield from _inside(expr)


def _inside(expr: ir.Expr) -> Iterator[ir.Expr]:
    if isinstance(expr, ir.Aggregate):
        if expr.condition is not None:
            yield from atoms(expr.condition, True)
        yield from atoms(expr.body, expr.function in ("any", "all"))
        return
    for child in ir.children(expr):
        yield from atoms(child, False)


def met(tracer: Tracer, expr: ir.Expr, env: Env, judged: bool) -> Iterator[Met]:
    """Every atomic condition that is reached, with its value.

    `a and b` does not reach b where a is false, so that a guard keeps what it guards from being read.
    """
    match expr:
        case ir.Const():
            return
        case ir.Logic(op=op, items=items):
            for item in items:
                yield from met(tracer, item, env, True)
                if tracer.value(item, env) is (op == "or"):
                    return
        case ir.Not(item=item):
            yield from met(tracer, item, env, True)
        case ir.Choose(condition=condition, then=then, otherwise=otherwise):
            yield from met(tracer, condition, env, True)
            held = tracer.value(condition, env)
            if held is not False:
                yield from met(tracer, then, env, judged)
            if held is not True:
                yield from met(tracer, otherwise, env, judged)
        case _:
            if judged:
                yield expr, tracer.value(expr, env)
            yield from _met_inside(tracer, expr, env)


def _met_inside(tracer: Tracer, expr: ir.Expr, env: Env) -> Iterator[Met]:
    if not isinstance(expr, ir.Aggregate):
        for child in ir.children(expr):
            yield from met(tracer, child, env, False)
        return
    for item, _ in tracer.items(expr, env)[0]:
        inner = {**env, expr.var: item}
        if expr.condition is not None:
            yield from met(tracer, expr.condition, inner, True)
            if tracer.value(expr.condition, inner) is False:
                continue
        yield from met(tracer, expr.body, inner, expr.function in ("any", "all"))
