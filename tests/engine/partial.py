"""Partial cases filled in by path, and their goals compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from amp_rules.case import Case, case_from_mapping
from amp_rules.case.paths import parse_path
from amp_rules.engine import Bounds, Outcome
from amp_rules.plan import ir
from amp_rules.terms import UNKNOWN

Answers = dict[tuple[str, str], Any]


def filled(case: Case, paths: Iterable[str], full: Case) -> Case:
    """The case with the facts at some paths taken from a completion of it."""
    tree: Any = case.model_dump(mode="json")
    source: Any = full.model_dump(mode="json")
    for path in paths:
        *above, last = parse_path(path)
        node, value = tree, source
        for step in above:
            node = node[step] if isinstance(step, int) else node.setdefault(step, {})
            value = value[step]
        if last in value:  # of age and date of birth, only one is ever stated
            node[last] = value[last]
    return case_from_mapping(tree)


def goals(outcome: Outcome) -> Answers:
    """The value of every goal, by decision and entity."""
    edition = outcome.plan.rulebook.edition
    names = dict.fromkeys((*edition.goals, *((edition.total,) if edition.total else ())))
    rows = outcome.rows
    return {
        (name, rows.label(each)): rows.value(name, each)
        for name in names
        for each in rows.instances(outcome.plan.decisions[name].about)
    }


def asked(outcome: Outcome) -> set[str]:
    """The paths of the facts and judgements that the outcome asks for; an age may answer for a birth date."""
    found = {each.path for each in outcome.missing} | {each.path for each in outcome.referrals}
    return found | {path.replace(".birth_date", ".age") for path in found}


def judged(outcome: Outcome) -> set[str]:
    """The paths under which judgements are filed, whether they are asked for yet or not."""
    rows, found = outcome.rows, set()
    for decision in outcome.plan.decisions.values():
        if isinstance(decision.fact, ir.Fact):
            for each in rows.instances(decision.about):
                owner = rows.parent(each, decision.fact.var)
                found.add(".".join((rows.path(owner), *decision.fact.path)))
    return found


def inside(value: Any, bounds: Bounds) -> bool:
    """Whether a known value lies between the bounds."""
    low: Any = bounds.lowest
    high: Any = bounds.highest
    return value is None or ((low is None or low <= value) and (high is None or value <= high))


def within(inner: Bounds, outer: Bounds) -> bool:
    """Whether bounds allow nothing that the outer ones do not."""
    lows: Any = (inner.lowest, outer.lowest)
    highs: Any = (inner.highest, outer.highest)
    low_kept = lows[1] is None or (lows[0] is not None and lows[0] >= lows[1])
    high_kept = highs[1] is None or (highs[0] is not None and highs[0] <= highs[1])
    return bool(low_kept and high_kept)


def unknown(answers: Answers) -> set[tuple[str, str]]:
    """The goals that are open."""
    return {key for key, value in answers.items() if value is UNKNOWN}
