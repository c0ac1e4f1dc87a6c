"""Which sums days can come to: the search, against every combination of a small row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.attain import Block, Combination, Search
from amp_rules.audit.extremes import fewest_with, span_of_days
from amp_rules.invented.dayworth import DayWorth
from amp_rules.terms import Money


def worth(plain: int, child: int, staffing: int, taken: tuple[int, ...]) -> DayWorth:
    off = tuple((Money(each, "SEK"), Money(each, "SEK")) for each in taken)
    return DayWorth("made", Money(plain, "SEK"), Money(child, "SEK"), Money(staffing, "SEK"), off, 9)


def sum_of(blocks: tuple[Block, ...], found: Combination) -> int:
    plain = sum(block.plain * number for block, number in zip(blocks, found.days, strict=True))
    extras = sum(extra.size * number for extra, number in found.extras)
    return plain + extras - sum(size * number for size, number in found.allowances)


def keeps_bounds(blocks: tuple[Block, ...], found: Combination) -> bool:
    stays = all(
        block.fewest <= number <= block.most for block, number in zip(blocks, found.days, strict=True)
    )
    extras = all(number <= sum(found.days[at] for at in extra.blocks) for extra, number in found.extras)
    deductible = sum(number for block, number in zip(blocks, found.days, strict=True) if block.deducts)
    return stays and extras and found.allowance_days <= deductible


def every_way(blocks: tuple[Block, ...]) -> Iterator[tuple[int, tuple[int, ...], int, int, int]]:
    """Sum, days, child days, staffing days and allowance days of every combination there is."""
    taken = [int(each.minor) for each, _ in blocks[0].worth.deductions]
    for days in product(*(range(block.fewest, block.most + 1) for block in blocks)):
        plain = sum(block.plain * number for block, number in zip(blocks, days, strict=True))
        deductible = sum(number for block, number in zip(blocks, days, strict=True) if block.deducts)
        rooms = [number if block.added("child") else 0 for block, number in zip(blocks, days, strict=True)]
        staffs = [
            number if block.added("staffing") else 0 for block, number in zip(blocks, days, strict=True)
        ]
        for child in product(*(range(room + 1) for room in rooms)):
            for staff in product(*(range(room + 1) for room in staffs)):
                more = sum(block.added("child") * number for block, number in zip(blocks, child, strict=True))
                more += sum(
                    block.added("staffing") * number for block, number in zip(blocks, staff, strict=True)
                )
                for off in product(*(range(deductible + 1) for _ in taken)):
                    if sum(off) <= deductible:
                        less = sum(size * number for size, number in zip(taken, off, strict=True))
                        yield plain + more - less, days, sum(child), sum(staff), sum(off)


def every_sum(blocks: tuple[Block, ...]) -> dict[int, int]:
    """Each sum that one or two blocks can come to, with the fewest departures, by trying all there is."""
    fewest: dict[int, int] = {}
    for total, _, child, staff, off in every_way(blocks):
        departures = child + staff + off
        fewest[total] = min(fewest.get(total, departures), departures)
    return fewest


@st.composite
def small_rows(draw: st.DrawFn) -> tuple[Block, ...]:
    taken = tuple(sorted(draw(st.sets(st.integers(1, 5), max_size=2)), reverse=True))
    blocks = []
    for number in range(draw(st.integers(1, 2))):
        plain, child, staffing = draw(st.integers(6, 12)), draw(st.integers(0, 5)), draw(st.integers(0, 3))
        fewest = draw(st.integers(0, 1))
        most = fewest + draw(st.integers(0, 2))
        blocks.append(Block(worth(plain, child, staffing, () if number else taken), fewest, most))
    return tuple(blocks)


@given(small_rows())
def test_every_sum_is_found_with_the_fewest_departures_and_no_other_sum(blocks: tuple[Block, ...]) -> None:
    search, wanted = Search(blocks), every_sum(blocks)
    for total in range(min(wanted) - 3, max(wanted) + 4):
        found = search.best(total)
        assert (found is not None) == (total in wanted)
        if found is not None:
            assert sum_of(blocks, found) == total
            assert keeps_bounds(blocks, found)
            assert found.departures == wanted[total]


@given(small_rows())
def test_the_bounds_are_the_least_and_the_greatest_sum(blocks: tuple[Block, ...]) -> None:
    sums = every_sum(blocks)
    assert (Search(blocks).lowest, Search(blocks).highest) == (min(sums), max(sums))


@given(small_rows(), st.integers(1, 5))
def test_the_fewest_days_with_a_child_are_those_of_some_combination(
    blocks: tuple[Block, ...], child: int
) -> None:
    alike = tuple(replace(block, worth=replace(block.worth, child=Money(child, "SEK"))) for block in blocks)
    ways = list(every_way(alike))
    for total in {way[0] for way in ways} | {-1}:
        fitting = [way for way in ways if way[0] == total]
        with_staff = min((way[2] for way in fitting), default=None)
        without = min((way[2] for way in fitting if not way[3]), default=None)
        assert fewest_with(alike, total, "child", ("staffing",)) == with_staff
        assert fewest_with(alike, total, "child") == without


@given(small_rows())
def test_the_span_of_days_is_that_of_all_combinations(blocks: tuple[Block, ...]) -> None:
    ways = list(every_way(blocks))
    for total in {way[0] for way in ways}:
        days = [way[1][0] for way in ways if way[0] == total]
        assert span_of_days(blocks, total) == (min(days), max(days))
    assert span_of_days(blocks, -1) is None


def test_a_supplement_of_two_sizes_has_no_fewest_days() -> None:
    blocks = (Block(worth(6, 1, 0, ()), 0, 2), Block(worth(6, 2, 0, ()), 0, 2))
    with pytest.raises(ValueError, match="not the same"):
        fewest_with(blocks, 12, "child")
