"""What figures, rates and assumptions together imply for the support programme: the shares drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from amp_rules.invented.dayworth import DayWorth
from amp_rules.population.synthetic.assumed import AssumptionError
from amp_rules.population.synthetic.basis import SupportBasis
from amp_rules.population.synthetic.courses import Course, courses_of, implied, share_of
from amp_rules.population.synthetic.lengths import Lengths, half, part
from amp_rules.population.synthetic.supportassumptions import SupportAssumptions

UNION: Final = frozenset(("IT", "PL", "RO", "SE"))
"""The countries of the published list whose citizens have no daily allowance."""
MOST_CHILDREN: Final = 3
MOST_ITEMS: Final = 5


@dataclass(frozen=True, slots=True)
class Rates:
    """SEK of one day, as the engine pays them, and the caps in days."""

    reflection: DayWorth
    first: DayWorth
    extension: DayWorth
    full: DayWorth
    alone: DayWorth
    integration: DayWorth

    @classmethod
    def of(cls, worths: Mapping[str, DayWorth]) -> Rates:
        """The rates of a plan."""
        kinds = ("reflection", "in_depth", "extension", "full_day", "support_only", "integration")
        return cls(*(worths[kind] for kind in kinds))


@dataclass(frozen=True, slots=True)
class SupportDesign:
    """Everything that is drawn from, worked out so that the published figures are the means.

    child_in_extension: recipients of an extension with a child in the shelter, so that the reduced row comes
    out. shelter_next: a household in a shelter has one more child. staffing_in_reflection: so that the
    reflection row comes out. lengths: of the periods. integration_after_stay, item_start: so that the numbers
    come out. allowance: recipients with the daily allowance. earlier_money: periods and items paid with money
    of the year before.
    """

    courses: tuple[Course, ...]
    countries: tuple[float, ...]
    allowance: float
    child_in_extension: float
    child_otherwise: float
    shelter_next: float
    elsewhere: float
    at_home: float
    apart: float
    staffing_in_reflection: float
    reflection: Lengths
    first: Lengths
    extension: Lengths
    integration: Lengths
    full_days_share: float
    full_days_most_share: float
    integration_after_stay: float
    item_start: float
    item_mean: float
    earlier_money: float

    def child_share(self, course: Course) -> float:
        """The chance that a recipient with this course has a child in the shelter."""
        if course.extensions:
            return self.child_in_extension
        return self.child_otherwise if course.reflection or course.first else 0.0


def support_design(basis: SupportBasis, assumed: SupportAssumptions) -> SupportDesign:
    """The design under some assumptions.

    Raises AssumptionError where the assumptions leave no room for the published figures.
    """
    return _Solver(basis, assumed).design()


class _Solver:
    """Works out one share after the other; each is linear in the mean it is to give."""

    def __init__(self, basis: SupportBasis, assumed: SupportAssumptions) -> None:
        self.figures, self.rates, self.assumed = basis.figures, Rates.of(basis.worths), assumed
        self.used = basis.used / 100
        self.courses = courses_of(self.figures, assumed)
        self.countries = weights(len(self.figures.codes["countries"].values), assumed.country_skew)
        self.allowance = self._allowance()
        self.taken = self._mean_taken()

    def design(self) -> SupportDesign:
        """Every share, in an order in which each needs only those before it."""
        figures, assumed = self.figures, self.assumed
        reflection, extension = self._stay_lengths()
        self.child_in_extension = self._child_in_extension(extension)
        with_child = share_of(self.courses, self._child)
        adults = figures["adults"]
        elsewhere = (figures["children_with_guardian"] - figures["children_in_shelter"]) / adults
        full_days, recipients = self._full_days()
        return SupportDesign(
            courses=self.courses,
            countries=self.countries,
            allowance=self.allowance,
            child_in_extension=self.child_in_extension,
            child_otherwise=assumed.child_without_extension_share,
            shelter_next=next_share(
                "children of a household in a shelter", figures["children_in_shelter"] / adults / with_child
            ),
            elsewhere=self._first_child(elsewhere),
            at_home=self._first_child(figures["children_at_home"] / adults),
            apart=self._first_child(figures["children_apart"] / adults),
            staffing_in_reflection=self._staffing_in_reflection(reflection),
            reflection=reflection,
            first=self._first_lengths(),
            extension=extension,
            integration=self._integration_lengths(),
            full_days_share=implied("recipients with days at full rate", recipients),
            full_days_most_share=full_days,
            integration_after_stay=self._integration_after_stay(),
            item_start=self._item_start(),
            item_mean=figures["one_off_money"] / figures["one_off_number"],
            earlier_money=implied("money of the year before", 1 - self.used / figures["money"]),
        )

    def _stay_lengths(self) -> tuple[Lengths, Lengths]:
        """Lengths of reflection periods and of extensions, which are assumed."""
        assumed = self.assumed
        rest, more = self.rates.reflection.longest, self.rates.extension.longest
        return (
            Lengths(rest, assumed.reflection_short_share, assumed.reflection_shortest, rest - 1),
            Lengths(more, assumed.extension_short_share, assumed.extension_shortest, more - 1),
        )

    def _allowance(self) -> float:
        """Adults with the daily allowance: some asylum seekers and people with temporary protection."""
        codes, assumed = self.figures.codes["countries"].values, self.assumed
        covered = [1.0 if code == "UA" else 0.0 if code in UNION else assumed.asylum_share for code in codes]
        return float(np.dot(self.countries, covered)) * assumed.allowance_share

    def _mean_taken(self) -> float:
        """SEK a day that an allowance takes off on average."""
        single, shared, single_fed, shared_fed = (sek(less) for _, less in self.rates.extension.deductions)
        fed, together = self.assumed.food_included_share, self.assumed.shared_household_share
        alone = (1 - fed) * single + fed * single_fed
        return (1 - together) * alone + together * ((1 - fed) * shared + fed * shared_fed)

    def _child(self, course: Course) -> float:
        """The chance of a child in the shelter."""
        if course.extensions:
            return self.child_in_extension
        return self.assumed.child_without_extension_share if course.reflection or course.first else 0.0

    def _bare(self, worth: DayWorth, lengths: Lengths, staffing: float, delay: float = 0.0) -> float:
        """SEK of a mean period but for child supplement."""
        days = lengths.mean()
        staffed = sek(worth.staffing) * staffing * lengths.mean(part)
        return sek(worth.plain) * days + staffed - self.allowance * self.taken * (days - delay)

    def _child_days(self, lengths: Lengths) -> float:
        """Days with a child in a mean period of a household that has one in the shelter."""
        away = self.assumed.child_half_stay_share
        return (1 - away) * lengths.mean() + away * lengths.mean(half)

    def _full_days(self) -> tuple[float, float]:
        """Of those with days at full rate who has the most; of those with an extension who has any."""
        figures, rates = self.figures, self.rates
        days = figures["full_day_money"] / (sek(rates.full.plain) - sek(rates.extension.plain))
        people, fewest = figures["full_day_recipients"], figures["full_days_fewest"]
        extended = share_of(self.courses, lambda course: course.extensions > 0) * figures["adults"]
        most = implied("recipients with the most days at full rate", days / people - fewest)
        return most, people / extended

    def _child_in_extension(self, lengths: Lengths) -> float:
        figures, rates, assumed = self.figures, self.rates, self.assumed
        alone = figures["support_only_number"]
        given = 2 * rates.extension.longest / 7 * (1 - assumed.support_missed_share)
        periods = figures["in_depth_reduced_number"] - alone
        wanted = (
            figures["in_depth_reduced_money"]
            - alone * sek(rates.alone.plain) * given
            - figures["full_day_money"]
        )
        short = wanted / periods - self._bare(rates.extension, lengths, assumed.staffing_share)
        return implied(
            "children in extensions", short / (sek(rates.extension.child) * self._child_days(lengths))
        )

    def _staffing_in_reflection(self, lengths: Lengths) -> float:
        figures, worth = self.figures, self.rates.reflection
        number = share_of(self.courses, lambda course: course.reflection)
        child = share_of(self.courses, lambda course: self._child(course) * course.reflection) / number
        bare = self._bare(worth, lengths, 0.0, self.assumed.allowance_delay / 2)
        short = figures["reflection_money"] / figures["reflection_number"] - bare
        short -= child * sek(worth.child) * self._child_days(lengths)
        return implied(
            "reflection periods with extra staff", short / (sek(worth.staffing) * lengths.mean(part))
        )

    def _first_lengths(self) -> Lengths:
        """Lengths of first in-depth periods, with as many full ones as the money wants."""
        figures, worth, assumed = self.figures, self.rates.first, self.assumed
        low, high = assumed.first_shortest, assumed.first_short_longest
        if high < low:
            raise AssumptionError("first_short_longest", "no less than first_shortest")
        number = share_of(self.courses, lambda course: course.first)
        child = share_of(self.courses, lambda course: self._child(course) * course.first) / number
        wanted = figures["in_depth_full_money"] / figures["in_depth_full_number"]
        ends = []
        for short in (0.0, 1.0):
            lengths = Lengths(worth.longest, short, low, high)
            paid = self._bare(worth, lengths, assumed.staffing_share)
            ends.append(paid + child * sek(worth.child) * self._child_days(lengths))
        share = implied("first periods below the cap", (ends[0] - wanted) / (ends[0] - ends[1]))
        return Lengths(worth.longest, share, low, high)

    def _integration_lengths(self) -> Lengths:
        """Lengths asked for, whose mean is worth what was published, though no more than the cap is paid."""
        figures, worth, assumed = self.figures, self.rates.integration, self.assumed
        wanted = figures["integration_money"] / figures["integration_number"] / sek(worth.plain)
        short, low, cap = assumed.integration_short_share, assumed.integration_shortest, worth.longest
        below = short * (low + cap - 1) / 2 + (1 - short) * cap
        above = (cap + 1 + assumed.integration_longest) / 2 - cap
        long = implied("integration support asked for beyond the cap", (wanted - below) / above)
        implied("integration support at the cap", 1 - short - long)
        return Lengths(cap, short, low, cap - 1, long, assumed.integration_longest)

    def _integration_after_stay(self) -> float:
        staying = share_of(self.courses, lambda course: course.stays)
        wanted = self.figures["integration_number"] / self.figures["adults"]
        others = (1 - staying) * self.assumed.integration_without_stay_share
        return implied("integration support after a stay", (wanted - others) / staying)

    def _item_start(self) -> float:
        """Adults with further items, beside the one that those have who have nothing else."""
        without = share_of(self.courses, lambda course: not course.stays)
        sure = without * (1 - self.assumed.integration_without_stay_share)
        wanted = self.figures["one_off_number"] / self.figures["adults"] - sure
        return implied(
            "adults with further items", wanted / chain(self.assumed.next_item_share, MOST_ITEMS - 1)
        )

    def _first_child(self, mean: float) -> float:
        return implied(
            "adults with children elsewhere", mean / chain(self.assumed.next_child_share, MOST_CHILDREN)
        )


def sek(money: object) -> float:
    """A sum in SEK."""
    return int(money.minor) / 100  # type: ignore[attr-defined]


def chain_square(following: float, most: int) -> float:
    """The mean of the squared number, under the same chances as `chain`."""
    return float(sum((2 * number + 1) * following**number for number in range(most)))


def chain(following: float, most: int) -> float:
    """The mean number where there is one and, each time with the same chance, one more, up to `most`.

    >>> chain(0.5, 3)
    1.75
    """
    return float(sum(following**number for number in range(most)))


def next_share(name: str, mean: float) -> float:
    """The chance of one more that gives a mean number of up to three."""
    return implied(name, (np.sqrt(4 * mean - 3) - 1) / 2 if mean >= 0.75 else -1.0)


def weights(number: int, skewed: float) -> tuple[float, ...]:
    """Shares by place in a list: each place n weighs 1/n to the power of the skew."""
    raw = [1 / place**skewed for place in range(1, number + 1)]
    return tuple(each / sum(raw) for each in raw)
