"""An outcome as a record holds it: names and values, no words of any language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from amp_rules.audit.record.values import days_told, if_known
from amp_rules.engine import Outcome, Segment
from amp_rules.engine.entries import public
from amp_rules.engine.rows import Instance
from amp_rules.ledger import DecisionRead, Entry, FactRead, ParameterRead


def outcome_tree(outcome: Outcome) -> dict[str, Any]:
    """The outcome as plain JSON."""
    return {
        "authority": outcome.authority,
        "total": outcome.plan.rulebook.edition.total,
        "answers": [*_answers(outcome)],
        "missing": [{"path": each.path, "decisions": list(each.for_decisions)} for each in outcome.missing],
        "referrals": [
            {
                "decision": each.decision,
                "about": each.about,
                "authority": each.authority,
                "path": each.path,
                "cite": list(each.cite),
            }
            for each in outcome.referrals
        ],
        "findings": [
            {
                "decision": each.decision,
                "about": each.about,
                "severity": each.severity,
                **days_told(each.days),
                "cite": list(each.cite),
            }
            for each in outcome.findings
        ],
        "lines": [line_tree(each) for each in outcome.timeline],
    }


def goals_of(outcome: Outcome) -> list[str]:
    """The goals of the edition by name, its total among them."""
    edition = outcome.plan.rulebook.edition
    return list(dict.fromkeys((*edition.goals, *((edition.total,) if edition.total else ()))))


def _answers(outcome: Outcome) -> Iterator[dict[str, Any]]:
    for name in goals_of(outcome):
        for each in outcome.rows.instances(outcome.plan.decisions[name].about):
            yield answer_tree(outcome, name, each)


def answer_tree(outcome: Outcome, name: str, about: Instance) -> dict[str, Any]:
    """The answer of one goal about one entity as plain JSON."""
    bound = outcome.plan.decisions[name]
    found: dict[str, Any] = {
        "decision": name,
        "about": outcome.rows.label(about),
        "type": bound.source.kind,
    }
    if bound.source.kind == "verdict":
        found["verdict"] = outcome.verdict_at(name, about).value
    else:
        if bound.source.kind == "amount":
            found["unit"] = bound.type.unit or "count"
        found |= if_known("value", public(outcome.rows.value(name, about), bound.type))
    return found | {"cite": list(bound.source.cite)}


def line_tree(segment: Segment) -> dict[str, Any]:
    """One line of the statement of days as plain JSON."""
    components = {name: if_known(name, each) for name, each in segment.components.items()}
    return {
        "period": segment.period,
        "from": segment.start.isoformat(),
        "to": segment.end.isoformat(),
        "days": segment.days,
        **if_known("status", segment.status),
        **if_known("rate", segment.rate),
        **if_known("amount", segment.amount),
        "components": {name: each[name] for name, each in components.items() if each},
        "rules": list(segment.rules),
        "cite": list(segment.cite),
    }


def ledger_tree(outcome: Outcome) -> list[dict[str, Any]]:
    """Every entry of the ledger as plain JSON, in order."""
    return [_entry(each) for each in outcome.ledger]


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "decision": entry.decision,
        "rule": entry.rule,
        "about": entry.about,
        **days_told(entry.days),
        **if_known("holds", entry.holds),
        **(if_known("conclusion", entry.conclusion) if entry.holds is True else {}),
        "read": [_read(each) for each in entry.read],
        "cite": list(entry.cite),
        "reading": entry.reading,
        "notes": list(entry.notes),
    }


def _read(read: FactRead | ParameterRead | DecisionRead) -> dict[str, Any]:
    if isinstance(read, FactRead):
        named = {"fact": read.path}
    elif isinstance(read, ParameterRead):
        named = {"parameter": read.name}
    else:
        named = {"decision": read.decision, "about": read.about}
    return named | if_known("value", read.value)
