"""Why answers are unknown, for whole columns: what each part of an expression waits for.

Every kind of expression says which of its parts can make it unknown, and where. Read from the leaves up this
tells whether an answer waits for a plain fact or for a judgement; read from the goals down, which facts are
wanted. The meaning is that of `amp_rules.engine.missing`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from amp_rules.engine.write import CASE_LISTS
from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision
from amp_rules.plan.types import DATE, Type
from amp_rules.population.lowering import Lowering, free_names
from amp_rules.population.values import Frame, Value

Mask = Any
"""A term that is true or false in every row; None where it is true nowhere."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Something left out of a case: a fact of an entity, a list, a dated list, or a value of a span.

    kind: 'fact', 'list', 'dated' or 'span'. entity: whose fact. name: its dotted path, or the list.
    """

    kind: str
    entity: str
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an expression in the same frame, and where it counts (True: everywhere)."""

    expr: ir.Expr
    where: Mask
    members: tuple[tuple[str, ir.Const], ...] = ()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same expression in another frame, read at rows of it."""

    expr: ir.Expr
    home: Frame
    index: Any


@dataclass(frozen=True, slots=True)
class Inner:
    """A part in the frame of a loop's items."""

    expr: ir.Expr
    frame: Frame
    home: Frame
    where: Mask


@dataclass(frozen=True, slots=True)
class Answered:
    """Another decision's answer, read at rows of its frame."""

    decision: str
    home: Frame
    index: Any
    where: Mask


@dataclass(frozen=True, slots=True)
class Lacking:
    """A leaf, and where in the frame it is what lacks; `how` is the target's own word for finding it."""

    leaf: Leaf
    how: str
    arguments: tuple[Any, ...]
    where: Mask


Edge = Part | Elsewhere | Inner | Answered | Lacking


class Causes(Lowering):
    """Follows unknown answers to what they wait for."""

    @contextmanager
    def bound(self, members: tuple[tuple[str, ir.Const], ...]) -> Iterator[None]:
        """Members of sets stand for loop variables meanwhile."""
        before = dict(self.members)
        self.members.update(members)
        try:
            yield
        finally:
            self.members = before

    # what a target gives

    @abstractmethod
    def unknown(self, item: Value) -> Mask:
        """Where a value is unknown."""

    @abstractmethod
    def maybe(self, truth: Value | None) -> Mask:
        """Where a condition does not fail; True for no condition."""

    @abstractmethod
    def sure(self, truth: Value | None) -> Mask:
        """Where a condition holds; True for no condition."""

    @abstractmethod
    def fails_not(self, truth: Value, neutral: bool) -> Mask:
        """Where a truth value is not the one that leaves a loop's answer as it is."""

    @abstractmethod
    def meet(self, *masks: Mask) -> Mask:
        """Where every mask holds."""

    @abstractmethod
    def union(self, *masks: Mask) -> Mask:
        """Where any mask holds."""

    @abstractmethod
    def but(self, mask: Mask) -> Mask:
        """Where a mask does not hold."""

    @abstractmethod
    def unsure(self, home: Frame, outer: Frame) -> Mask:
        """Rows of `outer` whose items may be more than are known."""

    @abstractmethod
    def prior_parts(self, made: ir.Prior, frame: Frame) -> Iterator[Edge]:
        """What an answer about the entity before waits for."""

    # the parts of an expression

    def parts(self, expr: ir.Expr, frame: Frame) -> Iterator[Edge]:
        """What can make the expression unknown, and where."""
        match expr:
            case ir.Fact(entity=entity, path=path, var=var):
                if entity not in self.plan.scopes.numbered and path != ("role",):
                    leaf = Leaf("fact", entity, ".".join(path))
                    yield Lacking(leaf, "fact", frame.reach[var], True)
            case ir.DayFact(name=name):
                yield from self._dated(name, "day", frame.reach["day"])
            case ir.First(name=name, count=count):
                days, index = frame.reach["day"]
                yield from self._dated(name, "run", (days, index, expr))
                yield Part(count, True)
            case ir.At(name=name, on=on):
                unknown = self.unknown(self.value(on, frame))
                yield Part(on, True)
                yield from self._dated(
                    name, "on", (frame, on), True if unknown is None else self.but(unknown)
                )
            case ir.Ref(entity="member") | ir.Const() | ir.DayPart():
                return
            case ir.Ref(decision=decision, var=var):
                yield Answered(decision, *frame.reach[var], True)
            case ir.Prior():
                yield from self.prior_parts(expr, frame)
            case ir.Choose():
                held = self.value(expr.condition, frame)
                yield Part(expr.condition, True)
                yield Part(expr.then, self.maybe(held))
                yield Part(expr.otherwise, self.maybe(self.negate(held)))
            case ir.Call(function="age_of", args=(birth, _, on)):
                yield from (Part(birth, True), Part(on, True))
            case ir.Aggregate():
                yield from self._loop_parts(expr, frame)
            case _:
                yield from (Part(each, True) for each in ir.children(expr) if not isinstance(each, ir.Const))

    def _dated(self, name: str, how: str, arguments: tuple[Any, ...], where: Mask = True) -> Iterator[Edge]:
        yield Lacking(Leaf("dated", "case", name), how, arguments, where)
        yield Lacking(Leaf("span", "day", name), how, arguments, where)

    def _loop_parts(self, made: ir.Aggregate, frame: Frame) -> Iterator[Edge]:
        over = made.collection
        if over.fact is not None:
            yield from self._member_parts(made, over.fact, frame)
            return
        outer, index = self.loop_home(made, frame)
        if outer is not frame:
            yield Elsewhere(made, outer, index)
            return
        inner, home = self.loop_items(made, frame)
        more = self.unsure(home, outer)
        if more is not None:
            yield from self._more(made, outer, more)
        held = None if made.condition is None else self.value(made.condition, inner)
        where = self.maybe(held)
        if made.function in ("any", "all"):
            where = self.meet(where, self.fails_not(self.value(made.body, inner), made.function == "all"))
        if made.condition is not None:
            yield Inner(made.condition, inner, home, where)
        yield Inner(made.body, inner, home, where)

    def _member_parts(self, made: ir.Aggregate, fact: ir.Fact, frame: Frame) -> Iterator[Edge]:
        """What a loop over a set waits for: the set, then what its members are held against."""
        yield Part(fact, True)
        inside = [part for part in (made.condition, made.body) if part is not None]
        if not set().union(*map(free_names, inside)):
            return
        held = self.value(fact, frame)
        for member in fact.type.members:
            there = self.sure(self.meets(held, frozenset([member])))
            body, condition = self._for_member(made, member, frame)
            where = self.meet(there, self.maybe(condition))
            if made.function in ("any", "all"):
                where = self.meet(where, self.fails_not(body, made.function == "all"))
            bound = ((made.var, ir.Const(Type("text"), member)),)
            yield from (Part(part, where, bound) for part in inside)

    def _more(self, made: ir.Aggregate, outer: Frame, more: Mask) -> Iterator[Edge]:
        """What would say how many items there are."""
        if made.entity == "person":
            yield Lacking(Leaf("list", "case", "children"), "list", (outer,), more)
        elif made.entity == "day":
            for name in ("start", "end"):
                yield Part(ir.Fact(DATE, "period", "period", (name,)), more)
        elif made.entity in self.plan.counts:
            yield Part(self.plan.counts[made.entity], more)
        else:
            yield Lacking(Leaf("list", "case", CASE_LISTS[made.entity]), "list", (outer,), more)

    # the parts of a decision

    def decision_parts(self, decision: BoundDecision, frame: Frame) -> Iterator[Part]:
        """What can make an answer unknown; nothing for a judgement, which is a cause of its own."""
        held = self.held[(frame, decision.name)]
        policy = decision.source.hit_policy
        sure = [self.sure(each) for each in held]
        any_sure = self.union(*sure)
        before: Mask = None
        for position, rule in enumerate(decision.rules):
            active = self.maybe(held[position])
            if policy == "first":
                active = self.meet(active, True if before is None else self.but(before))
                before = self.union(before, sure[position])
            elif policy != "collect sum" and any_sure is not None:
                active = self.meet(active, self.union(sure[position], self.but(any_sure)))
            if active is None:
                continue
            open_here = None if held[position] is None else self.unknown(held[position])  # type: ignore[arg-type]
            if open_here is not None:
                yield from self._condition_parts(decision, position, frame, self.meet(active, open_here))
            yield Part(rule.then, active)
        if decision.otherwise is not None:
            yield Part(decision.otherwise, True if any_sure is None else self.but(any_sure))

    def _condition_parts(
        self, decision: BoundDecision, position: int, frame: Frame, where: Mask
    ) -> Iterator[Part]:
        rule = decision.rules[position]
        if rule.when is not None:
            yield Part(rule.when, where)
        for above in rule.overridden_by:
            over = self.held[(frame, decision.name)][above]
            unknown = None if over is None else self.unknown(over)
            if unknown is not None:
                yield from self._condition_parts(decision, above, frame, self.meet(where, unknown))
