"""Conditions as patterns: one for holding, one for failing, neither for unknown.

A part of a condition that durable-rules can match is matched by it: truth of a flag, equality of a word,
order of numbers. Anything else is worked out beforehand (`Values`) and told as a flag. A fact that is unknown
is not told, so that neither pattern matches it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from amp_rules.engine.durable.productions import (
    Every,
    Match,
    Pattern,
    Some,
    comparisons,
    fits,
)
from amp_rules.engine.durable.things import Env, Read
from amp_rules.engine.durable.values import Scope, Values
from amp_rules.engine.kleene import LimitError
from amp_rules.plan import ir
from amp_rules.plan.cuts import MIRROR
from amp_rules.plan.shape import text
from amp_rules.terms import UNKNOWN

U = UNKNOWN
ABSENT = "\0absent"
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_WORDS = ("choice", "text")
_UNITS = ("", "day", "month", "year")


@dataclass(frozen=True, slots=True)
class Told:
    """A property that facts are told with: its name, the value it stands for, and how it is told."""

    name: str
    value: Read
    told: Read


class TooLargeError(Exception):
    """A condition that holds in too many ways for one rule."""


class Conditions:
    """Writes conditions about one kind of entity as patterns, and gathers the properties they match on."""

    def __init__(self, values: Values, about: str) -> None:
        self.values = values
        self.about = about
        self.scope: Scope = values.scope(about)
        self.told: dict[str, Told] = {}

    def pair(self, expr: ir.Expr) -> tuple[Pattern | bool, Pattern | bool]:
        """The patterns for holding and for failing; True or False where one always or never matches.

        Raises TooLargeError where one of them is more than a rule may hold.
        """
        return self._one(expr, True), self._one(expr, False)

    def _one(self, expr: ir.Expr, wanted: bool) -> Pattern | bool:
        found = self._pattern(expr, wanted)
        if isinstance(found, bool):
            return found
        if not fits(found):
            raise TooLargeError
        return found

    def _pattern(self, expr: ir.Expr, wanted: bool) -> Pattern | bool:
        match expr:
            case ir.Const(value=value):
                return value is wanted
            case ir.Not(item=item):
                return self._pattern(item, not wanted)
            case ir.Logic(op=op, items=items):
                parts = [self._pattern(item, wanted) for item in items]
                return every(parts) if (op == "and") is wanted else some(parts)
            case ir.Choose(condition=held, then=then, otherwise=otherwise):
                one, other = self._pattern(then, wanted), self._pattern(otherwise, wanted)
                return some(
                    [
                        every([self._pattern(held, True), one]),
                        every([self._pattern(held, False), other]),
                        every([one, other]),
                    ]
                )
            case ir.OneOf(item=item, among=ir.Const(value=frozenset() as words), negated=negated) if words:
                within = wanted is not negated
                op = "==" if within else "!="
                tests = [self._equal(item, op, word) for word in sorted(words, key=str)]
                known: list[Pattern | bool] = [test for test in tests if test is not None]
                if len(known) == len(tests):
                    return some(known) if within else every(known)
            case ir.Compare(op=op, left=left, right=right):
                if isinstance(left, ir.Const):
                    left, right, op = right, left, MIRROR[op]
                found = isinstance(right, ir.Const) and self._equal(
                    left, op if wanted else OPPOSITE[op], right.value
                )
                if found:
                    return found
        return self._flag(expr, wanted)

    def _equal(self, item: ir.Expr, op: str, constant: Any) -> Pattern | None:
        """A fact or an answer against a constant; None where durable-rules cannot match the two."""
        if not isinstance(item, ir.Fact | ir.Ref | ir.DayFact | ir.Prior):
            return None
        name, kind, read = text(item), item.type, self.values.read(item, self.scope)
        if kind.kind in _WORDS and isinstance(constant, str):
            return self._match(Told(name, read, lambda env: _as_word(read(env))), op, str(constant))
        if kind.kind == "number" and kind.unit in _UNITS and type(constant) is int and not kind.optional:
            return self._match(Told(name, read, read), op, constant)
        return None

    def _flag(self, expr: ir.Expr, wanted: bool) -> Pattern:
        name, read = text(expr), self.values.read(expr, self.scope)
        if not isinstance(expr, ir.Fact | ir.Ref | ir.DayFact | ir.First) or expr.type.optional:
            read = _guarded(read)
        return self._match(Told(name, read, read), "==", wanted)

    def _match(self, told: Told, op: str, constant: bool | int | str) -> Match:
        """A test of a property by a name that facts about other entities do not have."""
        name = f"{self.about} {told.name}"
        self.told.setdefault(name, told)
        return Match(name, op, constant)


def _guarded(read: Read) -> Read:
    """A comparison whose guard stands beside it in the condition, unknown where it has nothing to compare."""

    def guarded(env: Env) -> Any:
        try:
            value = read(env)
        except (AttributeError, TypeError, LimitError):
            return U
        return U if value is None else value

    return guarded


def _as_word(value: Any) -> Any:
    return ABSENT if value is None else value


def every(parts: list[Pattern | bool]) -> Pattern | bool:
    """All of the parts, the constant ones folded away."""
    if False in parts:
        return False
    return _joined(Every, [part for part in parts if part is not True], True)


def some(parts: list[Pattern | bool]) -> Pattern | bool:
    """At least one of the parts, the constant ones folded away."""
    if True in parts:
        return True
    return _joined(Some, [part for part in parts if part is not False], False)


def _joined(word: type[Every] | type[Some], parts: list[Any], empty: bool) -> Pattern | bool:
    flat: dict[Pattern, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts if isinstance(part, word) else (part,)))
    if len(flat) < 2:
        return next(iter(flat), empty)
    return word(tuple(flat))


def names_of(pattern: Pattern | bool) -> Iterator[str]:
    """The properties a pattern matches on, in order."""
    if not isinstance(pattern, bool):
        yield from dict.fromkeys(test.name for test in comparisons(pattern))
