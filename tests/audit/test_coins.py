"""The fewest coins, against every way there is."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.coins import change_of, fewest_coins

SIZES = st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True).map(lambda each: sorted(each)[::-1])


@given(SIZES, st.data())
def test_no_other_coins_of_the_same_sum_are_fewer(sizes: list[int], data: st.DataObject) -> None:
    there = [data.draw(st.integers(0, 6)) for _ in sizes]
    rest, room = data.draw(st.integers(0, 60)), data.draw(st.none() | st.integers(0, 12))
    ways = [
        counts
        for counts in product(*(range(most + 1) for most in there))
        if sum(size * number for size, number in zip(sizes, counts, strict=True)) == rest
        and (room is None or sum(counts) < room)
    ]
    found = fewest_coins(rest, list(zip(sizes, there, strict=True)), room)
    assert (found is None) == (not ways)
    if found is not None:
        assert found in ways
        assert sum(found) == min(map(sum, ways))


@given(SIZES, st.integers(1, 5))
def test_change_has_the_fewest_coins_for_every_sum(sizes: list[int], most: int) -> None:
    change = change_of(tuple(sizes), most)
    fewest: dict[int, int] = {}
    for counts in product(*(range(most + 1) for _ in sizes)):
        total = sum(size * number for size, number in zip(sizes, counts, strict=True))
        if sum(counts) <= most:
            fewest[total] = min(fewest.get(total, most), sum(counts))
    reached = {at * change.unit: coins for at, coins in enumerate(change.fewest) if coins <= most}
    assert reached == fewest
    for total in fewest:
        assert sum(size * number for size, number in change.coins(total)) == total
