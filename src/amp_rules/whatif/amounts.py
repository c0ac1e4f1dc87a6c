"""One amount per row, exact: whole numbers of a stated part of the unit, known or not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Whole = npt.NDArray[Any]
"""Whole numbers: of 64 bits where all of them fit, else Python's own."""
Flags = npt.NDArray[np.bool_]

SAFE: Final = 2**62
_HALF: Final = 32
_LOW: Final = 2**_HALF - 1


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """Amounts by row, in ore or cents for money; where `known` is false the count means nothing.

    counts: whole numbers of 1/`parts` of the unit. absent: known to be none at all, and therefore not known
    as a number.
    """

    counts: Whole
    known: Flags
    absent: Flags
    parts: int = 1

    def __len__(self) -> int:
        return len(self.counts)

    def in_parts(self, parts: int) -> Amounts:
        """The same counted in a finer part, a multiple of its own."""
        return Amounts(times(self.counts, parts // self.parts), self.known, self.absent, parts)

    def where(self, rows: Flags) -> Exact:
        """The amounts of these rows, all of them known."""
        return Exact(self.counts[rows], self.parts)

    def states(self) -> npt.NDArray[np.int64]:
        """0 known, 1 known to be none, 2 unknown."""
        return np.where(self.known, 0, np.where(self.absent, 1, 2)).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Exact:
    """Known amounts, in whole numbers of 1/`parts` of the unit."""

    counts: Whole
    parts: int = 1

    def __len__(self) -> int:
        return len(self.counts)

    def total(self) -> Fraction:
        """Their exact sum."""
        return Fraction(whole_sum(self.counts), self.parts)

    def mean(self) -> Fraction | None:
        """Their exact mean; None where there are none."""
        return self.total() / len(self) if len(self) else None

    def quantile(self, percent: int) -> Fraction | None:
        """The smallest amount that at least this share of the amounts does not exceed; None of none.

        The inverse of the empirical distribution function, definition 1 of Hyndman and Fan (1996), "Sample
        quantiles in statistical packages", The American Statistician 50(4), 361-365: always one of the
        amounts themselves, so that it is exact. The median of an even number is the lower of the middle two.
        """
        if not len(self):
            return None
        at = max(-(-percent * len(self) // 100), 1) - 1
        return Fraction(int(np.partition(self.counts, at)[at]), self.parts)


def amounts_of(column: pa.ChunkedArray, absent: pa.ChunkedArray | None = None) -> Amounts:
    """The amounts of a column of whole numbers, or of decimals.

    >>> found = amounts_of(pa.chunked_array([[100, None]], pa.int64()))
    >>> found.counts[found.known].tolist(), found.parts
    ([100], 1)
    """
    values = column.combine_chunks()
    known = np.asarray(values.is_valid())
    none = np.zeros(len(values), np.bool_) if absent is None else _flags(absent)
    if pa.types.is_decimal(values.type):
        return Amounts(_decimals(values, known), known, none, 10**values.type.scale)
    counts: Whole = np.asarray(values.fill_null(0).to_numpy(zero_copy_only=False), np.int64)
    return Amounts(counts, known, none)


def _flags(column: pa.ChunkedArray) -> Flags:
    return np.asarray(column.combine_chunks().fill_null(False).to_numpy(zero_copy_only=False), np.bool_)


def _decimals(values: pa.Array, known: Flags) -> Whole:
    """The unscaled numbers of a column of 128-bit decimals."""
    stored = values.buffers()[1]
    if stored is None:
        return np.zeros(len(values), np.int64)
    halves = np.frombuffer(stored, "<i8").reshape(-1, 2)[values.offset : values.offset + len(values)]
    low, high = np.where(known, halves[:, 0], 0), np.where(known, halves[:, 1], 0)
    if (high == low >> 63).all():
        return low
    wide: Whole = (high.astype(object) << 64) + low.view(np.uint64).astype(object)
    return wide


def column_of(amounts: Amounts) -> pa.Array:
    """The amounts as a column, NULL where they are not known: whole numbers, or exact decimals."""
    if amounts.parts == 1 and amounts.counts.dtype != object:
        return pa.array(amounts.counts, pa.int64(), mask=~amounts.known)
    scale = len(str(amounts.parts)) - 1
    exact = [
        Decimal(int(count)).scaleb(-scale) if known else None
        for count, known in zip(amounts.counts.tolist(), amounts.known.tolist(), strict=True)
    ]
    return pa.array(exact, pa.decimal128(38, scale))


def aligned(one: Amounts, other: Amounts) -> tuple[Amounts, Amounts]:
    """Both counted in the same part of the unit."""
    parts = lcm(one.parts, other.parts)
    return one.in_parts(parts), other.in_parts(parts)


def difference(then: Amounts, now: Amounts) -> Amounts:
    """What is known on both sides, the first taken from the second."""
    before, after = aligned(then, now)
    counts = plus(after.counts, times(before.counts, -1))
    return Amounts(counts, then.known & now.known, then.absent & now.absent, before.parts)


# whole numbers that never overflow


def largest(counts: Whole) -> int:
    """The greatest size of any of the numbers."""
    return max(abs(int(counts.max())), abs(int(counts.min()))) if len(counts) else 0


def times(counts: Whole, factor: int) -> Whole:
    """Every number multiplied."""
    if counts.dtype != object and largest(counts) * abs(factor) >= SAFE:
        counts = counts.astype(object)
    return counts * factor


def plus(one: Whole, other: Whole) -> Whole:
    """The numbers added one by one."""
    if object not in (one.dtype, other.dtype) and largest(one) + largest(other) >= SAFE:
        one = one.astype(object)
    return one + other


def whole_sum(counts: Whole) -> int:
    """The exact sum of the numbers."""
    if counts.dtype == object:
        return int(sum(counts.tolist()))
    return (int((counts >> _HALF).sum()) << _HALF) + int((counts & _LOW).sum())
