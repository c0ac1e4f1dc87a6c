"""How long a period is: shares of whole days, with exact means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from amp_rules.population.synthetic.draws import Draws, Floats, Ints


@dataclass(frozen=True, slots=True)
class Lengths:
    """Lengths in days: mostly `usual`, else as likely any from `low` to `high`; a last band may go further.

    short: the share from low to high. long: the share from usual + 1 to `longest`.
    """

    usual: int
    short: float
    low: int
    high: int
    long: float = 0.0
    longest: int = 0

    def drawn(self, draws: Draws, name: str) -> Ints:
        """A length for each case."""
        unit = draws.unit(f"{name}.band")
        below = draws.whole(f"{name}.short", self.low, self.high)
        above = draws.whole(f"{name}.long", self.usual + 1, max(self.longest, self.usual + 1))
        return np.where(unit < self.short, below, np.where(unit < self.short + self.long, above, self.usual))

    def mean(self, of: Callable[[Floats], Floats] = lambda days: days) -> float:
        """The mean of something that depends on the length alone, worked out over every length.

        >>> Lengths(30, 0.5, 10, 20).mean()
        22.5
        """
        bands = [(1 - self.short - self.long, self.usual, self.usual), (self.short, self.low, self.high)]
        if self.long:
            bands.append((self.long, self.usual + 1, self.longest))
        return float(sum(share * np.mean(of(np.arange(low, high + 1.0))) for share, low, high in bands))


def half(days: Floats) -> Floats:
    """The first half of a period, the larger one where its days are odd."""
    return np.ceil(days / 2)


def part(days: Floats) -> Floats:
    """The mean of a stretch that is as likely any number of days from one to all."""
    return (days + 1) / 2
