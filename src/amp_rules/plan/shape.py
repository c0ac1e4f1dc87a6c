"""Questions about the shape of a typed expression, and its canonical text."""

from __future__ import annotations

from amp_rules.plan import ir
from amp_rules.plan.types import COUNT, Type


def zero(expr: ir.Expr, other: Type) -> ir.Expr:
    """A literal 0 takes the unit of what it stands beside."""
    if isinstance(expr, ir.Const) and expr.parameter is None and expr.value == 0 and expr.type == COUNT:
        return ir.Const(other.present().steady(), 0) if other.kind == "number" else expr
    return expr


def presence(expr: ir.Expr) -> frozenset[tuple[str, str]]:
    """The facts that are present wherever the condition does not fail."""
    match expr:
        case ir.IsAbsent(item=item, negated=True):
            key = key_of(item)
            return frozenset([key]) if key else frozenset()
        case ir.Logic(op="and", items=items):
            return frozenset().union(*(presence(item) for item in items))
        case ir.Not(item=ir.IsAbsent(item=item, negated=False)):
            key = key_of(item)
            return frozenset([key]) if key else frozenset()
    return frozenset()


def absence(expr: ir.Expr) -> frozenset[tuple[str, str]]:
    """The facts that are present wherever the condition does not hold."""
    match expr:
        case ir.IsAbsent(item=item, negated=False):
            key = key_of(item)
            return frozenset([key]) if key else frozenset()
        case ir.Logic(op="or", items=items):
            return frozenset().union(*(absence(item) for item in items))
        case ir.Not(item=item):
            return presence(item)
    return frozenset()


def key_of(expr: ir.Expr) -> tuple[str, str] | None:
    """What names a fact or decision for the check of presence."""
    match expr:
        case ir.Fact(var=var, path=path):
            return (var, ".".join(path))
        case ir.Ref(var=var, decision=decision):
            return (var, f"@{decision}")
        case ir.DayFact(name=name):
            return ("day", name)
    return None


def depends_on_day(expr: ir.Expr) -> bool:
    """True when the value may differ between days of one period."""
    for node in ir.walk(expr):
        match node:
            case ir.DayFact() | ir.DayPart() | ir.First() | ir.DatedParam(on=None):
                return True
            case ir.Ref(entity="day"):
                return True
    return False


def plain_ramp(expr: ir.Expr) -> bool:
    """True for the day plus or minus something that is the same all through the period."""
    if isinstance(expr, ir.DayPart):
        return True
    if not isinstance(expr, ir.Arith) or expr.op == "*":
        return False
    ramp, steady = (expr.left, expr.right) if expr.left.type.ramp else (expr.right, expr.left)
    return plain_ramp(ramp) and not depends_on_day(steady)


def text(expr: ir.Expr) -> str:
    """The canonical text: equal for equal meaning as written, on any machine."""
    match expr:
        case ir.Const(value=value, parameter=parameter):
            return f"parameter.{parameter}" if parameter else constant_text(value)
        case ir.DatedParam(name=name, on=on):
            return f"at(parameter.{name}, {text(on)})" if on is not None else f"parameter.{name}"
        case ir.Fact(var=var, path=path):
            return ".".join((var, *path))
        case ir.DayFact(name=name) | ir.DayPart(part=name):
            return f"day.{name}"
        case ir.At(name=name, on=on):
            return f"at(case.daily.{name}, {text(on)})"
        case ir.First(name=name, count=count):
            return f"first(day.{name}, {text(count)})"
        case ir.Ref(decision=decision, var=var, entity=entity):
            return var if entity == "member" else f"{var}.{decision}"
        case ir.Prior(decision=decision, initial=initial, keys=keys):
            return f"prior({', '.join([decision, text(initial), *map(text, keys)])})"
        case ir.Not(item=item):
            return f"(not {text(item)})"
        case ir.Logic(op=op, items=items):
            return "(" + f" {op} ".join(map(text, items)) + ")"
        case ir.Compare(op=op, left=left, right=right) | ir.Arith(op=op, left=left, right=right):
            return f"({text(left)} {op} {text(right)})"
        case ir.OneOf(item=item, among=among, negated=negated):
            return f"({text(item)} {'not in' if negated else 'in'} {text(among)})"
        case ir.IsAbsent(item=item, negated=negated):
            return f"({text(item)} {'is not' if negated else 'is'} None)"
        case ir.Choose(condition=condition, then=then, otherwise=otherwise):
            return f"({text(then)} if {text(condition)} else {text(otherwise)})"
        case ir.Call(function=function, args=args):
            return f"{function}({', '.join(map(text, args))})"
        case ir.Aggregate():
            return _aggregate_text(expr)


def _aggregate_text(expr: ir.Aggregate) -> str:
    over = (
        text(expr.collection.fact)
        if expr.collection.fact
        else f"{expr.collection.owner}.{expr.collection.name}"
    )
    body = expr.var if expr.function == "count" else text(expr.body)
    tail = f" if {text(expr.condition)}" if expr.condition is not None else ""
    return f"{expr.function}({body} for {expr.var} in {over}{tail})"


def constant_text(value: ir.Value) -> str:
    """A constant as it is written in a rule."""
    if isinstance(value, frozenset):
        return "(" + ", ".join(sorted(constant_text(item) for item in value)) + ",)"
    if isinstance(value, str):
        return repr(value)
    return str(value)
