"""Typed expressions written out as Python expressions with Kleene's logic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from amp_rules.engine import kleene
from amp_rules.plan import ir
from amp_rules.plan.model import Plan

Resolve = Callable[[ir.Expr], str | None]
LONG = 400
"""Branches with more text than this stand in the generated code once."""


class Emitter:
    """Writes expressions; `resolve` says how facts and decisions are reached from here.

    free: parameters whose value the generated module holds under a name, so that it can be set anew.

    Nothing of a rule file's text reaches the source but words in quotes made by repr().
    """

    def __init__(self, plan: Plan, constants: dict[str, object]) -> None:
        self.plan = plan
        self.constants = constants
        self.names: dict[object, str] = {}
        self.temps = 0
        self.certain: set[str] = set()
        self.over: set[str] = set()
        self.known = False
        self.own: set[str] = {"case"}
        self.tested_priors: dict[int, str] = {}
        self.free: Mapping[str, str] = {}

    def temp(self) -> str:
        """A fresh variable name."""
        self.temps += 1
        return f"t{self.temps}"

    def constant(self, value: object) -> str:
        """A literal, or the name of a constant of the generated module."""
        if value is None or isinstance(value, bool | str):
            return repr(str(value) if isinstance(value, str) else value)
        if isinstance(value, int):
            return str(value)
        key = (type(value).__name__, value)
        if key not in self.names:
            self.names[key] = f"K{len(self.names)}"
            self.constants[self.names[key]] = value
        return self.names[key]

    def may_be_unknown(self, expr: ir.Expr) -> bool:
        """Whether the value can be unknown at all, as far as is known where the code stands."""
        match expr:
            case ir.Const() | ir.DayPart():
                return False
            case ir.DatedParam(on=on):
                return on is not None and self.may_be_unknown(on)
            case ir.Fact():
                return not (self._required(expr) or (self.known and expr.var in self.own))
            case ir.Ref(decision=decision, entity=entity, var=var):
                if entity == "member":
                    return False
                if var in self.over:
                    return False
                return var not in self.own or decision not in self.certain
            case ir.DayFact():
                return not self.known
            case ir.At() | ir.First() | ir.Call(function="age_of"):
                return True
            case ir.Prior():
                return not self.known or id(expr) not in self.tested_priors
            case ir.Aggregate(var=var, collection=collection, body=body, condition=condition):
                parts = [body] if condition is None else [body, condition]
                if collection.fact is not None or not self.known or collection.owner in self.over:
                    return True
                before = self.own, self.over
                self.enter(var, collection.owner)
                try:
                    return any(map(self.may_be_unknown, parts))
                finally:
                    self.own, self.over = before
        return any(self.may_be_unknown(child) for child in ir.children(expr))

    def enter(self, var: str, owner: str) -> None:
        """Makes a comprehension's variable known: an entity of the case, or a part of the current one."""
        if owner != "case":
            self.own = self.own | {var}
            return
        self.own = self.own - {var}
        if self.known:
            self.over = self.over | {var}

    def _required(self, fact: ir.Fact) -> bool:
        if fact.entity in self.plan.scopes.numbered:
            return True
        spec = self.plan.scopes.facts[fact.entity].get(".".join(fact.path))
        return spec is not None and spec.required

    def emit(self, expr: ir.Expr, resolve: Resolve) -> str:
        """Python source for the expression."""
        found = resolve(expr)
        if found is not None:
            return found
        match expr:
            case ir.Const(value=value, parameter=parameter):
                if parameter is not None and parameter in self.free:
                    self.constants[self.free[parameter]] = value
                    return self.free[parameter]
                return self.constant(value)
            case ir.Not(item=item):
                return self._not(item, resolve)
            case ir.Logic(op=op, items=items):
                return self._logic(op, list(items), resolve)
            case ir.Compare(op=op, left=left, right=right):
                return self._strict([left, right], lambda a, b: f"{a} {op} {b}", resolve)
            case ir.OneOf(item=item, among=among, negated=negated):
                word = "not in" if negated else "in"
                return self._strict([item, among], lambda a, b: f"{a} {word} {b}", resolve)
            case ir.IsAbsent(item=item, negated=negated):
                return self._strict([item], lambda a: f"{a} is {'not ' if negated else ''}None", resolve)
            case ir.Choose():
                return self._choose(expr, resolve)
            case ir.Arith():
                return self._arith(expr, resolve)
            case ir.Call(function="age_of", args=(birth, stated, on)):
                texts = [self.emit(part, resolve) for part in (birth, stated)]
                return self._strict([on], lambda day: f"age_of({texts[0]}, {texts[1]}, {day})", resolve)
            case ir.Call(function="min" | "max" as function, args=(_, _) as args):
                word = "<=" if function == "min" else ">="
                return self._strict(list(args), lambda a, b: self._better(a, word, b), resolve)
            case ir.Call(function=function, args=args):
                return self._strict(list(args), lambda *a: f"{function}({', '.join(a)})", resolve)
        raise AssertionError(f"no way to reach {type(expr).__name__}")

    def _strict(self, parts: list[ir.Expr], build: Callable[..., str], resolve: Resolve) -> str:
        tests, names = [], []
        for part in parts:
            text = self.emit(part, resolve)
            if not self.may_be_unknown(part):
                names.append(text)
            elif text.isidentifier():
                tests.append(f"{text} is U")
                names.append(text)
            else:
                name = self.temp()
                tests.append(f"({name} := {text}) is U")
                names.append(name)
        built = build(*names)
        return f"(U if {' or '.join(tests)} else {built})" if tests else f"({built})"

    def _better(self, one: str, word: str, other: str) -> str:
        """The lesser or the greater of two values, the first where they are equal."""
        first, one = self._named(one)
        second, other = self._named(other)
        return f"{first} if {one} {word} {other} else {second}"

    def _not(self, item: ir.Expr, resolve: Resolve) -> str:
        return self._strict([item], lambda a: f"not {a}", resolve)

    def _logic(self, op: str, items: list[ir.Expr], resolve: Resolve) -> str:
        if len(items) == 1:
            return self.emit(items[0], resolve)
        if not any(map(self.may_be_unknown, items)):
            return "(" + f" {op} ".join(self.emit(item, resolve) for item in items) + ")"
        half = len(items) // 2
        stop, go = ("False", "True") if op == "and" else ("True", "False")
        left, right = self._logic(op, items[:half], resolve), self._logic(op, items[half:], resolve)
        if not any(map(self.may_be_unknown, items[:half])):
            return f"({left} {op} {right})"
        name, test = self._named(left)
        if not any(map(self.may_be_unknown, items[half:])):
            other = f"{name} if {right} else False" if op == "and" else f"True if {right} else {name}"
            return f"({stop} if {test} is {stop} else ({other}))"
        after = self.temp()
        open_or_after = f"{after} if ({after} := {right}) is {stop} or {name} is {go} else U"
        return f"({stop} if {test} is {stop} else {open_or_after})"

    def _named(self, text: str) -> tuple[str, str]:
        """A name for a value, and the text that first gives it that name."""
        if text.isidentifier() or text.isdecimal():
            return text, text
        name = self.temp()
        return name, f"({name} := {text})"

    def _choose(self, expr: ir.Choose, resolve: Resolve) -> str:
        then, otherwise = self.emit(expr.then, resolve), self.emit(expr.otherwise, resolve)
        condition = self.emit(expr.condition, resolve)
        if not self.may_be_unknown(expr.condition):
            return f"({then} if {condition} else {otherwise})"
        name, test = self._named(condition)
        if len(then) + len(otherwise) > LONG:
            lazy = f"{then} if {name} is not False else U, {otherwise} if {name} is not True else U"
            return f"choose({test}, {lazy})"
        both = f"agreed({then}, {otherwise})"
        return f"({then} if {test} is True else {otherwise} if {name} is False else {both})"

    def _arith(self, expr: ir.Arith, resolve: Resolve) -> str:
        fixed = fixed_number(expr)
        if fixed is not None:
            return self.constant(fixed)
        sides = [expr.left, expr.right]
        if expr.left.type.kind == "date":
            if expr.right.type.kind == "date":
                return self._strict(sides, lambda a, b: f"({a} - {b}).days", resolve)
            name = "plus_days" if expr.op == "+" else "minus_days"
            return self._strict(sides, lambda a, b: f"{name}({a}, {b})", resolve)
        if expr.op == "*":
            return self._strict(sides, lambda a, b: f"product({a}, {b})", resolve)
        return self._strict(sides, lambda a, b: f"{a} {expr.op} {b}", resolve)


def fixed_number(expr: ir.Expr) -> int | Fraction | None:
    """The number that arithmetic on constants alone gives; None where it reads anything else."""
    if isinstance(expr, ir.Const):
        plain = expr.type.kind == "number" and not isinstance(expr.value, bool)
        return expr.value if plain and isinstance(expr.value, int | Fraction) else None
    if not isinstance(expr, ir.Arith):
        return None
    left, right = fixed_number(expr.left), fixed_number(expr.right)
    if left is None or right is None:
        return None
    try:
        if expr.op == "*":
            return kleene.product(left, right)  # type: ignore[no-any-return]
    except kleene.LimitError:
        return None
    return kleene.exact(left + right if expr.op == "+" else left - right)  # type: ignore[no-any-return]
