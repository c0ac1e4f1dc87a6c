"""What generated column code calls: Kleene's logic and exact arithmetic over whole columns.

A column of truth values is bool where all are known, else int8 with 0 false, 1 unknown, 2 true. Every other
column comes as values, a mask of the known (None: all are known) and, where it may be absent, a mask of the
absent (None: none is). Values that are unknown or absent are 0. Dates are days since 0001-01-01 (day 1);
money is counted in minor units.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Mask = Array | None
Column = tuple[Any, Mask, Mask]

FALSE, OPEN, TRUE = 0, 1, 2
MOST_DAY = 3652059
"""31 December 9999."""


def tri(truth: Any, known: Mask) -> Any:
    """Truth values where they are known, else unknown."""
    if known is None:
        return truth
    if not isinstance(truth, np.ndarray):
        return np.where(known, np.int8(2 * truth), np.int8(OPEN))
    return np.where(known, truth.view(np.int8) << 1, np.int8(OPEN))


def _wide(truth: Any) -> Any:
    if isinstance(truth, np.ndarray):
        return truth.view(np.int8) << 1 if truth.dtype == np.bool_ else truth
    return np.int8(2 * bool(truth))


def _two_valued(truth: Any) -> bool:
    return not isinstance(truth, np.ndarray) or truth.dtype == np.bool_


def both(one: Any, other: Any) -> Any:
    """Kleene's 'and'."""
    if _two_valued(one) and _two_valued(other):
        return one & other
    return np.minimum(_wide(one), _wide(other))


def either(one: Any, other: Any) -> Any:
    """Kleene's 'or'."""
    if _two_valued(one) and _two_valued(other):
        return one | other
    return np.maximum(_wide(one), _wide(other))


def negate(truth: Any) -> Any:
    """Kleene's 'not'."""
    if not isinstance(truth, np.ndarray):
        return not truth
    return ~truth if truth.dtype == np.bool_ else TRUE - truth


def true(truth: Any) -> Any:
    """Where it is certainly true."""
    return truth if _two_valued(truth) else truth == TRUE


def false(truth: Any) -> Any:
    """Where it is certainly false."""
    return negate(truth) if _two_valued(truth) else truth == FALSE


def opened(truth: Any) -> Mask:
    """Where it is unknown; None: nowhere."""
    return None if _two_valued(truth) else truth == OPEN


def settle(truth: Any) -> Any:
    """The same as bool where no value is unknown."""
    if _two_valued(truth):
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


def without(mask: Mask, known: Mask) -> Mask:
    """A mask narrowed to the known."""
    return mask if mask is None or known is None else mask & known


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
    if _two_valued(condition):
        if not isinstance(condition, np.ndarray):
            return then if condition else otherwise
        if _two_valued(then) and _two_valued(otherwise):
            return np.where(condition, then, otherwise)
        return np.where(condition, _wide(then), _wide(otherwise))
    one, other = _wide(then), _wide(otherwise)
    agreed = np.where(one == other, one, np.int8(OPEN))
    return np.where(condition == TRUE, one, np.where(condition == FALSE, other, agreed))


def choose(condition: Any, then: Column, otherwise: Column) -> Column:
    """The branch taken; where that is open, what both branches agree on."""
    (one, one_known, one_absent), (other, other_known, other_absent) = then, otherwise
    if not isinstance(condition, np.ndarray):
        return then if condition else otherwise
    sure = true(condition)
    values: Any = np.where(sure, one, other)
    absent = (
        None if one_absent is None and other_absent is None else _pick(sure, one_absent, other_absent, False)
    )
    known = None if one_known is None and other_known is None else _pick(sure, one_known, other_known, True)
    open_here = opened(condition)
    if open_here is not None:
        agreed: Any = same(one, other, one_absent, other_absent)
        mask = known_together(one_known, other_known)
        agreed = agreed if mask is None else agreed & mask
        unsettled = open_here & np.logical_not(agreed)
        settled: Array = ~unsettled
        known = settled if known is None else _pick(open_here, settled, known, True)
        values = np.where(known, values, 0)
        absent = None if absent is None else absent & known
    return values, known, absent


def _pick(sure: Array, one: Mask, other: Mask, default: bool) -> Array:
    return np.where(sure, default if one is None else one, default if other is None else other)


def cleared(values: Any, known: Mask) -> Any:
    """Values, 0 where they are unknown."""
    return values if known is None else np.where(known, values, 0)


def take(column: Any, index: Array) -> Any:
    """A column read at other rows."""
    return column[index] if isinstance(column, np.ndarray) else column


def take_set(words: Any, index: Array) -> Any:
    """A column of sets read at other rows."""
    return words[:, index] if isinstance(words, np.ndarray) else words


def among(values: Any, table: Array) -> Any:
    """Whether codes are among constants, by a table of truth per code."""
    return table[values]


def among_numbers(values: Any, numbers: Sequence[int]) -> Any:
    """Whether numbers are among constants."""
    found: Any = False
    for number in numbers:
        found = found | (values == number)
    return found


def meets(words: Array, members: Sequence[int]) -> Array:
    """Whether sets, as words of 64 members, share a member with a constant one."""
    found: Any = False
    for word, wanted in zip(words, members, strict=True):
        if wanted:
            found = found | ((word & np.uint64(wanted)) != 0)
    return found if isinstance(found, np.ndarray) else np.zeros(words.shape[1], np.bool_)


def counted(words: Array, members: Sequence[int]) -> Array:
    """How many members of a constant set each set has."""
    found = np.zeros(words.shape[1], np.int64)
    for word, wanted in zip(words, members, strict=True):
        if wanted:
            found += np.bitwise_count(word & np.uint64(wanted))
    return found


def has_member(words: Array, codes: Any, place: Array) -> Array:
    """Whether the value of each code (its place in the set's members, -1 for none) is in each set."""
    at = place[codes]
    word, bit = at >> 6, (at & 63).astype(np.uint64)
    rows = np.arange(words.shape[1])
    found = (words[np.maximum(word, 0), rows] >> bit) & np.uint64(1)
    return (found != 0) & (at >= 0)


# dates


_EPOCH = 719163
_DAY = "datetime64[D]"


def _stamp(days: Any) -> Any:
    return np.asarray(days - _EPOCH, dtype="int64").astype(_DAY)


def _days(stamp: Any) -> Any:
    return stamp.astype(_DAY).astype("int64") + _EPOCH


def add_months(days: Any, months: Any) -> Any:
    """The same day so many calendar months later, at most the month's last."""
    stamp = _stamp(days)
    month = stamp.astype("datetime64[M]")
    day = (stamp - month.astype(_DAY)).astype("int64")
    target = month + np.asarray(months, dtype="int64").astype("timedelta64[M]")
    length = ((target + 1).astype(_DAY) - target.astype(_DAY)).astype("int64")
    return _days(target) + np.minimum(day, length - 1)


def month_end(days: Any) -> Any:
    """The last day of the month."""
    return _days((_stamp(days).astype("datetime64[M]") + 1).astype(_DAY)) - 1


def year_end(days: Any) -> Any:
    """31 December of the year."""
    return _days((_stamp(days).astype("datetime64[Y]") + 1).astype(_DAY)) - 1


def age(birth: Any, on: Any) -> Any:
    """Completed years on a day; someone born on 29 February turns on 1 March."""
    born, day = _stamp(birth), _stamp(on)
    years = day.astype("datetime64[Y]").astype("int64") - born.astype("datetime64[Y]").astype("int64")
    return years - (_month_day(day) < _month_day(born))


def _month_day(stamp: Any) -> Any:
    month = stamp.astype("datetime64[M]")
    within = month.astype("int64") % 12
    return within * 32 + (stamp - month.astype(_DAY)).astype("int64")


def weekdays(start: Any, end: Any, words: Array) -> Any:
    """How many days from start to end fall on the weekdays of a set, Monday first."""
    length = np.maximum(np.asarray(end - start + 1), 0)
    whole, rest = length // 7, length % 7
    first = (np.asarray(start) - 1) % 7
    found = np.zeros(np.broadcast(length, first).shape, np.int64)
    for weekday in range(7):
        named = (words[0] >> np.uint64(weekday)) & np.uint64(1)
        found = found + named.astype(np.int64) * (whole + ((weekday - first) % 7 < rest))
    return found


def age_of(birth: Column, stated: Column, on: Column) -> Column:
    """The age by the date of birth, or as stated where that is unknown."""
    born, born_known, _ = birth
    years = age(born, on[0])
    if born_known is None:
        return years, on[1], None
    known = born_known if stated[1] is not None else None
    known = None if known is None else known | stated[1]
    known = known_together(known, on[1])
    return cleared(np.where(born_known, years, stated[0]), known), known, None


# groups of rows


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
        values = np.where(left_out, 0, values)
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
    wide = np.broadcast_to(_wide(items), (rows,)) if not isinstance(items, np.ndarray) else _wide(items)
    found = extreme(pick, wide, starts, np.int8(neutral))
    if unsure is not None:
        return np.where(unsure & (found != sure), np.int8(OPEN), found)
    return found == TRUE if _two_valued(items) else found


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


# the entity before


def before_truth(values: Array, previous: Array, blocked: Mask, initial: Any) -> Any:
    """A truth value of the entity before, `initial` where there is none, unknown where that is open."""
    found = np.where(previous >= 0, _wide(take(values, previous)), _wide(initial))
    return found if blocked is None else np.where(blocked, np.int8(OPEN), found)


def before(answers: Column, previous: Array, blocked: Mask, initial: Column) -> Column:
    """A value of the entity before, `initial` where there is none, unknown where that is open."""
    values, known, absent = answers
    first = previous < 0
    value = np.where(first, initial[0], take(values, previous))
    sure = np.ones(len(first), np.bool_)
    if known is not None or initial[1] is not None:
        sure = _pick(first, initial[1], take(known, previous), True)
    if blocked is not None:
        sure = sure & ~blocked
    gone = None
    if absent is not None or initial[2] is not None:
        gone = _pick(first, initial[2], take(absent, previous), False) & sure
    return np.where(sure, value, 0), sure, gone


def pick(held: Sequence[Any], thens: Sequence[Column], otherwise: Column) -> Column:
    """What the one rule that holds gives; where that is open, what all that may hold agree on."""
    found = otherwise
    for hold, then in zip(held, thens, strict=True):
        mask = opened(hold)
        if mask is not None and mask.any():
            found = choose(np.where(mask, np.int8(OPEN), np.int8(FALSE)), then, found)
    for hold, then in zip(held, thens, strict=True):
        found = choose(true(hold), then, found)
    return found


def pick_truth(held: Sequence[Any], thens: Sequence[Any], otherwise: Any) -> Any:
    """The same for truth values."""
    found = otherwise
    for hold, then in zip(held, thens, strict=True):
        mask = opened(hold)
        if mask is not None and mask.any():
            found = choose_truth(np.where(mask, np.int8(OPEN), np.int8(FALSE)), then, found)
    for hold, then in zip(held, thens, strict=True):
        found = choose_truth(true(hold), then, found)
    return found


def equal_truth(one: Any, other: Any) -> Any:
    """Whether two truth values are equal, unknown where one is."""
    if _two_valued(one) and _two_valued(other):
        return np.equal(one, other)
    left, right = _wide(one), _wide(other)
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
            found = found | (np.asarray(true(one)) & np.asarray(true(other)) & (_wide(left) != _wide(right)))
    return found


def spread(values: Any, rows: int) -> Array:
    """A value for every row."""
    return values if isinstance(values, np.ndarray) and values.ndim else np.full(rows, values)


def usable(known: Mask, absent: Any) -> Mask:
    """Where a value is known and present."""
    if absent is None or absent is False:
        return known
    present = ~np.asarray(absent) if absent is not True else None
    if present is None:
        return np.zeros(1, np.bool_) if known is None else np.zeros_like(known)
    return present if known is None else known & present


def truth_key(truth: Any) -> Column:
    """A truth value as a key to group by."""
    mask = opened(truth)
    return np.asarray(true(truth)).astype(np.int64), None if mask is None else ~mask, None


def set_key(words: Array, known: Mask) -> Column:
    """A set as a key to group by."""
    _, codes = np.unique(words, axis=1, return_inverse=True)
    return codes.reshape(-1), known, None


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
    values[rows] = _wide(truth)


def joined(parts: Sequence[Array], order: Array | None, kind: Any) -> Array:
    """Parts put together, in order."""
    whole = np.concatenate(parts) if parts else np.zeros(0, kind)
    return whole if order is None else whole[order]


def joined_truth(parts: Sequence[Any], lengths: Sequence[int], order: Array) -> Any:
    """Truth values of parts put together, in order."""
    spread_out = [
        np.broadcast_to(_wide(part), (length,)) for part, length in zip(parts, lengths, strict=True)
    ]
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


# masks: where something holds; None: nowhere, True: everywhere


def _plain(mask: Any) -> Any:
    if mask is None or isinstance(mask, bool | np.bool_):
        return True if mask else None
    return mask


def overlap(*masks: Any) -> Any:
    """Where every mask holds."""
    found: Any = True
    for each in masks:
        mask = _plain(each)
        if mask is None:
            return None
        found = mask if found is True else found if mask is True else found & mask
    return found


def unite(*masks: Any) -> Any:
    """Where any mask holds."""
    found: Any = None
    for each in masks:
        mask = _plain(each)
        if mask is True:
            return True
        if mask is not None:
            found = mask if found is None else found | mask
    return found


def outside(mask: Any) -> Any:
    """Where a mask does not hold."""
    mask = _plain(mask)
    return True if mask is None else None if mask is True else ~mask


def can(truth: Any) -> Any:
    """Where a truth value is not certainly false."""
    return truth if _two_valued(truth) else truth != FALSE


def taken(mask: Any, index: Array) -> Any:
    """A mask read at other rows."""
    mask = _plain(mask)
    return mask if mask is None or mask is True else mask[index]


def marked(mask: Any, index: Array, rows: int) -> Any:
    """The rows that a mask's rows point at."""
    mask = _plain(mask)
    if mask is None:
        return None
    found = np.zeros(rows, np.bool_)
    found[index if mask is True else index[mask]] = True
    return found if found.any() else None


def any_mask(mask: Any, starts: Array, rows: int) -> Any:
    """The groups in which a mask holds somewhere."""
    mask = _plain(mask)
    if mask is None or not rows:
        return None
    if mask is True:
        return starts[:-1] < starts[1:]
    return extreme(np.maximum, mask, starts, False)


def size(*masks: Any) -> int:
    """In how many rows masks hold, all in all."""
    return sum(
        1 << 40 if mask is True else 0 if mask is None else int(np.count_nonzero(mask)) for mask in masks
    )


def undated(mask: Any, owner: Array, known: Mask, cases: int) -> Any:
    """The rows without a date in the cases that a mask points at."""
    wanted = marked(mask, owner, cases)
    return None if wanted is None or known is None else overlap(wanted[owner], ~known)


def keys_so_far(mask: Any, starts: Array, unknown: Any, rows: int) -> Any:
    """The rows with an unknown key at or before the rows of a mask, in the same group."""
    mask, unknown = _plain(mask), _plain(unknown)
    if mask is None or unknown is None:
        return None
    wanted = np.broadcast_to(mask, (rows,)).astype(np.int64)
    after = total(wanted, starts, rows)
    sums = running_total(wanted, starts, np.diff(starts), rows)
    left = np.repeat(after, np.diff(starts)) - sums + wanted
    return overlap(left > 0, unknown)
