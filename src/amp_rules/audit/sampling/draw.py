"""Drawing a monetary-unit sample while the population goes by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from amp_rules.audit.sampling.errors import SamplingError
from amp_rules.audit.sampling.stream import number_up_to, seed_of
from amp_rules.terms import Currency, Money


class Selection(StrEnum):
    """How units are chosen; below the interval, an item gets its amount over the interval, on average."""

    FIXED = "fixed"
    CELL = "cell"
    SIEVE = "sieve"


@dataclass(frozen=True, slots=True)
class Pick:
    """An item drawn.

    hits: units of it that were drawn; 1 for an item taken with certainty, which stands for itself alone.
    """

    key: str
    book: Money
    hits: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Stratum:
    """Items of the population that are treated alike: how many, and what they come to."""

    count: int
    book: Money


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample with all that its evaluation needs.

    below: items under the interval, which are sampled. certain: items at or above it, all drawn. zero,
    negative: items with no unit to draw, of which nothing is said. picks: in the order of the population.
    """

    interval: Money
    selection: Selection
    seed: str
    below: Stratum
    certain: Stratum
    zero: Stratum
    negative: Stratum
    picks: tuple[Pick, ...]

    @property
    def currency(self) -> Currency:
        """The one currency of the population."""
        return self.interval.currency

    @property
    def units(self) -> int:
        """Units drawn below the interval."""
        return sum(pick.hits for pick in self.picks if not pick.certain)


class Drawing:
    """A sample in the making; items are added one by one and only those drawn are kept.

    An item at or above the interval is taken with certainty. The units of the others, one for each ore or
    cent, are counted through in the order they come:

    fixed: one unit drawn at random from the first interval, and then every unit one interval further on.
    cell: one unit drawn at random from each interval on its own.
    sieve: each item by itself, when a number drawn at random up to the interval, from the seed and the
    item's key, is not above its amount. The order of the items makes no difference, but the number drawn is
    left to chance.

    Sources: Leslie, Teitlebaum and Anderson, Dollar-Unit Sampling (1979), for fixed intervals and cells; for
    sieves, as they were before its modification, Hoogduin, Hall and Tsay, Modified Sieve Sampling, Auditing
    29 (2010), 125-148.
    """

    __slots__ = (
        "_cell",
        "_keys",
        "_next",
        "_picks",
        "_strata",
        "_through",
        "_width",
        "interval",
        "seed",
        "selection",
    )

    def __init__(self, interval: Money, *, seed: str | int, selection: Selection = Selection.FIXED) -> None:
        width = interval.minor
        if not isinstance(width, int) or width < 1:
            raise SamplingError("a sampling interval must be whole ore or cents, and at least one")
        self._width = width
        self.interval = interval
        self.seed = seed_of(seed)
        self.selection = selection
        self._picks: list[Pick] = []
        self._keys: set[str] = set()
        self._strata = {"below": [0, 0], "certain": [0, 0], "zero": [0, 0], "negative": [0, 0]}
        self._through = 0
        self._cell = 0
        self._next = self._first()

    def add(self, key: str, book: Money) -> Pick | None:
        """The item as drawn, or None.

        Raises:
            SamplingError: the amount is of another currency or no whole ore or cents, or the key that of an
                item drawn before.
        """
        if book.currency != self.interval.currency:
            units, found = self.interval.currency, book.currency
            raise SamplingError(f"the sample is in {units} and an item in {found}; draw from each alone")
        amount = book.minor
        if not isinstance(amount, int):
            raise SamplingError("an item's amount must be whole ore or cents")
        certain = amount >= self._width
        name = "certain" if certain else "below" if amount > 0 else "negative" if amount else "zero"
        stratum = self._strata[name]
        stratum[0] += 1
        stratum[1] += amount
        hits = 1 if certain else self._hits(key, amount) if amount > 0 else 0
        if not hits:
            return None
        if key in self._keys:
            raise SamplingError("two items that were drawn have the same key")
        self._keys.add(key)
        pick = Pick(key, book, hits, certain)
        self._picks.append(pick)
        return pick

    def sample(self) -> Sample:
        """The sample of what was added so far."""
        currency = self.interval.currency
        strata = {name: Stratum(count, Money(sum_, currency)) for name, (count, sum_) in self._strata.items()}
        return Sample(self.interval, self.selection, self.seed, **strata, picks=tuple(self._picks))

    def _first(self) -> int:
        if self.selection is Selection.CELL:
            return self._within(0)
        return number_up_to(self._width, self.seed, "start")

    def _within(self, cell: int) -> int:
        return cell * self._width + number_up_to(self._width, self.seed, f"cell {cell}")

    def _hits(self, key: str, amount: int) -> int:
        if self.selection is Selection.SIEVE:
            return int(number_up_to(self._width, self.seed, f"item {key}") <= amount)
        self._through += amount
        hits = 0
        while self._next <= self._through:
            hits += 1
            self._cell += 1
            cells = self.selection is Selection.CELL
            self._next = self._within(self._cell) if cells else self._next + self._width
        return hits


def draw_sample(
    items: Iterable[tuple[str, Money]],
    interval: Money,
    *,
    seed: str | int,
    selection: Selection = Selection.FIXED,
) -> Sample:
    """The sample of a population that is gone through once; each item has a key of its own.

    `Drawing` tells how items are chosen. The same items in the same order with the same seed give the same
    sample; with sieves the order makes no difference.

    >>> paid = [("a", Money.of("900", "SEK")), ("b", Money.of("4000", "SEK")), ("c", Money.of("300", "SEK"))]
    >>> found = draw_sample(paid, Money.of("1000", "SEK"), seed=7)
    >>> [(pick.key, pick.certain) for pick in found.picks]
    [('a', False), ('b', True)]

    Raises:
        SamplingError: as `Drawing` does.
    """
    drawing = Drawing(interval, seed=seed, selection=selection)
    for key, book in items:
        drawing.add(key, book)
    return drawing.sample()
