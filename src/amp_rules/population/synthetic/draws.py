"""Random numbers by name: each name has a stream of its own, each case a place of its own in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Draws:
    """The random numbers of some cases of a seed, from `first` on: one for each case and name.

    A case has the same numbers whatever other cases are drawn with it and whatever other names are asked.

    >>> whole, part = Draws(7, 0, 5), Draws(7, 3, 2)
    >>> (whole.unit("sex")[3:] == part.unit("sex")).all()
    np.True_
    """

    seed: int
    first: int
    number: int

    def unit(self, name: str, slot: int = 0) -> Floats:
        """Numbers from 0 up to but not 1, one for each case."""
        key = int.from_bytes(sha256(f"{name}/{slot}".encode()).digest()[:8], "big")
        stream = np.random.PCG64(np.random.SeedSequence([self.seed, key]))
        stream.advance(self.first)
        return np.random.Generator(stream).random(self.number)

    def chance(self, name: str, share: float | Floats, slot: int = 0) -> Bools:
        """True with a probability, which may differ from case to case."""
        return self.unit(name, slot) < share

    def choice(self, name: str, weights: Sequence[float], slot: int = 0) -> Ints:
        """The number of a choice, from 0, each with a weight."""
        ends = np.cumsum(np.asarray(weights, dtype=np.float64))
        found = np.searchsorted(ends / ends[-1], self.unit(name, slot), side="right")
        return np.minimum(found, len(weights) - 1).astype(np.int64)

    def whole(self, name: str, low: int | Ints, high: int | Ints, slot: int = 0) -> Ints:
        """Whole numbers from low to high, both included, all as likely."""
        width = np.asarray(high, dtype=np.int64) - low + 1
        found = low + np.floor(self.unit(name, slot) * width).astype(np.int64)
        return np.asarray(found, dtype=np.int64)

    def triangle(self, name: str, low: int, mode: int, high: int, slot: int = 0) -> Ints:
        """Whole numbers from low to high, the nearer to the mode the likelier."""
        share, width = self.unit(name, slot), float(high + 1 - low)
        peak = (mode + 0.5 - low) / width
        rising = low + width * np.sqrt(share * peak)
        falling = high + 1 - width * np.sqrt((1 - share) * (1 - peak))
        found = np.floor(np.where(share < peak, rising, falling)).astype(np.int64)
        return np.clip(found, low, high)
