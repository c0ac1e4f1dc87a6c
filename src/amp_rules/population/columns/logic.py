"""Kleene's logic over whole columns, and what a table of rules makes of it.

A column of truth values is bool where all are known, else int8 with 0 false, 1 unknown, 2 true. Every other
column comes as values, a mask of the known (None: all are known) and, where it may be absent, a mask of the
absent (None: none is). Values that are unknown or absent may be anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Mask = Array | None
Column = tuple[Any, Mask, Mask]
Choose = Callable[[Any, Any, Any], Any]

FALSE, OPEN, TRUE = 0, 1, 2


def tri(truth: Any, known: Mask) -> Any:
    """Truth values where they are known, else unknown."""
    if known is None:
        return truth
    sure = (truth & known).view(np.int8)
    return sure + sure + (~known).view(np.int8)


def wide(truth: Any) -> Any:
    """Truth values as int8, whether or not one is unknown."""
    if isinstance(truth, np.ndarray):
        return twice(truth) if truth.dtype == np.bool_ else truth
    return np.int8(2 * bool(truth))


def twice(truth: Array) -> Array:
    """True and false as 2 and 0."""
    one = truth.view(np.int8)
    return one + one


def select(mask: Array, one: Any, other: Any) -> Any:
    """One where the mask holds, else the other, without a branch (as numbers wrap, this is exact for any)."""
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        if np.result_type(one, other) == np.bool_:
            return (mask & one) | (~mask & other)
        found = np.subtract(one, other)
        found *= mask
        found += other
        return found
    low, high = int(other), int(one)
    kind = np.int32 if max(abs(low), abs(high), abs(high - low)) < 2**31 else np.int64
    found = np.multiply(mask, kind(high - low))
    if low:
        found += kind(low)
    return found


def two_valued(truth: Any) -> bool:
    """Whether no truth value can be unknown."""
    return not isinstance(truth, np.ndarray) or truth.dtype == np.bool_


def both(one: Any, other: Any) -> Any:
    """Kleene's 'and'."""
    if two_valued(one) and two_valued(other):
        return one & other
    return np.minimum(wide(one), wide(other))


def either(one: Any, other: Any) -> Any:
    """Kleene's 'or'."""
    if two_valued(one) and two_valued(other):
        return one | other
    return np.maximum(wide(one), wide(other))


def negate(truth: Any) -> Any:
    """Kleene's 'not'."""
    if not isinstance(truth, np.ndarray):
        return not truth
    return ~truth if truth.dtype == np.bool_ else TRUE - truth


def true(truth: Any) -> Any:
    """Where it is certainly true."""
    return truth if two_valued(truth) else truth == TRUE


def false(truth: Any) -> Any:
    """Where it is certainly false."""
    return negate(truth) if two_valued(truth) else truth == FALSE


def opened(truth: Any) -> Mask:
    """Where it is unknown; None: nowhere."""
    return None if two_valued(truth) else truth == OPEN


def settle(truth: Any) -> Any:
    """The same as bool where no value is unknown."""
    if two_valued(truth):
        return truth
    return truth if (truth == OPEN).any() else truth == TRUE


def known_together(*masks: Mask) -> Mask:
    """Where every one is known; None: everywhere."""
    found: Mask = None
    for mask in masks:
        if mask is not None:
            found = mask if found is None else np.bitwise_and(found, mask)
    return found


def anywhere(*masks: Mask) -> Mask:
    """Where any mask holds; None: nowhere."""
    found: Mask = None
    for mask in masks:
        if mask is not None:
            found = mask if found is None else found | mask
    return found


def invert(mask: Mask) -> Mask:
    """The unknown of the known, where there are any."""
    return None if mask is None else ~mask


def all_known(mask: Mask) -> Mask:
    """None where a mask of the known holds everywhere."""
    return None if mask is None or bool(mask.all()) else mask


def same(left: Any, right: Any, left_absent: Mask, right_absent: Mask) -> Any:
    """Equal values, or both absent."""
    equal = left == right
    if left_absent is None and right_absent is None:
        return equal
    if left_absent is None or right_absent is None:
        gone: Any = left_absent if right_absent is None else right_absent
        return equal & np.logical_not(gone)
    return (equal & np.logical_not(left_absent | right_absent)) | (left_absent & right_absent)


def choose_truth(condition: Any, then: Any, otherwise: Any) -> Any:
    """The branch taken; where that is open, what both branches agree on."""
    if two_valued(condition):
        if not isinstance(condition, np.ndarray):
            return then if condition else otherwise
        if two_valued(then) and two_valued(otherwise):
            return (condition & then) | (~condition & otherwise)
        return select(condition, wide(then), wide(otherwise)).astype(np.int8, copy=False)
    one, other = wide(then), wide(otherwise)
    agreed = np.where(one == other, one, np.int8(OPEN))
    return np.where(condition == TRUE, one, np.where(condition == FALSE, other, agreed))


def choose(condition: Any, then: Column, otherwise: Column) -> Column:
    """The branch taken; where that is open, what both branches agree on."""
    (one, one_known, one_absent), (other, other_known, other_absent) = then, otherwise
    if not isinstance(condition, np.ndarray):
        return then if condition else otherwise
    sure = true(condition)
    values = select(sure, one, other)
    absent = (
        None
        if one_absent is None and other_absent is None
        else pick_mask(sure, one_absent, other_absent, False)
    )
    known = (
        None if one_known is None and other_known is None else pick_mask(sure, one_known, other_known, True)
    )
    open_here = opened(condition)
    if open_here is not None:
        agreed: Any = same(one, other, one_absent, other_absent)
        mask = known_together(one_known, other_known)
        agreed = agreed if mask is None else agreed & mask
        unsettled = open_here & np.logical_not(agreed)
        settled: Array = ~unsettled
        known = settled if known is None else pick_mask(open_here, settled, known, True)
        absent = None if absent is None else absent & known
    return values, known, absent


def pick_mask(sure: Array, one: Mask, other: Mask, default: bool) -> Array:
    """One mask where `sure`, else the other; `default` for a mask that is left out."""
    if default:
        if one is None or other is None:
            return sure | other if one is None else one | ~sure
    elif one is None or other is None:
        return ~sure & other if one is None else sure & one
    return (sure & one) | (~sure & other)


def cleared(values: Any, known: Mask) -> Any:
    """Values, 0 where they are unknown."""
    return values if known is None else values * known


def spread(values: Any, rows: int) -> Array:
    """A value for every row."""
    return values if isinstance(values, np.ndarray) and values.ndim else np.full(rows, values)


def pick(held: Sequence[Any], thens: Sequence[Column], otherwise: Column) -> Column:
    """What the one rule that holds gives; where that is open, what all that may hold agree on."""
    found: Column = _picked(choose, held, thens, otherwise)
    return found


def pick_truth(held: Sequence[Any], thens: Sequence[Any], otherwise: Any) -> Any:
    """The same for truth values."""
    return _picked(choose_truth, held, thens, otherwise)


def _picked(
    choosing: Callable[[Any, Any, Any], Any], held: Sequence[Any], thens: Sequence[Any], found: Any
) -> Any:
    for hold, then in zip(held, thens, strict=True):
        mask = opened(hold)
        if mask is not None and mask.any():
            found = choosing(np.where(mask, np.int8(OPEN), np.int8(FALSE)), then, found)
    for hold, then in zip(held, thens, strict=True):
        found = choosing(true(hold), then, found)
    return found


def equal_truth(one: Any, other: Any) -> Any:
    """Whether two truth values are equal, unknown where one is."""
    if two_valued(one) and two_valued(other):
        return np.equal(one, other)
    left, right = wide(one), wide(other)
    return np.where((left == OPEN) | (right == OPEN), np.int8(OPEN), ((left == right) * 2).astype(np.int8))


def several(held: Sequence[Any]) -> Any:
    """Where more than one rule holds."""
    number: Any = 0
    for hold in held:
        number = number + np.asarray(true(hold)).astype(np.int8)
    return number > 1


def differing(held: Sequence[Any], thens: Sequence[Column]) -> Any:
    """Where rules that hold give different answers."""
    found: Any = False
    for at, (one, left) in enumerate(zip(held, thens, strict=True)):
        for other, right in zip(held[at + 1 :], thens[at + 1 :], strict=True):
            alike = same(left[0], right[0], left[2], right[2])
            settled = known_together(left[1], right[1])
            if settled is not None:
                unknown = (
                    np.zeros(1, np.bool_) if left[1] is None or right[1] is None else ~left[1] & ~right[1]
                )
                alike = np.where(settled, alike, unknown)
            found = found | (np.asarray(true(one)) & np.asarray(true(other)) & ~np.asarray(alike))
    return found


def differing_truth(held: Sequence[Any], thens: Sequence[Any]) -> Any:
    """The same for truth values."""
    found: Any = False
    for at, (one, left) in enumerate(zip(held, thens, strict=True)):
        for other, right in zip(held[at + 1 :], thens[at + 1 :], strict=True):
            found = found | (np.asarray(true(one)) & np.asarray(true(other)) & (wide(left) != wide(right)))
    return found


def usable(known: Mask, absent: Any) -> Mask:
    """Where a value is known and present."""
    if absent is None or absent is False:
        return known
    present = ~np.asarray(absent) if absent is not True else None
    if present is None:
        return np.zeros(1, np.bool_) if known is None else np.zeros_like(known)
    return present if known is None else known & present
