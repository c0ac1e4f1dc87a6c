"""Sets of possible values: what an expression can give while facts are unknown.

Every operation keeps all values that some choice of its arguments gives; it may keep more, never fewer.
Dates are ordinals, money minor units, no limit is an infinity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import inf
from typing import Any

from amp_rules.engine import kleene

Number = int | float | Fraction


@dataclass(frozen=True, slots=True)
class Options:
    """One of so many truth values or words (None: absent)."""

    values: frozenset[Any]


@dataclass(frozen=True, slots=True)
class Range:
    """A number between two others, both possible; or absent, where `absent` is set."""

    low: Number
    high: Number
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Members:
    """A set that is known."""

    values: frozenset[Any]


@dataclass(frozen=True, slots=True)
class Anything:
    """A word or a set of which nothing is known."""


Possible = Options | Range | Members | Anything

TRUE, FALSE = Options(frozenset({True})), Options(frozenset({False}))
EITHER = Options(frozenset({True, False}))
ABSENT = Options(frozenset({None}))
EVERY_NUMBER = Range(-inf, inf)
ANYTHING = Anything()


def possible(value: Any) -> Possible:
    """A known value as the only possible one."""
    if value is None or isinstance(value, bool | str):
        return Options(frozenset({value}))
    if isinstance(value, frozenset):
        return Members(value)
    number = value.toordinal() if isinstance(value, date) else value
    return Range(number, number)


def truth(value: Possible) -> tuple[bool, bool]:
    """Whether it may hold, and whether it may fail."""
    return (True in value.values, False in value.values) if isinstance(value, Options) else (True, True)


def bools(may_hold: bool, may_fail: bool) -> Options:
    """The truth values left."""
    return EITHER if may_hold and may_fail else TRUE if may_hold else FALSE


def join(left: Possible, right: Possible) -> Possible:
    """What holds both sides' values."""
    if isinstance(left, Range) and isinstance(right, Range):
        return Range(min(left.low, right.low), max(left.high, right.high), left.absent or right.absent)
    if isinstance(left, Options) and isinstance(right, Options):
        return Options(left.values | right.values)
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Range) and other == ABSENT:
            return Range(one.low, one.high, True)
    return ANYTHING


def both(left: Options, right: Options) -> Options:
    """Kleene 'and' of what is left."""
    (a, b), (c, d) = truth(left), truth(right)
    return bools(a and c, b or d)


def either(left: Options, right: Options) -> Options:
    """Kleene 'or' of what is left."""
    (a, b), (c, d) = truth(left), truth(right)
    return bools(a or c, b and d)


def negation(value: Possible) -> Options:
    """Kleene 'not' of what is left."""
    may_hold, may_fail = truth(value)
    return bools(may_fail, may_hold)


def compare(op: str, left: Possible, right: Possible) -> Options:
    """What a comparison can give."""
    if op == "!=":
        return negation(compare("==", left, right))
    if isinstance(left, Range) and isinstance(right, Range):
        return _ordered(op, left, right)
    if op == "==" and isinstance(left, Options) and isinstance(right, Options):
        shared = left.values & right.values
        return bools(bool(shared), len(left.values | right.values) > 1)
    return EITHER


def _ordered(op: str, left: Range, right: Range) -> Options:
    if op == "==":
        single = left.low == left.high == right.low == right.high
        meet = left.low <= right.high and right.low <= left.high
        return bools(meet or (left.absent and right.absent), not single or left.absent or right.absent)
    if op == "<":
        return bools(left.low < right.high, left.high >= right.low)
    if op == "<=":
        return bools(left.low <= right.high, left.high > right.low)
    return _ordered("<" if op == ">" else "<=", right, left)


def among(item: Possible, group: Possible) -> Options:
    """Whether a value can be in a set, and whether it can be outside."""
    if not isinstance(group, Members):
        return EITHER
    if isinstance(item, Options):
        inside = item.values & group.values
        return bools(bool(inside), bool(item.values - group.values))
    if isinstance(item, Range):
        within = any(item.low <= member <= item.high for member in group.values)
        return bools(within, not (item.low == item.high and within))
    return EITHER


def is_absent(item: Possible) -> Options:
    """Whether a fact can be absent, and whether it can be there."""
    if isinstance(item, Options):
        return bools(None in item.values, bool(item.values - {None}))
    return bools(item.absent, True) if isinstance(item, Range) else FALSE


def add(left: Possible, right: Possible) -> Possible:
    """A sum."""
    if isinstance(left, Range) and isinstance(right, Range):
        return Range(left.low + right.low, left.high + right.high)
    return EVERY_NUMBER


def subtract(left: Possible, right: Possible) -> Possible:
    """A difference."""
    if isinstance(left, Range) and isinstance(right, Range):
        return Range(left.low - right.high, left.high - right.low)
    return EVERY_NUMBER


def multiply(left: Possible, right: Possible) -> Possible:
    """A product."""
    if isinstance(left, Range) and isinstance(right, Range):
        corners = [_product(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
        return Range(min(corners), max(corners))
    return EVERY_NUMBER


def _product(left: Number, right: Number) -> Number:
    if left == 0 or right == 0:
        return 0
    product = left * right
    found: Number = kleene.exact(product)
    return found


def call(function: str, args: list[Possible]) -> Possible:
    """A function of the language; all of them grow or fall steadily in each argument."""
    if function == "weekdays":
        return Range(0, inf)
    ranges = [arg for arg in args if isinstance(arg, Range)]
    if len(ranges) != len(args):
        return EVERY_NUMBER
    if function == "age_of":
        return _age_of(*ranges)
    lows, highs = [arg.low for arg in ranges], [arg.high for arg in ranges]
    if function in ("min", "max"):
        pick: Callable[..., Any] = min if function == "min" else max
        return Range(pick(lows), pick(highs))
    if function == "days":
        return Range(lows[1] - highs[0] + 1, highs[1] - lows[0] + 1)
    if function == "age":
        return Range(_dated("age", [highs[0], lows[1]]), _dated("age", [lows[0], highs[1]]))
    return Range(_dated(function, lows), _dated(function, highs))


def _age_of(birth: Range, stated: Range, on: Range) -> Possible:
    """By the date of birth where that is known, as stated where that is; else either may come to light."""
    by_birth = call("age", [birth, on])
    if birth.low == birth.high:
        return by_birth
    return stated if stated.low == stated.high else join(by_birth, stated)


def _dated(function: str, args: list[Number]) -> Number:
    if any(arg in (inf, -inf) for arg in args):
        return inf if inf in args else -inf
    takes_months = function == "add_months"
    first = date.fromordinal(int(args[0]))
    rest: list[Any] = (
        [int(args[1]) if takes_months else date.fromordinal(int(args[1]))] if len(args) > 1 else []
    )
    try:
        found = kleene.FUNCTIONS[function](first, *rest)
    except (kleene.LimitError, OverflowError, ValueError):
        return date.max.toordinal()
    number: Number = found.toordinal() if isinstance(found, date) else found
    return number


def scale(value: Possible, days: int) -> Possible:
    """A value per day over so many days."""
    return multiply(value, Range(days, days))
