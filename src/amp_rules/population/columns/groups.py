"""Rows that belong together: sums and other aggregates, the entity before, entities that are counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from amp_rules.engine.kleene import LimitError
from amp_rules.population.columns.logic import (
    FALSE,
    OPEN,
    TRUE,
    Array,
    Column,
    Mask,
    anywhere,
    both,
    cleared,
    either,
    false,
    invert,
    negate,
    opened,
    pick_mask,
    select,
    settle,
    spread,
    two_valued,
    wide,
)

MOST_PRODUCT = 2**47


def times(one: Any, other: Any) -> Any:
    """The product, in 64 bits.

    Raises LimitError where it could pass 2 ** 47, so that no sum of 65 536 of them can ever pass 64 bits.
    """
    if _most(one) * _most(other) > MOST_PRODUCT:
        raise LimitError(f"an amount of more than {MOST_PRODUCT} minor units")
    return product(one, other)


def product(one: Any, other: Any) -> Any:
    """The product in 64 bits, of numbers that cannot pass them."""
    left = one.astype(np.int64) if isinstance(one, np.ndarray) else np.int64(one)
    right = other.astype(np.int64, copy=False) if isinstance(other, np.ndarray) else np.int64(other)
    if isinstance(left, np.ndarray):
        left *= right
        return left
    return left * right


def _most(values: Any) -> int:
    if not isinstance(values, np.ndarray):
        return abs(int(values))
    return max(abs(int(values.max())), abs(int(values.min()))) if values.size else 0


def take(column: Any, index: Array) -> Any:
    """A column read at other rows."""
    return column[index] if isinstance(column, np.ndarray) else column


def total(values: Any, starts: Array, rows: int) -> Array:
    """The sum of each group of neighbouring rows; starts: where each begins, and the end."""
    if not isinstance(values, np.ndarray) or values.ndim == 0:
        return np.diff(starts) * int(values)
    sums = np.empty(rows + 1, np.int64)
    sums[0] = 0
    np.cumsum(values, out=sums[1:])
    return sums[starts[1:]] - sums[starts[:-1]]


def running_total(values: Any, starts: Array, lengths: Array, rows: int) -> Array:
    """The sum so far within each group, each row included."""
    if not isinstance(values, np.ndarray) or values.ndim == 0:
        values = np.full(rows, int(values), np.int64)
    sums = np.cumsum(values, dtype=np.int64)
    before = np.where(starts[:-1] > 0, sums[np.maximum(starts[:-1], 1) - 1], 0) if rows else starts[:-1]
    return sums - np.repeat(before, lengths)


def sum_so_far(column: Column, initial: Any, starts: Array, blocked: Mask, rows: int) -> Column:
    """The sum so far within each group, each row included; unknown from the first unknown row on."""
    values, known, _ = column
    lengths = np.diff(starts)
    sums = running_total(cleared(values, known), starts, lengths, rows)
    found = None if known is None else running_total(~known, starts, lengths, rows) == 0
    if blocked is not None:
        found = ~blocked if found is None else found & ~blocked
    return sums + initial, found, None


def extreme(pick: Any, values: Array, starts: Array, neutral: Any) -> Array:
    """The least or greatest of each group of neighbouring rows; `neutral` where a group is empty."""
    filled = starts[:-1] < starts[1:]
    if filled.all():
        return pick.reduceat(values, starts[:-1]) if len(starts) > 1 else values[:0]
    found = np.full(len(starts) - 1, neutral, values.dtype)
    if filled.any():
        found[filled] = pick.reduceat(values, starts[:-1][filled])
    return found


def _counted(condition: Any, known: Mask, rows: int) -> tuple[Any, Mask]:
    """Which items count, and which of them are open."""
    if condition is None:
        return None, invert(known)
    return false(condition), anywhere(
        opened(condition), None if known is None else ~known & ~false(condition)
    )


def _open_groups(open_rows: Mask, unsure: Mask, starts: Array, rows: int) -> Mask:
    """The groups whose answer is known, or None for all."""
    found = None if unsure is None else ~unsure
    if open_rows is not None and open_rows.any():
        none = total(open_rows.astype(np.int64), starts, rows) == 0
        found = none if found is None else found & none
    return found


def sum_over(column: Column, condition: Any, weight: Any, unsure: Mask, starts: Array, rows: int) -> Column:
    """The sum of each group; unknown where an item is, or items may be missing."""
    values, known, _ = column
    left_out, open_rows = _counted(condition, known, rows)
    if weight is not None:
        values = values * weight
    if left_out is not None:
        values = values * ~np.asarray(left_out)
    found = _open_groups(open_rows, unsure, starts, rows)
    return cleared(total(values, starts, rows), found), found, None


def extreme_over(name: str, column: Column, condition: Any, unsure: Mask, starts: Array, rows: int) -> Column:
    """The least or greatest item of each group; absent where there is none."""
    values, known, _ = column
    left_out, open_rows = _counted(condition, known, rows)
    pick, far = (
        (np.minimum, np.iinfo(np.int64).max) if name == "min" else (np.maximum, np.iinfo(np.int64).min)
    )
    wide = np.broadcast_to(np.asarray(values, np.int64), (rows,))
    wide = wide if left_out is None else np.where(left_out, far, wide)
    picked = extreme(pick, wide, starts, far)
    kept = (
        np.ones(rows, np.int64)
        if left_out is None
        else (~np.broadcast_to(left_out, (rows,))).astype(np.int64)
    )
    none = total(kept, starts, rows) == 0
    found = _open_groups(open_rows, unsure, starts, rows)
    absent = none if found is None else none & found
    return np.where(none if found is None else none | ~found, 0, picked), found, absent


def any_over(body: Any, condition: Any, unsure: Mask, starts: Array, rows: int) -> Any:
    """Kleene's 'or' over each group."""
    items = body if condition is None else both(condition, body)
    return _over(items, unsure, starts, rows, np.maximum, FALSE, TRUE)


def all_over(body: Any, condition: Any, unsure: Mask, starts: Array, rows: int) -> Any:
    """Kleene's 'and' over each group."""
    items = body if condition is None else either(negate(condition), body)
    return _over(items, unsure, starts, rows, np.minimum, TRUE, FALSE)


def _over(items: Any, unsure: Mask, starts: Array, rows: int, pick: Any, neutral: int, sure: int) -> Any:
    whole = np.broadcast_to(wide(items), (rows,))
    found = extreme(pick, whole, starts, np.int8(neutral))
    if unsure is not None:
        return np.where(unsure & (found != sure), np.int8(OPEN), found)
    return found == TRUE if two_valued(items) else found


def starts_of(groups: Array, number: int) -> Array:
    """Where each group begins in rows sorted by group, and the end."""
    found = np.zeros(number + 1, np.int64)
    np.cumsum(np.bincount(groups, minlength=number), out=found[1:])
    return found


def pairs(starts: Array, owner: Array) -> tuple[Array, Array]:
    """For each row its owner's group, spread out: positions of rows, positions of group members."""
    lengths = (starts[1:] - starts[:-1])[owner]
    outer = np.repeat(np.arange(len(owner)), lengths)
    ends = np.cumsum(lengths)
    inner = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)
    return outer, inner + np.repeat(starts[owner], lengths)


def before_truth(values: Array, previous: Array, blocked: Mask, initial: Any) -> Any:
    """A truth value of the entity before, `initial` where there is none, unknown where that is open."""
    found = select(previous >= 0, wide(take(values, previous)), wide(initial)).astype(np.int8, copy=False)
    return found if blocked is None else np.where(blocked, np.int8(OPEN), found)


def before(answers: Column, previous: Array, blocked: Mask, initial: Column) -> Column:
    """A value of the entity before, `initial` where there is none, unknown where that is open."""
    values, known, absent = answers
    first = previous < 0
    value = select(first, initial[0], take(values, previous))
    sure = np.ones(len(first), np.bool_)
    if known is not None or initial[1] is not None:
        sure = pick_mask(first, initial[1], take(known, previous), True)
    if blocked is not None:
        sure = sure & ~blocked
    gone = None
    if absent is not None or initial[2] is not None:
        gone = pick_mask(first, initial[2], take(absent, previous), False) & sure
    return value, sure, gone


class Numbered:
    """Entities numbered from 1 within each row of their owner."""

    def __init__(self, count: Any, known: Mask, owners: int, most: int) -> None:
        numbers = spread(count, owners)
        self.unsure = invert(known)
        self.beyond = numbers > most if known is None else known & (numbers > most)
        lengths = np.clip(numbers if known is None else np.where(known, numbers, 0), 0, most)
        self.owner = np.repeat(np.arange(owners), lengths)
        self.starts = np.zeros(owners + 1, np.int64)
        np.cumsum(lengths, out=self.starts[1:])
        self.count = int(self.starts[-1])
        self.number = np.arange(self.count) - np.repeat(self.starts[:-1], lengths) + 1

    def previous(self) -> tuple[Array, Mask]:
        """The row before with the same owner (-1: none)."""
        return np.where(self.number > 1, np.arange(self.count) - 1, -1), None

    def ranks(self) -> list[Array]:
        """All first ones, then all second ones, and so on, as rows."""
        most = int(self.number.max()) if self.count else 0
        return [np.flatnonzero(self.number == rank) for rank in range(1, most + 1)]


def store(values: Array, known: Array, absent: Array | None, rows: Array, column: Column) -> None:
    """Writes a column into some rows of whole ones."""
    values[rows] = column[0]
    known[rows] = True if column[1] is None else column[1]
    if absent is not None:
        absent[rows] = False if column[2] is None else column[2]


def store_truth(values: Array, rows: Array, truth: Any) -> None:
    """Writes truth values into some rows of whole ones."""
    values[rows] = wide(truth)


def joined(parts: Sequence[Array], order: Array | None, kind: Any) -> Array:
    """Parts put together, in order."""
    whole = np.concatenate(parts) if parts else np.zeros(0, kind)
    return whole if order is None else whole[order]


def joined_truth(parts: Sequence[Any], lengths: Sequence[int], order: Array) -> Any:
    """Truth values of parts put together, in order."""
    spread_out = [np.broadcast_to(wide(part), (length,)) for part, length in zip(parts, lengths, strict=True)]
    return settle(joined(spread_out, order, np.int8))


def joined_columns(parts: Sequence[Column], lengths: Sequence[int], order: Array) -> Column:
    """Columns of parts put together, in order."""
    values = joined(
        [np.broadcast_to(part[0], (length,)) for part, length in zip(parts, lengths, strict=True)],
        order,
        np.int64,
    )
    masks: list[Mask] = []
    for place, plain in ((1, True), (2, False)):
        if all(part[place] is None for part in parts):
            masks.append(None)
            continue
        given = [
            np.broadcast_to(plain if part[place] is None else np.asarray(part[place]), (length,))
            for part, length in zip(parts, lengths, strict=True)
        ]
        masks.append(joined(given, order, np.bool_))
    return values, masks[0], masks[1]
