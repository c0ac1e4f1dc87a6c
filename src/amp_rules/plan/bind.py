"""Binds names, types and units of one expression; every fault is kept."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from amp_rules.plan import functions, ir
from amp_rules.plan.grammar import MAX_DIGITS, parse, place_of
from amp_rules.plan.scopes import DAY_PARTS, Scopes, type_of_decision, type_of_fact
from amp_rules.plan.shape import absence, depends_on_day, key_of, plain_ramp, presence, zero
from amp_rules.plan.types import BOOL, COUNT, DAYS, NONE, TEXT, Type, join, times
from amp_rules.rulebook.fields import Faults, near
from amp_rules.rulebook.model import Code, Decision

COMPARISONS = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


class StopError(Exception):
    """A fault was kept; the rest of this expression cannot be typed."""


@dataclass(frozen=True, slots=True)
class BoundParameter:
    """A parameter's type and values, each with the ordinal of its first day; none where a fault was kept."""

    type: Type
    values: tuple[tuple[int | None, ir.Value], ...]


@dataclass(slots=True)
class Names:
    """Everything an expression may speak of."""

    scopes: Scopes
    decisions: Mapping[str, Decision]
    parameters: Mapping[str, BoundParameter]
    used_parameters: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Bound:
    """A typed expression with the day comparisons that cut a period."""

    expr: ir.Expr
    cuts: list[ir.Compare] = field(default_factory=list)
    firsts: list[ir.First] = field(default_factory=list)


def bind(
    code: Code, about: str, names: Names, faults: Faults, present: frozenset[tuple[str, str]]
) -> Bound | None:
    """The typed expression, or None with faults; `present` are facts known to be there."""
    tree = parse(code, faults)
    if tree is None:
        return None
    binder = Binder(code, about, names, faults, set(present))
    try:
        expr = binder.bind(tree)
    except StopError:
        return None
    return Bound(expr, binder.cuts, binder.firsts)


class Binder:
    """One expression being bound."""

    def __init__(
        self, code: Code, about: str, names: Names, faults: Faults, present: set[tuple[str, str]]
    ) -> None:
        self.code = code
        self.about = about
        self.names = names
        self.faults = faults
        self.present = present
        self.vars = {entity: entity for entity in names.scopes.chain(about)}
        self.items: dict[str, Type] = {}
        self.cuts: list[ir.Compare] = []
        self.firsts: list[ir.First] = []

    def fault(self, code: str, message: str, node: ast.AST, hint: str | None = None) -> StopError:
        """Keep a fault at a node; the caller raises what this returns."""
        self.faults.add(code, message, place_of(node, self.code), hint)
        return StopError()

    def stop(self) -> StopError:
        """What to raise where a fault was kept already."""
        return StopError()

    def bind(self, node: ast.expr) -> ir.Expr:
        """The typed form of any allowed node."""
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name() | ast.Attribute():
                return self._narrow(self._path(node))
            case ast.UnaryOp():
                return self._unary(node)
            case ast.BoolOp():
                return self._logic(node)
            case ast.Compare():
                return self._comparison(node)
            case ast.IfExp():
                return self._choose(node)
            case ast.BinOp():
                return self._arith(node)
            case ast.Call():
                return functions.bind_call(self, node)
        raise self.fault("AR404", "this cannot stand here", node)

    def boolean(self, node: ast.expr) -> ir.Expr:
        """A node that must be true or false."""
        expr = self.bind(node)
        if expr.type.kind != "bool" or expr.type.optional:
            raise self.fault("AR202", f"expected true or false, found {expr.type}", node)
        return expr

    def _constant(self, node: ast.Constant) -> ir.Expr:
        value = node.value
        if value is None:
            return ir.Const(NONE, None)
        if isinstance(value, bool):
            return ir.Const(BOOL, value)
        if isinstance(value, int) and len(str(value)) <= MAX_DIGITS:
            return ir.Const(COUNT, value)
        if isinstance(value, str):
            return ir.Const(TEXT, value)
        raise self.fault("AR405", "only short whole numbers and quoted words may be literals", node)

    def _narrow(self, expr: ir.Expr) -> ir.Expr:
        key = key_of(expr)
        if expr.type.optional and key in self.present:
            return replace(expr, type=expr.type.present())
        return expr

    def dotted(self, node: ast.expr) -> list[str]:
        """The names of a dotted path."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.insert(0, node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            raise self.fault("AR404", "only names may have parts", node)
        return [node.id, *parts]

    def _path(self, node: ast.Name | ast.Attribute) -> ir.Expr:
        root, *rest = self.dotted(node)
        if root == "parameter" and len(rest) == 1:
            return self._parameter(rest[0], node)
        if root in self.items and not rest:
            return ir.Ref(self.items[root], "", root, "member")
        if root in self.vars:
            return self.member(root, rest, node)
        if not rest:
            return self._decision(root, node)
        if root == "parameter":
            raise self.fault("AR201", "a parameter is named 'parameter.NAME'", node)
        raise self.fault("AR201", f"'{root}' is not declared", node, near(root, [*self.vars, "parameter"]))

    def fact_of(self, parts: list[str], node: ast.expr) -> ir.Expr:
        """The fact at a dotted path, which may be of an entity or of a group of the case."""
        if parts[0] not in self.vars:
            raise self.fault("AR201", f"'{parts[0]}' is not declared", node, near(parts[0], self.vars))
        return self.member(parts[0], parts[1:], node)

    def member(self, var: str, rest: list[str], node: ast.expr) -> ir.Expr:
        """A fact or decision of the entity bound to a variable."""
        entity = self.vars[var]
        dotted = ".".join(rest)
        if not rest:
            raise self.fault("AR203", f"'{var}' stands for an entity, not a value", node)
        numbered = self.names.scopes.numbered.get(entity)
        if numbered is not None and dotted == "number":
            return ir.Fact(COUNT, var, entity, ("number",))
        if entity == "day" and dotted in DAY_PARTS and self.about == "day":
            return ir.DayPart(DAY_PARTS[dotted], dotted)
        spec = self.names.scopes.facts.get(entity, {}).get(dotted)
        if spec is not None and spec.kind != "list" and not (spec.dated and entity != "day"):
            if entity == "day" and self.about != "day":
                hint = "write a decision about the day and aggregate that"
                raise self.fault(
                    "AR217", "a fact of a day can only be read by a decision about the day", node, hint
                )
            if entity == "day":
                return ir.DayFact(type_of_fact(spec), dotted)
            return ir.Fact(type_of_fact(spec), var, entity, tuple(rest))
        decision = self.names.decisions.get(dotted)
        if decision is not None and decision.about == entity:
            return ir.Ref(type_of_decision(decision), dotted, var, entity)
        about = [name for name, each in self.names.decisions.items() if each.about == entity]
        known = [*self.names.scopes.facts.get(entity, {}), *about]
        raise self.fault(
            "AR201", f"'{dotted}' is not a fact or decision of a {entity}", node, near(dotted, known)
        )

    def _parameter(self, name: str, node: ast.expr) -> ir.Expr:
        parameter = self.names.parameters.get(name)
        if parameter is None:
            hint = near(name, self.names.parameters)
            raise self.fault("AR201", f"parameter '{name}' is not declared", node, hint)
        self.names.used_parameters.add(name)
        if not parameter.values:
            raise StopError
        if len(parameter.values) == 1:
            return ir.Const(parameter.type, parameter.values[0][1], name)
        if self.about != "day":
            hint = f"write at(parameter.{name}, DATE)"
            raise self.fault("AR211", f"parameter '{name}' has dated values: say of which day", node, hint)
        return ir.DatedParam(parameter.type, name, None)

    def _decision(self, name: str, node: ast.expr) -> ir.Expr:
        decision = self.names.decisions.get(name)
        if name == "parameter":
            raise self.fault("AR201", "a parameter is named 'parameter.NAME'", node)
        if decision is None:
            known = [*self.names.decisions, *self.vars]
            raise self.fault("AR201", f"'{name}' is not declared", node, near(name, known))
        if decision.about not in self.names.scopes.chain(self.about):
            hint = f"aggregate over every '{decision.about}'"
            raise self.fault(
                "AR204", f"'{name}' is about '{decision.about}', this about '{self.about}'", node, hint
            )
        return ir.Ref(type_of_decision(decision), name, decision.about, decision.about)

    def _unary(self, node: ast.UnaryOp) -> ir.Expr:
        return ir.Not(BOOL, self.boolean(node.operand))

    def _logic(self, node: ast.BoolOp) -> ir.Expr:
        op = "and" if isinstance(node.op, ast.And) else "or"
        learn = presence if op == "and" else absence
        before, items = set(self.present), []
        for value in node.values:
            items.append(self.boolean(value))
            self.present |= learn(items[-1])
        self.present = before
        return ir.Logic(BOOL, op, tuple(items))

    def under(self, learned: frozenset[tuple[str, str]], node: ast.expr) -> ir.Expr:
        """A node bound where more facts are known to be present."""
        before = set(self.present)
        self.present |= learned
        try:
            return self.bind(node)
        finally:
            self.present = before

    def _choose(self, node: ast.IfExp) -> ir.Expr:
        condition = self.boolean(node.test)
        then = self.under(presence(condition), node.body)
        otherwise = self.under(absence(condition), node.orelse)
        then, otherwise = zero(then, otherwise.type), zero(otherwise, then.type)
        kind = join(then.type, otherwise.type)
        if kind is None:
            raise self.fault("AR205", f"the two values differ in type: {then.type}, {otherwise.type}", node)
        return ir.Choose(kind, condition, then, otherwise)

    def _comparison(self, node: ast.Compare) -> ir.Expr:
        sides = [node.left, *node.comparators]
        made = [
            self._one_comparison(op, left, right)
            for op, left, right in zip(node.ops, sides, sides[1:], strict=False)
        ]
        return made[0] if len(made) == 1 else ir.Logic(BOOL, "and", tuple(made))

    def _one_comparison(self, op: ast.cmpop, left: ast.expr, right: ast.expr) -> ir.Expr:
        if isinstance(op, ast.Is | ast.IsNot):
            return self._absent(isinstance(op, ast.IsNot), left, right)
        if isinstance(op, ast.In | ast.NotIn):
            return self._among(isinstance(op, ast.NotIn), left, right)
        return self._compare(COMPARISONS[type(op)], (self.bind(left), left), (self.bind(right), right))

    def _absent(self, negated: bool, left: ast.expr, right: ast.expr) -> ir.Expr:
        if not (isinstance(right, ast.Constant) and right.value is None):
            raise self.fault("AR207", "'is' only asks whether a fact is absent: 'is None'", right)
        before, self.present = self.present, set()
        item = self.bind(left)
        self.present = before
        if not item.type.optional:
            raise self.fault("AR208", "this is never absent (an unknown fact is not an absent one)", left)
        return ir.IsAbsent(BOOL, item, negated)

    def _compare(self, op: str, one: tuple[ir.Expr, ast.expr], other: tuple[ir.Expr, ast.expr]) -> ir.Expr:
        left, right = zero(one[0], other[0].type), zero(other[0], one[0].type)
        for side, node in ((left, one[1]), (right, other[1])):
            if side.type.kind == "none":
                raise self.fault("AR207", "ask for absence with 'is None'", node)
        kind = join(left.type.steady(), right.type.steady())
        if kind is None or kind.kind == "set":
            raise self.fault("AR205", f"cannot compare {left.type} with {right.type}", one[1])
        for literal, node, fact in ((left, one[1], right), (right, other[1], left)):
            if isinstance(literal, ir.Const) and literal.type.kind == "text":
                self.member_of(literal, fact.type, node)
        if op not in ("==", "!="):
            if kind.kind not in ("number", "date"):
                raise self.fault("AR209", f"{kind.kind} has no order", one[1])
            for side, node in ((left, one[1]), (right, other[1])):
                if side.type.optional:
                    raise self.fault("AR210", "this may be absent", node, "guard it with 'is not None and'")
        made = ir.Compare(BOOL, op, left, right)
        self._cut(made, one[1])
        return made

    def member_of(self, literal: ir.Const, kind: Type, node: ast.AST) -> None:
        """Checks a quoted word against the choices it is compared with."""
        if kind.kind in ("choice", "set") and kind.members and literal.value not in kind.members:
            hint = near(str(literal.value), kind.members)
            raise self.fault(
                "AR206", f"'{literal.value}' is not one of {', '.join(kind.members)}", node, hint
            )

    def _cut(self, made: ir.Compare, node: ast.AST) -> None:
        if made.left.type.ramp == made.right.type.ramp:
            if made.left.type.ramp:
                raise self.fault("AR212", "two values that both change every day cannot be compared", node)
            return
        ramp, steady = (made.left, made.right) if made.left.type.ramp else (made.right, made.left)
        if depends_on_day(steady) or not plain_ramp(ramp):
            message = "compare the day with something that is the same all through the period"
            raise self.fault("AR212", message, node)
        self.cuts.append(made)

    def _among(self, negated: bool, left: ast.expr, right: ast.expr) -> ir.Expr:
        item = self.bind(left)
        if item.type.ramp:
            raise self.fault("AR212", "a value that changes every day may only be compared in order", left)
        among: ir.Expr = (
            self._constants(right, item.type) if isinstance(right, ast.Tuple) else self.bind(right)
        )
        if among.type.kind != "set":
            raise self.fault("AR213", f"expected a set or (a, b, …), found {among.type}", right)
        if isinstance(item, ir.Const) and item.type.kind == "text":
            self.member_of(item, among.type, left)
        elif item.type.kind not in ("choice", "country", "text", "number"):
            raise self.fault("AR213", f"{item.type} cannot be a member of a set", left)
        return ir.OneOf(BOOL, item, among, negated)

    def _constants(self, node: ast.Tuple, kind: Type) -> ir.Const:
        values: set[str | int] = set()
        for element in node.elts:
            literal = self._constant(element) if isinstance(element, ast.Constant) else None
            value = literal.value if isinstance(literal, ir.Const) else None
            if literal is None or isinstance(value, bool) or not isinstance(value, str | int):
                raise self.fault("AR213", "a set is written with quoted words or whole numbers", element)
            if isinstance(value, str) and isinstance(literal, ir.Const):
                self.member_of(literal, kind, element)
            if isinstance(value, int) != (kind.kind == "number"):
                raise self.fault("AR205", f"cannot compare {kind} with {literal.type}", element)
            values.add(value)
        return ir.Const(Type("set", members=kind.members), frozenset(values))

    def _arith(self, node: ast.BinOp) -> ir.Expr:
        op = OPERATORS[type(node.op)]
        left, right = self.bind(node.left), self.bind(node.right)
        for side, part in ((left, node.left), (right, node.right)):
            if side.type.optional:
                raise self.fault("AR210", "this may be absent", part, "guard it with 'is not None and'")
        kind = _product(left.type, right.type) if op == "*" else _sum(op, *self._zeros(left, right))
        if kind is None:
            raise self.fault("AR205", f"cannot compute {left.type} {op} {right.type}", node)
        if op != "*":
            left, right = self._zeros(left, right)
        return ir.Arith(kind, op, left, right)

    def _zeros(self, left: ir.Expr, right: ir.Expr) -> tuple[ir.Expr, ir.Expr]:
        return zero(left, right.type), zero(right, left.type)


def _sum(op: str, left: ir.Expr, right: ir.Expr) -> Type | None:
    a, b = left.type, right.type
    if a.kind == "date" and b == DAYS:
        return a
    if a.kind == "date" and b.kind == "date" and op == "-" and not b.ramp:
        return replace(DAYS, ramp=a.ramp)
    if a.kind != "number" or b.kind != "number" or a.unit != b.unit:
        return None
    if b.ramp and (op == "-" or a.ramp):
        return None
    return replace(a, ramp=a.ramp or b.ramp)


def _product(a: Type, b: Type) -> Type | None:
    if a.kind != "number" or b.kind != "number" or a.ramp or b.ramp:
        return None
    unit = times(a.unit, b.unit)
    return None if unit is None else Type("number", unit)
