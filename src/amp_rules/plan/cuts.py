"""What periods are cut into segments of days by."""

from __future__ import annotations

from amp_rules.plan import ir
from amp_rules.plan.model import Plan
from amp_rules.plan.order import expressions
from amp_rules.plan.shape import text

MIRROR = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


def crossings(plan: Plan) -> list[tuple[str, ir.Expr, ir.Expr]]:
    """The distinct comparisons of the day with something steady: operator, day, what it is held against."""
    seen: dict[tuple[str, str, str], tuple[str, ir.Expr, ir.Expr]] = {}
    for decision in plan.decisions.values():
        for cut in decision.cuts:
            ramp, steady, op = cut.left, cut.right, cut.op
            if steady.type.ramp:
                ramp, steady, op = steady, ramp, MIRROR[op]
            seen.setdefault((op, text(ramp), text(steady)), (op, ramp, steady))
    return list(seen.values())


def counted_flags(plan: Plan) -> list[ir.First]:
    """The distinct flags whose first days are counted."""
    firsts = [first for decision in plan.decisions.values() for first in decision.firsts]
    return list({text(first): first for first in firsts}.values())


def facts_by_day(plan: Plan) -> list[str]:
    """The dated facts that are read on each day, and not only at a given date."""
    return list(dict.fromkeys(node.name for node in _nodes(plan) if isinstance(node, ir.DayFact)))


def parameters_by_day(plan: Plan) -> list[str]:
    """The parameters with several values that are read on each day."""
    found = (node.name for node in _nodes(plan) if isinstance(node, ir.DatedParam) and node.on is None)
    return list(dict.fromkeys(found))


def counts_days(plan: Plan) -> bool:
    """Whether some decision runs over the days of a period."""
    return any(isinstance(node, ir.Aggregate) and node.entity == "day" for node in _nodes(plan))


def _nodes(plan: Plan) -> list[ir.Expr]:
    listed = (expr for decision in plan.decisions.values() for expr in expressions(decision))
    return [node for expr in listed for node in ir.walk(expr)]
