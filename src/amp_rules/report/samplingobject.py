"""Plans, samples and evaluations as JSON: sums as text with two decimals, ratios exact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from amp_rules.audit.sampling import Evaluation, Layer, Materiality, Plan, Sample, Side, Stratum
from amp_rules.audit.sampling.stream import GENERATOR
from amp_rules.report.shapes import sampling as shapes
from amp_rules.terms import UNKNOWN, Money, Unknown

MATERIALITY_SCHEMA: Final = "amp-rules/sample-materiality/1"
PLAN_SCHEMA: Final = "amp-rules/sample-plan/1"
DRAW_SCHEMA: Final = "amp-rules/sample-draw/1"
EVALUATION_SCHEMA: Final = "amp-rules/sample-evaluation/1"


@dataclass(frozen=True, slots=True)
class Population:
    """What there is to draw from, by how an interval treats it."""

    below: Stratum
    certain: Stratum
    zero: Stratum
    negative: Stratum


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample with its plan, if there was one, and the list that it was drawn from.

    file: its name without folders. key: what names an item, 'row' or 'reference'.
    """

    sample: Sample
    plan: Plan | None
    file: str
    sha256: str
    key: str


def materiality_object(found: Materiality) -> shapes.Materiality:
    """What is material."""
    return {
        "schema": MATERIALITY_SCHEMA,
        "currency": found.basis.currency,
        "basis": str(found.basis),
        "overall": str(found.overall),
        "performance": str(found.performance),
        "trivial": str(found.trivial),
        "overall_share": exact(found.overall_share),
        "performance_share": exact(found.performance_share),
        "trivial_share": exact(found.trivial_share),
    }


def plan_object(plan: Plan, population: Population | None) -> shapes.SamplePlan:
    """A plan, with what its interval makes of the population."""
    return {
        "schema": PLAN_SCHEMA,
        "currency": plan.book.currency,
        "plan": _planned(plan),
        "population": None if population is None else _strata(population),
    }


def _planned(plan: Plan) -> shapes.Planned:
    return {
        "book": str(plan.book),
        "tolerable": str(plan.tolerable),
        "expected": str(plan.expected),
        "confidence": exact(plan.confidence),
        "sizing": plan.sizing.value,
        "factor": format(plan.factor, "f"),
        "size": plan.size,
        "interval": str(plan.interval),
    }


def _strata(strata: Population | Sample) -> shapes.Strata:
    return {
        "below": _stratum(strata.below),
        "certain": _stratum(strata.certain),
        "zero": _stratum(strata.zero),
        "negative": _stratum(strata.negative),
    }


def _stratum(stratum: Stratum) -> shapes.Stratum:
    return {"count": stratum.count, "book": str(stratum.book)}


def draw_object(drawn: Drawn) -> shapes.SampleDraw:
    """A sample, as it is kept for its evaluation."""
    sample = drawn.sample
    return {
        "schema": DRAW_SCHEMA,
        "generator": GENERATOR,
        "seed": sample.seed,
        "selection": sample.selection.value,
        "currency": sample.currency,
        "interval": str(sample.interval),
        "plan": None if drawn.plan is None else _planned(drawn.plan),
        "source": {"file": drawn.file, "sha256": drawn.sha256, "key": drawn.key},
        "population": _strata(sample),
        "units": sample.units,
        "picks": [
            {"key": pick.key, "book": str(pick.book), "units": pick.hits, "certain": pick.certain}
            for pick in sample.picks
        ],
    }


def evaluation_object(found: Evaluation) -> shapes.SampleEvaluation:
    """What a sample says, both ways."""
    sample = found.sample
    return {
        "schema": EVALUATION_SCHEMA,
        "currency": sample.currency,
        "tolerable": str(found.tolerable),
        "confidence": exact(found.confidence),
        "bound": found.bound.value,
        "factors": found.counting.value,
        "selection": sample.selection.value,
        "seed": sample.seed,
        "interval": str(sample.interval),
        "population": _strata(sample),
        "units": sample.units,
        "standing": found.standing.value,
        "net": str(found.net),
        "over": _side(found.over),
        "under": _side(found.under),
        "unresolved": list(found.unresolved),
        "beyond": list(found.beyond),
    }


def _side(side: Side) -> shapes.Side:
    return {
        "found": str(side.found),
        "certain": str(side.certain),
        "projected": str(side.projected),
        "most_likely": str(side.most_likely),
        "basic": str(side.basic),
        "incremental": str(side.incremental),
        "upper": _known(side.upper),
        "capped": side.capped,
        "standing": side.standing.value,
        "layers": [_layer(layer) for layer in side.layers],
    }


def _layer(layer: Layer) -> shapes.Layer:
    return {
        "key": layer.key,
        "book": str(layer.book),
        "audited": _known(layer.audited),
        "tainting": exact(layer.tainting),
        "projected": str(layer.projected),
        "added": str(layer.added),
    }


def _known(money: Money | Unknown) -> str | None:
    return None if money is UNKNOWN else str(money)


def exact(ratio: Fraction) -> str:
    """A ratio as a decimal where there is one, otherwise as a fraction.

    >>> exact(Fraction(19, 20)), exact(Fraction(1, 3))
    ('0.95', '1/3')
    """
    rest = ratio.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return format(Money(ratio * 100, "SEK").amount.normalize(), "f") if rest == 1 else str(ratio)
