"""What an outcome says about each entity, and what a second one says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from amp_rules.casefile.adjustment import Changed
from amp_rules.engine import Outcome
from amp_rules.engine.answers import FindingHeld
from amp_rules.engine.entries import public
from amp_rules.ledger import Answer, Verdict
from amp_rules.rulebook.model import Text
from amp_rules.terms import Money

T = TypeVar("T")
Said = Mapping[tuple[str, str], T]
"""By decision and the label of what it is about."""


def said(outcome: Outcome, names: Iterable[str], read: Callable[[str, Any], T]) -> Said[T]:
    """What decisions say about each entity, by name and label."""
    rows, plan = outcome.rows, outcome.plan
    return {
        (name, rows.label(each)): read(name, each)
        for name in names
        for each in rows.instances(plan.decisions[name].about)
    }


def verdicts_of(outcome: Outcome) -> Said[Verdict]:
    """Every verdict, those aside that are no goal of the edition too."""
    named = [name for name, each in outcome.plan.decisions.items() if each.source.kind == "verdict"]
    return said(outcome, named, outcome.verdict_at)


def answers_of(outcome: Outcome) -> Said[Answer]:
    """Every goal that is no verdict and not the total."""
    edition, decisions = outcome.plan.rulebook.edition, outcome.plan.decisions
    named = [
        name for name in edition.goals if name != edition.total and decisions[name].source.kind != "verdict"
    ]
    return said(
        outcome, named, lambda name, each: public(outcome.rows.value(name, each), decisions[name].type)
    )


def findings_of(outcome: Outcome) -> Said[FindingHeld]:
    """The findings that hold; those about days are told apart by their days."""
    return {(each.decision, _place(each)): each for each in outcome.findings}


def _place(finding: FindingHeld) -> str:
    return finding.about if finding.days is None else f"{finding.about} {finding.days[0]}/{finding.days[1]}"


def nothing_in(outcome: Outcome) -> Money | None:
    """No money, in the currency of the total; None where the edition publishes none."""
    total = outcome.plan.rulebook.edition.total
    currency = None if total is None else outcome.plan.decisions[total].type.money
    return None if currency is None else Money(0, currency)


def changed(then: Said[T], now: Said[T], titles: Mapping[str, Text]) -> tuple[Changed[T], ...]:
    """What is said otherwise; None where there was nothing to ask about, or nothing found."""
    keys = dict.fromkeys((*then, *now))
    return tuple(
        Changed(name, titles[name], about, then.get((name, about)), now.get((name, about)))
        for name, about in keys
        if then.get((name, about)) != now.get((name, about))
    )
