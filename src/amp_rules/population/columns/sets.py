"""Codes and sets over whole columns; a set is words of 64 members each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from amp_rules.population.columns.logic import Array, Column, Mask, opened, true


def among_numbers(values: Any, numbers: Sequence[int]) -> Any:
    """Whether numbers are among constants."""
    found: Any = values == numbers[0] if numbers else False
    for number in numbers[1:]:
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


def take_set(words: Any, index: Array) -> Any:
    """A column of sets read at other rows."""
    return words[:, index] if isinstance(words, np.ndarray) else words


def set_key(words: Array, known: Mask) -> Column:
    """A set as a key to group by."""
    _, codes = np.unique(words, axis=1, return_inverse=True)
    return codes.reshape(-1), known, None


def truth_key(truth: Any) -> Column:
    """A truth value as a key to group by."""
    mask = opened(truth)
    return np.asarray(true(truth)).astype(np.int64), None if mask is None else ~mask, None
