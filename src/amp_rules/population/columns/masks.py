"""Masks: where something holds. None: nowhere, True: everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np

from amp_rules.population.columns.groups import extreme, running_total, total
from amp_rules.population.columns.logic import FALSE, Array, Mask, two_valued


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
    return truth if two_valued(truth) else truth != FALSE


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
