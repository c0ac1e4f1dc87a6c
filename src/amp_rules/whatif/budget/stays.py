"""Stays as flat arrays: what each person asks for, when, and what every day of it costs by the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from amp_rules.whatif.budget.assumptions import KINDS, BudgetError, Kind

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Request:
    """A period or an item of one stay, in runs of days at one cost.

    start: day of the year, from 0. runs: days and minor units per day, from the first day on.
    """

    kind: Kind
    start: int
    runs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """Stays in order of their first day; each holds requests, each request holds days.

    days: length of the year. began: for each day on which a stay may begin, the first of its stays, and in
    the end their number. requests: for each stay its first request, likewise. kind: place in KINDS.
    start: day of the year from 0. at: for each request the place of its sums in `cost` and `paid`, which give
    the minor units, and the days paid, of the first 0, 1, 2 ... of its days.
    """

    days: int
    began: Whole
    requests: Whole
    kind: Whole
    start: Whole
    at: Whole
    cost: Whole
    paid: Whole

    @property
    def length(self) -> Whole:
        """Days of each request."""
        return np.diff(self.at) - 1

    @property
    def total(self) -> Whole:
        """Minor units of each request granted in full."""
        return self.cost[self.at[1:] - 1]

    @property
    def paid_days(self) -> Whole:
        """Days paid of each request granted in full."""
        return self.paid[self.at[1:] - 1]


def starts_of(counts: Whole) -> Whole:
    """Where each of several runs of such lengths begins, and in the end where the last one ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))


def ranges(first: Whole, count: Whole) -> Whole:
    """The numbers first, first + 1, ... of each run, one run after the other."""
    begins = starts_of(count)
    return np.repeat(first - begins[:-1], count) + np.arange(begins[-1])


def make_stays(
    days: int,
    stays_by_day: Whole,
    requests_by_stay: Whole,
    kind: Whole,
    start: Whole,
    runs: tuple[Whole, Whole, Whole],
) -> Stays:
    """Stays from runs of days at one cost: to which request each belongs, its days and its daily cost.

    A request that costs nothing at all is left out: no money is asked for.
    """
    request, long, rate = runs
    each = np.repeat(rate, long)
    owner = np.repeat(request, long)
    total = np.zeros(len(kind), np.int64)
    np.add.at(total, owner, each)
    kept = total != 0
    stay = np.repeat(np.arange(len(requests_by_stay)), requests_by_stay)
    counts = np.bincount(stay[kept], minlength=len(requests_by_stay)).astype(np.int64)
    of_days = np.bincount(owner, minlength=len(kind)).astype(np.int64)[kept]
    inside = kept[owner]
    cost, at = _summed(each[inside], of_days)
    paid, _ = _summed((each[inside] != 0).astype(np.int64), of_days)
    return Stays(days, starts_of(stays_by_day), starts_of(counts), kind[kept], start[kept], at, cost, paid)


def _summed(values: Whole, counts: Whole) -> tuple[Whole, Whole]:
    """The sums of the first 0, 1, 2 ... values of each run, with the place where each run's sums begin."""
    at = starts_of(counts + 1)
    overall = starts_of(values)
    begins = starts_of(counts)
    places = np.repeat(begins[:-1], counts + 1) + ranges(np.zeros(len(counts), np.int64), counts + 1)
    return overall[places] - np.repeat(overall[begins[:-1]], counts + 1), at


def stays_by_hand(days: int, stays: Sequence[Sequence[Sequence[Request]]]) -> Stays:
    """Stays written out: for each day of the year the stays that begin on it, each with its requests.

    >>> night = Request(Kind.REFLECTION, 0, ((30, 120_000),))
    >>> stays_by_hand(1, [[[night]]]).total
    array([3600000])
    """
    if len(stays) != days:
        raise BudgetError(f"expected the stays of {days} days, found {len(stays)}")
    each = [stay for begun in stays for stay in begun]
    asked = [request for stay in each for request in stay]
    runs = [(number, *run) for number, request in enumerate(asked) for run in request.runs]
    table = np.array(runs, np.int64).reshape(-1, 3)
    return make_stays(
        days,
        np.array([len(begun) for begun in stays], np.int64),
        np.array([len(stay) for stay in each], np.int64),
        np.array([KINDS.index(request.kind) for request in asked], np.int64),
        np.array([request.start for request in asked], np.int64),
        (table[:, 0], table[:, 1], table[:, 2]),
    )
