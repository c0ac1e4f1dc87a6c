"""Sums out of whole numbers of a few sizes: the fewest there can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import gcd


def fewest_coins(
    rest: int, coins: Sequence[tuple[int, int]], room: int | None = None
) -> tuple[int, ...] | None:
    """How many of each coin, as few as can be and fewer than `room`, come to `rest`; None: impossible.

    coins: size and how many there are, the largest first.

    >>> fewest_coins(900, [(500, 3), (200, 3)])
    (1, 2)
    >>> fewest_coins(300, [(500, 3), (200, 3)]) is None
    True
    """
    if not coins:
        return () if rest == 0 and (room is None or room > 0) else None
    (size, there), *others = coins
    found: tuple[int, ...] | None = None
    next_size = others[0][0] if others else 0
    for number in range(min(there, rest // size), -1, -1):
        left = rest - size * number
        least = number + (-(-left // next_size) if next_size else 0)
        if (room is not None and least >= room) or left > sum(each * many for each, many in others):
            break
        more = fewest_coins(left, others, None if room is None else room - number)
        if more is not None:
            found, room = (number, *more), number + sum(more)
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """The fewest coins of some sizes for every sum, each size without limit.

    fewest, last: by sum in units of `unit`, how many coins at least and which one is put last.
    """

    unit: int
    fewest: tuple[int, ...]
    last: tuple[int, ...]

    def coins(self, total: int) -> tuple[tuple[int, int], ...]:
        """The coins of a sum that can be made: size and number, the largest first.

        >>> change_of((71, 24), 10).coins(119)
        ((71, 1), (24, 2))
        """
        at, counts = total // self.unit, dict[int, int]()
        while at:
            size = self.last[at]
            counts[size] = counts.get(size, 0) + 1
            at -= size // self.unit
        return tuple(sorted(counts.items(), reverse=True))


@lru_cache(maxsize=64)
def change_of(sizes: tuple[int, ...], most: int) -> Change:
    """The fewest coins for every sum of at most `most` coins; sums that take more have `most + 1`."""
    unit = gcd(*sizes)
    length = most * (max(sizes) // unit) + 1
    fewest, last = [0] + [most + 1] * (length - 1), [0] * length
    for size in sizes:
        step = size // unit
        for at in range(step, length):
            if fewest[at - step] + 1 < fewest[at]:
                fewest[at], last[at] = fewest[at - step] + 1, size
    return Change(unit, tuple(fewest), tuple(last))
