"""What aggregates can give, from what their items can be.

A part is an item's possible values, whether the item may count, and whether it may not.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

from amp_rules.engine import ranges
from amp_rules.engine.ranges import ABSENT, FALSE, TRUE, Possible, Range

Part = tuple[Possible, bool, bool]


def best(gains: list[tuple[Any, int]], limit: Any) -> Any:
    """The greatest sum of gains per day over no more days than the limit."""
    total: Any = 0
    for gain, days in sorted(gains, reverse=True):
        used = min(days, limit)
        total, limit = total + gain * used, limit - used
        if limit <= 0:
            break
    return total


def many(value: Possible) -> Range:
    """The sum of any number of such values."""
    if not isinstance(value, Range):
        return ranges.EVERY_NUMBER
    return Range(-inf if value.low < 0 else 0, inf if value.high > 0 else 0)


def _total(parts: list[Part]) -> Possible:
    total: Possible = Range(0, 0)
    for value, may_hold, may_fail in parts:
        if may_hold:
            total = ranges.add(total, ranges.join(value, Range(0, 0)) if may_fail else value)
    return total


def _count(parts: list[Part]) -> Possible:
    one = Range(1, 1)
    return _total([(value if value == Range(0, inf) else one, hold, fail) for value, hold, fail in parts])


def _any(parts: list[Part]) -> Possible:
    found = FALSE
    for value, may_hold, may_fail in parts:
        may, fail = ranges.truth(value)
        found = ranges.either(found, ranges.bools(may and may_hold, fail or may_fail))
    return found


def _all(parts: list[Part]) -> Possible:
    found = TRUE
    for value, may_hold, may_fail in parts:
        may, fail = ranges.truth(value)
        found = ranges.both(found, ranges.bools(may or may_fail, fail and may_hold))
    return found


def _extreme(pick: Callable[..., Any]) -> Callable[[list[Part]], Possible]:
    def of(parts: list[Part]) -> Possible:
        values = [
            (value, may_fail) for value, may_hold, may_fail in parts if may_hold and isinstance(value, Range)
        ]
        if not values:
            return ABSENT
        sure = [value for value, may_fail in values if not may_fail]
        outer, inner = ("low", "high") if pick is min else ("high", "low")
        far = pick(getattr(value, outer) for value, _ in values)
        near = pick(getattr(value, inner) for value in sure) if sure else max if pick is min else min
        if not sure:
            near = (max if pick is min else min)(getattr(value, inner) for value, _ in values)
        return Range(min(far, near), max(far, near), absent=not sure)

    return of


TOGETHER: dict[str, Callable[[list[Part]], Possible]] = {
    "sum": _total,
    "count": _count,
    "any": _any,
    "all": _all,
    "min": _extreme(min),
    "max": _extreme(max),
}
