"""The recipients of the support programme: who they are, and which children they have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from amp_rules.population.synthetic.basis import SupportBasis
from amp_rules.population.synthetic.draft import Coded, Draft
from amp_rules.population.synthetic.draws import Bools, Draws, Floats, Ints
from amp_rules.population.synthetic.supportassumptions import SupportAssumptions
from amp_rules.population.synthetic.supportdesign import MOST_CHILDREN, UNION, SupportDesign
from amp_rules.rulebook.figures import Figures

FORMS: Final = ("sexual", "forced_labour", "forced_labour sexual", "forced_crime")
FORM_FIGURES: Final = ("form_sexual", "form_labour", "form_several", "form_crime")
PLACES: Final = ("shelter", "here", "home", "apart")
"""Where a child is: in the shelter, elsewhere with the recipient, in the home country, apart."""
STATUSES: Final = ("eu_right", "asylum_seeker", "temporary_protection", "residence_permit", "other")


@dataclass(frozen=True)
class Recipients:
    """The drawn recipients of some cases: arrays with one place for each case."""

    draws: Draws
    basis: SupportBasis
    assumed: SupportAssumptions
    design: SupportDesign

    @property
    def figures(self) -> Figures:
        """The published figures."""
        return self.basis.figures

    @cached_property
    def course(self) -> Ints:
        """Number of the course in the design."""
        return self.draws.choice("course", [course.share for course in self.design.courses])

    def of_course(self, name: str) -> Ints:
        """A field of each case's course, as a number."""
        values = [int(getattr(course, name)) for course in self.design.courses]
        return np.array(values, dtype=np.int64)[self.course]

    @cached_property
    def men(self) -> Bools:
        """Who is a man."""
        return self.draws.chance("men", self.figures["men"] / self.figures["adults"])

    @cached_property
    def form(self) -> Ints:
        """Number of the form in `FORMS`; men are sexually exploited as often as is assumed."""
        figures, men = self.figures, self.figures["men"] / self.figures["adults"]
        shares = np.array([figures[key] for key in FORM_FIGURES]) / sum(figures[key] for key in FORM_FIGURES)
        among_men = _led_by(self.assumed.men_sexual_share, shares)
        among_women = np.maximum((shares - men * among_men) / (1 - men), 0)
        drawn_men = self.draws.choice("form", list(among_men))
        return np.where(self.men, drawn_men, self.draws.choice("form", list(among_women)))

    @cached_property
    def age(self) -> Ints:
        """Age in years."""
        return self.draws.triangle(
            "age", self.assumed.age_lowest, self.assumed.age_usual, self.assumed.age_highest
        )

    @cached_property
    def country(self) -> Ints:
        """Number of the country in the published list."""
        return self.draws.choice("country", self.design.countries)

    @cached_property
    def status(self) -> Ints:
        """Number of the legal status in `STATUSES`."""
        codes = self.figures.codes["countries"].values
        asylum = self.draws.chance("asylum", self.assumed.asylum_share)
        permit = np.where(self.draws.chance("permit", self.assumed.permit_share), 3, 4)
        by_country = np.array(
            [2 if code == "UA" else 4 if code == "SE" else 0 if code in UNION else 9 for code in codes]
        )
        known = by_country[self.country]
        return np.where(known == 9, np.where(asylum, 1, permit), known)

    @cached_property
    def allowance(self) -> Bools:
        """Who has the daily allowance."""
        having = self.draws.chance("allowance", self.assumed.allowance_share)
        return having & np.isin(self.status, (1, 2))

    @cached_property
    def fed(self) -> Bools:
        """For whom food is included."""
        return self.draws.chance("fed", self.assumed.food_included_share)

    @cached_property
    def together(self) -> Bools:
        """Who shares a household."""
        return self.draws.chance("together", self.assumed.shared_household_share)

    @cached_property
    def in_shelter(self) -> Ints:
        """Children in the shelter."""
        stays = (self.of_course("reflection") + self.of_course("first")) > 0
        otherwise = np.where(stays, self.design.child_otherwise, 0.0)
        share = np.where(self.of_course("extensions") > 0, self.design.child_in_extension, otherwise)
        return self._chain("shelter", share, self.design.shelter_next)

    @cached_property
    def elsewhere(self) -> tuple[Ints, Ints, Ints]:
        """Children with the recipient in Sweden but not in the shelter, in the home country, and apart."""
        more, design = self.assumed.next_child_share, self.design
        return (
            self._chain("elsewhere", design.elsewhere, more),
            self._chain("home", design.at_home, more),
            self._chain("apart", design.apart, more),
        )

    def _chain(self, name: str, share: float | Floats, following: float) -> Ints:
        """None, or one and, each time with the same chance, one more."""
        there = self.draws.chance(name, share)
        number = there.astype(np.int64)
        for slot in range(1, MOST_CHILDREN):
            there = there & self.draws.chance(name, following, slot)
            number = number + there
        return number

    def child_age(self, slot: int) -> Ints:
        """Age of a child by its place."""
        return self.draws.whole("child.age", 0, self.assumed.child_age_highest, slot)

    @cached_property
    def child_allowance(self) -> Ints:
        """Ore a day for the children in the shelter: whole for the first ones, half for the others."""
        total, sums = np.zeros(self.draws.number, dtype=np.int64), self.basis.child_allowances
        for slot in range(MOST_CHILDREN):
            age = self.child_age(slot)
            older = np.where(age < sums.big_age, sums.middle, sums.big)
            figure = np.where(self.fed, sums.fed, np.where(age < sums.middle_age, sums.small, older))
            total += np.where(self.in_shelter > slot, figure // (1 if slot < sums.whole else 2), 0)
        return np.where(self.allowance, total, 0)

    def persons(self, draft: Draft) -> None:
        """The principal and every child, those in the shelter first."""
        draws, everyone = self.draws, np.ones(self.draws.number, dtype=np.bool_)
        draft.add(
            everyone,
            person_id="principal",
            age=self.age,
            sex=Coded(self.men.astype(np.int64), ("female", "male")),
            nationalities=Coded(self.country, self.figures.codes["countries"].values),
            pet=draws.chance("pet", self.assumed.pet_share),
            substance_use=False,
        )
        exploited = self.figures["children_directly_exploited"] / self.figures["children"]
        slot = 0
        for place, number in zip(PLACES, (self.in_shelter, *self.elsewhere), strict=True):
            for at in range(MOST_CHILDREN):
                draft.add(
                    number > at,
                    person_id=f"child-{place}-{at + 1}",
                    age=self.child_age(slot),
                    sex=Coded(
                        1 - draws.chance("girl", self.assumed.child_girl_share, slot), ("female", "male")
                    ),
                    relation="own",
                    in_sweden=place in ("shelter", "here"),
                    directly_exploited=draws.chance("child.exploited", exploited, slot),
                )
                slot += 1

    @property
    def children_in_sweden(self) -> Bools:
        """Who has a child in Sweden."""
        return (self.in_shelter > 0) | (self.elsewhere[0] > 0)


def _led_by(first: float, shares: Floats) -> Floats:
    """The first share as given, and the others as they stand to each other."""
    others = shares[1:]
    return np.concatenate([[first], others / others.sum() * (1 - first)])
