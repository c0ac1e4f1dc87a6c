"""What other rules do to a population, as charts."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Final

from amp_rules.report.charts.records import (
    Axis,
    Changes,
    Curve,
    Frame,
    HeatMap,
    Limit,
    Part,
    Ranked,
    RankedRow,
    Waterfall,
)
from amp_rules.report.charts.records import Sweep as SweepChart
from amp_rules.report.comparisonwords import ComparisonWords
from amp_rules.whatif import (
    AmbiguityEffect,
    AmountShift,
    Attribution,
    Comparison,
    Sensitivity,
    Sweep,
    SweptParameter,
)
from amp_rules.whatif.amounts import Exact

MOST_BARS: Final = 14
MOST_ROWS: Final = 20


def gains_chart(comparison: Comparison, language: str) -> Changes | None:
    """How many cases lose and gain how much of the total; None where nothing is known to move."""
    total = comparison.total
    if total is None or total.shift.same == total.shift.cases:
        return None
    told = ComparisonWords.of(language)
    edges, counts = _binned(comparison, total)
    return Changes(
        Frame(
            told.say("comparison.gains_title"),
            told.say("comparison.gains_note", cases=told.number(total.shift.cases)),
            told.say(
                "comparison.gains_alt",
                losers=told.number(total.shift.losers),
                gainers=told.number(total.shift.gainers),
                same=told.number(total.shift.same),
            ),
        ),
        Axis(told.say("comparison.per_case", unit=told.unit(total.goal.unit)), told.scale(total.goal.unit)),
        edges,
        counts,
        total.shift.same,
        (told.say("comparison.lose"), told.say("comparison.stay"), told.say("comparison.gain")),
        told.say("comparison.cases"),
    )


def _binned(comparison: Comparison, total: AmountShift) -> tuple[tuple[Fraction, ...], tuple[int, ...]]:
    """Edges a round number apart, 0 among them, and how many cases lie between each two."""
    amounts = comparison.between.amounts(total.goal)
    exact: Exact = amounts.more.where(amounts.both)
    found = Counter(Fraction(int(count), exact.parts) for count in exact.counts.tolist() if count)
    low, high = min([Fraction(0), *found]), max([Fraction(0), *found])
    step = _step((high - low) / MOST_BARS, 100 if total.goal.unit in ("SEK", "USD") else 1)
    first, last = low // step, -(-high // step)
    counts: Counter[int] = Counter()
    for value, number in found.items():
        counts[-(-value // step) - 1 if value > 0 else value // step] += number
    places = range(first, max(last, first + 1))
    return tuple(step * at for at in (*places, places.stop)), tuple(counts[at] for at in places)


def _step(least: Fraction, whole: int) -> Fraction:
    """The smallest of 1, 2, 5, 10, 20 ... wholes that is not below."""
    step = Fraction(whole)
    while True:
        for times in (1, 2, 5):
            if step * times >= least:
                return step * times
        step *= 10


def attribution_chart(attribution: Attribution, then: Fraction, language: str) -> Waterfall:
    """From the total of the old rules to that of the new, change by change."""
    told = ComparisonWords.of(language)
    unit = attribution.goal.unit
    parts = [Part(part.name, part.share) for part in attribution.parts]
    if attribution.unsplit:
        parts.append(Part(told.say("comparison.unsplit"), attribution.unsplit))
    spoken = told.words.every(f"{part.name}: {told.amount(Fraction(part.amount), unit)}" for part in parts)
    return Waterfall(
        Frame(
            told.say("comparison.attribution_title"),
            told.say("comparison.attribution_note", cases=told.number(attribution.split)),
            told.say("comparison.attribution_alt", parts=spoken),
        ),
        Axis(told.titled(attribution.goal), told.scale(unit)),
        Part(told.say("comparison.then"), then),
        tuple(parts),
        Part(told.say("comparison.now"), then + attribution.whole),
    )


def sensitivity_chart(sensitivity: Sensitivity, language: str) -> Ranked | None:
    """The least and the most that another reading adds to the total; None where no money hangs on any."""
    moving = [(each, _ends(each)) for each in sensitivity.ambiguities if any(_ends(each))]
    if sensitivity.total is None or not moving:
        return None
    told = ComparisonWords.of(language)
    unit = sensitivity.total.unit
    rows = tuple(
        RankedRow(
            each.interpretation,
            ends if all(ends) else (sum(ends, Fraction(0)),),
            told.words.of(each.question),
        )
        for each, ends in moving[:MOST_ROWS]
    )
    first = max(rows, key=lambda row: row.reach)
    return Ranked(
        Frame(
            told.say("comparison.sensitivity_title"),
            told.say("comparison.sensitivity_note", cases=told.number(sensitivity.cases)),
            told.say("comparison.sensitivity_alt", first=first.name, count=told.number(len(moving))),
        ),
        Axis(told.say("comparison.difference_of", what=told.titled(sensitivity.total)), told.scale(unit)),
        rows,
    )


def _ends(ambiguity: AmbiguityEffect) -> tuple[Fraction, Fraction]:
    """The least and the most that any of its readings adds, the one in force among them."""
    return min(Fraction(0), ambiguity.lowest), max(Fraction(0), ambiguity.highest)


def sweep_chart(sweep: Sweep, language: str) -> SweepChart | HeatMap | None:
    """The total over one parameter as a curve, over two as cells; None where the rules publish no money."""
    if sweep.total is None or any(point.total is None for point in sweep.points):
        return None
    told = ComparisonWords.of(language)
    axes = [Axis(told.parameter(each), told.scale_of(each.unit)) for each in sweep.parameters]
    values = [tuple(_number(value, each) for value in each.values) for each in sweep.parameters]
    scale = Axis(told.titled(sweep.total), told.scale(sweep.total.unit))
    names = told.words.every(told.words.of(each.title) for each in sweep.parameters)
    frame = Frame(
        told.say("comparison.sweep_title", what=told.words.of(sweep.total.title)),
        told.say("comparison.sweep_note", cases=told.number(sweep.cases)),
        told.say("comparison.sweep_alt", what=told.words.of(sweep.total.title), over=names),
    )
    totals = [point.total or Fraction(0) for point in sweep.points]
    if len(axes) == 1:
        (parameter,) = sweep.parameters
        now = Limit(
            told.say("comparison.in_force", value=parameter.in_force), _number(parameter.in_force, parameter)
        )
        curve = Curve(told.words.of(sweep.total.title), tuple(totals))
        return SweepChart(frame, axes[0], scale, values[0], (curve,), now)
    long = len(values[1])
    cells = tuple(tuple(totals[across * long + up] for across in range(len(values[0]))) for up in range(long))
    places = [divmod(number, long) for number, point in enumerate(sweep.points) if point.in_force]
    return HeatMap(frame, axes[0], axes[1], values[0], values[1], cells, scale, places[0] if places else None)


def _number(text: str, parameter: SweptParameter) -> Fraction:
    """A value as it is written in rule files, in minor units where it is money."""
    return Fraction(text) * (100 if ComparisonWords.scale_of(parameter.unit) == "money" else 1)
