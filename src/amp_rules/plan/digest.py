"""The content digest of a plan: SHA-256 over one canonical JSON text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from amp_rules.plan import ir
from amp_rules.plan.bind import BoundParameter
from amp_rules.plan.model import BoundDecision, BoundRule
from amp_rules.plan.shape import constant_text, text
from amp_rules.rulebook.model import Rulebook, Text


def digest(
    rulebook: Rulebook,
    readings: Mapping[str, str],
    parameters: Mapping[str, BoundParameter],
    decisions: Mapping[str, BoundDecision],
    counts: Mapping[str, ir.Expr],
) -> str:
    """The digest in hexadecimal; independent of file layout, machine and hash seed."""
    canonical = {
        "edition": _edition(rulebook),
        "readings": dict(readings),
        "parameters": {name: _parameter(rulebook, name, bound) for name, bound in parameters.items()},
        "decisions": {name: _decision(decision) for name, decision in decisions.items()},
        "entities": {
            name: [each.of, text(counts[name]), each.most, _text(each.title)]
            for name, each in rulebook.entities.items()
        },
    }
    plain = json.dumps(canonical, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("ascii")).hexdigest()


def _text(words: Text | None) -> list[str] | None:
    return None if words is None else [words.en, words.sv]


def _edition(rulebook: Rulebook) -> list[object]:
    edition = rulebook.edition
    timeline = edition.timeline
    return [
        edition.programme,
        edition.name,
        _text(edition.title),
        edition.start.isoformat(),
        edition.end.isoformat() if edition.end else None,
        edition.counts_on.text,
        edition.authority,
        list(edition.goals),
        edition.total,
        [timeline.rate, list(timeline.components), timeline.status] if timeline else None,
    ]


def _parameter(rulebook: Rulebook, name: str, bound: BoundParameter) -> list[object]:
    source = rulebook.parameters[name]
    values = [[start, constant_text(value)] for start, value in bound.values]
    return [source.unit, values, list(source.cite), _text(source.title)]


def _decision(decision: BoundDecision) -> dict[str, object]:
    source = decision.source
    return {
        "about": source.about,
        "type": [source.kind, source.unit, list(source.choices), source.optional],
        "choices": {word: _text(title) for word, title in source.choice_titles.items()},
        "policy": source.hit_policy,
        "rules": [_rule(rule) for rule in decision.rules],
        "otherwise": None if decision.otherwise is None else text(decision.otherwise),
        "judgement": None
        if source.judgement is None or decision.fact is None
        else [text(decision.fact), source.judgement.authority, _text(source.judgement.question)],
        "finding": None
        if source.finding is None
        else [source.finding.severity, _text(source.finding.message)],
        "cite": list(source.cite),
        "title": _text(source.title),
    }


def _rule(rule: BoundRule) -> list[object]:
    when = None if rule.when is None else text(rule.when)
    return [
        rule.id,
        when,
        text(rule.then),
        list(rule.source.cite),
        list(rule.overridden_by),
        _text(rule.source.title),
    ]
