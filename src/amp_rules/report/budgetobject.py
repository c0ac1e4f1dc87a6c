"""Simulated years as one JSON object: money as text, shares as ratios, days as dates."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np

from amp_rules.report.budgetwords import BudgetWords
from amp_rules.report.shapes import budget as shapes
from amp_rules.report.words import report_words
from amp_rules.terms import Money
from amp_rules.whatif.budget import Assumptions, Mean, Policy, Pool, Quantile, Share, Side, Simulation, Spread
from amp_rules.whatif.budget.summary import (
    MONEY,
    Difference,
    KindSummary,
    Measure,
    SideSummary,
    day_of,
    summarise,
)

BUDGET_SCHEMA: Final = "amp-rules/budget/1"


def budget_object(simulation: Simulation, language: str = "en") -> shapes.Budget:
    """What a simulation found, with every assumption; means of counts are rounded to hundredths.

    A day on which money ran out is null where it never does, a band's end where there are too few years.
    """
    summary = summarise(simulation)
    told = BudgetWords(report_words(language))
    sides = [summary.baseline, *([summary.reform] if summary.reform else [])]
    return {
        "schema": BUDGET_SCHEMA,
        "language": language,
        "title": simulation.title.in_language(language),
        "first": simulation.first.isoformat(),
        "last": simulation.last.isoformat(),
        "numpy": np.__version__,
        "assumptions": _assumptions(simulation.assumptions),
        "policy": _policy(simulation.policy),
        "granted": [{"text": text, "why": why} for text, why in told.granted(simulation)],
        "pool": _pool(simulation.pool),
        "sides": [
            _side(simulation, name, found, side)
            for name, found, side in zip(("baseline", "reform"), sides, simulation.sides, strict=False)
        ],
        "differences": [_difference(each) for each in summary.differences],
    }


def _assumptions(assumed: Assumptions) -> shapes.Assumptions:
    return {
        "years": assumed.years,
        "seed": assumed.seed,
        "persons": assumed.persons,
        "season": list(assumed.season),
        "carried_days": assumed.carried_days,
        "stays_per_day": assumed.stays_per_day,
        "confidence": assumed.confidence,
    }


def _pool(pool: Pool) -> shapes.Pool:
    return {"persons": pool.persons, "stays": pool.stays, "left_out": pool.left_out}


def _policy(policy: Policy) -> shapes.Policy:
    return {
        "ranks": [[kind.value for kind in rank] for rank in policy.ranks],
        "passing": policy.passing,
        "shorten": policy.shorten,
        "wait_days": policy.wait_days,
        "reserve": str(policy.reserve),
    }


def _side(simulation: Simulation, name: str, found: SideSummary, side: Side) -> shapes.Side:
    def spread(measure: Measure) -> shapes.Spread:
        return _spread(found.measures[measure], measure)

    return {
        "side": name,
        "rules": found.rules,
        "digest": found.digest,
        "budget": str(found.budget),
        "measures": {
            "spent": spread(Measure.SPENT),
            "short": spread(Measure.SHORT),
            "refused_days": spread(Measure.REFUSED_DAYS),
            "turned_away": spread(Measure.TURNED_AWAY),
            "waiting_days": spread(Measure.WAITING_DAYS),
            "most_waiting": spread(Measure.MOST_WAITING),
            "persons": spread(Measure.PERSONS),
        },
        "runs_out": _share(found.runs_out),
        "ran_out": _ran_out(simulation, found.ran_out),
        "kinds": [_kind(each) for each in found.kinds],
        "by_day": _by_day(side),
    }


def _ran_out(simulation: Simulation, spread: Spread) -> shapes.RanOut:
    return {
        "least": _day(simulation, spread.least),
        "most": _day(simulation, spread.most),
        "quantiles": [
            {
                "share": float(each.share),
                "value": _day(simulation, each.value),
                "low": _day(simulation, each.low),
                "high": _day(simulation, each.high),
            }
            for each in spread.quantiles
        ],
    }


def _by_day(side: Side) -> shapes.ByDay:
    """Means over the years for every day of the year."""
    committed = np.cumsum(side.years.by_day, axis=1).sum(axis=0).tolist()
    number = len(side.years)
    return {
        "committed": [str(Money(round(Fraction(each, number)), "SEK")) for each in committed],
        "waiting": [round(each, 4) for each in side.years.waiting.mean(axis=0).tolist()],
    }


def _day(simulation: Simulation, number: int | None) -> str | None:
    found = None if number is None else day_of(simulation, number)
    return None if found is None else found.isoformat()


def _number(number: int | Fraction, measure: Measure) -> str | int | float:
    if measure in MONEY:
        return str(Money(round(number), "SEK"))
    return number if isinstance(number, int) else float(round(number, 2))


def _mean(mean: Mean, measure: Measure) -> shapes.Mean:
    return {
        "value": _number(mean.value, measure),
        "low": _number(mean.low, measure),
        "high": _number(mean.high, measure),
    }


def _spread(spread: Spread, measure: Measure) -> shapes.Spread:
    return {
        "mean": _mean(spread.mean, measure),
        "least": _number(spread.least, measure),
        "most": _number(spread.most, measure),
        "quantiles": [_quantile(each, measure) for each in spread.quantiles],
    }


def _quantile(each: Quantile, measure: Measure) -> shapes.Quantile:
    return {
        "share": float(each.share),
        "value": _number(each.value, measure),
        "low": None if each.low is None else _number(each.low, measure),
        "high": None if each.high is None else _number(each.high, measure),
    }


def _share(share: Share) -> shapes.Share:
    return {"value": round(share.value, 6), "low": round(share.low, 6), "high": round(share.high, 6)}


def _kind(each: KindSummary) -> shapes.KindSummary:
    return {
        "kind": each.kind.value,
        "spent": _mean(each.spent, Measure.SPENT),
        "asked_days": _mean(each.asked_days, Measure.REFUSED_DAYS),
        "refused_days": _mean(each.refused_days, Measure.REFUSED_DAYS),
        "turned_away": _mean(each.turned_away, Measure.TURNED_AWAY),
    }


def _difference(each: Difference) -> shapes.Difference:
    return {
        "measure": each.measure.value,
        "mean": _mean(each.mean, each.measure),
        "spread": _spread(each.spread, each.measure),
        "narrowed": None if each.narrowed is None else round(each.narrowed, 2),
        "lower": _share(each.lower),
        "higher": _share(each.higher),
    }
