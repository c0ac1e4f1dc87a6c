"""Why an answer is unknown: the facts that are missing, the questions left to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from amp_rules.engine.rows import Instance
from amp_rules.engine.trace import Env, Tracer, env_of
from amp_rules.engine.write import CASE_LISTS, ORDER_KEYS
from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision
from amp_rules.terms import UNKNOWN

U = UNKNOWN


@dataclass(frozen=True, slots=True, order=True)
class Cause:
    """A fact left out of the case (`path`), or a judgement not yet made (`decision`)."""

    path: str
    decision: str = ""
    about: Instance | None = None


Causes = frozenset[Cause]
NONE: Causes = frozenset()


class Finder:
    """Finds the causes of unknown values; each decision is looked into once."""

    def __init__(self, tracer: Tracer) -> None:
        self.tracer = tracer
        self.rows = tracer.rows
        self.found: dict[tuple[str, Instance], Causes] = {}

    def of_decision(self, name: str, instance: Instance) -> Causes:
        """The causes of a decision's unknown value; none when it is known."""
        if self.rows.value(name, instance) is not U:
            return NONE
        key = (name, instance)
        if key not in self.found:
            self.found[key] = NONE
            decision = self.rows.program.plan.decisions[name]
            env = env_of(self.rows, instance)
            self.found[key] = frozenset(self._decision(decision, instance, env))
        return self.found[key]

    def of(self, expr: ir.Expr, env: Env) -> Causes:
        """The causes of an expression's unknown value; none when it is known."""
        if self.tracer.value(expr, env) is not U:
            return NONE
        return frozenset(_FIND.get(type(expr), Finder._children)(self, expr, env))

    def _children(self, expr: ir.Expr, env: Env) -> Iterator[Cause]:
        for child in ir.children(expr):
            yield from self.of(child, env)

    def _decision(self, decision: BoundDecision, instance: Instance, env: Env) -> Iterator[Cause]:
        if isinstance(decision.fact, ir.Fact):
            yield Cause(self._path(decision.fact, env), decision.name, instance)
            return
        held = [self.holds(decision, position, instance) for position in range(len(decision.rules))]
        if decision.source.hit_policy == "first" and True in held:
            held = held[: held.index(True) + 1]
        elif True in held and decision.source.hit_policy != "collect sum":
            held = [each is True for each in held]
        for position, each in enumerate(held):
            rule = decision.rules[position]
            condition = frozenset(self._condition(decision, position, instance, env)) if each is U else NONE
            yield from condition
            if each is not False:
                yield from _in_turn(condition, self.of(rule.then, env))
        if True not in held and decision.otherwise is not None:
            yield from self.of(decision.otherwise, env)

    def holds(self, decision: BoundDecision, position: int, instance: Instance) -> Any:
        """Whether a rule held, rules without a condition included."""
        rule = decision.rules[position]
        if rule.when is None and not rule.overridden_by:
            return True
        return self.rows.holds(decision.name, position, instance)

    def _condition(
        self, decision: BoundDecision, position: int, instance: Instance, env: Env
    ) -> Iterator[Cause]:
        rule = decision.rules[position]
        if rule.when is not None:
            yield from self.of(rule.when, env)
        for above in rule.overridden_by:
            if self.holds(decision, above, instance) is U:
                yield from self._condition(decision, above, instance, env)

    def _path(self, fact: ir.Fact, env: Env) -> str:
        return ".".join((self.rows.path(env[fact.var]), *fact.path))

    def _fact(self, fact: ir.Fact, env: Env) -> Iterator[Cause]:
        yield Cause(self._path(fact, env))

    def _dated(self, name: str, first: int, last: int) -> Iterator[Cause]:
        listed = getattr(self.rows.case.daily, name)
        if listed is U:
            yield Cause(f"$.daily.{name}")
            return
        for position, (low, high, value) in enumerate(self.tracer.dated(name) or ()):
            if value is U and low <= last and high >= first:
                yield Cause(f"$.daily.{name}[{position}].value")

    def _day_fact(self, fact: ir.DayFact, env: Env) -> Iterator[Cause]:
        yield from self._dated(fact.name, *self.rows.days(env["day"]))

    def _first(self, first: ir.First, env: Env) -> Iterator[Cause]:
        period = self.rows.object(Instance("period", env["day"].at))
        yield from self._dated(first.name, period.start.toordinal(), self.rows.days(env["day"])[1])
        yield from self.of(first.count, env)

    def _at(self, at: ir.At, env: Env) -> Iterator[Cause]:
        on = self.tracer.value(at.on, env)
        if on is U:
            yield from self.of(at.on, env)
        else:
            yield from self._dated(at.name, on.toordinal(), on.toordinal())

    def _reference(self, ref: ir.Ref, env: Env) -> Iterator[Cause]:
        yield from self.of_decision(ref.decision, env[ref.var])

    def _prior(self, prior: ir.Prior, env: Env) -> Iterator[Cause]:
        entity = self.rows.program.plan.decisions[prior.decision].about
        found = self.tracer.before(prior, env)
        if found is None:
            yield from self.of(prior.initial, env)
        elif found is not U:
            yield from self.of_decision(prior.decision, found)
        elif self.tracer.unordered(entity):
            yield from self._undated(entity)
        else:
            for at in range(env[entity].at + 1):
                for key in prior.keys:
                    yield from self.of(key, {**env, entity: Instance(entity, at)})

    def _undated(self, entity: str) -> Iterator[Cause]:
        key = ORDER_KEYS[entity]
        for each in self.rows.instances(entity):
            if key is not None and getattr(self.rows.object(each), key) is U:
                yield Cause(f"{self.rows.path(each)}.{key}")

    def _call(self, expr: ir.Call, env: Env) -> Iterator[Cause]:
        """Where neither the date of birth nor the age is stated, the date of birth is asked for."""
        unasked = expr.args[1:2] if expr.function == "age_of" else ()
        for arg in expr.args:
            if arg not in unasked:
                yield from self.of(arg, env)

    def _choose(self, expr: ir.Choose, env: Env) -> Iterator[Cause]:
        held = self.tracer.value(expr.condition, env)
        condition = self.of(expr.condition, env)
        yield from condition
        if held is not False:
            yield from _in_turn(condition, self.of(expr.then, env))
        if held is not True:
            yield from _in_turn(condition, self.of(expr.otherwise, env))

    def _logic(self, expr: ir.Logic, env: Env) -> Iterator[Cause]:
        found = NONE
        for item in expr.items:
            new = self.of(item, env)
            found |= _in_turn(found, new) if expr.op == "or" else new
        yield from found

    def _aggregate(self, made: ir.Aggregate, env: Env) -> Iterator[Cause]:
        items, unsure = self.tracer.items(made, env)
        if unsure:
            yield from self._more(made, env)
        neutral = {"any": False, "all": True}.get(made.function)
        for item, _ in items:
            inner = {**env, made.var: item}
            held = True if made.condition is None else self.tracer.value(made.condition, inner)
            body = self.tracer.value(made.body, inner) if held is not False else neutral
            if held is False or (neutral is not None and body is neutral):
                continue
            if held is U and made.condition is not None:
                yield from self.of(made.condition, inner)
            yield from self.of(made.body, inner)

    def _more(self, made: ir.Aggregate, env: Env) -> Iterator[Cause]:
        """What would say how many entities there are."""
        over, plan = made.collection, self.rows.program.plan
        if over.fact is not None:
            yield from self._fact(over.fact, env)
        elif made.entity == "person":
            yield Cause("$.children")
        elif made.entity == "day":
            period = self.rows.parent(env[over.owner], "period")
            for name in ("start", "end"):
                if getattr(self.rows.object(period), name) is U:
                    yield Cause(f"{self.rows.path(period)}.{name}")
        elif made.entity in plan.counts:
            yield from self.of(plan.counts[made.entity], env)
        else:
            yield Cause(f"$.{CASE_LISTS[made.entity]}")


def _in_turn(before: Causes, causes: Causes) -> Causes:
    """Leaves out judgements that may never be asked for, as long as plain facts stand before them."""
    if all(cause.decision for cause in before):
        return causes
    return frozenset(cause for cause in causes if not cause.decision)


_FIND: dict[type, Callable[[Finder, Any, Env], Iterator[Cause]]] = {
    ir.Fact: Finder._fact,
    ir.DayFact: Finder._day_fact,
    ir.First: Finder._first,
    ir.At: Finder._at,
    ir.Ref: Finder._reference,
    ir.Prior: Finder._prior,
    ir.Call: Finder._call,
    ir.Choose: Finder._choose,
    ir.Logic: Finder._logic,
    ir.Aggregate: Finder._aggregate,
}
