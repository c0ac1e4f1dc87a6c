"""The named functions of the rule language: their types, and their constants."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from amp_rules.case.enums import Weekday
from amp_rules.plan import ir
from amp_rules.plan.scopes import type_of_decision, type_of_fact
from amp_rules.plan.shape import depends_on_day, presence, zero
from amp_rules.plan.types import BOOL, COUNT, DATE, DAYS, Type, join, parse_unit, per_day
from amp_rules.rulebook.fields import near

if TYPE_CHECKING:
    from amp_rules.plan.bind import Binder

MONTHS = Type("number", "month")
YEARS = Type("number", "year")
WEEKDAYS = Type("set", members=tuple(day.value for day in Weekday))
SIGNATURES: dict[str, tuple[tuple[Type, ...], Type]] = {
    "days": ((DATE, DATE), DAYS),
    "add_months": ((DATE, MONTHS), DATE),
    "weekdays": ((DATE, DATE, WEEKDAYS), DAYS),
    "year_end": ((DATE,), DATE),
    "month_end": ((DATE,), DATE),
    "age": ((DATE, DATE), YEARS),
}
AGGREGATES = ("sum", "count", "any", "all", "min", "max")
FUNCTIONS = (*SIGNATURES, *AGGREGATES, "at", "first", "prior", "age_of")
MAX_AGGREGATES = 2


def bind_call(binder: Binder, node: ast.Call) -> ir.Expr:
    """A call of one of the language's functions."""
    if not isinstance(node.func, ast.Name):
        raise binder.fault("AR406", "only the language's own functions can be called", node)
    name = node.func.id
    if len(node.args) == 1 and isinstance(node.args[0], ast.GeneratorExp) and name in AGGREGATES:
        return _aggregate(binder, name, node, node.args[0])
    if name in ("sum", "count", "any", "all"):
        raise binder.fault("AR407", f"'{name}' takes one 'EXPR for NAME in COLLECTION'", node)
    if name in ("min", "max"):
        return _extreme(binder, name, node)
    if name in _SPECIAL:
        return _SPECIAL[name](binder, node)
    if name in SIGNATURES:
        return _plain(binder, name, node)
    hint = near(name, FUNCTIONS)
    raise binder.fault("AR406", f"'{name}' is not a function of the rule language", node, hint)


def _argument(binder: Binder, node: ast.expr, expected: Type) -> ir.Expr:
    expr = zero(binder.bind(node), expected)
    if (expr.type.kind, expr.type.unit) != (expected.kind, expected.unit):
        raise binder.fault("AR205", f"expected {expected}, found {expr.type}", node)
    if expr.type.optional:
        raise binder.fault("AR210", "this may be absent", node, "guard it with 'is not None and'")
    if expr.type.ramp:
        raise binder.fault("AR212", "a value that changes every day may only be compared", node)
    return expr


def _plain(binder: Binder, name: str, node: ast.Call) -> ir.Expr:
    takes, gives = SIGNATURES[name]
    if len(node.args) != len(takes):
        number = "1 argument" if len(takes) == 1 else f"{len(takes)} arguments"
        raise binder.fault("AR407", f"'{name}' takes {number}, found {len(node.args)}", node)
    args = [_argument(binder, arg, kind) for arg, kind in zip(node.args, takes, strict=True)]
    return ir.Call(gives, name, tuple(args))


def _extreme(binder: Binder, name: str, node: ast.Call) -> ir.Expr:
    if len(node.args) < 2:
        raise binder.fault("AR407", f"'{name}' takes two or more arguments", node)
    args = [binder.bind(arg) for arg in node.args]
    fitting = next((arg.type for arg in args if arg.type.unit), args[0].type)
    args = [zero(arg, fitting) for arg in args]
    kind: Type | None = args[0].type
    for arg, part in zip(args, node.args, strict=True):
        if arg.type.optional:
            raise binder.fault("AR210", "this may be absent", part, "guard it with 'is not None and'")
        kind = join(kind, arg.type) if kind is not None else None
    if kind is None or kind.kind not in ("number", "date") or kind.ramp:
        raise binder.fault("AR205", f"'{name}' compares numbers of one unit, or dates", node)
    return ir.Call(kind, name, tuple(args))


def _at(binder: Binder, node: ast.Call) -> ir.Expr:
    if len(node.args) != 2 or not isinstance(node.args[0], ast.Attribute):
        raise binder.fault("AR407", "'at' takes a dated fact or parameter, and a date", node)
    root, *rest = binder.dotted(node.args[0])
    on = _argument(binder, node.args[1], DATE)
    if root == "parameter" and len(rest) == 1 and rest[0] in binder.names.parameters:
        binder.names.used_parameters.add(rest[0])
        if not binder.names.parameters[rest[0]].values:
            raise binder.stop()
        return ir.DatedParam(binder.names.parameters[rest[0]].type, rest[0], on)
    return ir.At(*_dated_fact(binder, [root, *rest], node), on)


def _dated_fact(binder: Binder, parts: list[str], node: ast.AST) -> tuple[Type, str]:
    facts = binder.names.scopes.facts["day"]
    if parts[:2] == ["case", "daily"] and len(parts) == 3 and parts[2] in facts:
        return type_of_fact(facts[parts[2]]), parts[2]
    name = ".".join(parts)
    raise binder.fault(
        "AR201", f"'{name}' is not a dated fact", node, near(name, [f"case.daily.{fact}" for fact in facts])
    )


def _first(binder: Binder, node: ast.Call) -> ir.Expr:
    if len(node.args) != 2:
        raise binder.fault("AR407", "'first' takes a flag of the day and a number of days", node)
    flag, count = binder.bind(node.args[0]), _argument(binder, node.args[1], DAYS)
    if not isinstance(flag, ir.DayFact) or flag.type.kind != "bool":
        raise binder.fault("AR205", "'first' counts the days on which a flag of the day holds", node.args[0])
    if depends_on_day(count):
        raise binder.fault(
            "AR212", "the number of days must be the same all through the period", node.args[1]
        )
    made = ir.First(BOOL, flag.name, count, len(binder.firsts))
    binder.firsts.append(made)
    return made


def _prior(binder: Binder, node: ast.Call) -> ir.Expr:
    if len(node.args) < 2 or not isinstance(node.args[0], ast.Name):
        raise binder.fault("AR407", "'prior' takes a decision, a first value, and keys to group by", node)
    decision = binder.names.decisions.get(node.args[0].id)
    if decision is None or decision.about != binder.about or binder.about in ("case", "day"):
        raise binder.fault("AR214", "'prior' names a decision about the same kind of entity", node)
    kind = type_of_decision(decision)
    initial = zero(binder.bind(node.args[1]), kind)
    if join(kind, initial.type) is None:
        raise binder.fault("AR205", f"expected {kind}, found {initial.type}", node.args[1])
    keys = tuple(binder.bind(arg) for arg in node.args[2:])
    if not all(isinstance(key, ir.Fact) for key in keys):
        raise binder.fault("AR214", "the keys of 'prior' are facts of the entity", node)
    return ir.Prior(join(kind, initial.type) or kind, decision.name, initial, keys)


def _age_of(binder: Binder, node: ast.Call) -> ir.Expr:
    """The age on a date from whichever is stated: the date of birth, or the age."""
    if len(node.args) != 2:
        raise binder.fault("AR407", "'age_of' takes a person and a date", node)
    person = binder.dotted(node.args[0])
    birth, age = (binder.fact_of([*person, name], node.args[0]) for name in ("birth_date", "age"))
    return ir.Call(YEARS, "age_of", (birth, age, _argument(binder, node.args[1], DATE)))


_SPECIAL: dict[str, Callable[[Binder, ast.Call], ir.Expr]] = {
    "at": _at,
    "first": _first,
    "prior": _prior,
    "age_of": _age_of,
}


def _aggregate(binder: Binder, name: str, node: ast.Call, each: ast.GeneratorExp) -> ir.Expr:
    if len(each.generators) != 1 or not isinstance(each.generators[0].target, ast.Name):
        raise binder.fault("AR408", "an aggregate runs over one collection with one name", node)
    if sum(isinstance(part, ast.GeneratorExp) for part in ast.walk(node)) > MAX_AGGREGATES:
        raise binder.fault("AR408", f"aggregates nested deeper than {MAX_AGGREGATES}", node)
    loop = each.generators[0]
    var = each.generators[0].target.id
    entity, collection = _collection(binder, loop.iter)
    before, before_vars, before_items = set(binder.present), dict(binder.vars), dict(binder.items)
    _name_item(binder, var, entity, collection, node)
    try:
        condition = _conditions(binder, loop.ifs)
        body = binder.bind(each.elt) if name != "count" else _counted(binder, each.elt, var)
        return _finish(
            binder,
            name,
            node,
            ir.Aggregate(
                BOOL,
                name,
                var,
                entity,
                collection,
                body,
                condition,
                entity == "day" and name in ("sum", "count"),
            ),
        )
    finally:
        binder.present, binder.vars, binder.items = before, before_vars, before_items


def _collection(binder: Binder, node: ast.expr) -> tuple[str, ir.Collection]:
    parts = binder.dotted(node)
    if len(parts) == 2 and parts[0] in binder.vars:
        entity = binder.names.scopes.collections.get((binder.vars[parts[0]], parts[1]))
        if entity is not None:
            owner = binder.vars[parts[0]]
            if owner != "case" and (parts[0] != owner or binder.about != owner):
                raise binder.fault("AR408", f"aggregate '{parts[1]}' in a decision about '{owner}'", node)
            return entity, ir.Collection(parts[0], parts[1])
    fact = binder.bind(node)
    if isinstance(fact, ir.Fact) and fact.type.kind == "set":
        return "member", ir.Collection("", "", fact)
    raise binder.fault("AR408", f"'{'.'.join(parts)}' is not a collection", node)


def _name_item(binder: Binder, var: str, entity: str, collection: ir.Collection, node: ast.AST) -> None:
    own_day = entity == "day" and var == "day" and "day" not in binder.vars
    if (var in binder.vars or var in binder.items or var in binder.names.decisions) and not own_day:
        raise binder.fault("AR409", f"the name '{var}' is taken", node)
    if entity == "member" and collection.fact is not None:
        kind = "choice" if collection.fact.type.members else "text"
        binder.items[var] = Type(kind, members=collection.fact.type.members)
    else:
        binder.vars[var] = entity


def _conditions(binder: Binder, nodes: list[ast.expr]) -> ir.Expr | None:
    made: list[ir.Expr] = []
    for node in nodes:
        made.append(binder.boolean(node))
        binder.present |= presence(made[-1])
    if len(made) > 1:
        return ir.Logic(BOOL, "and", tuple(made))
    return made[0] if made else None


def _counted(binder: Binder, node: ast.expr, var: str) -> ir.Expr:
    if isinstance(node, ast.Name) and node.id == var:
        return ir.Const(COUNT, 1)
    raise binder.fault("AR408", f"'count' counts the items: write count({var} for {var} in …)", node)


def _finish(binder: Binder, name: str, node: ast.AST, made: ir.Aggregate) -> ir.Expr:
    kind = made.body.type
    if kind.optional or kind.ramp:
        raise binder.fault("AR210", "what is aggregated may be absent or changes every day", node)
    if name == "count":
        return replace(made, type=DAYS if made.weighted else COUNT)
    if name in ("any", "all") and kind.kind == "bool":
        return replace(made, type=BOOL)
    if name == "sum" and kind.kind == "number":
        unit = per_day(kind.unit) if made.weighted else kind.unit
        if unit is not None and not (made.weighted and kind.unit == ""):
            return replace(made, type=Type("number", unit))
    if name in ("min", "max") and kind.kind in ("number", "date"):
        return replace(made, type=replace(kind, optional=True))
    raise binder.fault("AR205", f"cannot take the {name} of {kind}", node)


_DATE = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NUMBER = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,6}))?", re.ASCII)


def parameter_value(text: str, unit: str) -> tuple[Type, ir.Value] | None:
    """A parameter's type and value (money in minor units), or None when it does not fit."""
    if unit == "date":
        try:
            return (DATE, date.fromisoformat(text)) if _DATE.fullmatch(text) else None
        except ValueError:
            return None
    if unit == "country":
        codes = text.split()
        fitting = all(re.fullmatch("[A-Z]{2}", code) for code in codes)
        return (Type("set"), frozenset(codes)) if fitting else None
    known, match = parse_unit(unit), _NUMBER.fullmatch(text)
    if known is None or match is None:
        return None
    kind, exact = Type("number", known), Fraction(text)
    if kind.money:
        exact *= 100
    if known == "ratio":
        return kind, exact if exact.denominator > 1 else exact.numerator
    return (kind, exact.numerator) if exact.denominator == 1 else None
