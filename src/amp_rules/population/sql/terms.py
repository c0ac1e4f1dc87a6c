"""Values worked out of values: logic, comparisons, arithmetic, dates and sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import reduce
from typing import Any

from amp_rules.population.sql.nodes import Graph, Kind, Node

MONDAY = date(1900, 1, 1)
_SAME: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda one, other: one == other,
    "ne": lambda one, other: one != other,
    "lt": lambda one, other: one < other,
    "le": lambda one, other: one <= other,
    "gt": lambda one, other: one > other,
    "ge": lambda one, other: one >= other,
}
_NUMBERS: dict[str, Callable[[int, int], int]] = {
    "add": lambda one, other: one + other,
    "sub": lambda one, other: one - other,
    "mul": lambda one, other: one * other,
    "div": lambda one, other: one // other,
    "mod": lambda one, other: one % other,
}
SIGNS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


class Terms(Graph):
    """Makes terms; what is known while the query is written is worked out at once."""

    def __init__(self) -> None:
        super().__init__()
        self.true, self.false = self.const(True, "bool"), self.const(False, "bool")
        self.ladders: dict[Node, tuple[list[tuple[Node, Node]], Node]] = {}

    def null(self, kind: Kind) -> Node:
        """The unknown."""
        return self.const(None, kind)

    def number(self, value: int) -> Node:
        """A whole number."""
        return self.const(value, "int")

    # logic

    def negate(self, one: Node) -> Node:
        """Kleene's 'not'."""
        if one.constant:
            return self.const(None if one.value is None else not one.value, "bool")
        if one.op == "not":
            return one.args[0]
        return self.make("not", (one,), "bool", one.nullable)

    def both(self, *items: Node) -> Node:
        """Kleene's 'and'."""
        return self._joined("and", items, self.true, self.false)

    def either(self, *items: Node) -> Node:
        """Kleene's 'or'."""
        return self._joined("or", items, self.false, self.true)

    def _joined(self, op: str, items: Sequence[Node], neutral: Node, stop: Node) -> Node:
        flat: dict[Node, None] = {}
        for item in items:
            for part in item.args if item.op == op else (item,):
                if part is stop:
                    return stop
                if part is not neutral:
                    flat[part] = None
        if len(flat) < 2:
            return next(iter(flat), neutral)
        return self.make(op, tuple(flat), "bool", any(part.nullable for part in flat))

    def is_null(self, one: Node) -> Node:
        """Whether a value is unknown."""
        if one.constant or not one.nullable:
            return self.const(one.constant and one.value is None, "bool")
        return self.make("is_null", (one,), "bool", False)

    def known(self, one: Node) -> Node:
        """Whether a value is not unknown."""
        return self.negate(self.is_null(one))

    def surely(self, one: Node) -> Node:
        """Whether a truth value is true, unknown taken for false."""
        return self.coalesce(one, self.false)

    def coalesce(self, one: Node, other: Node) -> Node:
        """The first value, or the other where it is unknown."""
        if not one.nullable:
            return one
        if one.constant:
            return other if one.value is None else one
        return self.make("coalesce", (one, other), one.kind, other.nullable)

    def compare(self, op: str, one: Node, other: Node) -> Node:
        """A comparison by name, such as 'lt'; unknown when a side is."""
        if one.constant and other.constant:
            if one.value is None or other.value is None:
                return self.null("bool")
            return self.const(_SAME[op](one.value, other.value), "bool")
        if one is other and not one.nullable:
            return self.const(op in ("eq", "le", "ge"), "bool")
        if one.kind == "bool" and op in ("eq", "ne"):
            for side, rest in ((one, other), (other, one)):
                if side is self.true or side is self.false:
                    return rest if (side is self.true) == (op == "eq") else self.negate(rest)
        return self.make(op, (one, other), "bool", one.nullable or other.nullable)

    def case(self, branches: Sequence[tuple[Node, Node]], otherwise: Node) -> Node:
        """The value of the first condition that is true, else the last."""
        kept: list[tuple[Node, Node]] = []
        for condition, value in branches:
            if condition.constant:
                if condition.value:
                    otherwise = value
                    break
                continue
            kept.append((condition, value))
        while kept and kept[-1][1] is otherwise:
            kept.pop()
        if not kept:
            return otherwise
        kind = next((each.kind for each in (*(value for _, value in kept), otherwise)), otherwise.kind)
        if kind == "bool" and len(kept) == 1 and not kept[0][0].nullable:
            made = self._logical(kept[0][0], kept[0][1], otherwise)
            if made is not None:
                return made
        args = (*(part for pair in kept for part in pair), otherwise)
        nullable = otherwise.nullable or any(value.nullable for _, value in kept)
        return self.make("case", args, kind, nullable)

    def _logical(self, condition: Node, then: Node, otherwise: Node) -> Node | None:
        """A choice between truth values as 'and' and 'or', where that is simpler."""
        if otherwise is self.false:
            return self.both(condition, then)
        if then is self.true:
            return self.either(condition, otherwise)
        if then is self.false:
            return self.both(self.negate(condition), otherwise)
        return self.either(self.negate(condition), then) if otherwise is self.true else None

    # choices

    def agree(self, one: Node, other: Node) -> Node:
        """Whether two values are surely equal; unknown is as good as no."""
        return self.compare("eq", one, other)

    def choose(self, condition: Node, then: Node, otherwise: Node) -> Node:
        """The branch taken; where that is open, what both branches agree on."""
        if then is otherwise:
            return then
        pairs, last = self.ladders.get(otherwise, ([], otherwise))
        pairs = [(condition, then), *pairs]
        made = self.ladder(pairs, last)
        self.ladders[made] = (pairs, last)
        return made

    def ladder(self, pairs: Sequence[tuple[Node, Node]], last: Node) -> Node:
        """The value of the first condition that holds; those before it that are open must agree."""
        pairs = self._live(pairs)
        if pairs and pairs[-1][0] is self.true:
            *pairs, (_, last) = pairs
        if len(pairs) == 1 and pairs[0][0].nullable:
            condition, then = pairs[0]
            settled = self.either(self.negate(condition), self.agree(then, last))
            return self.case([(condition, then), (settled, last)], self.null(last.kind))
        plain = self.case(pairs, last)
        if not any(condition.nullable for condition, _ in pairs):
            return plain
        branches: list[tuple[Node, Node]] = []
        for condition, then in pairs:
            branches.append((condition, then))
            if condition.nullable:
                differs = self.negate(self.surely(self.agree(then, plain)))
                branches.append((self.both(self.is_null(condition), differs), self.null(plain.kind)))
        return self.case(branches, last)

    def _live(self, pairs: Sequence[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
        """The branches up to the first that surely holds, without those that never do."""
        found: list[tuple[Node, Node]] = []
        for condition, then in pairs:
            if condition is self.false:
                continue
            found.append((condition, then))
            if condition is self.true:
                break
        return found

    def pick(self, pairs: Sequence[tuple[Node, Node]], last: Node) -> Node:
        """What the one rule that holds gives; where that is open, what all that may hold agree on."""
        settled = [
            self.either(self.known(condition), self.agree(then, last))
            for condition, then in pairs
            if condition.nullable
        ]
        if not settled:
            return self.case(pairs, last)
        return self.case([*pairs, (self.both(*settled), last)], self.null(last.kind))

    # numbers and days

    def calculate(self, op: str, one: Node, other: Node) -> Node:
        """'add', 'sub', 'mul', 'div' or 'mod' of whole numbers; divisions are by positive constants."""
        if one.constant and other.constant:
            if one.value is None or other.value is None:
                return self.null("int")
            return self.number(_NUMBERS[op](one.value, other.value))
        if other.constant and other.value == (1 if op in ("mul", "div") else 0) and op != "mod":
            return one
        if one.constant and one.value == 0 and op == "add":
            return other
        return self.make(op, (one, other), "int", one.nullable or other.nullable)

    def plus(self, one: Node, number: int) -> Node:
        """So many more, or days later."""
        if one.kind == "date":
            return self.plus_days(one, self.number(number))
        return self.calculate("add", one, self.number(number))

    def plus_days(self, day: Node, number: Node) -> Node:
        """The day so many days later."""
        if day.constant and number.constant and None not in (day.value, number.value):
            return self.const(day.value + timedelta(days=number.value), "date")
        if number.constant and number.value == 0:
            return day
        if number.constant and number.value is not None and day.op == "plus_days" and day.args[1].constant:
            return self.plus_days(day.args[0], self.number(number.value + day.args[1].value))
        return self.make("plus_days", (day, number), "date", day.nullable or number.nullable)

    def days_between(self, later: Node, earlier: Node) -> Node:
        """How many days later a day is."""
        if later.constant and earlier.constant and None not in (later.value, earlier.value):
            return self.number((later.value - earlier.value).days)
        return self.make("days_between", (later, earlier), "int", later.nullable or earlier.nullable)

    def extreme(self, function: str, one: Node, other: Node) -> Node:
        """The lesser ('min') or the greater ('max'); unknown when one is."""
        if one is other:
            return one
        if one.constant and other.constant and None not in (one.value, other.value):
            return one if (one.value <= other.value) == (function == "min") else other
        if not one.nullable and not other.nullable:
            return self.make(function, (one, other), one.kind, False)
        first, second = ("le", "gt") if function == "min" else ("ge", "lt")
        branches = [(self.compare(first, one, other), one), (self.compare(second, one, other), other)]
        return self.case(branches, self.null(one.kind))

    def call(self, function: str, *args: Node) -> Node:
        """A function of days; unknown when an argument is."""
        kind: Kind = "int" if function == "age" else "date"
        return self.make(function, args, kind, any(arg.nullable for arg in args))

    def total(self, parts: Sequence[Node]) -> Node:
        """The sum of numbers."""
        return reduce(lambda one, other: self.calculate("add", one, other), parts, self.number(0))

    def counted(self, condition: Node) -> Node:
        """1 where a condition holds, else 0."""
        return self.case([(condition, self.number(1))], self.number(0))

    # sets: the codes with one space between

    def has_code(self, held: Node, code: Node) -> Node:
        """Whether a set has a member."""
        return self.make("has_code", (held, code), "bool", held.nullable or code.nullable)

    def size(self, held: Node) -> Node:
        """How many members a set has."""
        return self.make("size", (held,), "int", held.nullable)

    def has_others(self, held: Node, codes: Sequence[str]) -> Node:
        """Whether a set has a member besides these."""
        return self.make("has_others", (held,), "bool", held.nullable, tuple(codes))

    def within(self, one: Node, values: Sequence[str | int]) -> Node:
        """Whether a value is one of these."""
        if len(values) == 1:
            kind: Kind = "text" if isinstance(values[0], str) else "int"
            return self.compare("eq", one, self.const(values[0], kind))
        return self.make("in", (one,), "bool", one.nullable, tuple(values)) if values else self._never(one)

    def _never(self, one: Node) -> Node:
        return self.case([(self.known(one), self.false)], self.null("bool"))

    def text(self, one: Node) -> Node:
        """A number in digits."""
        return (
            self.const(str(one.value), "text")
            if one.constant
            else self.make("text", (one,), "text", one.nullable)
        )

    def joined(self, parts: Sequence[Node]) -> Node:
        """Texts put together; none of them may be unknown."""
        if all(part.constant for part in parts):
            return self.const("".join(part.value for part in parts), "text")
        return self.make("concat", tuple(parts), "text", False)

    def trimmed(self, parts: Sequence[Node]) -> Node:
        """Texts put together without spaces at the ends."""
        kept = [part for part in parts if not (part.constant and part.value == "")]
        if all(part.constant for part in kept):
            return self.const("".join(part.value for part in kept).strip(), "text")
        return self.make("trim", tuple(kept), "text", False)

    def words(self, parts: Sequence[Node]) -> Node:
        """Texts with one space between, those that are empty left out."""
        nothing, space = self.const("", "text"), self.const(" ", "text")
        return self.trimmed(
            [
                self.case([(self.compare("eq", part, nothing), nothing)], self.joined((space, part)))
                for part in parts
            ]
        )

    # neighbouring rows

    def window(
        self,
        function: str,
        values: Sequence[Node],
        by: Sequence[Node],
        order: Sequence[Node] = (),
        kind: Kind = "int",
        nullable: bool = False,
        so_far: str = "",
    ) -> Node:
        """A value over the rows with the same `by`, in order; so_far: 'with' or 'before' the own row."""
        data = (function, len(values), len(by), so_far)
        return self.make("window", (*values, *by, *order), kind, nullable, data)
