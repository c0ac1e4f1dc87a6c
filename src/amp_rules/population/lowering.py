"""A plan's expressions as terms over whole columns; what a term is, the target says.

A target gives constants, facts, Kleene's logic, arithmetic and groups of rows. Everything that a rule means
beyond that (tables, loops over sets, who is looked at from where) is worked out here, once for all targets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Any

from amp_rules.engine.trace import COMPARE
from amp_rules.errors import AmpRulesError
from amp_rules.plan import ir
from amp_rules.plan.functions import WEEKDAYS
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.plan.scopes import type_of_fact
from amp_rules.plan.shape import text
from amp_rules.plan.types import BOOL, COUNT, DATE, DAYS, NONE, Type
from amp_rules.population.exact import steps_of
from amp_rules.population.target import Target
from amp_rules.population.values import Frame, Value

MOST_SCALE = 10**6


class NotInColumnsError(AmpRulesError):
    """A rule that can be decided one case at a time only."""


class Lowering(Target):
    """Walks the expressions of a plan and asks the target for terms."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.scales = {name: step.denominator for name, step in steps_of(plan).items()}
        self.answers: dict[tuple[Frame, str], Value] = {}
        self.held: dict[tuple[Frame, str], tuple[Value | None, ...]] = {}
        self.members: dict[str, ir.Const] = {}
        self.on_first_day = False

    # expressions

    def value(self, expr: ir.Expr, frame: Frame) -> Value:
        """The values of an expression in a frame; asked for twice, worked out once."""
        members = tuple(sorted((var, each.value) for var, each in self.members.items()))
        key = (text(expr), members, self.on_first_day)
        if key not in frame.found:
            frame.found[key] = self._lower(expr, frame)
        found: Value = frame.found[key]
        return found

    def _lower(self, expr: ir.Expr, frame: Frame) -> Value:
        match expr:
            case ir.Const(type=kind, value=value):
                return self.constant(kind, value)
            case ir.Fact():
                return self._fact(expr, frame)
            case ir.DayPart(part=part):
                return self._day_part(part, frame)
            case ir.DayFact(name=name):
                return self._on_days(frame, lambda days: self.day_fact(days, name, expr.type))
            case ir.First():
                return self._on_days(frame, lambda days: self.first_days(days, expr))
            case ir.At(name=name, on=on):
                return self.dated(frame, name, self.value(on, frame), expr.type)
            case ir.DatedParam(name=name, on=on):
                day = self._day_part("date", frame) if on is None else self.value(on, frame)
                return self.dated_parameter(name, day, expr.type)
            case ir.Ref(entity="member", var=var):
                const = self.members[var]
                return self.constant(const.type, const.value)
            case ir.Ref(decision=decision, var=var):
                home, index = frame.reach[var]
                return self._moved(self.answer(decision, home), index)
            case ir.Prior(initial=initial):
                return self.before(frame, expr, self.value(initial, frame))
            case ir.Not(item=item):
                return self.negate(self.value(item, frame))
            case ir.Logic(op=op, items=items):
                return self._logic(op, [self.value(item, frame) for item in items])
            case ir.Compare(op=op, left=left, right=right):
                fixed = self._constant_of(left), self._constant_of(right)
                if fixed[0] is not None and fixed[1] is not None:
                    return self.constant(BOOL, bool(COMPARE[op](fixed[0].value, fixed[1].value)))
                one, other = self._alike(self.value(left, frame), self.value(right, frame))
                return self.compare(op, one, other)
            case ir.OneOf():
                return self._one_of(expr, frame)
            case ir.IsAbsent(item=item, negated=negated):
                found = self.absent(self.value(item, frame))
                return self.negate(found) if negated else found
            case ir.Choose(condition=condition, then=then, otherwise=otherwise):
                one, other = self._alike(self.value(then, frame), self.value(otherwise, frame))
                chosen = self.choose(self.value(condition, frame), one, other)
                return replace(chosen, type=expr.type) if chosen.type.kind != "bool" else chosen
            case ir.Arith():
                return self._arith(expr, frame)
            case ir.Call():
                return self._call(expr, frame)
            case ir.Aggregate():
                return self._aggregate(expr, frame)
        raise AssertionError(f"no term for {type(expr).__name__}")

    def _constant_of(self, expr: ir.Expr) -> ir.Const | None:
        if isinstance(expr, ir.Ref) and expr.entity == "member":
            return self.members[expr.var]
        return expr if isinstance(expr, ir.Const) else None

    def _moved(self, item: Value, index: Any) -> Value:
        return item if index is None else self.move(item, index)

    def _fact(self, fact: ir.Fact, frame: Frame) -> Value:
        home, index = frame.reach[fact.var]
        return self._moved(self._own_fact(fact, home), index)

    def _own_fact(self, fact: ir.Fact, home: Frame) -> Value:
        key = ("fact", fact.entity, fact.path)
        if key not in home.found:
            if home.over is not None:
                base, rows = home.over
                home.found[key] = self.move(self._own_fact(fact, base), rows)
            elif fact.entity in self.plan.scopes.numbered:
                home.found[key] = self.number(home)
            else:
                path = ".".join(fact.path)
                kind = type_of_fact(self.plan.scopes.facts[fact.entity][path])
                home.found[key] = self.fact(home, fact.entity, path, kind)
        found: Value = home.found[key]
        return found

    def answer(self, decision: str, home: Frame) -> Value:
        """A decision's answers in a frame of the entities that it is about."""
        key = (home, decision)
        if key not in self.answers:
            if home.over is None:
                raise NotInColumnsError(f"'{decision}' is read before it is answered")
            base, rows = home.over
            self.answers[key] = self.move(self.answer(decision, base), rows)
        return self.answers[key]

    def _on_days(self, frame: Frame, read: Callable[[Frame], Value]) -> Value:
        home, index = frame.reach["day"]
        return self._moved(read(home), index)

    def _day_part(self, part: str, frame: Frame) -> Value:
        if self.on_first_day:
            if part == "number":
                return self.constant(DAYS, 1)
            home, index = frame.reach["period"]
            return self._moved(self.start_of(home), index)
        return self._on_days(frame, lambda days: self.day_part(days, part))

    def _logic(self, op: str, items: list[Value]) -> Value:
        found = items[0]
        for item in items[1:]:
            if found.fixed is not None or item.fixed is not None:
                settled, rest = (found, item) if found.fixed is not None else (item, found)
                found = settled if settled.fixed is (op == "or") else rest
            else:
                found = self.join(op, found, item)
        return found

    def _alike(self, one: Value, other: Value) -> tuple[Value, Value]:
        """Two values counted in the same parts."""
        scale = lcm(one.scale, other.scale)
        if scale > MOST_SCALE:
            raise NotInColumnsError("an amount with too fine fractions")
        return self._counted_in(one, scale), self._counted_in(other, scale)

    def _counted_in(self, item: Value, scale: int) -> Value:
        return item if item.scale == scale or item.type.kind != "number" else self.rescale(item, scale)

    def _one_of(self, expr: ir.OneOf, frame: Frame) -> Value:
        item = self.value(expr.item, frame)
        constant = self._constant_of(expr.item)
        if isinstance(expr.among, ir.Const):
            values = expr.among.value
            assert isinstance(values, frozenset)
            if constant is not None:
                found = self.constant(BOOL, constant.value in values)
            else:
                found = self.among(item, values)
        else:
            held = self.value(expr.among, frame)
            if constant is not None:
                found = self.meets(held, frozenset([str(constant.value)]))
            else:
                found = self.has(held, item)
        return self.negate(found) if expr.negated else found

    def _arith(self, expr: ir.Arith, frame: Frame) -> Value:
        left, right = self.value(expr.left, frame), self.value(expr.right, frame)
        if expr.op == "*":
            scale = left.scale * right.scale
            if scale > MOST_SCALE:
                raise NotInColumnsError("an amount with too fine fractions")
        elif left.type.kind == "date":
            right, scale = self._whole(right), 1
        else:
            left, right = self._alike(left, right)
            scale = left.scale
        return self.calculate(expr.op, left, right, expr.type.steady(), scale)

    def _whole(self, item: Value) -> Value:
        if item.scale != 1:
            raise NotInColumnsError("a number of days with a fraction")
        return item

    def _call(self, expr: ir.Call, frame: Frame) -> Value:
        args = [self.value(arg, frame) for arg in expr.args]
        if expr.function in ("min", "max"):
            found = args[0]
            for other in args[1:]:
                found = self.extreme(expr.function, *self._alike(found, other))
            return replace(found, type=expr.type)
        if expr.function == "days":
            apart = self.calculate("-", args[1], args[0], DAYS, 1)
            return self.calculate("+", apart, self.constant(DAYS, 1), DAYS, 1)
        return self.call(expr.function, args, expr.type)

    # loops

    def _aggregate(self, made: ir.Aggregate, frame: Frame) -> Value:
        over = made.collection
        if over.fact is not None:
            return self._over_members(made, over.fact, frame)
        home, index = self.loop_home(made, frame)
        if home is not frame:
            return self._moved(self.value(made, home), index)
        if frame.over is not None and over.owner != "case" and made.entity not in frame.below:
            base, rows = frame.over
            return self.move(self.value(made, base), rows)
        inner, _ = self.loop_items(made, frame)
        condition = None if made.condition is None else self.value(made.condition, inner)
        return self.gather(made, inner, frame, self.value(made.body, inner), condition)

    def loop_home(self, made: ir.Aggregate, frame: Frame) -> tuple[Frame, Any]:
        """The frame whose rows a loop belongs to, and where a frame reads it."""
        owner = made.collection.owner
        if owner != "case":
            return frame.reach[owner]
        return (frame, None) if free_names(made) > {"case"} else frame.reach["case"]

    def loop_items(self, made: ir.Aggregate, frame: Frame) -> tuple[Frame, Frame]:
        """The frame in which a loop's body is read, and the one that says which rows are whose."""
        if made.collection.owner != "case":
            found = self.below(frame, made.entity)
            return self.seen_as(found, made.var), found
        if frame is frame.reach["case"][0]:
            found = self.base(made.entity)
            return self.seen_as(found, made.var), found
        key = ("pair", made.entity, made.var)
        if key not in frame.found:
            frame.found[key] = self.pairs(frame, made.entity, made.var)
        pair: Frame = frame.found[key]
        return pair, pair

    def below(self, frame: Frame, entity: str) -> Frame:
        """The days or the numbered entities of a frame's rows."""
        found = frame.below.get(entity)
        if found is None:
            raise NotInColumnsError(f"'{entity}' is looked at while it is still being worked out")
        return found

    def seen_as(self, frame: Frame, var: str) -> Frame:
        """The same rows, named by a loop's variable."""
        key = ("seen", var)
        if key not in frame.found:
            reach = {**frame.reach, var: (frame, None)}
            frame.found[key] = Frame(frame.name, frame.entity, frame.count, reach, level=frame.level)
        seen: Frame = frame.found[key]
        return seen

    def _over_members(self, made: ir.Aggregate, fact: ir.Fact, frame: Frame) -> Value:
        """A loop over the members of a set: for each member that could be, what it would give."""
        held = self.value(fact, frame)
        sure: dict[bool | int, set[str]] = {}
        open_parts: list[tuple[str, Value]] = []
        for member in fact.type.members:
            body, condition = self._for_member(made, member, frame)
            if condition.fixed is False:
                continue
            settled = self._settled(made, body) if condition.fixed else None
            if settled is None:
                open_parts.append((member, self._conditional(made, body, condition)))
            else:
                sure.setdefault(settled, set()).add(member)
        return self._joined(made, held, sure, open_parts)

    def _for_member(self, made: ir.Aggregate, member: str, frame: Frame) -> tuple[Value, Value]:
        self.members[made.var] = ir.Const(Type("text"), member)
        try:
            condition = (
                self.constant(BOOL, True) if made.condition is None else self.value(made.condition, frame)
            )
            return self.value(made.body, frame), condition
        finally:
            del self.members[made.var]

    def _settled(self, made: ir.Aggregate, body: Value) -> bool | int | None:
        if made.function in ("any", "all"):
            return body.fixed
        return 1 if made.function == "count" else None

    def _conditional(self, made: ir.Aggregate, body: Value, condition: Value) -> Value:
        if made.function == "any":
            return self._logic("and", [condition, body])
        if made.function == "all":
            return self._logic("or", [self.negate(condition), body])
        return self.choose(condition, body, self._zero(body))

    def _zero(self, like: Value) -> Value:
        return self._counted_in(self.constant(like.type, 0), like.scale)

    def _joined(
        self,
        made: ir.Aggregate,
        held: Value,
        sure: dict[bool | int, set[str]],
        open_parts: list[tuple[str, Value]],
    ) -> Value:
        if made.function in ("any", "all"):
            wanted = made.function == "any"
            found = self.meets(held, frozenset(sure.get(wanted, ())))
            for member, part in open_parts:
                there = self.meets(held, frozenset([member]))
                found = self._logic(
                    "or", [found, self._logic("and", [there, part if wanted else self.negate(part)])]
                )
            return found if wanted else self.negate(found)
        if made.function not in ("count", "sum"):
            raise NotInColumnsError(f"'{made.function}' over the members of a set")
        total = self.counted(held, frozenset(sure.get(1, ())))
        for member, part in open_parts:
            there = self.choose(self.meets(held, frozenset([member])), part, self._zero(part))
            one, other = self._alike(total, there)
            total = self.calculate("+", one, other, made.type, one.scale)
        return replace(total, type=made.type)

    # decisions

    def decide(self, name: str, frame: Frame) -> Value:
        """Answers a decision in every row of a frame."""
        decision = self.plan.decisions[name]
        if decision.fact is not None:
            found = self.value(decision.fact, frame)
        else:
            held = self._conditions(decision, frame)
            self.held[(frame, name)] = held
            found = self._table(decision, frame, held)
        if decision.type.kind == "number":
            found = self._counted_in(found, self.scales[name])
        found = self.keep(frame, name, replace(found, type=decision.type))
        self.answers[(frame, name)] = found
        return found

    def _conditions(self, decision: BoundDecision, frame: Frame) -> tuple[Value | None, ...]:
        """Per rule whether it holds, those that override it told apart; None for a rule without condition."""
        held: dict[int, Value | None] = {}
        for position in overriders_first(decision):
            rule = decision.rules[position]
            if rule.when is None and not rule.overridden_by:
                held[position] = None
                continue
            parts = [] if rule.when is None else [self.value(rule.when, frame)]
            for above in rule.overridden_by:
                over = held[above]
                parts.append(self.constant(BOOL, False) if over is None else self.negate(over))
            held[position] = self._logic("and", parts)
        return tuple(held[position] for position in range(len(decision.rules)))

    def _table(self, decision: BoundDecision, frame: Frame, held: tuple[Value | None, ...]) -> Value:
        thens = [self.value(rule.then, frame) for rule in decision.rules]
        otherwise = None if decision.otherwise is None else self.value(decision.otherwise, frame)
        parts = self._all_alike([*thens, *([] if otherwise is None else [otherwise])])
        thens, rest = parts[: len(thens)], parts[len(thens) :]
        true = self.constant(BOOL, True)
        holds = [true if each is None else each for each in held]
        policy = decision.source.hit_policy
        if not thens:
            return rest[0]
        if policy == "collect sum":
            return self._collected(holds, thens)
        if len(holds) == 1 and holds[0].fixed:
            return thens[0]
        last = rest[0] if rest else self._nothing(decision)
        if policy == "first":
            for hold, then in zip(reversed(holds), reversed(thens), strict=True):
                last = then if hold.fixed else last if hold.fixed is False else self.choose(hold, then, last)
            return last
        if not decision.disjoint:
            self.conflict(decision, frame, holds, thens)
        chosen = [(hold, then) for hold, then in zip(holds, thens, strict=True) if hold.fixed is not False]
        if len(chosen) == 1:
            return self.choose(chosen[0][0], chosen[0][1], last) if not chosen[0][0].fixed else chosen[0][1]
        return self.pick([hold for hold, _ in chosen], [then for _, then in chosen], last) if chosen else last

    def _nothing(self, decision: BoundDecision) -> Value:
        return self.constant(decision.type if decision.type.kind == "bool" else NONE, None)

    def _all_alike(self, items: list[Value]) -> list[Value]:
        scale = lcm(*(item.scale for item in items)) if items else 1
        if scale > MOST_SCALE:
            raise NotInColumnsError("an amount with too fine fractions")
        return [self._counted_in(item, scale) for item in items]

    def _collected(self, holds: list[Value], thens: list[Value]) -> Value:
        total: Value | None = None
        for hold, then in zip(holds, thens, strict=True):
            part = then if hold.fixed else self.choose(hold, then, self._zero(then))
            total = part if total is None else self.calculate("+", total, part, then.type, then.scale)
        assert total is not None
        return total


def overriders_first(decision: BoundDecision) -> Iterator[int]:
    """The positions of the rules, each after the rules that override it."""
    waiting = list(range(len(decision.rules)))
    while waiting:
        position = next(at for at in waiting if not set(decision.rules[at].overridden_by) & set(waiting))
        waiting.remove(position)
        yield position


def free_names(expr: ir.Expr) -> set[str]:
    """The entities and loop variables that an expression reads from outside of itself."""
    match expr:
        case ir.Fact(var=var):
            return {var}
        case ir.Ref(entity="member"):
            return set()
        case ir.Ref(var=var):
            return {var}
        case ir.DayFact() | ir.DayPart() | ir.DatedParam(on=None):
            return {"day"}
        case ir.First(count=count):
            return {"day", *free_names(count)}
        case ir.At(on=on):
            return {"case", *free_names(on)}
        case ir.Prior():
            return {"before", *(name for child in ir.children(expr) for name in free_names(child))}
        case ir.Aggregate(var=var, collection=over):
            inside = set().union(*map(free_names, ir.children(expr))) - {var}
            return inside if over.fact is not None else {over.owner, *inside}
    return set().union(*map(free_names, ir.children(expr))) if ir.children(expr) else set()


def as_number(value: ir.Value) -> tuple[int, int]:
    """A constant number as a whole number of parts, and into how many parts one is cut."""
    exact = Fraction(value) if isinstance(value, int | Fraction) else Fraction(0)
    return exact.numerator, exact.denominator


__all__ = [
    "COUNT",
    "DATE",
    "WEEKDAYS",
    "Lowering",
    "NotInColumnsError",
    "as_number",
    "free_names",
    "overriders_first",
]
