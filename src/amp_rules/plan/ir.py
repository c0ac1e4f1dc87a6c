"""Typed expressions: what the checker makes and every reading walks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from amp_rules.plan.types import Type

Value = bool | int | Fraction | str | date | None | frozenset[str | int]


@dataclass(frozen=True, slots=True, eq=False)
class Const:
    """A literal, or a parameter with one value (then `parameter` names it)."""

    type: Type
    value: Value
    parameter: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class DatedParam:
    """A parameter with several values, read on `on` (None: on the current day)."""

    type: Type
    name: str
    on: Expr | None


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A fact of the entity bound to `var`; a sum of money is read in minor units."""

    type: Type
    var: str
    entity: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DayFact:
    """A dated fact on the current day."""

    type: Type
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class DayPart:
    """The current day: its 'date' or its 'number' in the period, from 1."""

    type: Type
    part: str


@dataclass(frozen=True, slots=True, eq=False)
class At:
    """A dated fact on a given date."""

    type: Type
    name: str
    on: Expr


@dataclass(frozen=True, slots=True, eq=False)
class First:
    """Whether today is among the first `count` days of the period with a flag."""

    type: Type
    name: str
    count: Expr
    key: int


@dataclass(frozen=True, slots=True, eq=False)
class Ref:
    """Another decision's value, about the entity bound to `var`."""

    type: Type
    decision: str
    var: str
    entity: str


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """This scope's decision for the entity before (same `keys`), else `initial`."""

    type: Type
    decision: str
    initial: Expr
    keys: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Not:
    """Kleene negation."""

    type: Type
    item: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Logic:
    """Kleene 'and' or 'or' of two or more."""

    type: Type
    op: str
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Compare:
    """One of == != < <= > >=, unknown when a side is."""

    type: Type
    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True, eq=False)
class OneOf:
    """Whether a value is among constants, or (reversed) a constant in a set fact."""

    type: Type
    item: Expr
    among: Expr
    negated: bool


@dataclass(frozen=True, slots=True, eq=False)
class IsAbsent:
    """Whether a fact is known to be absent (or, negated, present)."""

    type: Type
    item: Expr
    negated: bool


@dataclass(frozen=True, slots=True, eq=False)
class Choose:
    """`a if condition else b`; unknown only where the two may differ."""

    type: Type
    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Arith:
    """A sum, difference or product."""

    type: Type
    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A named function of the language; unknown when an argument is."""

    type: Type
    function: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Aggregate:
    """sum, count, any, all, min or max over a collection.

    `weighted`: each item stands for the days of a segment.
    """

    type: Type
    function: str
    var: str
    entity: str
    collection: Collection
    body: Expr
    condition: Expr | None
    weighted: bool


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """What an aggregate runs over: 'case' and 'periods', 'period' and 'days', or a set fact."""

    owner: str
    name: str
    fact: Fact | None = None


Expr = (
    Const
    | DatedParam
    | Fact
    | DayFact
    | DayPart
    | At
    | First
    | Ref
    | Prior
    | Not
    | Logic
    | Compare
    | OneOf
    | IsAbsent
    | Choose
    | Arith
    | Call
    | Aggregate
)


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct parts of an expression, in reading order."""
    match expr:
        case Not(item=item) | IsAbsent(item=item):
            return (item,)
        case Logic(items=items):
            return items
        case Compare(left=left, right=right) | Arith(left=left, right=right):
            return (left, right)
        case OneOf(item=item, among=among):
            return (item, among)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case Call(args=args):
            return args
        case Aggregate(collection=collection, body=body, condition=condition):
            fact = (collection.fact,) if collection.fact is not None else ()
            return (*fact, body, *((condition,) if condition is not None else ()))
        case At(on=on):
            return (on,)
        case First(count=count):
            return (count,)
        case DatedParam(on=on) if on is not None:
            return (on,)
        case Prior(initial=initial, keys=keys):
            return (initial, *keys)
    return ()


def walk(expr: Expr) -> list[Expr]:
    """The expression and all its parts, parents first."""
    found, waiting = [], [expr]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(reversed(children(node)))
    return found
