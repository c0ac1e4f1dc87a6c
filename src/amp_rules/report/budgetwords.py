"""What is said of simulated years: names of kinds, numbers of a year, assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from amp_rules.explanation.words import capital
from amp_rules.report.words import ReportWords
from amp_rules.terms import Money
from amp_rules.whatif.budget import KINDS, Assumptions, Kind, Policy, Share, Simulation
from amp_rules.whatif.budget.summary import MONEY, Measure, day_of

_KINDS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.REFLECTION: "budget.reflection",
        Kind.FIRST_IN_DEPTH: "budget.first_in_depth",
        Kind.EXTENSION: "budget.extension",
        Kind.SUPPORT_ONLY: "budget.support_only",
        Kind.INTEGRATION: "budget.integration",
        Kind.ONE_OFF: "budget.one_off",
    }
)
_MEASURES: Final[Mapping[Measure, str]] = MappingProxyType(
    {
        Measure.SPENT: "budget.spent",
        Measure.SHORT: "budget.short",
        Measure.REFUSED_DAYS: "budget.refused_days",
        Measure.TURNED_AWAY: "budget.turned_away",
        Measure.WAITING_DAYS: "budget.waiting_days",
        Measure.MOST_WAITING: "budget.most_waiting",
        Measure.PERSONS: "budget.persons",
    }
)
_PASSING: Final[Mapping[str, str]] = MappingProxyType(
    {"all": "budget.passing_all", "ranks": "budget.passing_ranks", "none": "budget.passing_none"}
)


@dataclass(frozen=True, slots=True)
class BudgetWords:
    """Says numbers of simulated years in one language."""

    words: ReportWords

    def kind(self, kind: Kind) -> str:
        """The name of a kind."""
        return self.words.say(_KINDS[kind])

    def measure(self, measure: Measure) -> str:
        """The name of a number of the year."""
        return self.words.say(_MEASURES[measure])

    def amount(self, number: int | Fraction, measure: Measure) -> str:
        """A number of the year; money in whole kronor, means of counts with a decimal."""
        return self.kronor(number) if measure in MONEY else self.number(number)

    def number(self, number: int | Fraction) -> str:
        """A count, or a mean of counts with one decimal."""
        whole = isinstance(number, int)
        return self.words.number(number if whole else Fraction(round(number * 10), 10))

    def kronor(self, minor: int | Fraction) -> str:
        """Minor units as whole kronor, without the currency, rounded half to even."""
        return self.words.number(round(Fraction(minor) / 100))

    def share(self, ratio: float) -> str:
        """A ratio in per cent with one decimal."""
        return self.words.share(Fraction(round(ratio * 1_000), 1_000))

    def between(self, low: str, high: str) -> str:
        """A band."""
        return self.words.say("budget.between", low=low, high=high)

    def share_with_band(self, share: Share) -> str:
        """A share of the years with its band."""
        return self.words.say(
            "budget.with_band", value=self.share(share.value), band=self.shares(share.low, share.high)
        )

    def shares(self, low: float, high: float) -> str:
        """Two ratios in per cent, without saying so twice."""
        return self.between(self.words.number(Fraction(round(low * 1_000), 10)), self.share(high))

    def years(self, share: Fraction) -> str:
        """So many years of a hundred."""
        return self.words.say("budget.of_hundred", number=self.words.number(share * 100))

    def day(self, simulation: Simulation, number: int) -> str:
        """A day of the year counted from 1, or never."""
        found = day_of(simulation, number)
        return self.words.say("budget.never") if found is None else self.words.day(found)

    def sides(self) -> tuple[str, str]:
        """The rules as they are, and the reform."""
        return self.words.say("budget.baseline"), self.words.say("budget.reform")

    # what is taken for granted

    def granted(self, simulation: Simulation) -> Iterator[tuple[str, str]]:
        """Every assumption: what is assumed, and why or what follows from it."""
        yield from self._arrivals(simulation.assumptions, simulation.pool.persons)
        yield from self._order(simulation.policy)
        say = self.words.say
        yield say("budget.commits"), say("budget.commits_why")
        yield say("budget.year_end"), say("budget.year_end_why")
        yield say("budget.later"), say("budget.later_why")
        if simulation.pool.left_out:
            count = self.words.count("budget.left_out", simulation.pool.left_out)
            yield count, say("budget.left_out_why")

    def _arrivals(self, assumed: Assumptions, persons: int) -> Iterator[tuple[str, str]]:
        words, say = self.words, self.words.say
        usual = assumed.persons == Assumptions().persons
        expected = words.count("budget.expected", assumed.persons)
        yield expected, say("budget.expected_usual") if usual else say("budget.expected_chosen")
        even = len(set(assumed.season)) == 1
        season = (
            say("budget.even")
            if even
            else say("budget.season", weights=words.every(map(str, assumed.season)))
        )
        yield season, say("budget.poisson")
        stays = words.count("budget.moved", persons)
        yield stays, words.count("budget.moved_why", assumed.stays_per_day)
        if assumed.carried_days:
            yield words.count("budget.carried", assumed.carried_days), say("budget.carried_why")
        else:
            yield say("budget.not_carried"), say("budget.not_carried_why")

    def _order(self, policy: Policy) -> Iterator[tuple[str, str]]:
        words, say = self.words, self.words.say
        ranks = [words.every(self.kind(kind).lower() for kind in rank) for rank in policy.ranks]
        yield say("budget.order", ranks=capital("; ".join(ranks))), say("budget.order_why")
        yield say(_PASSING[policy.passing]), say("budget.passing_why")
        shorten = say("budget.shortened") if policy.shorten else say("budget.whole")
        yield shorten, say("budget.shortened_why")
        if policy.wait_days:
            yield words.count("budget.waits", policy.wait_days), say("budget.waits_why")
        else:
            yield say("budget.no_waiting"), say("budget.no_waiting_why")
        if policy.reserve:
            yield say("budget.reserve", amount=words.money(policy.reserve)), say("budget.reserve_why")

    def budget(self, budget: Money) -> str:
        """The budget, named."""
        return self.words.say("budget.line", amount=self.words.money(budget))


def kinds_asked(simulation: Simulation) -> tuple[Kind, ...]:
    """The kinds that somebody asks for in some year."""
    return tuple(
        kind
        for place, kind in enumerate(KINDS)
        if any(side.years.asked[:, place].any() for side in simulation.sides)
    )
