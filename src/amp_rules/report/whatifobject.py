"""Comparisons, attributions, sensitivities and sweeps as JSON objects, amounts as text."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final, overload

from amp_rules.plan import Plan
from amp_rules.report.casefilediffobject import changes_listed, line_object
from amp_rules.report.shapes import comparison as shapes
from amp_rules.report.shapes.adjustment import Difference
from amp_rules.rulebook.reform import Reform
from amp_rules.terms import Money
from amp_rules.whatif import (
    AmbiguityEffect,
    AmountShift,
    Attribution,
    BothWays,
    CaseShift,
    Comparison,
    Goal,
    GroupShift,
    Move,
    Moves,
    Point,
    ReadingEffect,
    Sensitivity,
    Shift,
    Spread,
    Sweep,
)

WHATIF_SCHEMA: Final = "amp-rules/whatif/1"
SENSITIVITY_SCHEMA: Final = "amp-rules/sensitivity/1"
SWEEP_SCHEMA: Final = "amp-rules/sweep/1"


def whatif_object(
    comparison: Comparison,
    language: str = "en",
    attribution: Attribution | None = None,
    cases: Iterable[BothWays] = (),
) -> shapes.Whatif:
    """What a reform does to a population; cases: those to be told line by line."""
    found: shapes.Whatif = {
        "schema": WHATIF_SCHEMA,
        "language": language,
        "then": _rules(comparison.then.plan),
        "now": _rules(comparison.now.plan),
        "reform": None if comparison.reform is None else _reform(comparison.reform, language),
        "cases": comparison.cases,
        "undecided": comparison.undecided,
        "changed": comparison.changed,
        "answers": [_moves(each, language) for each in comparison.moves],
        "amounts": [_amount(each, language) for each in comparison.amounts],
        "groups": [
            {"by": groups.name, "groups": [_group(each, comparison) for each in groups.groups]}
            for groups in comparison.groups
        ],
        "most": [_most(each, _unit(comparison), attribution) for each in comparison.most],
    }
    if attribution is not None:
        found["attribution"] = _attribution(attribution, language)
    listed = [_case(each, language) for each in cases]
    if listed:
        found["explained"] = listed
    return found


def sensitivity_object(found: Sensitivity, language: str = "en") -> shapes.Sensitivity:
    """What hangs on each reading, that with most money first."""
    unit = "" if found.total is None else found.total.unit
    return {
        "schema": SENSITIVITY_SCHEMA,
        "language": language,
        "rules": found.rulebook,
        "cases": found.cases,
        "total": None if found.total is None else _goal(found.total, language),
        "runs": found.runs,
        "ambiguities": [_ambiguity(each, unit, language) for each in found.ambiguities],
    }


def sweep_object(found: Sweep, language: str = "en") -> shapes.Sweep:
    """What comes of each value."""
    unit = "" if found.total is None else found.total.unit
    return {
        "schema": SWEEP_SCHEMA,
        "language": language,
        "rules": found.rulebook,
        "cases": found.cases,
        "total": None if found.total is None else _goal(found.total, language),
        "common": found.common,
        "runs": found.runs,
        "parameters": [
            {
                "name": each.name,
                "title": each.title.in_language(language),
                "unit": each.unit,
                "in_force": each.in_force,
            }
            for each in found.parameters
        ],
        "points": [_point(each, unit) for each in found.points],
    }


@overload
def exact(value: Fraction, unit: str) -> str: ...
@overload
def exact(value: Fraction | None, unit: str) -> str | None: ...
def exact(value: Fraction | None, unit: str) -> str | None:
    """An amount as text, money in kronor or dollars: a decimal where there is one, else a fraction.

    >>> exact(Fraction(12345), "SEK"), exact(Fraction(100, 3), "SEK"), exact(Fraction(45), "day")
    ('123.45', '1/3', '45')
    """
    if value is None:
        return None
    money = unit.partition("/")[0] in ("SEK", "USD")
    amount = value / 100 if money else value
    rest, twos, fives = amount.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return str(amount)
    places = max(twos, fives, 2 if money else 0)
    return format(Decimal(amount.numerator * 10**places // amount.denominator).scaleb(-places), "f")


def _rules(plan: Plan) -> shapes.Rules:
    return {"name": plan.name, "digest": plan.digest, "readings": dict(plan.readings)}


def _reform(reform: Reform, language: str) -> shapes.ReformTold:
    return {
        "id": reform.id,
        "title": reform.title.in_language(language),
        "of": reform.of,
        "changes": [
            {"id": each.id, "why": each.why.in_language(language), "needs": list(each.needs)}
            for each in reform.changes
        ],
    }


def _goal(goal: Goal, language: str) -> shapes.Goal:
    return {
        "name": goal.name,
        "title": goal.title.in_language(language),
        "about": goal.about,
        "kind": goal.kind,
        "unit": goal.unit or None,
    }


def _listed(moves: Iterable[Move]) -> list[shapes.Move]:
    return [{"then": each.then, "now": each.now, "count": each.count} for each in moves]


def _moves(moves: Moves, language: str) -> shapes.Moves:
    return {**_goal(moves.goal, language), "moves": _listed(moves.moves)}


def _amount(each: AmountShift, language: str) -> shapes.AmountShift:
    unit = each.goal.unit
    return {
        **_goal(each.goal, language),
        "then": _spread(each.then, unit),
        "now": _spread(each.now, unit),
        "difference": _spread(each.difference, unit),
        "shift": _moved(each.shift, unit),
        "apart": _listed(each.apart),
    }


def _spread(spread: Spread, unit: str) -> shapes.Spread:
    return {
        "cases": spread.cases,
        "total": exact(spread.total, unit),
        "mean": exact(spread.mean, unit),
        "quantiles": {str(each.percent): exact(each.value, unit) for each in spread.quantiles},
    }


def _shift(shift: Shift | None, unit: str) -> shapes.Shift | None:
    return None if shift is None else _moved(shift, unit)


def _moved(shift: Shift, unit: str) -> shapes.Shift:
    return {
        "cases": shift.cases,
        "gainers": shift.gainers,
        "losers": shift.losers,
        "same": shift.same,
        "gained": exact(shift.gained, unit),
        "lost": exact(shift.lost, unit),
        "difference": exact(shift.difference, unit),
    }


def _unit(comparison: Comparison) -> str:
    return "" if comparison.total is None else comparison.total.goal.unit


def _group(each: GroupShift, comparison: Comparison) -> shapes.GroupShift:
    return {
        "group": each.label,
        "cases": each.cases,
        "moved": each.moved,
        "shift": _shift(each.shift, _unit(comparison)),
        "apart": each.apart,
    }


def _attribution(found: Attribution, language: str) -> shapes.Attribution:
    unit = found.goal.unit
    return {
        "goal": _goal(found.goal, language),
        "difference": exact(found.difference, unit),
        "split": found.split,
        "apart": found.apart,
        "unsplit": exact(found.unsplit, unit),
        "unknown": found.unknown,
        "combinations": found.combinations,
        "runs": found.runs,
        "parts": [
            {
                "changes": list(part.changes),
                "share": exact(part.share, unit),
                "alone": exact(part.alone, unit),
                "last": exact(part.last, unit),
                "cases": part.cases,
            }
            for part in found.parts
        ],
    }


def _most(each: CaseShift, unit: str, attribution: Attribution | None) -> shapes.CaseShift:
    return {
        "case": each.case_id,
        "then": exact(each.then, unit),
        "now": exact(each.now, unit),
        "difference": exact(each.difference, unit),
        **_split_of(attribution, each.case_id),
    }


def _split_of(found: Attribution | None, case_id: str) -> shapes.Parts:
    """What each part does in one case; nothing where it was not split."""
    split = None if found is None else found.of_case(case_id)
    if found is None or split is None:
        return {}
    return {"parts": {name: exact(share, found.goal.unit) for name, share in split.items()}}


def _case(case: BothWays, language: str) -> shapes.Explained:
    delta: Difference = {"difference": str(case.delta)} if isinstance(case.delta, Money) else {}
    return {
        "case": case.now.case.id,
        **delta,
        "played": list(case.played),
        "lines": [line_object(line, language) for line in case.lines],
        "verdicts": changes_listed(case.verdicts, language),
        "answers": changes_listed(case.answers, language),
        "findings": changes_listed(case.findings, language),
    }


def _ambiguity(each: AmbiguityEffect, unit: str, language: str) -> shapes.AmbiguityEffect:
    return {
        "interpretation": each.interpretation,
        "question": each.question.in_language(language),
        "in_force": each.in_force,
        "changed": each.changed,
        "money": exact(each.money, unit) if unit else None,
        "lowest": exact(each.lowest, unit) if unit else None,
        "highest": exact(each.highest, unit) if unit else None,
        "readings": [_reading(reading, unit, language) for reading in each.readings],
    }


def _reading(each: ReadingEffect, unit: str, language: str) -> shapes.ReadingEffect:
    return {
        "reading": each.name,
        "text": each.text.in_language(language),
        "changed": each.changed,
        "moved": each.moved,
        "shift": _shift(each.shift, unit),
        "apart": _listed(each.apart),
        "undecided": each.undecided,
    }


def _point(each: Point, unit: str) -> shapes.Point:
    return {
        "values": list(each.values),
        "in_force": each.in_force,
        "known": each.known,
        "total": exact(each.total, unit),
        "shift": _shift(each.shift, unit),
        "apart": _listed(each.apart),
        "changed": each.changed,
        "moved": each.moved,
        "granted": each.granted,
        "undecided": each.undecided,
    }
