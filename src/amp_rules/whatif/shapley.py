"""The Shapley value in whole numbers: weights, and sums that never round.

Source: L. S. Shapley (1953), "A value for n-person games", Contributions to the Theory of Games II, 307-317.
The share of a player is its marginal contribution, averaged over all orders in which the players may come.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial

import numpy as np

from amp_rules.whatif.amounts import SAFE, Whole, largest


def weight(player: int, coalition: int, players: int) -> int:
    """How often, out of players! orders, what a coalition is worth counts for a player, with its sign.

    A coalition is a whole number whose bit n stands for player n.

    >>> [weight(0, coalition, 2) for coalition in range(4)]
    [-1, 1, -1, 1]
    """
    size = coalition.bit_count()
    if coalition >> player & 1:
        return factorial(size - 1) * factorial(players - size)
    return -factorial(size) * factorial(players - size - 1)


class Shares:
    """Each player's share of every row, gathered coalition by coalition.

    counts: in 1/`orders` of what is added.
    """

    def __init__(self, players: int, rows: int) -> None:
        self.players = players
        self.orders = factorial(players)
        self.counts: list[Whole] = [np.zeros(rows, np.int64) for _ in range(players)]
        self._bound = 0

    def add(self, coalition: int, worth: Whole) -> None:
        """Counts what a coalition is worth, row by row; each coalition is to be added once."""
        heaviest = max(
            (abs(weight(each, coalition, self.players)) for each in range(self.players)), default=0
        )
        self._bound += largest(worth) * heaviest
        if self._bound >= SAFE:
            worth = worth.astype(object)
            self.counts = [each.astype(object) for each in self.counts]
        for player in range(self.players):
            self.counts[player] = self.counts[player] + worth * weight(player, coalition, self.players)

    def finer(self, factor: int) -> None:
        """Counts from now on in parts so many times finer."""
        self._bound *= factor
        kinds = object if self._bound >= SAFE else np.int64
        self.counts = [each.astype(kinds) * factor for each in self.counts]


def shares_of(worth: list[Fraction]) -> list[Fraction]:
    """Each player's share where the worth of every coalition is one number; the empty one comes first.

    >>> [str(share) for share in shares_of([Fraction(0), Fraction(10), Fraction(20), Fraction(60)])]
    ['25', '35']
    """
    players = (len(worth) - 1).bit_length()
    return [
        sum((weight(player, at, players) * each for at, each in enumerate(worth)), Fraction(0))
        / factorial(players)
        for player in range(players)
    ]
