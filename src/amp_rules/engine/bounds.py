"""The least and greatest value that some completion of a case gives.

The plan is read over sets of possible values (`ranges`), which can only err outwards; then the unknown facts
with few values are told apart one by one, always where the extreme is, until the extreme is reached by a case
in which nothing with few values is left open. Method: best-first branch and bound over interval arithmetic
(Moore, Interval Analysis, 1966; Land and Doig, Econometrica 28, 1960).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from heapq import heappop, heappush
from itertools import count
from math import inf

from amp_rules.engine.answers import Bounds
from amp_rules.engine.entries import public
from amp_rules.engine.ranges import Number, Possible, Range
from amp_rules.engine.reach import Reach
from amp_rules.engine.rows import CASE
from amp_rules.engine.trace import Tracer
from amp_rules.ledger import Answer
from amp_rules.plan.types import Type
from amp_rules.terms import UNKNOWN

MOST_STEPS = 250


def bounds_of(tracer: Tracer, decision: str) -> Bounds:
    """The bounds of an amount or date about the case; both ends are the value where it is known.

    The bounds always hold every completion. They are the closest ones unless more than MOST_STEPS facts had
    to be told apart, or numbers and dates left open depend on each other.
    """
    bound = tracer.plan.decisions[decision]
    value = tracer.rows.value(decision, CASE)
    if value is not UNKNOWN:
        known = public(value, bound.type)
        return Bounds(known, known)
    return Bounds(
        _shown(-_greatest(tracer, decision, -1), bound.type),
        _shown(_greatest(tracer, decision, 1), bound.type),
    )


def _greatest(tracer: Tracer, decision: str, sign: int) -> Number:
    """The greatest value of sign times the decision."""
    order = count()
    open_boxes: list[tuple[Number, int, Mapping[str, Possible], Reach]] = []

    def look(told: Mapping[str, Possible]) -> None:
        reach = Reach(tracer, told)
        found = reach.decision(decision, CASE)
        top = (found.high if sign > 0 else -found.low) if isinstance(found, Range) else inf
        heappush(open_boxes, (-top, next(order), told, reach))

    look({})
    for _ in range(MOST_STEPS):
        top, _, told, reach = heappop(open_boxes)
        if not reach.splits:
            return -top
        path, choices = next(iter(reach.splits.items()))
        for choice in choices:
            look({**told, path: choice})
    return -open_boxes[0][0]


def _shown(number: Number, kind: Type) -> Answer:
    if number in (inf, -inf):
        return None
    if kind.kind == "date":
        return date.fromordinal(int(number))
    return public(number, kind)
