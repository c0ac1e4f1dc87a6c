"""Which sums a number of days can come to, exactly: bounded enumeration over whole days.

Every sum is a whole number of days times a plain rate, plus whole days of supplements, less whole days of
a daily allowance: a linear equation in bounded whole numbers. It is solved by enumeration: deductions in
the order of how few days they take (by dynamic programming over the allowances), then days of stay from the
most downwards, then supplements from the largest downwards. A branch is left as soon as it can no longer
be better than what was found: the answer is the best there is, and None means that there is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import gcd
from typing import Final

from amp_rules.audit.coins import change_of, fewest_coins
from amp_rules.invented.dayworth import DayWorth
from amp_rules.terms import Money

SUPPLEMENTS: Final = ("child", "staffing")


def ore(money: Money) -> int:
    """A sum in whole ore."""
    minor = money.minor
    if not isinstance(minor, int):
        raise TypeError("a rate has parts of an ore")
    return minor


@dataclass(frozen=True, slots=True)
class Block:
    """Days of one kind in a row, and how many of them there can be."""

    worth: DayWorth
    fewest: int
    most: int

    @property
    def plain(self) -> int:
        """Ore for a day with nothing more or less."""
        return ore(self.worth.plain)

    @property
    def deducts(self) -> bool:
        """Whether a daily allowance is taken off in this kind."""
        return any(taken for _, taken in self.worth.deductions)

    def added(self, name: str) -> int:
        """Ore that a supplement adds to a day; 0 where this kind has none."""
        return ore(self.worth.child if name == "child" else self.worth.staffing)


@dataclass(frozen=True, slots=True)
class Extra:
    """A supplement of one size in ore, and the blocks whose days can have it."""

    name: str
    size: int
    blocks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """Whole days that come to a sum exactly.

    days: by block. extras: days with each supplement. allowances: days with each daily allowance, by its size
    in ore. departures: days on which anything is more or less than the plain rate.
    """

    days: tuple[int, ...]
    extras: tuple[tuple[Extra, int], ...]
    allowances: tuple[tuple[int, int], ...]

    @property
    def departures(self) -> int:
        """Days of supplements and of deductions, added up."""
        return sum(days for _, days in self.extras) + self.allowance_days

    @property
    def allowance_days(self) -> int:
        """Days on which an allowance is taken off."""
        return sum(days for _, days in self.allowances)

    def extra_days(self, name: str) -> int:
        """Days with a supplement, whatever its size."""
        return sum(days for extra, days in self.extras if extra.name == name)


@dataclass(frozen=True)
class Search:
    """The blocks of a row, the supplements and the allowances (in ore) that may be used; None: all."""

    blocks: tuple[Block, ...]
    supplements: tuple[str, ...] = SUPPLEMENTS
    allowances: tuple[int, ...] | None = None

    @cached_property
    def extras(self) -> tuple[Extra, ...]:
        """The supplements that may be used, the largest first; blocks that pay the same share one."""
        found: dict[tuple[int, str], list[int]] = {}
        for number, block in enumerate(self.blocks):
            for name in self.supplements:
                if block.added(name) > 0:
                    found.setdefault((block.added(name), name), []).append(number)
        return tuple(
            Extra(name, size, tuple(found[size, name])) for size, name in sorted(found, reverse=True)
        )

    @cached_property
    def taken(self) -> tuple[int, ...]:
        """What the allowances that may be used take off a day, in ore, the largest first."""
        taken = {ore(less) for block in self.blocks for _, less in block.worth.deductions if less}
        chosen = taken if self.allowances is None else taken.intersection(self.allowances)
        return tuple(sorted(chosen, reverse=True))

    @cached_property
    def step(self) -> int:
        """The largest sum that every rate and supplement is a multiple of, in ore."""
        return gcd(*(block.plain for block in self.blocks), *(extra.size for extra in self.extras))

    @cached_property
    def highest(self) -> int:
        """The most the row can come to, in ore."""
        return self.highest_plain + sum(
            block.most * block.added(name) for block in self.blocks for name in self.supplements
        )

    @cached_property
    def highest_plain(self) -> int:
        """The most the row can come to without supplements, in ore."""
        return sum(block.most * block.plain for block in self.blocks)

    @cached_property
    def lowest(self) -> int:
        """The least the row can come to, in ore."""
        least = max(self.taken, default=0)
        return sum(block.fewest * (block.plain - (least if block.deducts else 0)) for block in self.blocks)

    def best(self, total: int) -> Combination | None:
        """The combination with the fewest departures that comes to the total; None: there is none."""
        if not self.lowest <= total <= self.highest:
            return None
        found: Combination | None = None
        for allowances, taken in self._deductions(total):
            spent = sum(days for _, days in allowances)
            if found is not None and spent + self._least_extras(total) >= found.departures:
                break
            stay = self._stay(total + taken, spent, None if found is None else found.departures - spent)
            if stay is not None:
                found = Combination(stay[0], stay[1], allowances)
        return found

    def _least_extras(self, gross: int) -> int:
        """Days of supplements that the gross sum needs at least, however long the stays."""
        over = gross - self.highest_plain
        return -(-over // self.extras[0].size) if over > 0 and self.extras else 0

    def _stay(
        self, gross: int, allowance_days: int, room: int | None
    ) -> tuple[tuple[int, ...], tuple[tuple[Extra, int], ...]] | None:
        """Days and supplements that come to the gross sum with fewer supplement days than `room`."""
        found = None
        if room is not None and self._least_extras(gross) >= room:
            return None
        for others in self._others:
            for days, rest in self._longest_first(gross, others):
                if self._hopeless(days, rest, allowance_days, room):
                    break
                caps = [(extra.size, sum(days[at] for at in extra.blocks)) for extra in self.extras]
                counts = fewest_coins(rest, caps, room)
                if counts is not None:
                    room = sum(counts)
                    extras = tuple(pair for pair in zip(self.extras, counts, strict=True) if pair[1])
                    found = (days, extras)
        return found

    @cached_property
    def _main(self) -> int:
        return max(range(len(self.blocks)), key=lambda at: self.blocks[at].most)

    @cached_property
    def _others(self) -> tuple[tuple[int, ...], ...]:
        """Days of every block but the main one, the most first; 0 in place of the main one."""
        spans = [
            range(1) if at == self._main else range(block.most, block.fewest - 1, -1)
            for at, block in enumerate(self.blocks)
        ]
        return tuple(product(*spans))

    def _longest_first(self, gross: int, others: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], int]]:
        """Days by block, and what supplements must then come to, the longest stays first."""
        block, at = self.blocks[self._main], self._main
        rest = gross - sum(each.plain * days for each, days in zip(self.blocks, others, strict=True))
        for days in range(min(block.most, rest // block.plain), block.fewest - 1, -1):
            yield (*others[:at], days, *others[at + 1 :]), rest - block.plain * days

    def _hopeless(self, days: tuple[int, ...], rest: int, allowance_days: int, room: int | None) -> bool:
        """Whether neither these days nor shorter stays can do, or not with fewer supplement days."""
        if rest > sum(extra.size * days[at] for extra in self.extras for at in extra.blocks):
            return True
        if room is not None and self.extras and -(-rest // self.extras[0].size) >= room:
            return True
        deductible = sum(each for block, each in zip(self.blocks, days, strict=True) if block.deducts)
        return deductible < allowance_days or (room == 0)

    def _deductions(self, total: int) -> Iterator[tuple[tuple[tuple[int, int], ...], int]]:
        """Allowance days and their sum, few days first, with which the total is a multiple of the step."""
        most = sum(block.most for block in self.blocks if block.deducts)
        wanted = -total % self.step
        if wanted == 0:
            yield (), 0
        if not self.taken or not most:
            return
        change = change_of(self.taken, most)
        fitting = [
            at
            for at in range(1, len(change.fewest))
            if change.fewest[at] <= most and at * change.unit % self.step == wanted
        ]
        for at in sorted(fitting, key=lambda each: (change.fewest[each], each)):
            yield change.coins(at * change.unit), at * change.unit
