"""What simulated years tell."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from amp_rules.report.shapes.values import Count, Day, Digest, Language, Money, Ratio, one_of

Kind = Annotated[
    str,
    one_of(("reflection", "first_in_depth", "extension", "support_only", "integration", "one_off")),
]
Number = Money | int | float
"""Money as text; a count as a number, means of counts rounded to hundredths."""


class Assumptions(TypedDict):
    """How many come and when, how much is simulated, and how sure the bands are."""

    years: Annotated[int, Field(ge=2)]
    seed: Count
    persons: Annotated[Count, Field(description="Expected number who come in the year.")]
    season: Annotated[list[Count], Field(min_length=12, max_length=12, description="Weights of the months.")]
    carried_days: Count
    stays_per_day: Annotated[int, Field(ge=1)]
    confidence: Annotated[float, Field(ge=0.5, lt=1, description="Of every band.")]


class Policy(TypedDict):
    """Who is served first, and what happens when the money left does not cover what is asked for."""

    ranks: Annotated[list[list[Kind]], Field(description="Kinds served alike, an earlier rank first.")]
    passing: Annotated[str, one_of(("all", "ranks", "none"))]
    shorten: bool
    wait_days: Count
    reserve: Money


class Granted(TypedDict):
    """Something taken for granted, and why or what follows from it."""

    text: str
    why: str


class Pool(TypedDict):
    """The stays that the years draw from."""

    persons: Count
    stays: Count
    left_out: Annotated[Count, Field(description="Stays that the rules leave open.")]


class Mean(TypedDict):
    """A mean over the years with its band."""

    value: Number
    low: Number
    high: Number


class Quantile(TypedDict):
    """What a share of the years stay at or below, with its band; null where there are too few years."""

    share: Ratio
    value: Number
    low: Number | None
    high: Number | None


class Spread(TypedDict):
    """How a number is spread over the years."""

    mean: Mean
    least: Number
    most: Number
    quantiles: list[Quantile]


class Share(TypedDict):
    """A share of the years with its band."""

    value: Ratio
    low: Ratio
    high: Ratio


class DayQuantile(TypedDict):
    """The day by which the money has run out in a share of the years; null is never, or too few years."""

    share: Ratio
    value: Day | None
    low: Day | None
    high: Day | None


class RanOut(TypedDict):
    """When the money ran out; null where it never does."""

    least: Day | None
    most: Day | None
    quantiles: list[DayQuantile]


class KindSummary(TypedDict):
    """Means over the years for one kind of request."""

    kind: Kind
    spent: Mean
    asked_days: Mean
    refused_days: Mean
    turned_away: Mean


class ByDay(TypedDict):
    """Means over the years for every day of the year."""

    committed: list[Money]
    waiting: list[float]


class Measures(TypedDict):
    """Each number of a year."""

    spent: Annotated[Spread, Field(description="Granted.")]
    short: Annotated[Spread, Field(description="Asked for and not granted.")]
    refused_days: Annotated[Spread, Field(description="Days refused for lack of money.")]
    turned_away: Annotated[Spread, Field(description="Requests of which nothing was granted.")]
    waiting_days: Annotated[Spread, Field(description="Days waited, over all persons.")]
    most_waiting: Annotated[Spread, Field(description="Persons on the day when most waited.")]
    persons: Annotated[Spread, Field(description="Who came.")]


class Side(TypedDict):
    """The years under one set of rules."""

    side: Annotated[str, one_of(("baseline", "reform"))]
    rules: str
    digest: Digest
    budget: Money
    measures: Measures
    runs_out: Annotated[Share, Field(description="Of years in which some request was not granted in full.")]
    ran_out: RanOut
    kinds: list[KindSummary]
    by_day: ByDay


class Difference(TypedDict):
    """Reform less baseline, year by year with the same persons."""

    measure: Annotated[
        str, one_of(("spent", "short", "refused_days", "turned_away", "waiting_days", "most_waiting"))
    ]
    mean: Mean
    spread: Spread
    narrowed: Annotated[
        float | None, Field(description="How many times wider the band would be with other persons.")
    ]
    lower: Share
    higher: Share


class Budget(TypedDict):
    """Years of the programme under its fixed sum."""

    schema: Literal["amp-rules/budget/1"]
    language: Language
    title: str
    first: Day
    last: Day
    numpy: Annotated[str, Field(description="The version of numpy that drew the years.")]
    assumptions: Assumptions
    policy: Policy
    granted: list[Granted]
    pool: Pool
    sides: Annotated[list[Side], Field(min_length=1, max_length=2)]
    differences: list[Difference]
