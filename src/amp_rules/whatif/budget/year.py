"""Simulated years: money granted day by day, all years at once, exact to the ore."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from amp_rules.whatif.budget.arrivals import Arrivals
from amp_rules.whatif.budget.assumptions import KINDS, BudgetError, Kind, Policy
from amp_rules.whatif.budget.stays import Flags, Stays, Whole, ranges


@dataclass(frozen=True, slots=True, eq=False)
class Years:
    """What became of each simulated year; one row per year, columns are kinds or days of the year.

    spent, asked: minor units granted, and asked for, by kind. by_day: minor units granted by day.
    ran_out: the first day on which a request was not granted in full for lack of money, from 0; the number of
    days where there is none. asked_days, refused_days: days paid by the rules that were asked for, and of
    these those refused for lack of money, by kind. turned_away: requests with no day granted, by kind.
    waiting: persons who wait in the evening of each day. persons: those who came.
    """

    spent: Whole
    asked: Whole
    by_day: Whole
    ran_out: Whole
    asked_days: Whole
    refused_days: Whole
    turned_away: Whole
    waiting: Whole
    persons: Whole

    def __len__(self) -> int:
        return len(self.persons)


def joined(blocks: list[Years]) -> Years:
    """Years one block after the other."""
    return Years(*(np.concatenate([getattr(each, name.name) for each in blocks]) for name in fields(Years)))


def run_years(stays: Stays, arrivals: Arrivals, policy: Policy, budget: int) -> Years:
    """What becomes of the years under a budget in minor units.

    Each day, the requests that wait and those of the day are gone through by rank, then by the day asked,
    then by who came first. What fits into the money left is granted, to the last day the rules pay for; the
    money is committed on the day it is granted.

    Raises BudgetError where days that cost less than nothing would have to be cut off.
    """
    if policy.shorten and np.any(np.diff(stays.cost)[np.diff(stays.paid) > 0] < 0):
        raise BudgetError("a stay with days that cost less than nothing cannot be shortened")
    block = _Block(stays, arrivals, policy, budget)
    for day in range(stays.days):
        block.pass_day(day)
    return block.years()


class _Block:
    """Requests of all the years, flat: `person`, `year`, `request` (in the stays), `place` in the order."""

    def __init__(self, stays: Stays, arrivals: Arrivals, policy: Policy, budget: int) -> None:
        self.stays, self.policy, self.arrivals = stays, policy, arrivals
        ranks = np.array([policy.rank(kind) for kind in KINDS], np.int64)
        first = stays.requests[arrivals.stay]
        counts = stays.requests[arrivals.stay + 1] - first
        request = ranges(first, counts)
        person = np.repeat(np.arange(len(arrivals.stay)), counts)
        order = np.argsort(stays.start[request], kind="stable")
        self.request, self.person = request[order], person[order]
        self.year = arrivals.year[self.person]
        self.start = stays.start[self.request]
        self.rank = ranks[stays.kind[self.request]]
        self.begins = np.searchsorted(self.start, np.arange(stays.days + 1))
        self.place = np.empty(len(request), np.int64)
        sorted_ = np.lexsort((self.person, self.start, self.rank, self.year))
        self.place[sorted_] = np.arange(len(request))
        self.lasts = stays.kind[self.request] == KINDS.index(Kind.ONE_OFF)
        self.at = stays.at[self.request]
        self.end = stays.at[self.request + 1] - 1
        self.cost = np.zeros(len(request), np.int64)
        self.days = np.zeros(len(request), np.int64)
        self.done = np.zeros(len(request), np.bool_)
        self.left = np.full(arrivals.years, budget, np.int64)
        self.closed = np.zeros(arrivals.years, np.bool_)
        self.ran_out = np.full(arrivals.years, stays.days, np.int64)
        self.by_day = np.zeros((arrivals.years, stays.days), np.int64)
        self.waiting = np.zeros((arrivals.years, stays.days), np.int64)
        self.queue = np.zeros(0, np.int64)

    def pass_day(self, day: int) -> None:
        """One day in all the years."""
        new = np.arange(self.begins[day], self.begins[day + 1])
        self.queue = np.concatenate((self.queue, new))
        if not len(self.queue):
            return
        before = self.left.copy()
        for some in self._by_rank():
            self._grant(some, day)
        self.by_day[:, day] = before - self.left
        full = self.cost[new] == self.stays.total[self.request[new]]
        short = np.unique(self.year[new[~(self.done[new] & full)]])
        self.ran_out[short] = np.minimum(self.ran_out[short], day)
        self._count_waiting(day)
        self.queue = self.queue[self._waits(self.queue, day + 1)]

    def _by_rank(self) -> Iterator[Whole]:
        """The queue in one part, or rank by rank where a request that waits holds up later ranks."""
        if self.policy.passing != "ranks":
            yield self.queue
            return
        for rank in range(len(self.policy.ranks)):
            earlier = self.queue[(self.rank[self.queue] < rank) & ~self.done[self.queue]]
            held = np.zeros(len(self.left), np.bool_)
            held[self.year[earlier]] = True
            yield self.queue[(self.rank[self.queue] == rank) & ~held[self.year[self.queue]]]

    def _waits(self, some: Whole, day: int) -> Flags:
        """Whether each request is still there on a day: not done, not given up, with days left to pay."""
        worth = self.stays.paid[self.end[some]] > self.stays.paid[self._now(some, day)]
        waits: Flags = ~self.done[some] & (day - self.start[some] <= self.policy.wait_days) & worth
        return waits

    def _now(self, some: Whole, day: int) -> Whole:
        """The place in the sums of what has passed by a day; an item loses nothing by waiting."""
        passed = np.where(self.lasts[some], 0, day - self.start[some])
        return np.minimum(self.at[some] + passed, self.end[some])

    def _count_waiting(self, day: int) -> None:
        """Counts who was not granted what is worth something today, and has not given up by tonight."""
        tried = day - self.start[self.queue]
        left = self.queue[~self.done[self.queue] & (tried < self.policy.wait_days)]
        here = np.zeros(len(self.arrivals.stay), np.bool_)
        here[self.person[left]] = True
        self.waiting[:, day] = np.bincount(self.arrivals.year[here], minlength=len(self.left))

    # granting

    def _grant(self, some: Whole, day: int) -> None:
        """Grants what fits, one request of each year after the other."""
        now = self._now(some, day)
        price = self.stays.cost[self.end[some]] - self.stays.cost[now]
        kept = np.where(self.rank[some] > 0, self._reserve(day), 0)
        if self.policy.passing != "none":
            # what does not fit before anything is granted today will not fit after it either
            room = self.left[self.year[some]] - kept
            fits = (room > 0 if self.policy.shorten else False) | (price <= room)
            some, now, price, kept = some[fits], now[fits], price[fits], kept[fits]
        order = np.argsort(self.place[some])
        some, now, price, kept = some[order], now[order], price[order], kept[order]
        for turn in _turns(self.year[some]):
            self._grant_one(some[turn], now[turn], price[turn], kept[turn])

    def _reserve(self, day: int) -> int:
        """Minor units kept for the first rank on a day."""
        last = max(1, self.stays.days - 1)
        return int(self.policy.reserve.minor) * (last - day) // last

    def _grant_one(self, some: Whole, now: Whole, price: Whole, kept: Whole) -> None:
        """At most one request of each year: all that is left of it, its first days, or nothing."""
        year, end = self.year[some], self.end[some]
        room = self.left[year] - kept
        fits = price <= room
        open_ = ~self.closed[year]
        if self.policy.passing == "none":
            self.closed[year[~fits]] = True
        if self.policy.shorten:
            end = np.where(fits, end, self._reached(now, end, room))
        cost = self.stays.cost[end] - self.stays.cost[now]
        days = self.stays.paid[end] - self.stays.paid[now]
        granted = open_ & (fits | ((days > 0) if self.policy.shorten else False))
        here = some[granted]
        self.cost[here], self.days[here], self.done[here] = cost[granted], days[granted], True
        self.left[year[granted]] -= cost[granted]

    def _reached(self, now: Whole, end: Whole, room: Whole) -> Whole:
        """The last place from `now` to `end` whose cost since `now` is within the room; bisection."""
        low, high = now.copy(), end.copy()
        base = self.stays.cost[now]
        while np.any(low < high):
            middle = (low + high + 1) // 2
            fits = self.stays.cost[middle] - base <= room
            low = np.where(fits, middle, low)
            high = np.where(fits, high, middle - 1)
        return low

    # the end of the year

    def years(self) -> Years:
        """The sums of the years by kind."""
        asked_days = self.stays.paid_days[self.request]
        refused = asked_days - self.days
        return Years(
            spent=self._by_kind(self.cost),
            asked=self._by_kind(self.stays.total[self.request]),
            by_day=self.by_day,
            ran_out=self.ran_out,
            asked_days=self._by_kind(asked_days),
            refused_days=self._by_kind(refused),
            turned_away=self._by_kind((~self.done).astype(np.int64)),
            waiting=self.waiting,
            persons=np.bincount(self.arrivals.year, minlength=len(self.left)).astype(np.int64),
        )

    def _by_kind(self, values: Whole) -> Whole:
        table = np.zeros((len(self.left), len(KINDS)), np.int64)
        np.add.at(table, (self.year, self.stays.kind[self.request]), values)
        return table


def _turns(years: Whole) -> Iterator[Whole]:
    """Places of the first request of each year, then of the second of each, and so on."""
    if not len(years):
        return
    changes = np.flatnonzero(np.concatenate(([True], years[1:] != years[:-1])))
    long = np.diff(np.concatenate((changes, [len(years)])))
    number = ranges(np.zeros(len(long), np.int64), long)
    order = np.argsort(number, kind="stable")
    bounds = np.searchsorted(number[order], np.arange(long.max() + 1))
    for first, last in pairwise(bounds):
        yield order[first:last]
