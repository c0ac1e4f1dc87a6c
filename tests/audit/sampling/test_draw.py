"""Which items are drawn: each unit as likely as the others, and the same again by the seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from amp_rules.audit.sampling import Drawing, Sample, SamplingError, Selection, draw_sample
from amp_rules.audit.sampling import draw as drawing_module
from amp_rules.terms import Currency, Money

AMOUNTS = st.lists(st.integers(-50, 400), max_size=40)
SELECTIONS = st.sampled_from(Selection)


def items(amounts: Iterable[int], currency: Currency = "SEK") -> list[tuple[str, Money]]:
    return [(str(at), Money(amount, currency)) for at, amount in enumerate(amounts, 1)]


def drawn(
    amounts: Iterable[int], interval: int, selection: Selection = Selection.FIXED, seed: str | int = 1
) -> Sample:
    return draw_sample(items(amounts), Money(interval, "SEK"), seed=seed, selection=selection)


@given(AMOUNTS, st.integers(1, 300), SELECTIONS, st.integers())
def test_every_item_is_counted_in_one_stratum(
    amounts: list[int], interval: int, selection: Selection, seed: int
) -> None:
    found = drawn(amounts, interval, selection, seed)
    strata = (found.below, found.certain, found.zero, found.negative)
    assert sum(each.count for each in strata) == len(amounts)
    assert sum(each.book.minor for each in strata) == sum(amounts)
    assert found.below.count == sum(0 < each < interval for each in amounts)
    assert found.negative.count == sum(each < 0 for each in amounts)


@given(AMOUNTS, st.integers(1, 300), SELECTIONS)
def test_items_at_or_above_the_interval_are_all_drawn_and_others_below_zero_never(
    amounts: list[int], interval: int, selection: Selection
) -> None:
    found = drawn(amounts, interval, selection)
    certain = {pick.key for pick in found.picks if pick.certain}
    assert certain == {str(at) for at, each in enumerate(amounts, 1) if each >= interval}
    assert all(pick.book.minor > 0 for pick in found.picks)


@given(AMOUNTS, st.integers(1, 300), SELECTIONS, st.text(min_size=1).filter(lambda text: "\0" not in text))
def test_the_same_seed_draws_the_same(
    amounts: list[int], interval: int, selection: Selection, seed: str
) -> None:
    assert drawn(amounts, interval, selection, seed) == drawn(amounts, interval, selection, seed)


@given(AMOUNTS.flatmap(lambda a: st.tuples(st.just(a), st.permutations(items(a)))), st.integers(1, 300))
def test_the_order_of_rows_makes_no_difference_to_a_sieve(
    given: tuple[list[int], list[tuple[str, Money]]], interval: int
) -> None:
    amounts, shuffled = given
    one = drawn(amounts, interval, Selection.SIEVE)
    other = draw_sample(shuffled, Money(interval, "SEK"), seed=1, selection=Selection.SIEVE)
    assert set(one.picks) == set(other.picks)
    assert one.below == other.below


@given(st.lists(st.integers(1, 60), min_size=1, max_size=25), st.integers(61, 90))
def test_a_fixed_interval_gives_each_item_its_amount_of_all_starts(amounts: list[int], interval: int) -> None:
    """Not a matter of chance: over every possible start, an item is drawn as often as it has units."""
    times: Counter[str] = Counter()
    for start in range(1, interval + 1):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(drawing_module, "number_up_to", lambda bound, seed, purpose, start=start: start)
            times.update(pick.key for pick in drawn(amounts, interval).picks for _ in range(pick.hits))
    assert times == Counter({str(at): amount for at, amount in enumerate(amounts, 1)})


@given(st.lists(st.integers(1, 20), min_size=1, max_size=8), st.integers(21, 30))
def test_cells_give_each_item_its_amount_of_all_draws(amounts: list[int], interval: int) -> None:
    """Each cell is drawn from by itself, so its number may be gone through cell by cell."""
    times: Counter[str] = Counter()
    cells = sum(amounts) // interval + 1
    for cell in range(cells):
        for unit in range(1, interval + 1):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(
                    drawing_module,
                    "number_up_to",
                    lambda bound, seed, purpose, cell=cell, unit=unit: (
                        unit if purpose == f"cell {cell}" else 1
                    ),
                )
                found = drawn(amounts, interval, Selection.CELL)
            first = cell * interval + unit
            through = 0
            for pick_key, amount in enumerate(amounts, 1):
                if through < first <= through + amount:
                    assert any(pick.key == str(pick_key) for pick in found.picks)
                    times[str(pick_key)] += 1
                through += amount
    assert times == Counter({str(at): amount for at, amount in enumerate(amounts, 1)})


@pytest.mark.slow
@pytest.mark.parametrize("selection", Selection)
def test_over_many_seeds_items_are_drawn_in_proportion_to_their_size(selection: Selection) -> None:
    """Units of each item within 4.5 standard deviations of its share of 3,000 draws, at fixed seeds."""
    amounts = [5, 17, 42, 80, 99, 1, 60, 33]
    interval, times = 100, 3_000
    counts: Counter[str] = Counter()
    for seed in range(times):
        counts.update({pick.key: pick.hits for pick in drawn(amounts, interval, selection, seed).picks})
    for at, amount in enumerate(amounts, 1):
        share = amount / interval
        spread = (times * share * (1 - share)) ** 0.5
        assert abs(counts[str(at)] - times * share) <= 4.5 * spread, (selection, amount)


@given(st.lists(st.integers(1, 200), min_size=1, max_size=40), st.integers(201, 500), st.integers())
def test_a_fixed_interval_draws_as_many_units_as_intervals_fit(
    amounts: list[int], interval: int, seed: int
) -> None:
    found = drawn(amounts, interval, seed=seed)
    assert abs(found.units - Fraction(sum(amounts), interval)) < 1


def test_an_item_drawn_from_two_cells_counts_twice() -> None:
    found = next(
        sample
        for seed in range(2000)
        if (sample := drawn([50, 99, 51], 100, Selection.CELL, seed)).picks
        and any(pick.hits == 2 for pick in sample.picks)
    )
    (twice,) = (pick for pick in found.picks if pick.hits == 2)
    assert twice.key == "2"
    assert found.units == 2


@pytest.mark.parametrize("amounts", [[], [0, 0], [-5, -7], [0, -1]])
def test_where_there_is_nothing_above_zero_nothing_is_drawn(amounts: list[int]) -> None:
    for selection in Selection:
        found = drawn(amounts, 10, selection)
        assert found.picks == ()
        assert found.units == 0


def test_a_single_item_is_certain_or_left_to_chance() -> None:
    assert [pick.certain for pick in drawn([100], 100).picks] == [True]
    kept = sum(len(drawn([40], 100, seed=seed).picks) for seed in range(400))
    assert 110 < kept < 210


def test_an_interval_of_one_ore_takes_everything() -> None:
    found = drawn([1, 2, 3, 0], 1)
    assert [pick.key for pick in found.picks] == ["1", "2", "3"]
    assert found.below.count == 0


def test_only_what_is_drawn_is_kept() -> None:
    drawing = Drawing(Money.of("1000000", "SEK"), seed=3)
    kept = sum(drawing.add(str(row), Money.of("100", "SEK")) is not None for row in range(20_000))
    assert kept == drawing.sample().units == len(drawing.sample().picks)
    assert kept <= 3


def test_another_currency_is_refused() -> None:
    with pytest.raises(SamplingError, match="in SEK and an item in USD"):
        draw_sample(items([5], "USD"), Money(10, "SEK"), seed=1)


def test_a_part_of_an_ore_is_refused() -> None:
    with pytest.raises(SamplingError, match="whole ore"):
        draw_sample([("1", Money(Fraction(1, 2), "SEK"))], Money(10, "SEK"), seed=1)


@pytest.mark.parametrize("minor", [0, -1, Fraction(3, 2)])
def test_an_interval_is_at_least_one_ore(minor: int | Fraction) -> None:
    with pytest.raises(SamplingError, match="interval"):
        Drawing(Money(minor, "SEK"), seed=1)


def test_a_key_that_stands_for_two_items_drawn_is_refused_without_being_told() -> None:
    with pytest.raises(SamplingError) as caught:
        draw_sample([("hemlig", Money(10, "SEK"))] * 2, Money(10, "SEK"), seed=1)
    assert "hemlig" not in str(caught.value)


@given(AMOUNTS, st.integers(1, 300), SELECTIONS)
def test_other_seeds_draw_other_items_but_never_other_strata(
    amounts: list[int], interval: int, selection: Selection
) -> None:
    assume(amounts)
    one, other = (drawn(amounts, interval, selection, seed) for seed in ("a", "b"))
    assert (one.below, one.certain, one.zero, one.negative) == (
        other.below,
        other.certain,
        other.zero,
        other.negative,
    )
