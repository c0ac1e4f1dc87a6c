"""How fine an amount can be: the step that every value of a decision is a multiple of."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import Final

from amp_rules.plan import ir
from amp_rules.plan.model import Plan

MOST_ROUNDS: Final = 32
NOTHING: Final = Fraction(0)
WHOLE: Final = Fraction(1)


def steps_of(plan: Plan) -> dict[str, Fraction]:
    """For every decision the greatest step that all its amounts are known to be multiples of.

    In minor units for money. 0 where the only possible amount is 0, or where it is no amount. Where the step
    is whole, no case gives a fraction. A decision that hangs on its own value for the entity before, and
    grows finer each time, has a step that is right for 32 entities only.
    """
    found = dict.fromkeys(plan.decisions, NOTHING)
    for _ in range(MOST_ROUNDS):
        again = {name: _of_decision(plan, name, found) for name in found}
        if again == found:
            break
        found = again
    return found


def decimals(step: Fraction) -> int:
    """How many decimals multiples of the step need.

    >>> decimals(Fraction(1, 8))
    3
    """
    rest, twos, fives = step.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives)


def _of_decision(plan: Plan, name: str, found: dict[str, Fraction]) -> Fraction:
    decision = plan.decisions[name]
    if decision.type.kind != "number":
        return NOTHING
    parts = [rule.then for rule in decision.rules]
    parts += [part for part in (decision.otherwise, decision.fact) if part is not None]
    return _shared(_step(plan, part, found) for part in parts)


def _step(plan: Plan, expr: ir.Expr, found: dict[str, Fraction]) -> Fraction:
    match expr:
        case ir.Const(value=value):
            return _size(value)
        case ir.DatedParam(name=name):
            return _shared(_size(value) for _, value in plan.parameters[name].values)
        case ir.Ref(decision=decision, entity=entity) if entity != "member":
            return found[decision]
        case ir.Prior(decision=decision, initial=initial):
            return _shared((found[decision], _step(plan, initial, found)))
        case ir.Choose(then=then, otherwise=otherwise):
            return _shared(_step(plan, part, found) for part in (then, otherwise))
        case ir.Arith(op="*", left=left, right=right):
            return _step(plan, left, found) * _step(plan, right, found)
        case ir.Arith(left=left, right=right) if expr.type.kind == "number" and left.type.kind == "number":
            return _shared(_step(plan, part, found) for part in (left, right))
        case ir.Call(function="min" | "max", args=args):
            return _shared(_step(plan, part, found) for part in args)
        case ir.Aggregate(function="sum" | "min" | "max", body=body):
            return _step(plan, body, found)
    return WHOLE


def _size(value: ir.Value) -> Fraction:
    return abs(Fraction(value)) if isinstance(value, int | Fraction) else NOTHING


def _shared(steps: Iterable[Fraction]) -> Fraction:
    """The greatest step that goes into all of them; 0 goes with any."""
    return reduce(_both, steps, NOTHING)


def _both(one: Fraction, other: Fraction) -> Fraction:
    below = one.denominator * other.denominator
    return Fraction(gcd(one.numerator * other.denominator, other.numerator * one.denominator), below)
