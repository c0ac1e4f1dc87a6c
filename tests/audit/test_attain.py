"""Which sums days can come to: the search, against every combination of a small row."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from amp_rules.audit.attain import Block, Combination, Search
from amp_rules.engine.dayworth import DayWorth
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


def every_sum(blocks: tuple[Block, ...]) -> dict[int, int]:
    """Each sum that one or two blocks can come to, with the fewest departures, by trying all there is."""
    fewest: dict[int, int] = {}
    for days in product(*(range(block.fewest, block.most + 1) for block in blocks)):
        plain = sum(block.plain * number for block, number in zip(blocks, days, strict=True))
        sizes = [
            (block.added(name), number)
            for block, number in zip(blocks, days, strict=True)
            for name in ("child", "staffing")
        ]
        deductible = sum(number for block, number in zip(blocks, days, strict=True) if block.deducts)
        taken = [each.minor for each, _ in blocks[0].worth.deductions]
        for extras in product(*(range(number + 1 if size else 1) for size, number in sizes)):
            more = sum(size * number for (size, _), number in zip(sizes, extras, strict=True))
            for off in product(*(range(deductible + 1) for _ in taken)):
                if sum(off) <= deductible:
                    less = sum(int(size) * number for size, number in zip(taken, off, strict=True))
                    total = plain + more - less
                    departures = sum(extras) + sum(off)
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
