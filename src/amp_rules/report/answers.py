"""An outcome as one JSON object, versioned by its `schema` key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from amp_rules.case import label
from amp_rules.engine import FindingHeld, Firing, MissingFact, Outcome, Referral, Segment
from amp_rules.engine.entries import public
from amp_rules.explanation import explain
from amp_rules.ledger import Answer, DecisionRead, Entry, FactRead, ParameterRead
from amp_rules.rulebook.model import Registers, Rulebook
from amp_rules.terms import UNKNOWN, Money

OUTCOME_SCHEMA: Final = "amp-rules/outcome/1"

Object = dict[str, Any]


def outcome_object(outcome: Outcome, language: str = "en", *, why: bool = False) -> Object:
    """The outcome as JSON objects and lists: amounts as text, an unknown value left out, an absent one null.

    `language` ('sv' or 'en') is that of titles and messages; names and values are the same in both.
    `why` adds the explanation and the full ledger.
    """
    found: Object = {
        "schema": OUTCOME_SCHEMA,
        "language": language,
        "case": {"id": outcome.case.id, "programme": outcome.case.programme.value},
        "rulebook": _rulebook(outcome, language),
        "engine": outcome.engine,
        "readings": dict(outcome.readings),
        "verdict": None if outcome.verdict is None else outcome.verdict.value,
        "verdicts": {name: _verdict(outcome, name, language) for name in outcome.verdicts},
        "amounts": {name: _amount(outcome, name, language) for name in outcome.amounts},
        "entities": [*_entities(outcome, language)],
        "total": outcome.plan.rulebook.edition.total,
        "missing": [_missing(each, language) for each in outcome.missing],
        "referrals": [_referral(each, outcome, language) for each in outcome.referrals],
        "findings": [_finding(each, outcome, language) for each in outcome.findings],
        "timeline": [_segment(each, outcome) for each in outcome.timeline],
    }
    if why:
        found["explanation"] = explain(outcome, language).to_dict()
        found["ledger"] = [_entry(each) for each in outcome.ledger]
        if outcome.agenda is not None:
            found["agenda"] = [_firing(each) for each in outcome.agenda]
    found["sources"] = _sources(found, outcome.plan.rulebook.registers, language)
    return found


def _firing(firing: Firing) -> Object:
    return {
        "round": firing.round,
        "decision": firing.decision,
        "rule": firing.rule,
        "concludes": firing.concludes,
        "about": firing.about,
        **_days(firing.days),
        "holds": firing.holds,
        "facts": {name: value_of(value) for name, value in firing.facts},
    }


def value_of(value: Answer) -> Any:
    """A known value as JSON has it: dates, money and shares as text, sets sorted."""
    if isinstance(value, Money | Fraction):
        return str(value if isinstance(value, Money) else _share(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value) if isinstance(value, str) else value


def _share(ratio: Fraction) -> str:
    return str(ratio.numerator) if ratio.denominator == 1 else f"{ratio.numerator}/{ratio.denominator}"


def _known(key: str, value: Answer) -> Object:
    return {} if value is UNKNOWN else {key: value_of(value)}


def _days(days: tuple[date, date] | None) -> Object:
    return {} if days is None else {"days": {"from": days[0].isoformat(), "to": days[1].isoformat()}}


def _rulebook(outcome: Outcome, language: str) -> Object:
    rulebook: Rulebook = outcome.plan.rulebook
    edition = rulebook.edition
    return {
        "name": rulebook.name,
        "programme": edition.programme,
        "edition": edition.name,
        "title": edition.title.in_language(language),
        "from": edition.start.isoformat(),
        "to": None if edition.end is None else edition.end.isoformat(),
        "authority": _authority(outcome.authority, rulebook.registers, language),
        "digest": outcome.plan.digest,
    }


def _authority(key: str, registers: Registers, language: str) -> Object:
    return {"id": key, "title": registers.authorities[key].title.in_language(language)}


def _verdict(outcome: Outcome, name: str, language: str) -> Object:
    source = outcome.plan.decisions[name].source
    return {
        "title": source.title.in_language(language),
        "verdict": outcome.verdicts[name].value,
        "cite": list(source.cite),
    }


def _entities(outcome: Outcome, language: str) -> Iterator[Object]:
    """The answers of the goals about persons, periods, claims and the like."""
    for name in outcome.plan.rulebook.edition.goals:
        bound = outcome.plan.decisions[name]
        if bound.about == "case":
            continue
        title = bound.source.title.in_language(language)
        for each in outcome.rows.instances(bound.about):
            found: Object = {"about": outcome.rows.label(each), "decision": name, "title": title}
            if bound.source.kind == "verdict":
                found["verdict"] = outcome.verdict_at(name, each).value
            else:
                found |= _known("value", public(outcome.rows.value(name, each), bound.type))
            yield found


def _amount(outcome: Outcome, name: str, language: str) -> Object:
    bound = outcome.plan.decisions[name]
    found: Object = {"title": bound.source.title.in_language(language), "type": bound.source.kind}
    if bound.source.kind == "amount":
        found["unit"] = bound.type.unit or "count"
    found |= _known("value", outcome.amounts[name])
    limits = outcome.bounds.get(name)
    if limits is not None and outcome.amounts[name] is UNKNOWN:
        found["bounds"] = {"lowest": value_of(limits.lowest), "highest": value_of(limits.highest)}
    found["cite"] = list(bound.source.cite)
    return found


def _missing(missing: MissingFact, language: str) -> Object:
    return {
        "path": missing.path,
        "label": label(missing.path, language),
        "decisions": list(missing.for_decisions),
    }


def _referral(referral: Referral, outcome: Outcome, language: str) -> Object:
    return {
        "decision": referral.decision,
        "about": referral.about,
        "authority": _authority(referral.authority, outcome.plan.rulebook.registers, language),
        "question": referral.question.in_language(language),
        "path": referral.path,
        "cite": list(referral.cite),
    }


def _finding(finding: FindingHeld, outcome: Outcome, language: str) -> Object:
    source = outcome.plan.decisions[finding.decision].source
    return {
        "decision": finding.decision,
        "title": source.title.in_language(language),
        "severity": finding.severity,
        "about": finding.about,
        **_days(finding.days),
        "message": finding.message.in_language(language),
        "cite": list(finding.cite),
    }


def _segment(segment: Segment, outcome: Outcome) -> Object:
    line = outcome.plan.rulebook.edition.timeline
    assert line is not None
    return {
        "period": segment.period,
        "from": segment.start.isoformat(),
        "to": segment.end.isoformat(),
        "days": segment.days,
        **_known("status", segment.status),
        "currency": outcome.plan.decisions[line.rate].type.money,
        **_known("rate", segment.rate),
        **_known("amount", segment.amount),
        "components": {
            name: value_of(each) for name, each in segment.components.items() if each is not UNKNOWN
        },
        "rules": list(segment.rules),
        "cite": list(segment.cite),
    }


def _entry(entry: Entry) -> Object:
    return {
        "decision": entry.decision,
        "rule": entry.rule,
        "about": entry.about,
        **_days(entry.days),
        **_known("holds", entry.holds),
        **(_known("conclusion", entry.conclusion) if entry.holds is True else {}),
        "read": [_read(each) for each in entry.read],
        "cite": list(entry.cite),
        "reading": entry.reading,
        "notes": list(entry.notes),
    }


def _read(read: FactRead | ParameterRead | DecisionRead) -> Object:
    if isinstance(read, FactRead):
        named: Object = {"fact": read.path}
    elif isinstance(read, ParameterRead):
        named = {"parameter": read.name}
    else:
        named = {"decision": read.decision, "about": read.about}
    return named | _known("value", read.value)


def _sources(found: Object, registers: Registers, language: str) -> Object:
    """The document and section behind every catalogue id that the object cites."""
    cited = dict.fromkeys(_cited(found))
    return {cite: _source(cite, registers, language) for cite in sorted(cited) if cite in registers.catalogue}


def _cited(node: Any) -> Iterable[str]:
    if isinstance(node, Mapping):
        for key, child in node.items():
            if key == "cite":
                yield from child
            else:
                yield from _cited(child)
    elif isinstance(node, list):
        for child in node:
            yield from _cited(child)


def _source(cite: str, registers: Registers, language: str) -> Object:
    rule = registers.catalogue[cite]
    document = registers.sources[rule.source]
    return {
        "source": rule.source,
        "document": document.title.in_language(language),
        "section": rule.section.in_language(language),
        "summary": rule.summary.in_language(language),
    }
