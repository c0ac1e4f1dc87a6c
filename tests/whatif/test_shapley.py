"""The Shapley value, against its definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.whatif.shapley import Shares, shares_of, weight

WORTHS = st.integers(0, 4).flatmap(
    lambda players: st.lists(st.integers(-(10**6), 10**6), min_size=2**players, max_size=2**players)
)


def by_definition(worth: list[int], players: int) -> list[Fraction]:
    """The mean of what each player adds, over all orders in which they may come."""
    sums = [0] * players
    orders = list(permutations(range(players)))
    for order in orders:
        coalition = 0
        for player in order:
            sums[player] += worth[coalition | 1 << player] - worth[coalition]
            coalition |= 1 << player
    return [Fraction(each, len(orders)) for each in sums]


def gathered(worth: list[int], players: int) -> list[Fraction]:
    shares = Shares(players, 1)
    for coalition, each in enumerate(worth):
        shares.add(coalition, np.array([each], np.int64))
    return [Fraction(int(counts[0]), shares.orders) for counts in shares.counts]


@given(WORTHS)
def test_it_is_the_mean_over_all_orders(worth: list[int]) -> None:
    players = (len(worth) - 1).bit_length()
    expected = by_definition(worth, players)
    assert gathered(worth, players) == expected
    assert shares_of([Fraction(each) for each in worth]) == expected


@given(WORTHS)
def test_the_shares_add_up_exactly(worth: list[int]) -> None:
    players = (len(worth) - 1).bit_length()
    assert sum(gathered(worth, players)) == (worth[-1] - worth[0] if players else 0)


@given(st.lists(st.integers(-100, 100), min_size=4, max_size=4))
def test_one_that_adds_nothing_has_no_share(two: list[int]) -> None:
    three = [two[coalition & 3] for coalition in range(8)]
    assert gathered(three, 3) == [*gathered(two, 2), 0]


@given(st.dictionaries(st.tuples(st.integers(0, 2), st.booleans()), st.integers(-100, 100), min_size=6))
def test_two_that_add_alike_have_one_share(worth: dict[tuple[int, bool], int]) -> None:
    every = [worth[(coalition & 3).bit_count(), bool(coalition & 4)] for coalition in range(8)]
    first, second, _ = gathered(every, 3)
    assert first == second


@pytest.mark.parametrize("players", [1, 2, 5, 10])
def test_the_weights_of_a_player_cancel_out(players: int) -> None:
    for player in range(players):
        weights = [weight(player, coalition, players) for coalition in range(2**players)]
        assert sum(weights) == 0
        assert (
            sum(each for each in weights if each > 0) == len(list(permutations(range(players))))
            if players < 6
            else True
        )


def test_sums_beyond_64_bits_stay_exact() -> None:
    worth = [0, 2**62, 2**62, 2**62 + 3, 5, 2**61, -(2**62), 2**62]
    assert gathered(worth, 3) == by_definition(worth, 3)


def test_counting_may_grow_finer_on_the_way() -> None:
    shares = Shares(2, 1)
    shares.add(0, np.array([0]))
    shares.add(1, np.array([10]))
    shares.finer(100)
    shares.add(2, np.array([2050]))
    shares.add(3, np.array([6000]))
    found = [Fraction(int(counts[0]), 100 * shares.orders) for counts in shares.counts]
    assert found == shares_of([Fraction(0), Fraction(10), Fraction(41, 2), Fraction(60)])
