"""The least and greatest value that some completion of a case gives.

The plan is read over sets of possible values (`ranges`), which can only err outwards; then the unknown facts
with few values are told apart one by one, always where the extreme is, until the extreme is reached by a case
in which nothing with few values is left open. Method: best-first branch and bound over interval arithmetic
(Moore, Interval Analysis, 1966; Land and Doig, Econometrica 28, 1960).
"""

from __future__ import annotations

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
    start = Reach(tracer, {})
    ends = [_greatest(start, decision, sign) for sign in (-1, 1)]
    return Bounds(_shown(-ends[0], bound.type), _shown(ends[1], bound.type))


def _greatest(start: Reach, decision: str, sign: int) -> Number:
    """The greatest value of sign times the decision.

    A box not yet looked into stands in the heap with the top of the box it was cut from, behind boxes of the
    same top that were: where a cut does not lower the top, the other half need never be looked into.
    """
    order = count()
    heap: list[tuple[Number, int, int, Reach, str, Possible | None]] = []

    def put(top: Number, depth: int, reach: Reach, path: str = "", choice: Possible | None = None) -> None:
        heappush(heap, (-top, -depth, next(order), reach, path, choice))

    put(_top(start, decision, sign), 0, start)
    for _ in range(MOST_STEPS):
        top, depth, _, reach, path, choice = heappop(heap)
        if choice is not None:
            told = reach.tell(path, choice)
            put(min(-top, _top(told, decision, sign)), 1 - depth, told)
            continue
        open_facts = reach.open_facts(decision, CASE)
        if not open_facts:
            return -top
        for each in reach.choices[open_facts[0]]:
            put(-top, -depth, reach, open_facts[0], each)
    return -heap[0][0]


def _top(reach: Reach, decision: str, sign: int) -> Number:
    found = reach.decision(decision, CASE)
    if not isinstance(found, Range):
        return inf
    return found.high if sign > 0 else -found.low


def _shown(number: Number, kind: Type) -> Answer:
    if number in (inf, -inf):
        return None
    if kind.kind == "date":
        return date.fromordinal(int(number)) if 1 <= number <= date.max.toordinal() else None
    return public(number, kind)
