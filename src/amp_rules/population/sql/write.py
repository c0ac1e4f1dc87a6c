"""A plan's expressions as nodes of a query: what a value is, and what is worked out of values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from amp_rules.plan import ir
from amp_rules.plan.model import BoundDecision, Plan
from amp_rules.plan.types import BOOL, COUNT, Type
from amp_rules.population.lowering import Lowering, as_number
from amp_rules.population.sql.nodes import Kind, Node
from amp_rules.population.sql.terms import MONDAY, SIGNS, Terms
from amp_rules.population.values import Frame, Value

DAYS_OF_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_KINDS: dict[str, Kind] = {"bool": "bool", "number": "int", "date": "date"}


def kind_of(kind: Type) -> Kind:
    """What a type is in the database; sets and choices are texts."""
    return _KINDS.get(kind.kind, "text")


class ValueWriter(Lowering):
    """Makes the terms of values.

    The term of a value is a node, NULL where it is unknown or absent; `absent` is a node that is never NULL,
    or None for what is never absent.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.t = Terms()
        self.faults: list[tuple[Node, Frame, str]] = []

    def truth(self, node: Node) -> Value:
        """A truth value."""
        return Value(BOOL, node, fixed=node.value if node.constant else None)

    def gone(self, item: Value) -> Node:
        """Whether a value is known to be absent."""
        return self.t.false if item.absent is None else item.absent

    def _made(self, kind: Type, term: Node, absent: Node | None, scale: int = 1) -> Value:
        absent = None if absent is self.t.false else absent
        return Value(replace(kind, optional=absent is not None), term, None, absent, scale)

    def unsettled(self, item: Value) -> Node:
        """Whether a value is unknown."""
        return self.t.both(self.t.is_null(item.term), self.t.negate(self.gone(item)))

    def constant(self, kind: Type, value: ir.Value) -> Value:
        if isinstance(value, bool):
            return self.truth(self.t.const(value, "bool"))
        if value is None and kind.kind == "bool":
            return self.truth(self.t.false)
        if value is None:
            return Value(kind, self.t.null(kind_of(kind)), None, self.t.true)
        if isinstance(value, int | Fraction):
            whole, scale = as_number(value)
            return Value(kind, self.t.number(whole), None, None, scale)
        assert isinstance(value, str | date)
        return Value(kind, self.t.const(value, kind_of(kind)))

    # logic

    def negate(self, one: Value) -> Value:
        return self.truth(self.t.negate(one.term))

    def join(self, op: str, one: Value, other: Value) -> Value:
        joined = self.t.both if op == "and" else self.t.either
        return self.truth(joined(one.term, other.term))

    def compare(self, op: str, left: Value, right: Value) -> Value:
        plain = self.t.compare(SIGNS[op], left.term, right.term)
        if op not in ("==", "!=") or (left.absent is None and right.absent is None):
            return self.truth(plain)
        same, other = self.t.const(op == "==", "bool"), self.t.const(op != "==", "bool")
        one, two = self.gone(left), self.gone(right)
        branches = [
            (self.t.both(one, two), same),
            (self.t.both(one, self.t.known(right.term)), other),
            (self.t.both(two, self.t.known(left.term)), other),
        ]
        return self.truth(self.t.case(branches, plain))

    def among(self, item: Value, values: frozenset[str | int]) -> Value:
        listed = sorted(values, key=str)
        return self._unless_absent(item, self.t.within(item.term, listed))

    def _unless_absent(self, item: Value, found: Node) -> Value:
        if item.absent is None:
            return self.truth(found)
        return self.truth(self.t.case([(item.absent, self.t.false)], found))

    def absent(self, item: Value) -> Value:
        if item.absent is None or item.absent is self.t.true:
            return self.truth(self._where_known(item, self.gone(item)))
        known = self.t.case([(self.t.known(item.term), self.t.false)], self.t.null("bool"))
        return self.truth(self.t.case([(item.absent, self.t.true)], known))

    def _where_known(self, item: Value, found: Node) -> Node:
        if item.absent is self.t.true:
            return found
        return self.t.case([(self.t.known(item.term), found)], self.t.null("bool"))

    # choices

    def choose(self, condition: Value, then: Value, otherwise: Value) -> Value:
        if condition.fixed is not None:
            return then if condition.fixed else otherwise
        one, other = self._typed(then, otherwise)
        term = self.t.choose(condition.term, one.term, other.term)
        if one.type.kind == "bool":
            return self.truth(term)
        absent = self._absent_of([(condition.term, one)], other)
        return self._made(one.type, term, absent, one.scale)

    def _typed(self, one: Value, other: Value) -> tuple[Value, Value]:
        """Two values of one type, where one may be the absent one."""
        if one.type.kind == "none" and other.type.kind != "none":
            return self._nothing_like(one, other), other
        if other.type.kind == "none" and one.type.kind != "none":
            return one, self._nothing_like(other, one)
        return one, other

    def _nothing_like(self, item: Value, other: Value) -> Value:
        return Value(other.type, self.t.null(kind_of(other.type)), None, item.absent, other.scale)

    def _absent_of(self, pairs: Sequence[tuple[Node, Value]], last: Value) -> Node | None:
        """Whether what the first condition that holds gives is absent; where that is open, if all are."""
        if all(value.absent is None for value in (*(each for _, each in pairs), last)):
            return None
        open_before: list[tuple[Node, Node]] = []
        plain = self.t.case([(condition, self.gone(value)) for condition, value in pairs], self.gone(last))
        for condition, value in pairs:
            open_before.append((condition, self.gone(value)))
            if condition.nullable:
                differs = self.t.negate(self.t.both(self.gone(value), plain))
                open_before.append((self.t.both(self.t.is_null(condition), differs), self.t.false))
        return self.t.case(open_before, self.gone(last))

    def pick(self, held: Sequence[Value], thens: Sequence[Value], otherwise: Value) -> Value:
        kind = next((each.type for each in (*thens, otherwise) if each.type.kind != "none"), otherwise.type)
        like = next((each for each in (*thens, otherwise) if each.type.kind != "none"), otherwise)
        values = [self._nothing_like(each, like) if each.type.kind == "none" else each for each in thens]
        last = self._nothing_like(otherwise, like) if otherwise.type.kind == "none" else otherwise
        pairs = [(hold.term, value.term) for hold, value in zip(held, values, strict=True)]
        term = self.t.pick(pairs, last.term)
        if kind.kind == "bool":
            return self.truth(term)
        absent = self._absent_picked(
            [(hold.term, value) for hold, value in zip(held, values, strict=True)], last
        )
        return self._made(kind, term, absent, last.scale)

    def _absent_picked(self, pairs: Sequence[tuple[Node, Value]], last: Value) -> Node | None:
        if all(value.absent is None for value in (*(each for _, each in pairs), last)):
            return None
        settled = [
            self.t.either(self.t.known(condition), self.gone(value))
            for condition, value in pairs
            if condition.nullable
        ]
        branches = [(condition, self.gone(value)) for condition, value in pairs]
        return self.t.case(branches, self.t.both(*settled, self.gone(last)))

    # numbers and days

    def calculate(self, op: str, left: Value, right: Value, kind: Type, scale: int) -> Value:
        if left.type.kind == "date" and right.type.kind == "date":
            return Value(kind, self.t.days_between(left.term, right.term), None, None, scale)
        if "date" in (left.type.kind, right.type.kind):
            day, number = (left, right) if left.type.kind == "date" else (right, left)
            steps = number.term if op == "+" else self.t.calculate("sub", self.t.number(0), number.term)
            return Value(kind, self.t.plus_days(day.term, steps), None, None, 1)
        word = {"+": "add", "-": "sub", "*": "mul"}[op]
        return Value(kind, self.t.calculate(word, left.term, right.term), None, None, scale)

    def rescale(self, item: Value, scale: int) -> Value:
        if scale % item.scale == 0:
            term = self.t.calculate("mul", item.term, self.t.number(scale // item.scale))
        else:
            grown = self.t.calculate("mul", item.term, self.t.number(scale))
            term = self.t.calculate("div", grown, self.t.number(item.scale))
        return replace(item, term=term, scale=scale)

    def call(self, function: str, args: Sequence[Value], kind: Type) -> Value:
        terms = [arg.term for arg in args]
        if function == "age_of":
            birth, stated, on = terms
            years = self.t.case([(self.t.known(birth), self.t.call("age", birth, on))], stated)
            years = self.t.case([(self.t.known(on), years)], self.t.null("int"))
            return Value(kind, years)
        if function == "weekdays":
            return Value(kind, self._weekdays(*terms))
        return Value(kind, self.t.call(function, *terms))

    def _weekdays(self, start: Node, end: Node, named: Node) -> Node:
        """How many days from start to end fall on the weekdays of a set."""
        t = self.t
        length = t.extreme("max", t.plus(t.days_between(end, start), 1), t.number(0))
        weeks, rest = (t.calculate(op, length, t.number(7)) for op in ("div", "mod"))
        first = t.calculate("mod", t.days_between(start, t.const(MONDAY, "date")), t.number(7))
        parts = []
        for at, weekday in enumerate(DAYS_OF_WEEK):
            ahead = t.calculate("mod", t.calculate("sub", t.number(at + 7), first), t.number(7))
            further = t.case([(t.compare("lt", ahead, rest), t.number(1))], t.number(0))
            held = t.has_code(named, t.const(weekday, "text"))
            parts.append(t.case([(held, t.calculate("add", weeks, further))], t.number(0)))
        known = t.both(t.known(start), t.known(end), t.known(named))
        return t.case([(known, t.total(parts))], t.null("int"))

    def extreme(self, function: str, one: Value, other: Value) -> Value:
        return Value(one.type, self.t.extreme(function, one.term, other.term), None, None, one.scale)

    def dated_parameter(self, name: str, on: Value, kind: Type) -> Value:
        listed = self.plan.parameters[name].values
        scale = max((as_number(value)[1] for _, value in listed if isinstance(value, Fraction)), default=1)
        last: Node = self.t.null(kind_of(kind))
        branches: list[tuple[Node, Node]] = []
        for start, value in reversed(listed):
            term = self._parameter(value, kind, scale)
            if start is None:
                last = term
                break
            since = self.t.const(date.fromordinal(start), "date")
            branches.append((self.t.compare("ge", on.term, since), term))
        found = self.t.case(branches, last)
        if on.term.nullable:
            found = self.t.case([(self.t.known(on.term), found)], self.t.null(kind_of(kind)))
        return Value(kind, found, None, None, scale)

    def _parameter(self, value: ir.Value, kind: Type, scale: int) -> Node:
        if kind.kind == "number":
            assert isinstance(value, int | Fraction)
            return self.t.number(int(Fraction(value) * scale))
        assert isinstance(value, str | date | bool)
        return self.t.const(value, kind_of(kind))

    # sets

    def meets(self, held: Value, members: frozenset[str]) -> Value:
        others = [each for each in held.type.members if each not in members]
        if not members:
            return self.truth(self.t.case([(self.t.known(held.term), self.t.false)], self.t.null("bool")))
        if held.type.members and len(others) < len(members):
            if not others:
                return self.truth(self.t.compare("ne", held.term, self.t.const("", "text")))
            return self.truth(self.t.has_others(held.term, others))
        codes = [self.t.const(code, "text") for code in sorted(members)]
        return self.truth(self.t.either(*(self.t.has_code(held.term, code) for code in codes)))

    def counted(self, held: Value, members: frozenset[str]) -> Value:
        others = [each for each in held.type.members if each not in members]
        few = sorted(members) if len(members) <= len(others) else sorted(others)
        parts = [self.t.counted(self.t.has_code(held.term, self.t.const(code, "text"))) for code in few]
        found = self.t.total(parts)
        if len(members) > len(others):
            found = self.t.calculate("sub", self.t.size(held.term), found)
        known = self.t.known(held.term)
        return Value(COUNT, self.t.case([(known, found)], self.t.null("int")))

    def has(self, held: Value, item: Value) -> Value:
        found = self.t.has_code(held.term, item.term)
        if item.absent is None:
            return self.truth(found)
        nothing = self.t.both(item.absent, self.t.known(held.term))
        return self.truth(self.t.case([(nothing, self.t.false)], found))

    # decisions

    def conflict(
        self, decision: BoundDecision, frame: Frame, held: Sequence[Value], thens: Sequence[Value]
    ) -> None:
        holds = [self.t.surely(each.term) for each in held]
        if decision.source.hit_policy == "unique":
            number = self.t.total([self.t.counted(each) for each in holds])
            found = self.t.compare("gt", number, self.t.number(1))
        else:
            found = self.t.either(*self._differing(holds, thens))
        self.faults.append((found, frame, f"unique: {decision.name}"))

    def _differing(self, holds: Sequence[Node], thens: Sequence[Value]) -> list[Node]:
        """Pairs of rules that hold together and give different answers; unknown is like unknown."""
        found = []
        for at, one in enumerate(thens):
            for later in range(at + 1, len(thens)):
                other = thens[later]
                same = self.t.surely(self.t.compare("eq", one.term, other.term))
                neither = self.t.both(self.t.is_null(one.term), self.t.is_null(other.term))
                alike = self.t.compare("eq", self.gone(one), self.gone(other))
                same = self.t.either(same, self.t.both(neither, alike))
                found.append(self.t.both(holds[at], holds[later], self.t.negate(same)))
        return found

    def keep(self, frame: Frame, name: str, answer: Value) -> Value:
        """Answers go by the decision's name in the query."""
        if answer.term.home is not None and not answer.term.label:
            answer.term.label = name
        absent = answer.absent
        if absent is not None and absent.home is not None and not absent.label:
            absent.label = f"{name}_absent"
        return answer
