"""Simulated years as one JSON object: money as text, shares as ratios, days as dates."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import Any, Final

import numpy as np

from amp_rules.report.budgetwords import BudgetWords
from amp_rules.report.words import report_words
from amp_rules.terms import Money
from amp_rules.whatif.budget import Assumptions, Mean, Policy, Quantile, Share, Side, Simulation, Spread
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

Object = dict[str, Any]


def budget_object(simulation: Simulation, language: str = "en") -> Object:
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
        "pool": {name.name: getattr(simulation.pool, name.name) for name in fields(simulation.pool)},
        "sides": [
            {"side": name, **_side(simulation, found, side)}
            for name, found, side in zip(("baseline", "reform"), sides, simulation.sides, strict=False)
        ],
        "differences": [_difference(each) for each in summary.differences],
    }


def _assumptions(assumed: Assumptions) -> Object:
    found = {each.name: getattr(assumed, each.name) for each in fields(assumed)}
    return {**found, "season": list(assumed.season)}


def _policy(policy: Policy) -> Object:
    return {
        "ranks": [[kind.value for kind in rank] for rank in policy.ranks],
        "passing": policy.passing,
        "shorten": policy.shorten,
        "wait_days": policy.wait_days,
        "reserve": str(policy.reserve),
    }


def _side(simulation: Simulation, found: SideSummary, side: Side) -> Object:
    ran_out = {
        name: _day(simulation, number)
        for name, number in (("least", found.ran_out.least), ("most", found.ran_out.most))
    }
    return {
        "rules": found.rules,
        "digest": found.digest,
        "budget": str(found.budget),
        "measures": {name.value: _spread(spread, name) for name, spread in found.measures.items()},
        "runs_out": _share(found.runs_out),
        "ran_out": {
            **ran_out,
            "quantiles": [
                {
                    "share": float(each.share),
                    **{name: _day(simulation, getattr(each, name)) for name in ("value", "low", "high")},
                }
                for each in found.ran_out.quantiles
            ],
        },
        "kinds": [_kind(each) for each in found.kinds],
        "by_day": _by_day(side),
    }


def _by_day(side: Side) -> Object:
    """Means over the years for every day of the year."""
    committed = np.cumsum(side.years.by_day, axis=1).sum(axis=0).tolist()
    number = len(side.years)
    return {
        "committed": [_number(Fraction(each, number), Measure.SPENT) for each in committed],
        "waiting": [round(each, 4) for each in side.years.waiting.mean(axis=0).tolist()],
    }


def _day(simulation: Simulation, number: int | None) -> str | None:
    found = None if number is None else day_of(simulation, number)
    return None if found is None else found.isoformat()


def _number(number: int | Fraction | None, measure: Measure) -> str | int | float | None:
    if number is None:
        return None
    if measure in MONEY:
        return str(Money(round(number), "SEK"))
    return number if isinstance(number, int) else float(round(number, 2))


def _mean(mean: Mean, measure: Measure) -> Object:
    return {name: _number(getattr(mean, name), measure) for name in ("value", "low", "high")}


def _spread(spread: Spread, measure: Measure) -> Object:
    return {
        "mean": _mean(spread.mean, measure),
        "least": _number(spread.least, measure),
        "most": _number(spread.most, measure),
        "quantiles": [_quantile(each, measure) for each in spread.quantiles],
    }


def _quantile(each: Quantile, measure: Measure) -> Object:
    return {
        "share": float(each.share),
        **{name: _number(getattr(each, name), measure) for name in ("value", "low", "high")},
    }


def _share(share: Share) -> Object:
    return {name: round(getattr(share, name), 6) for name in ("value", "low", "high")}


def _kind(each: KindSummary) -> Object:
    return {
        "kind": each.kind.value,
        "spent": _mean(each.spent, Measure.SPENT),
        "asked_days": _mean(each.asked_days, Measure.REFUSED_DAYS),
        "refused_days": _mean(each.refused_days, Measure.REFUSED_DAYS),
        "turned_away": _mean(each.turned_away, Measure.TURNED_AWAY),
    }


def _difference(each: Difference) -> Object:
    return {
        "measure": each.measure.value,
        "mean": _mean(each.mean, each.measure),
        "spread": _spread(each.spread, each.measure),
        "narrowed": None if each.narrowed is None else round(each.narrowed, 2),
        "lower": _share(each.lower),
        "higher": _share(each.higher),
    }
