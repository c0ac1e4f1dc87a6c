"""The simulated year once more, in plain Python: one year, one day, one request after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from amp_rules.terms import Money
from amp_rules.whatif.budget import FIRST_PERIODS, KINDS, Kind, Policy, Request

Stay = Sequence[Request]


@dataclass
class Asked:
    """One request of one person."""

    person: int
    request: Request
    granted: list[int] = field(default_factory=list)
    done: bool = False

    @property
    def costs(self) -> list[int]:
        return [cost for days, cost in self.request.runs for _ in range(days)]

    def from_day(self, day: int) -> list[int]:
        return self.costs[0 if self.request.kind is Kind.ONE_OFF else day - self.request.start :]

    def waits(self, day: int, policy: Policy) -> bool:
        passed = day - self.request.start
        return not self.done and 0 <= passed <= policy.wait_days and any(self.from_day(day))

    def is_left(self, day: int, policy: Policy) -> bool:
        """Whether it was tried today, was worth something, and is not given up by tonight."""
        passed = day - self.request.start
        return not self.done and 0 <= passed < policy.wait_days and any(self.from_day(day))


@dataclass
class PlainYear:
    """What became of one year."""

    asked: list[Asked]
    by_day: list[int]
    ran_out: int
    waiting: list[int]

    def spent(self, kind: Kind) -> int:
        return sum(sum(each.granted) for each in self.asked if each.request.kind is kind)

    def refused(self, kind: Kind) -> int:
        mine = [each for each in self.asked if each.request.kind is kind]
        return sum(len(paid(each.costs)) - len(paid(each.granted)) for each in mine)

    def turned_away(self, kind: Kind) -> int:
        return sum(each.request.kind is kind and not each.done for each in self.asked)


def paid(costs: Sequence[int]) -> list[int]:
    return [cost for cost in costs if cost]


def plain_year(days: int, stays: Sequence[Stay], policy: Policy, budget: int) -> PlainYear:
    asked = [
        Asked(person, request)
        for person, stay in enumerate(stays)
        for request in stay
        if sum(Asked(person, request).costs)
    ]
    year = PlainYear(asked, [], days, [])
    left, closed = budget, False
    for day in range(days):
        open_ = [each for each in asked if each.waits(day, policy) or (each.request.start == day)]
        open_.sort(key=lambda each: (policy.rank(each.request.kind), each.request.start, each.person))
        kept = int(policy.reserve.minor) * (max(1, days - 1) - day) // max(1, days - 1)
        before, stuck = left, [-1]
        for each in open_:
            rank = policy.rank(each.request.kind)
            room = left - (kept if rank else 0)
            ahead = policy.passing == "ranks" and any(other < rank for other in stuck[1:])
            costs = each.from_day(day)
            if closed or ahead:
                stuck.append(rank)
                continue
            if sum(costs) <= room:
                each.granted, each.done = costs, True
            else:
                closed = policy.passing == "none"
                if policy.shorten:
                    fits = [n for n in range(len(costs) + 1) if sum(costs[:n]) <= room]
                    if fits and paid(costs[: fits[-1]]):
                        each.granted, each.done = costs[: fits[-1]], True
            left -= sum(each.granted) if each.done else 0
            if not each.done:
                stuck.append(rank)
        year.by_day.append(before - left)
        new = [each for each in asked if each.request.start == day]
        if any(not each.done or sum(each.granted) < sum(each.costs) for each in new):
            year.ran_out = min(year.ran_out, day)
        year.waiting.append(len({each.person for each in asked if each.is_left(day, policy)}))
    return year


# what may be tried

DAYS = 8

requests = st.builds(
    Request,
    st.sampled_from(KINDS),
    st.integers(0, DAYS - 1),
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 4)), min_size=1, max_size=3).map(tuple),
)
stays = st.lists(st.lists(requests, max_size=3), max_size=5)
policies = st.builds(
    Policy,
    ranks=st.sampled_from(
        [Policy().ranks, (KINDS,), ((Kind.EXTENSION,), (*FIRST_PERIODS, Kind.INTEGRATION, Kind.ONE_OFF))]
    ),
    passing=st.sampled_from(["all", "ranks"]),
    shorten=st.booleans(),
    wait_days=st.integers(0, 4),
    reserve=st.integers(0, 8).map(lambda minor: Money(minor, "SEK")),
) | st.builds(Policy, passing=st.just("none"), shorten=st.booleans(), wait_days=st.integers(0, 4))
