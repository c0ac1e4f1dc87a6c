"""What should be drawn: published numbers per case with the exact variance of what is drawn for one case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from amp_rules.population.schema import CASES, PERSONS
from amp_rules.population.synthetic.basis import ReturnBasis, SupportBasis
from amp_rules.population.synthetic.courses import Course, share_of
from amp_rules.population.synthetic.returnassumptions import ReturnAssumptions
from amp_rules.population.synthetic.returncases import groups_of
from amp_rules.population.synthetic.supportassumptions import SupportAssumptions
from amp_rules.population.synthetic.supportdesign import (
    MOST_CHILDREN,
    MOST_ITEMS,
    SupportDesign,
    chain,
    chain_square,
)
from amp_rules.population.tables import Population

Count = Callable[[Population], int]
_FORM_FIGURES: Final = {
    "form_sexual": "sexual",
    "form_labour": "forced_labour",
    "form_several": "forced_labour sexual",
    "form_crime": "forced_crime",
}


@dataclass(frozen=True, slots=True)
class Target:
    """A published number, out of how many, and how to count it among what was drawn.

    mean, variance: of the number drawn for one case. facts: how many facts it is read from, each of which may
    have been left unknown; 0 where it is read from rows that are there.
    """

    figure: str
    of: str
    mean: float
    variance: float
    facts: int
    count: Count


def support_targets(
    basis: SupportBasis, assumed: SupportAssumptions, design: SupportDesign
) -> Iterator[Target]:
    """The published people and interventions of 2022, per adult."""
    figures, adults = basis.figures, basis.figures["adults"]

    def once(figure: str, facts: int, count: Count) -> Target:
        share = figures[figure] / adults
        return Target(figure, "adults", share, share * (1 - share), facts, count)

    yield once("men", 1, lambda drawn: _principals(drawn, "male"))
    yield once("women", 1, lambda drawn: _principals(drawn, "female"))
    for figure, forms in _FORM_FIGURES.items():
        yield once(figure, 1, _equal(CASES, "exploitation_forms", forms))
    yield from _children(basis, assumed, design)
    yield once("reflection_number", 0, _named("periods", "period_id", "reflection"))
    yield once("in_depth_full_number", 0, _named("periods", "period_id", "first"))
    reduced = Moments.of_courses(design.courses, lambda course: course.extensions + course.alone)
    count = _named("periods", "period_id", "extension-1", "extension-2", "alone")
    yield Target("in_depth_reduced_number", "adults", reduced.mean, reduced.variance, 0, count)
    yield once("support_only_number", 0, _named("periods", "period_id", "alone"))
    yield once("full_day_recipients", 0, lambda drawn: drawn.tables["full_rate"].num_rows)
    yield once("integration_number", 0, _named("periods", "period_id", "integration"))
    items = _items(assumed, design)
    yield Target(
        "one_off_number",
        "adults",
        items.mean,
        items.variance,
        False,
        lambda drawn: drawn.tables["items"].num_rows,
    )


def return_targets(basis: ReturnBasis, assumed: ReturnAssumptions) -> Iterator[Target]:
    """The published cases of 2013 and 2014, by sex, age and purpose."""
    figures, cases = basis.figures, basis.figures["cases"]
    for figure, sex, minor in (
        ("women", "female", False),
        ("girls", "female", True),
        ("men", "male", False),
        ("boys", "male", True),
    ):
        share = figures[figure] / cases
        yield Target(figure, "cases", share, share * (1 - share), 2, _of_sex_and_age(sex, minor))
    for group in groups_of(figures, assumed):
        if group.key in figures.figures and group.key != "women_sexual":
            count = _of_sex_and_age(group.sex, group.minor, group.forms)
            yield Target(group.key, "cases", group.share, group.share * (1 - group.share), 3, count)


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean and mean square of a number drawn for one case."""

    mean: float
    square: float

    @property
    def variance(self) -> float:
        """The variance."""
        return self.square - self.mean**2

    @classmethod
    def of_courses(cls, courses: tuple[Course, ...], number: Callable[[Course], float]) -> Moments:
        """Of a number that follows from the course."""
        return cls(share_of(courses, number), share_of(courses, lambda course: number(course) ** 2))

    @classmethod
    def of_chain(cls, start: float, following: float, most: int) -> Moments:
        """Of one and, each time with the same chance, one more."""
        return cls(start * chain(following, most), start * chain_square(following, most))

    def plus(self, other: Moments) -> Moments:
        """Of the sum with a number drawn independently."""
        square = self.square + 2 * self.mean * other.mean + other.square
        return Moments(self.mean + other.mean, square)

    def thinned(self, share: float) -> Moments:
        """Of those kept when each is kept with the same chance."""
        return Moments(self.mean * share, share**2 * self.square + share * (1 - share) * self.mean)


def _children(basis: SupportBasis, assumed: SupportAssumptions, design: SupportDesign) -> Iterator[Target]:
    more = assumed.next_child_share
    shelter = Moments.of_chain(
        share_of(design.courses, design.child_share), design.shelter_next, MOST_CHILDREN
    )
    here, home, apart = (
        Moments.of_chain(start, more, MOST_CHILDREN)
        for start in (design.elsewhere, design.at_home, design.apart)
    )
    together = shelter.plus(here)
    every = together.plus(home).plus(apart)
    exploited = basis.figures["children_directly_exploited"] / basis.figures["children"]
    for figure, moments, places in (
        ("children", every, ("shelter", "here", "home", "apart")),
        ("children_with_guardian", together, ("shelter", "here")),
        ("children_in_shelter", shelter, ("shelter",)),
        ("children_at_home", home, ("home",)),
        ("children_apart", apart, ("apart",)),
    ):
        yield Target(figure, "adults", moments.mean, moments.variance, 0, _placed(*places))
    thin = every.thinned(exploited)
    count = _equal(PERSONS, "directly_exploited", True)
    yield Target("children_directly_exploited", "adults", thin.mean, thin.variance, 1, count)


def _items(assumed: SupportAssumptions, design: SupportDesign) -> Moments:
    """One for those who have nothing else, and further ones for some."""
    nothing = share_of(design.courses, lambda course: not course.stays)
    sure = nothing * (1 - assumed.integration_without_stay_share)
    further = Moments.of_chain(design.item_start, assumed.next_item_share, MOST_ITEMS - 1)
    return Moments(sure, sure).plus(further)


def _named(table: str, column: str, *names: str) -> Count:
    return lambda drawn: _sum(pc.is_in(drawn.column(table, column), value_set=pa.array(names)))


def _equal(table: str, column: str, value: str | bool) -> Count:
    return lambda drawn: _sum(pc.equal(drawn.column(table, column), value))


def _placed(*places: str) -> Count:
    wanted = "^child-(" + "|".join(places) + ")-"
    return lambda drawn: _sum(pc.match_substring_regex(drawn.column(PERSONS, "person_id"), wanted))


def _principals(drawn: Population, sex: str) -> int:
    principal = pc.equal(drawn.column(PERSONS, "position"), 0)
    return _sum(pc.and_(principal, pc.equal(drawn.column(PERSONS, "sex"), sex)))


def _of_sex_and_age(sex: str, minor: bool, forms: str | None = None) -> Count:
    def count(drawn: Population) -> int:
        principal = pc.equal(drawn.column(PERSONS, "position"), 0)
        age = drawn.column(PERSONS, "age")
        of_age = pc.less(age, 18) if minor else pc.greater_equal(age, 18)
        wanted = pc.and_(principal, pc.and_(of_age, pc.equal(drawn.column(PERSONS, "sex"), sex)))
        if forms is None:
            return _sum(wanted)
        # the principals stand in the order of the cases
        chosen = pc.fill_null(wanted.filter(principal), False)
        return _sum(pc.and_(chosen, pc.equal(drawn.column(CASES, "exploitation_forms"), forms)))

    return count


def _sum(held: pa.ChunkedArray) -> int:
    return int(np.sum(pc.fill_null(held, False).to_numpy(zero_copy_only=False)))
