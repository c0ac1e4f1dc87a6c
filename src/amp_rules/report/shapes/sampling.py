"""What planning, drawing and evaluating a sample tells."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from amp_rules.audit.sampling import Bound, Counting, Selection, Sizing, Standing
from amp_rules.report.shapes.values import Count, Digest, Exact, Money, one_of

Currency = Annotated[str, one_of(("SEK", "USD"))]
Ratio = Annotated[Exact, Field(description="A ratio.")]
Factor = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+$", description="Units, rounded up.")]


class Materiality(TypedDict):
    """What is material, and the shares it comes from."""

    schema: Literal["amp-rules/sample-materiality/1"]
    currency: Currency
    basis: Money
    overall: Money
    performance: Money
    trivial: Money
    overall_share: Ratio
    performance_share: Annotated[Ratio, Field(description="Of overall materiality.")]
    trivial_share: Annotated[Ratio, Field(description="Of overall materiality.")]


class Planned(TypedDict):
    """The size of a sample and the figures behind it."""

    book: Annotated[Money, Field(description="What may be drawn: amounts above zero.")]
    tolerable: Money
    expected: Money
    confidence: Ratio
    sizing: Annotated[str, one_of(Sizing)]
    factor: Factor
    size: Annotated[int, Field(ge=1, description="Units to be drawn.")]
    interval: Money


class Stratum(TypedDict):
    """Items that are treated alike."""

    count: Count
    book: Money


class Strata(TypedDict):
    """Every item of the population is in one of them."""

    below: Annotated[Stratum, Field(description="Under the interval: sampled.")]
    certain: Annotated[Stratum, Field(description="At or above the interval: all taken.")]
    zero: Annotated[Stratum, Field(description="No unit to draw.")]
    negative: Annotated[Stratum, Field(description="No unit to draw.")]


class SamplePlan(TypedDict):
    """A sample that has been planned."""

    schema: Literal["amp-rules/sample-plan/1"]
    currency: Currency
    plan: Planned
    population: Annotated[Strata | None, Field(description="null where only a total was given.")]


class Source(TypedDict):
    """The list that was drawn from."""

    file: Annotated[str, Field(description="Its name without folders.")]
    sha256: Digest
    key: Annotated[str, one_of(("row", "reference"))]


class Pick(TypedDict):
    """An item drawn."""

    key: str
    book: Money
    units: Annotated[int, Field(ge=1, description="Units of it that were drawn.")]
    certain: bool


class SampleDraw(TypedDict):
    """A sample that has been drawn, with all that is needed to draw it again and to evaluate it."""

    schema: Literal["amp-rules/sample-draw/1"]
    generator: Literal["amp-rules/sampling/1"]
    seed: Annotated[str, Field(min_length=1)]
    selection: Annotated[str, one_of(Selection)]
    currency: Currency
    interval: Money
    plan: Annotated[Planned | None, Field(description="null where the interval was given.")]
    source: Source
    population: Strata
    units: Annotated[Count, Field(description="Units drawn below the interval.")]
    picks: list[Pick]


class Layer(TypedDict):
    """One misstated unit below the interval."""

    key: str
    book: Money
    audited: Annotated[Money | None, Field(description="null where it is unknown.")]
    tainting: Annotated[Exact, Field(description="Share of the book value that is misstated.")]
    projected: Money
    added: Annotated[Money, Field(description="To the upper limit.")]


class Side(TypedDict):
    """Misstatement in one direction."""

    found: Annotated[Money, Field(description="In items below the interval, as it is.")]
    certain: Annotated[Money, Field(description="In items taken with certainty, as it is.")]
    projected: Money
    most_likely: Money
    basic: Annotated[Money, Field(description="Basic precision.")]
    incremental: Annotated[Money, Field(description="Incremental allowance.")]
    upper: Annotated[Money | None, Field(description="null where it is unknown.")]
    capped: Annotated[bool, Field(description="Held to the book value below the interval.")]
    standing: Annotated[str, one_of(Standing)]
    layers: list[Layer]


class SampleEvaluation(TypedDict):
    """What a sample says of its population."""

    schema: Literal["amp-rules/sample-evaluation/1"]
    currency: Currency
    tolerable: Money
    confidence: Ratio
    bound: Annotated[str, one_of(Bound)]
    factors: Annotated[str, one_of(Counting)]
    selection: Annotated[str, one_of(Selection)]
    seed: str
    interval: Money
    population: Strata
    units: Count
    standing: Annotated[str, one_of(Standing)]
    net: Annotated[Money, Field(description="Most likely overpayment less most likely underpayment.")]
    over: Side
    under: Side
    unresolved: Annotated[list[str], Field(description="Keys of items whose audited amount is unknown.")]
    beyond: Annotated[list[str], Field(description="Keys of items misstated by more than their book value.")]
