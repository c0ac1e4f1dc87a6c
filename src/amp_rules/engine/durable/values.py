"""Typed computations: expressions as closures over the entities of a case.

What durable-rules cannot match on (money, dates, sums over entities) is worked out here when a rule fires or
before a fact is told. Written apart from the generated code of the first engine; what the two share are the
functions, comparisons and aggregates of the language, applied to known values, and the order of entities.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from amp_rules.case.people import Child
from amp_rules.engine import kleene
from amp_rules.engine.durable.things import Env, Read, before, day_of
from amp_rules.engine.trace import AGGREGATE, COMPARE
from amp_rules.plan import ir
from amp_rules.plan.model import Plan
from amp_rules.terms import UNKNOWN, Money

U = UNKNOWN
Scope = Mapping[str, int]


class Values:
    """Writes expressions of one plan as closures; `first_keys` names the counted flags of a day.

    In an env stand the entity itself and its parents, then the items of aggregates, and last the case.
    """

    def __init__(self, plan: Plan, first_keys: Mapping[int, str]) -> None:
        self.plan = plan
        self.first_keys = first_keys

    def scope(self, about: str) -> Scope:
        """Where the entities a decision may name stand in its env."""
        return {entity: at for at, entity in enumerate(self.plan.scopes.chain(about))}

    def read(self, expr: ir.Expr, scope: Scope) -> Read:
        """The expression as a function of an env; unknown gives UNKNOWN."""
        return _READ[type(expr)](self, expr, scope)

    def strict(self, parts: tuple[ir.Expr, ...], scope: Scope, compute: Callable[..., Any]) -> Read:
        """A computation that is unknown where one of its parts is."""
        reads = [self.read(part, scope) for part in parts]
        if len(reads) == 1:
            (only,) = reads
            return lambda env: U if (value := only(env)) is U else compute(value)
        if len(reads) == 2:
            left, right = reads
            return lambda env: (
                U if (one := left(env)) is U or (other := right(env)) is U else compute(one, other)
            )

        def several(env: Env) -> Any:
            values = [read(env) for read in reads]
            return U if any(value is U for value in values) else compute(*values)

        return several

    # what is read of a case

    def fact(self, fact: ir.Fact, scope: Scope) -> Read:
        """A fact of an entity: money in minor units, a numbered entity as its number."""
        at = scope[fact.var]
        if fact.entity in self.plan.scopes.numbered:
            return lambda env: env[at].facts
        if fact.entity == "person" and fact.path == ("role",):
            return lambda env: "accompanying_child" if isinstance(env[at].facts, Child) else "principal"
        reach = operator.attrgetter(".".join(fact.path))
        if fact.entity == "person":
            name = fact.path[0]
            return lambda env: getattr(env[at].facts, name, U)
        if self.plan.scopes.facts[fact.entity][".".join(fact.path)].kind == "money":
            return lambda env: _minor(reach(env[at].facts))
        return lambda env: reach(env[at].facts)

    def reference(self, ref: ir.Ref, scope: Scope) -> Read:
        """Another decision's answer, or a member of a set."""
        at, name = scope[ref.var], ref.decision
        if ref.entity == "member":
            return lambda env: env[at]
        return lambda env: env[at].answers[name]

    def day_fact(self, fact: ir.DayFact, scope: Scope) -> Read:
        """A dated fact on a run of days."""
        at, name = scope["day"], fact.name
        return lambda env: env[at].dated[name]

    def first(self, first: ir.First, scope: Scope) -> Read:
        """Whether a run of days is among the first with a flag."""
        at, name = scope["day"], self.first_keys[id(first)]
        return lambda env: env[at].dated[name]

    def day_part(self, part: ir.DayPart, scope: Scope) -> Read:
        """The day itself, or its number in its period."""
        at = scope["day"]
        if part.part == "date":
            return lambda env: day_of(env[at])
        return lambda env: env[at].days[0] - env[at].env[1].facts.start.toordinal() + 1

    def at(self, at: ir.At, scope: Scope) -> Read:
        """A dated fact on a given date."""
        name, outside = at.name, self.outside(at.name)

        def compute(env: Env, on: date) -> Any:
            return kleene.on_day(env[-1].things.dated(name), on.toordinal(), outside)

        return self._on(at.on, scope, compute)

    def dated_parameter(self, param: ir.DatedParam, scope: Scope) -> Read:
        """A parameter with several values, on a given date or on the current day."""
        name = f"parameter.{param.name}"
        if param.on is None:
            here = scope["day"]
            return lambda env: env[here].dated[name]
        spans = kleene.dated_values(self.plan.parameters[param.name].values)
        return self._on(param.on, scope, lambda env, on: kleene.on_day(spans, on.toordinal(), U))

    def _on(self, on: ir.Expr, scope: Scope, compute: Callable[[Env, date], Any]) -> Read:
        read = self.read(on, scope)
        return lambda env: U if (day := read(env)) is U else compute(env, day)

    def outside(self, name: str) -> Any:
        """A dated fact's value on days that no span covers."""
        value = self.plan.scopes.facts["day"][name].outside
        return getattr(value, "minor", value)

    def prior(self, prior: ir.Prior, scope: Scope) -> Read:
        """This decision's answer for the entity before."""
        name = prior.decision
        own = scope[self.plan.decisions[name].about]
        initial = self.read(prior.initial, scope)
        keys = [self.read(key, scope) for key in prior.keys]

        def read(env: Env) -> Any:
            found = before(self.plan, prior, keys, env[own], env[-1].things)
            return found if found is U else initial(env) if found is None else found.answers[name]

        return read

    # logic

    def logic(self, made: ir.Logic, scope: Scope) -> Read:
        """Kleene 'and' or 'or'."""
        reads, stop = [self.read(item, scope) for item in made.items], made.op == "or"

        def read(env: Env) -> Any:
            found: Any = not stop
            for item in reads:
                value = item(env)
                if value is stop:
                    return stop
                found = U if value is U else found
            return found

        return read

    def choose(self, made: ir.Choose, scope: Scope) -> Read:
        """One of two values; where it is open which, what both agree on."""
        held, then, otherwise = (
            self.read(part, scope) for part in (made.condition, made.then, made.otherwise)
        )

        def read(env: Env) -> Any:
            which = held(env)
            if which is U:
                return kleene.agreed(then(env), otherwise(env))
            return then(env) if which else otherwise(env)

        return read

    def call(self, made: ir.Call, scope: Scope) -> Read:
        """A function of the language; one of an age's first two arguments may be unknown."""
        compute = kleene.FUNCTIONS[made.function]
        if made.function != "age_of":
            return self.strict(made.args, scope, compute)
        birth, stated, on = (self.read(arg, scope) for arg in made.args)
        return lambda env: U if (day := on(env)) is U else compute(birth(env), stated(env), day)

    # over entities

    def aggregate(self, made: ir.Aggregate, scope: Scope) -> Read:
        """Sums, counts, extremes, 'any' and 'all' over entities, days or the members of a set."""
        inner = {**scope, made.var: len(scope)}
        width = len(scope)
        items, gather = self._items(made, scope), AGGREGATE[made.function]
        body = self.read(made.body, inner)
        held = None if made.condition is None else self.read(made.condition, inner)
        neutral = {"any": False, "all": True}.get(made.function)

        def read(env: Env) -> Any:
            found, more = items(env)
            values = []
            for item in found:
                env_of_item = (*env[:width], item, *env[-1:])
                holds = True if held is None else held(env_of_item)
                if holds is False:
                    continue
                value = body(env_of_item)
                if holds is U and (neutral is None or value is not neutral):
                    value = U
                if made.weighted and value is not U:
                    value *= item.days[1] - item.days[0] + 1
                values.append(value)
            return gather(values, more)

        return read

    def _items(self, made: ir.Aggregate, scope: Scope) -> Callable[[Env], tuple[list[Any], bool]]:
        over, kind = made.collection, made.entity
        if over.fact is not None:
            members = self.read(over.fact, scope)
            return lambda env: ([], True) if (known := members(env)) is U else (sorted(known), False)
        if over.owner == "case":
            return lambda env: (env[-1].things.lists[kind], env[-1].things.open[kind])
        owner = scope[over.owner]
        return lambda env: ([], True) if (known := env[owner].parts[kind]) is None else (known, False)


def _minor(value: Any) -> Any:
    return value.minor if isinstance(value, Money) else value


def _arith(made: ir.Arith) -> Callable[[Any, Any], Any]:
    if made.op == "*":
        return kleene.product
    if made.left.type.kind != "date":
        return operator.add if made.op == "+" else operator.sub
    if made.right.type.kind == "date":
        return lambda one, other: (one - other).days
    return kleene.plus_days if made.op == "+" else kleene.minus_days


_READ: Mapping[type, Callable[[Values, Any, Scope], Read]] = {
    ir.Const: lambda values, expr, scope: lambda env: expr.value,
    ir.DatedParam: Values.dated_parameter,
    ir.Fact: Values.fact,
    ir.DayFact: Values.day_fact,
    ir.DayPart: Values.day_part,
    ir.At: Values.at,
    ir.First: Values.first,
    ir.Ref: Values.reference,
    ir.Prior: Values.prior,
    ir.Not: lambda values, expr, scope: values.strict((expr.item,), scope, operator.not_),
    ir.Logic: Values.logic,
    ir.Compare: lambda values, expr, scope: values.strict((expr.left, expr.right), scope, COMPARE[expr.op]),
    ir.OneOf: lambda values, expr, scope: values.strict(
        (expr.item, expr.among), scope, lambda item, among: (item in among) is not expr.negated
    ),
    ir.IsAbsent: lambda values, expr, scope: values.strict(
        (expr.item,), scope, lambda item: (item is None) is not expr.negated
    ),
    ir.Choose: Values.choose,
    ir.Arith: lambda values, expr, scope: values.strict((expr.left, expr.right), scope, _arith(expr)),
    ir.Call: Values.call,
    ir.Aggregate: Values.aggregate,
}
