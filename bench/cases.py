"""Neutral cases for the reduced rules, and a seeded generator of them.

The reduced rules, the same for every peer:

*Eligibility*, nine facts, each true, false or unknown (None), in Kleene's logic: (trafficked or in
prostitution) and a foreign national and in Sweden and wants to return and informed and (no prior
participation or special circumstances) and an acceptable country.

*Funding*, one to four support periods, whole SEK:

- A reflection period: at most 30 days at 1200 a day. An in-depth period: at most 90 days; the first at
  1200, the second and third at 600, a fourth or later pays nothing at all.
- The cap counts calendar days from the period's own first day, also where that day lies before 2022.
- An allowance of 0, 24 or 71 a day is taken off the adult rate, never below 0; then 500 a day if any
  child came along and 200 a day for extra staffing.
- Days past the cap, or outside 2022, are unpaid. Eligibility does not gate funding: both are answered.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["reflection", "in_depth"]
Tri: TypeAlias = bool | None

Answer: TypeAlias = tuple[Tri, tuple[int, ...], int]
"""Eligible (None: unknown), SEK per period in case order, SEK in total."""

FACTS = (
    "trafficked",
    "in_prostitution",
    "foreign_national",
    "in_sweden",
    "wants_return",
    "informed",
    "prior_participation",
    "special_circumstances",
    "country_acceptable",
)
FAVOURABLE = {fact: fact != "prior_participation" for fact in FACTS}
ALLOWANCES = (0, 24, 71)


@dataclass(frozen=True, slots=True)
class Period:
    """One support period; both dates inclusive, allowance in SEK per day.

    `number` counts the in-depth periods so far in case order, from 1; a reflection period has 0.
    """

    kind: Kind
    number: int
    start: date
    end: date
    any_child: bool
    extra_staffing: bool
    allowance: int


@dataclass(frozen=True, slots=True)
class Case:
    """Nine facts, None where unknown, and one to four periods in order of time."""

    trafficked: Tri
    in_prostitution: Tri
    foreign_national: Tri
    in_sweden: Tri
    wants_return: Tri
    informed: Tri
    prior_participation: Tri
    special_circumstances: Tri
    country_acceptable: Tri
    periods: tuple[Period, ...]


def generate_cases(count: int, seed: int) -> list[Case]:
    """The same cases for the same seed, on any machine."""
    chance = random.Random(seed)
    return [_draw_case(chance) for _ in range(count)]


def _draw_case(chance: random.Random) -> Case:
    favourable, unknown = chance.choice([(0.98, 0.0), (0.9, 0.08), (0.7, 0.15), (0.34, 0.33)])
    facts = {fact: _draw_fact(chance, FAVOURABLE[fact], favourable, unknown) for fact in FACTS}
    return Case(**facts, periods=_draw_periods(chance))


def _draw_fact(chance: random.Random, wanted: bool, favourable: float, unknown: float) -> Tri:
    draw = chance.random()
    if draw < favourable:
        return wanted
    return None if draw < favourable + unknown else not wanted


def _draw_periods(chance: random.Random) -> tuple[Period, ...]:
    count = chance.randint(1, 4)
    opens_with_reflection = chance.random() < 0.6
    start = date(2021, 11, 15) + timedelta(days=chance.randrange(330))
    periods: list[Period] = []
    number = 0
    for index in range(count):
        reflects = opens_with_reflection if index == 0 else chance.random() < 0.1
        number += not reflects
        longest = 45 if reflects else 120
        end = start + timedelta(days=chance.randrange(longest))
        periods.append(
            Period(
                kind="reflection" if reflects else "in_depth",
                number=0 if reflects else number,
                start=start,
                end=end,
                any_child=chance.random() < 0.4,
                extra_staffing=chance.random() < 0.2,
                allowance=chance.choice(ALLOWANCES),
            )
        )
        start = end + timedelta(days=1 + chance.randrange(15))
    return tuple(periods)
