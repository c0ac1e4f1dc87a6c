"""Expressions read again, one part at a time: the slow twin of the generated code.

It serves what the rows do not hold: which facts a rule read, which of them were missing, which conditions
were met. A property test holds it equal to the generated code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from amp_rules.engine import kleene
from amp_rules.engine.rows import CASE, Instance, Rows
from amp_rules.engine.write import CASE_LISTS, ORDER_KEYS
from amp_rules.plan import ir
from amp_rules.terms import UNKNOWN, Money

U = UNKNOWN
Env = Mapping[str, Any]


def env_of(rows: Rows, instance: Instance) -> dict[str, Any]:
    """The entities that the scope names of an instance stand for."""
    chain = rows.program.plan.scopes.chain(instance.entity)
    return {entity: rows.parent(instance, entity) for entity in chain}


class Tracer:
    """Evaluates parts of expressions against the rows of one case."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.plan = rows.program.plan
        self.spans: dict[str, kleene.Spans | None] = {}
        self._first: dict[tuple[int, int], kleene.Spans] = {}

    def value(self, expr: ir.Expr, env: Env) -> Any:
        """The value of an expression, UNKNOWN included."""
        return _READ[type(expr)](self, expr, env)

    def fact(self, fact: ir.Fact, env: Env) -> Any:
        """A fact of the entity its variable stands for, money in minor units."""
        instance: Instance = env[fact.var]
        if fact.entity in self.plan.scopes.numbered:
            return self.rows.object(instance)
        found = self.rows.object(instance)
        if fact.entity == "person" and fact.path == ("role",):
            return "principal" if self.rows.position(instance) == 0 else "accompanying_child"
        for name in fact.path:
            found = getattr(found, name, U)
        return found.minor if isinstance(found, Money) else found

    def dated(self, name: str) -> kleene.Spans | None:
        """The spans of a dated fact; None when unknown."""
        if name not in self.spans:
            self.spans[name], _ = kleene.spans_of(getattr(self.rows.case.daily, name))
        return self.spans[name]

    def outside(self, name: str) -> Any:
        """A dated fact's value on days that no span covers."""
        value = self.plan.scopes.facts["day"][name].outside
        return getattr(value, "minor", value)

    def day_fact(self, name: str, env: Env) -> Any:
        """A dated fact on the segment of days the env stands in."""
        return kleene.on_day(self.dated(name), self.rows.days(env["day"])[0], self.outside(name))

    def first(self, first: ir.First, env: Env) -> Any:
        """Whether the current segment is among the first flagged days."""
        day: Instance = env["day"]
        key = (id(first), day.at)
        if key not in self._first:
            period = self.rows.object(Instance("period", day.at))
            start, end = period.start.toordinal(), period.end.toordinal()
            most = self.value(first.count, env)
            self._first[key] = kleene.first_days(self.dated(first.name), start, end, most)
        return kleene.on_day(self._first[key], self.rows.days(day)[0], False)

    def before(self, prior: ir.Prior, env: Env) -> Any:
        """The instance before (with the same keys), None at the first, UNKNOWN where that is open."""
        instance: Instance = env[self.plan.decisions[prior.decision].about]
        if instance.sub is not None:
            return Instance(instance.entity, instance.at, instance.sub - 1) if instance.sub else None
        if self.unordered(instance.entity):
            return U
        if not prior.keys:
            return Instance(instance.entity, instance.at - 1) if instance.at else None
        return self._before_with_keys(prior, instance, env)

    def _before_with_keys(self, prior: ir.Prior, instance: Instance, env: Env) -> Any:
        own = self._keys(prior, instance, env)
        if U in own:
            return U
        found = None
        for at in range(instance.at):
            other = Instance(instance.entity, at)
            keys = self._keys(prior, other, env)
            if U in keys:
                return U
            if keys == own:
                found = other
        return found

    def _keys(self, prior: ir.Prior, instance: Instance, env: Env) -> list[Any]:
        return [self.value(key, {**env, instance.entity: instance}) for key in prior.keys]

    def unordered(self, entity: str) -> bool:
        """Whether a missing date leaves the order of the entities open."""
        key = ORDER_KEYS.get(entity)
        if key is None:
            return False
        listed = getattr(self.rows.case, CASE_LISTS[entity])
        return listed is U or (len(listed) > 1 and any(getattr(each, key) is U for each in listed))

    def items(self, made: ir.Aggregate, env: Env) -> tuple[list[tuple[Any, int]], bool]:
        """What an aggregate runs over, each with its weight, and whether there may be more."""
        over = made.collection
        if over.fact is not None:
            members = self.fact(over.fact, env)
            return ([], True) if members is U else ([(member, 1) for member in sorted(members)], False)
        if over.owner == "case":
            return [(each, 1) for each in self.rows.instances(made.entity)], self.open_list(made.entity)
        found = self.rows.children(env[over.owner], made.entity)
        if found is None:
            return [], True
        return [(each, self._weight(each) if made.weighted else 1) for each in found], False

    def _weight(self, instance: Instance) -> int:
        first, last = self.rows.days(instance)
        return last - first + 1

    def open_list(self, entity: str) -> bool:
        """Whether the case may have more entities of a kind than are known."""
        if entity == "person":
            return self.rows.case.children is U
        if entity in self.plan.counts:
            return self.value(self.plan.counts[entity], {"case": CASE}) is U
        return getattr(self.rows.case, CASE_LISTS[entity]) is U


def _strict(compute: Callable[..., Any]) -> Callable[[Tracer, Any, Env], Any]:
    def read(tracer: Tracer, expr: ir.Expr, env: Env) -> Any:
        values = [tracer.value(child, env) for child in ir.children(expr)]
        return U if any(value is U for value in values) else compute(expr, *values)

    return read


def _compare(expr: ir.Compare, left: Any, right: Any) -> bool:
    return bool(COMPARE[expr.op](left, right))


COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def arith(expr: ir.Arith, left: Any, right: Any) -> Any:
    """A sum, difference or product of known values."""
    if expr.op == "*":
        return kleene.product(left, right)
    if isinstance(left, date):
        if isinstance(right, date):
            return (left - right).days
        return kleene.plus_days(left, right if expr.op == "+" else -right)
    return left + right if expr.op == "+" else left - right


def _logic(tracer: Tracer, expr: ir.Logic, env: Env) -> Any:
    stop = expr.op == "or"
    found: Any = not stop
    for item in expr.items:
        value = tracer.value(item, env)
        if value is stop:
            return stop
        if value is U:
            found = U
    return found


def _choose(tracer: Tracer, expr: ir.Choose, env: Env) -> Any:
    condition = tracer.value(expr.condition, env)
    if condition is not U:
        return tracer.value(expr.then if condition else expr.otherwise, env)
    then, otherwise = tracer.value(expr.then, env), tracer.value(expr.otherwise, env)
    return then if then is not U and then == otherwise else U


def _aggregate(tracer: Tracer, made: ir.Aggregate, env: Env) -> Any:
    items, unsure = tracer.items(made, env)
    values = []
    for item, weight in items:
        inner = {**env, made.var: item}
        held = True if made.condition is None else tracer.value(made.condition, inner)
        if held is not False:
            values.append(_item(tracer, made, inner, held, weight))
    return AGGREGATE[made.function](values, unsure)


def _item(tracer: Tracer, made: ir.Aggregate, env: Env, held: Any, weight: int) -> Any:
    value = tracer.value(made.body, env)
    if made.function in ("any", "all"):
        return value if held is True or value is (made.function == "all") else U
    if held is U or value is U:
        return U
    return value * weight if made.weighted else value


AGGREGATE: dict[str, Callable[[list[Any], bool], Any]] = {
    "sum": kleene.known_sum,
    "count": kleene.known_sum,
    "any": kleene.known_any,
    "all": kleene.known_all,
    "min": kleene.known_min,
    "max": kleene.known_max,
}


def _reference(tracer: Tracer, ref: ir.Ref, env: Env) -> Any:
    return env[ref.var] if ref.entity == "member" else tracer.rows.value(ref.decision, env[ref.var])


def _prior(tracer: Tracer, prior: ir.Prior, env: Env) -> Any:
    found = tracer.before(prior, env)
    if found is None or found is U:
        return U if found is U else tracer.value(prior.initial, env)
    return tracer.rows.value(prior.decision, found)


def _day_part(tracer: Tracer, part: ir.DayPart, env: Env) -> Any:
    first, _ = tracer.rows.days(env["day"])
    if part.part == "date":
        return date.fromordinal(first)
    start: date = tracer.rows.object(Instance("period", env["day"].at)).start
    return first - start.toordinal() + 1


def _at(tracer: Tracer, at: ir.At, env: Env) -> Any:
    on = tracer.value(at.on, env)
    return U if on is U else kleene.on_day(tracer.dated(at.name), on.toordinal(), tracer.outside(at.name))


def _dated_param(tracer: Tracer, param: ir.DatedParam, env: Env) -> Any:
    spans = kleene.dated_values(tracer.plan.parameters[param.name].values)
    if param.on is None:
        return kleene.on_day(spans, tracer.rows.days(env["day"])[0], U)
    on = tracer.value(param.on, env)
    return U if on is U else kleene.on_day(spans, on.toordinal(), U)


def _among(expr: ir.OneOf, item: Any, among: Any) -> bool:
    return (item in among) is not expr.negated


def _call(tracer: Tracer, expr: ir.Call, env: Env) -> Any:
    values = [tracer.value(arg, env) for arg in expr.args]
    needed = values[2:] if expr.function == "age_of" else values
    return U if any(value is U for value in needed) else kleene.FUNCTIONS[expr.function](*values)


_READ: dict[type, Callable[[Tracer, Any, Env], Any]] = {
    ir.Const: lambda tracer, expr, env: expr.value,
    ir.DatedParam: _dated_param,
    ir.Fact: Tracer.fact,
    ir.DayFact: lambda tracer, expr, env: tracer.day_fact(expr.name, env),
    ir.DayPart: _day_part,
    ir.At: _at,
    ir.First: Tracer.first,
    ir.Ref: _reference,
    ir.Prior: _prior,
    ir.Not: _strict(lambda expr, item: not item),
    ir.Logic: _logic,
    ir.Compare: _strict(_compare),
    ir.OneOf: _strict(_among),
    ir.IsAbsent: _strict(lambda expr, item: (item is None) is not expr.negated),
    ir.Choose: _choose,
    ir.Arith: _strict(arith),
    ir.Call: _call,
    ir.Aggregate: _aggregate,
}
