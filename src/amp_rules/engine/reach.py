"""A plan read over sets of possible values: everything a decision can still become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from math import inf
from typing import Any

from amp_rules.case.shapes import FactSpec
from amp_rules.engine import ranges
from amp_rules.engine.dayreach import UNSEEN, DayReach, Days, Env
from amp_rules.engine.domains import EVERY, choices, domain
from amp_rules.engine.gather import TOGETHER, best, many
from amp_rules.engine.ranges import ABSENT, EITHER, FALSE, TRUE, Options, Possible, Range
from amp_rules.engine.rows import CASE, Instance
from amp_rules.engine.trace import Tracer
from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision
from amp_rules.plan.types import Type
from amp_rules.terms import UNKNOWN

U = UNKNOWN


@dataclass(frozen=True, slots=True)
class Known:
    """What a decision can become, and the facts with few values that this was read from."""

    value: Possible
    read: frozenset[str]


Entity = Instance | Days


class Reach(DayReach):
    """What each decision can become, given some unknown facts told apart (`told`, by path).

    choices: the values of the unknown facts with few values that were read. What does not depend on a fact is
    kept when that fact is told (`tell`).
    """

    def __init__(self, tracer: Tracer, told: Mapping[str, Possible]) -> None:
        super().__init__(tracer)
        self.told = told
        self.choices: dict[str, tuple[Possible, ...]] = {}
        self.known: dict[tuple[str, Entity], Known] = {}

    # decisions

    def tell(self, path: str, value: Possible) -> Reach:
        """The same with one more fact told apart."""
        told = Reach(self.tracer, {**self.told, path: value})
        told.known = {key: known for key, known in self.known.items() if path not in known.read}
        told.cut = {at: runs for at, runs in self.cut.items() if path not in runs[1]}
        told.choices = self.choices
        return told

    def open_facts(self, name: str, entity: Entity) -> list[str]:
        """The unknown facts with few values that a decision depends on, in the order first read."""
        self.decision(name, entity)
        read = self.known[(name, entity)].read
        return [path for path in self.choices if path in read and path not in self.told]

    def decision(self, name: str, entity: Entity) -> Possible:
        """What a decision about an entity can become."""
        key = (name, entity)
        known = self.known.get(key)
        if known is None:
            self.reading.append(set())
            value = self._settled(name, entity) or self._decision(self.plan.decisions[name], entity)
            known = self.known[key] = Known(value, frozenset(self.reading.pop()))
        self.reading[-1] |= known.read
        return known.value

    def _settled(self, name: str, entity: Entity) -> Possible | None:
        """The value in the rows, where it is known for an entity the rows know."""
        if isinstance(entity, Days) or entity.at == UNSEEN:
            return None
        value = self.rows.value(name, entity)
        return None if value is U else ranges.possible(value)

    def _decision(self, decision: BoundDecision, entity: Entity) -> Possible:
        env = self.env(entity)
        if decision.fact is not None:
            return self.of(decision.fact, env)
        held = [self._held(decision, position, env) for position in range(len(decision.rules))]
        if decision.source.hit_policy == "collect sum":
            return self._collected(decision, held, env)
        found: list[Possible] = []
        sure = False
        first = decision.source.hit_policy == "first"
        certain = [position for position, (may, fail) in enumerate(held) if may and not fail]
        for position, (may_hold, may_fail) in enumerate(held):
            if may_hold and not (sure and first) and (first or not certain or position in certain):
                found.append(self.of(decision.rules[position].then, env))
            sure = sure or not may_fail
        if not sure:
            found.append(self.of(decision.otherwise, env) if decision.otherwise is not None else ABSENT)
        return reduce(ranges.join, found)

    def _held(self, decision: BoundDecision, position: int, env: Env) -> tuple[bool, bool]:
        rule = decision.rules[position]
        may_hold, may_fail = (True, False) if rule.when is None else ranges.truth(self.of(rule.when, env))
        for above in rule.overridden_by:
            may_override, may_spare = self._held(decision, above, env)
            may_hold, may_fail = may_hold and may_spare, may_fail or may_override
        return may_hold, may_fail

    def _collected(self, decision: BoundDecision, held: list[tuple[bool, bool]], env: Env) -> Possible:
        total: Possible = Range(0, 0)
        for rule, (may_hold, may_fail) in zip(decision.rules, held, strict=True):
            if may_hold:
                part = self.of(rule.then, env)
                total = ranges.add(total, ranges.join(part, Range(0, 0)) if may_fail else part)
        return total

    def env(self, entity: Entity) -> dict[str, Any]:
        """What an expression about an entity, or about a run of days, can name."""
        if isinstance(entity, Days):
            return {"case": CASE, "period": Instance("period", entity.at), "day": entity}
        chain = self.plan.scopes.chain(entity.entity)
        return {name: self._parent(entity, name) for name in chain}

    def _parent(self, entity: Instance, name: str) -> Instance:
        if name == entity.entity:
            return entity
        return CASE if name == "case" else Instance(name, entity.at)

    # expressions

    def of(self, expr: ir.Expr, env: Env) -> Possible:
        """What an expression can give."""
        return _REACH[type(expr)](self, expr, env)

    def all_of(self, expr: ir.Expr, env: Env) -> list[Possible]:
        """What each part of an expression can give."""
        return [self.of(child, env) for child in ir.children(expr)]

    def fact(self, fact: ir.Fact, env: Env) -> Possible:
        """What a fact can be."""
        entity: Instance = env[fact.var]
        spec = self.plan.scopes.facts.get(fact.entity, {}).get(".".join(fact.path))
        if UNSEEN in (entity.at, entity.sub):
            return domain(spec, fact.type)
        value = self.tracer.fact(fact, env)
        if value is not U:
            return ranges.possible(value)
        return self._open(".".join((self.rows.path(entity), *fact.path)), spec, fact.type)

    def _open(self, path: str, spec: FactSpec | None, kind: Type) -> Possible:
        whole = domain(spec, kind)
        few = choices(whole)
        if few:
            self.reading[-1].add(path)
            self.choices.setdefault(path, few)
        return self.told.get(path, whole)

    def reference(self, ref: ir.Ref, env: Env) -> Possible:
        """What another decision can become."""
        found = env[ref.var]
        return ranges.possible(found) if ref.entity == "member" else self.decision(ref.decision, found)

    def prior(self, prior: ir.Prior, env: Env) -> Possible:
        """What the decision about the entity before can become."""
        entity = env[self.plan.decisions[prior.decision].about]
        before = U if entity.at == UNSEEN else self.tracer.before(prior, env)
        if before is None:
            return self.of(prior.initial, env)
        if before is U:
            return EVERY[prior.type.kind](prior.type)
        return self.decision(prior.decision, before)

    def choose(self, expr: ir.Choose, env: Env) -> Possible:
        """What either branch that may be taken can give."""
        may_hold, may_fail = ranges.truth(self.of(expr.condition, env))
        found = [self.of(expr.then, env)] if may_hold else []
        found += [self.of(expr.otherwise, env)] if may_fail else []
        return reduce(ranges.join, found)

    def logic(self, expr: ir.Logic, env: Env) -> Possible:
        """Kleene 'and' or 'or', stopping where nothing can change any more."""
        found = TRUE if expr.op == "and" else FALSE
        stop = FALSE if expr.op == "and" else TRUE
        for item in expr.items:
            value = self.of(item, env)
            part = value if isinstance(value, Options) else EITHER
            found = ranges.both(found, part) if expr.op == "and" else ranges.either(found, part)
            if found == stop:
                break
        return found

    def arith(self, expr: ir.Arith, env: Env) -> Possible:
        """A sum, difference or product."""
        left, right = self.all_of(expr, env)
        return {"+": ranges.add, "-": ranges.subtract, "*": ranges.multiply}[expr.op](left, right)

    def one_of(self, expr: ir.OneOf, env: Env) -> Possible:
        """Whether a value can be in a set."""
        item, group = self.all_of(expr, env)
        found = ranges.among(item, group)
        return ranges.negation(found) if expr.negated else found

    def absent(self, expr: ir.IsAbsent, env: Env) -> Possible:
        """Whether a fact can be absent."""
        found = ranges.is_absent(self.of(expr.item, env))
        return ranges.negation(found) if expr.negated else found

    # aggregates

    def aggregate(self, made: ir.Aggregate, env: Env) -> Possible:
        """What an aggregate can give."""
        if made.weighted:
            return self._over_days(made, env)
        if made.entity == "day":
            return TOGETHER[made.function](self._each_day(made, env))
        items, unsure = self._items(made, env)
        parts = [self._part(made, {**env, made.var: item}) for item in items]
        if unsure:
            parts.append(self._unseen(made, env))
        return TOGETHER[made.function](parts)

    def _each_day(self, made: ir.Aggregate, env: Env) -> list[tuple[Possible, bool, bool]]:
        found = []
        for run in self.days(env[made.collection.owner].at):
            value, may_hold, may_fail = self._part(made, {**env, made.var: run})
            found.append((value, may_hold, may_fail or not run.certain))
        return found

    def _items(self, made: ir.Aggregate, env: Env) -> tuple[list[Any], bool]:
        over = made.collection
        if over.fact is not None:
            found = self.fact(over.fact, env)
            return (sorted(found.values), False) if isinstance(found, ranges.Members) else ([], True)
        if over.owner == "case":
            return list(self.rows.instances(made.entity)), self.tracer.open_list(made.entity)
        owner: Instance = env[over.owner]
        number = self.of(self.plan.counts[made.entity], self.env(owner))
        if isinstance(number, Range) and number.low == number.high and owner.at != UNSEEN:
            return [Instance(made.entity, owner.at, sub) for sub in range(int(number.low))], False
        return [], True

    def _part(self, made: ir.Aggregate, env: Env) -> tuple[Possible, bool, bool]:
        """An item's value, and whether it may count and may not count."""
        may_hold, may_fail = (
            (True, False) if made.condition is None else ranges.truth(self.of(made.condition, env))
        )
        return (self.of(made.body, env) if may_hold else FALSE), may_hold, may_fail

    def _unseen(self, made: ir.Aggregate, env: Env) -> tuple[Possible, bool, bool]:
        """Any number of items that the case does not list."""
        if made.collection.fact is not None:
            inner = {**env, made.var: ""}
            return (EITHER if made.type.kind == "bool" else Range(0, inf)), bool(inner), True
        parent = self.plan.scopes.parents[made.entity]
        unseen = Instance(made.entity, UNSEEN, UNSEEN if parent not in (None, "case") else None)
        value, may_hold, _ = self._part(made, {**env, made.var: unseen})
        return many(value) if isinstance(value, Range) else value, may_hold, True

    def _over_days(self, made: ir.Aggregate, env: Env) -> Possible:
        at = env[made.collection.owner].at
        total: Possible = Range(0, 0)
        extra: list[tuple[Any, Any, int]] = []
        for run in self.days(at):
            part = self._run_value(made, env, run, extra)
            length = run.last - run.first + 1
            total = ranges.add(
                total, ranges.scale(part if run.certain else ranges.join(part, Range(0, 0)), length)
            )
        return ranges.add(total, self._flag_gain(env, at, extra)) if extra else total

    def _run_value(
        self, made: ir.Aggregate, env: Env, run: Days, extra: list[tuple[Any, Any, int]]
    ) -> Possible:
        open_flag = len(self.firsts) == 1 and ranges.truth(
            self.flagged(self.firsts[0], run, self.env(run))
        ) == (True, True)
        if not open_flag:
            return self._counted(made, {**env, made.var: run})
        without = self._counted(made, {**env, made.var: replace(run, flagged=False)})
        flagged = self._counted(made, {**env, made.var: replace(run, flagged=True)})
        if isinstance(without, Range) and isinstance(flagged, Range):
            days = run.last - run.first + 1
            extra.append((max(0, flagged.high - without.high), min(0, flagged.low - without.low), days))
            return without
        return ranges.join(without, flagged)

    def _flag_gain(self, env: Env, at: int, extra: list[tuple[Any, Any, int]]) -> Range:
        """What the best and worst choice of flagged days adds, no more days than may be flagged."""
        most = self.of(self.firsts[0].count, self.env(Days(at, 1, 1)))
        limit = most.high if isinstance(most, Range) else inf
        return Range(
            -best([(-low, days) for _, low, days in extra], limit),
            best([(high, days) for high, _, days in extra], limit),
        )

    def _counted(self, made: ir.Aggregate, env: Env) -> Possible:
        value, may_hold, may_fail = self._part(made, env)
        if not may_hold:
            return Range(0, 0)
        found = Range(1, 1) if made.function == "count" else value
        return ranges.join(found, Range(0, 0)) if may_fail else found


_REACH: dict[type, Callable[[Reach, Any, Env], Possible]] = {
    ir.Const: lambda reach, expr, env: ranges.possible(expr.value),
    ir.DatedParam: Reach.dated_param,
    ir.Fact: Reach.fact,
    ir.DayFact: Reach.day_fact,
    ir.DayPart: Reach.day_part,
    ir.At: Reach.at,
    ir.First: Reach.first,
    ir.Ref: Reach.reference,
    ir.Prior: Reach.prior,
    ir.Not: lambda reach, expr, env: ranges.negation(reach.of(expr.item, env)),
    ir.Logic: Reach.logic,
    ir.Compare: lambda reach, expr, env: ranges.compare(expr.op, *reach.all_of(expr, env)),
    ir.OneOf: Reach.one_of,
    ir.IsAbsent: Reach.absent,
    ir.Choose: Reach.choose,
    ir.Arith: Reach.arith,
    ir.Call: lambda reach, expr, env: ranges.call(expr.function, reach.all_of(expr, env)),
    ir.Aggregate: Reach.aggregate,
}
