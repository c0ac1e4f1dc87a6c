"""What can be checked of a record without its facts: that the rules it names could have written it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from amp_rules.audit.record.canonical import Tree, same
from amp_rules.audit.record.values import money_of
from amp_rules.plan.model import Plan


def first_odd_entry(ledger: Sequence[Tree], plan: Plan) -> int | None:
    """The number, from 1, of the first entry that these rules never write; None where there is none.

    An entry names a decision and a rule of the plan, with just what that rule cites and how it reads.
    """
    for number, entry in enumerate(ledger, 1):
        if not _written(entry, plan):
            return number
    return None


def _written(entry: Tree, plan: Plan) -> bool:
    decision = plan.decisions.get(entry["decision"])
    if decision is None or (decision.about == "day") != ("days" in entry):
        return False
    if entry["rule"] is None:
        return entry["reading"] is None and same(entry["cite"], list(decision.source.cite))
    for rule in decision.rules:
        if rule.id == entry["rule"]:
            reading = None if rule.reading is None else str(rule.reading)
            return entry["reading"] == reading and same(entry["cite"], list(rule.source.cite))
    return False


def first_odd_answer(outcome: Tree, plan: Plan) -> int | None:
    """The number, from 1, of the first answer or line that these rules never give; None where there is none.

    An answer cites what its decision cites; the amount of a line is its days times its rate.
    """
    answers, lines = outcome["answers"], outcome["lines"]
    fits = [*(_cited(each, plan) for each in answers), *(_adds_up(each) for each in lines)]
    return None if all(fits) else fits.index(False) + 1


def _cited(answer: dict[str, Any], plan: Plan) -> bool:
    decision = plan.decisions.get(answer["decision"])
    return decision is not None and same(answer["cite"], list(decision.source.cite))


def _adds_up(line: dict[str, Any]) -> bool:
    if ("rate" in line) != ("amount" in line):
        return False
    return "rate" not in line or money_of(line["rate"]) * line["days"] == money_of(line["amount"])
