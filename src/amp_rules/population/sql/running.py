"""Scans that are nothing but a running sum, 'or' or maximum: known from how they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.plan.order import expressions
from amp_rules.plan.shape import text
from amp_rules.population.schedule import CUT, Unit

Kind = Literal["sum", "or", "max"]


@dataclass(frozen=True, slots=True)
class Running:
    """A decision that adds something of its own row to its answer for the row before.

    step: what a row adds. prior: how the decision reads the row before; its first value is a constant.
    """

    decision: str
    kind: Kind
    step: ir.Expr
    prior: ir.Prior


def running_of(plan: Plan, unit: Unit) -> Running | None:
    """What runs along the entities of a scan; None where it is no running sum, 'or' or maximum.

    The unit's other decisions may read the row before too, as long as the sum does not read them.
    """
    if CUT in unit.names:
        return None
    decisions = [plan.decisions[name] for name in unit.names]
    found = [prior for each in decisions for prior in _priors(each) if prior.decision in unit.names]
    if len({text(prior) for prior in found}) != 1 or not isinstance(found[0].initial, ir.Const):
        return None
    matcher = _Matcher(plan, unit, found[0])
    own = matcher.plain(found[0].decision)
    matched = None if own is None else matcher.match(own)
    return None if matched is None else Running(found[0].decision, matched[0], matched[1], found[0])


def _priors(decision: BoundDecision) -> Iterator[ir.Prior]:
    for expr in expressions(decision):
        yield from (node for node in ir.walk(expr) if isinstance(node, ir.Prior))


class _Matcher:
    def __init__(self, plan: Plan, unit: Unit, prior: ir.Prior) -> None:
        self.plan, self.unit, self.prior = plan, unit, prior

    def plain(self, name: str) -> ir.Expr | None:
        """The expression that a decision always has, decisions of the unit put in for their names."""
        decision = self.plan.decisions[name]
        if decision.fact is not None:
            return None
        if not decision.rules:
            return decision.otherwise
        rule = decision.rules[0]
        alone = len(decision.rules) == 1 and rule.when is None and not rule.overridden_by
        return rule.then if alone else None

    def seen(self, expr: ir.Expr) -> ir.Expr:
        """The expression itself, where another decision of the unit only names it."""
        while isinstance(expr, ir.Ref) and expr.decision in self.unit.names and expr.var == self.unit.scanned:
            named = self.plain(expr.decision)
            if named is None:
                break
            expr = named
        return expr

    def before(self, expr: ir.Expr) -> bool:
        """Whether it is the answer for the row before."""
        return text(self.seen(expr)) == text(self.prior)

    def free(self, expr: ir.Expr) -> bool:
        """Whether it needs nothing of the scan."""
        return not any(
            isinstance(node, ir.Prior | ir.Ref) and node.decision in self.unit.names for node in ir.walk(expr)
        )

    def match(self, expr: ir.Expr) -> tuple[Kind, ir.Expr] | None:
        """The kind of running answer, and what a row adds."""
        expr = self.seen(expr)
        match expr:
            case ir.Arith(op="+", left=left, right=right):
                for one, other in ((left, right), (right, left)):
                    if self.before(one) and self.free(other) and other.type.kind == "number":
                        return "sum", other
            case ir.Logic(op="or", items=items):
                rest = tuple(item for item in items if not self.before(item))
                if len(rest) == len(items) - 1 and all(map(self.free, rest)):
                    return "or", rest[0] if len(rest) == 1 else ir.Logic(expr.type, "or", rest)
            case ir.Choose(condition=condition, then=then, otherwise=otherwise):
                return self._chosen(condition, then, otherwise)
        return None

    def _chosen(self, condition: ir.Expr, then: ir.Expr, otherwise: ir.Expr) -> tuple[Kind, ir.Expr] | None:
        if not self.before(otherwise):
            return None
        if self.free(condition):
            added = self.match(then)
            if added is None or added[0] != "sum":
                return None
            step = added[1]
            nothing = ir.Const(step.type, 0)
            return "sum", ir.Choose(step.type, condition, step, nothing)
        if self.free(then) and self._greater(condition, then) and isinstance(self.prior.initial, ir.Const):
            return ("max", then) if self.prior.initial.value is None else None
        return None

    def _greater(self, condition: ir.Expr, then: ir.Expr) -> bool:
        """Whether a condition says: there is none before, or this is later."""
        if not isinstance(condition, ir.Logic) or condition.op != "or" or len(condition.items) != 2:
            return False
        none, later = condition.items
        return (
            isinstance(none, ir.IsAbsent)
            and not none.negated
            and self.before(none.item)
            and isinstance(later, ir.Compare)
            and later.op in (">", ">=")
            and text(later.left) == text(then)
            and self.before(later.right)
            and not then.type.optional
        )
